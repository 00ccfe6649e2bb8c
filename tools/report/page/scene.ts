// What a diagram shows: its rows, its messages with their places on the axis, operations and faults.

import {
  Axis, AxisKind, departure, fittingAxis, handlingPositions, OrderAxis, TimeAxis, Window,
} from './axis';
import { Filtered } from './filter';
import { Finding, Position, Process } from './header';
import { kNever, kUnderWay } from './messages';
import { kNothing, Kind, Run } from './run';

export type Scope = 'finding' | 'all';

const kMostWithGaps = 2000;  // messages that pass the filter and between which gaps are named

export interface Life {
  node: Process;
  kind: 'down' | 'failed' | 'paused';
  begin: Position;
  end: Position;  // -1: it lasts
}

// A fault on the axis, in a lane of its own.
export interface Lane {
  fault: number;
  from: number;
  to: number;
  lane: number;
}

export class Scene {
  readonly rows: Process[];
  readonly rowOf: Int32Array;     // of each process; -1: it has none
  readonly axis: Axis;
  readonly flights: Uint32Array;  // in the order of their start
  readonly start: Float64Array;   // on the axis
  readonly stop: Float64Array;
  readonly long: number[] = [];   // indices in flights of those that take far longer than others
  readonly longest: number;       // of the others
  readonly operations: Uint32Array;
  private valueOfFinding: number | undefined;
  private spansOfOperations: { from: Float64Array; to: Float64Array } | null = null;
  readonly lanes: Lane[];
  readonly laneCount: number;
  readonly lives: Life[];
  readonly listed: number;        // messages of the scope that pass the filter
  readonly undrawn: number;       // of these: those with clients, which have no rows

  constructor(
    readonly run: Run, readonly finding: Finding | null, readonly scope: Scope, axisKind: AxisKind,
    readonly filtered: Filtered,
  ) {
    const flights = this.choose();
    this.listed = this.countMessages(flights);
    this.rows = this.chooseRows(flights);
    this.rowOf = new Int32Array(run.head.processes.length).fill(-1);
    this.rows.forEach((process, row) => (this.rowOf[process] = row));
    const drawable = flights.filter(flight => this.isDrawable(flight));
    this.undrawn = this.listed - this.countMessages(drawable);
    this.operations = this.chooseOperations();
    this.lives = livesOf(run);
    this.axis = axisKind === 'time' ? new TimeAxis(run) : this.order(drawable);
    const places = this.place(drawable);
    this.flights = places.flights;
    this.start = places.start;
    this.stop = places.stop;
    this.longest = this.axis.last / 200;
    for (let k = 0; k < this.flights.length; k++) {
      if (this.stop[k] - this.start[k] > this.longest) this.long.push(k);
    }
    this.lanes = this.lay();
    this.laneCount = this.lanes.reduce((most, lane) => Math.max(most, lane.lane + 1), 0);
  }

  get isOfFinding(): boolean {
    return this.scope === 'finding' && this.finding !== null;
  }

  // The value that the finding is about, in the table of what nodes learned; -1: none.
  value(): number {
    return (this.valueOfFinding ??= this.findValue());
  }
  private findValue(): number {
    const { run } = this;
    const wanted = this.isOfFinding ? this.finding?.value : null;
    if (wanted === null || wanted === undefined) return -1;
    for (let value = 0; value < run.learned.length; value++) {
      if (run.values.exact(run.learned.values[value]) === wanted) return value;
    }
    return -1;
  }

  // By order, what began and ended between two columns has nothing to do with what is shown, and no room.
  isLifeShown({ node, begin, end }: Life): boolean {
    if (this.rowOf[node] < 0) return false;
    if (this.axis.kind === 'time' || end < 0) return true;
    return this.axis.at(begin) !== this.axis.at(end);
  }

