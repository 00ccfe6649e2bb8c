// Operations on the lines of their nodes, logs, and where a state changes.

import { Diagram } from './diagram';
import { kFail, kOk } from './operations';
import { firstAtLeast, Run } from './run';
import { shorten } from './text';

const kMostTexts = 400;  // operations in view

export function drawBoxes(diagram: Diagram) {
  const { run, scene, sheet, rowHeight } = diagram;
  const { g, colours } = sheet;
  const finding = scene.isOfFinding ? scene.finding : null;
  const bad = new Set(finding?.bad);
  const notes = new Map(finding?.notes);
  const height = Math.max(3, Math.min(6, rowHeight / 4));
  const reached = new Float64Array(scene.rows.length).fill(-Infinity);
  const texts: (() => void)[] = [];
  const byColour = new Map<string, Path2D>();
  const spans = scene.spans();
  const [first, last] = operationsInView(diagram);
  for (let k = first; k < last; k++) {
    const operation = scene.operations[k];
    const node = run.operations.node[operation];
    if (!diagram.hasRow(node)) continue;
    const row = scene.rowOf[node];
    const [from, to] = [spans.from[k], spans.to[k]];
    const least = finding && scene.axis.kind === 'order' ? sheet.x(from + 0.6) - sheet.x(from) : 4;
    const x0 = sheet.x(from) - 1;
    const x1 = Math.max(sheet.x(to), x0 + Math.min(60, least));
    if (x1 < sheet.left || x0 > sheet.right || !diagram.isInView(diagram.y(row))) continue;
    // Of many that would be drawn one upon another the first is enough.
    if (!finding && x1 < reached[row] + 0.7) continue;
    reached[row] = Math.max(reached[row], x1);
    const y = diagram.y(row) - height - 3;
    const type = run.operations.type[operation];
    const isBad = bad.has(operation);
    const ofOutcome = type === kOk ? colours.good : type === kFail ? colours.warn : colours.dim;
    const colour = isBad ? colours.bad : ofOutcome;
    const rectangles = byColour.get(colour) ?? new Path2D();
    byColour.set(colour, rectangles);
    rectangles.rect(x0, y, x1 - x0, height);
    const thing = { kind: 'operation' as const, index: operation };
    if (diagram.isShown(thing) || diagram.marked.includes(run.operations.event[operation])) {
      g.strokeStyle = diagram.isShown(thing) ? colours.text : colours.accent;
      g.lineWidth = 2;
      g.strokeRect(x0 - 1, y - 1, x1 - x0 + 2, height + 2);
    }
    diagram.targets.push({ thing, x0, x1, y0: y - 2, y1: y + height + 2 });
    if (rowHeight < 18 || (!finding && x1 - x0 < 20 && diagram.detail === 'density')) continue;
    if (texts.length < kMostTexts) {
      const note = notes.get(operation);
      const sign = run.operationLabel(operation);
      const text = note === undefined ? sign : `${sign.slice(0, 1)} ${shorten(note, 60)}`;
      // A second line of texts has room where it is nearer to this node than to the one above.
      const places: [number, number][] = rowHeight < 48 ? [[x0, y - 3]] : [[x0, y - 3], [x0, y - 19]];
      texts.push(() => sheet.label(text, places, colour, 12, isBad ? '600' : ''));
      if (rowHeight > 28) sheet.take({ x: x0, y, width: x1 - x0, height });
    }
  }
  for (const [colour, rectangles] of byColour) {
    g.fillStyle = colour;
    g.fill(rectangles);
  }
  texts.forEach(write => write());
}

// The first of the scene's operations that may be in view, and the one after the last.
function operationsInView(diagram: Diagram): [number, number] {
  const { scene, run } = diagram;
  if (scene.isOfFinding) return [0, scene.operations.length];
  // They are in the order of their begin; one that began long before may still be in view.
  const { axis } = scene;
  const { event } = run.operations;
  const first = axis.positionAt(diagram.window[0]);
  const last = axis.positionAt(diagram.window[1]) + 1;
  const from = firstAtLeast(event, first);
  const to = firstAtLeast(event, last + 1);
  return [Math.max(0, from - longestOverlap(run)), to];
}

