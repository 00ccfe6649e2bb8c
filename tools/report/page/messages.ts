// The messages of a run. A flight is one copy of a message: the flights of first copies have the
// message's number, those of second copies follow after all of them.

import { Columns, unzigzag } from './columns';

export const kNever = 0xffffffff;

// What became of a flight: still under way, delivered, or lost; a loss adds its cause.
export const kUnderWay = 0;
export const kDelivered = 1;
export const kLost = 2;

export class Messages {
  readonly length: number;
  readonly source: Uint16Array;
  readonly destination: Uint16Array;
  readonly body: Uint32Array;
  readonly id: Float64Array;      // msg_id; 0: none
  readonly reply: Float64Array;   // as it is stored
  readonly sent: Uint32Array;     // position

  // Of flights.
  flights: number;
  end: Uint32Array;    // position; kNever while under way
  outcome: Uint8Array;
  fault: Uint16Array;  // of a loss: index + 1; 0: none known
  private second: number[] = [];  // the messages of the flights after the first ones

  constructor(columns: Columns) {
    this.source = columns.u16('m.src');
    this.destination = columns.u16('m.dest');
    this.length = this.source.length;
    this.body = columns.u32('m.body');
    const bodies = numberBodies(this.body, 0);
    this.id = columns.f64('m.id');
    this.reply = columns.f64('m.reply');
    this.sent = new Uint32Array(this.length);
    const copies = columns.u8('end.copy').reduce((sum, copy) => sum + copy, 0);
    this.flights = this.length;
    const room = this.length + copies;
    this.end = new Uint32Array(room).fill(kNever);
    this.outcome = new Uint8Array(room);
    this.fault = new Uint16Array(room);
    this.bodies = bodies;
  }

  // Turns the differences to the last id of the same source into ids. All sources must be known.
  numberIds() {
    const last = new Map<number, number>();
    for (let m = 0; m < this.length; m++) {
      if (this.id[m] === 0) continue;
      this.id[m] = (last.get(this.source[m]) ?? 0) + unzigzag(this.id[m] - 1);
      last.set(this.source[m], this.id[m]);
    }
  }

  // How many bodies the messages have brought.
  readonly bodies: number;

  // The flight that ends with this event.
  land(message: number, isCopy: boolean, position: number, outcome: number, fault: number): number {
    const flight = isCopy ? this.flights++ : message;
    if (isCopy) this.second.push(message);
    this.end[flight] = position;
    this.outcome[flight] = outcome;
    this.fault[flight] = fault;
    return flight;
  }

  messageOf(flight: number): number {
    return flight < this.length ? flight : this.second[flight - this.length];
  }
  isCopy(flight: number): boolean {
    return flight >= this.length;
  }
  flightsOf(message: number): number[] {
    const flights = [message];
    this.second.forEach((m, k) => {
      if (m === message) flights.push(this.length + k);
    });
    return flights;
  }
  secondCopies(): readonly number[] {
    return this.second;
  }
}

// Turns references to bodies into their numbers, in place; says how many there are then.
export function numberBodies(references: Uint32Array, known: number): number {
  let bodies = known;
  for (let i = 0; i < references.length; i++) {
    if (references[i] === 0) references[i] = bodies++;
    else references[i] = bodies - references[i];
  }
  return bodies;
}
