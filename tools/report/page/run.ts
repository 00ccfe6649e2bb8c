// A run: what happened, in typed arrays. There is no object for an event or a message.

import { Bodies, Room } from './bodies';
import { Columns, unzigzag } from './columns';
import { Header, Position, Process } from './header';
import { Learned } from './learned';
import { Lists } from './lists';
import { kDelivered, kLost, Messages, numberBodies } from './messages';
import { Operations, outcomeSign, Values } from './operations';
import { Strings } from './strings';
import { UnderWay } from './under_way';
import { plain, shorten } from './text';

export enum Kind {
  sent, delivered, lost, timerFired, operationDue, operationBegan, faultBegan, faultEnded,
  phaseBegan, nodeFailed, nodeDown, nodeUp, nodePaused, nodeResumed,
}
const kKindNames = [
  'sent', 'delivered', 'lost', 'timer-fired', 'operation-due', 'operation-began', 'fault-began',
  'fault-ended', 'phase-began', 'node-failed', 'node-down', 'node-up', 'node-paused', 'node-resumed',
];
// An event of such a kind may cause others.
const kHandling = new Set([
  Kind.delivered, Kind.timerFired, Kind.operationDue, Kind.operationBegan, Kind.faultBegan,
  Kind.faultEnded, Kind.phaseBegan, Kind.nodeUp, Kind.nodeResumed,
]);

// Something that a node wrote or became, after an event.
export interface Notes {
  after: Uint32Array;
  node: Uint16Array;
  what: Uint32Array;  // a string, or a body
  of: number[][];     // of each node: the indices of its own, in order
}

export class Run {
  readonly head: Header;
  readonly strings: Strings;
  readonly lists: Lists;
  readonly bodies: Bodies;
  readonly values: Values;
  readonly messages: Messages;
  readonly operations: Operations;
  readonly learned: Learned;
  readonly logs: Notes;
  readonly states: Notes;

  private readonly names: string[];

  readonly length: number;
  readonly kind: Uint8Array;
  readonly time: Float64Array;
  readonly cause: Int32Array;  // position, or -1
  private readonly actor: Int32Array;  // whose event it is, where others may happen in it; else -1
  // Of sent a message; of delivered and lost a flight; of operation-began an operation, or kNothing;
  // of faults and phases their index; of timers and of what happens to a node the process.
  readonly thing: Uint32Array;
  readonly failure = new Map<Position, number>();  // of node-failed: its text
  // Of each node: what happened to it, by position.
  readonly lives: { position: Position; kind: Kind }[][];

  constructor(columns: Columns) {
    this.head = columns.header;
    if (this.head.format !== 2) throw new Error(`its format is ${this.head.format}, not 2`);
    this.names = this.head.processes.map(name => plain(shorten(name, 60)));
    this.strings = new Strings(columns);
    this.lists = new Lists(columns, this.strings);
    this.messages = new Messages(columns);
    this.operations = new Operations(columns);
    this.kind = columns.u8('kind');
    this.sortKinds();
    this.time = columns.sums('time').map(microseconds => microseconds * 1000);
    this.length = this.kind.length;
    this.cause = new Int32Array(this.length).fill(-1);
    this.thing = new Uint32Array(this.length);
    this.lives = Array.from({ length: this.head.nodes }, () => []);
    this.actor = new Int32Array(this.length).fill(-1);
    this.readEvents(columns);
    this.learned = new Learned(columns, this.head.nodes, this.actor);
    this.logs = this.readNotes(columns, 'log', columns.u32('log.text'));
    const states = columns.u32('state.body');
    const answers: number[] = [];
    const times: number[] = [];
    this.noteSayings(answers, times);
    const isNew = Array.from(states, reference => reference === 0);
    numberBodies(states, this.messages.bodies);
    this.states = this.readNotes(columns, 'state', states);
    this.noteStates(isNew, answers, times);
    this.bodies = new Bodies(columns, this.lists, this.strings, this.head.types, answers, times);
    this.values = new Values(this.bodies, this.strings);
  }

