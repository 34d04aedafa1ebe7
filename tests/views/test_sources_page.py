"""The sources page: every source with what it is, what may be done with it, and that nobody checked it."""

from __future__ import annotations

import pytest

from appropriateness import wording
from appropriateness.knowledge.protocol_library import PROTOCOLS, load_protocols
from tests.conftest import KNOWLEDGE
from tests.views.conftest import Page
from tests.web.elements import Element

SOURCES = load_protocols(PROTOCOLS, KNOWLEDGE).sources
"""Those of the knowledge and those that only protocols cite."""


@pytest.fixture(scope="module")
def page() -> Element:
    return Page().visit("sources").html


def records(page: Element) -> dict[str, dict[str, str]]:
    """The facts of every source, by its title."""
    found = {}
    for part in page.all("details"):
        for facts in part.all("dl")[:1]:
            names = [name.text for name in facts.all("dt")]
            found[part.all("summary")[0].text] = dict(
                zip(names, [value.text for value in facts.all("dd")], strict=True)
            )
    return found


def test_every_source_is_listed_once(page: Element) -> None:
    titles = [source.title for source in SOURCES.values()]
    assert len(set(titles)) == len(titles) > 50
    assert sorted(records(page)) == sorted(titles)


def test_every_source_says_its_kind_its_rights_and_whether_it_was_checked(page: Element) -> None:
    said = records(page)
    for source in SOURCES.values():
        facts = said[source.title]
        assert facts["Kind"] == wording.SOURCE_KINDS[source.kind]
        assert facts["Rights"] == source.rights
        (checked,) = [value for value in facts.values() if value == "yes" or value.startswith("no,")]
        assert (checked == "yes") == source.checked


def test_no_source_leaves_a_line_empty(page: Element) -> None:
    assert all(value.strip() for facts in records(page).values() for value in facts.values())


def test_a_source_that_only_protocols_cite_says_that_protocols_rest_on_it(page: Element) -> None:
    own = next(source for source in SOURCES.values() if source.id not in KNOWLEDGE.sources)
    assert "statements in protocols" in records(page)[own.title]["Rests on it"]


def test_sources_stand_under_their_kinds_with_their_number(page: Element) -> None:
    titles = [title.text.lower() for name in ("h2", "h3") for title in page.all(name)]
    for kind in {source.kind for source in SOURCES.values()}:
        number = sum(source.kind == kind for source in SOURCES.values())
        assert f"{wording.SOURCE_KINDS[kind].lower()} ({number})" in titles


def test_every_disagreement_is_listed_with_every_voice_and_how_it_is_shown(page: Element) -> None:
    parts = {part.all("summary")[0].text: part.text for part in page.all("details")}
    for item in KNOWLEDGE.disagreements.values():
        (text,) = [text for title, text in parts.items() if title.startswith(f"{item.id}.") and item.title in title]
        assert item.question in text and item.shown_as in text
        assert all(voice.says in text and KNOWLEDGE.sources[voice.source].title in text for voice in item.voices)


def test_the_page_says_that_nobody_has_reviewed_the_knowledge_and_whose_work_it_rests_on(page: Element) -> None:
    assert KNOWLEDGE.edition.standing in page.text
    assert all(item.say in page.text for item in KNOWLEDGE.edition.attributions)
