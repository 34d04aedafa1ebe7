"""What the readings of one rating come to: a category, or contested. Derived from the witnesses, never written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from appropriateness.knowledge.scenarios import Category, Reading
from appropriateness.knowledge.sources import CAN_CONTEST, Source, SourceKind

OptionCategory = Category | Literal["contested", "not_rated"]

APPROPRIATE: frozenset[str] = frozenset(
    {"usually_appropriate", "may_be_appropriate", "may_be_appropriate_disagreement"}
)
CATEGORY_RANK: Mapping[str, int] = {
    "usually_appropriate": 0,
    "may_be_appropriate": 1,
    "may_be_appropriate_disagreement": 1,
    "usually_not_appropriate": 2,
}
_TRUST: Mapping[SourceKind, int] = {"guideline": 0, "transcript": 1, "article": 2}

Sources = Mapping[str, Source]


def category_of(readings: Sequence[Reading], sources: Sources) -> OptionCategory:
    """The category the readings agree on, or contested where witnesses that can contest differ.

    A reading checked against the guideline itself settles the row; what others reported stays beside it.
    """
    telling = _telling(readings, sources)
    telling = [reading for reading in telling if _settles(reading, sources)] or telling
    if _differ(telling):
        return "contested"
    return most_trusted(telling or list(readings), sources).reported_category


def settling(readings: Sequence[Reading], sources: Sources) -> Reading | None:
    """The checked reading that settles what would be contested without it; None where nothing had to be settled."""
    checks = [reading for reading in readings if _settles(reading, sources)]
    if not checks or _differ(checks) or not _differ(_telling(readings, sources)):
        return None
    return most_trusted(checks, sources)


def most_trusted(readings: Sequence[Reading], sources: Sources) -> Reading:
    """The reading of the most trusted witness, one with a panel rating first."""
    return min(readings, key=lambda r: (_TRUST.get(sources[r.witness].kind, 9), r.rating is None))


def _telling(readings: Sequence[Reading], sources: Sources) -> list[Reading]:
    return [reading for reading in readings if sources[reading.witness].kind in CAN_CONTEST]


def _settles(reading: Reading, sources: Sources) -> bool:
    source = sources[reading.witness]
    return source.kind == "guideline" and source.checked


def _differ(readings: Sequence[Reading]) -> bool:
    categories = {reading.reported_category for reading in readings}
    ratings = {reading.rating for reading in readings if reading.rating is not None}
    return len(categories) > 1 or len(ratings) > 1
