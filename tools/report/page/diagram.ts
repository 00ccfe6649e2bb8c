// The space-time diagram: a line for each node, messages between them, what befell them.

import { drawArrows, DrawnArrow } from './arrows';
import { drawBackdrop, drawGutter, drawMarks } from './backdrop';
import { drawBoxes, drawNotes } from './boxes';
import { Window } from './axis';
import { arrowsWithin, Density } from './density';
import { DensityPicture } from './density_picture';
import { Position, Process } from './header';
import { Run } from './run';
import { Scene } from './scene';
import { Sheet } from './sheet';
import { isSame, Thing } from './things';
import { Colours } from './theme';

export const kMostArrows = 350;
const kLeastRow = 12;
const kTallestRow = 104;
const kLeastTexts = 18;    // rows from then on have texts; below kRoomForTexts those of the first need room
const kRoomForTexts = 36;

// A place where something can be pointed at.
export interface Target {
  thing: Thing;
  x0: number;
  x1: number;
  y0: number;
  y1: number;
}

export class Diagram {
  readonly sheet: Sheet;
  scene: Scene;
  window: Window;
  scroll = 0;  // px
  cursor: number | null = null;  // on the axis
  marked: Position[] = [];
  hovered: Thing | null = null;
  pinned: Thing | null = null;
  difference: Position = -1;
  deciding = new Set<Position>();  // events of lines that decide
  title = '';

  // What the last drawing showed.
  detail: 'arrows' | 'density' = 'arrows';
  passing = true;  // arrows that neither start nor end in view are drawn, too
  arrows: DrawnArrow[] = [];
  targets: Target[] = [];
  top = 0;
  bottom = 0;
  rowHeight = 24;
  private readonly densityPicture = new DensityPicture();
  private densityOf: { scene: Scene; density: Density } | null = null;

  constructor(canvas: HTMLCanvasElement, colours: Colours, scene: Scene) {
    this.sheet = new Sheet(canvas, colours);
    this.scene = scene;
    this.window = scene.home();
  }

  get run(): Run {
    return this.scene.run;
  }

  show(scene: Scene, window: Window) {
    this.scene = scene;
    this.window = this.bounded(window);
    this.scroll = 0;
    this.hovered = null;
  }

  density(): Density {
    if (this.densityOf?.scene !== this.scene) {
      this.densityOf = { scene: this.scene, density: new Density(this.scene) };
    }
    return this.densityOf.density;
  }

  // ---- Places

  x(u: number): number {
    return this.sheet.x(u);
  }
  y(row: number): number {
    return this.top + (row + 0.6) * this.rowHeight - this.scroll;
  }
  yOf(process: Process): number {
    return this.y(this.scene.rowOf[process]);
  }
  hasRow(process: Process): boolean {
    return process >= 0 && this.scene.rowOf[process] >= 0;
  }
  isInView(y: number): boolean {
    return y > this.top - 12 && y < this.bottom + 12;
  }
  // Where the reader looks: the states of nodes in the gutter are those of this moment.
  lookedAt(): Position {
    const { axis } = this.scene;
    if (this.cursor !== null) return axis.positionAt(this.cursor);
    if (this.marked.length) return Math.max(...this.marked);
    return axis.positionAt(this.window[0]);
  }
  laneHeight(): number {
    const n = this.scene.laneCount;
    return n <= 3 ? 17 : Math.max(4, Math.floor(52 / n));
  }

  // ---- Moving

  bounded([from, to]: Window): Window {
    const { axis } = this.scene;
    let width = Math.max(axis.smallest, Math.min(to - from, axis.last * 1.12));
    if (!Number.isFinite(width)) width = axis.last;
    const room = 0.06 * width;
    const start = Math.max(-room, Math.min(from, axis.last + room - width));
    const begin = width > axis.last + 2 * room ? (axis.last - width) / 2 : start;
    return [begin, begin + width];
  }
  zoom(factor: number, at: number) {
    const [from, to] = this.window;
    const share = (at - from) / (to - from);
    const { axis } = this.scene;
    const width = Math.max(axis.smallest, Math.min((to - from) * factor, axis.last * 1.12));
    this.window = this.bounded([at - share * width, at + (1 - share) * width]);
  }
  pan(share: number) {
    const [from, to] = this.window;
    const by = share * (to - from);
    this.window = this.bounded([from + by, to + by]);
  }
  panTo(from: number) {
    this.window = this.bounded([from, from + this.window[1] - this.window[0]]);
  }
  scrollBy(pixels: number) {
    this.scroll = Math.max(0, Math.min(this.mostScroll(), this.scroll + pixels));
  }
  mostScroll(): number {
    return Math.max(0, this.scene.rows.length * this.rowHeight - (this.bottom - this.top));
  }
  // Moves the window so that the event is in it, and its row, too.
  reveal(position: Position) {
    const u = this.scene.axis.at(position);
    const [from, to] = this.window;
    const width = to - from;
    if (u < from + 0.04 * width || u > to - 0.06 * width) {
      this.window = this.bounded([u - width / 2, u + width / 2]);
    }
    const process = this.run.processOf(position);
    if (!this.hasRow(process)) return;
    const y = this.yOf(process);
    if (y < this.top + 20) this.scrollBy(y - this.top - 40);
    if (y > this.bottom - 10) this.scrollBy(y - this.bottom + 40);
  }
  // Is the event right of the middle?
  isRight(position: Position): boolean {
    return this.x(this.scene.axis.at(position)) > (this.sheet.left + this.sheet.right) / 2;
  }
  times(): Window {
    const { axis } = this.scene;
    return [axis.timeAt(this.window[0]), axis.timeAt(this.window[1])];
  }

