// Too many messages to tell apart: how many arrive at each row upwards, how many are lost downwards.
//
// The picture has one pixel for each cell and is stretched to its place. It reaches beyond the window,
// so that it is made anew only now and then while one pans.

import { Cells } from './density';
import { Diagram } from './diagram';
import { Scene } from './scene';

const kLeastCell = 1.5;  // px
const kBeyond = 1;       // windows that it reaches to the left and to the right

export class DensityPicture {
  private readonly canvas = document.createElement('canvas');
  private scene: Scene | null = null;
  private cells: Cells | null = null;
  private look = '';

  draw(diagram: Diagram) {
    const { sheet, rowHeight, scene } = diagram;
    const [from, to] = diagram.window;
    const scale = (sheet.right - sheet.left) / (to - from);
    const look = `${sheet.colours.message} ${sheet.colours.bad} ${rowHeight}`;
    const { last } = scene.axis;
    const width = last / 2 ** Math.max(0, Math.floor(Math.log2((last * scale) / kLeastCell)));
    if (scene !== this.scene || look !== this.look || !this.covers(from, to, last, width)) {
      const reach = kBeyond * (to - from);
      this.cells = diagram.density().cells(from - reach, to + reach, kLeastCell / scale);
      this.scene = scene;
      this.look = look;
      this.paint(diagram, this.cells);
    }
    const { cells } = this;
    if (!cells || !cells.count) return;
    sheet.g.imageSmoothingEnabled = false;
    sheet.g.drawImage(this.canvas, sheet.x(cells.first * cells.width), diagram.top - diagram.scroll,
      cells.count * cells.width * scale, this.canvas.height);
  }

  private covers(from: number, to: number, last: number, width: number): boolean {
    const { cells } = this;
    if (!cells || cells.width !== width) return false;
    const begin = cells.first * cells.width;
    const end = (cells.first + cells.count) * cells.width;
    return begin <= Math.max(0, from) && end >= Math.min(last, to);
  }

  private paint(diagram: Diagram, cells: Cells) {
    const { scene, rowHeight, sheet } = diagram;
    const height = Math.ceil(scene.rows.length * rowHeight) + 2;
    const width = Math.max(1, cells.count);
    this.canvas.width = width;
    this.canvas.height = height;
    const g = this.canvas.getContext('2d');
    if (!g) return;
    const image = new ImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    const arrived = pixelOf(sheet.colours.message);
    const lost = pixelOf(sheet.colours.bad);
    for (let row = 0; row < scene.rows.length; row++) {
      const line = Math.round((row + 0.6) * rowHeight);
      const start = row * cells.stride + cells.offset;
      for (let cell = 0; cell < cells.count; cell++) {
        const up = cells.arrived[start + cell];
        const down = cells.lost[start + cell];
        if (up) {
          const high = Math.max(1, rowHeight * 0.52 * Math.sqrt(up / cells.mostArrived));
          const top = Math.max(0, Math.round(line - high));
          for (let y = top; y < line; y++) pixels[y * width + cell] = arrived;
        }
        if (down) {
          const high = Math.max(2, rowHeight * 0.36 * Math.sqrt(down / cells.mostLost));
          for (let y = line + 1; y <= line + high && y < height; y++) pixels[y * width + cell] = lost;
        }
      }
    }
    g.putImageData(image, 0, 0);
  }
}

// "#a1b2c3" as the number that a pixel is.
function pixelOf(colour: string): number {
  const n = parseInt(colour.slice(1), 16);
  return ((0xff << 24) | ((n & 255) << 16) | (n & 0xff00) | (n >> 16)) >>> 0;
}
