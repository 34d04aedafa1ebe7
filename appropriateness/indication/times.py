"""Times as people type them: 4d ago, x6 wks, 2/52, POD2, the next day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Literal

from appropriateness.indication.dates import Order, calendar, order_in
from appropriateness.indication.intervals import BIRTHS, HOURS, POSTOPERATIVE, Form, Time, TimeWords, widened
from appropriateness.indication.numbers import Numbers
from appropriateness.indication.tokens import Token, word_at

_PER = frozenset((word, unit) for word in ("/", "per", "a") for unit in ("day", "d", "week", "wk", "month", "mo"))
_SLASHED = {7: "day", 52: "week", 12: "month", 24: "hour"}
_TAILS: Mapping[str, Form] = {
    **dict.fromkeys(("ago", "back", "earlier", "previously"), "ago"),
    **dict.fromkeys(("later", "afterwards", "afterward"), "later"),
    **dict.fromkeys(("after", "post", "following", "s/p", "from", "since", "p", "into", *POSTOPERATIVE), "after"),
    **dict.fromkeys(("before", "prior", "preceding"), "before"),
    **dict.fromkeys(("old",), "ago"),
}


def times_in(
    tokens: tuple[Token, ...], numbers: Numbers, taken: frozenset[int], words: TimeWords, on: date | None
) -> list[Time]:
    """Every time in the text, left to right; tokens in `taken` belong to something else."""
    found: list[Time] = []
    order = order_in(tokens, on)
    place = 0
    while place < len(tokens):
        word = tokens[place].word.removesuffix("'s")
        begins = word in words.begins or place in numbers or tokens[place].is_number
        time = _time_at(tokens, place, numbers, words, on, order) if begins and place not in taken else None
        if time is not None and time.last in taken and time.form in ("after", "before", "later"):
            time = replace(time, last=time.last - 1, form="span")  # "2 weeks post partum": the last word is another's
        if time is not None and time.last in taken and time.last > time.first and time.form == "ago":
            time = replace(time, last=time.last - 1)  # "10 days back" after a patch
        if time is not None and place and tokens[place - 1].word in ("every", "each", "per"):
            time = None  # "worse every few hours"
        if time is not None and time.form == "span" and word_at(tokens, time.last + 1) in ("late", "gone", "overdue"):
            time = None  # "period 9 days late"
        if time is not None and time.form == "span" and place and tokens[place - 1].word in ("first", "initial"):
            # "fine the first week" dates the onset; "orthostatic for the first month" is no time back from now
            time = replace(time, form="later") if _well_at_first(tokens, place - 1, time.last) else None
        if time is None or not taken.isdisjoint(range(time.first, time.last + 1)):
            place += 1
        else:
            led = _with_lead(time, tokens, words)
            found.append(time if led.first in taken else led)  # "pump put in 23 Oct": "in" is the pump's
            place = time.last + 1
    return _told_together(found, tokens)


_WELL = frozenset({"fine", "well", "ok", "okay", "great", "good", "asymptomatic", "free", "nothing", "trouble"})
_HOW_WELL = frozenset({
    "for", "the", "in", "over", "during", "was", "were", "she", "he", "they", "all", "entirely", "completely", "quite",
    "perfectly", "absolutely", "totally", "felt", "feeling", "her", "his", "(", "pain", "headache", "symptom",
})  # fmt: skip


def _well_at_first(tokens: tuple[Token, ...], first: int, last: int) -> bool:
    """Whether nothing was wrong for the stretch that begins at "first": "first 8 days fine", "well the first week"."""
    before, behind = first - 1, last + 1
    while word_at(tokens, before) in _HOW_WELL:
        before -= 1
    while word_at(tokens, behind) in _HOW_WELL:
        behind += 1
    return bool({word_at(tokens, before), word_at(tokens, behind)} & _WELL)


def _told_together(times: list[Time], tokens: tuple[Token, ...]) -> list[Time]:
    """The times, those that lean on the one before them joined to it.

    "Three days short of two weeks" is one time; "18 Sept, from the 20th" is two days apart.
    """
    joined: list[Time] = []
    for time in times:
        before = joined[-1] if joined else None
        between = [token.word for token in tokens[before.last + 1 : time.first + 1]] if before else []
        if before is not None and before.form == "span" and between[:2] in (["short", "of"], ["shy", "of"]):
            low, high = max(0.0, time.low - before.high), max(0.0, time.high - before.low)
            joined[-1] = replace(time, first=before.first, low=low, high=high)
        elif before is not None and _of_its_month(before, time, tokens):
            joined.append(_moved(time, int((before.low - time.low) // _MONTH) * _MONTH, before))
        else:
            joined.append(time)
    return joined


_MONTH = 30.4 * 24


def _of_its_month(before: Time, time: Time, tokens: tuple[Token, ...]) -> bool:
    """Whether a day told by its number alone follows a date that lies more than a month back."""
    days = before.form == time.form == "ago" and before.unit == time.unit == "day"
    alone = tokens[time.last].word in ("st", "nd", "rd", "th") and tokens[time.last].glued
    return days and alone and before.low - time.high > _MONTH


def _moved(time: Time, by: float, before: Time) -> Time:
    """The time some months earlier, but not before the one it follows."""
    low = min(time.low + by, before.low)
    return replace(time, low=max(0.0, low - 24), high=min(time.high + by + 24, before.high))


def _time_at(
    tokens: tuple[Token, ...], place: int, numbers: Numbers, words: TimeWords, on: date | None, order: Order | None
) -> Time | None:
    if (told := _counted_day(tokens, place, numbers, words) or calendar(tokens, place, words, on, order)) is not None:
        return told
    for length in (4, 3, 2, 1):
        key = tuple(token.word for token in tokens[place : place + length])
        if key in words.fixed:
            low, high, form = words.fixed[key]
            return Time(place, place + len(key) - 1, low, high, form, "day")
    return _quantity(tokens, place, numbers, words)


def _quantity(tokens: tuple[Token, ...], place: int, numbers: Numbers, words: TimeWords) -> Time | None:
    """2 days, 2-3 wks, ~4 wks, a week, several days, 2/52, years."""
    word = tokens[place].word
    count: tuple[float, float] | None = None
    end = place
    vague = False
    if word in words.ordinals:
        return None  # "in its first months" is no number of months
    if place in numbers and not (tokens[place].glued and place and tokens[place - 1].word in "/."):
        if tokens[place].glued and place and tokens[place - 1].word.isalpha() and tokens[place - 1].word != "x":
            return None
        value, end = numbers[place]
        count = (value, value)
        slashed = _slashed(tokens, place, end, value, numbers)
        if slashed is not None:
            return slashed
        if end + 1 < len(tokens) and tokens[end].word in ("-", "to") and end + 1 in numbers:
            upper, after = numbers[end + 1]
            if upper > value:
                count, end, vague = (value, upper), after, True
        count, end = _and_a_half(tokens, end, count)
    elif word in words.few:
        count, end, vague = words.few[word], place + 1, word not in ("a", "an", "one")
        if end < len(tokens) and (tokens[end].word == "of" or (word == "half" and tokens[end].word in ("a", "an"))):
            end += 1
        elif end < len(tokens) and tokens[end].word in words.few and word in ("a", "the"):
            count, end, vague = words.few[tokens[end].word], end + 1, True
            if end < len(tokens) and tokens[end].word == "of":
                end += 1
    if count is None:
        return None
    if end < len(tokens) and tokens[end].word == "-":
        end += 1
    if end < len(tokens) and tokens[end].word == "full":
        end += 1
    if end >= len(tokens) or tokens[end].word not in words.units:
        return None
    unit = words.units[tokens[end].word]
    if tuple(token.word for token in tokens[end + 1 : end + 3]) in _PER:
        return None  # "22 h/day" is how often or how much, not when
    ago = end + 1 < len(tokens) and tokens[end + 1].word in ("ago", "back")
    bracketed = [token.word for token in (*tokens[place - 1 : place], *tokens[end + 1 : end + 2])] == ["(", ")"]
    if len(tokens[end].word) == 1 and not (tokens[end].glued or tokens[end].word in "hd" or ago or bracketed):
        return None
    about = vague or any(t.word in words.about for t in tokens[max(0, place - 1) : place])
    count, after = _and_a_half(tokens, end + 1, count)
    low, high = widened(count, unit, about)
    return _finished(tokens, place, after - 1, low, high, unit)


def _and_a_half(tokens: tuple[Token, ...], end: int, count: tuple[float, float]) -> tuple[tuple[float, float], int]:
    """The count with what "and a half" or "1/2" behind it adds, and the place after it."""
    for half in (("and", "a", "half"), ("and", "half"), ("1", "/", "2")):
        if tuple(token.word for token in tokens[end : end + len(half)]) == half:
            return (count[0] + 0.5, count[1] + 0.5), end + len(half)
    return count, end


def _slashed(tokens: tuple[Token, ...], place: int, end: int, value: float, numbers: Numbers) -> Time | None:
    if end + 1 >= len(tokens) or tokens[end].word != "/" or not tokens[end].glued or not tokens[end + 1].glued:
        return None
    unit = _SLASHED.get(int(numbers[end + 1][0])) if end + 1 in numbers else None
    if unit is None or value > 60 or (end + 2 < len(tokens) and tokens[end + 2].word == "/"):
        return None
    about = place > 0 and tokens[place - 1].word == "~"
    low, high = widened((value, value), unit, about)
    return _finished(tokens, place, end + 1, low, high, unit)


def _finished(tokens: tuple[Token, ...], first: int, last: int, low: float, high: float, unit: str) -> Time:
    """The time with the word after it that says what it is counted from."""
    after = last + 1
    while (
        after < len(tokens)
        and (
            tokens[after].word in ("out", "-", "status", "just") or (tokens[after].word == "+" and tokens[after].glued)
        )
        and tokens[after].sentence == tokens[last].sentence
    ):
        after += 1
    tail = tokens[after].word if after < len(tokens) else ""
    form = (
        _TAILS.get(tail, "span") if after < len(tokens) and tokens[after].sentence == tokens[last].sentence else "span"
    )
    if tail == "p" and not (after + 1 < len(tokens)):
        form = "span"
    if form == "span" and after > last + 1 and tokens[last + 1].word == "out" and tail != "of":
        return Time(first, last + 1, low, high, "day", unit)
    return Time(first, last if form == "span" else after, low, high, form, unit)


def _counted_day(tokens: tuple[Token, ...], place: int, numbers: Numbers, words: TimeWords) -> Time | None:
    """POD2, PPD 8, post op day 3, day 5, D3, the fourth day."""
    word, end, delivery = tokens[place].word, place + 1, False
    if word in ("week", "wk") and end in numbers:
        return _counted_week(tokens, place, *numbers[end])
    if place in numbers:
        value, after = numbers[place]
        if after < len(tokens) and tokens[after].glued and tokens[after].word in ("st", "nd", "rd", "th"):
            after += 1
        elif word not in words.ordinals:
            return None
        if after + 1 < len(tokens) and tokens[after].word in BIRTHS and tokens[after + 1].word == "day":
            return _day(place, after - 1, value, True)
        if after < len(tokens) and tokens[after].word in ("day", "night", "pod", "postoperative", "postop"):
            extra = 1 if tokens[after].word.startswith("posto") else 0
            return _day(place, after + extra, value, _of_delivery(tokens, after))
        return None
    if word in ("ppd", "pnd"):
        delivery = True
    elif word in ("post", "postop", "postoperative", *BIRTHS):
        while end < len(tokens) and tokens[end].word in ("op", "-", "operative", "partum", "natal"):
            end += 1
        delivery = word in BIRTHS or tokens[end - 1].word in ("partum", "natal")
        if end >= len(tokens) or tokens[end].word not in ("day", "d"):
            return None
        end += 1
    elif word not in ("pod", "day") and not (word == "d" and not tokens[place].glued):
        return None
    while end < len(tokens) and tokens[end].word in ("#", "-", "+", "no", "number", ":"):
        end += 1
    if end not in numbers or (word == "d" and not tokens[end].glued) or numbers[end][0] > 400:
        return None
    value, after = numbers[end]
    if after + 1 < len(tokens) and tokens[after].word == "-" and tokens[after].glued and after + 1 in numbers:
        return None  # "POD1-3" is how long it lasted
    return _day(place, after - 1, value, delivery or _of_delivery(tokens, after))


_AFTER = frozenset({"post", "after", "since", "s/p", "following", "p", *BIRTHS})


def _counted_week(tokens: tuple[Token, ...], place: int, value: float, after: int) -> Time | None:
    """Week 2 post spinal: somewhere from its first day to the middle of the next one."""
    if after >= len(tokens) or tokens[after].word not in _AFTER or not 1 <= value <= 52:
        return None
    week = HOURS["week"]
    last = after if tokens[after].word in BIRTHS else after - 1
    return Time(place, last, (value - 1) * week, (value + 0.5) * week, "day", "week", of_delivery=last == after)


def _of_delivery(tokens: tuple[Token, ...], place: int) -> bool:
    return any(t.word in (*BIRTHS, "postdelivery") for t in tokens[place : place + 2])


def _day(first: int, last: int, value: float, delivery: bool) -> Time:
    low, high = widened((value, value), "day", False)
    return Time(first, last, low, high, "day", "day", of_delivery=delivery)


def _with_lead(time: Time, tokens: tuple[Token, ...], words: TimeWords) -> Time:
    """The time with the word before it: for, since, within, x, over."""
    before = time.first - 1
    bound: Literal["most", "least"] | None = time.bound
    while before >= 0 and (
        tokens[before].word in words.about
        or tokens[before].word in ("the", "past", "last", "about", "a", "(", "at", "than", "=")
    ):
        if tokens[before].word == "past" or tokens[before].word == "last":
            break
        before -= 1
    if before < 0 or tokens[before].sentence != tokens[time.first].sentence:
        return time
    lead = tokens[before].word
    low, high = time.low, time.high
    if lead in ("within", "<", "under", "less"):
        bound, low = "most", 0.0
    elif lead in (">", "over", "more") and not (lead == "over" and time.form == "span" and time.unit != "hour"):
        bound = "least"
    if lead not in words.leads and bound is None:
        return time
    return Time(before, time.last, low, high, time.form, time.unit, lead, bound, time.of_delivery)
