// What each key does. Nothing is taken from fields that are typed in.

import { Reader } from './reader';

export function bindKeys(reader: Reader) {
  addEventListener('keydown', event => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const target = event.target as HTMLElement;
    if (target instanceof HTMLInputElement) {
      if (event.key === 'Escape' || event.key === 'Enter') target.blur();
      return;
    }
    if (press(reader, event.key)) event.preventDefault();
  });
}

// Says whether the key means something.
function press(reader: Reader, key: string): boolean {
  switch (key) {
    case 'n': reader.stepFinding(1); break;
    case 'p': reader.stepFinding(-1); break;
    case 'j': reader.stepLine(1); break;
    case 'k': reader.stepLine(-1); break;
    case '.': reader.stepThing(1); break;
    case ',': reader.stepThing(-1); break;
    case 'ArrowLeft': reader.move(diagram => diagram.pan(-0.1)); break;
    case 'ArrowRight': reader.move(diagram => diagram.pan(0.1)); break;
    case 'ArrowUp': return scroll(reader, -60);
    case 'ArrowDown': return scroll(reader, 60);
    case '+':
    case '=': zoom(reader, 0.7); break;
    case '-':
    case '−': zoom(reader, 1 / 0.7); break;
    case 'Home': reader.home(); break;
    case 'a': reader.setScope(reader.scope === 'all' ? 'finding' : 'all'); break;
    case 'o': reader.setAxis(reader.axis === 'order' ? 'time' : 'order'); break;
    case '/': document.getElementById('filter')?.focus(); break;
    case 'b': reader.toggleLower(); break;
    case 't': reader.toggleTheme(); break;
    case '?': reader.toggleHelp(); break;
    case 'Escape': reader.escape(); break;
    default: {
      const tab = /^[1-8]$/.test(key) ? reader.tabs()[Number(key) - 1] : undefined;
      if (!tab) return false;
      reader.setTab(tab);
    }
  }
  return true;
}

// Only where there is something to scroll: elsewhere the keys are the browser's.
function scroll(reader: Reader, pixels: number): boolean {
  if (!reader.diagrams.some(diagram => diagram && diagram.mostScroll() > 0)) return false;
  reader.move(diagram => diagram.scrollBy(pixels));
  return true;
}

function zoom(reader: Reader, factor: number) {
  const { diagram } = reader;
  if (!diagram) return;
  const [from, to] = diagram.window;
  const { axis } = diagram.scene;
  const inView = (u: number) => u > from && u < to;
  // What is marked stays where it is, or what is chosen on the left.
  const places = reader.marked === null ? [] : [axis.at(reader.marked)];
  if (reader.current && reader.scope === 'all') {
    const [first, last] = reader.current.window;
    places.push((axis.at(first) + axis.at(last)) / 2);
  }
  const at = places.find(inView) ?? (from + to) / 2;
  reader.move(each => each.zoom(factor, at));
}
