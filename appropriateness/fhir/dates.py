"""Dates of FHIR, known to the year, month, day or moment, as intervals of age and of hours ago."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, timedelta, tzinfo

_FORM = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?")
EASTERNMOST, WESTERNMOST = timedelta(hours=14), timedelta(hours=12)
Span = tuple[datetime, datetime]


def span(text: object, zone: tzinfo | None) -> Span | None:
    """The earliest and the latest moment a FHIR date or dateTime may mean; None where it is no date.

    Without a zone of its own it is local time of `zone`; where that is None too, of any place on earth.
    """
    found = _FORM.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part) if part else None for part in found.groups()[:6])
    try:
        first = datetime(year or 0, month or 1, day or 1, hour or 0, minute or 0, min(second or 0, 59))
        last = first if hour is not None else _end(first, month, day)
        if found[7]:
            offset = _offset(found[7])
            return first.replace(tzinfo=UTC) - offset, last.replace(tzinfo=UTC) - offset
        if zone is not None:
            return first.replace(tzinfo=zone).astimezone(UTC), last.replace(tzinfo=zone).astimezone(UTC)
        return first.replace(tzinfo=UTC) - EASTERNMOST, last.replace(tzinfo=UTC) + WESTERNMOST
    except (ValueError, OverflowError):
        return None


def _end(first: datetime, month: int | None, day: int | None) -> datetime:
    """The last moment of the day, month or year that begins at `first`."""
    if day is not None:
        return first + timedelta(days=1)
    if month is not None:
        return (first + timedelta(days=31)).replace(day=1)
    return first.replace(year=first.year + 1)


def _offset(text: str) -> timedelta:
    if text == "Z":
        return timedelta(0)
    hours, minutes = text[1:].split(":")
    size = timedelta(hours=int(hours), minutes=int(minutes))
    return -size if text[0] == "-" else size


def period(resource: object, zone: tzinfo | None, *names: str) -> Span | None:
    """The span of the first of these elements that holds a date or a Period."""
    for name in names:
        value = resource.get(name) if isinstance(resource, dict) else None
        if isinstance(value, dict):
            ends = [end for end in (span(value.get("start"), zone), span(value.get("end"), zone)) if end is not None]
            if ends:
                return ends[0][0], ends[-1][1]
        elif (found := span(value, zone)) is not None:
            return found
    return None


def hours_ago(when: Span, now: datetime) -> dict[str, int] | None:
    """How many hours ago, as an interval in whole hours; None for the future."""
    low, high = ((now - end) / timedelta(hours=1) for end in reversed(when))
    if high < 0:
        return None
    return {"at_least": max(0, math.floor(low)), "below": math.floor(high) + 1}


def age_in_years(birth: object, now: datetime) -> int | dict[str, int] | None:
    """Completed years since a FHIR date of birth, an interval where the day is not known; None where impossible."""
    born = span(birth, UTC)
    if born is None or born[0] > now:
        return None
    last_day = (born[1] - timedelta(seconds=1)).date() if born[1] > born[0] else born[1].date()
    youngest = max(0, _years(last_day, (now - WESTERNMOST).date()))
    oldest = _years(born[0].date(), (now + EASTERNMOST).date())
    if oldest > 120:
        return None
    return youngest if youngest == oldest else {"at_least": youngest, "below": oldest + 1}


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
