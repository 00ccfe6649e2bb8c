// How long operations took, and how many there were a second, over virtual time.

import { h } from 'preact';
import { kFail, kNoAnswer, kOk } from '../operations';
import { paintFaults, paintTimes, Plot, PlotView } from '../plot';
import { Reader } from '../reader';
import { Run } from '../run';
import { Sheet } from '../sheet';
import { count, shorten, span } from '../text';
import { ColourName, Colours } from '../theme';
import { PlotCanvas } from './plot_canvas';

const kCells = 120;  // of time, for percentiles and rates
const kMostFunctions = 5;

export class LatencyPlot extends Plot {
  protected paint(sheet: Sheet, { run }: PlotView) {
    paintTimes(sheet);
    paintFaults(sheet, run);
    const split = Math.round((sheet.height - 16) * 0.62);
    this.paintLatency(sheet, run, 8, split);
    this.paintRate(sheet, run, split + 8, sheet.height - 18);
  }

  private paintLatency(sheet: Sheet, run: Run, top: number, bottom: number) {
    const { g, colours } = sheet;
    const { operations } = run;
    let longest = 1e6;
    for (let k = 0; k < operations.length; k++) longest = Math.max(longest, operations.duration[k]);
    const least = 1e5;
    const scale = (bottom - top) / Math.log10((longest * 1.2) / least);
    // What takes less than the least stands on the base line.
    const y = (ns: number) => bottom - Math.log10(Math.max(least, ns) / least) * scale;
    sheet.font(11);
    sheet.text('latency', 8, top + 8, colours.text);
    g.strokeStyle = colours.grid;
    g.lineWidth = 1;
    for (let ns = 1e6; ns <= longest * 1.2; ns *= 10) {
      sheet.line(sheet.left, y(ns), sheet.right, y(ns));
      const label = span(ns).replace(/\.0+ /, ' ');
      const x = sheet.left - 6 - sheet.measure(label);
      if (x > 52 || y(ns) > top + 14) sheet.text(label, x, y(ns) + 4, colours.dim);
    }
    const lowest = `≤ ${span(least).replace(/\.0+ /, ' ')}`;
    sheet.text(lowest, sheet.left - 6 - sheet.measure(lowest), bottom + 3, colours.dim);
    for (let k = 0; k < operations.length; k++) {
      const type = operations.type[k];
      const x = sheet.x(run.time[operations.event[k]]);
      g.fillStyle = type === kOk ? colours.good : type === kFail ? colours.warn : colours.dim;
      if (type === kOk) g.fillRect(x - 1, y(operations.duration[k]) - 1.5, 2.5, 2.5);
      else cross(sheet, x, type === kNoAnswer ? top + 3 : y(operations.duration[k]));
    }
    const lines = [[0.5, 'group-0', 'median', 0], [0.95, 'group-3', '95 %', 1]] as const;
    for (const [share, colour, name, dash] of lines) {
      const points = percentiles(run, share).map(([time, ns]) => [sheet.x(time), y(ns)] as [number, number]);
      stroke(sheet, points, colours[colour], dash);
      sheet.haloText(name, sheet.left + 6 + 56 * dash, top + 8, colours[colour]);
    }
  }

  private paintRate(sheet: Sheet, run: Run, top: number, bottom: number) {
    const { colours } = sheet;
    const rates = ratesOf(run);
    const most = Math.max(1, ...rates.flatMap(({ values }) => [...values]));
    sheet.font(11);
    sheet.text('ok a second', 8, top + 8, colours.text);
    sheet.text(count(Math.round(most)), 8, top + 22, colours.dim);
    let x = sheet.left + 6;
    rates.forEach(({ name, values }, k) => {
      const colour = colours[seriesColour(k)];
      const points = Array.from(values, (n, cell): [number, number] =>
        [sheet.x(((cell + 0.5) / kCells) * run.end), bottom - (n / most) * (bottom - top)]);
      stroke(sheet, points, colour, k);
      sheet.haloText(name, x, top + 8, colour);
      x += sheet.measure(name) + 14;
    });
  }
}

function seriesColour(k: number): keyof Colours {
  return (k < 4 ? `group-${k}` : 'dim') as ColourName;
}

function cross({ g }: Sheet, x: number, y: number) {
  g.fillRect(x - 2, y - 0.6, 4, 1.2);
  g.fillRect(x - 0.6, y - 2, 1.2, 4);
}

function stroke({ g }: Sheet, points: [number, number][], colour: string, dash = 0) {
  g.strokeStyle = colour;
  g.lineWidth = 1.4;
  g.setLineDash([[], [5, 3], [2, 2], [8, 3, 2, 3]][dash % 4]);
  g.beginPath();
  for (const [x, y] of points) g.lineTo(x, y);
  g.stroke();
  g.setLineDash([]);
}

function cellOf(run: Run, operation: number): number {
  const share = run.time[run.operations.event[operation]] / Math.max(1, run.end);
  return Math.min(kCells - 1, Math.floor(share * kCells));
}

// In each cell of time that has some: [its middle, ns].
function percentiles(run: Run, share: number): [number, number][] {
  const cells: number[][] = Array.from({ length: kCells }, () => []);
  for (let k = 0; k < run.operations.length; k++) {
    if (run.operations.type[k] === kOk) cells[cellOf(run, k)].push(run.operations.duration[k]);
  }
  const points: [number, number][] = [];
  cells.forEach((durations, cell) => {
    if (!durations.length) return;
    durations.sort((a, b) => a - b);
    const at = Math.min(durations.length - 1, Math.floor(share * durations.length));
    points.push([((cell + 0.5) / kCells) * run.end, durations[at]]);
  });
  return points;
}

function ratesOf(run: Run) {
  const seconds = Math.max(1e-9, run.end / 1e9 / kCells);
  const rates = run.head.functions.slice(0, kMostFunctions).map(name => ({
    name: shorten(name, 20),
    values: new Float64Array(kCells),
  }));
  for (let k = 0; k < run.operations.length; k++) {
    const rate = rates[run.operations.function[k]];
    if (rate && run.operations.type[k] === kOk) rate.values[cellOf(run, k)] += 1 / seconds;
  }
  return rates;
}

export function Latency({ reader, plot }: { reader: Reader; plot: LatencyPlot }) {
  return (
    <PlotCanvas reader={reader} plot={plot} choose={x => reader.goToTime(plot.timeAt(x))}
      label="Latency of operations and how many were ok a second, over virtual time" />
  );
}
