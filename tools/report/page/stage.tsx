// The place of a diagram: pointer and wheel, what is hovered, what is pinned.

import { Component, h } from 'preact';
import { Details } from './details';
import { Reader } from './reader';
import { Run } from './run';
import { isSame, positionOf, Thing } from './things';

interface Drag {
  x: number;
  y: number;
  from: number;  // of the window
  scroll: number;
  hasMoved: boolean;
}

export class Stage extends Component<{ reader: Reader; side: number }, {}> {
  private canvas: HTMLCanvasElement | null = null;
  private observer: ResizeObserver | null = null;
  private drag: Drag | null = null;
  private clicked: { thing: Thing; isRight: boolean } | null = null;

  componentDidMount() {
    const { reader, side } = this.props;
    const { canvas } = this;
    if (!canvas) return;
    reader.attachDiagram(side, canvas);
    this.observer = new ResizeObserver(() => reader.redraw());
    this.observer.observe(canvas);
    canvas.addEventListener('wheel', this.wheel, { passive: false });
  }
  componentWillUnmount() {
    this.observer?.disconnect();
    this.canvas?.removeEventListener('wheel', this.wheel);
  }

  private get diagram() {
    return this.props.reader.diagrams[this.props.side] ?? null;
  }

  private wheel = (event: WheelEvent) => {
    event.preventDefault();
    const { reader } = this.props;
    const at = this.diagram?.sheet.u(event.offsetX) ?? 0;
    const pixels = event.deltaMode === 1 ? 16 : 1;
    const across = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      reader.move(diagram => diagram.pan((across * pixels) / 900));
    } else {
      reader.move(diagram => diagram.zoom(Math.exp((event.deltaY * pixels) / 500), at));
    }
  };
  private pressed = (event: PointerEvent) => {
    const { diagram } = this;
    if (!diagram || event.button !== 0) return;
    this.drag = {
      x: event.offsetX, y: event.offsetY, from: diagram.window[0], scroll: diagram.scroll, hasMoved: false,
    };
    this.canvas?.setPointerCapture(event.pointerId);
  };
  private moved = (event: PointerEvent) => {
    const { reader, side } = this.props;
    const { diagram, drag } = this;
    if (!diagram) return;
    if (!drag) {
      diagram.cursor = event.offsetX >= diagram.sheet.left ? diagram.sheet.u(event.offsetX) : null;
      reader.point(diagram.hit(event.offsetX, event.offsetY), side, event.offsetX, event.offsetY);
      return;
    }
    const dx = event.offsetX - drag.x;
    const dy = event.offsetY - drag.y;
    if (Math.abs(dx) + Math.abs(dy) > 4) drag.hasMoved = true;
    if (!drag.hasMoved) return;
    const [from, to] = diagram.window;
    const scale = (to - from) / (diagram.sheet.right - diagram.sheet.left);
    diagram.scroll = drag.scroll - dy;
    reader.move(each => each.panTo(drag.from - dx * scale));
  };
  private released = (event: PointerEvent) => {
    const { reader, side } = this.props;
    const { drag, diagram } = this;
    this.drag = null;
    if (!drag || drag.hasMoved || !diagram) return;
    const thing = diagram.hit(event.offsetX, event.offsetY);
    const isRight = event.offsetX > (diagram.sheet.left + diagram.sheet.right) / 2;
    this.clicked = thing ? { thing, isRight } : null;
    const isPinned = reader.pinned?.side === side && isSame(reader.pinned.thing, thing);
    reader.pin(isPinned ? null : thing, side);
  };
  private left = () => {
    if (this.diagram) this.diagram.cursor = null;
    this.props.reader.point(null, this.props.side);
  };

  render() {
    const { reader, side } = this.props;
    const run = reader.runs[side];
    const pinned = reader.pinned?.side === side ? reader.pinned.thing : null;
    const isRight = pinned !== null && this.isRight(run, pinned);
    return (
      <div class="stage">
        <canvas ref={(element?: Element) => (this.canvas = (element as HTMLCanvasElement) ?? this.canvas)}
          tabIndex={0} role="img"
          aria-label="Space-time diagram: arrow keys pan, + and - zoom, . and , go through what is in view"
          onPointerDown={this.pressed} onPointerMove={this.moved} onPointerUp={this.released}
          onPointerLeave={this.left} />
        {this.hover()}
        {pinned ? (
          <aside class={`card pinned ${isRight ? 'left' : ''}`} aria-label="Chosen">
            <button class="close" aria-label="Close" title="Close (Escape)"
              onClick={() => reader.pin(null, side)}>×</button>
            <Details run={run} thing={pinned} isWhole={true} goTo={position => reader.goToEvent(position)} />
          </aside>
        ) : null}
      </div>
    );
  }

  // Is it right of the middle? What was clicked is where the pointer is; its card does not cover it.
  private isRight(run: Run, thing: Thing): boolean {
    if (this.clicked && isSame(this.clicked.thing, thing)) return this.clicked.isRight;
    return this.diagram?.isRight(positionOf(run, thing)) ?? false;
  }

  private hover() {
    const { reader, side } = this.props;
    const hovered = reader.hovered?.side === side ? reader.hovered : null;
    if (!hovered || (reader.pinned && isSame(hovered.thing, reader.pinned.thing))) return null;
    const width = this.canvas?.clientWidth ?? 0;
    const height = this.canvas?.clientHeight ?? 0;
    const across = hovered.x > width - 460
      ? { right: `${width - hovered.x + 14}px` } : { left: `${hovered.x + 14}px` };
    const down = hovered.y > height / 2
      ? { bottom: `${height - hovered.y + 12}px` } : { top: `${hovered.y + 14}px` };
    return (
      <div class="card hover" style={{ ...across, ...down }}>
        <Details run={reader.runs[side]} thing={hovered.thing} isWhole={false} />
      </div>
    );
  }
}
