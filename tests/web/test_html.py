"""Whatever a user, a link or a file says is shown as text; nothing of it becomes markup."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from appropriateness.engine.case import read_value
from appropriateness.knowledge.facts import ChoiceFact, ChoicesFact, QuantityFact
from appropriateness.web import html, typed_quantity
from tests.conftest import KNOWLEDGE
from tests.web.elements import HOSTILE, harmless, parsed

QUANTITIES = [fact for fact in KNOWLEDGE.facts.values() if isinstance(fact, QuantityFact)]
CHOICES = [fact for fact in KNOWLEDGE.facts.values() if isinstance(fact, (ChoiceFact, ChoicesFact))]
texts = st.text() | st.sampled_from(HOSTILE)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_child_is_the_text_it_was_given_and_nothing_else(hostile: str) -> None:
    paragraph = parsed(html.tag("p", "before ", hostile, " after")).one("p")
    assert paragraph.children == [f"before {hostile} after"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_an_attribute_holds_the_text_it_was_given_and_opens_no_other(hostile: str) -> None:
    element = parsed(html.tag("div", css=hostile, aria_label=hostile, title=hostile)).one("div")
    assert element.attributes == {"class": hostile, "aria-label": hostile, "title": hostile}


@given(texts, texts, texts)
@settings(deadline=None, derandomize=True)
@example("<", ">", "&amp;")
def test_any_text_survives_every_builder_unchanged(one: str, two: str, three: str) -> None:
    built = html.joined(html.folded(one, two, css=three), html.listing((one, html.tag("b", two))), three)
    page = parsed(built)
    assert page.text == one + two + one + two + three
    assert [element.name for element in page.walk()] == ["details", "summary", "ul", "li", "li", "b"]


@given(texts)
@settings(deadline=None, derandomize=True)
def test_no_less_than_sign_quote_or_bare_ampersand_gets_through(value: str) -> None:
    written = html.text(value)
    assert not set(written) & set("<>\"'")
    assert written.count("&") == sum(value.count(sign) for sign in "<>&\"'")


@pytest.mark.parametrize("value", [None, 0, 1.5, True, {"<b>": "<i>"}, ["<b>"], ValueError("<b>")])
def test_a_value_that_is_no_text_is_escaped_as_well(value: object) -> None:
    assert parsed(html.tag("p", value)).one("p").children == [str(value)]


def test_an_object_that_calls_itself_markup_in_its_text_is_still_escaped() -> None:
    class Liar:
        def __str__(self) -> str:
            return "<img src=x onerror=alert(1)>"

    assert parsed(html.tag("p", Liar())).one("p").children == ["<img src=x onerror=alert(1)>"]


def test_text_joined_to_markup_is_no_longer_trusted() -> None:
    mixed = html.tag("b", "bold") + "<script>alert(1)</script>"
    assert parsed(html.tag("p", mixed)).one("p").children == ["<b>bold</b><script>alert(1)</script>"]


def test_markup_is_escaped_exactly_once() -> None:
    assert parsed(html.tag("p", html.tag("b", "A & B"))).one("b").children == ["A & B"]


def test_an_attribute_without_a_value_is_not_written() -> None:
    assert html.tag("p", title="", role=None) == "<p></p>"


def test_only_the_outer_part_begins_open_whatever_the_inner_text_says() -> None:
    page = parsed(html.folded("<details>", html.folded("inner", "x"), opened=True))
    assert ["open" in element.attributes for element in page.all("details")] == [True, False]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_a_quantity_field_refuses_is_quoted_as_text(hostile: str) -> None:
    for fact in QUANTITIES:
        with pytest.raises(ValueError) as refused:
            typed_quantity.parse(hostile, fact)
        page = parsed(html.tag("p", refused.value, css="fault", role="alert"))
        assert page.one("p").children == [str(refused.value)]
        harmless(page)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_a_choice_refuses_is_quoted_as_text(hostile: str) -> None:
    for fact in CHOICES:
        with pytest.raises(ValueError) as refused:
            read_value(fact, hostile)
        page = parsed(html.tag("p", refused.value))
        assert page.one("p").children == [str(refused.value)]
        harmless(page)
