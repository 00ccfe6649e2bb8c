// What is shown in the diagram: the finding or all, by order or time, and the filter.

import { Component, h } from 'preact';
import { kNever } from './messages';
import { Reader } from './reader';
import { count, counted, plain, shorten } from './text';

const kFilterHelp = 'value:12 key:3 type:x node:n1 from:n1 to:n2 op:54 lost, field:8, any word; ' +
  'several must all hold; "quotes" for blanks';

export class Bar extends Component<{ reader: Reader }, {}> {
  render() {
    const { reader } = this.props;
    const hasFinding = reader.current !== null;
    const isFinding = reader.scope === 'finding' && hasFinding;
    const switches = (label: string, buttons: JSX.Element[]) => (
      <div class="switch" role="group" aria-label={label}>{buttons}</div>
    );
    const button = (text: string, isOn: boolean, press: () => void, isAble: boolean, title: string) => (
      <button class={isOn ? 'on' : ''} aria-pressed={isOn} disabled={!isAble} title={title} onClick={press}>
        {text}
      </button>
    );
    const isByOrder = reader.axis === 'order';
    const typed = (event: Event) => reader.setFilter((event.target as HTMLInputElement).value);
    const error = reader.filterOf(reader.active).error;
    return (
      <div class="bar">
        {switches('Messages', [
          button('This finding', isFinding, () => reader.setScope('finding'), hasFinding,
            'Only what the finding needs (a)'),
          button('All messages', !isFinding, () => reader.setScope('all'), true,
            'Everything that was sent (a)'),
        ])}
        {reader.isComparison ? null : switches('Axis', [
          button('By order', isByOrder, () => reader.setAxis('order'), true, 'A column for each event (o)'),
          button('By time', !isByOrder, () => reader.setAxis('time'), true, 'Virtual time (o)'),
        ])}
        <input id="filter" type="search" autocomplete="off" aria-label="Filter of messages"
          title={kFilterHelp}
          placeholder="filter:  value:12  key:3  type:x  node:n1  from:n1  to:n2  op:54  lost  word"
          value={reader.filterText} onInput={typed} />
        <span class={`count ${error ? 'bad' : ''}`} role="status">{this.words()}</span>
      </div>
    );
  }

  private words(): string {
    const { reader } = this.props;
    const { error } = reader.filterOf(reader.active);
    if (error) return plain(shorten(error, 300));
    const { listed = 0, undrawn = 0 } = reader.diagram?.scene ?? {};
    const left = reader.scope === 'finding' ? reader.current?.leftOut ?? 0 : 0;
    const all = `${count(listed)} of ${counted(reader.run.messages.length, 'message')}`;
    if (left) return `${all}, ${count(left)} more have to do with it (a)`;
    return undrawn ? `${all}, ${count(undrawn)} of clients not drawn` : all;
  }
}

// What the signs of the diagram mean, of those that are there.
export function Legend({ reader }: { reader: Reader }) {
  const { run } = reader;
  const scene = reader.diagram?.scene;
  const flights = scene?.flights ?? new Uint32Array(0);
  const isSmall = flights.length <= 2000;
  const has = (test: (flight: number) => boolean) => isSmall ? flights.some(test) : true;
  const items: [string, string, string][] = [];
  const value = scene?.isOfFinding ? scene.finding?.value : null;
  if (value !== null && value !== undefined && run.learned.length) {
    items.push(['have', '━━', 'has the value'], ['have', '→', 'brought it first']);
    if (scene?.finding?.lacking?.length) items.push(['have', '╍╍', 'had it, it is gone']);
  }
  if (has(flight => run.messages.outcome[flight] >= 2)) items.push(['bad', '✗', 'lost']);
  if (isSmall && has(flight => run.messages.end[flight] === kNever)) {
    items.push(['dim', '┄', 'under way at the end']);
  }
  items.push(['good', '▬', '✓ ok'], ['warn', '▬', '✗ fail'], ['dim', '▬', '? unknown']);
  const lanes = scene?.lanes ?? [];
  if (lanes.some(({ fault }) => run.head.faults[fault].groups.length)) {
    items.push(['group', 'A B', 'nodes of one letter can talk']);
  }
  const lives = scene?.lives.filter(life => scene.isLifeShown(life)) ?? [];
  if (lives.some(({ kind }) => kind !== 'paused')) items.push(['bad', '✕ ○', 'dies, is back']);
  if (lives.some(({ kind }) => kind === 'paused')) items.push(['warn', '┅', 'paused']);
  if (run.logs.after.length) items.push(['accent', '●', 'log']);
  const decides = scene?.isOfFinding && scene.finding?.story.some(line => line.decides);
  if (decides) items.push(['warn', '★', 'decides']);
  if (reader.diagram?.detail === 'density') items.push(['dim', '▟', 'how many arrive, down: are lost']);
  return (
    <div class="legend" aria-label="Signs">
      {items.map(([tone, sign, text]) => <span><b class={tone}>{sign}</b> {text}</span>)}
    </div>
  );
}
