"""What the pointer does: wheel, drag, hover and clicks; and what Copy takes."""
from parts import changes, must, must_be_quiet


def width_of(view):
    return view["window"][1] - view["window"][0]


def is_close(a, b):
    return abs(a - b) <= 1e-6 * max(1, abs(a), abs(b))


def mouse(browser, page):
    """Wheel, drag, hover and click in the diagram; clicks in the strip and in the convergence."""
    browser.open(page)
    canvas = browser.find(".stage canvas")
    changes(browser, lambda: browser.press("+"), "+", ["window"])
    wheel(browser, canvas)
    drag(browser, canvas)
    pointed(browser, canvas)
    states(browser, canvas)
    strip(browser)
    convergence(browser, page)
    must_be_quiet(browser)


def wheel(browser, canvas):
    """It zooms; with shift, and from side to side, it pans."""
    place = browser.place_of(canvas, 0.5, 0.5)
    before = browser.view()
    after = changes(browser, lambda: browser.wheel(place, 0, -120), "the wheel", ["window"])
    must(width_of(after) < width_of(before), "the wheel does not zoom in")
    before = after
    for name, turn in (("the wheel with shift", lambda: browser.wheel(place, 0, 60, shift=True)),
                       ("the wheel from side to side", lambda: browser.wheel(place, 60, 0))):
        after = changes(browser, turn, name, ["window"])
        must(is_close(width_of(after), width_of(before)), f"{name} zooms")
        must(after["window"][0] > before["window"][0], f"{name} does not go to the right")
        before = after
    after = changes(browser, lambda: browser.wheel(place, 0, 120), "the wheel back", ["window"])
    must(width_of(after) > width_of(before), "the wheel does not zoom out")


def drag(browser, canvas):
    """The diagram goes with the pointer; nothing is chosen by it."""
    before = browser.view()
    begin, end = browser.place_of(canvas, 0.6, 0.5), browser.place_of(canvas, 0.5, 0.5)
    after = changes(browser, lambda: browser.mouse(begin, "down", end, "up"), "dragging", ["window"])
    must(is_close(width_of(after), width_of(before)), "dragging zooms")
    must(after["window"][0] > before["window"][0], "dragging to the left does not go to the right")
    must(after["pinned"] is None, "dragging chooses something")


def pointed(browser, canvas):
    """What is pointed at is told; a click holds it, another one lets it go."""
    browser.press("Home")
    browser.wait_for("something is in view", lambda: browser.view()["places"] or not browser.view()["drawn"])
    for x, y in browser.view()["places"][:10]:
        browser.move_to(canvas, x, y).perform()
        if not browser.view()["hovered"]:
            continue
        must(browser.find_all(".card.hover"), "what is pointed at is not told")
        name = browser.view()["hovered"]
        changes(browser, lambda: browser.mouse("down", "up"), "a click", ["pinned"])
        must(browser.view()["pinned"] == name, f"a click on {name} holds {browser.view()['pinned']}")
        must(browser.find_all(".card.pinned"), "what is held is not shown")
        changes(browser, lambda: browser.mouse("down", "up"), "a second click", ["pinned"])
        return
    must(not browser.view()["places"], "nothing in view can be pointed at")


def states(browser, canvas):
    """A message that is pointed at tells the state of its receiver before and after."""
    if not browser.view()["states"]:
        return
    browser.run("eddy.show('all', 'order')")
    browser.press("Home")
    for _ in range(30):
        view = browser.view()
        if view["detail"] == "arrows" and view["drawn"] <= 60:
            break
        browser.press("+")
    # Where nodes send none to each other there is nothing to point at.
    received = 0
    for x, y in browser.view()["places"][:view["drawn"]][:40]:
        browser.move_to(canvas, x, y).perform()
        if "→" not in (browser.view()["hovered"] or ""):
            continue
        told = browser.run("const card = document.querySelector('.card.hover');"
                           "return card ? card.innerText : ''")
        received += "arrived" in told
        if "before:" in told and ("after:" in told or "unchanged by it" in told):
            return
    must(not received, f"none of {received} messages tells the state of its receiver")


def strip(browser):
    """A click in the strip of the whole run leads there, and so does dragging."""
    if browser.view()["events"] < 200:
        return  # All of it is in view.
    whole = browser.find(".strip canvas")
    seen = []
    for share in (0.3, 0.8):
        place = browser.place_of(whole, share, 0.5)
        click = lambda place=place: browser.mouse(place, "down", "up")
        changes(browser, click, f"a click in the strip at {share}", ["times"])
        seen.append(sum(browser.view()["times"]) / 2)
    must(seen[0] < seen[1], "a click further to the right in the strip does not lead to a later time")
    begin, end = browser.place_of(whole, 0.6, 0.5), browser.place_of(whole, 0.5, 0.5)
    browser.mouse(begin, "down", end, "up")
    middle = sum(browser.view()["times"]) / 2
    must(seen[0] < middle < seen[1], "dragging in the strip does not lead to a time between")


def convergence(browser, page):
    """A click in a column chooses its value."""
    if "convergence" not in browser.view()["tabs"]:
        return
    browser.open(page)
    browser.press("1")
    pictures = lambda: browser.find_all(".panel.convergence canvas")
    picture = browser.wait_for("the convergence is shown", pictures)[0]
    fields = ("finding", "filter", "marked")
    before = [browser.view()[field] for field in fields]
    for share in (0.5, 0.3, 0.2, 0.7):
        browser.mouse(browser.place_of(picture, share, 0.4), "down", "up")
        view = browser.view()
        if [view[field] for field in fields] == before:
            continue
        is_filtered = view["filter"].startswith("value:") and view["marked"] is not None
        must(is_filtered or view["finding"] != before[0], "a click in the convergence chooses no value")
        return
    must(False, "clicks in the convergence change nothing")


def copying(browser, page):
    """Copy takes the command that makes the run again."""
    browser.open(page)
    button = browser.find("header button")
    browser.mouse(browser.place_of(button, 0.5, 0.5), "down", "up")
    browser.wait_for("Copy says that it did", lambda: button.text == "Copied")
    browser.press("/")
    browser.paste()
    command = browser.run("return document.querySelector('header code').textContent")
    browser.wait_for("the command is pasted", lambda: browser.view()["filter"])
    must(browser.view()["filter"] == command, f"{browser.view()['filter']!r} was copied, not {command!r}")
    must_be_quiet(browser)
