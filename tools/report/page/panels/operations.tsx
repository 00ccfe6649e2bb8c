// Operations by node, in the colour of their outcome; those that show what is wrong have a ring.

import { h } from 'preact';
import { kFail, kOk } from '../operations';
import { paintFaults, paintTimes, Plot, PlotView } from '../plot';
import { Reader } from '../reader';
import { Run } from '../run';
import { Sheet } from '../sheet';
import { moment, plain } from '../text';
import { PlotCanvas } from './plot_canvas';

export class OperationsPlot extends Plot {
  private rowHeight = 10;

  protected paint(sheet: Sheet, { run, finding }: PlotView) {
    const { g, colours } = sheet;
    paintTimes(sheet);
    paintFaults(sheet, run);
    const { operations } = run;
    this.rowHeight = Math.min(40, (sheet.height - 24) / Math.max(1, run.nodes));
    const every = Math.ceil(11 / this.rowHeight);
    sheet.font(Math.min(12, Math.max(9, this.rowHeight - 1)));
    for (let node = 0; node < run.nodes; node++) {
      const y = 8 + node * this.rowHeight;
      const name = sheet.fitted(run.name(node), sheet.left - 16);
      if (node % every === 0) sheet.text(name, 8, y + this.rowHeight / 2 + 4, colours.text);
      g.fillStyle = colours.grid;
      g.fillRect(sheet.left, y + this.rowHeight - 1, sheet.right - sheet.left, 1);
    }
    // Three lanes, so that no outcome is told by its colour alone: ok above, then fail, then unknown.
    const lane = (this.rowHeight - 3) / 3;
    for (let k = 0; k < operations.length; k++) {
      const { node, type, event } = operations;
      const x0 = sheet.x(run.time[event[k]]);
      const x1 = Math.max(x0 + 1.6, sheet.x(run.operationEnd(k)));
      const place = type[k] === kOk ? 0 : type[k] === kFail ? 1 : 2;
      g.fillStyle = [colours.good, colours.warn, colours.dim][place];
      g.fillRect(x0, 9 + node[k] * this.rowHeight + place * lane, x1 - x0, Math.max(1, lane - 0.6));
    }
    g.strokeStyle = colours.bad;
    g.lineWidth = 2;
    for (const k of run.head.findings[finding]?.bad ?? []) {
      const x = sheet.x(run.time[operations.event[k]]);
      g.beginPath();
      g.arc(x, 8 + (operations.node[k] + 0.5) * this.rowHeight, Math.max(5, this.rowHeight / 2 - 2), 0, 7);
      g.stroke();
    }
  }

  // The operation that is nearest on the line of its node; -1: none.
  at(run: Run, x: number, y: number): number {
    const node = Math.floor((y - 8) / this.rowHeight);
    if (!this.sheet) return -1;
    let nearest = -1;
    let distance = 12;
    for (let k = 0; k < run.operations.length; k++) {
      if (run.operations.node[k] !== node) continue;
      const x0 = this.sheet.x(run.time[run.operations.event[k]]);
      const x1 = this.sheet.x(run.operationEnd(k));
      const away = x < x0 ? x0 - x : x > x1 ? x - x1 : 0;
      if (away < distance) [distance, nearest] = [away, k];
    }
    return nearest;
  }
}

export function Operations({ reader, plot }: { reader: Reader; plot: OperationsPlot }) {
  const { run } = reader;
  const choose = (x: number, y: number) => {
    const operation = plot.at(run, x, y);
    if (operation < 0) reader.goToTime(plot.timeAt(x));
    else reader.goTo(run.operations.event[operation], { kind: 'operation', index: operation });
  };
  const point = (x: number, y: number) => {
    const operation = plot.at(run, x, y);
    if (operation < 0) return '';
    const { index, node, event } = run.operations;
    const at = moment(run.time[event[operation]]);
    const where = `${run.name(node[operation])} at ${at} (op ${index[operation]})`;
    return plain(`${run.operationLabel(operation)} on ${where}`);
  };
  return (
    <PlotCanvas reader={reader} plot={plot} choose={choose} point={point}
      label={`${run.operations.length} operations by node and time`} />
  );
}