  // Whether a process has the value of the finding; "gone": it had it once.
  possession(process: Process): 'has it' | 'never' | 'gone' {
    if (this.run.learned.at(this.value(), process) === kNever) return 'never';
    return this.finding?.lacking?.includes(process) ? 'gone' : 'has it';
  }

  // How the scene is seen at first.
  home(): Window {
    const { axis, run } = this;
    if (!this.isOfFinding || !this.finding) {
      return axis.kind === 'time' ? [0, axis.last] : [0, Math.min(axis.last, 60)];
    }
    if (axis.kind === 'order') return [0, axis.last];
    let from = run.time[this.finding.window[0]];
    let to = run.time[this.finding.window[1]];
    for (const operation of this.operations) {
      from = Math.min(from, run.time[run.operations.event[operation]]);
      if (run.operations.type[operation]) to = Math.max(to, run.operationEnd(operation));
    }
    const room = Math.max((to - from) * 0.06, 5e5);
    return [from - room, to + room];
  }

  private choose(): Uint32Array {
    const { run, filtered } = this;
    const passes = filtered.flights;
    if (this.isOfFinding && this.finding) {
      const chosen: number[] = [];
      for (const message of this.finding.messages) {
        for (const flight of run.messages.flightsOf(message)) {
          if (!passes || passes[flight]) chosen.push(flight);
        }
      }
      return Uint32Array.from(chosen);
    }
    const chosen = new Uint32Array(run.messages.flights);
    let n = 0;
    for (let flight = 0; flight < chosen.length; flight++) {
      if (!passes || passes[flight]) chosen[n++] = flight;
    }
    return chosen.slice(0, n);
  }

  // Nodes, and services that have messages; clients where the finding or the filter names them, or
  // where nothing else would be seen.
  private chooseRows(flights: Uint32Array): Process[] {
    const { run, finding } = this;
    const rows = new Set<Process>(this.filtered.processes);
    if (this.isOfFinding && finding) {
      finding.nodes.forEach(process => rows.add(process));
      if (!finding.nodes.length) for (let node = 0; node < run.nodes; node++) rows.add(node);
      for (const operation of finding.operations) rows.add(run.operations.node[operation]);
    } else {
      for (let node = 0; node < run.nodes; node++) rows.add(node);
    }
    const speaks = new Uint8Array(run.head.processes.length);
    for (let k = 0; k < flights.length; k++) {
      const message = run.messages.messageOf(flights[k]);
      speaks[run.messages.source[message]] = 1;
      speaks[run.messages.destination[message]] = 1;
    }
    const clients = clientsOf(run);
    const isBare = !this.isOfFinding && run.operations.length === 0;
    speaks.forEach((does, process) => {
      if (does && (isBare || !clients[process])) rows.add(process);
    });
    return [...rows].sort((a, b) => a - b);
  }

  private countMessages(flights: Uint32Array): number {
    return flights.reduce((n, flight) => n + (this.run.messages.isCopy(flight) ? 0 : 1), 0);
  }

  private isDrawable(flight: number): boolean {
    const { messages } = this.run;
    const message = messages.messageOf(flight);
    return this.rowOf[messages.source[message]] >= 0 && this.rowOf[messages.destination[message]] >= 0;
  }

  private chooseOperations(): Uint32Array {
    const { run, finding } = this;
    if (this.isOfFinding && finding) return Uint32Array.from(finding.operations).sort();
    return Uint32Array.from({ length: run.operations.length }, (_, k) => k);
  }

  private faults(): number[] {
    if (this.isOfFinding && this.finding) return this.finding.faults;
    return this.run.head.faults.map((_, k) => k);
  }

