// Messages as arrows, while there are few enough to tell them apart.

import { flightsWithin } from './density';
import { Diagram } from './diagram';
import { kDelivered, kLost, kUnderWay } from './messages';
import { lossCause } from './things';
import { shorten } from './text';

export interface DrawnArrow {
  flight: number;
  x0: number;
  y0: number;
  x1: number;  // of a loss: where it ends
  y1: number;
  look: Look;
}

type Look = 'message' | 'first' | 'lost' | 'underWay';

const kLossAt = 0.86;       // share of the way: near the line that it does not reach
const kMostNamed = 60;      // arrows in view whose types are written
const kFew = 150;           // arrows in view that are drawn thick

export function drawArrows(diagram: Diagram): DrawnArrow[] {
  const arrows = lookUp(diagram);
  const isFew = arrows.length <= kFew;
  for (const look of ['message', 'underWay', 'first', 'lost'] as Look[]) {
    drawLook(diagram, arrows.filter(arrow => arrow.look === look), look, isFew);
  }
  for (const arrow of arrows) emphasise(diagram, arrow);
  if (arrows.length <= kMostNamed) nameArrows(diagram, arrows);
  return arrows;
}

function lookUp(diagram: Diagram): DrawnArrow[] {
  const { run, scene } = diagram;
  const { messages } = run;
  const value = scene.value();
  const arrows: DrawnArrow[] = [];
  flightsWithin(scene, diagram.window[0], diagram.window[1], k => {
    if (!diagram.passing && scene.start[k] < diagram.window[0] && scene.stop[k] > diagram.window[1]) return;
    const flight = scene.flights[k];
    const message = messages.messageOf(flight);
    const to = messages.destination[message];
    const y0 = diagram.yOf(messages.source[message]);
    let y1 = diagram.yOf(to);
    if (!diagram.isInView(y0) && !diagram.isInView(y1)) return;
    const x0 = diagram.x(scene.start[k]);
    let x1 = diagram.x(scene.stop[k]);
    const outcome = messages.outcome[flight];
    let look: Look = outcome >= kLost ? 'lost' : outcome === kUnderWay ? 'underWay' : 'message';
    const isFirst = value >= 0 && run.learned.at(value, to) === messages.end[flight];
    if (isFirst && outcome === kDelivered) look = 'first';
    if (look === 'lost') {
      // A loss at once, by time, would have no length to speak of.
      x1 = x0 + (x1 - x0) * kLossAt;
      y1 = y0 + (y1 - y0) * kLossAt;
    }
    arrows.push({ flight, x0, y0, x1, y1, look });
  });
  return arrows;
}

function path(g: CanvasRenderingContext2D, arrow: DrawnArrow) {
  g.moveTo(arrow.x0, arrow.y0);
  if (arrow.y0 !== arrow.y1) {
    g.lineTo(arrow.x1, arrow.y1);
    return;
  }
  // To itself: a bow above the line.
  const height = Math.min(16, 6 + (arrow.x1 - arrow.x0) / 3);
  g.quadraticCurveTo((arrow.x0 + arrow.x1) / 2, arrow.y0 - 2 * height, arrow.x1, arrow.y1);
}

function drawLook(diagram: Diagram, arrows: DrawnArrow[], look: Look, isFew: boolean) {
  if (!arrows.length) return;
  const { g, colours } = diagram.sheet;
  const { message, have, bad } = colours;
  const colour = { message, underWay: message, first: have, lost: bad }[look];
  g.strokeStyle = colour;
  g.fillStyle = colour;
  g.lineWidth = isFew ? (look === 'message' ? 1.3 : 1.8) : 1;
  g.globalAlpha = isFew ? 1 : 0.75;
  const isCopy = (arrow: DrawnArrow) => diagram.run.messages.isCopy(arrow.flight);
  for (const copies of [false, true]) {
    const some = arrows.filter(arrow => isCopy(arrow) === copies);
    if (!some.length) continue;
    if (look === 'underWay') g.setLineDash([5, 4]);
    else if (copies) g.setLineDash([8, 3, 2, 3]);
    g.beginPath();
    for (const arrow of some) path(g, arrow);
    g.stroke();
    g.setLineDash([]);
  }
  g.globalAlpha = 1;
  if (look === 'lost') drawCrosses(diagram, arrows, isFew);
  else if (look !== 'underWay' && isFew) drawHeads(g, arrows);
}

