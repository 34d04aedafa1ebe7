"""Hostile text typed or sent into any part of the page is shown as it is or not at all; it never becomes markup."""

from __future__ import annotations

import pytest

from appropriateness.knowledge.facts import QuantityFact
from tests.conftest import KNOWLEDGE, some_of
from tests.views.conftest import Page, asking_for
from tests.web.elements import HOSTILE, harmless

pytestmark = pytest.mark.durability

QUANTITIES = [name for name, fact in KNOWLEDGE.facts.items() if isinstance(fact, QuantityFact)]
RUN_AS_MARKDOWN = ("markdown", "success", "error", "warning", "info", "caption", "title", "header", "subheader")
HARMLESS = "soon"
PARTS = ("at", "k", "sex", "worse_upright", "age_years", "brain_mri")


def structure(page: Page) -> list[str]:
    return [element.name for element in page.html.walk()]


def nothing_but_text(page: Page, hostile: str, plain: list[str]) -> None:
    """The page has the very elements it has for a harmless word, and no part of it reads the text as Markdown."""
    html = page.html
    harmless(html)
    assert structure(page) == plain
    assert not any(hostile in value for element in html.walk() for value in element.attributes.values())
    for kind in RUN_AS_MARKDOWN:
        assert not any(hostile in str(item.value) for item in getattr(page.app, kind))
    labels = [widget.label for kind in ("button", "selectbox", "multiselect", "text_input", "button_group")
              for widget in getattr(page.app, kind)]  # fmt: skip
    assert not any(hostile in label for label in labels)


def typed(text: str) -> Page:
    return Page({"worse_upright": True}).give("hours_since_onset", text)


def asked(text: str) -> Page:
    case, fact = asking_for("quantity")
    page = Page(case)
    page.asks(fact).set_value(text)
    return page.run()


def linked(**parts: str) -> Page:
    return Page({"better_lying": True, "hours_since_onset": 5}, **parts)


@pytest.fixture(scope="module")
def plain() -> dict[str, list[str]]:
    """What each page is built of where a harmless word was typed or sent."""
    return {
        "typed": structure(typed(HARMLESS)),
        "asked": structure(asked(HARMLESS)),
        "linked": structure(linked(**dict.fromkeys(PARTS, HARMLESS))),
        "version": structure(linked(v=HARMLESS)),
        "name": structure(Page({"better_lying": True}, soon="yes")),
    }


@pytest.mark.parametrize("hostile", some_of(HOSTILE, every=7))
def test_hostile_text_in_a_field_is_kept_quoted_and_never_drawn(hostile: str, plain: dict[str, list[str]]) -> None:
    page = typed(hostile)
    nothing_but_text(page, hostile, plain["typed"])
    assert page.field("hours_since_onset").value == hostile and page.address == {"worse_upright": "yes"}
    assert len([fault for fault in page.faults if hostile.strip()[:40] in fault]) == 1


def test_every_field_that_takes_text_refuses_markup_as_text() -> None:
    page = Page()
    page.send({"entries": {page.field(name).key: HOSTILE[0] for name in QUANTITIES}})
    harmless(page.html)
    assert [page.field(name).value for name in QUANTITIES] == [HOSTILE[0]] * len(QUANTITIES)
    assert len([fault for fault in page.faults if HOSTILE[0] in fault]) == len(QUANTITIES)
    assert page.address == {}


def test_hostile_text_that_waits_in_a_field_appears_on_no_other_page() -> None:
    page = typed(HOSTILE[0]).visit("sources")
    harmless(page.html)
    assert HOSTILE[0] not in page.html.text
    assert page.visit("order").field("hours_since_onset").value == HOSTILE[0]


@pytest.mark.parametrize("hostile", some_of(HOSTILE, every=7))
def test_hostile_text_typed_where_a_question_is_asked_is_never_drawn(hostile: str, plain: dict[str, list[str]]) -> None:
    page = asked(hostile)
    nothing_but_text(page, hostile, plain["asked"])
    assert page.field(asking_for("quantity")[1]).value == hostile


@pytest.mark.parametrize("hostile", some_of(HOSTILE, every=7))
def test_hostile_text_in_every_part_of_the_address_is_named_and_never_drawn(
    hostile: str, plain: dict[str, list[str]]
) -> None:
    page = linked(**dict.fromkeys(PARTS, hostile))
    nothing_but_text(page, hostile, plain["linked"])
    assert len(page.alerts) == len(PARTS)


@pytest.mark.parametrize("hostile", some_of(HOSTILE, every=7))
def test_a_hostile_version_in_the_address_is_quoted_and_never_drawn(hostile: str, plain: dict[str, list[str]]) -> None:
    page = linked(v=hostile)
    nothing_but_text(page, hostile, plain["version"])
    assert len(page.alerts) == 1 and hostile[:20] in page.alerts[0]


@pytest.mark.parametrize("hostile", some_of(HOSTILE, every=7))
def test_a_hostile_name_in_the_address_is_named_and_never_drawn(hostile: str, plain: dict[str, list[str]]) -> None:
    page = Page({"better_lying": True}, **{hostile: "yes"})
    nothing_but_text(page, hostile, plain["name"])
    assert len(page.alerts) == 1 and page.address == {"better_lying": "yes"}


@pytest.mark.parametrize("length", [61, 5_000])
def test_a_very_long_entry_is_answered_with_a_short_message(length: int) -> None:
    page = Page().give("hours_since_onset", "x" * length)
    assert page.faults and all(len(fault) < 200 for fault in page.faults) and page.address == {}