  // A column for each thing that is shown.
  private order(flights: Uint32Array): OrderAxis {
    const { run } = this;
    if (!this.isOfFinding || !this.finding) {
      if (!this.filtered.flights || !flights.length) return new OrderAxis(run, handlingPositions(run), false);
      return new OrderAxis(run, this.filteredPositions(flights), flights.length <= kMostWithGaps);
    }
    const marks = new Set<Position>();
    const mark = (position: Position) => {
      if (position >= 0 && position < run.length) marks.add(position);
    };
    for (const flight of flights) {
      mark(departure(run, run.messages.messageOf(flight)));
      if (run.messages.end[flight] !== kNever) mark(run.messages.end[flight]);
    }
    for (const operation of this.operations) this.operationPositions(operation).forEach(mark);
    for (const fault of this.faults()) {
      mark(run.head.faults[fault].begin);
      mark(run.head.faults[fault].end);
    }
    for (const line of this.finding.story) {
      for (const event of line.events.slice(0, 40)) mark(this.columnOf(event));
    }
    const [first, last] = this.finding.window;
    for (const life of livesOf(run)) {
      if (this.rowOf[life.node] < 0) continue;
      if (life.begin >= first && life.begin <= last) mark(life.begin);
      if (life.end >= first && life.end <= last) mark(life.end);
    }
    return new OrderAxis(run, Uint32Array.from(marks).sort(), true);
  }

  // The columns of what passes the filter: where messages leave and end, and where faults do.
  private filteredPositions(flights: Uint32Array): Uint32Array {
    const { run } = this;
    const isColumn = new Uint8Array(run.length);
    for (const flight of flights) {
      isColumn[departure(run, run.messages.messageOf(flight))] = 1;
      if (run.messages.end[flight] !== kNever) isColumn[run.messages.end[flight]] = 1;
    }
    for (const { begin, end } of run.head.faults) {
      if (begin >= 0) isColumn[begin] = 1;
      if (end >= 0) isColumn[end] = 1;
    }
    const positions = new Uint32Array(run.length);
    let n = 0;
    for (let position = 0; position < run.length; position++) {
      if (isColumn[position]) positions[n++] = position;
    }
    return positions.slice(0, n);
  }

  // An event of a story stands in the column of what is shown of it.
  private columnOf(event: Position): Position {
    const { run } = this;
    if (run.kind[event] === Kind.sent) return departure(run, run.thing[event]);
    if (run.kind[event] === Kind.operationBegan && run.thing[event] !== kNothing) {
      return this.operationPositions(run.thing[event])[0];
    }
    return event;
  }

  // Where an operation begins and ends on the line of its node; no end: -1.
  operationPositions(operation: number): [Position, Position] {
    const { run } = this;
    const { operations, messages } = run;
    const event = operations.event[operation];
    let begin = event;
    const request = operations.request[operation];
    const arrival = request >= 0 ? messages.end[request] : kNever;
    if (arrival !== kNever && run.time[arrival] === run.time[event]) begin = arrival;
    if (!operations.type[operation]) return [begin, -1];
    const answer = operations.answer[operation];
    const time = run.operationEnd(operation);
    if (answer >= 0) {
      const sent = departure(run, answer);
      if (run.time[sent] === time) return [begin, Math.max(begin, sent)];
      if (messages.end[answer] !== kNever) return [begin, messages.end[answer]];
    }
    return [begin, Math.max(begin, run.positionAt(time + 1) - 1)];
  }

  // Of each of the scene's operations: where it begins and ends on the axis.
  spans(): { from: Float64Array; to: Float64Array } {
    if (this.spansOfOperations) return this.spansOfOperations;
    const from = new Float64Array(this.operations.length);
    const to = new Float64Array(this.operations.length);
    this.operations.forEach((operation, k) => ([from[k], to[k]] = this.operationSpan(operation)));
    return (this.spansOfOperations = { from, to });
  }

  private operationSpan(operation: number): Window {
    const { run, axis } = this;
    if (axis.kind === 'time') {
      return [run.time[run.operations.event[operation]], run.operationEnd(operation)];
    }
    const [begin, end] = this.operationPositions(operation);
    return [axis.at(begin), end < 0 ? axis.last : axis.at(end)];
  }

