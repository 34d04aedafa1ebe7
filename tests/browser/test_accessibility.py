"""axe-core, which knows the rules of accessible pages, finds nothing wrong in either theme; nor does a telephone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.looking import SIDEWAYS, open_all
from tests.browser.visiting import Visit

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]


def violations(visit: Visit) -> list[str]:
    """Each rule broken, with the first element that breaks it; every folded part is opened first."""
    from axe_playwright_python.sync_playwright import Axe  # comes with the browser extra only

    open_all(visit)
    found = Axe().run(visit.page).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:120]}" for rule in found]


@pytest.mark.parametrize("path", ["", "protocols", "papers", "criteria", "teach", "records", "sources"])
def test_no_page_breaks_a_rule_in_either_theme_or_scrolls_sideways_on_a_telephone(visit: Open, path: str) -> None:
    page = visit(path)
    assert violations(page) == []
    assert violations(page.turn("dark")) == []
    assert page.resize(360).page.evaluate(SIDEWAYS) == []


def test_a_text_that_was_read_breaks_no_rule_in_either_theme_or_scrolls_sideways_on_a_telephone(visit: Open) -> None:
    page = visit()
    page.page.get_by_label("Type or paste the indication").fill("34F, LP 2 days ago, HA upright. Mother had a seizure.")
    page.click(page.page.get_by_role("button", name="Read the text"))
    page.click(page.page.get_by_role("button", name="Change age"))
    page.page.locator(".st-key-chips").get_by_role("textbox", name="Age").fill("old")
    page.page.keyboard.press("Enter")
    page.page.locator(".st-key-chips .fault").wait_for()
    assert violations(page) == []
    assert violations(page.turn("dark")) == []
    assert page.resize(360).page.evaluate(SIDEWAYS) == []
