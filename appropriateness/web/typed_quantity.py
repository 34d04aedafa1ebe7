"""A quantity as people type it: 72, 3 d, 60-84, 2-3 weeks, >= 72, under 84; without a unit in that of the fact."""

from __future__ import annotations

import re

from appropriateness.knowledge.facts import QuantityFact

_HOURS = {"h": 1, "d": 24, "w": 168, "m": 720, "y": 8766}
_NUMBER = r"([+-]?\d+(?:[.,]\d+)?)"
_UNIT = r"(h|hrs?|hours?|d|days?|w|wks?|weeks?|mo|months?|y|yrs?|years?)?"
_ONE = re.compile(rf"^{_NUMBER}\s*{_UNIT}$")
_RANGE = re.compile(rf"^{_NUMBER}\s*{_UNIT}\s*(?:-|–|to|\.\.)\s*{_NUMBER}\s*{_UNIT}$")
_AT_LEAST = re.compile(rf"^(?:>=|≥|>|at least|over|more than)\s*{_NUMBER}\s*{_UNIT}$")
_BELOW = re.compile(rf"^(?:<|under|below|less than)\s*{_NUMBER}\s*{_UNIT}$")


def parse(text: str, fact: QuantityFact) -> object:
    """Plain data for `read_value`: a number, or at_least and below. Raises ValueError with what to type instead."""
    words = " ".join(text.strip().lower().split())
    if match := _ONE.match(words):
        return _scaled(match[1], match[2], fact)
    if match := _RANGE.match(words):
        return {"at_least": _scaled(match[1], match[2] or match[4], fact), "below": _scaled(match[3], match[4], fact)}
    if match := _AT_LEAST.match(words):
        return {"at_least": _scaled(match[1], match[2], fact)}
    if match := _BELOW.match(words):
        return {"below": _scaled(match[1], match[2], fact)}
    raise ValueError(f'"{text.strip()[:40]}" is not a number in {fact.unit}. Type for example {_example(fact)}.')


def _example(fact: QuantityFact) -> str:
    return "72, 3 d, 60-84 or >= 72" if fact.unit == "hours" else "34, 30-40 or >= 18"


def _scaled(number: str, unit: str | None, fact: QuantityFact) -> float | int:
    value = float(number.replace(",", "."))
    if unit is not None:
        hours = _HOURS[unit[0]]
        scale = {"hours": 1, "days": 24, "weeks": 168, "years": 8766}.get(fact.unit)
        if scale is None:
            raise ValueError(f"{fact.label} is given in {fact.unit}; leave out the time unit.")
        value = value * hours / scale
    return int(value) if value == int(value) else round(value, 2)


def written(value: object) -> str:
    """Plain data as it would be typed."""
    if isinstance(value, dict):
        low, high = value.get("at_least"), value.get("below")
        if low is not None and high is not None:
            return f"{low}-{high}"
        return f">= {low}" if low is not None else f"< {high}"
    return "" if value is None else str(value)
