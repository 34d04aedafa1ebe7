"""Sources: every source with its kind, date, rights and how far it was read and checked."""

from __future__ import annotations

import streamlit as st

from appropriateness import wording
from appropriateness.knowledge.sources import Source
from appropriateness.web.html import Markup, folded, joined, tag
from appropriateness.web.loaded import knowledge


def _record(source: Source) -> Markup:
    rows = [
        ("Kind", wording.SOURCE_KINDS[source.kind]),
        ("Date", source.date or source.year or wording.NOT_STATED),
        ("Citation", source.citation or wording.NOT_STATED),
        ("DOI", source.doi or wording.NOT_STATED),
        ("Address", source.url or wording.NOT_STATED),
        ("Read as", source.read_as),
        ("Checked against the original", "yes" if source.checked else "no, by nobody"),
        ("Rights", source.rights),
    ]
    if source.note:
        rows.append(("Note", source.note))
    listed = joined(*(joined(tag("dt", name), tag("dd", value)) for name, value in rows))
    return folded(source.title, tag("dl", listed, css="facts"))


def page() -> None:
    base = knowledge()
    st.html(joined(tag("h1", "Sources"), tag("p", base.edition.standing)))
    kinds: dict[str, list[Source]] = {}
    for source in base.sources.values():
        kinds.setdefault(source.kind, []).append(source)
    for kind, name in wording.SOURCE_KINDS.items():
        if kind in kinds:
            st.html(
                joined(
                    tag("h3", f"{name.capitalize()} ({len(kinds[kind])})"), *(_record(source) for source in kinds[kind])
                )
            )
    st.html(joined(tag("h3", "Attributions"), *(tag("p", item.say, css="quiet") for item in base.edition.attributions)))


page()
