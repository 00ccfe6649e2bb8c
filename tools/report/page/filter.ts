// The words of the filter box: value:12 key:3 type:x node:n1 from:n1 to:n2 op:54 lost, the name of a
// field as in commit:8, and any other word, which stands in the body. All of them must hold.

import { tokenInteger } from './lists';
import { kLost } from './messages';
import { Run } from './run';
import { shorten } from './text';

interface Word {
  name: string;  // empty: any word
  text: string;
}

export interface Filtered {
  error: string;  // empty: none
  flights: Uint8Array | null;  // 1: it passes; null: all pass
  hits: number;
  processes: Set<number>;  // that are named
}

const kNames = ['value', 'key', 'type', 'node', 'from', 'to', 'op'];

// Quotes hold blanks together: "a b", type:"a b".
export function words(text: string): Word[] {
  const found: Word[] = [];
  for (const match of text.matchAll(/(?:([A-Za-z_][\w.-]*):)?(?:"([^"]*)"?|([^\s"]+))|(\S+)/g)) {
    const word = match[2] ?? match[3] ?? match[4] ?? '';
    if (match[1] !== undefined) found.push({ name: match[1], text: word });
    else if (/^[A-Za-z_][\w.-]*:$/.test(word)) found.push({ name: word.slice(0, -1), text: '' });
    else if (word) found.push({ name: '', text: word });
  }
  return found;
}

export function filter(run: Run, text: string): Filtered {
  const all: Filtered = { error: '', flights: null, hits: run.messages.flights, processes: new Set() };
  const wanted = words(text);
  if (!wanted.length) return all;
  const passes = new Uint8Array(run.messages.flights).fill(1);
  for (const word of wanted) {
    const test = tester(run, word, all.processes);
    if (typeof test === 'string') return { ...all, error: test, flights: passes.fill(0), hits: 0 };
    for (let flight = 0; flight < passes.length; flight++) {
      if (passes[flight] && !test(flight)) passes[flight] = 0;
    }
  }
  let hits = 0;
  for (let flight = 0; flight < passes.length; flight++) hits += passes[flight];
  return { ...all, flights: passes, hits };
}

type Test = (flight: number) => unknown;

// What a flight must satisfy, or a sentence that says what is wrong with the word.
function tester(run: Run, word: Word, processes: Set<number>): Test | string {
  const { messages } = run;
  const ofMessage = (test: (message: number) => unknown): Test => flight => test(messages.messageOf(flight));
  const ofBody = (bodies: Uint8Array): Test => ofMessage(message => bodies[messages.body[message]]);
  if (word.name === '') {
    if (word.text === 'lost') return flight => messages.outcome[flight] >= kLost;
    return ofBody(bodiesWithWord(run, word.text));
  }
  if (word.text === '') return `What stands behind ${word.name}: is missing.`;
  switch (word.name) {
    case 'value': return ofBody(bodiesWithValue(run, word.text));
    case 'key': return ofBody(bodiesWithKey(run, word.text));
    case 'type': {
      const type = run.head.types.indexOf(word.text);
      if (type < 0) return noSuch('type', word.text, run.head.types);
      return ofMessage(message => run.bodies.type[messages.body[message]] === type);
    }
    case 'node':
    case 'from':
    case 'to': {
      const process = run.head.processes.indexOf(word.text);
      if (process < 0) return noSuch('node, service or client', word.text, run.head.processes);
      processes.add(process);
      const from = (message: number) => messages.source[message] === process;
      const to = (message: number) => messages.destination[message] === process;
      if (word.name === 'from') return ofMessage(from);
      if (word.name === 'to') return ofMessage(to);
      return ofMessage(message => from(message) || to(message));
    }
    case 'op': {
      const operation = /^\d+$/.test(word.text) ? run.operations.find(Number(word.text)) : -1;
      if (operation < 0) return `There is no operation ${word.text}; op:54 is what evidence calls (op 54).`;
      const caused = causedBy(run, run.operations.event[operation]);
      return ofMessage(message => caused[messages.sent[message]]);
    }
    default: {
      const bodies = bodiesWithField(run, word.name, word.text);
      if (bodies) return ofBody(bodies);
      const names = kNames.map(name => name + ':').join(' ');
      return `No body has a field ${word.name}. There are ${names} lost, fields of bodies, and any word.`;
    }
  }
}

function noSuch(what: string, text: string, known: string[]): string {
  const some = known.slice(0, 8).map(name => shorten(name, 30)).join(' ');
  return `There is no ${what} ${text}. There are ${some}${known.length > 8 ? ' …' : ''}`;
}

// The event at that position and all that followed from it.
function causedBy(run: Run, position: number): Uint8Array {
  const caused = new Uint8Array(run.length);
  caused[position] = 1;
  for (let i = position + 1; i < run.length; i++) {
    if (run.cause[i] >= 0 && caused[run.cause[i]]) caused[i] = 1;
  }
  return caused;
}

