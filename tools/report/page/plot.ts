// A picture of the whole run on the axis of virtual time. What is costly is drawn once, aside; the
// window of the diagram and what is pointed at are drawn upon it.

import { timeSteps, Window } from './axis';
import { Run } from './run';
import { Sheet } from './sheet';
import { moment } from './text';
import { Colours } from './theme';

export interface PlotView {
  run: Run;
  window: Window;        // ns
  marked: number | null; // ns
  finding: number;       // index, or -1
}

export abstract class Plot {
  sheet: Sheet | null = null;
  protected view: PlotView | null = null;
  private backing: HTMLCanvasElement | null = null;
  private paintedFor = '';
  private paintedRun: Run | null = null;

  attach(canvas: HTMLCanvasElement, colours: Colours) {
    this.sheet = new Sheet(canvas, colours);
    this.paintedFor = '';
  }
  detach() {
    this.sheet = null;
    this.backing = null;
  }

  // What is costly. `sheet` has the axis of the whole run.
  protected abstract paint(sheet: Sheet, view: PlotView): void;
  // What depends on the window.
  protected overlay(sheet: Sheet, view: PlotView) {
    const { g, colours } = sheet;
    g.strokeStyle = colours.accent;
    g.lineWidth = 1;
    g.setLineDash([4, 3]);
    for (const time of view.window) {
      if (time < 0 || time > view.run.end) continue;
      sheet.line(sheet.x(time), 0, sheet.x(time), sheet.height);
    }
    g.setLineDash([]);
    if (view.marked !== null) {
      g.lineWidth = 2;
      sheet.line(sheet.x(view.marked), 0, sheet.x(view.marked), sheet.height);
    }
  }
  // Of what the picture depends beside size and colours.
  protected key(view: PlotView): string {
    return String(view.finding);
  }
  protected gutter(_run: Run): number {
    return 92;
  }

  draw(view: PlotView) {
    const { sheet } = this;
    if (!sheet || !sheet.width) return;
    this.view = view;
    sheet.fit();
    sheet.left = this.gutter(view.run);
    [sheet.from, sheet.to] = [0, Math.max(1, view.run.end)];
    const key = `${this.key(view)} ${sheet.canvas.width}×${sheet.canvas.height} ${sheet.colours.ground}`;
    if (!this.backing || key !== this.paintedFor || view.run !== this.paintedRun) {
      sheet.begin();
      this.paint(sheet, view);
      this.backing ??= document.createElement('canvas');
      this.backing.width = sheet.canvas.width;
      this.backing.height = sheet.canvas.height;
      this.backing.getContext('2d')?.drawImage(sheet.canvas, 0, 0);
      this.paintedFor = key;
      this.paintedRun = view.run;
    }
    sheet.begin();
    sheet.g.setTransform(1, 0, 0, 1, 0, 0);
    sheet.g.drawImage(this.backing, 0, 0);
    const ratio = devicePixelRatio || 1;
    sheet.g.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.overlay(sheet, view);
  }

  timeAt(x: number): number {
    const { sheet } = this;
    return sheet ? Math.max(0, Math.min(sheet.to, sheet.u(x))) : 0;
  }
}

// Faults behind a picture, with a bar at its top.
export function paintFaults(sheet: Sheet, run: Run) {
  const { g, colours } = sheet;
  g.fillStyle = colours.fault;
  for (const fault of run.head.faults) {
    const x0 = sheet.x(fault.beginTime);
    const width = Math.max(1.5, sheet.x(fault.endTime) - x0);
    g.globalAlpha = 0.16;
    g.fillRect(x0, 0, width, sheet.height);
    g.globalAlpha = 1;
    g.fillRect(x0, 0, width, 4);
  }
}

export function paintTimes(sheet: Sheet) {
  const { step, digits } = timeSteps(sheet.from, sheet.to, sheet.width / 110);
  const { g, colours } = sheet;
  g.strokeStyle = colours.grid;
  g.lineWidth = 1;
  sheet.font(11);
  for (let time = 0; time <= sheet.to; time += step) {
    const x = sheet.x(time);
    sheet.line(x, 4, x, sheet.height);
    if (x < sheet.right - 30) sheet.text(moment(time, digits), x + 3, sheet.height - 3, colours.dim);
  }
}
