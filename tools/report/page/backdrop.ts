// What lies behind the messages of a diagram: the axis, faults, the nodes' lines; and the gutter.

import { OrderAxis, timeSteps } from './axis';
import { Diagram } from './diagram';
import { Fault, Process } from './header';
import { kNever } from './messages';
import { firstAtLeast } from './run';
import { Lane, Life } from './scene';
import { moment, plain, shorten, span } from './text';
import { ColourName } from './theme';

export function drawBackdrop(diagram: Diagram) {
  if (diagram.scene.axis instanceof OrderAxis) drawOrderAxis(diagram, diagram.scene.axis);
  else drawTimeAxis(diagram);
  drawFaults(diagram);
  drawPhases(diagram);
  const { sheet } = diagram;
  sheet.clip(sheet.left - 6, diagram.top - 4, sheet.width, diagram.bottom - diagram.top + 8, () => {
    diagram.scene.rows.forEach((_, row) => drawNodeLine(diagram, row));
    drawBands(diagram);
    drawLearned(diagram);
    diagram.scene.lives.forEach(life => drawLife(diagram, life));
  });
}

function drawTimeAxis({ sheet, top }: Diagram) {
  const { step, digits } = timeSteps(sheet.from, sheet.to, sheet.width / 120);
  sheet.font(12);
  sheet.g.strokeStyle = sheet.colours.grid;
  sheet.g.lineWidth = 1;
  for (let n = Math.ceil(sheet.from / step); n * step <= sheet.to; n++) {
    if (n < 0) continue;
    const x = sheet.x(n * step);
    sheet.line(x, 18, x, sheet.height - 18);
    const label = moment(n * step, digits);
    if (x + 3 + sheet.measure(label) < sheet.right + 6) sheet.text(label, x + 3, 13, sheet.colours.dim);
  }
  sheet.g.strokeStyle = sheet.colours.line;
  sheet.line(sheet.left, top - 4, sheet.right, top - 4);
}

function drawOrderAxis({ run, sheet, bottom }: Diagram, axis: OrderAxis) {
  const { g, colours } = sheet;
  const first = Math.max(0, firstAtLeast(axis.columns, sheet.from - 2));
  // Of columns that are too narrow to be told apart only some have a line.
  const narrow = Math.max(1, Math.floor(60 / (sheet.x(1) - sheet.x(0))));
  const stride = narrow > 8 ? narrow : 1;
  let lastTime = first > 0 ? run.time[axis.positions[first - 1]] : -1;
  let free = -Infinity;
  const end = firstAtLeast(axis.columns, sheet.to + 1);
  for (let i = first - (first % stride); i < end; i += stride) {
    const time = run.time[axis.positions[i]];
    if (time === lastTime) continue;
    lastTime = time;
    const x = sheet.x(axis.columns[i]);
    g.strokeStyle = colours.grid;
    g.lineWidth = 1;
    sheet.line(x - 5, 18, x - 5, sheet.height - 18);
    if (x < sheet.left - 4 || x < free) continue;
    sheet.font(12);
    const label = moment(time, 4);
    if (x - 4 + sheet.measure(label) > sheet.right + 8) continue;
    sheet.text(label, x - 4, 13, colours.dim);
    free = x + sheet.measure(label) + 8;
  }
  let taken = -Infinity;
  for (const gap of axis.gaps) {
    const x = sheet.x(gap.at);
    if (x < sheet.left || x > sheet.right) continue;
    g.strokeStyle = colours.strong;
    g.setLineDash([2, 4]);
    sheet.line(x, 18, x, bottom + 6);
    g.setLineDash([]);
    sheet.font(11, 'italic');
    const label = `${span(gap.length)} later`;
    const width = sheet.measure(label);
    const at = Math.max(sheet.left, Math.min(x - width / 2, sheet.right - width));
    if (at < taken) continue;
    sheet.text(label, at, sheet.height - 6, colours.dim);
    taken = at + width + 10;
  }
}

