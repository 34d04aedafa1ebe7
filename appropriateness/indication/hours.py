"""A time as the fact it gives."""

from __future__ import annotations

from appropriateness.indication.intervals import Time, tidy
from appropriateness.indication.proposals import Proposal


def in_hours(fact: str, low: float, high: float, first: int, last: int, time: Time) -> Proposal:
    """The fact, between how many and how many hours ago; a delivery in days."""
    if fact == "postpartum_days":
        exact = time.unit == "day" and time.high - time.low <= 24.5
        ends = (round(low / 24, 1), round(high / 24, 1))
        value: object = round((low + high) / 48) if exact else {"at_least": ends[0], "below": ends[1]}
        return Proposal(fact, tidy(ends[0]) if ends[0] == ends[1] else value, first, last)
    if time.bound == "least":
        value = {"at_least": tidy(low)}
    elif low == high:
        value = tidy(low)
    else:
        value = {"at_least": tidy(low), "below": tidy(high)}
    return Proposal(fact, value, first, last)