// Pieces are what bodies are made of.
interface PieceTest {
  integer: (n: number) => boolean;
  string: (text: string) => boolean;  // not quoted
  json: (text: string) => boolean;    // of an element, or of a part of a body
}

function bodiesWithPieces(run: Run, test: PieceTest, isField: (path: string[]) => boolean): Uint8Array {
  const { bodies, lists, strings } = run;
  const found = new Uint8Array(bodies.length);
  const inStrings = strings.matching(test.string);
  const inJson = strings.matching(test.json);
  let inLists: Uint8Array | null = null;
  const listsWithIt = () =>
    (inLists ??= lists.containing(token =>
      token % 2 === 0 ? test.integer(tokenInteger(token)) : inJson[(token - 1) / 2] === 1));
  bodies.leaves.forEach((leaves, shape) => {
    const members = bodies.ofShape[shape];
    for (const leaf of leaves) {
      if (!isField(leaf.path)) continue;
      const { values } = leaf;
      for (let row = 0; row < values.length; row++) {
        const value = values[row];
        const hit = leaf.kind === 'i' ? test.integer(value)
          : leaf.kind === 's' ? inStrings[value]
          : leaf.kind === 'j' ? inJson[value] : listsWithIt()[value];
        if (hit) found[members[row]] = 1;
      }
    }
  });
  return found;
}

const everyField = () => true;

// Somewhere in JSON text stands this value: as a whole, or within.
function holdsValue(json: string, text: string): boolean {
  if (!json.includes(text)) return false;
  if (json === text) return true;
  const isIt = (part: unknown) =>
    typeof part === 'object' ? JSON.stringify(part) === text : String(part) === text;
  return holds(json, isIt);
}

// Does a part of the value of that JSON text satisfy the test? One that is too deep does not.
function holds(json: string, test: (part: unknown) => boolean): boolean {
  try {
    return some(JSON.parse(json), test);
  } catch {
    return false;
  }
}

// Does one of the parts of a JSON value satisfy the test?
function some(value: unknown, test: (part: unknown) => boolean): boolean {
  if (test(value)) return true;
  if (Array.isArray(value)) return value.some(part => some(part, test));
  if (value && typeof value === 'object') return Object.values(value).some(part => some(part, test));
  return false;
}

function exactly(text: string): PieceTest {
  const number = /^-?\d+$/.test(text) ? Number(text) : NaN;
  return {
    integer: n => n === number,
    string: piece => piece === text,
    json: piece => holdsValue(piece, text),
  };
}

function bodiesWithValue(run: Run, text: string): Uint8Array {
  return bodiesWithPieces(run, exactly(text), everyField);
}

// The second of a micro-operation, a field "key", or the name of a field.
function bodiesWithKey(run: Run, text: string): Uint8Array {
  const isMicro = (part: unknown) =>
    Array.isArray(part) && part.length === 3 && typeof part[0] === 'string' && String(part[1]) === text;
  const hasKey = (part: unknown) =>
    isMicro(part) || (part !== null && typeof part === 'object' && !Array.isArray(part) &&
      (Object.keys(part).includes(text) || String((part as { key?: unknown }).key) === text));
  const within: PieceTest = {
    integer: () => false,
    string: () => false,
    json: piece => piece.includes(text) && holds(piece, hasKey),
  };
  const found = bodiesWithPieces(run, within, everyField);
  const fields = bodiesWithPieces(run, exactly(text), path => path[path.length - 1] === 'key');
  for (let i = 0; i < found.length; i++) found[i] |= fields[i];
  markShapes(run, found, path => path.includes(text));
  return found;
}

// Null: no body has such a field.
function bodiesWithField(run: Run, name: string, text: string): Uint8Array | null {
  const isField = (path: string[]) => path[path.length - 1] === name || path.join('.') === name;
  const isThere = run.bodies.leaves.some(leaves => leaves.some(leaf => isField(leaf.path)));
  return isThere ? bodiesWithPieces(run, exactly(text), isField) : null;
}

// A number means whole numbers; another word may be a part of a text, a type or the name of a field.
function bodiesWithWord(run: Run, word: string): Uint8Array {
  const number = /^-?\d+$/.test(word) ? Number(word) : NaN;
  const isPart = (piece: string) => piece.includes(word);
  const test: PieceTest = { integer: n => n === number, string: isPart, json: isPart };
  const found = bodiesWithPieces(run, test, everyField);
  markShapes(run, found, path => path.some(isPart));
  const types = run.head.types.map(isPart);
  for (let i = 0; i < found.length; i++) if (types[run.bodies.type[i]]) found[i] = 1;
  return found;
}

function markShapes(run: Run, found: Uint8Array, isField: (path: string[]) => boolean) {
  run.bodies.leaves.forEach((leaves, shape) => {
    if (!leaves.some(leaf => isField(leaf.path))) return;
    for (const body of run.bodies.ofShape[shape]) found[body] = 1;
  });
}
