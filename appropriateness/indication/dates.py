"""Weekdays, dates and years, counted back from the date of the order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from appropriateness.indication.intervals import DAY, HOURS, Form, Time, TimeWords
from appropriateness.indication.named_days import NAMED, day_of_the_month, weekday
from appropriateness.indication.tokens import Token

_SCALES = (4, 5, 10)
"""Reflexes 2/4, strength 3/5, pain 9/10: a score unless a word before it says that it is a date."""


Order = Literal["month first", "day first"]
_BEFORE_A_MONTH = frozenset({"st", "nd", "rd", "th", "of", "-"})
"""What may stand between a day and its month: "9th of November", "9-Nov"."""
_RECENT = 62
"""Days within which a date of two possible readings is taken, where the other is farther back."""


def order_in(tokens: tuple[Token, ...], on: date | None) -> Order | None:
    """Whether 11/10 is read month first or day first: as the other dates of the text can only be, or None."""
    told: set[Order] = set()
    strokes = [place for place in range(1, len(tokens) - 1) if tokens[place].word == "/"]
    for place in (stroke - 1 for stroke in strokes):
        one, other = tokens[place].word, tokens[place + 2].word
        if on is None or not (one.isdecimal() and other.isdecimal() and len(one) <= 2 and len(other) <= 2):
            continue
        if _no_date(tokens, place, int(one), int(other)):
            continue
        months = [_days_back(int(one), int(other), on.year, on), _days_back(int(other), int(one), on.year, on)]
        first, second = (any(last <= _RECENT for last, _ in backs) for backs in months)
        if first != second:
            told.add("month first" if first else "day first")
    return next(iter(told)) if len(told) == 1 else None


_SPANS = frozenset({"x", "for", "~", "past", "about", "over", "last"})
_TOLD_AS_SPAN = frozenset({"ago", "hx", "history", "h/o", "of", "later", "post", "back", "after", "s/p", "since"})


def _recent_month_first(
    tokens: tuple[Token, ...], place: int, value: int, other: int, on: date | None, order: Order | None
) -> bool:
    """Whether 11/12 is a day of late, not eleven months; 11/7 only beside dates that are month first."""
    behind = tokens[place + 3].word if place + 3 < len(tokens) else ""
    span = (place > 0 and tokens[place - 1].word in _SPANS) or behind in _TOLD_AS_SPAN
    if on is None or span or not (other == 12 or (other == 7 and order == "month first")):
        return False
    return any(last <= _RECENT for last, _ in _days_back(value, other, on.year, on)) if order != "day first" else False


def _no_date(tokens: tuple[Token, ...], place: int, value: int, other: int) -> bool:
    """Whether a day and a month with a stroke between are a duration or a score."""
    scored = (other in _SCALES and value <= other) or other == 12
    return other in (7, 24, 40, 52) or (scored and not _led_by_date(tokens, place))


def calendar(
    tokens: tuple[Token, ...], place: int, words: TimeWords, on: date | None, order: Order | None
) -> Time | None:
    """Weekdays, dates and years. Without the date of the order only a year can be read."""
    named = weekday(tokens, place, words, on)
    if named is not None:
        return _date_behind(tokens, named, words, on, order) or named
    dated = _dated(tokens, place, words, on, order)
    for found in (dated, *(named_day(tokens, place, words, on) for named_day in NAMED), _year(tokens, place, on)):
        if found is not None:
            return found
    return None


def _date_behind(
    tokens: tuple[Token, ...], day: Time, words: TimeWords, on: date | None, order: Order | None
) -> Time | None:
    """The date that stands behind its weekday, with the weekday: "Wed 11 Nov", "Thurs last wk (12th)"."""
    after = day.last + 1
    while after < len(tokens) and after - day.last <= _BEFORE_ITS_DATE and tokens[after].word in (",", "the", "("):
        after += 1
    if after >= len(tokens):
        return None
    told = _dated(tokens, after, words, on, order) or day_of_the_month(tokens, after, words, on)
    return replace(told, first=day.first) if told else None


_BEFORE_ITS_DATE = 2
"""Marks and words that may stand between a weekday and its date."""


def _dated(
    tokens: tuple[Token, ...], place: int, words: TimeWords, on: date | None, order: Order | None
) -> Time | None:
    parts = [token.word for token in tokens[place : place + 5]]
    parts = ["" if word.isdecimal() and len(word) > 4 else word for word in parts]  # a longer number is no date
    after_letter = place > 0 and tokens[place].glued and tokens[place - 1].word.isalpha()
    if on is None or not parts or after_letter:
        return None
    candidates: list[tuple[int, int | None, int, int]] = []  # month, day, year, tokens
    if (dotted := _dotted(tokens, place, on)) is not None:
        candidates.append(dotted)
    if parts[0].isdecimal():
        value = int(parts[0])
        if (
            len(parts) >= 3
            and parts[1] in "/-."
            and parts[2].isdecimal()
            and tokens[place + 1].glued
            and tokens[place + 2].glued
        ):
            other = int(parts[2])
            if parts[1] == "/" and 1 <= value <= 12 and 1950 < other < 2100:
                candidates.append((value, None, other, 3))  # "9/2025"
            elif value > 1900 and len(parts) == 5 and parts[3] == parts[1] and parts[4].isdecimal():
                candidates.append((other, int(parts[4]), value, 5))
            elif len(parts) == 5 and parts[3] == parts[1] and parts[4].isdecimal():
                year = int(parts[4])
                year += 2000 if year < 100 else 0
                candidates += [(value, other, year, 5), (other, value, year, 5)]
            elif parts[1] == "/" and _recent_month_first(tokens, place, value, other, on, order):
                candidates.append((value, other, on.year, 3))
            elif parts[1] == "/" and not _no_date(tokens, place, value, other):
                candidates += [(value, other, on.year, 3)] if order != "day first" else []
                candidates += [(other, value, on.year, 3)] if order != "month first" else []
        else:
            named = next((at for at, word in enumerate(parts[1:4], 1) if word not in _BEFORE_A_MONTH), 0)
            dashed = "-" in parts[1:named] and not all(token.glued for token in tokens[place + 1 : place + named + 1])
            if parts[named] in words.months and not dashed:
                candidates.append((words.months[parts[named]], value, on.year, named + 1))
    elif len(parts) >= 3 and parts[0] in words.ordinals and parts[1] == "of" and parts[2] in words.months:
        candidates.append((words.months[parts[2]], words.ordinals[parts[0]], on.year, 3))  # "tenth of November"
    elif parts[0] in words.months and (len(parts[0]) > 3 or tokens[place].raw[:1].isupper()):
        month = words.months[parts[0]]
        if len(parts) >= 3 and parts[1] in ("the", "-") and parts[2].isdecimal() and int(parts[2]) <= 31:
            candidates.append((month, int(parts[2]), on.year, 3))
        if len(parts) >= 2 and (spoken := words.ordinals.get(parts[1])) is not None:
            candidates.append((month, spoken, on.year, 2))  # "November tenth"
        elif len(parts) >= 2 and parts[1].isdecimal() and int(parts[1]) <= 31:
            candidates.append((month, int(parts[1]), on.year, 2))
        elif len(parts) >= 2 and parts[1].isdecimal() and 1950 < int(parts[1]) < 2100:
            candidates.append((month, None, int(parts[1]), 2))
    if candidates and candidates[0][3] <= 4 and parts[1:2] not in (["/"], ["."]):
        candidates = [_of_the_year_behind(tokens, place, candidates[0])]
    backs = sorted({back for m, d, y, _ in candidates for back in _days_back(m, d, y, on)})
    if not backs:
        return None
    used = candidates[0][3]
    near = [back for back in backs if back[1] <= _RECENT] or backs[:1]
    low, high = near[0][0] * DAY - 12, near[-1][1] * DAY + 12
    form: Form = "year" if low >= 0.95 * HOURS["year"] else "ago"
    return Time(place, place + used - 1, max(0.0, low), high, form, "day")


def _dotted(tokens: tuple[Token, ...], place: int, on: date) -> tuple[int, int | None, int, int] | None:
    """A day and a month with full stops: "16.11.", "16.11.2026"; "3.5" is a number."""
    day, dot, month = tokens[place].word.partition(".")
    behind = tokens[place + 1 : place + 3]
    stop = bool(behind) and behind[0].word == "." and behind[0].glued
    if not (dot and stop and len(day) <= 2 and len(month) == 2 and 1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    year = behind[1].word if len(behind) == 2 and behind[1].glued and behind[1].word.isdecimal() else ""
    if len(year) in (2, 4):
        return int(month), int(day), int(year) + (2000 if len(year) == 2 else 0), 3
    goes_on = len(behind) == 2 and (behind[1].is_mark or behind[1].word.islower())
    return (int(month), int(day), on.year, 2) if goes_on or len(behind) == 1 else None


def _of_the_year_behind(
    tokens: tuple[Token, ...], place: int, dated: tuple[int, int | None, int, int]
) -> tuple[int, int | None, int, int]:
    """A day and a month with the year that stands behind them, if one does: "9 Nov 2024", "Nov 9, 2024", "9-Nov-24"."""
    month, day, _, used = dated
    behind = tokens[place + used : place + used + 2]
    marked = len(behind) == 2 and behind[0].word in ",-"
    number = behind[1] if marked else behind[0] if behind else None
    if day is None or number is None or not number.word.isdecimal():
        return dated
    short = len(number.word) == 2 and marked and behind[0].word == "-" and behind[0].glued and number.glued
    told = int(number.word) + (2000 if short else 0)
    written = short or len(number.word) == 4
    return (month, day, told, used + 1 + marked) if written and 1950 < told < 2100 else dated


def _led_by_date(tokens: tuple[Token, ...], place: int) -> bool:
    listed = place > 3 and tokens[place - 1].word in ("and", "&", ",") and tokens[place - 3].word == "/"
    return listed or (place > 0 and tokens[place - 1].word in ("on", "dated", "since", "done", "performed"))


def _days_back(month: int, day: int | None, year: int, on: date) -> Iterator[tuple[int, int]]:
    """How many days before the order: first and last possible; a day to come is taken as last year's."""
    try:
        first = date(year, month, day or 1)
        last = first if day else (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1))
    except ValueError:
        return
    if first > on and year == on.year:
        yield from _days_back(month, day, year - 1, on)
    elif first <= on:
        yield max(0, (on - last).days), (on - first).days


def _year(tokens: tuple[Token, ...], place: int, on: date | None) -> Time | None:
    word = tokens[place].word
    if not (word.isdecimal() and len(word) == 4 and 1940 <= int(word) <= 2099):
        return None
    year = int(word)
    if on is not None and year >= on.year:
        return None
    if on is None:
        return Time(place, place, HOURS["year"], HOURS["year"] * 100, "year", "year")
    low = (on - date(year, 12, 31)).days * DAY
    high = (on - date(year, 1, 1)).days * DAY + DAY
    return Time(place, place, low, high, "year", "year")
