// Everything about one thing, in words: in the hover, and, with links, where it is pinned.

import { h } from 'preact';
import { kGlance, kWhole } from './bodies';
import { stateChange } from './boxes';
import { Fault as FaultOfRun, Position } from './header';
import { kDelivered, kLost, kNever } from './messages';
import { outcomeSign, outcomeWord } from './operations';
import { Kind, Run } from './run';
import { exactMoment, plain, plainLines, shorten, span } from './text';
import { flightTime, inReplyTo, lossCause, Thing } from './things';

interface Properties {
  run: Run;
  thing: Thing;
  isWhole: boolean;
  goTo?: (position: Position) => void;
}

export function Details(properties: Properties) {
  switch (properties.thing.kind) {
    case 'message': return <Message {...properties} />;
    case 'operation': return <Operation {...properties} />;
    case 'fault': return <Fault {...properties} />;
    case 'log': return <Log {...properties} />;
    case 'state': return <StateChange {...properties} />;
    default: return <Event {...properties} />;
  }
}

// The first line, for tests and titles.
export function headline(run: Run, thing: Thing): string {
  const { index } = thing;
  switch (thing.kind) {
    case 'message': {
      const message = run.messages.messageOf(index);
      const type = run.bodies.typeOf(run.messages.body[message]);
      const { source, destination } = run.messages;
      const ends = `${run.name(source[message])} → ${run.name(destination[message])}`;
      return plain(`${ends}  ${shorten(type, 60)}`);
    }
    case 'operation': return plain(`${run.operationLabel(index)} on ${run.name(run.operations.node[index])}`);
    case 'fault': return plain(shorten(run.head.faults[index].text, 200));
    case 'log': return plain(`${run.name(run.logs.node[index])} logged`);
    case 'state': return plain(`State of ${run.name(run.states.node[index])}`);
    default: {
      const process = run.processOf(index);
      const who = process >= 0 ? `${run.name(process)}: ` : '';
      return plain(who + (kEventWords[run.kind[index]] ?? 'an event'));
    }
  }
}

const kEventWords: Partial<Record<number, string>> = {
  [Kind.timerFired]: 'a timer fired',
  [Kind.operationDue]: 'an operation was due',
  [Kind.operationBegan]: 'an operation began',
  [Kind.phaseBegan]: 'a phase began',
  [Kind.nodeFailed]: 'the program failed',
  [Kind.nodeDown]: 'the node was killed',
  [Kind.nodeUp]: 'the node was started again',
  [Kind.nodePaused]: 'the node was paused',
  [Kind.nodeResumed]: 'the node went on',
};

function EventLink({ run, position, goTo }: { run: Run; position: Position; goTo?: (p: Position) => void }) {
  const text = `event ${run.number(position)}`;
  if (!goTo) return <span class="number">{text}</span>;
  return <button class="link" onClick={() => goTo(position)}>{text}</button>;
}

function Cause({ run, position, goTo }: { run: Run; position: Position; goTo?: (p: Position) => void }) {
  const cause = run.cause[position];
  if (cause < 0 || !goTo) return <span />;
  return (
    <p>caused by <EventLink run={run} position={cause} goTo={goTo} />: {eventWords(run, cause)}</p>
  );
}

export function eventWords(run: Run, position: Position): string {
  const kind = run.kind[position];
  const process = run.processOf(position);
  if (kind <= Kind.lost) {
    const message = kind === Kind.sent ? run.thing[position] : run.messages.messageOf(run.thing[position]);
    const type = shorten(run.bodies.typeOf(run.messages.body[message]), 40);
    const verb = kind === Kind.sent ? 'sent' : kind === Kind.delivered ? 'received' : 'lost';
    const who = kind === Kind.sent ? run.messages.source[message] : run.messages.destination[message];
    return plain(`${run.name(who)} ${verb} ${type}`);
  }
  if (kind === Kind.faultBegan || kind === Kind.faultEnded) {
    const text = shorten(run.head.faults[run.thing[position]].text, 60);
    return plain(`${text} ${kind === Kind.faultBegan ? 'began' : 'ended'}`);
  }
  const who = process >= 0 ? `${run.name(process)}: ` : '';
  return plain(who + (kEventWords[kind] ?? 'an event'));
}

function Message({ run, thing, isWhole, goTo }: Properties) {
  const { messages, bodies } = run;
  const flight = thing.index;
  const message = messages.messageOf(flight);
  const sent = messages.sent[message];
  const end = messages.end[flight];
  const outcome = messages.outcome[flight];
  const fault = messages.fault[flight] ? run.head.faults[messages.fault[flight] - 1] : null;
  const answers = inReplyTo(run, message);
  return (
    <div>
      <b>{headline(run, thing)}</b>
      <p>
        sent {exactMoment(run.time[sent])} (<EventLink run={run} position={sent} goTo={goTo} />)
        {outcome === kDelivered ? `, arrived ${span(flightTime(run, flight))} later ` : ''}
        {outcome === kDelivered ? <span>(<EventLink run={run} position={end} goTo={goTo} />)</span> : null}
        {end === kNever ? ', still under way at the end of the run' : ''}
        {messages.isCopy(flight) ? ' · the second copy' : ''}
        {messages.id[message] ? ` · msg_id ${messages.id[message]}` : ''}
        {answers ? ` · in reply to ${answers}` : ''}
      </p>
      {outcome >= kLost ? (
        <p class="bad">
          ✗ lost {span(flightTime(run, flight))} later: {plain(lossCause(run, flight))}
          {fault ? ` – ${plain(shorten(fault.text, 160))}, ${faultTimes(fault)}` : ''}
        </p>
      ) : null}
      <pre>{plainLines(bodies.pretty(messages.body[message], isWhole ? kWhole : kGlance))}</pre>
      {outcome === kDelivered
        ? <BeforeAfter run={run} node={messages.destination[message]} position={end} /> : null}
      <Cause run={run} position={sent} goTo={goTo} />
    </div>
  );
}

