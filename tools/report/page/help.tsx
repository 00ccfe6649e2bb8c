// All keys.

import { h } from 'preact';
import { Reader } from './reader';

const kKeys: [string[], string][] = [
  [['n', 'p'], 'next and previous finding'],
  [['j', 'k'], 'next and previous sentence of the story'],
  [['.', ','], 'next and previous thing in view: message, operation, fault, log'],
  [['←', '→'], 'pan; the wheel with shift and dragging do it, too'],
  [['↑', '↓'], 'scroll the nodes, where there are more than fit'],
  [['+', '−'], 'zoom; the wheel does it at the cursor'],
  [['Home'], 'see it as at first: all of the finding'],
  [['a'], 'only what the finding needs, or all messages'],
  [['o'], 'by order or by time'],
  [['/'], 'filter: value:12 key:3 type:x node:n1 from:n1 to:n2 op:54 lost, field:8, any word'],
  [['1', '…', '8'], 'the tabs below'],
  [['b'], 'hide or show what is below'],
  [['t'], 'light or dark'],
  [['Esc'], 'close, take marks away, clear the filter'],
  [['?'], 'this list'],
];

export function Help({ reader }: { reader: Reader }) {
  return (
    <div class="veil" onClick={() => reader.toggleHelp()}>
      <div class="help" role="dialog" aria-label="Keys" onClick={(event: Event) => event.stopPropagation()}>
        <h2>Keys</h2>
        <table>
          <tbody>{kKeys.map(([keys, text]) => (
            <tr><td>{keys.map(key => <kbd>{key}</kbd>)}</td><td>{text}</td></tr>
          ))}</tbody>
        </table>
        <p class="note">The address of the page names the place that is shown. Send it: it opens there.</p>
        <button onClick={() => reader.toggleHelp()}>Close</button>
      </div>
    </div>
  );
}