// Bars above the rows, a lane each.
function drawFaults(diagram: Diagram) {
  const { sheet, run, scene } = diagram;
  const { g, colours } = sheet;
  const height = diagram.laneHeight();
  for (const lane of scene.lanes) {
    const [x0, x1] = edges(diagram, lane);
    if (x1 < sheet.left - 6 || x0 > sheet.right + 6) continue;
    const y = 20 + lane.lane * height;
    g.fillStyle = colours.fault;
    g.globalAlpha = 0.09;
    g.fillRect(x0, y, x1 - x0, diagram.bottom - y);
    g.globalAlpha = 1;
    g.fillRect(x0, y, x1 - x0, height - 2);
    diagram.targets.push({ thing: { kind: 'fault', index: lane.fault }, x0, x1, y0: y, y1: y + height - 2 });
    if (height < 12) continue;
    const from = Math.max(x0, sheet.left) + 4;
    const to = Math.min(x1, sheet.right) - 3;
    sheet.font(Math.min(11.5, height - 2.5), '600');
    const name = sheet.fitted(shortGroups(run.head.faults[lane.fault]), to - from);
    sheet.text(name, from, y + height / 2 + 3, colours['fault-text']);
  }
}

function edges({ sheet }: Diagram, lane: Lane): [number, number] {
  const x0 = sheet.x(lane.from);
  return [x0, Math.max(x0 + 2, sheet.x(lane.to))];
}

// The names of many nodes are shortened to how many there are.
const kShort = new WeakMap<Fault, string>();
function shortGroups(fault: Fault): string {
  let short = kShort.get(fault);
  if (short === undefined) {
    short = plain(shorten(fault.text, 1000)).replace(/(?:[\w–-]{1,20} ){8,}[\w–-]+/g, names => {
      const all = names.split(' ');
      return `${all.slice(0, 3).join(' ')} … (${all.length})`;
    });
    kShort.set(fault, short);
  }
  return short;
}

function drawPhases({ run, sheet, scene }: Diagram) {
  if (scene.isOfFinding && scene.axis.kind === 'order') return;
  const { g, colours } = sheet;
  const { phases } = run.head;
  const places = phases.map(phase => sheet.x(scene.axis.at(phase.event)));
  phases.forEach((phase, k) => {
    const x = places[k];
    if (x < sheet.left - 2 || x > sheet.right - 20) return;
    g.strokeStyle = colours.accent;
    g.lineWidth = 1;
    g.setLineDash([1, 3]);
    sheet.line(x, 18, x, sheet.height - 18);
    g.setLineDash([]);
    sheet.font(11, 'italic');
    const room = Math.min(places[k + 1] ?? Infinity, sheet.right + 6) - x - 3;
    sheet.text(sheet.fitted(`▸ ${shorten(phase.name, 20)}`, room), x, sheet.height - 6, colours.dim);
  });
}

function drawNodeLine(diagram: Diagram, row: number) {
  const y = diagram.y(row);
  if (!diagram.isInView(y)) return;
  diagram.sheet.g.strokeStyle = diagram.sheet.colours.strong;
  diagram.sheet.g.lineWidth = 1.2;
  drawAlive(diagram, diagram.scene.rows[row], diagram.sheet.left);
}

// The line of a process from there on, where it is neither down nor paused.
function drawAlive(diagram: Diagram, process: Process, from: number) {
  const { sheet, scene } = diagram;
  const y = diagram.yOf(process);
  let x = from;
  for (const life of scene.lives) {
    if (life.node !== process) continue;
    const stop = sheet.x(scene.axis.at(life.begin));
    if (stop > sheet.right) break;
    if (stop > x) sheet.line(x, y, stop, y);
    x = Math.max(x, life.end < 0 ? Infinity : sheet.x(scene.axis.at(life.end)));
  }
  if (x < sheet.right) sheet.line(x, y, sheet.right, y);
}

// Nodes whose bands have the same colour and letter could talk to each other.
function drawBands(diagram: Diagram) {
  const { sheet, run, scene, rowHeight } = diagram;
  const { g, colours } = sheet;
  const half = Math.max(2.5, Math.min(5, rowHeight / 5));
  for (const lane of scene.lanes) {
    const [x0, x1] = edges(diagram, lane);
    if (x1 < sheet.left || x0 > sheet.right) continue;
    const fault = run.head.faults[lane.fault];
    fault.groups.forEach((group, k) => {
      const colour = colours[`group-${k % 4}` as ColourName];
      for (const process of group) {
        if (!diagram.hasRow(process) || !diagram.isInView(diagram.yOf(process))) continue;
        const y = diagram.yOf(process);
        g.globalAlpha = 0.34;
        g.fillStyle = colour;
        g.fillRect(x0, y - half, x1 - x0, 2 * half);
        g.globalAlpha = 1;
        if (rowHeight < 11 || x1 - x0 < 16) continue;
        sheet.font(rowHeight < 16 ? 8 : 9, '700');
        sheet.haloText(String.fromCharCode(65 + (k % 26)), Math.max(x0, sheet.left) + 2, y + 3, colour);
      }
    });
    if (fault.kind !== 'kill' && fault.kind !== 'pause') drawNodeFault(diagram, fault, x0, x1);
  }
}

