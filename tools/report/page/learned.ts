// Which node learned which value, and when.

import { Columns } from './columns';
import { kNever } from './messages';

export class Learned {
  readonly length: number;
  readonly values: Float64Array;  // references
  readonly first: Uint32Array;    // of each value: where the first node learned it
  private readonly nodes: number;
  private readonly after: Uint32Array;  // value × node: where that node learned it first, or kNever

  constructor(columns: Columns, nodes: number, actor: Int32Array) {
    this.nodes = nodes;
    this.values = columns.f64('values');
    this.length = this.values.length;
    this.first = new Uint32Array(this.length).fill(kNever);
    this.after = new Uint32Array(this.length * nodes).fill(kNever);
    const positions = columns.positions('learned.after');
    const who = columns.u16('learned.node');
    const what = columns.u32('learned.value');
    for (let i = 0; i < positions.length; i++) {
      who[i] = who[i] > 0 ? who[i] - 1 : actor[positions[i]];
      if (who[i] >= nodes) continue;
      const cell = what[i] * nodes + who[i];
      if (positions[i] < this.after[cell]) this.after[cell] = positions[i];
      if (positions[i] < this.first[what[i]]) this.first[what[i]] = positions[i];
    }
  }

  at(value: number, node: number): number {
    return node < this.nodes ? this.after[value * this.nodes + node] : kNever;
  }
  knownBy(value: number): number {
    let n = 0;
    for (let node = 0; node < this.nodes; node++) if (this.at(value, node) !== kNever) n++;
    return n;
  }
}
