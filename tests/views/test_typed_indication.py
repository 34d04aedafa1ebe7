"""What the page shows of a typed indication, also where the facts point to no scenario."""

from __future__ import annotations

import pytest

from tests.views.conftest import Page

POINTS = "What these facts point to"


@pytest.mark.parametrize(
    ("text", "points", "refused"),
    [
        ("45F, LP 2d ago, HA worse upright, gone lying. No fever.", True, False),
        ("Known IIH, 31F, headaches worse lying, LP in July helped. Discs swollen still. MRV please", False, True),
        ("Hydrocephalus, VP shunt, 23F, drowsy since yesterday", False, False),
        ("8 year old boy, LP yesterday, headache upright", False, False),
    ],
)
def test_facts_are_proposed_whether_or_not_a_scenario_speaks_for_them(text: str, points: bool, refused: bool) -> None:
    page = Page()
    page.app.text_area[0].set_value(text)
    page.run().press("Read the text")
    shown = " ".join(str(item.proto.body) for item in page.app.get("html"))
    assert any(button.label.startswith("Accept all") for button in page.app.button)
    assert (POINTS in shown) is points
    assert ("None fits" in shown) is refused
