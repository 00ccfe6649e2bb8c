#!/usr/bin/env python3
"""Tests pages of runs in a headless Chromium: what they show is asked of the page itself.

  browser.py PAGE.html [what to test]

Without --expect… and without a part, all parts but --hostile are tested. Exits with 0 if the page is as
it must be, with 1 and a line for each failure, with 77 if Chromium or selenium is missing.
"""
import argparse
import sys
from pathlib import Path

import parts
import pointer
from chromium import Browser, Failed, Missing

PARTS = {"keys": parts.keys, "mouse": pointer.mouse, "copying": pointer.copying, "tabs": parts.tabs,
         "filters": parts.filters, "themes": parts.themes, "sizes": parts.sizes, "links": parts.links}


def request_of(arguments):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("page", type=Path, metavar="PAGE.html")
    parser.add_argument("--expect-story", action="append", default=[], metavar="TEXT",
                        help="a line of the story, or a remark, has this text; may be repeated")
    parser.add_argument("--expect-drawn-at-most", type=int, metavar="N", help="so many arrows at most")
    parser.add_argument("--expect-verdict", metavar="WORD")
    for part in PARTS:
        parser.add_argument(f"--{part}", action="store_true")
    parser.add_argument("--hostile", action="store_true", help="the data is hostile: nothing of it may run")
    parser.add_argument("--shot", type=Path, metavar="OUT.png", help="a picture of the page as it opens")
    parser.add_argument("--size", default="1280x800")
    parser.add_argument("--theme", default="light", choices=["light", "dark"])
    return parser.parse_args(arguments)


def checks_of(request):
    checks = [("opening", lambda browser: parts.opening(browser, request))]
    chosen = [part for part in PARTS if getattr(request, part)]
    is_narrow = request.hostile or request.shot or request.expect_story or request.expect_verdict \
        or request.expect_drawn_at_most is not None
    if not chosen and not is_narrow:
        chosen = PARTS
    for part in chosen:
        checks.append((part, lambda browser, part=part: PARTS[part](browser, request.page)))
    if request.hostile:
        import hostile
        checks.append(("control", hostile.control))
        checks.append(("hostile", lambda browser: hostile.hostile(browser, request.page)))
    return checks


def main(arguments):
    request = request_of(arguments)
    if not request.page.is_file():
        print(f"there is no page {request.page}")
        return 1
    size = tuple(int(part) for part in request.size.split("x"))
    failures = []
    try:
        for name, check in checks_of(request):
            with Browser(size, request.theme) as browser:
                try:
                    check(browser)
                    if name == "opening" and request.shot:
                        browser.driver.save_screenshot(str(request.shot))
                except Failed as failed:
                    failures.append(f"{name}: {failed}")
    except Missing as missing:
        print(f"skipped: {missing}")
        return 77
    for failure in failures:
        print(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
