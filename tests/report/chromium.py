"""A headless Chromium that opens pages of runs."""
import os
import shutil
import time
from pathlib import Path

try:
    from selenium import webdriver
    from selenium.common.exceptions import WebDriverException
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys
except ImportError:
    webdriver = None

ARGUMENTS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--no-first-run",
    "--force-device-scale-factor=1", "--enable-precise-memory-info",
]
KEYS = {"Escape": "ESCAPE", "Home": "HOME", "Left": "ARROW_LEFT", "Right": "ARROW_RIGHT", "Up": "ARROW_UP",
        "Down": "ARROW_DOWN", "Enter": "ENTER", "Tab": "TAB"}


class Missing(Exception):
    """Something that the tests need is not installed."""


class Failed(Exception):
    """A page is not as it must be."""


class Browser:
    """One window. Used with `with`."""

    def __init__(self, size=(1280, 800), theme="light"):
        self.size = size
        self.theme = theme
        self.driver = None

    def __enter__(self):
        if webdriver is None:
            raise Missing("python3-selenium is not installed")
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        chromedriver = shutil.which("chromedriver")
        if not chromium:
            raise Missing("chromium is not installed")
        if not chromedriver:
            raise Missing("chromium-driver is not installed")
        options = Options()
        options.binary_location = chromium
        for argument in ARGUMENTS:
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        options.set_capability("unhandledPromptBehavior", "ignore")
        self.service = Service(chromedriver)
        self.driver = webdriver.Chrome(options=options, service=self.service)
        self.resize(self.size)
        self.prefer(self.theme)
        return self

    def __exit__(self, *_):
        self.driver.quit()

    def resize(self, size):
        self.size = size
        metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def prefer(self, theme):
        features = [{"name": "prefers-color-scheme", "value": theme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def get(self, address):
        self.driver.get(address)

    def open(self, path, fragment=""):
        """Opens a page and waits until it is shown."""
        # The same address with another fragment would not be loaded again.
        self.driver.get("about:blank")
        self.driver.get(Path(path).resolve().as_uri() + fragment)
        self.wait_for("the page is ready", lambda: self.run("return document.body.dataset.ready"))
        if self.run("return document.body.dataset.ready") != "yes":
            raise Failed("the page says: " + self.run("return document.body.textContent")[:300])

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def view(self):
        return self.run("return eddy.view()")

    def wait_for(self, what, condition, seconds=20):
        """Waits until the condition holds. What does not come is a failure."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = condition()
            if value:
                return value
            time.sleep(0.02)
        raise Failed(f"waited in vain: {what}")

    def press(self, key):
        name = KEYS.get(key)
        ActionChains(self.driver, duration=0).send_keys(getattr(Keys, name) if name else key).perform()

    def type(self, text):
        ActionChains(self.driver, duration=0).send_keys(text).perform()

    def move_to(self, element, x, y):
        """The pointer goes to a place in an element, given from its upper left corner."""
        box = self.run("const b = arguments[0].getBoundingClientRect(); return [b.x, b.y]", element)
        mouse = ActionChains(self.driver, duration=0)
        mouse.w3c_actions.pointer_action.move_to_location(int(box[0] + x), int(box[1] + y))
        return mouse

    def place_of(self, element, share_x, share_y):
        """A place in an element, given as shares of its width and height, in px of the window."""
        box = self.run("const b = arguments[0].getBoundingClientRect();"
                       "return [b.x, b.y, b.width, b.height]", element)
        return int(box[0] + share_x * box[2]), int(box[1] + share_y * box[3])

    def mouse(self, *steps):
        """The pointer goes from place to place; "down" and "up" press its button and let it go."""
        actions = ActionChains(self.driver, duration=0)
        pointer = actions.w3c_actions.pointer_action
        for step in steps:
            if step == "down":
                pointer.pointer_down()
            elif step == "up":
                pointer.pointer_up()
            else:
                pointer.move_to_location(*step)
        actions.perform()

    def wheel(self, place, across, down, shift=False):
        self.driver.execute_cdp_cmd("Input.dispatchMouseEvent", {
            "type": "mouseWheel", "x": place[0], "y": place[1], "deltaX": across, "deltaY": down,
            "modifiers": 8 if shift else 0})

    def paste(self):
        keys = ActionChains(self.driver, duration=0)
        keys.key_down(Keys.CONTROL).send_keys("v").key_up(Keys.CONTROL).perform()

    def find(self, selector):
        return self.driver.find_element("css selector", selector)

    def find_all(self, selector):
        return self.driver.find_elements("css selector", selector)

    def messages(self):
        """What the browser's console got since the last call."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def has_dialog(self):
        try:
            self.driver.switch_to.alert.dismiss()
            return True
        except WebDriverException:
            return False

    def renderer_memory(self):
        """Bytes that the largest renderer of this browser holds."""
        parents, kinds = {}, {}
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            try:
                stat = Path("/proc", entry, "stat").read_text()
                parents[int(entry)] = int(stat.rsplit(")", 1)[1].split()[1])
                kinds[int(entry)] = b"--type=renderer" in Path("/proc", entry, "cmdline").read_bytes()
            except OSError:
                continue
        root = self.service.process.pid
        most = 0
        for process, is_renderer in kinds.items():
            if is_renderer and self._descends(parents, process, root):
                try:
                    pages = int(Path("/proc", str(process), "statm").read_text().split()[1])
                except OSError:
                    continue
                most = max(most, pages * os.sysconf("SC_PAGE_SIZE"))
        return most

    @staticmethod
    def _descends(parents, process, root):
        while process in parents:
            if process == root:
                return True
            process = parents[process]
        return False
