#!/usr/bin/env python3
"""Measures pages of runs in Chromium. A benchmark, no test: it prints figures and judges none.

  measure.py [--times N] [--frames N] PAGE.html...

For each page: how long it takes until it is shown, the memory of its renderer above that of an empty
page, and how long frames take while the diagram is panned at several zooms.
"""
import argparse
import statistics
import sys
import time
from pathlib import Path

from chromium import Browser, Missing

PAN = """
const [frames, done] = [arguments[0], arguments[1]];
const deltas = [], draws = [];
let last = performance.now(), n = 0, way = 1;
function step(now) {
  if (n > 0) deltas.push(now - last);
  last = now;
  if (n++ === frames) return done({deltas, draws});
  const [from, to] = eddy.windowNow();
  if (from <= eddy.bounds()[0]) way = 1;
  if (to >= eddy.bounds()[1]) way = -1;
  eddy.pan(0.01 * way);
  draws.push(eddy.frame());
  requestAnimationFrame(step);
}
requestAnimationFrame(step);
"""

ZOOMS = [("whole run", 1.0), ("a tenth", 0.1), ("a hundredth", 0.01), ("a thousandth", 0.001)]


def spread(values):
    return f"median {statistics.median(values):.1f} ms, 95 % {quantile(values, .95):.1f} ms"


def quantile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))]


def opening(path, times):
    """Milliseconds to ready, of each opening; memory above an empty page in MB, and the heap."""
    ready, memory, heap = [], [], []
    for _ in range(times):
        with Browser((1280, 800)) as browser:
            browser.get("about:blank")
            time.sleep(1)
            empty = browser.renderer_memory()
            browser.open(path)
            times_of_page = browser.run("return eddy.times")
            ready.append(times_of_page["ready"])
            time.sleep(1.5)
            memory.append((browser.renderer_memory() - empty) / 1e6)
            heap.append(browser.run("return performance.memory.usedJSHeapSize") / 1e6)
    return ready, memory, heap


def panning(path, frames):
    with Browser((1280, 800)) as browser:
        browser.open(path)
        browser.driver.set_script_timeout(120)
        for scope, axis in (("finding", None), ("all", "time"), ("all", "order")):
            browser.run("eddy.show(arguments[0], arguments[1])", scope, axis)
            for name, share in ZOOMS:
                if scope == "finding" and share < 0.1:
                    continue
                browser.run("eddy.home(arguments[0])", share)
                told = browser.driver.execute_async_script(PAN, frames)
                view = browser.view()
                deltas, draws = told["deltas"], told["draws"]
                print(f"  {scope:8}{view['axis']:6} {name:13} {view['detail']:8} frames {spread(deltas)}, "
                      f"{1000 / statistics.mean(deltas):.0f} a second; drawing {spread(draws)}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path, metavar="PAGE.html")
    parser.add_argument("--times", type=int, default=5, help="how often a page is opened (5)")
    parser.add_argument("--frames", type=int, default=120, help="frames a zoom (120)")
    request = parser.parse_args()
    try:
        for path in request.pages:
            print(f"{path}: {path.stat().st_size:,} bytes")
            ready, memory, heap = opening(path, request.times)
            print(f"  ready   median {statistics.median(ready):.0f} ms, {min(ready):.0f}–{max(ready):.0f} ms")
            print(f"  memory  median {statistics.median(memory):.0f} MB above an empty page; "
                  f"heap {statistics.median(heap):.0f} MB")
            panning(path, request.frames)
    except Missing as missing:
        print(f"skipped: {missing}")
        return 77
    return 0


if __name__ == "__main__":
    sys.exit(main())