// At most how many operations began while another one went on.
const kOverlaps = new WeakMap<Run, number>();
function longestOverlap(run: Run): number {
  let most = kOverlaps.get(run);
  if (most !== undefined) return most;
  most = 0;
  const { operations } = run;
  for (let k = 0; k < operations.length; k++) {
    const end = operations.type[k] ? run.operationEnd(k) : run.end;
    const after = firstAtLeast(operations.event, run.positionAt(end + 1));
    most = Math.max(most, Math.min(after - k, 2000));
  }
  kOverlaps.set(run, most);
  return most;
}

// What nodes logged, as dots under their line; what changed in their state, in words.
export function drawNotes(diagram: Diagram) {
  drawLogs(diagram);
  if (diagram.scene.isOfFinding && diagram.rowHeight >= 30) drawStates(diagram);
}

function drawLogs(diagram: Diagram) {
  const { run, sheet, scene, rowHeight } = diagram;
  const { after, node } = run.logs;
  const [from, to] = positionsInView(diagram);
  const reached = new Float64Array(scene.rows.length).fill(-Infinity);
  const size = Math.max(2, Math.min(3.5, rowHeight / 6));
  for (let k = firstAtLeast(after, from); k < after.length && after[k] <= to; k++) {
    if (!diagram.hasRow(node[k])) continue;
    const row = scene.rowOf[node[k]];
    const x = sheet.x(scene.axis.at(after[k]));
    const y = diagram.y(row) + size + 4;
    if (x < reached[row] + 2 || x < sheet.left || x > sheet.right) continue;
    reached[row] = x;
    const thing = { kind: 'log' as const, index: k };
    sheet.g.fillStyle = diagram.isShown(thing) ? sheet.colours.text : sheet.colours.accent;
    sheet.g.beginPath();
    sheet.g.arc(x, y, size, 0, 7);
    sheet.g.fill();
    diagram.targets.push({ thing, x0: x - size, x1: x + size, y0: y - size, y1: y + size });
  }
}

function positionsInView({ scene, window }: Diagram): [number, number] {
  return [Math.max(0, scene.axis.positionAt(window[0])), scene.axis.positionAt(window[1])];
}

function drawStates(diagram: Diagram) {
  const { run, sheet, scene } = diagram;
  const { after, node } = run.states;
  const [from, to] = positionsInView(diagram);
  let written = 0;
  for (let k = firstAtLeast(after, from); k < after.length && after[k] <= to && written < 120; k++) {
    if (!diagram.hasRow(node[k])) continue;
    const x = sheet.x(scene.axis.at(after[k]));
    if (x < sheet.left || x > sheet.right) continue;
    const text = stateChange(run, k, 44);
    if (!text) continue;
    written++;
    const y = diagram.yOf(node[k]) + 15;
    const thing = { kind: 'state' as const, index: k };
    const colour = diagram.isShown(thing) ? sheet.colours.accent : sheet.colours.text;
    const places: [number, number][] = [[x + 3, y], [x + 3, y + 12]];
    if (sheet.label(text, places.filter(place => place[1] < diagram.bottom + 2), colour, 11)) {
      diagram.targets.push({ thing, x0: x, x1: x + sheet.measure(text), y0: y - 11, y1: y + 3 });
    }
  }
}

// "commit 8  log 9": the fields that are other than before; "without unsynced" if some are only gone.
export function stateChange(run: Run, index: number, most: number): string {
  const { states, bodies } = run;
  const room = { elements: 4, characters: 24 };
  const own = states.of[states.node[index]] ?? [];
  const before = own[firstAtLeast(own, index) - 1];
  const was = new Map<string, string>();
  if (before !== undefined) {
    for (const { path, text } of bodies.fields(states.what[before], room)) was.set(path.join('.'), text);
  }
  const changed: string[] = [];
  for (const { path, text } of bodies.fields(states.what[index], room)) {
    const name = path.join('.');
    if (was.get(name) !== text) changed.push(`${name} ${text.replace(/^"|"$/g, '')}`);
    was.delete(name);
  }
  if (!changed.length && was.size) changed.push(`without ${[...was.keys()].join(', ')}`);
  const line = changed.join('  ');
  return line.length > most ? line.slice(0, most - 1) + '…' : line;
}
