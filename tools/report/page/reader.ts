// What the reader of a page looks at, and how it changes. Components show it; canvases are drawn from
// it once a frame.

import { AxisKind, Window } from './axis';
import { Diagram } from './diagram';
import { filter, Filtered } from './filter';
import { Finding, Position } from './header';
import { Plot, PlotView } from './plot';
import { Run } from './run';
import { axisFor, Scene, Scope } from './scene';
import { applyTheme, Colours, systemTheme, ThemeName } from './theme';
import { isSame, positionOf, Thing, thingAt } from './things';

export const kTabs = [
  'convergence', 'operations', 'latency', 'messages', 'logs', 'state', 'faults', 'drawings',
] as const;
export type Tab = (typeof kTabs)[number];

const kFilterPause = 250;  // ms, before the messages of a large run are filtered

export class Reader {
  readonly runs: Run[];
  readonly diagrams: (Diagram | null)[] = [];
  readonly plots = new Set<Plot>();
  active = 0;     // whose findings are shown
  finding = -1;
  line = -1;      // of the story
  scope: Scope = 'finding';
  axis: AxisKind = 'order';
  tab: Tab = 'operations';
  lowerHidden = false;
  help = false;
  theme: ThemeName = systemTheme();
  colours: Colours = applyTheme(this.theme);
  filterText = '';
  hovered: { thing: Thing; side: number; x: number; y: number } | null = null;
  pinned: { thing: Thing; side: number } | null = null;
  marked: Position | null = null;
  refresh: () => void = () => {};  // shows the components again
  moved: () => void = () => {};    // the window has changed
  private filtered: Filtered[];
  private filterTimer = 0;
  private frameAsked = false;
  private movedTimer = 0;

  constructor(runs: Run[]) {
    this.runs = runs;
    this.filtered = runs.map(run => filter(run, ''));
    this.tab = this.tabs()[0];
    if (this.isComparison) {
      this.scope = 'all';
      this.axis = 'time';
    }
    this.takeFinding(this.run.head.findings.length ? 0 : -1);
  }

  get run(): Run {
    return this.runs[this.active];
  }
  get isComparison(): boolean {
    return this.runs.length > 1;
  }
  get current(): Finding | null {
    return this.run.head.findings[this.finding] ?? null;
  }
  get diagram(): Diagram | null {
    return this.diagrams[this.active] ?? null;
  }
  tabs(): Tab[] {
    const { head, learned } = this.run;
    return kTabs.filter(tab =>
      tab === 'convergence' ? learned.length > 0 : tab === 'drawings' ? head.drawings.length > 0 : true);
  }
  filterOf(side: number): Filtered {
    return this.filtered[side];
  }

  // ---- Scenes

  attachDiagram(side: number, canvas: HTMLCanvasElement) {
    const diagram = new Diagram(canvas, this.colours, this.sceneOf(side));
    this.diagrams[side] = diagram;
    this.dress(side);
    if (this.isComparison) this.showDifference();
    this.redraw();
  }

  private sceneOf(side: number): Scene {
    const finding = side === this.active ? this.current : null;
    return new Scene(this.runs[side], finding, finding ? this.scope : 'all', this.axis, this.filtered[side]);
  }

  // Makes the scenes anew; the window stays where it was in time, or shows all of the scene.
  private restage(stays: boolean) {
    this.diagrams.forEach((diagram, side) => {
      if (!diagram) return;
      const times = diagram.times();
      const scene = this.sceneOf(side);
      diagram.show(scene, stays ? windowAt(scene, times) : scene.home());
      this.dress(side);
    });
    if (this.isComparison && !stays) this.alignWindows();
    this.hovered = null;
    this.changed();
  }

  // What is beside the scene: marks and the names of the runs.
  private dress(side: number) {
    const diagram = this.diagrams[side];
    if (!diagram) return;
    const isActive = side === this.active;
    diagram.deciding = new Set(
      isActive ? this.current?.story.filter(line => line.decides).flatMap(line => line.events) : []);
    const line = isActive ? this.current?.story[this.line] : undefined;
    diagram.marked = line?.events.slice(0, 200) ?? (isActive && this.marked !== null ? [this.marked] : []);
    diagram.hovered = this.hovered?.side === side ? this.hovered.thing : null;
    diagram.pinned = this.pinned?.side === side ? this.pinned.thing : null;
    diagram.difference = this.isComparison ? this.runs[side].head.difference?.event ?? -1 : -1;
    diagram.title = this.isComparison ? (side ? 'against' : 'this run') : '';
  }

  private alignWindows() {
    const first = this.diagrams[this.active];
    if (!first) return;
    for (const diagram of this.diagrams) if (diagram) diagram.window = [first.window[0], first.window[1]];
  }