// The state of a node around an event.
function BeforeAfter({ run, node, position }: { run: Run; node: number; position: Position }) {
  if (!run.isNode(node)) return <span />;
  const after = run.stateIndex(node, position);
  if (after < 0) return <span />;
  const before = run.stateIndex(node, position - 1);
  const text = (index: number) =>
    index < 0 ? 'nothing shown' : plain(shorten(run.bodies.line(run.states.what[index]), 300));
  return (
    <p class="state">
      <b>{plain(run.name(node))}</b> before: {text(before)}<br />
      {after === before ? 'unchanged by it' : `after: ${text(after)}`}
    </p>
  );
}

function Operation({ run, thing, isWhole, goTo }: Properties) {
  const { operations, values } = run;
  const k = thing.index;
  const room = isWhole ? kWhole : kGlance;
  const type = operations.type[k];
  const event = operations.event[k];
  const result = values.text(operations.result[k], room);
  const asked = values.text(operations.value[k], room);
  const messages: [string, number][] = [['request', operations.request[k]], ['answer', operations.answer[k]]];
  return (
    <div>
      <b>
        {plain(shorten(run.head.functions[operations.function[k]], 60))} on {run.name(operations.node[k])}
        {` by process ${operations.process[k]} (op ${operations.index[k]})`}
      </b>
      <p>
        {exactMoment(run.time[event])} (<EventLink run={run} position={event} goTo={goTo} />)
        {type ? `, ${span(operations.duration[k])}: ` : ': '}
        <b class={['dim', 'good', 'warn', 'dim'][type]}>{outcomeSign(type)} {outcomeWord(type)}</b>
        {operations.error[k] ? plain(` – ${run.strings.short(operations.error[k] - 1, 300)}`) : ''}
      </p>
      <pre>
        {asked === null ? '' : plainLines(`asked  ${asked}\n`)}
        {result === null ? '' : plainLines(`got    ${result}`)}
      </pre>
      {goTo ? messages.filter(([, message]) => message >= 0).map(([name, message]) => (
        <p>{name}: <EventLink run={run} position={run.messages.sent[message]} goTo={goTo} /></p>
      )) : null}
    </div>
  );
}

function faultTimes(fault: FaultOfRun): string {
  return `${exactMoment(fault.beginTime)} to ${exactMoment(fault.endTime)}`;
}

function Fault({ run, thing, goTo }: Properties) {
  const fault = run.head.faults[thing.index];
  const lost = run.messages.fault.reduce((sum, id) => sum + (id === thing.index + 1 ? 1 : 0), 0);
  return (
    <div>
      <b>{headline(run, thing)}</b>
      <p>{faultTimes(fault)}, {span(fault.endTime - fault.beginTime)}</p>
      <p>{lost ? `${lost} messages were lost by it.` : 'No message was lost by it.'}</p>
      {goTo && fault.begin >= 0
        ? <p>begins: <EventLink run={run} position={fault.begin} goTo={goTo} /></p> : null}
      {goTo && fault.end >= 0
        ? <p>ends: <EventLink run={run} position={fault.end} goTo={goTo} /></p> : null}
    </div>
  );
}

function Log({ run, thing, isWhole, goTo }: Properties) {
  const { after, what } = run.logs;
  const position = after[thing.index];
  return (
    <div>
      <b>{headline(run, thing)}</b>
      <p>{exactMoment(run.time[position])}, in <EventLink run={run} position={position} goTo={goTo} /></p>
      <pre>{plainLines(run.strings.short(what[thing.index], (isWhole ? kWhole : kGlance).characters))}</pre>
    </div>
  );
}

function StateChange({ run, thing, goTo }: Properties) {
  const { after, node } = run.states;
  const position = after[thing.index];
  return (
    <div>
      <b>{headline(run, thing)}</b>
      <p>
        {exactMoment(run.time[position])}, by <EventLink run={run} position={position} goTo={goTo} />:
        {` ${eventWords(run, position)}`}
      </p>
      <p>changed: {plain(stateChange(run, thing.index, 300))}</p>
      <BeforeAfter run={run} node={node[thing.index]} position={position} />
    </div>
  );
}

function Event({ run, thing, goTo }: Properties) {
  const position = thing.index;
  const failure = run.failure.get(position);
  const process = run.processOf(position);
  return (
    <div>
      <b>{headline(run, thing)}</b>
      <p>{exactMoment(run.time[position])}, <EventLink run={run} position={position} goTo={goTo} /></p>
      {failure === undefined ? null : <pre class="bad">{plainLines(run.strings.short(failure, 2000))}</pre>}
      <BeforeAfter run={run} node={process} position={position} />
      <Cause run={run} position={position} goTo={goTo} />
    </div>
  );
}
