// The first line of the page: verdict, what ran, how it is made again.

import { Component, h } from 'preact';
import { Reader } from './reader';
import { plain, shorten } from './text';

const kSigns = { valid: '✓', invalid: '✗', unknown: '?' };

export class Head extends Component<{ reader: Reader }, { copied: boolean }> {
  private copy = async () => {
    const { reproduce } = this.props.reader.run.head;
    try {
      await navigator.clipboard.writeText(reproduce);
    } catch {
      copyBySelection(reproduce);
    }
    this.setState({ copied: true });
    setTimeout(() => this.setState({ copied: false }), 1500);
  };

  render() {
    const { reader } = this.props;
    const { head } = reader.run;
    const verdict = kSigns[head.verdict] ? head.verdict : 'unknown';
    return (
      <header>
        <b class={`verdict ${verdict}`}>{kSigns[verdict]} {verdict}</b>
        <h1 title={about(head.about)}>{plain(shorten(head.title, 160))}</h1>
        <code title={plain(head.reproduce)}>{plain(head.reproduce)}</code>
        <button onClick={this.copy} title="Copy the command that makes this run again">
          {this.state.copied ? 'Copied' : 'Copy'}
        </button>
        <button onClick={() => reader.toggleTheme()} title="Light or dark (t)">Theme</button>
        <button onClick={() => reader.toggleHelp()} title="All keys (?)">? Keys</button>
      </header>
    );
  }
}

function about(facts: [string, string][]): string {
  return facts.map(([label, text]) => plain(`${label}: ${text}`)).join('\n');
}

// Where a page from a file may not use the clipboard.
function copyBySelection(text: string) {
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}
