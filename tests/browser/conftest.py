"""A real browser against the running application; a test fails where the browser turns to any other host."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import pytest

from appropriateness.records.reasons import OVERRIDE_REASONS
from appropriateness.records.record import new_record
from appropriateness.records.statistics import INDICATION_REFUSED
from appropriateness.records.store import Store
from appropriateness.settings import RECORDS
from appropriateness.wire import links
from tests.conftest import KNOWLEDGE
from tests.records.conftest import random_consultations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

CHECKOUT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
STARTS_WITHIN_SECONDS = 60
"""A guard that ends a start which never ends."""
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
)  # fmt: skip

TURNED = """scheme => {
  const ground = getComputedStyle(document.querySelector('.stApp')).backgroundColor;
  return (ground === 'rgb(255, 255, 255)') === (scheme === 'light');
}"""
DRAWN = """() => ![...document.querySelectorAll('[data-stale=true], [data-testid=stSkeleton]')]
  .some(part => part.checkVisibility())"""
UNMOVING = """() => Promise.allSettled(
  document.getAnimations().filter(one => one instanceof CSSTransition).map(one => one.finished))"""
STILL = """() => new Promise(done => {
  const main = document.querySelector('.stMain');
  let last = main.scrollTop, frames = 0;
  const look = () => {
    frames = main.scrollTop === last ? frames + 1 : 0;
    last = main.scrollTop;
    frames < 10 ? requestAnimationFrame(look) : done();
  };
  requestAnimationFrame(look);
})"""


class Visit:
    """One page in a browser tab of its own, worked as a person works it."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.clicks = 0
        self.answers = 0

    def open(self, path: str = "") -> Visit:
        self.page.goto(path if path.startswith("http") else f"{self.base}/{path}")
        self.settle()
        return self

    def turn(self, scheme: Any) -> Visit:
        """Let the browser wish for the other scheme, and wait until the page has followed."""
        self.page.emulate_media(color_scheme=scheme)
        self.page.wait_for_function(TURNED, arg=scheme)
        self.page.evaluate(UNMOVING)
        return self

    def resize(self, width: int, height: int = 800) -> Visit:
        """Make the window another size, and wait until it is laid out anew."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return self

    def settle(self) -> Visit:
        """Wait until the page is connected, has run, and shows something."""
        self.page.locator(".stHtml h1").first.wait_for()
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        self.page.wait_for_function(DRAWN)
        return self

    @property
    def address(self) -> str:
        return str(self.page.evaluate("location.href"))

    @property
    def answer(self) -> Locator:
        return self.page.locator("section.answer[role=status]")

    @property
    def said(self) -> str:
        """The answer and all option tables as they read, folded parts closed."""
        return "\n".join([self.answer.inner_text(), *self.page.locator("table.options").all_inner_texts()])

    def outcome(self, name: str) -> Visit:
        """Wait for an outcome."""
        self.page.locator(f"section.answer.{name}").wait_for()
        return self.settle()

    def field(self, fact: str) -> Locator:
        return self.page.locator(f"[data-fact='{fact}']")

    def holds(self, fact: str, text: str) -> None:
        """Wait until that text stands in the field."""
        from playwright.sync_api import expect

        expect(self.field(fact).get_by_role("textbox")).to_have_value(text)

    def rest(self) -> None:
        """Wait until the page has scrolled to its end; a list that opens while the page scrolls closes again."""
        self.page.evaluate(STILL)

    def click(self, target: Locator) -> None:
        target.scroll_into_view_if_needed()
        self.rest()
        target.click()
        self.clicks += 1

    def answered(self, act: Callable[[], object]) -> Visit:
        """Give one answer and wait until the address carries it and the page has run."""
        before = self.address
        act()
        self.answers += 1
        self.page.wait_for_function("before => location.href !== before", arg=before)
        return self.settle()

    def type(self, fact: str, text: str) -> None:
        """Type into a field and leave it; the page may refuse what was typed."""
        entry = self.field(fact).get_by_role("textbox")
        entry.fill(text)
        entry.press("Enter")

    def enter(self, fact: str, text: str) -> Visit:
        return self.answered(lambda: self.type(fact, text))

    def mark(self, fact: str, word: str) -> Visit:
        option = self.field(fact).get_by_role("radio", name=word, exact=True)
        return self.answered(lambda: self.click(option))

    def pick(self, label: str, option: str) -> Visit:
        return self.answered(lambda: self.choose(label, option))

    def choose(self, label: str, option: str) -> None:
        box = self.page.get_by_role("combobox", name=label, exact=True)
        self.click(box)
        if box.evaluate("e => e.tagName") == "SELECT":  # the browser's own list is no part of the page
            box.select_option(label=option)
            self.clicks += 1
        else:
            self.click(self.page.get_by_role("option", name=option, exact=True))

    def example(self, title: str) -> Visit:
        self.choose("Start from an example", title)
        return self.answered(lambda: self.click(self.page.get_by_role("button", name="Load the example")))

    def focused(self) -> str:
        """What has the focus: its role or element, and its name."""
        return str(
            self.page.evaluate(
                "() => { const e = document.activeElement;"
                " const group = e.closest('[role=radiogroup]');"
                " return [e.getAttribute('role') || (e.tagName === 'INPUT' && e.type) || e.tagName.toLowerCase(),"
                "  group ? group.getAttribute('aria-label') : '',"
                "  (e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText)"
                "    .replace(/\\s+/g, ' ').slice(0, 80)]"
                " .filter(Boolean).join(' | ').trim() }"
            )
        )

    def tab_to(self, name: str, back: bool = False) -> Visit:
        """Press Tab until something so named has the focus."""
        for _ in range(120):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            if name in self.focused():
                self.rest()
                return self
        raise AssertionError(f"{name!r} cannot be reached with the Tab key")


def address_of(facts: Mapping[str, Any]) -> str:
    """The address that carries a case, its times given now."""
    now = datetime.now().replace(second=0, microsecond=0)
    return f"?{urlencode(links.encode(facts, links.given_at(facts, now, KNOWLEDGE), KNOWLEDGE))}"


@pytest.fixture(scope="session")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which some have asked, some departed from the answer, and some texts were refused."""
    place = tmp_path_factory.mktemp("records") / "records.db"
    store, reasons = Store(str(place)), [None, *OVERRIDE_REASONS]
    store.write(
        [
            new_record(item, f"00000000-0000-4000-8000-{number:012}", "page", reasons[number % len(reasons)])
            for number, item in enumerate(random_consultations(24, seed=8))
        ]
    )
    for day in ("2026-11-18", "2026-11-20"):
        store.count(INDICATION_REFUSED, day)
    return place


