"""What a page must do, part by part. Each is given a browser, and opens the page itself."""
from chromium import Failed


def must(condition, words):
    if not condition:
        raise Failed(words)


def must_be_quiet(browser):
    """No request, no message in the console, and the policy is there."""
    resources = browser.run(
        "return performance.getEntriesByType('resource').map(entry => entry.name)"
        ".filter(name => !name.startsWith('data:'))")
    must(not resources, f"the page asks for {resources[:3]}")
    messages = browser.messages()
    must(not messages, f"the console says {messages[:3]}")
    policy = browser.run(
        "const meta = document.querySelector('meta[http-equiv=\"Content-Security-Policy\"]');"
        "return meta ? meta.content : ''")
    for rule in ("default-src 'none'", "script-src 'sha256-", "img-src data:", "base-uri 'none'",
                 "form-action 'none'"):
        must(rule in policy, f"the policy lacks {rule}")


def changes(browser, press, name, fields):
    """After `press`, one of these fields of what the page shows must be another."""
    def seen():
        view = browser.view()
        return [view[field] for field in fields]
    before = seen()
    press()
    browser.wait_for(f"{name} changes {' or '.join(fields)}", lambda: seen() != before, seconds=5)
    return browser.view()


def opening(browser, request):
    """It opens at the first finding, and is never empty."""
    browser.open(request.page)
    view = browser.view()
    must(view["finding"] == (1 if view["findings"] else 0), f"it opens at finding {view['finding']}")
    if view["findings"]:
        must(view["storyLines"] or view["remarks"], "the story of the first finding is empty")
        must(view["drawn"] <= 120, f"{view['drawn']} arrows are drawn at first")
        must(view["sides"] > 1 or view["scope"] == "finding", "it does not open at what the finding needs")
    must(view["drawn"] or view["operations"] or view["detail"] == "density" or not view["messages"],
         "the diagram is empty")
    must(view["rows"], "the diagram has no rows")
    told = view["storyLines"] + view["remarks"] + [view["title"]]
    for text in request.expect_story:
        must(any(text in line for line in told), f"no line of the story has {text!r}: {told[:8]}")
    most = request.expect_drawn_at_most
    must(most is None or view["drawn"] <= most, f"{view['drawn']} arrows are drawn, more than {most}")
    wanted = request.expect_verdict
    must(wanted in (None, view["verdict"]), f"the verdict is {view['verdict']}, not {wanted}")
    must(browser.run("return document.querySelector('#run')") is None, "the data stays in the document")
    must_be_quiet(browser)