// A clock or a disk that is wrong: a broken line under that of the node.
function drawNodeFault(diagram: Diagram, fault: Fault, x0: number, x1: number) {
  const { sheet, rowHeight } = diagram;
  for (const process of fault.nodes) {
    if (!diagram.hasRow(process) || !diagram.isInView(diagram.yOf(process))) continue;
    const y = diagram.yOf(process) + Math.min(5, rowHeight / 4);
    sheet.g.strokeStyle = sheet.colours.warn;
    sheet.g.lineWidth = 2;
    sheet.g.setLineDash([6, 3]);
    sheet.line(x0, y, x1, y);
    sheet.g.setLineDash([]);
    if (rowHeight < 20 || x1 - x0 < 44) continue;
    // Several faults of one node are named beside each other.
    const x = Math.max(x0, sheet.left) + 14;
    sheet.label(shorten(fault.kind, 12), [[x, y + 4], [x + 42, y + 4], [x + 84, y + 4]],
      sheet.colours.warn, 10, '600');
  }
}

// Thick from where a node has the value of the finding; broken where it is gone in the end.
function drawLearned(diagram: Diagram) {
  const { run, scene, sheet } = diagram;
  const value = scene.value();
  if (value < 0) return;
  sheet.g.strokeStyle = sheet.colours.have;
  sheet.g.lineWidth = Math.min(4, diagram.rowHeight / 5);
  for (const process of scene.rows) {
    const position = run.learned.at(value, process);
    if (position === kNever || !diagram.isInView(diagram.yOf(process))) continue;
    sheet.g.setLineDash(scene.possession(process) === 'gone' ? [7, 5] : []);
    drawAlive(diagram, process, Math.max(sheet.left, sheet.x(scene.axis.at(position))));
  }
  sheet.g.setLineDash([]);
}

// A node that is down has no line; one that is paused a dotted one.
function drawLife(diagram: Diagram, life: Life) {
  const { sheet, scene, rowHeight } = diagram;
  if (!scene.isLifeShown(life) || !diagram.isInView(diagram.yOf(life.node))) return;
  const { g, colours } = sheet;
  const y = diagram.yOf(life.node);
  const x0 = sheet.x(scene.axis.at(life.begin));
  const x1 = life.end < 0 ? sheet.right + 20 : sheet.x(scene.axis.at(life.end));
  if (x1 < sheet.left || x0 > sheet.right) return;
  const isPaused = life.kind === 'paused';
  const colour = isPaused ? colours.warn : colours.bad;
  const size = Math.max(2.5, Math.min(5, rowHeight / 4));
  g.strokeStyle = colour;
  g.lineWidth = 2;
  if (isPaused) {
    g.setLineDash([2, 4]);
    sheet.line(x0, y, x1, y);
    g.setLineDash([]);
    sheet.line(x0, y - size, x0, y + size);
    sheet.line(x1, y - size, x1, y + size);
  } else {
    sheet.line(x0 - size, y - size, x0 + size, y + size);
    sheet.line(x0 - size, y + size, x0 + size, y - size);
    g.beginPath();
    g.arc(x1, y, size, 0, 7);
    g.stroke();
  }
  const thing = { kind: 'event' as const, index: life.begin };
  diagram.targets.push({ thing, x0: x0 - 4, x1: x0 + 6, y0: y - 6, y1: y + 6 });
  if (x1 - x0 < 56 || rowHeight < 12) return;
  const middle = (Math.max(x0, sheet.left) + Math.min(x1, sheet.right)) / 2;
  sheet.label(life.kind, [[middle - 14, y + 4], [middle + 30, y + 4]], colour, Math.min(11, rowHeight - 2),
    '600');
}

