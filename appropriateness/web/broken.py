"""The page in place of all others while the knowledge or the site's policy cannot be used: what is wrong, and where."""

from __future__ import annotations

import streamlit as st

from appropriateness.errors import KnowledgeError, KnowledgeProblem
from appropriateness.settings import site_folder
from appropriateness.web.html import Markup, joined, tag


def draw(fault: KnowledgeError) -> None:
    """Every fault with its file and line, and what to do. No answer stands beside it."""
    site = site_folder()
    check = "appropriateness check-knowledge" + (f" --site {site.name}" if site is not None else "")
    steps = (
        joined("Correct the files named, or put back their last good version."),
        joined("Check them: ", tag("code", check)),
        "Reload this page.",
    )
    st.html(
        joined(
            tag("h1", "No answer can be given: the knowledge has a fault"),
            tag("section", *(_problem(item) for item in fault.problems), css="banner", role="alert"),
            tag("p", "What was rated, asked or warned of might be missing, so nothing is shown until this is mended."),
            tag("h2", "What to do"),
            tag("ol", *(tag("li", step) for step in steps)),
        )
    )


def _problem(item: KnowledgeProblem) -> Markup:
    place = f"{item.file}, line {item.line}" if item.line else item.file
    return tag("p", tag("b", f"{place}: "), item.message, " ", tag("small", item.code))
