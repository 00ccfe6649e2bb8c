// The texts of a run, decoded when they are asked for.

import { Columns } from './columns';
import { count, cut, shorten } from './text';

export class Strings {
  readonly length: number;
  private readonly bytes: Uint8Array;
  private readonly start: Uint32Array;
  private readonly decoder = new TextDecoder();
  private readonly known = new Map<number, string>();

  constructor(columns: Columns) {
    const lengths = columns.numbers('strings.length');
    this.bytes = columns.raw('strings');
    this.length = lengths.length;
    this.start = new Uint32Array(this.length + 1);
    for (let i = 0; i < this.length; i++) this.start[i + 1] = this.start[i] + lengths[i];
  }

  at(index: number): string {
    let text = this.known.get(index);
    if (text === undefined) {
      text = this.decoder.decode(this.bytes.subarray(this.start[index], this.start[index + 1]));
      if (text.length < 4096) this.known.set(index, text);
    }
    return text;
  }

  // Cut to so many characters; a long one is not decoded for that.
  short(index: number, most: number): string {
    const bytes = this.start[index + 1] - this.start[index];
    if (bytes < 2000 || bytes <= 4 * most) return shorten(this.at(index), most);
    const from = this.start[index];
    const text = this.decoder.decode(this.bytes.subarray(from, from + 4 * most + 4));
    return `${cut(text, most)} … ${count(bytes)} bytes`;
  }

  // Which of them satisfy the test: 1 in the answer.
  matching(test: (text: string) => boolean): Uint8Array {
    const found = new Uint8Array(this.length);
    for (let i = 0; i < this.length; i++) if (test(this.at(i))) found[i] = 1;
    return found;
  }
}
