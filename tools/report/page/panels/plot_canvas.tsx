// The canvas of a plot. A click chooses a place in it.

import { Component, h } from 'preact';
import { Plot } from '../plot';
import { Reader } from '../reader';

interface Properties {
  reader: Reader;
  plot: Plot;
  label: string;
  choose: (x: number, y: number) => void;
  point?: (x: number, y: number) => string;  // words for what is there
  drags?: boolean;
}

export class PlotCanvas extends Component<Properties, { words: string; x: number; y: number }> {
  private canvas: HTMLCanvasElement | null = null;
  private observer: ResizeObserver | null = null;

  componentDidMount() {
    const { reader, plot } = this.props;
    if (!this.canvas) return;
    plot.attach(this.canvas, reader.colours);
    reader.plots.add(plot);
    this.observer = new ResizeObserver(() => reader.redraw());
    this.observer.observe(this.canvas);
    reader.redraw();
  }
  componentWillUnmount() {
    this.observer?.disconnect();
    this.props.reader.plots.delete(this.props.plot);
    this.props.plot.detach();
  }

  private pressed = (event: PointerEvent) => {
    this.props.choose(event.offsetX, event.offsetY);
    if (this.props.drags) this.canvas?.setPointerCapture(event.pointerId);
  };
  private moved = (event: PointerEvent) => {
    const { choose, point, drags } = this.props;
    if (drags && event.buttons & 1) choose(event.offsetX, event.offsetY);
    if (!point) return;
    const words = point(event.offsetX, event.offsetY);
    this.setState({ words, x: event.offsetX, y: event.offsetY });
  };
  private left = () => this.setState({ words: '', x: 0, y: 0 });

  render() {
    const { words, x, y } = this.state;
    const width = this.canvas?.clientWidth ?? 0;
    const side = x > width / 2 ? { right: `${width - x + 12}px` } : { left: `${x + 12}px` };
    return (
      <div class="picture">
        <canvas
          ref={(element?: Element) => (this.canvas = (element as HTMLCanvasElement) ?? this.canvas)}
          role="img" aria-label={this.props.label}
          onPointerDown={this.pressed} onPointerMove={this.moved} onPointerLeave={this.left} />
        {words ? <div class="words" style={{ ...side, top: `${Math.max(0, y - 28)}px` }}>{words}</div> : null}
      </div>
    );
  }
}
