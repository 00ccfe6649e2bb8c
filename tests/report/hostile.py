"""A page whose data is hostile: nothing of it may run, load, or become an element."""
from chromium import Failed
from parts import must, must_be_quiet

PAYLOAD = "<img src=x onerror=\"window.pwned=1\"><script>window.pwned=1</script>"

# Texts that a canvas gets must be plain, too: what hides or turns text round is noted.
WATCH = """
window.unseen = [];
const odd = /[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]/u;
for (const name of ['fillText', 'strokeText']) {
  const draw = CanvasRenderingContext2D.prototype[name];
  CanvasRenderingContext2D.prototype[name] = function (text, ...rest) {
    if (odd.test(text) && unseen.length < 20) unseen.push(text);
    return draw.call(this, text, ...rest);
  };
}
"""
STRAY = """
const stray = [];
const foreign = 'script, iframe, object, embed, link, base, form, svg, math, video, audio, meta';
const own = 'script[type=module], meta[charset], meta[name=viewport], meta[http-equiv]';
for (const e of document.querySelectorAll(foreign)) if (!e.matches(own)) stray.push(e.outerHTML.slice(0, 80));
for (const e of document.querySelectorAll('img'))
  if (!e.closest('.drawings') || !e.src.startsWith('data:image/svg+xml;base64,'))
    stray.push(e.outerHTML.slice(0, 80));
for (const e of document.querySelectorAll('*'))
  for (const a of e.attributes) if (a.name.startsWith('on')) stray.push(a.name);
if (document.querySelectorAll('style').length > 1) stray.push('style');
return stray;
"""
UNSEEN = """
const odd = /[\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]/u;
const found = [...window.unseen];
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  const {data, parentElement} = walk.currentNode;
  if (parentElement.tagName !== 'SCRIPT' && odd.test(data)) found.push(data.slice(0, 60));
}
for (const e of document.querySelectorAll('[title], [aria-label], [alt]'))
  for (const name of ['title', 'aria-label', 'alt']) {
    const text = (e.getAttribute(name) || '').replace(/\\n/g, '');
    if (odd.test(text)) found.push(text.slice(0, 60));
  }
return found;
"""
FILTERS = ["value:(((['", "type:<img", "</script>", "\"><svg onload=window.pwned=1>", "key:__proto__",
           "__proto__", "constructor", "value:\u202e", "lost"]
MOST_FINDINGS = 12
MOST_PLACES = 24


def control(browser):
    """The same payload, put in as HTML where no policy is, does run: the test would see it."""
    browser.get("about:blank")
    browser.run("document.body.innerHTML = arguments[0]", PAYLOAD)
    browser.wait_for("the payload runs in a page without defence",
                     lambda: browser.run("return window.pwned === 1"))


def harmless(browser, where):
    must(not browser.has_dialog(), f"{where}: a dialog is open")
    must(browser.run("return window.pwned === undefined"), f"{where}: something of the data ran")
    stray = browser.run(STRAY)
    must(not stray, f"{where}: elements come from the data: {stray[:3]}")
    unseen = browser.run(UNSEEN)
    must(not unseen, f"{where}: characters that cannot be seen are shown as they are: {unseen[:2]!r}")


def visit_places(browser, where):
    """Hovers what is drawn, and pins some of it."""
    canvas = browser.find(".stage canvas")
    places = browser.view()["places"]
    step = max(1, len(places) // MOST_PLACES)
    for k, (x, y) in enumerate(places[::step]):
        box = browser.run("return [arguments[0].clientWidth, arguments[0].clientHeight]", canvas)
        if not (0 <= x < box[0] and 0 <= y < box[1]):
            continue
        mouse = browser.move_to(canvas, x, y)
        if k % 4 == 0:
            mouse.w3c_actions.pointer_action.click()
        mouse.perform()
        if k % 4 == 0:
            harmless(browser, f"{where}, pinned")
            browser.press("Escape")
    harmless(browser, f"{where}, hovered")


def hostile(browser, page):
    browser.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
    browser.open(page)
    harmless(browser, "opening")
    findings = max(1, browser.view()["findings"])
    for number in range(1, min(findings, MOST_FINDINGS) + 1):
        visit_places(browser, f"finding {number}")
        for _ in range(min(8, len(browser.view()["storyLines"]))):
            browser.press("j")
        harmless(browser, f"story of finding {number}")
        browser.press("n")
    for scope in ("all", "finding"):
        browser.run("eddy.show(arguments[0], null)", scope)
        visit_places(browser, f"scope {scope}")
    for tab in browser.view()["tabs"]:
        browser.press(str(browser.view()["tabs"].index(tab) + 1))
        browser.wait_for(f"{tab} is shown", lambda tab=tab: browser.view()["tab"] == tab)
        harmless(browser, f"tab {tab}")
        rows = browser.find_all(".panel .row[data-row]")
        for row in rows[:4]:
            browser.run("arguments[0].click()", row)
            harmless(browser, f"a row of {tab}")
        for canvas in browser.find_all(".panel canvas"):
            for x in range(100, 900, 90):
                browser.move_to(canvas, x, 30 + x % 70).perform()
            harmless(browser, f"pointing in {tab}")
    browser.run("document.querySelectorAll('details').forEach(e => e.open = true)")
    harmless(browser, "facts")
    for text in FILTERS:
        browser.run("const field = document.getElementById('filter'); field.value = arguments[0];"
                    "field.dispatchEvent(new Event('input', {bubbles: true}))", text)
        browser.wait_for(f"the filter is {text}", lambda text=text: browser.view()["filter"] == text)
        harmless(browser, f"filter {text}")
    browser.open(page, "#filter=%3Cimg%20src%3Dx%20onerror%3Dwindow.pwned%3D1%3E&tab=%3Cb%3E&event=1")
    harmless(browser, "a hostile address")
    must_be_quiet(browser)
