"""Which rating an order may carry. Silence is the answer to every doubt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from appropriateness.engine.consultation import Consultation
from appropriateness.knowledge.ratings import OptionCategory
from appropriateness.wording import CATEGORIES, decapitalised, joined

RatingCode = Literal["appropriate", "not-appropriate", "no-criteria-apply"]
CODES: dict[OptionCategory, RatingCode] = {
    "usually_appropriate": "appropriate",
    "may_be_appropriate": "appropriate",
    "may_be_appropriate_disagreement": "appropriate",
    "usually_not_appropriate": "not-appropriate",
    "not_rated": "no-criteria-apply",
}
"""How categories map to the three codes there are. "May be appropriate" has none of its own: it does not speak against
the order, so it maps to appropriate, and the category stands beside it. A contested row maps to nothing."""

CONTRAST_OPEN = "mri_head_unspecified"
"""A study that is three procedures until somebody says which: asked, never rated."""


@dataclass(frozen=True, slots=True)
class Rating:
    """`category` is None where several tables or procedures say different categories under one code."""

    code: RatingCode
    category: OptionCategory | None
    text: str


def rating_of(procedures: tuple[str, ...], consultation: Consultation) -> Rating | None:
    """The rating of a study, or None where it stays unrated; no procedures: a study that no row covers.

    None while facts are missing, while an emergency holds, where a row is contested or tables differ; and never
    not-appropriate while an emergency has not been asked for or an urgent flag holds.
    """
    decision = consultation.decision
    elsewhere = decision.outcome == "out_of_scope" and not decision.uncovered
    if elsewhere or decision.outcome in ("escalate", "needs_facts") or CONTRAST_OPEN in procedures:
        return None
    if decision.redirect is None and not decision.matched:
        return None
    categories = set(categories_of(procedures, consultation))
    codes = {CODES.get(category) for category in categories}
    code = codes.pop() if len(codes) == 1 else None
    if code is None:
        return None
    if code == "not-appropriate" and (decision.conditional_on or decision.flags):
        return None
    category = categories.pop() if len(categories) == 1 else None
    return Rating(code, category, _words(category, consultation))


def categories_of(procedures: tuple[str, ...], consultation: Consultation) -> Iterator[OptionCategory]:
    """The category of every procedure in every table shown; not_rated where no row covers it."""
    tables = consultation.decision.shown
    if not tables or not procedures:
        yield "not_rated"
        return
    for state in tables:
        rows = {option.row.procedure.id: option.row.category for option in consultation.options_of(state.scenario.id)}
        yield from (rows.get(procedure, "not_rated") for procedure in procedures)


def _words(category: OptionCategory | None, consultation: Consultation) -> str:
    shown = consultation.decision.shown
    named = joined([f"“{state.scenario.short}”" for state in shown])
    said = CATEGORIES[category] if category is not None else "Categories differ"
    if category == "not_rated":
        said = "No criteria apply"
    where = f" for {named}" if shown else f": {decapitalised(_redirect_title(consultation))}"
    assumed = [a.sentence for state in shown for a in state.assumptions]
    taken = f" Assumed: {' '.join(dict.fromkeys(assumed))}" if assumed else ""
    said = f"{said}{where}.{taken}"
    return f"If no red flag is present: {decapitalised(said)}" if consultation.decision.conditional_on else said


def _redirect_title(consultation: Consultation) -> str:
    redirect = consultation.decision.redirect
    return redirect.redirect.title if redirect is not None else ""
