// The place that is shown, in the fragment of the address: #finding=2&event=287&tab=messages.
//
// What is as it would be anyway is left out.

import { kTabs, Reader, Tab } from './reader';
import { axisFor } from './scene';

export function writePlace(reader: Reader) {
  const place = new URLSearchParams();
  const { run, current } = reader;
  if (current && reader.finding > 0) place.set('finding', String(reader.finding + 1));
  if (reader.active > 0) place.set('side', String(reader.active + 1));
  if (reader.marked !== null) place.set('event', String(run.number(reader.marked)));
  if (!reader.isComparison && reader.axis !== axisFor(run, current)) place.set('axis', reader.axis);
  const usual = current && !reader.isComparison ? 'finding' : 'all';
  if (reader.scope !== usual) place.set('scope', reader.scope);
  if (reader.filterText) place.set('filter', reader.filterText);
  if (reader.tab !== reader.tabs()[0]) place.set('tab', reader.tab);
  const fragment = place.toString().replace(/%3A/g, ':');
  const wanted = fragment ? `#${fragment}` : '';
  if (wanted === location.hash) return;
  history.replaceState(null, '', wanted || location.pathname + location.search);
}

export function readPlace(reader: Reader) {
  const place = new URLSearchParams(location.hash.slice(1));
  const number = (name: string) => {
    const text = place.get(name) ?? '';
    return /^\d{1,15}$/.test(text) ? Number(text) : null;
  };
  const side = number('side');
  if (side) reader.chooseSide(side - 1);
  const finding = (number('finding') ?? 1) - 1;
  if (finding !== reader.finding) reader.chooseFinding(finding);
  const usual = reader.current && !reader.isComparison ? 'finding' : 'all';
  const scope = place.get('scope') ?? usual;
  if (scope === 'all' || scope === 'finding') reader.setScope(scope);
  const axis = place.get('axis') ?? axisFor(reader.run, reader.current);
  if (axis === 'order' || axis === 'time') reader.setAxis(axis);
  const tab = place.get('tab') as Tab;
  if (kTabs.includes(tab)) reader.setTab(tab);
  const filter = place.get('filter') ?? '';
  if (filter !== reader.filterText) reader.setFilter(filter, true);
  const event = number('event');
  if (event !== null && reader.run.length) reader.openEvent(reader.run.position(event));
}
