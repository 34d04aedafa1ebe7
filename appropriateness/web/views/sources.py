"""Sources: who says what, of what kind, when; what rests on it, what nobody checked, and where they disagree."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from appropriateness import site_words, wording
from appropriateness.knowledge.integrity import parts, parts_of
from appropriateness.knowledge.scenarios import Position, Reading
from appropriateness.knowledge.sources import Disagreement, Source, Voice
from appropriateness.provenance import Citation
from appropriateness.web.html import Markup, folded, joined, tag
from appropriateness.web.loaded import doses, knowledge, protocols
from appropriateness.web.local import whole_policy
from appropriateness.web.readings import dated


@st.cache_data
def _resting(digest: str, library: str) -> dict[str, dict[str, int]]:
    """What rests on each source of the knowledge and of the protocol library with these digests, counted by kind."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in protocols().sources}
    for part in parts_of(knowledge()):
        match part:
            case Reading():
                counts[part.witness]["ratings"] += 1
            case Position():
                counts[part.source]["positions"] += 1
            case Voice():
                counts[part.source]["voices in disagreements"] += 1
            case Citation():
                counts[part.source]["statements"] += 1
    for _, part in parts(doses()):
        if isinstance(part, Citation):
            counts[part.source]["statements on dose"] += 1
    for model in (*protocols().protocols.values(), *protocols().beside):
        for _, part in parts(model):
            if isinstance(part, Citation):
                counts[part.source]["statements in protocols"] += 1
    return {name: dict(counter) for name, counter in counts.items()}


def page() -> None:
    base = knowledge()
    sources = protocols().sources
    compared = sum(source.checked for source in sources.values())
    st.html(
        joined(
            tag("h1", "Sources"),
            tag("p", site_words.standing(base)),
            tag("p", f"{len(sources)} sources; {compared or 'none'} of them compared with the original."),
        )
    )
    kinds: dict[str, list[Source]] = {}
    for source in sources.values():
        kinds.setdefault(source.kind, []).append(source)
    for kind, name in wording.SOURCE_KINDS.items():
        if kind in kinds:
            records = (_record(source) for source in kinds[kind])
            st.html(joined(tag("h2", f"{name[0].upper()}{name[1:]} ({len(kinds[kind])})"), *records))
    st.html(joined(tag("h2", "Where sources disagree"), *(_disagreement(item) for item in base.disagreements.values())))
    st.html(whole_policy(base))
    st.html(_correcting())
    changes = (tag("p", f"{change.date}: {change.say}") for change in base.edition.changelog)
    st.html(joined(tag("h2", "Changes of the knowledge"), *changes, tag("p", base.digest, css="quiet")))
    attributions = (tag("p", item.say, css="quiet") for item in base.edition.attributions)
    st.html(joined(tag("h2", "Attributions"), *attributions))


def _record(source: Source) -> Markup:
    counts = _resting(knowledge().digest, protocols().digest)[source.id]
    resting = wording.joined([f"{count} {what}" for what, count in counts.items()])
    rows = [
        ("Kind", wording.SOURCE_KINDS[source.kind]),
        ("Date", source.date or source.year or wording.NOT_STATED),
        ("Citation", source.citation or wording.NOT_STATED),
        ("DOI", source.doi or wording.NOT_STATED),
        ("Address", source.url or wording.NOT_STATED),
        ("Read as", source.read_as),
        ("Compared with the original", _compared(source)),
        ("Rests on it", resting or "nothing but its attribution"),
        ("Rights", source.rights),
    ]
    if source.note:
        rows.append(("Note", source.note))
    listed = joined(*(joined(tag("dt", name), tag("dd", value)) for name, value in rows))
    return folded(source.title, tag("dl", listed, css="facts"))


def _compared(source: Source) -> str:
    if not source.checked:
        return "no, by nobody"
    return f"yes, by {source.reviewer}" if source.reviewer else "yes"


def _disagreement(item: Disagreement) -> Markup:
    voices = (tag("li", f"{voice.says} ", dated(voice.source, voice.locator, knowledge())) for voice in item.voices)
    bears_on = [s.short for s in knowledge().scenarios.values() if item.id in s.disagreements]
    critical = tag("p", tag("b", "Safety-critical.")) if item.safety_critical else Markup("")
    return folded(
        f"{item.id}. {item.title}",
        critical,
        tag("p", item.question),
        tag("ul", *voices),
        tag("p", tag("b", "Shown here as: "), item.shown_as),
        tag("p", f"Bears on: {wording.joined(bears_on)}." if bears_on else "", css="quiet"),
    )


def _correcting() -> Markup:
    sentences = (
        "Compare the row with the publisher's table.",
        "In the scenario's file under data/scenarios, add your reading to the row: the witness, the rating, the place.",
        "Declare yourself in data/sources.yaml: kind guideline, checked, your name as reviewer, the date.",
        "Note the change in data/edition.yaml, then run: appropriateness check-knowledge.",
        "For one site alone, put the check into its site.yaml instead (see data/README.md).",
        "Whether the row is still contested follows from its readings; it is never written down.",
    )
    return joined(tag("h2", "How to correct a rating"), tag("ol", *(tag("li", sentence) for sentence in sentences)))


page()