def keys(browser, page):
    """Each key changes what is shown."""
    browser.open(page)
    press = lambda key: (lambda: browser.press(key))
    view = browser.view()
    is_comparison = view["sides"] > 1
    if view["findings"] > 1:
        must(changes(browser, press("n"), "n", ["finding"])["finding"] != 1, "n leads nowhere")
        must(changes(browser, press("p"), "p", ["finding"])["finding"] == 1, "p does not lead back")
    if len(view["storyLines"]) > 1:
        must(changes(browser, press("j"), "j", ["line"])["line"] == 0, "j does not begin at the first line")
        changes(browser, press("j"), "j", ["line"])
        must(browser.view()["marked"] is not None or view["line"] >= 0, "a line of the story marks no event")
        must(changes(browser, press("k"), "k", ["line"])["line"] == 0, "k does not lead back")
        changes(browser, press("Escape"), "Escape", ["line", "marked"])
    changes(browser, press("+"), "+", ["window"])
    changes(browser, press("Right"), "→", ["window"])
    changes(browser, press("Left"), "←", ["window"])
    changes(browser, press("-"), "-", ["window"])
    changes(browser, press("+"), "+", ["window"])
    changes(browser, press("Home"), "Home", ["window"])
    if view["findings"]:
        must(changes(browser, press("a"), "a", ["scope"])["scope"] != view["scope"], "a changes no scope")
        changes(browser, press("a"), "a", ["scope"])
    if not is_comparison:
        changes(browser, press("o"), "o", ["axis"])
        changes(browser, press("o"), "o", ["axis"])
    if view["drawn"] + view["operations"] > 1:
        first = changes(browser, press("."), ".", ["pinned", "marked"])
        must(first["pinned"], ". chooses nothing")
        changes(browser, press("."), ".", ["pinned", "marked"])
        changes(browser, press(","), ",", ["pinned", "marked"])
        changes(browser, press("Escape"), "Escape", ["pinned"])
    must(changes(browser, press("b"), "b", ["lowerHidden"])["lowerHidden"], "b does not hide")
    must(not browser.find_all(".lower"), "what is below is still there after b")
    changes(browser, press("b"), "b", ["lowerHidden"])
    changes(browser, press("t"), "t", ["theme"])
    changes(browser, press("t"), "t", ["theme"])
    changes(browser, press("?"), "?", ["help"])
    must(browser.find_all("[role=dialog]"), "? shows no list of keys")
    changes(browser, press("Escape"), "Escape", ["help"])
    for number, tab in reversed(list(enumerate(view["tabs"], 1))):
        if browser.view()["tab"] != tab:
            found = changes(browser, press(str(number)), str(number), ["tab"])["tab"]
            must(found == tab, f"{number} is {found}, not {tab}")
    browser.press("/")
    focused = lambda: browser.run("return document.activeElement.id")
    browser.wait_for("/ leads to the filter", lambda: focused() == "filter")
    changes(browser, lambda: browser.type("n"), "typing", ["filter"])
    must(browser.view()["finding"] == view["finding"], "a key typed into the filter does something else")
    browser.press("Escape")
    browser.wait_for("Escape leaves the filter", lambda: focused() != "filter")
    changes(browser, press("Escape"), "Escape", ["filter"])
    focusable(browser)
    must_be_quiet(browser)


def focusable(browser):
    """Tab reaches the findings, the story, the diagram and the tabs; buttons have names."""
    unnamed = browser.run(
        "return [...document.querySelectorAll('button')]"
        ".filter(button => !(button.textContent.trim() || button.ariaLabel)).length")
    must(unnamed == 0, f"{unnamed} buttons have no name")
    reached = set()
    for _ in range(120):
        browser.press("Tab")
        reached.add(browser.run(
            "const e = document.activeElement;"
            "return e.closest('nav') ? 'findings' : e.closest('.story') ? 'story' :"
            " e.closest('.stage') ? 'diagram' : e.closest('.tabs') ? 'tabs' :"
            " e.id === 'filter' ? 'filter' : e.tagName"))
        if {"diagram", "tabs", "filter"} <= reached:
            break
    must({"diagram", "tabs", "filter"} <= reached, f"Tab reaches only {sorted(reached)}")


def tabs(browser, page):
    """Each tab shows something, and a click in it leads to a place in the diagram."""
    browser.open(page)
    for tab in browser.view()["tabs"]:
        browser.run("[...document.querySelectorAll('[role=tab]')]"
                    ".find(button => button.title.toLowerCase().startsWith(arguments[0])).click()", tab)
        browser.wait_for(f"{tab} is shown", lambda tab=tab: browser.view()["tab"] == tab)
        panel = browser.find(f".panel.{tab}")
        browser.wait_for(f"{tab} shows something", lambda panel=panel: browser.run(
            "const p = arguments[0]; return p.textContent.trim() || p.querySelector('canvas, img')", panel))
        if tab in ("messages", "logs", "faults", "state"):
            rows = browser.find_all(f".panel.{tab} .row[data-row]")
            if rows:
                changes(browser, lambda: browser.run(
                    "const rows = document.querySelectorAll('.panel .row[data-row]');"
                    "rows[rows.length - 1].click()"), f"a click in {tab}", ["pinned", "marked"])
            else:
                must(browser.find_all(f".panel.{tab} .empty") or tab == "messages", f"{tab} says nothing")
        if tab == "messages":
            virtual(browser)
        if tab == "drawings":
            must_load(browser)
        browser.press("Escape")
    must_be_quiet(browser)