// What is upon all else: the marked event, the cursor, the first difference.
export function drawMarks(diagram: Diagram) {
  const { sheet, scene, run } = diagram;
  const { g, colours } = sheet;
  if (diagram.cursor !== null) {
    const x = sheet.x(diagram.cursor);
    g.strokeStyle = colours.dim;
    g.lineWidth = 0.7;
    sheet.line(x, 18, x, diagram.bottom + 4);
  }
  for (const position of diagram.marked) {
    const x = sheet.x(scene.axis.at(position));
    g.strokeStyle = colours.accent;
    g.lineWidth = 1.5;
    g.setLineDash([5, 3]);
    if (position === diagram.marked[0]) sheet.line(x, 16, x, diagram.bottom + 6);
    g.setLineDash([]);
    const process = run.processOf(position);
    if (!diagram.hasRow(process) || !diagram.isInView(diagram.yOf(process))) continue;
    g.lineWidth = 2;
    g.beginPath();
    g.arc(x, diagram.yOf(process), 6, 0, 7);
    g.stroke();
  }
  if (diagram.difference >= 0) {
    const x = sheet.x(scene.axis.at(diagram.difference));
    g.strokeStyle = colours.bad;
    g.lineWidth = 2;
    sheet.line(x, 16, x, sheet.height);
    sheet.font(11, '700');
    sheet.haloText('first difference', Math.min(x + 4, sheet.right - 90), diagram.bottom + 14, colours.bad);
  }
}

// Names, who has the value, and the states of the nodes where the reader looks.
export function drawGutter(diagram: Diagram) {
  const { sheet, run, scene, rowHeight } = diagram;
  const { g, colours } = sheet;
  g.fillStyle = colours.ground;
  g.fillRect(0, 0, sheet.left - 8, sheet.height);
  const value = diagram.scene.value();
  const looked = diagram.lookedAt();
  const size = rowHeight < 15 ? 10.5 : 12;
  sheet.clip(0, diagram.top - 4, sheet.left, diagram.bottom - diagram.top + 8, () => {
    for (const process of scene.rows) {
      const y = diagram.yOf(process);
      if (!diagram.isInView(y)) continue;
      sheet.font(size, '600');
      const name = sheet.fitted(run.name(process), value >= 0 ? 42 : sheet.left - 14);
      sheet.text(name, 8, y + 4, colours.text);
      let x = 8 + sheet.measure(name) + 8;
      if (value >= 0 && run.isNode(process)) {
        const words = scene.possession(process);
        sheet.font(size - 1);
        sheet.text(words, Math.max(38, x), y + 4, words === 'has it' ? colours.good : colours.bad);
        x = Math.max(38, x) + 42;
      }
      drawState(diagram, process, looked, x, y);
    }
  });
  if (diagram.title) {
    sheet.font(12, '700');
    sheet.text(sheet.fitted(diagram.title, sheet.left - 16), 8, 13, colours.text);
  }
  if (diagram.mostScroll() > 0) drawScrollBar(diagram);
}

function drawState(diagram: Diagram, process: number, looked: number, x: number, y: number) {
  const { sheet, run } = diagram;
  if (!run.isNode(process)) return;
  const body = run.stateOf(process, looked);
  if (body < 0) return;
  sheet.mono(10.5);
  const room = sheet.left - 14;
  const lines: string[] = [''];
  const most = linesOfState(diagram, y);
  for (const { path, text } of run.bodies.fields(body, { elements: 0, characters: 24 })) {
    const field = `${path.join('.')} ${text.replace(/^"|"$/g, '')}`;
    const longer = lines[lines.length - 1] ? `${lines[lines.length - 1]}  ${field}` : field;
    const start = lines.length === 1 ? x : 8;
    // A field goes to the next line if it does not fit behind others, or behind the name.
    const isBehind = lines[lines.length - 1] !== '' || (lines.length === 1 && most > 1);
    if (isBehind && start + sheet.measure(longer) > room) lines.push(field);
    else lines[lines.length - 1] = longer;
  }
  lines.slice(0, most).forEach((line, k) => {
    const start = k === 0 ? x : 8;
    sheet.text(sheet.fitted(line, room - start), start, y + 4 + 13 * k, sheet.colours.dim);
  });
}

// As many as there is room for, until the next row or the end of the rows.
function linesOfState({ rowHeight, bottom }: Diagram, y: number): number {
  const room = Math.min(rowHeight - 4, bottom + 10 - y);
  return Math.max(1, Math.floor(room / 13));
}

function drawScrollBar(diagram: Diagram) {
  const { sheet } = diagram;
  const height = diagram.bottom - diagram.top;
  const share = height / (height + diagram.mostScroll());
  const y = diagram.top + (diagram.scroll / (height + diagram.mostScroll())) * height;
  sheet.g.fillStyle = sheet.colours.strong;
  sheet.g.fillRect(sheet.width - 6, y, 5, Math.max(16, share * height));
}
