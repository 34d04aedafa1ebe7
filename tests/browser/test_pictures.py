"""The pictures of the README are of the pages as they are; REWRITE_PICTURES=1 takes them anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import CHECKOUT
from tests.browser.visiting import Visit
from tests.conftest import KNOWLEDGE

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]
PICTURES = Path(__file__).parent / "pictures"
EXAMPLE = next(example.title for example in KNOWLEDGE.examples if example.id == "puncture_four_days_ago")


def _order(page: Visit) -> None:
    page.example(EXAMPLE).outcome("contested")


def _criteria(page: Visit) -> None:
    page.page.locator(".js-plotly-plot .main-svg").first.wait_for()


PAGES: dict[str, tuple[str, Callable[[Visit], None]]] = {"order": ("", _order), "criteria": ("criteria", _criteria)}


@pytest.mark.parametrize("name", PAGES)
def test_the_readme_shows_each_page_in_the_state_its_caption_names(visit: Open, name: str) -> None:
    path, prepare = PAGES[name]
    page = visit(path, height=900)
    prepare(page)
    taken = page.page.screenshot()
    if os.environ.get("REWRITE_PICTURES") == "1":
        (PICTURES / f"{name}.png").write_bytes(taken)
    assert f"tests/browser/pictures/{name}.png" in (CHECKOUT / "README.md").read_text(encoding="utf-8")
    assert (PICTURES / f"{name}.png").read_bytes()[:8] == taken[:8]
