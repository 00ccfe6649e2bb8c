// The page of a run: reads the data, then shows it.

import { Component, h, render } from 'preact';
import { Bar, Legend } from './bar';
import { readColumns } from './columns';
import { Findings } from './findings';
import { Head } from './head';
import { Help } from './help';
import { bindKeys } from './keys';
import { Lower } from './lower';
import { PlotCanvas } from './panels/plot_canvas';
import { readPlace, writePlace } from './place';
import { Reader } from './reader';
import { Run } from './run';
import { Stage } from './stage';
import { Story } from './story';
import { Strip } from './strip';
import { plain } from './text';
import { handle } from './view';

const kManyRows = 16;  // from then on the diagram gets more room

class Page extends Component<{ reader: Reader }, {}> {
  private strip = new Strip();

  componentDidMount() {
    const { reader } = this.props;
    reader.refresh = () => this.forceUpdate();
    reader.moved = () => {
      writePlace(reader);
      this.forceUpdate();
    };
    // The diagrams have come with the components: what is told of them can be shown now.
    this.forceUpdate();
  }

  render() {
    const { reader } = this.props;
    const hasManyRows = (reader.diagram?.scene.rows.length ?? 0) > kManyRows;
    return (
      <div class={`page ${reader.lowerHidden ? 'tall' : ''} ${hasManyRows ? 'many' : ''}`}>
        <Head reader={reader} />
        <Findings reader={reader} />
        <main>
          <Story reader={reader} />
          <Bar reader={reader} />
          <div class="stages">{reader.runs.map((_, side) => <Stage reader={reader} side={side} />)}</div>
          <Legend reader={reader} />
          <div class="strip">
            <PlotCanvas reader={reader} plot={this.strip} drags={true}
              choose={x => reader.goToTime(this.strip.timeAt(x))} label="The whole run" />
          </div>
          {reader.lowerHidden ? null : <Lower reader={reader} />}
        </main>
        {reader.help ? <Help reader={reader} /> : null}
      </div>
    );
  }
}

async function start() {
  const began = performance.now();
  const container = document.getElementById('app') as HTMLElement;
  try {
    const data = [await readColumns('run'), await readColumns('against')];
    const runs: Run[] = [];
    for (const columns of data) if (columns) runs.push(new Run(columns));
    if (!runs.length) throw new Error('there is none');
    const reader = new Reader(runs);
    const decoded = performance.now();
    container.textContent = '';
    render(<Page reader={reader} />, container);
    readPlace(reader);
    bindKeys(reader);
    addEventListener('hashchange', () => readPlace(reader));
    reader.drawNow();
    const ready = performance.now();
    const times = { decode: decoded - began, show: ready - decoded, ready };
    Object.assign(window, { eddy: handle(reader, times) });
    document.body.dataset.ready = 'yes';
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    container.textContent = `The data of this page cannot be read: ${plain(words)}`;
    document.body.dataset.ready = 'error';
  }
}

start();