function drawCrosses({ sheet: { g } }: Diagram, arrows: DrawnArrow[], isFew: boolean) {
  const size = isFew ? 5 : 3;
  g.lineWidth = isFew ? 2.4 : 1.4;
  g.beginPath();
  for (const { x1, y1 } of arrows) {
    g.moveTo(x1 - size, y1 - size);
    g.lineTo(x1 + size, y1 + size);
    g.moveTo(x1 - size, y1 + size);
    g.lineTo(x1 + size, y1 - size);
  }
  g.stroke();
}

function drawHeads(g: CanvasRenderingContext2D, arrows: DrawnArrow[]) {
  g.beginPath();
  for (const arrow of arrows) {
    const angle = Math.atan2(arrow.y1 - arrow.y0, arrow.x1 - arrow.x0);
    for (const turn of [-0.36, 0.36]) {
      g.moveTo(arrow.x1, arrow.y1);
      g.lineTo(arrow.x1 - 9 * Math.cos(angle + turn), arrow.y1 - 9 * Math.sin(angle + turn));
    }
  }
  g.stroke();
}

// What is pointed at, or what the chosen line of the story tells of.
function emphasise(diagram: Diagram, arrow: DrawnArrow) {
  const { messages } = diagram.run;
  const sent = messages.sent[messages.messageOf(arrow.flight)];
  const end = messages.end[arrow.flight];
  const isShown = diagram.isShown({ kind: 'message', index: arrow.flight });
  const isTold = diagram.marked.includes(sent) || diagram.marked.includes(end);
  const { g, colours } = diagram.sheet;
  if (isShown || isTold) {
    g.strokeStyle = isShown ? colours.text : colours.accent;
    g.lineWidth = 3;
    g.beginPath();
    path(g, arrow);
    g.stroke();
  }
  if (diagram.deciding.has(sent) || diagram.deciding.has(end)) {
    const at = (share: number, below: number): [number, number] =>
      [arrow.x0 + share * (arrow.x1 - arrow.x0) - 7, arrow.y0 + share * (arrow.y1 - arrow.y0) + below];
    const places = [at(0.5, 5), at(0.3, 5), at(0.7, 5), at(0.5, 16)];
    diagram.sheet.label('★', places, colours.warn, 15);
  }
}

function nameArrows(diagram: Diagram, arrows: DrawnArrow[]) {
  const { sheet, run } = diagram;
  const { messages } = run;
  for (const arrow of arrows) {
    if (arrow.look === 'lost') sheet.take({ x: arrow.x1 - 6, y: arrow.y1 - 6, width: 12, height: 12 });
  }
  for (const arrow of arrows) {
    if (arrow.look !== 'lost') continue;
    const text = `lost: ${lossCause(run, arrow.flight)}`;
    const { x1: x, y1: y } = arrow;
    sheet.label(text, [[x + 9, y + 4], [x + 9, y - 8], [x + 9, y + 16]], sheet.colours.bad, 11, '600');
  }
  const named = new Set<string>();
  for (const arrow of arrows) {
    const message = messages.messageOf(arrow.flight);
    const type = run.bodies.type[messages.body[message]];
    const once = `${Math.round(arrow.x0)}/${arrow.y0}/${type}/${arrow.look}`;
    if (named.has(once)) continue;
    const share = arrow.look === 'lost' ? 0.45 : 0.5;
    const x = arrow.x0 + share * (arrow.x1 - arrow.x0) + 5;
    const y = arrow.y0 + share * (arrow.y1 - arrow.y0) + 4;
    const copy = messages.isCopy(arrow.flight) ? ' (second copy)' : '';
    const underWay = arrow.look === 'underWay' ? ' … under way' : '';
    const text = shorten(run.bodies.typeNames[type], 26) + copy + underWay;
    if (sheet.label(text, [[x, y], [x, y - 12], [x, y + 12]], sheet.colours.dim, 11)) named.add(once);
  }
}
