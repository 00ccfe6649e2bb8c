// What a reader can point at, and the words for it.

import { Fault, Position } from './header';
import { kDelivered, kLost, kNever, kUnderWay } from './messages';
import { kNothing, Kind, Run } from './run';
import { shorten } from './text';

export interface Thing {
  kind: 'message' | 'operation' | 'fault' | 'log' | 'state' | 'event';
  index: number;  // a flight, an operation, …; of an event its position
}

export function isSame(a: Thing | null, b: Thing | null): boolean {
  return a === b || (a !== null && b !== null && a.kind === b.kind && a.index === b.index);
}

// The event that stands for it.
export function positionOf(run: Run, thing: Thing): Position {
  switch (thing.kind) {
    case 'message': return run.messages.sent[run.messages.messageOf(thing.index)];
    case 'operation': return run.operations.event[thing.index];
    case 'fault': return Math.max(0, run.head.faults[thing.index].begin);
    case 'log': return run.logs.after[thing.index];
    case 'state': return run.states.after[thing.index];
    default: return thing.index;
  }
}

export function thingAt(run: Run, position: Position): Thing {
  const index = run.thing[position];
  switch (run.kind[position]) {
    case Kind.sent: return { kind: 'message', index };
    case Kind.delivered:
    case Kind.lost: return { kind: 'message', index };
    case Kind.operationBegan:
      return index === kNothing ? { kind: 'event', index: position } : { kind: 'operation', index };
    case Kind.faultBegan:
    case Kind.faultEnded: return { kind: 'fault', index };
    default: return { kind: 'event', index: position };
  }
}

const kCauseWords: Record<string, string> = {
  'loss': 'chance',
  'partition': 'partition',
  'failed': 'node failed',
  'no-such-node': 'no such node',
  'not-started': 'node not started',
  'down': 'node down',
  'exception': 'exception',
};

// "partition bridge": what took a flight, in few words; the fault where it is known.
export function lossCause(run: Run, flight: number): string {
  const { outcome, fault } = run.messages;
  const name = run.head.lossCauses[outcome[flight] - kLost] ?? '?';
  const known = fault[flight] ? run.head.faults[fault[flight] - 1] : undefined;
  if (!known) return Object.hasOwn(kCauseWords, name) ? kCauseWords[name] : name;
  return faultName(run, known);
}

// "partition bridge": the words of a fault before the first that names a node.
export function faultName(run: Run, fault: Fault): string {
  const nodes = new Set(run.head.processes.slice(0, run.nodes));
  const words: string[] = [];
  for (const word of shorten(fault.text, 400).split(/[\s:]+/)) {
    if (nodes.has(word.split('–')[0])) break;
    words.push(word);
  }
  const name = words.join(' ');
  return name && name.length <= 28 ? name : shorten(fault.kind, 28);
}

export function outcomeText(run: Run, flight: number): string {
  const { outcome } = run.messages;
  if (outcome[flight] === kUnderWay) return 'still under way at the end';
  return outcome[flight] === kDelivered ? 'arrived' : `lost: ${lossCause(run, flight)}`;
}

export function flightTime(run: Run, flight: number): number {
  const { messages } = run;
  if (messages.end[flight] === kNever) return 0;
  return run.time[messages.end[flight]] - run.time[messages.sent[messages.messageOf(flight)]];
}

// What the number of in_reply_to was; 0: none.
export function inReplyTo(run: Run, message: number): number {
  const { messages } = run;
  const stored = messages.reply[message];
  if (stored !== 1) return stored ? stored - 2 : 0;
  const cause = run.cause[messages.sent[message]];
  if (cause < 0 || run.kind[cause] !== Kind.delivered) return 0;
  return messages.id[messages.messageOf(run.thing[cause])];
}