  // Both marks are in the window: the runs may go on at different times.
  private showDifference() {
    const times = this.runs.flatMap(({ head, time }) =>
      head.difference && head.difference.event >= 0 ? [time[head.difference.event]] : []);
    if (!times.length) return;
    const from = Math.min(...times);
    const to = Math.max(...times);
    this.diagrams.forEach(diagram => {
      if (!diagram) return;
      const room = Math.max(2e6, to - from, Math.min(diagram.scene.axis.last * 0.02, 200e6));
      diagram.window = diagram.bounded([from - room * 0.3, to + room * 0.7]);
    });
    this.alignWindows();
  }

  goToDifference() {
    this.showDifference();
    this.changed();
  }

  // ---- What the reader does

  private takeFinding(index: number) {
    this.finding = index;
    this.line = -1;
    this.marked = null;
    this.pinned = null;
    this.hovered = null;
    if (this.isComparison) return;
    this.scope = this.current ? 'finding' : 'all';
    this.axis = axisFor(this.run, this.current);
    if (this.current?.drawing && this.tab !== 'convergence') this.tab = 'drawings';
  }

  chooseFinding(index: number) {
    const { length } = this.run.head.findings;
    if (!length) return;
    this.takeFinding(Math.max(0, Math.min(length - 1, index)));
    this.restage(false);
    if (this.isComparison && this.current) this.goToTime(this.run.time[this.current.window[0]]);
  }

  // In the order in which the list shows them.
  stepFinding(by: number) {
    const order = this.order();
    const at = order.indexOf(this.finding);
    const next = order[Math.max(0, Math.min(order.length - 1, at + by))];
    if (next !== undefined && next !== this.finding) this.chooseFinding(next);
  }
  order(): number[] {
    const { groups, findings } = this.run.head;
    const listed = groups.flatMap(group => group.findings);
    return [...new Set([...listed, ...findings.keys()])].filter(index => index < findings.length);
  }

  chooseSide(side: number) {
    if (side === this.active || !this.runs[side]) return;
    this.active = side;
    this.takeFinding(this.run.head.findings.length ? 0 : -1);
    if (!this.tabs().includes(this.tab)) this.tab = this.tabs()[0];
    this.restage(true);
  }

  chooseLine(index: number) {
    const story = this.current?.story ?? [];
    if (!story[index]) return;
    this.line = index;
    const [first] = story[index].events;
    this.marked = first ?? null;
    this.pinned = null;
    this.dressAll();
    if (first !== undefined) this.diagram?.reveal(first);
    this.changed();
  }
  stepLine(by: number) {
    const last = (this.current?.story.length ?? 0) - 1;
    this.chooseLine(this.line < 0 ? (by > 0 ? 0 : last) : Math.max(0, Math.min(last, this.line + by)));
  }

  setScope(scope: Scope) {
    if (scope === this.scope || (scope === 'finding' && !this.current)) return;
    this.scope = scope;
    this.restage(scope === 'all');
  }
  setAxis(axis: AxisKind) {
    if (axis === this.axis || this.isComparison) return;
    this.axis = axis;
    this.restage(!(this.scope === 'finding' && this.current));
  }

  setFilter(text: string, now = false) {
    this.filterText = text;
    clearTimeout(this.filterTimer);
    const isLarge = this.runs.some(run => run.messages.length > 200000);
    if (isLarge && !now) {
      this.filterTimer = window.setTimeout(() => this.applyFilter(), kFilterPause);
      this.refresh();
    } else {
      this.applyFilter();
    }
  }
  private applyFilter() {
    this.filtered = this.runs.map(run => filter(run, this.filterText));
    this.restage(true);
  }

  setTab(tab: Tab) {
    if (!this.tabs().includes(tab)) return;
    this.tab = tab;
    this.lowerHidden = false;
    this.changed();
  }
  toggleLower() {
    this.lowerHidden = !this.lowerHidden;
    this.changed();
  }
  toggleHelp() {
    this.help = !this.help;
    this.changed();
  }
  toggleTheme() {
    this.theme = this.theme === 'dark' ? 'light' : 'dark';
    this.colours = applyTheme(this.theme);
    for (const diagram of this.diagrams) if (diagram) diagram.sheet.colours = this.colours;
    for (const plot of this.plots) if (plot.sheet) plot.sheet.colours = this.colours;
    this.changed();
  }

