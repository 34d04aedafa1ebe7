"""One page in a browser, worked as a person works it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

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
