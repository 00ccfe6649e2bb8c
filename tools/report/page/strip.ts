// The strip of the whole run: how many messages are sent, how many are lost, where the findings are.

import { kLost } from './messages';
import { paintFaults, Plot, PlotView } from './plot';
import { firstAtLeast, Run } from './run';
import { Sheet } from './sheet';

const kCell = 2;  // px

export class Strip extends Plot {
  protected paint(sheet: Sheet, { run, finding }: PlotView) {
    const { g, colours } = sheet;
    paintFaults(sheet, run);
    const cells = Math.max(1, Math.floor((sheet.right - sheet.left) / kCell));
    const { sent, lost } = countCells(run, cells);
    const most = sent.reduce((a, b) => Math.max(a, b), 1);
    const base = sheet.height - 2;
    const bars = (counts: Uint32Array, colour: string, least: number) => {
      g.fillStyle = colour;
      for (let cell = 0; cell < cells; cell++) {
        if (!counts[cell]) continue;
        const height = Math.max(least, (sheet.height - 18) * Math.sqrt(counts[cell] / most));
        g.fillRect(sheet.left + cell * kCell, base - height, kCell, height);
      }
    };
    bars(sent, colours.message, 1);
    bars(lost, colours.bad, 2);
    sheet.font(11);
    sheet.text('whole run', 8, sheet.height / 2 + 4, colours.dim);
    const tone = run.head.verdict === 'invalid' ? colours.bad : colours.warn;
    run.head.findings.forEach((_, k) => {
      if (k !== finding) this.markFinding(sheet, run, k, tone, 4);
    });
    if (finding >= 0) this.markFinding(sheet, run, finding, colours.accent, 6);
  }

  private markFinding(sheet: Sheet, run: Run, finding: number, colour: string, size: number) {
    const x = sheet.x(run.time[run.head.findings[finding].window[0]] ?? 0);
    sheet.g.fillStyle = colour;
    sheet.g.beginPath();
    sheet.g.moveTo(x - size, 5);
    sheet.g.lineTo(x + size, 5);
    sheet.g.lineTo(x, 6 + 1.8 * size);
    sheet.g.fill();
  }

  protected overlay(sheet: Sheet, view: PlotView) {
    const x0 = sheet.x(Math.max(0, view.window[0]));
    const x1 = sheet.x(Math.min(view.run.end, view.window[1]));
    sheet.g.globalAlpha = 0.12;
    sheet.g.fillStyle = sheet.colours.accent;
    sheet.g.fillRect(x0, 1, Math.max(3, x1 - x0), sheet.height - 2);
    sheet.g.globalAlpha = 1;
    sheet.g.strokeStyle = sheet.colours.accent;
    sheet.g.lineWidth = 1.5;
    sheet.g.strokeRect(x0, 1, Math.max(3, x1 - x0), sheet.height - 2);
    if (view.marked !== null) sheet.line(sheet.x(view.marked), 0, sheet.x(view.marked), sheet.height);
  }
}

function countCells(run: Run, cells: number) {
  const sent = new Uint32Array(cells);
  const lost = new Uint32Array(cells);
  const { messages } = run;
  const end = Math.max(1, run.end);
  let next = 0;
  for (let cell = 0; cell < cells; cell++) {
    // Messages are in the order of their sending.
    const bound = run.positionAt(((cell + 1) / cells) * end + (cell === cells - 1 ? 1 : 0));
    const to = firstAtLeast(messages.sent, bound);
    sent[cell] = to - next;
    next = to;
  }
  for (let flight = 0; flight < messages.flights; flight++) {
    if (messages.outcome[flight] < kLost) continue;
    lost[Math.min(cells - 1, Math.floor((run.time[messages.end[flight]] / end) * cells))]++;
  }
  return { sent, lost };
}
