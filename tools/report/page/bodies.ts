// The bodies of messages, and the states of nodes: by shape, their leaves in columns.

import { Columns, unzigzag } from './columns';
import { Lists } from './lists';
import { Strings } from './strings';
import { shorten } from './text';

export type Shape = 'i' | 's' | 'j' | 'l' | { [field: string]: Shape };
type LeafKind = 'i' | 's' | 'j' | 'l';

export interface Leaf {
  path: string[];  // names of fields, from the outside
  kind: LeafKind;
  values: Float64Array;  // one for each body of the shape
}

export interface Field {
  path: string[];
  text: string;  // JSON
}

// How much of a list or a long text is shown; without any elements it is said how many there are.
export interface Room {
  elements: number;
  characters: number;
}

export const kGlance: Room = { elements: 24, characters: 600 };
export const kWhole: Room = { elements: 400, characters: 20000 };
export const kOneLine: Room = { elements: 8, characters: 60 };

export class Bodies {
  readonly length: number;
  readonly typeNames: string[];      // as they are shown
  readonly type: Uint16Array;
  readonly shape: Uint32Array;
  readonly leaves: Leaf[][];         // of each shape
  readonly row: Uint32Array;         // which of its shape's values are this body's
  readonly ofShape: Uint32Array[];   // which bodies have that shape

  constructor(
    columns: Columns, private readonly lists: Lists, private readonly strings: Strings,
    types: string[], answers: number[], times: number[],
  ) {
    this.typeNames = types.map(type => shorten(type, 60));
    this.type = columns.u16('body.type');
    this.shape = columns.u32('body.shape');
    this.length = this.type.length;
    const shapes = columns.header.shapes as Shape[];
    this.leaves = shapes.map((shape, k) => leavesOf(shape, columns, k));
    const counts = new Uint32Array(shapes.length);
    this.row = new Uint32Array(this.length);
    for (let i = 0; i < this.length; i++) this.row[i] = counts[this.shape[i]]++;
    this.ofShape = Array.from(counts, n => new Uint32Array(n));
    for (let i = 0; i < this.length; i++) this.ofShape[this.shape[i]][this.row[i]] = i;
    this.makePlain(answers, times);
  }

  // Integers and lists are told by what was there before: by the first of the body that is answered,
  // by the one before in the column, by the time, or by how many lists there were.
  private makePlain(answers: number[], times: number[]) {
    const firstInteger = new Float64Array(this.length).fill(NaN);
    const firstList = new Int32Array(this.length).fill(-1);
    const last = this.leaves.map(leaves => new Float64Array(leaves.length));
    let lists = 0;
    for (let body = 0; body < this.length; body++) {
      const shape = this.shape[body];
      const row = this.row[body];
      const told = answers[body];
      const leaves = this.leaves[shape];
      for (let k = 0; k < leaves.length; k++) {
        const { kind, values } = leaves[k];
        const code = values[row];
        if (kind === 'i') {
          const by = unzigzag(Math.floor((code - 1) / 2));
          const value = code === 0 ? firstInteger[told]
            : code % 2 === 1 ? last[shape][k] + by : times[body] + by;
          values[row] = last[shape][k] = value;
          if (Number.isNaN(firstInteger[body])) firstInteger[body] = value;
        } else if (kind === 'l') {
          const id = code === 0 ? firstList[told] : code === 1 ? lists++ : lists - (code - 1);
          values[row] = id;
          if (firstList[body] < 0) firstList[body] = id;
        }
      }
    }
  }

  typeOf(body: number): string {
    return this.typeNames[this.type[body]];
  }

  fields(body: number, room: Room): Field[] {
    const row = this.row[body];
    return this.leaves[this.shape[body]].map(leaf => ({
      path: leaf.path,
      text: this.leafText(leaf, row, room),
    }));
  }

  // One field a line.
  pretty(body: number, room: Room): string {
    const fields = this.fields(body, room);
    const lines = [`type: ${JSON.stringify(this.typeOf(body))}`];
    for (const field of fields) lines.push(`${shorten(field.path.join('.'), 200)}: ${field.text}`);
    return lines.join('\n');
  }

  // "term 1 commit 8": the fields alone.
  line(body: number, room: Room = kOneLine): string {
    const words = this.fields(body, room).map(field => `${shorten(field.path.join('.'), 60)} ${field.text}`);
    return words.join('  ');
  }

  private leafText(leaf: Leaf, row: number, room: Room): string {
    const value = leaf.values[row];
    if (leaf.kind === 'i') return String(value);
    if (leaf.kind === 'l') return this.listText(value, room);
    const text = this.strings.short(value, room.characters);
    return leaf.kind === 'j' ? text : JSON.stringify(text);
  }

  listText(id: number, room: Room): string {
    const tokens = this.lists.tokens(id);
    const most = room.elements;
    if (most === 0) return `${tokens.length} elements`;
    const show = (from: number, to: number) =>
      Array.from(tokens.subarray(from, to), token => this.lists.text(token, room.characters));
    if (tokens.length <= most + 4) return `[${show(0, tokens.length).join(', ')}]`;
    const head = show(0, Math.ceil(most / 2));
    const tail = show(tokens.length - Math.floor(most / 2), tokens.length);
    return `[${head.join(', ')}, … ${tail.join(', ')}] ${tokens.length} elements`;
  }
}

function leavesOf(shape: Shape, columns: Columns, k: number): Leaf[] {
  const leaves: Leaf[] = [];
  const walk = (part: Shape, path: string[]) => {
    if (typeof part !== 'string') {
      for (const field of Object.keys(part)) walk(part[field], [...path, field]);
      return;
    }
    const values = columns.f64(`s${k}.${leaves.length}`);
    leaves.push({ path, kind: part, values });
  };
  walk(shape, []);
  return leaves;
}
