// How many messages arrive at each row, and how many are lost, in cells of the axis.
//
// Cells are halves of halves of the whole axis, so that they stay where they are while one pans. The
// coarse levels are counted beforehand; the fine ones when they are shown, from the few in view.

import { kDelivered, kLost } from './messages';
import { firstAtLeast } from './run';
import { Scene } from './scene';

const kMostCounted = 20000;
const kMostPassing = 80;  // arrows that touch a window, of which some only pass through it
const kDeepest = 14;  // level of the finest cells that are counted beforehand: 2^14 in all

export interface Cells {
  width: number;    // on the axis
  first: number;    // index of the first cell in view
  count: number;    // cells in view
  arrived: Uint32Array;  // row × cell of the whole level, or of the view
  lost: Uint32Array;
  stride: number;   // from one row to the next
  offset: number;   // of the first cell in view within a row
  mostArrived: number;
  mostLost: number;
}

interface Level {
  arrived: Uint32Array;
  lost: Uint32Array;
  mostArrived: number;
  mostLost: number;
}

function most(values: Uint32Array): number {
  let greatest = 1;
  for (let i = 0; i < values.length; i++) if (values[i] > greatest) greatest = values[i];
  return greatest;
}

export class Density {
  private readonly levels: Level[] = [];  // by depth

  constructor(private readonly scene: Scene) {
    this.countDeepest();
    for (let depth = kDeepest - 1; depth >= 0; depth--) this.levels[depth] = this.halved(depth);
  }

  // Cells of at least `least` on the axis that cover the window.
  cells(from: number, to: number, least: number): Cells {
    const { last } = this.scene.axis;
    const depth = Math.max(0, Math.floor(Math.log2(last / least)));
    const width = last / 2 ** depth;
    const first = Math.max(0, Math.floor(from / width));
    const end = Math.min(2 ** depth, Math.ceil(to / width));
    const count = Math.max(0, end - first);
    if (depth <= kDeepest) {
      return { width, first, count, ...this.levels[depth], stride: 2 ** depth, offset: first };
    }
    return this.countView(width, first, count);
  }

  private countDeepest() {
    const { scene } = this;
    const cells = 2 ** kDeepest;
    const scale = cells / scene.axis.last;
    const arrived = new Uint32Array(cells * scene.rows.length);
    const lost = new Uint32Array(cells * scene.rows.length);
    for (let k = 0; k < scene.flights.length; k++) {
      this.add(k, Math.min(cells - 1, Math.max(0, Math.floor(scene.stop[k] * scale))), cells, arrived, lost);
    }
    this.levels[kDeepest] = { arrived, lost, mostArrived: most(arrived), mostLost: most(lost) };
  }

  private add(k: number, cell: number, stride: number, arrived: Uint32Array, lost: Uint32Array) {
    const { messages } = this.scene.run;
    const flight = this.scene.flights[k];
    const row = this.scene.rowOf[messages.destination[messages.messageOf(flight)]];
    const outcome = messages.outcome[flight];
    if (outcome === kDelivered) arrived[row * stride + cell]++;
    else if (outcome >= kLost) lost[row * stride + cell]++;
  }

  private halved(depth: number): Level {
    const finer = this.levels[depth + 1];
    const half = (values: Uint32Array) => {
      const sums = new Uint32Array(values.length / 2);
      for (let i = 0; i < sums.length; i++) sums[i] = values[2 * i] + values[2 * i + 1];
      return sums;
    };
    const arrived = half(finer.arrived);
    const lost = half(finer.lost);
    return { arrived, lost, mostArrived: most(arrived), mostLost: most(lost) };
  }

  private countView(width: number, first: number, count: number): Cells {
    const { scene } = this;
    const arrived = new Uint32Array(count * scene.rows.length);
    const lost = new Uint32Array(count * scene.rows.length);
    flightsWithin(scene, first * width, (first + count) * width, k => {
      const cell = Math.floor(scene.stop[k] / width) - first;
      if (cell >= 0 && cell < count) this.add(k, cell, count, arrived, lost);
    });
    return {
      width, first, count, arrived, lost, stride: count, offset: 0,
      mostArrived: most(arrived), mostLost: most(lost),
    };
  }
}

// Calls `see` for each flight (index in scene.flights) that touches the window.
export function flightsWithin(scene: Scene, from: number, to: number, see: (k: number) => void) {
  const { start, stop, longest } = scene;
  for (let k = firstAtLeast(start, from - longest); k < start.length && start[k] <= to; k++) {
    if (stop[k] >= from && stop[k] - start[k] <= longest) see(k);
  }
  for (const k of scene.long) if (start[k] <= to && stop[k] >= from) see(k);
}

// How many are shown in the window as arrows: all that touch it, while they are few; otherwise those
// that start or end in it. Infinity: too many to count.
export function arrowsWithin(scene: Scene, from: number, to: number): { n: number; pass: boolean } {
  const { start, stop, longest } = scene;
  const rough = firstAtLeast(start, to) - firstAtLeast(start, from - longest) + scene.long.length;
  if (rough > kMostCounted) return { n: Infinity, pass: false };
  let touch = 0;
  let ends = 0;
  flightsWithin(scene, from, to, k => {
    touch++;
    if (start[k] >= from || stop[k] <= to) ends++;
  });
  return touch <= kMostPassing ? { n: touch, pass: true } : { n: ends, pass: false };
}
