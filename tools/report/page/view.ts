// What the page shows, as a plain object: for tests, which ask this and no pixels.

import { AxisKind } from './axis';
import { headline } from './details';
import { Reader } from './reader';
import { Scope } from './scene';
import { moment, plain } from './text';
import { Thing } from './things';

export function viewOf(reader: Reader) {
  reader.drawNow();
  const { diagram, run, current } = reader;
  const { error, hits } = reader.filterOf(reader.active);
  const words = (pointed: { thing: Thing; side: number } | null) =>
    pointed ? headline(reader.runs[pointed.side], pointed.thing) : null;
  return {
    ready: true,
    verdict: run.head.verdict,
    finding: reader.finding + 1,
    findings: run.head.findings.length,
    title: plain(current?.title ?? ''),
    scope: reader.scope,
    axis: reader.axis,
    tab: reader.tab,
    tabs: reader.tabs(),
    theme: reader.theme,
    filter: reader.filterText,
    filterError: plain(error),
    hits,
    messages: run.messages.length,
    events: run.length,
    listed: diagram?.scene.listed ?? 0,
    drawn: diagram?.arrows.length ?? 0,
    detail: diagram?.detail ?? 'arrows',
    window: diagram ? [...diagram.window] : [0, 0],
    times: diagram ? diagram.times() : [0, 0],
    scroll: diagram?.scroll ?? 0,
    mostScroll: diagram?.mostScroll() ?? 0,
    marked: reader.marked === null ? null : run.number(reader.marked),
    line: reader.line,
    storyLines: current?.story.map(line => `${moment(line.at)} ${plain(line.text)}`) ?? [],
    remarks: current?.remarks.map(plain) ?? [],
    operations: diagram?.targets.filter(target => target.thing.kind === 'operation').length ?? 0,
    faults: diagram?.scene.lanes.length ?? 0,
    rows: diagram?.scene.rows.map(process => plain(run.name(process))) ?? [],
    lowerHidden: reader.lowerHidden,
    help: reader.help,
    hovered: words(reader.hovered),
    pinned: words(reader.pinned),
    states: run.states.after.length,
    sides: reader.runs.length,
    side: reader.active,
    difference: run.head.difference ? plain(run.head.difference.text) : null,
    // Where things are that can be pointed at, in px of the canvas.
    places: [
      ...(diagram?.arrows ?? []).slice(0, 400).map(({ x0, y0, x1, y1 }) => [(x0 + x1) / 2, (y0 + y1) / 2]),
      ...(diagram?.targets ?? []).slice(0, 400).map(({ x0, y0, x1, y1 }) => [(x0 + x1) / 2, (y0 + y1) / 2]),
    ],
  };
}

// What tests and the benchmark may ask and do.
export function handle(reader: Reader, times: Record<string, number>) {
  return {
    times,
    view: () => viewOf(reader),
    // Draws once, at once; says how many ms that took.
    frame: () => {
      const begin = performance.now();
      reader.drawNow();
      return performance.now() - begin;
    },
    pan: (share: number) => reader.move(diagram => diagram.pan(share)),
    show: (scope: Scope, axis: AxisKind | null) => {
      reader.setScope(scope);
      if (axis) reader.setAxis(axis);
    },
    // The window shows this share of the axis, from a place in its middle on.
    home: (share: number) => reader.move(diagram => {
      const { last } = diagram.scene.axis;
      const from = share < 1 ? 0.3 * last : 0;
      diagram.window = diagram.bounded([from, from + share * last]);
    }),
    bounds: () => [0, reader.diagram?.scene.axis.last ?? 0],
    windowNow: () => reader.diagram?.window ?? [0, 0],
  };
}