@pytest.fixture(scope="session")
def server(records: Path) -> Iterator[str]:
    """The application on a free port, keeping records, in a process that is ended by its own handle."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    keeping = {**os.environ, RECORDS: str(records)}
    process = subprocess.Popen(command, cwd=CHECKOUT, env=keeping, stdout=subprocess.DEVNULL)
    try:
        _wait(f"http://{HOST}:{port}/_stcore/health", process)
        yield f"http://{HOST}:{port}"
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, "the application ended while it was starting"
        try:
            with urllib.request.urlopen(address) as reply:
                if reply.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError("the application does not start")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium: the one on the search path, else the one the driver brings."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        launched = driver.chromium.launch(executable_path=found, args=list(QUIET))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def context(browser: Browser) -> BrowserContext:
    """One profile for all windows: what the application is made of is fetched and compiled once, not for every test.

    Nothing of a case is kept in it: a session of the application belongs to its own tab.
    """
    return browser.new_context()


@pytest.fixture
def visit(server: str, context: BrowserContext) -> Iterator[Callable[..., Visit]]:
    """Open windows. Afterwards none may have asked another host for anything, nor complained on its console."""
    windows: list[Page] = []
    strangers: list[str] = []
    complaints: list[str] = []

    def noticed(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname != HOST:
            strangers.append(address)

    def complained(message: Any) -> None:
        # A page opened by its own address asks for the health of the server below that address first.
        if message.type == "error" and "/_stcore/" not in message.location.get("url", ""):
            complaints.append(message.text)

    def visit(path: str = "", width: int = 1280, height: int = 800, scheme: Any = "light") -> Visit:
        window = context.new_page()
        windows.append(window)
        window.set_viewport_size({"width": width, "height": height})
        window.emulate_media(color_scheme=scheme)
        window.on("request", lambda request: noticed(request.url))
        window.on("console", complained)
        window.on("pageerror", lambda fault: complaints.append(str(fault)))
        window.on("websocket", lambda socket: noticed(socket.url))
        return Visit(window, server).open(path)

    yield visit
    for window in windows:
        window.close()
    assert strangers == []
    assert complaints == []
