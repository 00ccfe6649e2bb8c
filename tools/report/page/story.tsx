// The story of the finding above the diagram; each sentence leads to its events.

import { Component, h } from 'preact';
import { Finding, StoryLine } from './header';
import { Reader } from './reader';
import { counted, moment, plain, shorten } from './text';

const kShortWhy = 3;  // lines

export class Story extends Component<{ reader: Reader }, {}> {
  private box: HTMLElement | null = null;

  componentDidUpdate() {
    const line = this.box?.querySelector<HTMLElement>('li.on');
    if (line) line.scrollIntoView({ block: 'nearest' });
  }

  render() {
    const { reader } = this.props;
    const finding = reader.current;
    const { head } = reader.run;
    return (
      <section class="story" aria-label="Story"
        ref={(element?: Element) => (this.box = (element as HTMLElement) ?? this.box)}>
        <h2>{plain(shorten(finding?.title ?? 'The whole run', 300))}</h2>
        {reader.isComparison ? <Difference reader={reader} /> : null}
        {finding ? <Lines reader={reader} finding={finding} /> : <Evidence evidence={head.evidence} />}
        {head.cut ? <p class="note">{plain(head.cut)}</p> : null}
      </section>
    );
  }
}

function Lines({ reader, finding }: { reader: Reader; finding: Finding }) {
  const decides = finding.story.some(line => line.decides);
  const why = finding.why.filter(text => !finding.title.startsWith(text));
  const isShort = why.length <= kShortWhy;
  return (
    <div>
      {isShort ? <Why lines={why} /> : null}
      {finding.remarks.map(text => (
        <p class="remark"><b aria-hidden="true">∅</b> {plain(shorten(text, 400))}</p>
      ))}
      <ol>
        {finding.story.map((line, k) => <Line reader={reader} line={line} index={k} />)}
      </ol>
      {finding.storyLeftOut ? <p class="note">{counted(finding.storyLeftOut, 'line')} left out</p> : null}
      {decides ? <p class="note">★ decides: without it, the run would not fail that way</p> : null}
      {isShort ? null : <Why lines={why} />}
    </div>
  );
}

// What the checker says of it. A few lines come first, so that they are seen; more come last.
function Why({ lines }: { lines: string[] }) {
  return <div>{lines.map(text => <p class="why">{plain(shorten(text, 600))}</p>)}</div>;
}

function Line({ reader, line, index }: { reader: Reader; line: StoryLine; index: number }) {
  const isOn = index === reader.line;
  return (
    <li class={`${isOn ? 'on' : ''} ${line.state ? 'state' : ''}`}>
      <button class="line" aria-current={isOn ? 'true' : undefined} onClick={() => reader.chooseLine(index)}>
        <span class="at">{moment(line.at)}</span>
        <span class="star" title={line.decides ? 'It decides' : undefined}>{line.decides ? '★' : ''}</span>
        <span>{plain(shorten(line.text, 500))}</span>
      </button>
    </li>
  );
}

function Evidence({ evidence }: { evidence: string[] }) {
  if (!evidence.length) return <p class="note">There is no evidence of anything wrong.</p>;
  return <div>{evidence.slice(0, 60).map(text => <p class="why">{plain(shorten(text, 600))}</p>)}</div>;
}

function Difference({ reader }: { reader: Reader }) {
  const { difference } = reader.run.head;
  const text = difference ? plain(shorten(difference.text, 600)) : 'The two runs do not differ.';
  return (
    <p class="difference">
      <button class="link" onClick={() => reader.goToDifference()}>First difference</button> {text}
    </p>
  );
}