  // ---- Drawing

  draw() {
    const { sheet, scene } = this;
    sheet.fit();
    if (!sheet.width || !sheet.height) return;
    sheet.begin();
    sheet.left = this.gutterWidth();
    [sheet.from, sheet.to] = this.window;
    this.layOut();
    this.targets = [];
    this.arrows = [];
    const inView = arrowsWithin(scene, this.window[0], this.window[1]);
    this.detail = inView.n > kMostArrows ? 'density' : 'arrows';
    this.passing = inView.pass;
    sheet.clip(sheet.left - 6, 0, sheet.right - sheet.left + 12, sheet.height, () => {
      drawBackdrop(this);
      sheet.clip(sheet.left - 6, this.top - 4, sheet.width, this.bottom - this.top + 8, () => {
        if (this.detail === 'density') this.densityPicture.draw(this);
        drawBoxes(this);
        if (this.detail === 'arrows') this.arrows = drawArrows(this);
        drawNotes(this);
      });
      drawMarks(this);
    });
    drawGutter(this);
  }

  private gutterWidth(): number {
    if (this.run.states.after.length === 0 || this.sheet.width < 700) return 92;
    return 200;
  }

  private layOut() {
    const { sheet, scene } = this;
    const lanes = scene.laneCount * this.laneHeight();
    this.top = 20 + (lanes ? lanes + 6 : 0);
    this.bottom = sheet.height - 20;
    const rows = Math.max(1, scene.rows.length);
    const wanted = (this.bottom - this.top) / rows;
    if (wanted >= kLeastTexts && wanted < kRoomForTexts) this.top += 10;
    const room = this.bottom - this.top;
    this.rowHeight = Math.max(kLeastRow, Math.min(kTallestRow, room / rows));
    this.scroll = Math.max(0, Math.min(this.scroll, this.mostScroll()));
  }

  // ---- Pointing

  hit(x: number, y: number): Thing | null {
    if (x < this.sheet.left - 4 || x > this.sheet.right + 4) return null;
    // The smallest of those that are under the pointer.
    let best: Target | null = null;
    for (const target of this.targets) {
      if (x < target.x0 - 3 || x > target.x1 + 3 || y < target.y0 - 3 || y > target.y1 + 3) continue;
      const isSmaller = !best || target.x1 - target.x0 < best.x1 - best.x0;
      if (isSmaller && target.thing.kind !== 'fault') best = target;
      else if (!best) best = target;
    }
    if (best && best.thing.kind !== 'fault') return best.thing;
    const arrow = this.nearestArrow(x, y);
    if (arrow) return { kind: 'message', index: arrow.flight };
    return best?.thing ?? null;
  }

  private nearestArrow(x: number, y: number): DrawnArrow | null {
    let nearest: DrawnArrow | null = null;
    let distance = 49;
    for (const arrow of this.arrows) {
      const dx = arrow.x1 - arrow.x0;
      const dy = arrow.y1 - arrow.y0;
      const length = dx * dx + dy * dy || 1;
      const share = Math.max(0, Math.min(1, ((x - arrow.x0) * dx + (y - arrow.y0) * dy) / length));
      const d = (arrow.x0 + share * dx - x) ** 2 + (arrow.y0 + share * dy - y) ** 2;
      if (d < distance) [distance, nearest] = [d, arrow];
    }
    return nearest;
  }

  isShown(thing: Thing): boolean {
    return isSame(thing, this.hovered) || isSame(thing, this.pinned);
  }

  // What is in view, from left to right.
  thingsInView(): Thing[] {
    const things: [number, Thing][] = this.arrows.map(arrow =>
      [arrow.x0, { kind: 'message', index: arrow.flight }]);
    for (const target of this.targets) things.push([target.x0, target.thing]);
    things.sort((a, b) => a[0] - b[0] || a[1].index - b[1].index);
    return things.map(([, thing]) => thing);
  }
}
