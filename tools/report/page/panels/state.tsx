// The state of each node where the reader looks, and all changes of states.

import { h } from 'preact';
import { stateChange } from '../boxes';
import { Reader } from '../reader';
import { firstAtLeast } from '../run';
import { exactMoment, plain, shorten } from '../text';
import { Rows } from './rows';

export function State({ reader }: { reader: Reader }) {
  const { run, diagram } = reader;
  const { after, node } = run.states;
  if (!after.length) return <p class="empty">The program of this run does not show its state.</p>;
  const looked = diagram ? diagram.lookedAt() : run.length - 1;
  const nodes = Array.from({ length: run.nodes }, (_, k) => k);
  const cells = (row: number) => [
    String(run.number(after[row])), exactMoment(run.time[after[row]]), plain(run.name(node[row])),
    plain(stateChange(run, row, 300)),
  ];
  return (
    <div class="halves">
      <div class="now">
        <h3>after event {String(run.number(looked))}, at {exactMoment(run.time[looked] ?? 0)}</h3>
        <table>
          <tbody>{nodes.map(process => {
            const body = run.stateOf(process, looked);
            const text = body < 0 ? 'nothing shown yet' : run.bodies.line(body);
            return <tr><th>{plain(run.name(process))}</th><td>{plain(shorten(text, 400))}</td></tr>;
          })}</tbody>
        </table>
      </div>
      <Rows name="Changes of states" length={after.length} cells={cells}
        head={['event', 'at', 'node', 'what changed']}
        widths="64px 118px 50px minmax(160px,1fr)"
        showRow={firstAtLeast(after, looked)}
        isChosen={row => reader.pinned?.thing.kind === 'state' && reader.pinned.thing.index === row}
        choose={row => reader.goTo(after[row], { kind: 'state', index: row })} />
    </div>
  );
}
