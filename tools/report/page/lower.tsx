// The lower part of the page: tabs about the run.

import { Component, h } from 'preact';
import { Convergence, ConvergencePlot } from './panels/convergence';
import { Drawings } from './panels/drawings';
import { Latency, LatencyPlot } from './panels/latency';
import { Operations, OperationsPlot } from './panels/operations';
import { State } from './panels/state';
import { Faults, Logs, Messages } from './panels/tables';
import { Reader, Tab } from './reader';

const kTitles: Record<Tab, string> = {
  convergence: 'Convergence', operations: 'Operations', latency: 'Latency and rate', messages: 'Messages',
  logs: 'Logs', state: 'State', faults: 'Faults', drawings: 'Drawings',
};
const kNotes: Partial<Record<Tab, string>> = {
  convergence: 'faint: at once, strong: late, red and dot: missing',
  operations: '✓ ok above, ✗ fail, ? unknown below; ring: of the finding',
  latency: 'a dot: ok; a cross: fail or unknown; lines: median and 95 %',
};

function newPlots() {
  return { convergence: new ConvergencePlot(), operations: new OperationsPlot(), latency: new LatencyPlot() };
}

export class Lower extends Component<{ reader: Reader }, {}> {
  // Of the run whose findings are shown; made anew for another one.
  private side = -1;
  private plots = newPlots();

  render() {
    const { reader } = this.props;
    if (this.side !== reader.active) {
      this.side = reader.active;
      this.plots = newPlots();
    }
    return (
      <section class="lower" aria-label="About the run">
        <div class="tabs" role="tablist">
          {reader.tabs().map((tab, k) => (
            <button role="tab" class={tab === reader.tab ? 'on' : ''} aria-selected={tab === reader.tab}
              title={`${kTitles[tab]} (${k + 1})`} onClick={() => reader.setTab(tab)}>{kTitles[tab]}</button>
          ))}
          <span class="note" title={kNotes[reader.tab]}>{kNotes[reader.tab] ?? ''}</span>
          <button title="Hide this part (b)" aria-label="Hide this part"
            onClick={() => reader.toggleLower()}>▾</button>
        </div>
        <div class={`panel ${reader.tab}`} role="tabpanel" key={`${reader.tab} ${reader.active}`}>
          {this.panel()}
        </div>
      </section>
    );
  }

  private panel() {
    const { reader } = this.props;
    switch (reader.tab) {
      case 'convergence': return <Convergence reader={reader} plot={this.plots.convergence} />;
      case 'operations': return <Operations reader={reader} plot={this.plots.operations} />;
      case 'latency': return <Latency reader={reader} plot={this.plots.latency} />;
      case 'messages': return <Messages reader={reader} />;
      case 'logs': return <Logs reader={reader} />;
      case 'state': return <State reader={reader} />;
      case 'faults': return <Faults reader={reader} />;
      default: return <Drawings reader={reader} />;
    }
  }
}