  // Shows the event in the diagram, and marks it. Where the scene does not have it, all messages are
  // shown.
  goTo(position: Position, thing: Thing | null = null) {
    this.line = -1;
    this.marked = position;
    this.pinned = thing ? { thing, side: this.active } : null;
    if (this.scope === 'finding' && !this.isInScene(position)) {
      this.scope = 'all';
      this.restage(true);
    }
    this.dressAll();
    this.diagram?.reveal(position);
    if (this.isComparison) this.alignWindows();
    this.changed();
  }
  // The same, with what the event is about pinned.
  goToEvent(position: Position) {
    this.goTo(position, thingAt(this.run, position));
  }
  // The same, in the scope that is shown, if the event is within what that shows at first.
  openEvent(position: Position) {
    const scene = this.diagram?.scene;
    const [from, to] = scene?.home() ?? [0, 0];
    const u = scene?.axis.at(position) ?? -1;
    if (this.scope === 'all' || u < from || u > to) {
      this.goToEvent(position);
      return;
    }
    const thing = thingAt(this.run, position);
    this.marked = position;
    this.pinned = this.isInScene(position) ? { thing, side: this.active } : null;
    this.dressAll();
    this.diagram?.reveal(position);
    this.changed();
  }
  private isInScene(position: Position): boolean {
    const finding = this.current;
    if (!finding) return true;
    const thing = thingAt(this.run, position);
    if (thing.kind === 'message') return finding.messages.includes(this.run.messages.messageOf(thing.index));
    if (thing.kind === 'operation') return finding.operations.includes(thing.index);
    if (thing.kind === 'fault') return finding.faults.includes(thing.index);
    return position >= finding.window[0] && position <= finding.window[1];
  }
  goToTime(time: number) {
    if (this.scope === 'finding' && this.current) {
      const [first, last] = this.current.window;
      const isOutside = time < this.run.time[first] || time > this.run.time[last];
      if (isOutside || this.axis === 'order') {
        this.scope = 'all';
        this.axis = 'time';
        this.restage(true);
      }
    }
    for (const diagram of this.diagrams) {
      if (!diagram) continue;
      const { axis } = diagram.scene;
      const [from, to] = diagram.window;
      let width = to - from;
      if (axis.kind === 'time' && width > axis.last / 3) width = Math.min(width, axis.last / 20);
      const at = axis.kind === 'time' ? time : axis.at(diagram.run.positionAt(time));
      diagram.window = diagram.bounded([at - width / 2, at + width / 2]);
    }
    this.windowMoved();
  }

  point(thing: Thing | null, side = this.active, x = 0, y = 0) {
    const isOther = !isSame(thing, this.hovered?.thing ?? null);
    this.hovered = thing ? { thing, side, x, y } : null;
    this.dressAll();
    if (isOther) this.refresh();
    this.redraw();
  }
  pin(thing: Thing | null, side = this.active) {
    if (side !== this.active && thing) this.chooseSide(side);
    this.pinned = thing ? { thing, side } : null;
    this.line = -1;
    this.marked = thing ? positionOf(this.runs[side], thing) : null;
    this.hovered = null;
    this.dressAll();
    this.changed();
  }
  // The next thing in view, from left to right.
  stepThing(by: number) {
    const things = this.diagram?.thingsInView() ?? [];
    if (!things.length) return;
    const at = this.pinned ? things.findIndex(thing => isSame(thing, this.pinned?.thing ?? null)) : -1;
    const next = at < 0 ? (by > 0 ? 0 : things.length - 1) : (at + by + things.length) % things.length;
    this.pin(things[next]);
  }

  home() {
    this.diagrams.forEach(diagram => {
      if (diagram) diagram.window = diagram.bounded(diagram.scene.home());
    });
    this.windowMoved();
  }
  move(change: (diagram: Diagram) => void) {
    this.diagrams.forEach(diagram => diagram && change(diagram));
    this.windowMoved();
  }
  escape() {
    if (this.help) this.help = false;
    else if (this.pinned || this.marked !== null || this.line >= 0) {
      this.pinned = null;
      this.marked = null;
      this.line = -1;
    } else if (this.filterText) {
      this.setFilter('', true);
      return;
    }
    this.hovered = null;
    this.dressAll();
    this.changed();
  }

  // ---- Showing

  private dressAll() {
    this.runs.forEach((_, side) => this.dress(side));
  }
  changed() {
    this.refresh();
    this.moved();
    this.redraw();
  }
  windowMoved() {
    this.redraw();
    clearTimeout(this.movedTimer);
    this.movedTimer = window.setTimeout(() => this.moved(), 150);
  }
  redraw() {
    if (this.frameAsked) return;
    this.frameAsked = true;
    requestAnimationFrame(() => {
      this.frameAsked = false;
      this.drawNow();
    });
  }
  drawNow() {
    for (const diagram of this.diagrams) diagram?.draw();
    const view = this.plotView();
    for (const plot of this.plots) plot.draw(view);
  }
  plotView(): PlotView {
    const { run, diagram } = this;
    return {
      run,
      window: diagram ? diagram.times() : [0, run.end],
      marked: this.marked === null ? null : run.time[this.marked],
      finding: this.finding,
    };
  }
}

// The window of a scene that shows these times.
function windowAt(scene: Scene, [from, to]: Window): Window {
  const { axis, run } = scene;
  if (axis.kind === 'time') {
    const width = Math.max(to - from, 1e6);
    return [from - width * 0.02, from + width * 1.02];
  }
  const first = axis.at(run.positionAt(from));
  const last = axis.at(Math.max(0, run.positionAt(to + 1) - 1));
  const width = Math.max(axis.smallest, Math.min(60, last - first + 2));
  return [first - 1, first - 1 + width];
}
