"""The case of the sheet, as every page that answers it reads it."""

from __future__ import annotations

from appropriateness import wording
from appropriateness.engine.case import Case, read_case
from appropriateness.errors import CaseError
from appropriateness.web import state
from appropriateness.web.html import Markup, joined, tag
from appropriateness.web.loaded import knowledge


def current_case() -> tuple[Case | None, dict[str, str]]:
    """The case; or, where its answers contradict each other, None and the message for each fact named."""
    try:
        return read_case(state.usable(), knowledge()), {}
    except CaseError as fault:
        said = {problem: wording.with_labels(problem.message, knowledge()) for problem in fault.problems}
        return None, {fact: message for problem, message in said.items() for fact in problem.facts}


def link_problems() -> Markup:
    """What was left out of the link that was opened."""
    said = (wording.with_labels(problem, knowledge()) for problem in state.sheet().link_problems)
    return joined(*(tag("p", problem, css="fault", role="alert") for problem in said))


def contradiction(messages: dict[str, str]) -> Markup:
    """The messages, each once."""
    lines = [tag("p", message) for message in dict.fromkeys(messages.values())]
    title = tag("h2", "These answers contradict each other")
    return tag("section", title, *lines, css="banner", role="alert")
