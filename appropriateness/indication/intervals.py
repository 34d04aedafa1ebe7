"""A time as an interval of hours back from the order, and how wide it is.

Hours are taken as written. A number of days or weeks may be off by 20 % but by no more than half a unit or 10 %,
whichever is larger, and by no less than 12 hours, so that "3 days" and "day 3" lie on both sides of 72 hours and
"4 days" after it. Months (of 720 hours) and years are counted as completed: "3 months" is 3 months or a little more.
"About" widens any of them to 20 %, hours by at least 12. These margins are our own, not clinical thresholds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Form = Literal["ago", "span", "after", "before", "later", "day", "year"]
HOURS = {"minute": 1 / 60, "hour": 1, "day": 24, "week": 168, "fortnight": 336, "month": 720, "year": 8766}
DAY = 24.0
BIRTHS = ("postpartum", "postnatal", "pp", "pn", "puerperal")
POSTOPERATIVE = ("postop", "postoperative", "postoperatively")
SEASONS: Mapping[str, tuple[int, int, int]] = {
    "spring": (3, 1, 91), "summer": (6, 1, 91), "autumn": (9, 1, 91), "xmas": (12, 20, 12), "christmas": (12, 20, 12),
    "halloween": (10, 31, 0), "bonfire": (11, 5, 0), "thanksgiving": (11, 22, 6), "new": (1, 1, 2),
}  # fmt: skip
"""The month and day each begins on, and for how many days it may be meant; "new" is the new year."""
_MONTHS = 12 * HOURS["month"]
"""Hours in a year as people mean it beside months."""
COUNTED = ("ppd", "pnd", "pod", "day", "d", "post", *POSTOPERATIVE, *BIRTHS)
"""Words a counted day begins with: POD2, PPD 8, day 5, post op day 3."""


@dataclass(frozen=True, slots=True)
class Time:
    """A time in the text: tokens `first` to `last`, from `low` to below `high` hours (equal where exact).

    ago: back from now. span: how long. after, before: from an event named next. later: from one named before.
    day: a counted day after an event. year: a calendar year or a time at least a year back.
    `bound`: at most ("within 24 h"), at least ("for years"), or None. `unit` is that of the words.
    """

    first: int
    last: int
    low: float
    high: float
    form: Form
    unit: str
    lead: str = ""
    bound: Literal["most", "least"] | None = None
    of_delivery: bool = False

    @property
    def over_a_year(self) -> bool:
        return self.low >= 0.95 * HOURS["year"]


@dataclass(frozen=True)
class TimeWords:
    """The words of time, each looked up by itself."""

    units: Mapping[str, str]
    leads: frozenset[str]
    about: frozenset[str]
    few: Mapping[str, tuple[float, float]]
    fixed: Mapping[tuple[str, ...], tuple[float, float, Form]]
    days: Mapping[str, int]
    months: Mapping[str, int]
    ordinals: Mapping[str, int]
    numbers: Mapping[str, int]

    @cached_property
    def begins(self) -> frozenset[str]:
        """The words a time may begin with, beside a number."""
        return frozenset((*COUNTED, *SEASONS)).union(
            self.few, self.days, self.months, (words[0] for words in self.fixed)
        )


def widened(count: tuple[float, float], unit: str, about: bool) -> tuple[float, float]:
    size = HOURS[unit]
    low, high = count[0] * size, count[1] * size
    if count[0] != count[1]:
        margin = 12 if unit == "day" else 0.1 * low if unit != "hour" else 0
        return max(0.0, low - margin), high + margin
    if about:
        margin = max(0.2 * low, 12 if unit in ("hour", "day") else 0)
        return max(0.0, low - margin), high + margin
    if unit in ("hour", "minute"):
        return low, high
    if unit in ("month", "year"):
        if unit == "year":
            return _MONTHS * count[0], 1.2 * _MONTHS * count[0]
        return low, high + min(size, 0.2 * high)
    margin = max(12.0, min(0.2 * low, max(size / 2, 0.1 * low)))
    return max(0.0, low - margin), high + margin


def tidy(hours: float) -> float | int:
    rounded = round(hours, 1)
    return int(rounded) if rounded == int(rounded) else rounded
