// What is told in rows: messages, logs, faults.

import { h } from 'preact';
import { kDelivered, kLost } from '../messages';
import { Reader } from '../reader';
import { firstAtLeast } from '../run';
import { exactMoment, plain, shorten, span } from '../text';
import { flightTime, outcomeText, Thing } from '../things';
import { Rows } from './rows';

function isPinned(reader: Reader, kind: Thing['kind'], index: number): boolean {
  const thing = reader.pinned?.thing;
  return thing?.kind === kind && thing.index === index;
}

export function Messages({ reader }: { reader: Reader }) {
  const { run, diagram } = reader;
  const flights = diagram?.scene.flights ?? new Uint32Array(0);
  const { messages, bodies } = run;
  const messageOf = (row: number) => messages.messageOf(flights[row]);
  const cells = (row: number) => {
    const flight = flights[row];
    const message = messageOf(row);
    const isLost = messages.outcome[flight] >= kLost;
    const hasArrived = messages.outcome[flight] === kDelivered;
    const outcome = hasArrived ? `+ ${span(flightTime(run, flight))}` : outcomeText(run, flight);
    return [
      String(run.number(messages.sent[message])),
      exactMoment(run.time[messages.sent[message]]),
      plain(run.name(messages.source[message])),
      plain(run.name(messages.destination[message])),
      isLost ? <b class="bad">{plain(`✗ ${outcome}`)}</b> : plain(outcome),
      plain(shorten(bodies.typeOf(messages.body[message]), 60)),
      plain(shorten(bodies.line(messages.body[message]), 400)),
    ];
  };
  const from = diagram ? diagram.window[0] : 0;
  const pinned = reader.pinned?.thing;
  const chosen = pinned?.kind === 'message' ? flights.indexOf(pinned.index) : -1;
  return (
    <Rows name="Messages" length={flights.length} cells={cells}
      head={['event', 'sent', 'from', 'to', 'outcome', 'type', 'body']}
      widths="64px 118px 64px 64px 190px 120px minmax(200px,1fr)"
      showRow={chosen >= 0 ? chosen : diagram ? firstAtLeast(diagram.scene.start, from) : 0}
      isChosen={row => isPinned(reader, 'message', flights[row])}
      choose={row => reader.goTo(messages.sent[messageOf(row)], { kind: 'message', index: flights[row] })} />
  );
}

export function Logs({ reader }: { reader: Reader }) {
  const { run } = reader;
  const { after, node, what } = run.logs;
  if (!after.length) return <p class="empty">No node has logged anything in this run.</p>;
  const cells = (row: number) => [
    String(run.number(after[row])), exactMoment(run.time[after[row]]), plain(run.name(node[row])),
    plain(run.strings.short(what[row], 400)),
  ];
  return (
    <Rows name="Logs" length={after.length} cells={cells} head={['event', 'at', 'node', 'log']}
      widths="64px 118px 64px minmax(200px,1fr)"
      showRow={reader.marked === null ? undefined : firstAtLeast(after, reader.marked)}
      isChosen={row => isPinned(reader, 'log', row)}
      choose={row => reader.goTo(after[row], { kind: 'log', index: row })} />
  );
}

export function Faults({ reader }: { reader: Reader }) {
  const { run } = reader;
  const { faults } = run.head;
  if (!faults.length) return <p class="empty">This run had no faults.</p>;
  const lost = new Uint32Array(faults.length + 1);
  for (const fault of run.messages.fault) lost[fault]++;
  const cells = (row: number) => {
    const fault = faults[row];
    return [
      exactMoment(fault.beginTime), exactMoment(fault.endTime), span(fault.endTime - fault.beginTime),
      String(lost[row + 1]), plain(fault.kind), plain(shorten(fault.text, 300)),
    ];
  };
  return (
    <Rows name="Faults" length={faults.length} cells={cells}
      head={['from', 'to', 'for', 'messages lost', 'kind', 'what']}
      widths="118px 118px 80px 100px 80px minmax(200px,1fr)"
      isChosen={row => isPinned(reader, 'fault', row)}
      choose={row => reader.goTo(Math.max(0, faults[row].begin), { kind: 'fault', index: row })} />
  );
}
