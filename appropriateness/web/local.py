"""A site's policy beside what the sources say; it never takes their place."""

from __future__ import annotations

import streamlit as st

from appropriateness import site_words
from appropriateness.engine.consultation import Consultation
from appropriateness.engine.site_policy import LocalDifference, bearing_on, differences
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.web.html import Markup, joined, tag
from appropriateness.web.loaded import expired_policy


def notice() -> None:
    """On every page: that the site's policy has expired and is left out as a whole."""
    expired = expired_policy()
    if expired:
        lines = (tag("li", str(problem)) for problem in expired)
        title = tag("p", tag("b", "The local policy has expired and is left out; only the sources speak."))
        st.html(tag("section", title, tag("ul", *lines), css="banner urgent", role="alert"))


def beside_option(scenario: str, procedure: str, consultation: Consultation) -> Markup:
    """What this site says of a study: its minutes, and whether it comes first here."""
    found = [
        item
        for item in bearing_on(consultation)
        if item.procedure == procedure
        and item.kind in ("minutes", "first_choice")
        and item.scenario in (None, scenario)
    ]
    return joined(*(_difference(item, consultation.knowledge) for item in found))


def agents_allowed(consultation: Consultation) -> Markup:
    """Which contrast agents may go into the spine here, beside what their labels allow."""
    found = [item for item in bearing_on(consultation) if item.kind == "intrathecal_agents"]
    return joined(*(_difference(item, consultation.knowledge) for item in found))


def whole_policy(knowledge: KnowledgeBase) -> Markup:
    """Everything in which this site differs, for the page of sources."""
    site = knowledge.site
    if site is None:
        return joined(
            tag("h2", "Local policy"),
            tag("p", "No site policy is laid over these sources.", css="quiet"),
        )
    return joined(
        tag("h2", f"Local policy of {site.name}"),
        tag("p", "Shown beside the sources, never instead of them."),
        *(_named(item, knowledge) for item in differences(knowledge)),
    )


def _named(item: LocalDifference, knowledge: KnowledgeBase) -> Markup:
    about = [knowledge.scenarios[item.scenario].short] if item.scenario else []
    about += [knowledge.procedures[item.procedure].label] if item.procedure else []
    title = tag("p", tag("b", ": ".join(about))) if about else Markup("")
    return tag("section", title, _difference(item, knowledge))


def _difference(item: LocalDifference, knowledge: KnowledgeBase) -> Markup:
    return tag(
        "div",
        tag("p", tag("b", site_words.here(item, knowledge))),
        tag("p", "Sources: ", site_words.sources_say(item, knowledge)),
        tag("small", site_words.in_force(item, knowledge)),
        css="local",
    )
