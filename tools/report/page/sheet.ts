// A canvas with a left gutter and an axis from left to right, as all pictures of the page have.

import { plain } from './text';
import { Colours, kMono, kSans } from './theme';

export const kRightMargin = 12;
const kLeastLabel = 260;  // px that a label has at least, even at the right border

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export class Sheet {
  readonly canvas: HTMLCanvasElement;
  readonly g: CanvasRenderingContext2D;
  width = 0;
  height = 0;
  left = 74;
  from = 0;  // the window of the axis
  to = 1;
  private taken: Box[] = [];

  constructor(canvas: HTMLCanvasElement, public colours: Colours) {
    this.canvas = canvas;
    this.g = canvas.getContext('2d') as CanvasRenderingContext2D;
    this.fit();
  }

  // Takes the size that the document gives the canvas.
  fit() {
    const { width, height } = this.canvas.getBoundingClientRect();
    const ratio = devicePixelRatio || 1;
    const across = Math.round(width * ratio);
    const down = Math.round(height * ratio);
    if (across === this.canvas.width && down === this.canvas.height && width === this.width) return;
    this.width = width;
    this.height = height;
    this.canvas.width = across;
    this.canvas.height = down;
  }

  begin() {
    const ratio = devicePixelRatio || 1;
    this.g.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.g.clearRect(0, 0, this.width, this.height);
    this.g.globalAlpha = 1;
    this.g.setLineDash([]);
    this.g.direction = 'ltr';
    this.taken = [];
    this.font(12);
  }

  get right(): number {
    return this.width - kRightMargin;
  }
  x(u: number): number {
    return this.left + ((u - this.from) / (this.to - this.from)) * (this.right - this.left);
  }
  u(x: number): number {
    return this.from + ((x - this.left) / (this.right - this.left)) * (this.to - this.from);
  }

  font(size: number, style = '', family = kSans) {
    this.g.font = `${style} ${size}px ${family}`;
  }
  mono(size: number) {
    this.font(size, '', kMono);
  }

  // Draws so that nothing leaves the box.
  clip(x: number, y: number, width: number, height: number, draw: () => void) {
    this.g.save();
    this.g.beginPath();
    this.g.rect(x, y, Math.max(0, width), Math.max(0, height));
    this.g.clip();
    draw();
    this.g.restore();
  }

  line(x0: number, y0: number, x1: number, y1: number) {
    this.g.beginPath();
    this.g.moveTo(x0, y0);
    this.g.lineTo(x1, y1);
    this.g.stroke();
  }

  measure(text: string): number {
    return this.g.measureText(plain(text)).width;
  }

  text(text: string, x: number, y: number, colour: string) {
    this.g.fillStyle = colour;
    this.g.fillText(plain(text), x, y);
  }

  // With a border in the colour of the ground, so that it can be read upon lines.
  haloText(text: string, x: number, y: number, colour: string) {
    this.g.lineWidth = 4;
    this.g.lineJoin = 'round';
    this.g.strokeStyle = this.colours.ground;
    this.g.strokeText(plain(text), x, y);
    this.text(text, x, y, colour);
  }

  // The longest beginning of the text that fits.
  fitted(text: string, width: number): string {
    const shown = plain(text);
    if (this.g.measureText(shown).width <= width) return shown;
    let low = 0;
    let high = shown.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.g.measureText(shown.slice(0, middle) + '…').width <= width) low = middle;
      else high = middle - 1;
    }
    return low > 1 ? shown.slice(0, low) + '…' : '';
  }

  isFree(box: Box): boolean {
    return !this.taken.some(other =>
      box.x < other.x + other.width && other.x < box.x + box.width &&
      box.y < other.y + other.height && other.y < box.y + box.height);
  }
  take(box: Box) {
    this.taken.push(box);
  }

  // Writes the text at the first of the places where nothing is yet; says whether there was one.
  // A place is the left end of the base line. A text that is too long for its place is moved to the
  // left a little, and cut.
  label(text: string, places: [number, number][], colour: string, size = 12, style = ''): boolean {
    this.font(size, style);
    if (!places.length) return false;
    const most = Math.max(kLeastLabel, this.right - Math.max(places[0][0], this.left));
    const whole = this.measure(text);
    const shown = whole <= most ? text : this.fitted(text, most);
    const width = whole <= most ? whole : this.measure(shown);
    for (const [wanted, y] of places) {
      const x = Math.max(this.left + 2, Math.min(wanted, this.right - width));
      const box = { x: x - 3, y: y - size, width: width + 6, height: size + 3 };
      if (!this.isFree(box)) continue;
      this.take(box);
      this.haloText(shown, x, y, colour);
      return true;
    }
    return false;
  }
}
