"""Sources beside statements: a citation, a reading of a rating, a dated position."""

from __future__ import annotations

from appropriateness import wording
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.scenarios import Reading
from appropriateness.provenance import Citation
from appropriateness.web.html import Markup, tag


def cited(citation: Citation | None, knowledge: KnowledgeBase, checked: bool = False) -> Markup:
    """A source in words with its locator, and that nobody checked it where nobody did."""
    if citation is None:
        return tag("small", "No source; general practice, needs a clinician's signature.")
    source = knowledge.sources[citation.source]
    return tag("small", f"{source.title}, {citation.locator}.{'' if checked else ' Not checked.'}")


def reading(item: Reading, knowledge: KnowledgeBase) -> Markup:
    """What one witness reports of one rating, with its kind and how far it was read."""
    source = knowledge.sources[item.witness]
    rating = f", rating {item.rating}" if item.rating is not None else ", no rating given"
    year = f", {source.year}" if source.year else ""
    note = " A machine-written page never makes a rating contested." if source.kind == "machine_written" else ""
    by = f" by {source.reviewer}" if source.reviewer else ""
    checked = "Checked" if source.checked else "Not checked"
    return tag(
        "div",
        tag("b", f"{wording.CATEGORIES[item.reported_category]}{rating}"),
        f": {source.title} ({wording.SOURCE_KINDS[source.kind]}{year}; {item.locator}). ",
        tag("small", f"Read as {source.read_as}. {checked} against the publisher{by}.{note}"),
        css="reading",
    )


def dated(source_id: str, locator: str, knowledge: KnowledgeBase) -> Markup:
    """A voice with its kind and year."""
    source = knowledge.sources[source_id]
    year = f", {source.year}" if source.year else ""
    return tag("small", f"{source.title} ({wording.SOURCE_KINDS[source.kind]}{year}; {locator}).")
