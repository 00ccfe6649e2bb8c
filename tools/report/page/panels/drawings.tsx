// Drawings that checkers made. They are shown as images: nothing in them can run or load anything.

import { h } from 'preact';
import { Reader } from '../reader';
import { plain, shorten } from '../text';

const kAddresses = new Map<string, string>();

function address(svg: string): string {
  let known = kAddresses.get(svg);
  if (known === undefined) {
    const bytes = new TextEncoder().encode(svg);
    let binary = '';
    for (let at = 0; at < bytes.length; at += 8192) {
      binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
    }
    known = `data:image/svg+xml;base64,${btoa(binary)}`;
    kAddresses.set(svg, known);
  }
  return known;
}

// That of the finding comes first.
export function Drawings({ reader }: { reader: Reader }) {
  const own = reader.current?.drawing;
  const drawings = [...reader.run.head.drawings].sort((a, b) => Number(b[0] === own) - Number(a[0] === own));
  return (
    <div class="drawings">
      {drawings.map(([name, svg]) => (
        <figure class={name === own ? 'on' : ''}>
          <img alt={plain(shorten(name, 80))} src={address(svg)} />
          <figcaption>{plain(shorten(name, 80))}{name === own ? ' – of this finding' : ''}</figcaption>
        </figure>
      ))}
    </div>
  );
}
