// A table of which only the rows in view are in the document: there may be a million.
//
// Up and down move between rows, Enter or a click chooses one.

import { Component, h } from 'preact';

const kRowHeight = 20;
const kSteps = new Map([['ArrowDown', 1], ['ArrowUp', -1], ['PageDown', 8], ['PageUp', -8]]);
const kBeyond = 4;  // rows that are there above and below what is seen

interface Properties {
  name: string;
  head: string[];
  widths: string;  // of the columns, as grid-template-columns
  length: number;
  cells: (row: number) => (string | JSX.Element)[];
  choose: (row: number) => void;
  isChosen: (row: number) => boolean;
  showRow?: number;  // is scrolled into view when it changes
}

export class Rows extends Component<Properties, { top: number; height: number }> {
  private box: HTMLElement | null = null;
  private observer: ResizeObserver | null = null;
  private focusRow = -1;

  constructor(properties: Properties) {
    super(properties);
    this.state = { top: 0, height: 200 };
  }
  componentDidMount() {
    this.observer = new ResizeObserver(this.look);
    if (this.box) this.observer.observe(this.box);
    this.show(this.props.showRow);
    this.look();
  }
  componentWillUnmount() {
    this.observer?.disconnect();
  }
  componentDidUpdate(before: Properties) {
    if (before.showRow !== this.props.showRow) this.show(this.props.showRow);
    if (this.focusRow < 0) return;
    const row = this.box?.querySelector<HTMLElement>(`[data-row="${this.focusRow}"]`);
    this.focusRow = -1;
    row?.focus({ preventScroll: true });
  }

  private look = () => {
    if (!this.box) return;
    const { scrollTop: top, clientHeight: height } = this.box;
    if (top !== this.state.top || height !== this.state.height) this.setState({ top, height });
  };
  // Unless it is in view, it comes near the top.
  private show(row: number | undefined) {
    if (!this.box || row === undefined || row < 0) return;
    const y = row * kRowHeight;
    const { scrollTop, clientHeight } = this.box;
    const isInView = y >= scrollTop && y < scrollTop + clientHeight - 2 * kRowHeight;
    if (!isInView) this.box.scrollTop = Math.max(0, y - 2 * kRowHeight);
  }
  private reveal(row: number) {
    if (!this.box) return;
    const y = row * kRowHeight;
    const room = this.box.clientHeight - kRowHeight;
    if (y < this.box.scrollTop) this.box.scrollTop = y;
    else if (y > this.box.scrollTop + room - kRowHeight) this.box.scrollTop = y - room + kRowHeight;
  }
  private pressed = (event: KeyboardEvent) => {
    const row = Number((event.target as HTMLElement).dataset.row);
    if (Number.isNaN(row)) return;
    const step = kSteps.get(event.key);
    if (step) {
      this.focusRow = Math.max(0, Math.min(this.props.length - 1, row + step));
      this.reveal(this.focusRow);
      this.look();
      this.forceUpdate();
    } else if (event.key === 'Enter' || event.key === ' ') {
      this.props.choose(row);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  render() {
    const { name, head, widths, length, cells, choose, isChosen } = this.props;
    const { top, height } = this.state;
    const first = Math.max(0, Math.floor(top / kRowHeight) - kBeyond);
    const last = Math.min(length, Math.ceil((top + height) / kRowHeight) + kBeyond);
    const rows: JSX.Element[] = [];
    for (let row = first; row < last; row++) {
      rows.push(
        <div key={String(row)} role="row" tabIndex={0} data-row={row} class={isChosen(row) ? 'row on' : 'row'}
          aria-selected={isChosen(row)} onClick={() => choose(row)}
          style={{ top: `${row * kRowHeight}px`, gridTemplateColumns: widths }}>
          {cells(row).map(cell => <span role="cell">{cell}</span>)}
        </div>);
    }
    return (
      <div class="rows" role="table" aria-label={name} aria-rowcount={length}
        ref={(element?: Element) => (this.box = (element as HTMLElement) ?? this.box)}
        onScroll={this.look} onKeyDown={this.pressed as any}>
        <div class="row head" role="row" style={{ gridTemplateColumns: widths }}>
          {head.map(title => <span role="columnheader">{title}</span>)}
        </div>
        <div class="all" style={{ height: `${length * kRowHeight}px` }}>{rows}</div>
      </div>
    );
  }
}