def virtual(browser):
    """A table has only the rows in view in the document; scrolling brings others."""
    count = len(browser.find_all(".panel .row[data-row]"))
    must(count < 120, f"{count} rows are in the document")
    listed = browser.view()["listed"]
    if listed < 60:
        return
    first = "return document.querySelector('.panel .row[data-row]').dataset.row"
    before = browser.run(first)
    browser.run("const box = document.querySelector('.panel .rows');"
                "box.scrollTop = box.scrollTop > 400 ? 0 : box.scrollHeight")
    browser.wait_for("scrolling brings other rows", lambda: browser.run(first) != before)


def must_load(browser):
    images = browser.find_all(".panel.drawings img")
    must(images, "there are no drawings")
    browser.wait_for("drawings are loaded", lambda: all(
        browser.run("return arguments[0].complete", image) for image in images))
    must(all(browser.run("return arguments[0].src.startsWith('data:image/svg+xml')", i) for i in images),
         "a drawing is not in the page")


def filters(browser, page):
    """Words of the filter; those that are wrong say so."""
    browser.open(page)
    browser.run("eddy.show('all', null)")
    whole = browser.view()

    def hits(text):
        browser.run("const field = document.getElementById('filter'); field.value = arguments[0];"
                    "field.dispatchEvent(new Event('input', {bubbles: true}))", text)
        browser.wait_for(f"the filter is {text}", lambda: browser.view()["filter"] == text)
        # Of large runs the filter waits until no key is pressed any more.
        return browser.wait_for(f"{text} is applied", lambda: settled(browser))

    def settled(browser):
        first = browser.view()
        browser.run("return new Promise(done => setTimeout(done, 350))")
        second = browser.view()
        same = all(first[field] == second[field] for field in ("hits", "filterError"))
        return second if same else None

    node = whole["rows"][0]
    a = hits(f"from:{node}")
    b = hits(f"to:{node}")
    both = hits(f"node:{node}")
    must(0 < a["hits"] < whole["hits"], f"from:{node} hits {a['hits']} of {whole['hits']}")
    must(max(a["hits"], b["hits"]) <= both["hits"] <= a["hits"] + b["hits"], "node: is not from: and to:")
    none = hits(f"from:{node} to:{node} type:no-such-type")
    must(none["hits"] == 0 and none["filterError"], "a type that is not there is not refused")
    must("There are" in none["filterError"], "it is not said which types there are")
    wrong = hits("nodes:n1")
    must("node:" in wrong["filterError"], "nodes:n1 does not say what would be right")
    for text in ("from:", "op:none", "from:n999"):
        must(hits(text)["filterError"], f"{text} is not refused")
    lost = hits("lost")
    must(not lost["filterError"] and lost["hits"] <= whole["hits"], "lost is not understood")
    word = hits("zz-no-such-word-zz")
    must(word["hits"] == 0 and not word["filterError"], "a word that is nowhere has hits")
    for text in ("value:(((['", '"', "key:\\", "value:\"a b\" c", ":::", "__proto__", "value:__proto__",
                 "a:b:c"):
        hits(text)
    back = hits("")
    must(back["hits"] == whole["hits"] and not back["filterError"], "an empty filter does not show all")
    must_be_quiet(browser)


def themes(browser, page):
    """Both themes: the system's is taken; t changes it; texts can be read."""
    for theme in ("light", "dark"):
        browser.prefer(theme)
        browser.open(page)
        must(browser.view()["theme"] == theme, f"the system's theme {theme} is not taken")
        contrasts(browser, theme)
        changes(browser, lambda: browser.press("t"), "t", ["theme"])
        contrasts(browser, "light" if theme == "dark" else "dark")
    must_be_quiet(browser)


