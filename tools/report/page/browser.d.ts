// What browsers have and the library of TypeScript 4.8 does not know.

interface GenericTransformStream {
  readonly readable: ReadableStream;
  readonly writable: WritableStream;
}

declare class DecompressionStream implements GenericTransformStream {
  constructor(format: 'gzip' | 'deflate');
  readonly readable: ReadableStream;
  readonly writable: WritableStream;
}

// Newer browsers read base64 themselves.
interface Uint8ArrayConstructor {
  fromBase64?(text: string): Uint8Array;
}

// Preact 8 was written before pointer events.
declare namespace JSX {
  interface HTMLAttributes {
    onPointerDown?: (event: PointerEvent) => void;
    onPointerMove?: (event: PointerEvent) => void;
    onPointerUp?: (event: PointerEvent) => void;
    onPointerLeave?: (event: PointerEvent) => void;
  }
}
