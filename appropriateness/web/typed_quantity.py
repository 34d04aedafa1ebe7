"""A quantity as people type it: 72, 3 d, 60-84, 2-3 weeks, >= 72, under 84; without a unit in that of the fact.

What is typed is never rounded. Whole days are known to the day: "3 d" is 60 to 84 hours, because it crosses the
72-hour edge as often as not; "72 h", "3.0 d" and 72 are exact. Both ends of a range that counts (points, patches,
completed years of age) belong to it.
"""

from __future__ import annotations

import re
from decimal import Decimal

from appropriateness.knowledge.facts import QuantityFact

_HOURS = {"h": 1, "d": 24, "w": 168, "m": 720, "y": 8766}
_HALF_A_DAY = 12
_MONTHS_A_YEAR = 12
_NUMBER = r"([+-]?\d+(?:[.,]\d+)?)"
_UNIT = r"(h|hrs?|hours?|d|days?|w|wks?|weeks?|mo|months?|y|yrs?|years?)?"
_ONE = re.compile(rf"^{_NUMBER}\s*{_UNIT}$")
_RANGE = re.compile(rf"^{_NUMBER}\s*{_UNIT}\s*(?:-|–|to|\.\.)\s*{_NUMBER}\s*{_UNIT}$")
_AT_LEAST = re.compile(rf"^(?:>=|≥|at least)\s*{_NUMBER}\s*{_UNIT}$")
_ABOVE = re.compile(rf"^(?:>|over|more than)\s*{_NUMBER}\s*{_UNIT}$")
_BELOW = re.compile(rf"^(?:<|under|below|less than)\s*{_NUMBER}\s*{_UNIT}$")
_AT_MOST = re.compile(rf"^(?:<=|≤|at most|up to)\s*{_NUMBER}\s*{_UNIT}$")
_THOUSANDS = re.compile(r"(?<![\d.,])([1-9]\d{0,2})([.,])(\d{3})(?![\d.,])")


def parse(text: str, fact: QuantityFact) -> object:
    """Plain data for `read_value`: a number, or at_least and below. Raises ValueError with what to type instead."""
    words = " ".join(text.strip().lower().split())
    if match := _THOUSANDS.search(words):
        raise ValueError(
            f'"{match[0]}" can be read as {match[1]}{match[3]} or as {match[1]}.{match[3]}. '
            f"Type {match[1]}{match[3]}, or {match[1]}.{match[3]}0 where the fraction is meant."
        )
    if match := _ONE.match(words):
        low, high = _span(match[1], match[2], fact)
        return low if low == high else {"at_least": low, "below": high}
    if match := _RANGE.match(words):
        low, _ = _span(match[1], match[2] or match[4], fact)
        _, high = _span(match[3], match[4], fact)
        return {"at_least": low, "below": high + 1 if _counts(fact) and _whole(high) else high}
    if match := _AT_LEAST.match(words):
        return {"at_least": _scaled(match[1], match[2], fact)}
    if match := _ABOVE.match(words):
        low = _scaled(match[1], match[2], fact)
        return {"at_least": low + 1 if _counts(fact) and _whole(low) else low}
    if match := _BELOW.match(words):
        return {"below": _scaled(match[1], match[2], fact)}
    if match := _AT_MOST.match(words):
        high = _scaled(match[1], match[2], fact)
        return {"below": high + 1 if _counts(fact) and _whole(high) else high}
    raise ValueError(f'"{text.strip()[:40]}" is not a number in {fact.unit}. Type for example {_example(fact)}.')


def _counts(fact: QuantityFact) -> bool:
    """Whether a whole number of this fact stands for all up to the next: points, patches, completed years."""
    return fact.whole or fact.unit == "years"


def _whole(number: float) -> bool:
    return number == int(number)


def _example(fact: QuantityFact) -> str:
    return "72, 3 d, 60-84 or >= 72" if fact.unit == "hours" else "34, 30-40 or >= 18"


def _span(number: str, unit: str | None, fact: QuantityFact) -> tuple[float, float]:
    """From where to where a number may be meant: whole days of an elapsed time to half a day on either side."""
    value = _scaled(number, unit, fact)
    whole_days = unit is not None and unit[0] == "d" and number.lstrip("+-").isdigit()
    if fact.unit != "hours" or not whole_days or value == 0:
        return value, value
    low, high = value - _HALF_A_DAY, value + _HALF_A_DAY
    return (low if low >= fact.at_least else value), high


def _scaled(number: str, unit: str | None, fact: QuantityFact) -> float | int:
    value = float(number.replace(",", "."))
    if unit is not None:
        value = _converted(value, unit[0], fact)
    return int(value) if _whole(value) else value


def _converted(value: float, unit: str, fact: QuantityFact) -> float:
    scale = {"hours": 1, "days": 24, "weeks": 168, "years": 8766}.get(fact.unit)
    if scale is None:
        raise ValueError(f"{fact.label} is given in {fact.unit}; leave out the time unit.")
    if fact.unit == "years" and unit == "m":
        return value / _MONTHS_A_YEAR
    return value * _HOURS[unit] / scale


def written(value: object, fact: QuantityFact) -> str:
    """Plain data as it would be typed, so that `parse` gives it back."""
    if isinstance(value, dict):
        low, high = value.get("at_least"), value.get("below")
        if low is not None and high is not None:
            return f"{_digits(low)}-{_digits(high - 1 if _counts(fact) and _whole(high) else high)}"
        return f">= {_digits(low)}" if low is not None else f"< {_digits(high)}"
    return "" if value is None else _digits(value)


def _digits(number: object) -> str:
    """The number without an exponent, and never in a form that could be read as thousands."""
    text = format(Decimal(str(number)), "f")
    return f"{text}0" if _THOUSANDS.search(text) else text