  private place(flights: Uint32Array) {
    const { run, axis } = this;
    const { messages } = run;
    const byTime = axis.kind === 'time';
    const start = new Float64Array(flights.length);
    const stop = new Float64Array(flights.length);
    for (let k = 0; k < flights.length; k++) {
      const flight = flights[k];
      const message = messages.messageOf(flight);
      start[k] = byTime ? run.time[messages.sent[message]] : axis.at(departure(run, message));
      const isUnderWay = messages.outcome[flight] === kUnderWay;
      stop[k] = isUnderWay ? axis.last : Math.max(start[k], axis.at(messages.end[flight]));
    }
    // Second copies come last in the file.
    const isSorted = start.every((u, k) => k === 0 || start[k - 1] <= u);
    if (isSorted) return { flights, start, stop };
    const order = Uint32Array.from(flights, (_, k) => k).sort((a, b) => start[a] - start[b] || a - b);
    return {
      flights: order.map(k => flights[k]),
      start: Float64Array.from(order, k => start[k]),
      stop: Float64Array.from(order, k => stop[k]),
    };
  }

  private lay(): Lane[] {
    const { run, axis } = this;
    const ends: number[] = [];
    const lanes = this.faults().map(fault => {
      const { begin, end, beginTime, endTime } = run.head.faults[fault];
      const byTime = axis.kind === 'time';
      const from = byTime ? beginTime : begin < 0 ? 0 : axis.at(begin);
      const to = byTime ? endTime : end < 0 ? axis.last : axis.at(end);
      return { fault, from, to: Math.max(from, to), lane: 0 };
    });
    lanes.sort((a, b) => a.from - b.from || a.fault - b.fault);
    for (const lane of lanes) {
      const free = ends.findIndex(end => end <= lane.from);
      lane.lane = free < 0 ? ends.length : free;
      ends[lane.lane] = lane.to;
    }
    return lanes;
  }
}

// The axis that fits a finding best. Without one it is time, unless the clients did nothing.
export function axisFor(run: Run, finding: Finding | null): AxisKind {
  if (finding) {
    const asked = finding.operations.map(operation => run.time[run.operations.event[operation]]);
    return fittingAxis(run, finding.messages, asked);
  }
  return run.operations.length ? 'time' : 'order';
}

// A process that operations ask from is a client: it stands behind nodes and services.
const kClients = new WeakMap<Run, Uint8Array>();
export function clientsOf(run: Run): Uint8Array {
  let clients = kClients.get(run);
  if (clients) return clients;
  clients = new Uint8Array(run.head.processes.length);
  for (let process = run.nodes; process < clients.length; process++) {
    if (/^c\d+$/.test(run.head.processes[process])) clients[process] = 1;
  }
  kClients.set(run, clients);
  return clients;
}

const kLives = new WeakMap<Run, Life[]>();
export function livesOf(run: Run): Life[] {
  let lives = kLives.get(run);
  if (lives) return lives;
  lives = [];
  for (let node = 0; node < run.nodes; node++) {
    const open: { down?: Life; paused?: Life } = {};
    for (const { position, kind } of run.lives[node]) {
      if (kind === Kind.nodeDown || kind === Kind.nodeFailed) {
        if (!open.down) {
          open.down = { node, kind: kind === Kind.nodeDown ? 'down' : 'failed', begin: position, end: -1 };
          lives.push(open.down);
        }
        // A node that dies is not paused any more.
        if (open.paused) open.paused.end = position;
        open.paused = undefined;
      } else if (kind === Kind.nodeUp) {
        if (open.down) open.down.end = position;
        open.down = undefined;
      } else if (kind === Kind.nodePaused && !open.paused) {
        open.paused = { node, kind: 'paused', begin: position, end: -1 };
        lives.push(open.paused);
      } else if (kind === Kind.nodeResumed) {
        if (open.paused) open.paused.end = position;
        open.paused = undefined;
      }
    }
  }
  kLives.set(run, lives);
  return lives;
}
