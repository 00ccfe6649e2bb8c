// Value × node: when each node learned each value. A stronger colour is later; a dot stands in what
// never came.

import { h } from 'preact';
import { kNever } from '../messages';
import { paintFaults, paintTimes, Plot, PlotView } from '../plot';
import { Reader } from '../reader';
import { Run } from '../run';
import { Sheet } from '../sheet';
import { plain, shorten, span } from '../text';
import { ColourName } from '../theme';
import { PlotCanvas } from './plot_canvas';

interface Column {
  value: number;
  x: number;
  width: number;
}

export class ConvergencePlot extends Plot {
  private columns: Column[] = [];
  private rowHeight = 10;

  protected paint(sheet: Sheet, { run, finding }: PlotView) {
    const { g, colours } = sheet;
    paintTimes(sheet);
    paintFaults(sheet, run);
    this.rowHeight = (sheet.height - 24) / Math.max(1, run.nodes);
    sheet.font(Math.min(12, Math.max(9, this.rowHeight - 1)));
    const every = Math.ceil(11 / this.rowHeight);
    for (let node = 0; node < run.nodes; node += every) {
      const name = sheet.fitted(run.name(node), sheet.left - 16);
      sheet.text(name, 8, 8 + (node + 0.5) * this.rowHeight + 4, colours.text);
    }
    this.columns = columnsOf(run, sheet);
    const lacking = lackingOf(run);
    for (const column of this.columns) this.paintColumn(sheet, run, column, lacking);
    const wanted = run.head.findings[finding]?.value;
    const chosen = this.columns.find(({ value }) => run.values.exact(run.learned.values[value]) === wanted);
    if (!chosen) return;
    g.strokeStyle = colours.accent;
    g.lineWidth = 2;
    g.strokeRect(chosen.x - 2, 5, Math.max(4, chosen.width + 3), sheet.height - 22);
  }

  private paintColumn(sheet: Sheet, run: Run, { value, x, width }: Column, lacking: Lacking) {
    const { g, colours } = sheet;
    const { learned } = run;
    const first = run.time[learned.first[value]];
    const gone = lacking.get(run.values.exact(learned.values[value]) ?? '');
    const high = Math.max(1, this.rowHeight - (this.rowHeight > 4 ? 1 : 0));
    for (let node = 0; node < run.nodes; node++) {
      const position = learned.at(value, node);
      const y = 8 + node * this.rowHeight;
      if (position !== kNever && !gone?.includes(node)) {
        g.fillStyle = colours[`late-${lateness(run.time[position] - first)}` as ColourName];
        g.fillRect(x, y, width, high);
        continue;
      }
      g.fillStyle = colours.bad;
      g.fillRect(x, y, width, high);
      if (width < 3 || this.rowHeight < 5) continue;
      g.fillStyle = colours.ground;
      g.fillRect(x + width / 2 - 1.5, y + high / 2 - 1.5, 3, 3);
    }
  }

  valueAt(x: number): number {
    let nearest = -1;
    let distance = Infinity;
    for (const column of this.columns) {
      const away = Math.abs(column.x + column.width / 2 - x);
      if (away < distance) [distance, nearest] = [away, column.value];
    }
    return nearest;
  }
  nodeAt(y: number): number {
    return Math.floor((y - 8) / this.rowHeight);
  }
}

// Of values that findings are about: the nodes that had them once, and do not have them.
type Lacking = Map<string, number[]>;
function lackingOf(run: Run): Lacking {
  const lacking: Lacking = new Map();
  for (const { value, lacking: nodes } of run.head.findings) {
    if (value !== null && nodes?.length) lacking.set(value, nodes);
  }
  return lacking;
}

// 0: within 10 ms; each step is ten times later, nearly.
function lateness(ns: number): number {
  if (ns < 1e7) return 0;
  return Math.min(4, 1 + Math.floor(Math.log10(ns / 1e7) * 1.25));
}

// A column stands where the first node learned the value; it ends where the next one begins.
function columnsOf(run: Run, sheet: Sheet): Column[] {
  const { learned } = run;
  const values = Array.from({ length: learned.length }, (_, k) => k).filter(k => learned.first[k] !== kNever);
  values.sort((a, b) => learned.first[a] - learned.first[b]);
  return values.map((value, k) => {
    const x = sheet.x(run.time[learned.first[value]]);
    const next = k + 1 < values.length ? sheet.x(run.time[learned.first[values[k + 1]]]) : x + 10;
    return { value, x, width: Math.max(0.8, Math.min(14, next - x) - (next - x > 4 ? 1 : 0)) };
  });
}

export function Convergence({ reader, plot }: { reader: Reader; plot: ConvergencePlot }) {
  const { run } = reader;
  const room = { elements: 4, characters: 40 };
  const textOf = (value: number) => run.values.text(run.learned.values[value], room) ?? '';
  const choose = (x: number) => {
    const value = plot.valueAt(x);
    if (value < 0) return;
    const exact = run.values.exact(run.learned.values[value]);
    const finding = run.head.findings.findIndex(each => each.value !== null && each.value === exact);
    if (finding >= 0) {
      reader.chooseFinding(finding);
    } else {
      reader.setFilter(`value:${quoted(exact ?? '')}`, true);
      reader.goTo(run.learned.first[value]);
    }
  };
  const point = (x: number, y: number) => {
    const value = plot.valueAt(x);
    const node = plot.nodeAt(y);
    if (value < 0 || node < 0 || node >= run.nodes) return '';
    const position = run.learned.at(value, node);
    const late = run.time[position] - run.time[run.learned.first[value]];
    const isGone = lackingOf(run).get(run.values.exact(run.learned.values[value]) ?? '')?.includes(node);
    const since = late === 0 ? 'first' : `${span(late)} after the first`;
    const when = isGone ? 'had it, it is gone' : position === kNever ? 'never' : since;
    return plain(`${shorten(textOf(value), 40)} on ${run.name(node)}: ${when}`);
  };
  return (
    <PlotCanvas reader={reader} plot={plot} choose={choose} point={point}
      label={`Which of ${run.nodes} nodes learned which of ${run.learned.length} values, and when`} />
  );
}

// As a word of the filter.
function quoted(json: string): string {
  const text = json.replace(/^"|"$/g, '');
  return /\s/.test(text) ? `"${text}"` : text;
}
