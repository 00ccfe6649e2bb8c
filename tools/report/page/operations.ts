// What clients asked of nodes, and what they got.

import { Bodies, Room } from './bodies';
import { Columns, unzigzag } from './columns';
import { Strings } from './strings';

export const kNoAnswer = 0;
export const kOk = 1;
export const kFail = 2;
export const kInfo = 3;

export class Operations {
  readonly length: number;
  readonly event: Uint32Array;     // where it began
  readonly process: Uint32Array;   // of the history
  readonly node: Uint16Array;
  readonly function: Uint16Array;
  readonly index: Uint32Array;     // of its invocation in the history
  readonly endIndex: Uint32Array;  // of its completion, or 0
  readonly duration: Float64Array; // ns
  readonly type: Uint8Array;
  readonly phase: Uint8Array;
  readonly value: Float64Array;
  readonly result: Float64Array;
  readonly error: Uint32Array;
  readonly request: Int32Array;    // a message, or -1
  readonly answer: Int32Array;

  constructor(columns: Columns) {
    this.event = columns.positions('op.event');
    this.length = this.event.length;
    this.process = columns.u32('op.process');
    this.node = columns.u16('op.node');
    this.function = columns.u16('op.f');
    this.index = columns.positions('op.index');
    this.endIndex = columns.u32('op.end.index');
    for (let i = 0; i < this.length; i++) if (this.endIndex[i]) this.endIndex[i] += this.index[i];
    this.duration = columns.f64('op.duration');
    this.type = columns.u8('op.type');
    this.phase = columns.u8('op.phase');
    this.value = columns.f64('op.value');
    this.result = columns.f64('op.result');
    this.error = columns.u32('op.error');
    this.request = Int32Array.from(columns.u32('op.request'), n => n - 1);
    this.answer = Int32Array.from(columns.u32('op.answer'), n => n - 1);
  }

  // By what the evidence calls it: the index of its invocation or completion; -1: there is none.
  find(index: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.index[middle] <= index) low = middle + 1;
      else high = middle;
    }
    if (this.index[low - 1] === index) return low - 1;
    return this.endIndex.indexOf(index);
  }
}

// "ok", with a sign, so that colour is never the only one.
export function outcomeSign(type: number): string {
  return type === kOk ? '✓' : type === kFail ? '✗' : '?';
}
export function outcomeWord(type: number): string {
  return ['no answer', 'ok', 'fail', 'unknown'][type];
}

// References to values: an integer, a text, a list or nothing.
export class Values {
  constructor(private readonly bodies: Bodies, private readonly strings: Strings) {}

  isNone(reference: number): boolean {
    return reference % 4 === 3;
  }
  list(reference: number): number | null {
    return reference % 4 === 2 ? Math.floor(reference / 4) : null;
  }
  // JSON text, or null.
  text(reference: number, room: Room): string | null {
    const at = Math.floor(reference / 4);
    switch (reference % 4) {
      case 0: return String(unzigzag(at));
      case 1: return this.strings.short(at, room.characters);
      case 2: return this.bodies.listText(at, room);
      default: return null;
    }
  }
  // The whole text of one that is no list.
  exact(reference: number): string | null {
    const at = Math.floor(reference / 4);
    if (reference % 4 === 0) return String(unzigzag(at));
    return reference % 4 === 1 ? this.strings.at(at) : null;
  }
}
