// The findings on the left, in groups; of many of one kind, all but the first are chips.

import { h } from 'preact';
import { Finding } from './header';
import { Reader } from './reader';
import { plain, shorten } from './text';

const kMostWhole = 3;  // findings of a group that are not shortened

export function Findings({ reader }: { reader: Reader }) {
  const { head } = reader.run;
  return (
    <nav aria-label="Findings">
      {reader.isComparison ? <Sides reader={reader} /> : null}
      {groupsOf(reader).map(({ title, findings }) => (
        <section>
          {title ? <h2>{plain(shorten(title, 200))}</h2> : null}
          <div class="group">
            {findings.map((index, k) => (
              <Item reader={reader} index={index} isChip={isChip(reader, findings, k)} />
            ))}
          </div>
        </section>
      ))}
      {head.findings.length ? null : <Nothing reader={reader} />}
      <Facts reader={reader} />
    </nav>
  );
}

function groupsOf(reader: Reader): { title: string; findings: number[] }[] {
  const { groups, findings } = reader.run.head;
  const listed = new Set(groups.flatMap(group => group.findings));
  const rest = [...findings.keys()].filter(index => !listed.has(index));
  return rest.length ? [...groups, { title: groups.length ? 'others' : '', findings: rest }] : groups;
}

// One like the one before it is told by its value alone.
function isChip(reader: Reader, findings: number[], k: number): boolean {
  if (findings.length <= kMostWhole || k === 0 || findings[k] === reader.finding) return false;
  const { findings: all } = reader.run.head;
  const like = (a: Finding, b: Finding) =>
    a.kind === b.kind && a.note === b.note && a.value !== null && b.value !== null;
  return like(all[findings[k]], all[findings[k - 1]]);
}

function Item({ reader, index, isChip }: { reader: Reader; index: number; isChip: boolean }) {
  const finding = reader.run.head.findings[index];
  if (!finding) return <span />;
  const isOn = index === reader.finding;
  const tone = reader.run.head.verdict === 'invalid' ? 'bad' : 'warn';
  return (
    <button class={`finding ${isChip ? 'chip' : ''} ${isOn ? 'on' : ''}`}
      aria-current={isOn ? 'true' : undefined}
      title={plain(shorten(finding.title, 400))} onClick={() => reader.chooseFinding(index)}>
      <span class={tone}>
        {plain(isChip ? shorten(finding.value ?? '', 24) : shorten(finding.title, 180))}
      </span>
      {isChip || !finding.note ? null : <small>{plain(shorten(finding.note, 200))}</small>}
    </button>
  );
}

function Sides({ reader }: { reader: Reader }) {
  return (
    <div class="sides" role="group" aria-label="Whose findings">
      {['this run', 'against'].map((name, side) => (
        <button class={side === reader.active ? 'on' : ''} aria-pressed={side === reader.active}
          onClick={() => reader.chooseSide(side)}>{name}</button>
      ))}
    </div>
  );
}

function Nothing({ reader }: { reader: Reader }) {
  const { verdict } = reader.run.head;
  const isValid = verdict === 'valid';
  return <p class="empty">{isValid ? 'Nothing was found to be wrong.' : 'There is no finding to show.'}</p>;
}

function Facts({ reader }: { reader: Reader }) {
  const { about, figures, fingerprint, version } = reader.run.head;
  const facts = [...about, ['fingerprint', fingerprint], ['version', version]].filter(([, text]) => text);
  return (
    <details>
      <summary>About this run</summary>
      <dl>
        {[...facts, ...figures].map(([label, text]) => (
          <div><dt>{plain(shorten(label, 60))}</dt><dd>{plain(shorten(text, 120))}</dd></div>
        ))}
      </dl>
    </details>
  );
}
