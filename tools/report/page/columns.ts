// The container of a run: gzip in base64; a header in JSON, then columns of numbers.
//
// A number is an unsigned LEB128 varint below 2^53.

export type Numbers = Uint8Array | Uint32Array | Float64Array;

interface Place {
  count: number;
  from: number;
  to: number;
}

export class Columns {
  readonly header: any;
  private readonly bytes: Uint8Array;
  private readonly places = new Map<string, Place>();

  constructor(container: Uint8Array) {
    this.bytes = container;
    const view = new DataView(container.buffer, container.byteOffset, container.byteLength);
    const headerEnd = 4 + view.getUint32(0, true);
    this.header = JSON.parse(new TextDecoder().decode(container.subarray(4, headerEnd)));
    let from = headerEnd;
    for (const [name, count, length] of this.header.columns as [string, number, number][]) {
      this.places.set(name, { count, from, to: from + length });
      from += length;
    }
    if (from > container.length) throw new Error('its columns are cut short');
  }

  count(name: string): number {
    return this.places.get(name)?.count ?? 0;
  }

  raw(name: string): Uint8Array {
    const place = this.places.get(name);
    return place ? this.bytes.subarray(place.from, place.to) : new Uint8Array(0);
  }

  u8(name: string): Uint8Array {
    return this.fill(name, new Uint8Array(this.count(name)));
  }
  u16(name: string): Uint16Array {
    return this.fill(name, new Uint16Array(this.count(name)));
  }
  u32(name: string): Uint32Array {
    return this.fill(name, new Uint32Array(this.count(name)));
  }
  f64(name: string): Float64Array {
    return this.fill(name, new Float64Array(this.count(name)));
  }

  // In the smallest array that holds all of its values.
  numbers(name: string): Numbers {
    const bytes = this.raw(name);
    if (bytes.length === this.count(name)) return bytes.slice();
    let run = 0;
    for (let i = 0; i < bytes.length; i++) {
      run = bytes[i] > 127 ? run + 1 : 0;
      if (run === 4) return this.f64(name);
    }
    return this.u32(name);
  }

  // Each value is the difference to the one before it.
  sums(name: string): Float64Array {
    const values = this.f64(name);
    for (let i = 1; i < values.length; i++) values[i] += values[i - 1];
    return values;
  }
  positions(name: string): Uint32Array {
    return Uint32Array.from(this.sums(name));
  }

  private fill<T extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(name: string, to: T): T {
    const bytes = this.raw(name);
    if (bytes.length === to.length) {
      to.set(bytes);
      return to;
    }
    let at = 0;
    for (let i = 0; i < to.length; i++) {
      let byte = bytes[at++];
      if (byte < 128) {
        to[i] = byte;
        continue;
      }
      let value = byte & 127;
      let scale = 128;
      do {
        byte = bytes[at++];
        value += (byte & 127) * scale;
        scale *= 128;
      } while (byte > 127);
      to[i] = value;
    }
    return to;
  }
}

// 0, 1, 2, 3 stand for 0, -1, 1, -2.
export function unzigzag(z: number): number {
  return z % 2 === 0 ? z / 2 : -(z + 1) / 2;
}

function fromBase64(text: string): Uint8Array {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

// Reads the element of that id and takes it out of the document: it may be large.
export async function readColumns(id: string): Promise<Columns | null> {
  const element = document.getElementById(id);
  if (!element) return null;
  const packed = fromBase64((element.textContent ?? '').trim());
  element.remove();
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Columns(new Uint8Array(await new Response(stream).arrayBuffer()));
}
