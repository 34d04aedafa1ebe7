"""The sources a paper names, numbered in the order in which its sentences use them."""

from __future__ import annotations

from appropriateness import wording
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.sources import Source
from appropriateness.provenance import Citation

NOT_CHECKED = "Not checked against the original."
UNSOURCED = "Sentences marked [-] have no source: general practice, checked by nobody."
UNSOURCED_PLAIN = "Some sentences have no source: general practice, checked by nobody."
OUR_FORM = "project"
"""Cited by sentences that only ask or arrange, such as the request of a letter; there is nothing to look up."""


class References:
    """Gathers citations while a paper is made. One source is one number, with every place that was cited."""

    def __init__(self, knowledge: KnowledgeBase, numbered: bool = True) -> None:
        self._knowledge, self._numbered = knowledge, numbered
        self._places: dict[str, list[str]] = {}
        self._unsourced = False

    def mark(self, *citations: Citation | None) -> str:
        """Note the citations; returns what stands behind the sentence: " [1]", or "" where the paper has no marks."""
        self._unsourced |= not any(citations)
        marks = [str(self._number(item)) if item else "-" for item in citations if not item or item.source != OUR_FORM]
        return f" [{', '.join(dict.fromkeys(marks))}]" if self._numbered and marks else ""

    def sentences(self) -> tuple[str, ...]:
        """One sentence a source: number, title, kind, date, places, and whether anybody checked it."""
        listed = [
            f"{f'[{number}] ' if self._numbered else ''}{described(self._knowledge.sources[name], places)}"
            for number, (name, places) in enumerate(self._places.items(), start=1)
        ]
        note = UNSOURCED if self._numbered else UNSOURCED_PLAIN
        return (*listed, note) if self._unsourced else tuple(listed)

    def _number(self, citation: Citation) -> int:
        places = self._places.setdefault(citation.source, [])
        if citation.locator not in places:
            places.append(citation.locator)
        return list(self._places).index(citation.source) + 1


def described(source: Source, places: list[str]) -> str:
    """A source with its kind, its date and how far it was checked; a missing date is said to be missing."""
    date = source.date or (str(source.year) if source.year else "date not stated")
    who = f"; {source.citation}" if source.citation else ""
    checked = "" if source.checked else f" {NOT_CHECKED}"
    return f"{source.title} ({wording.SOURCE_KINDS[source.kind]}, {date}{who}): {'; '.join(places)}.{checked}"