  // The kinds of the file in the order of the enumeration.
  private sortKinds() {
    const order = this.head.kinds.map(name => kKindNames.indexOf(name));
    if (order.every((kind, k) => kind === k)) return;
    for (let i = 0; i < this.kind.length; i++) this.kind[i] = order[this.kind[i]];
  }

  // Of each body that a message brings: the body that it answers, or -1, and when it was sent.
  private noteSayings(answers: number[], times: number[]) {
    const { messages } = this;
    for (let m = 0; m < messages.length; m++) {
      if (messages.body[m] !== answers.length) continue;
      answers.push(this.bodyTold(this.cause[messages.sent[m]]));
      times.push(this.time[messages.sent[m]]);
    }
  }
  private noteStates(isNew: boolean[], answers: number[], times: number[]) {
    isNew.forEach((first, k) => {
      if (!first) return;
      answers.push(this.bodyTold(this.states.after[k]));
      times.push(this.time[this.states.after[k]]);
    });
  }
  // The body of the message that arrives at that position, or -1.
  private bodyTold(position: Position): number {
    if (position < 0 || this.kind[position] !== Kind.delivered) return -1;
    return this.messages.body[this.messages.messageOf(this.thing[position])];
  }

  private readEvents(columns: Columns) {
    const { kind, cause, thing, messages, operations } = this;
    const causes = columns.f64('cause');
    const ends = columns.u32('end.message');
    const copies = columns.u8('end.copy');
    const why = columns.u8('lost.why');
    const faultOfLoss = columns.u16('lost.fault');
    const timers = columns.u16('timer.node');
    const nodes = columns.u16('node.node');
    const failures = columns.u32('node.text');
    const faults = columns.u32('fault');
    const handles = Uint8Array.from({ length: kKindNames.length }, (_, k) => (kHandling.has(k) ? 1 : 0));
    const clients = columns.u16('began.client');
    const underWay = this.head.ends === 'rank' ? new UnderWay(messages.length) : null;
    const isOfClient = (m: number) =>
      this.isClient(messages.source[m]) || this.isClient(messages.destination[m]);
    let began = 0;
    let nextCause = 0, sent = 0, end = 0, lost = 0, timer = 0, node = 0, failed = 0, fault = 0, phase = 0;
    let operation = 0;
    let handling = -1;
    for (let position = 0; position < kind.length; position++) {
      const k = kind[position];
      if (k === Kind.delivered || k === Kind.lost) {
        const message = underWay && copies[end] === 0
          ? underWay.take(ends[end] % 2, Math.floor(ends[end] / 2)) : sent - ends[end];
        cause[position] = messages.sent[message];
        const isLost = k === Kind.lost;
        thing[position] = messages.land(message, copies[end] === 1, position,
          isLost ? kLost + why[lost] : kDelivered, isLost ? faultOfLoss[lost] : 0);
        if (isLost) lost++;
        else this.actor[position] = messages.destination[message];
        end++;
      } else if (k === Kind.timerFired) {
        thing[position] = this.actor[position] = timers[timer++];
      } else {
        const z = causes[nextCause++];
        if (z > 0) cause[position] = handling - unzigzag(z - 1);
        if (k === Kind.sent) {
          messages.sent[sent] = position;
          const source = messages.source[sent];
          messages.source[sent] = source > 0 ? source - 1 : this.actor[cause[position]];
          underWay?.send(isOfClient(sent) ? 1 : 0);
          thing[position] = sent++;
        } else if (k === Kind.operationBegan) {
          this.actor[position] = clients[began++];
          while (operation < operations.length && operations.event[operation] < position) operation++;
          thing[position] = operations.event[operation] === position ? operation : kNothing;
        } else if (k === Kind.faultBegan || k === Kind.faultEnded) {
          thing[position] = faults[fault++];
        } else if (k === Kind.phaseBegan) {
          thing[position] = phase++;
        } else if (k >= Kind.nodeFailed) {
          thing[position] = nodes[node++];
          if (k === Kind.nodeUp || k === Kind.nodeResumed) this.actor[position] = thing[position];
          if (k === Kind.nodeFailed) this.failure.set(position, failures[failed++]);
          this.lives[thing[position]]?.push({ position, kind: k });
        }
      }
      if (handles[k]) handling = position;
    }
    messages.numberIds();
  }

