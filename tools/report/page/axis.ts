// Where an event stands from left to right: by virtual time, or by order.
//
// By order, each thing that is shown and happens to a node has a column. What one handler sends leaves
// in its column. Long gaps are named; they take some room of their own.

import { Position } from './header';
import { kNever } from './messages';
import { firstAtLeast, Kind, Run } from './run';

export type AxisKind = 'order' | 'time';
export type Window = [number, number];

const kGapColumns = 0.9;  // the room of a named gap

export interface Gap {
  at: number;    // in the middle
  length: number;  // ns
}

export interface Axis {
  readonly kind: AxisKind;
  readonly last: number;      // the end of the axis
  readonly smallest: number;  // window
  at(position: Position): number;
  timeAt(u: number): number;
  positionAt(u: number): Position;  // the last event that is not right of it
}

export class TimeAxis implements Axis {
  readonly kind = 'time';
  readonly smallest = 1000;
  constructor(private readonly run: Run) {}
  get last() {
    return Math.max(1, this.run.end);
  }
  at(position: Position): number {
    return this.run.time[position] ?? this.run.end;
  }
  timeAt(u: number): number {
    return u;
  }
  positionAt(u: number): Position {
    return this.run.positionAt(u + 1) - 1;
  }
}

export class OrderAxis implements Axis {
  readonly kind = 'order';
  readonly smallest: number;
  readonly last: number;
  readonly gaps: Gap[] = [];
  readonly positions: Uint32Array;  // of the columns
  readonly columns: Float64Array;

  // `positions` grow.
  constructor(private readonly run: Run, positions: Uint32Array, withGaps: boolean) {
    this.positions = positions;
    this.columns = new Float64Array(positions.length);
    const long = withGaps ? longGap(run, positions) : Infinity;
    let u = 0;
    for (let i = 0; i < positions.length; i++) {
      const gap = i ? run.time[positions[i]] - run.time[positions[i - 1]] : 0;
      if (gap >= long) {
        this.gaps.push({ at: u + (1 + kGapColumns) / 2, length: gap });
        u += kGapColumns;
      }
      this.columns[i] = ++u;
    }
    this.last = u + 1;
    this.smallest = Math.min(3, this.last / 2);
  }

  private before(position: Position): number {
    return firstAtLeast(this.positions, position + 1) - 1;
  }
  at(position: Position): number {
    const i = this.before(position);
    if (i < 0) return 0.3;
    return this.columns[i] + (this.positions[i] === position ? 0 : 0.25);
  }
  timeAt(u: number): number {
    return this.run.time[this.positionAt(u)] ?? 0;
  }
  positionAt(u: number): Position {
    const i = firstAtLeast(this.columns, u + 1e-6) - 1;
    return this.positions[Math.max(0, i)] ?? 0;
  }
}

// Gaps from this length on are named: far longer than the short ones, and a good part of the whole.
function longGap(run: Run, positions: Uint32Array): number {
  const gaps: number[] = [];
  for (let i = 1; i < positions.length; i++) {
    const gap = run.time[positions[i]] - run.time[positions[i - 1]];
    if (gap > 0) gaps.push(gap);
  }
  gaps.sort((a, b) => a - b);
  const whole = positions.length ? run.time[positions[positions.length - 1]] - run.time[positions[0]] : 0;
  return Math.max(1e6, 0.04 * whole, 8 * (gaps[gaps.length >> 2] ?? 0));
}

// Where a message leaves: in the column of what made its sender send it.
export function departure(run: Run, message: number): Position {
  const sent = run.messages.sent[message];
  const cause = run.cause[sent];
  if (cause < 0 || run.time[cause] !== run.time[sent]) return sent;
  const handler = run.processOf(cause);
  return handler === run.messages.source[message] ? cause : sent;
}

// By time if messages take some of it and no gap leaves the rest no room. `others` are moments of what
// is shown beside messages.
export function fittingAxis(run: Run, flights: ArrayLike<number>, others: number[]): AxisKind {
  const times = [...others];
  let atOnce = 0;
  for (let k = 0; k < flights.length; k++) {
    const flight = flights[k];
    const sent = run.time[run.messages.sent[run.messages.messageOf(flight)]];
    times.push(sent);
    const end = run.messages.end[flight];
    if (end === kNever) continue;
    times.push(run.time[end]);
    if (run.time[end] === sent) atOnce++;
  }
  if (!flights.length || atOnce >= flights.length / 2) return 'order';
  times.sort((a, b) => a - b);
  let gap = 0;
  for (let k = 1; k < times.length; k++) gap = Math.max(gap, times[k] - times[k - 1]);
  return gap < 0.4 * (times[times.length - 1] - times[0]) ? 'time' : 'order';
}

// Steps of an axis of virtual time: about so many, of 1, 2 or 5 times a power of ten.
export function timeSteps(from: number, to: number, most: number): { step: number; digits: number } {
  const rough = Math.max(1, (to - from) / Math.max(1, most));
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(n => n * power).find(n => n >= rough) ?? 10 * power;
  return { step, digits: Math.max(0, Math.min(9, 9 - Math.floor(Math.log10(step)))) };
}

// The columns of all messages: everything that happens to a node and makes it act.
export function handlingPositions(run: Run): Uint32Array {
  const positions = new Uint32Array(run.length);
  let n = 0;
  for (let i = 0; i < run.length; i++) {
    const kind = run.kind[i];
    if (kind !== Kind.sent && kind !== Kind.operationDue) positions[n++] = i;
  }
  return positions.slice(0, n);
}
