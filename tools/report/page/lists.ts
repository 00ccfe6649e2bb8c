// The arrays in bodies and operations, kept as differences.
//
// There may be tens of thousands of lists of tens of thousands of elements. A list is made whole when
// it is shown. Which lists contain an element is answered by one pass over the differences.

import { Columns, Numbers, unzigzag } from './columns';
import { Strings } from './strings';

// An even token is an integer, an odd one the index of a JSON text.
export function tokenInteger(token: number): number {
  return unzigzag(token / 2);
}

export class Lists {
  readonly length: number;
  private readonly base: Uint32Array;  // id + 1 of the list that it differs from; 0: none
  private readonly edits: Numbers;     // how many
  private readonly edit: Numbers;
  private readonly start: Uint32Array;
  private readonly whole = { id: -1, tokens: new Float64Array(0), length: 0 };

  constructor(columns: Columns, private readonly strings: Strings) {
    this.base = columns.u32('list.base');
    this.length = this.base.length;
    for (let id = 0; id < this.length; id++) {
      if (this.base[id]) this.base[id] = id - this.base[id] + 1;
    }
    this.edits = columns.numbers('list.edits');
    this.edit = columns.numbers('list.edit');
    this.start = new Uint32Array(this.length + 1);
    let at = 0;
    for (let id = 0; id < this.length; id++) {
      this.start[id] = at;
      for (let n = this.edits[id]; n > 0; n--) at += 3 + this.edit[at + 2];
    }
    this.start[this.length] = at;
  }

  // Its elements as tokens. The array is valid until the next call.
  tokens(id: number): Float64Array {
    const chain: number[] = [];
    let from = id;
    while (from >= 0 && from !== this.whole.id) {
      chain.push(from);
      from = this.base[from] - 1;
    }
    if (from < 0) this.whole.length = 0;
    while (chain.length) this.apply(chain.pop() as number);
    this.whole.id = id;
    return this.whole.tokens.subarray(0, this.whole.length);
  }

  size(id: number): number {
    return this.tokens(id).length;
  }

  // The JSON text of an element, cut to so many characters.
  text(token: number, most: number): string {
    return token % 2 === 0 ? String(tokenInteger(token)) : this.strings.short((token - 1) / 2, most);
  }

  // Which lists have an element that is one of these tokens: 1 in the answer.
  containing(wanted: (token: number) => boolean): Uint8Array {
    const found = new Uint8Array(this.length);
    const places = new Map<number, number[]>();  // of each list that has one, in order
    for (let id = 0; id < this.length; id++) {
      const before = this.base[id] ? places.get(this.base[id] - 1) : undefined;
      const after = this.moved(id, before ?? [], wanted);
      if (after.length) {
        found[id] = 1;
        places.set(id, after);
      }
    }
    return found;
  }

  // Where the wanted elements are in list `id`, if they were there in its base.
  private moved(id: number, before: number[], wanted: (token: number) => boolean): number[] {
    const edit = this.edit;
    const after: number[] = [];
    let at = this.start[id];
    const end = this.start[id + 1];
    if (at === end) return before;
    let next = 0;    // in before
    let read = 0;    // elements of the base that are behind
    let written = 0; // elements of this list so far
    let token = 0;
    while (at < end) {
      const kept = edit[at];
      const left = edit[at + 1];
      const put = edit[at + 2];
      for (; next < before.length && before[next] < read + kept; next++) {
        after.push(before[next] - read + written);
      }
      read += kept + left;
      written += kept;
      while (next < before.length && before[next] < read) next++;
      for (let k = 0; k < put; k++) {
        token += unzigzag(edit[at + 3 + k]);
        if (wanted(token)) after.push(written + k);
      }
      written += put;
      at += 3 + put;
    }
    for (; next < before.length; next++) after.push(before[next] - read + written);
    return after;
  }

  // Turns its base, which is whole, into the list.
  private apply(id: number) {
    const { edit, whole } = this;
    let place = 0;
    let token = 0;
    for (let at = this.start[id]; at < this.start[id + 1]; at += 3 + edit[at + 2]) {
      const left = edit[at + 1];
      const put = edit[at + 2];
      place += edit[at];
      const length = whole.length + put - left;
      if (length > whole.tokens.length) {
        const larger = new Float64Array(Math.max(64, 2 * length));
        larger.set(whole.tokens.subarray(0, whole.length));
        whole.tokens = larger;
      }
      whole.tokens.copyWithin(place + put, place + left, whole.length);
      for (let k = 0; k < put; k++) {
        token += unzigzag(edit[at + 3 + k]);
        whole.tokens[place + k] = token;
      }
      whole.length = length;
      place += put;
    }
  }
}