CONTRAST = """
const style = getComputedStyle(document.documentElement);
const light = name => {
  const hex = style.getPropertyValue('--' + name).trim();
  const part = at => { const c = parseInt(hex.slice(at, at + 2), 16) / 255;
                       return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
};
const contrast = (a, b) => {
  const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
  return (x + 0.05) / (y + 0.05);
};
return arguments[0].map(([a, b]) => [a, b, contrast(a, b)]);
"""
TEXTS = [(text, ground) for ground in ("ground", "panel", "selection")
         for text in ("text", "dim", "bad", "warn", "good", "accent")
         if (text, ground) != ("dim", "selection")] + \
        [("fault-text", "fault")] + [(f"group-{k}", "ground") for k in range(4)]
LINES = [(line, "ground") for line in ("strong", "message", "have", "bad", "warn", "good", "accent")]


def contrasts(browser, theme):
    for pairs, least in ((TEXTS, 4.5), (LINES, 3)):
        for a, b, contrast in browser.run(CONTRAST, pairs):
            must(contrast >= least, f"{theme}: {a} on {b} has a contrast of {contrast:.2f}, below {least}")


SPILLED = """
const wide = [];
const parts = 'header, header *, nav, main, main > *, .bar *, .tabs > *, .stage';
for (const e of document.querySelectorAll(parts)) {
  const b = e.getBoundingClientRect();
  if (!b.width || !b.height) continue;
  if (b.right > innerWidth + 1 || b.bottom > innerHeight + 1 || b.left < -1 || b.top < -1)
    wide.push(e.tagName + '.' + e.className);
}
return wide;
"""


def sizes(browser, page):
    """Nothing leaves the window, and there is no bar to scroll the page."""
    for size in ((1280, 800), (1920, 1080)):
        browser.resize(size)
        browser.open(page)
        for tab in browser.view()["tabs"]:
            browser.press(str(browser.view()["tabs"].index(tab) + 1))
            spilled = browser.run(SPILLED)
            must(not spilled, f"{size[0]}×{size[1]}, {tab}: {spilled[:4]} leave the window")
        scrolls = browser.run("const page = document.documentElement;"
                              "return page.scrollWidth > innerWidth || page.scrollHeight > innerHeight")
        must(not scrolls, f"{size[0]}×{size[1]}: the page can be scrolled")
        stage = browser.run("const box = document.querySelector('.stages').getBoundingClientRect();"
                            "return [box.width, box.height]")
        must(stage[0] >= 900 and stage[1] >= 140, f"{size[0]}×{size[1]}: the diagram has only {stage}")
    must_be_quiet(browser)


def links(browser, page):
    """What is shown is in the address; the address leads there."""
    browser.open(page)
    view = browser.view()
    if view["findings"] > 1:
        browser.press("n")
    if view["drawn"] + view["operations"] > 0:
        browser.press(".")
    if view["sides"] == 1:
        browser.press("o")
    browser.press("3")
    browser.run("const field = document.getElementById('filter'); field.value = 'lost';"
                "field.dispatchEvent(new Event('input', {bubbles: true}))")
    fields = ["finding", "marked", "axis", "scope", "filter", "tab"]
    wanted = browser.view()
    fragment = browser.wait_for("the address has the filter", lambda: with_filter(browser))
    browser.open(page, fragment)
    browser.wait_for("the filter is applied", lambda: browser.view()["filter"] == "lost")
    found = browser.view()
    for field in fields:
        must(found[field] == wanted[field],
             f"{fragment} leads to {field} {found[field]}, not {wanted[field]}")
    number = view["events"] // 2
    browser.open(page, f"#event={number}")
    must(browser.view()["marked"] is not None, f"#event={number} marks nothing")
    for odd in ("#finding=999999&event=99999999999", "#finding=x&tab=y&axis=z&scope=w&side=7",
                "#%%%&event=-1", "#filter=%22"):
        browser.open(page, odd)
        must(browser.view()["ready"], f"{odd} breaks the page")
    must_be_quiet(browser)


def with_filter(browser):
    fragment = browser.run("return location.hash")
    return fragment if "filter=lost" in fragment else None
