"""From a click on an answer to the changed answer, in a real browser. Prints figures; judges no time."""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable
from datetime import datetime

import pytest

from appropriateness.headline import answer_sentence
from appropriateness.wire import links
from tests.browser import conftest as running
from tests.browser.visiting import Visit
from tests.conftest import KNOWLEDGE, answer

pytestmark = pytest.mark.benchmark
records, server = running.records, running.server
browser, context, visit = running.browser, running.context, running.visit

WARM_UP, MEASURED = 10, 60
TOGGLED = "better_lying"
AIM = "aim: p50 80 ms, p95 150 ms"

STOPWATCH = """() => {
  const sentence = () => document.querySelector('section.answer[role=status] h2')?.textContent;
  window.stopwatch = new Promise(done => {
    let start, before = sentence();
    document.addEventListener('click', () => { start = performance.now() }, {capture: true, once: true});
    const observer = new MutationObserver(() => {
      const now = sentence();
      if (start === undefined || now === undefined || now === before) return;
      observer.disconnect();
      done([performance.now() - start, now]);
    });
    observer.observe(document.body, {subtree: true, childList: true, characterData: true});
    setTimeout(() => done([NaN, sentence()]), 20000);
  });
}"""


def show(title: str, milliseconds: list[float]) -> None:
    found = sorted(milliseconds)
    p50, p95 = statistics.median(found), found[int(len(found) * 0.95)]
    print(f"  {title:36}p50 {p50:5.0f} ms, p95 {p95:5.0f} ms, most {found[-1]:5.0f} ms (n = {len(found)})")


def test_a_click_on_an_answer_changes_the_answer(visit: Callable[..., Visit]) -> None:
    example = next(item for item in KNOWLEDGE.examples if item.id == "two_weeks_no_procedure")
    facts = {name: value for name, value in example.facts.items() if name != "worse_upright"} | {TOGGLED: True}
    says = {word: answer_sentence(answer({**facts, TOGGLED: word == "Yes"})) for word in ("Yes", "No")}
    link = "&".join(
        f"{name}={value}"
        for name, value in links.encode(facts, links.given_at(facts, datetime.now(), KNOWLEDGE), KNOWLEDGE).items()
    )
    page = visit(f"?{link}").outcome("rated")
    found: dict[str, list[float]] = {"No": [], "Yes": []}
    for number in range(WARM_UP + MEASURED):
        word = "Yes" if number % 2 else "No"
        page.page.evaluate(STOPWATCH)
        page.mark(TOGGLED, word)
        milliseconds, sentence = page.page.evaluate("window.stopwatch")
        assert sentence == says[word]
        if number >= WARM_UP:
            found[word].append(milliseconds)
        page.settle()
    print(f"\nfrom the click to the changed answer ({AIM}); load average {os.getloadavg()[0]:.2f}")
    show("both ways", found["No"] + found["Yes"])
    show("to a rated answer with its tables", found["Yes"])
    show("to the open questions", found["No"])