  private readNotes(columns: Columns, name: string, what: Uint32Array): Notes {
    const node = columns.u16(`${name}.node`);
    const after = columns.positions(`${name}.after`);
    for (let k = 0; k < node.length; k++) node[k] = node[k] > 0 ? node[k] - 1 : this.actor[after[k]];
    const of: number[][] = Array.from({ length: this.head.nodes }, () => []);
    node.forEach((n, k) => of[n]?.push(k));
    return { after, node, what, of };
  }

  get nodes(): number {
    return this.head.nodes;
  }
  get end(): number {
    return this.head.end;
  }
  // As it is shown.
  name(process: Process): string {
    return this.names[process] ?? '?';
  }
  isNode(process: Process): boolean {
    return process < this.head.nodes;
  }
  private isClient(process: Process): boolean {
    return /^c\d/.test(this.name(process));
  }

  // Events have numbers that stay the same when a page is cut.
  number(position: Position): number {
    const range = this.rangeOf(([first]) => first <= position);
    return range ? range[1] + position - range[0] : position + 1;
  }
  position(number: number): Position {
    const range = this.rangeOf(([, first]) => first <= number);
    const position = range ? range[0] + number - range[1] : number - 1;
    return Math.max(0, Math.min(this.length - 1, position));
  }
  private rangeOf(isBefore: (range: [number, number]) => boolean): [number, number] | undefined {
    return [...this.head.ranges].reverse().find(isBefore);
  }

  // The first event that is not earlier.
  positionAt(time: number): Position {
    return firstAtLeast(this.time, time);
  }

  // The process at which an event happens, or -1.
  processOf(position: Position): Process {
    const thing = this.thing[position];
    switch (this.kind[position]) {
      case Kind.sent: return this.messages.source[thing];
      case Kind.delivered:
      case Kind.lost: return this.messages.destination[this.messages.messageOf(thing)];
      case Kind.operationBegan: return thing === kNothing ? -1 : this.operations.node[thing];
      case Kind.operationDue:
      case Kind.faultBegan:
      case Kind.faultEnded:
      case Kind.phaseBegan: return -1;
      default: return thing;
    }
  }

  // "write [0, 4]", "read → 12".
  operationText(operation: number, room: Room): string {
    const { operations, values } = this;
    const name = shorten(this.head.functions[operations.function[operation]], 60);
    const asked = values.text(operations.value[operation], room);
    const got = values.text(operations.result[operation], room);
    return name + (asked === null ? '' : ` ${asked}`) + (got === null ? '' : ` → ${got}`);
  }
  operationLabel(operation: number): string {
    const text = this.operationText(operation, { elements: 3, characters: 36 });
    return `${outcomeSign(this.operations.type[operation])} ${text}`;
  }
  operationEnd(operation: number): number {
    const { event, type, duration } = this.operations;
    return type[operation] === 0 ? this.end : this.time[event[operation]] + duration[operation];
  }

  // The state of a node after the event at that position: a body, or -1.
  stateOf(node: Process, position: Position): number {
    const at = this.stateIndex(node, position);
    return at < 0 ? -1 : this.states.what[at];
  }
  // Its index in the table of states, or -1.
  stateIndex(node: Process, position: Position): number {
    const own = this.states.of[node];
    if (!own) return -1;
    let low = 0;
    let high = own.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.states.after[own[middle]] <= position) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? -1 : own[low - 1];
  }
}

export const kNothing = 0xffffffff;

// Index of the first value that is at least `wanted`, in values that grow.
export function firstAtLeast(values: ArrayLike<number>, wanted: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
