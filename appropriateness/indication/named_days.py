"""Days that have a name or a number alone: "last Weds week", "since the 10th", "mid-August", "Halloween"."""

from __future__ import annotations

from datetime import date, timedelta

from appropriateness.indication.intervals import DAY, HOURS, SEASONS, Form, Time, TimeWords
from appropriateness.indication.tokens import Token, word_at

_WEEK = frozenset({"week", "wk"})
_LAST = frozenset({"last", "previous"})
_LEADS = frozenset({"on", "from", "since", "until", "till", "by", "of", "dated"})
_BESIDE = frozenset({"the", "about", "around", "~", "(", ","})
_ORDINAL_ENDINGS = frozenset({"st", "nd", "rd", "th"})
_COUNTED = frozenset({
    "day", "night", "week", "month", "patch", "ebp", "lp", "one", "time", "attempt", "dose", "trimester", "nerve", "go",
    "cranial", "ventricle", "floor", "pregnancy", "child", "opinion", "degree", "space", "rib", "pass", "try", "or",
    "puncture", "visit", "admission", "percentile", "line", "to", "blood", "epidural", "needle", "operation", "surgery",
})  # fmt: skip
"""What an ordinal may number that is no day: "since her 2nd patch"."""
_FEW = 5
"""Ordinals up to here number many things; more has to say that a day is meant."""
_ALSO_WORDS = frozenset({"sat", "sun"})
_OF_A_DAY = frozenset({"morning", "am", "pm", "night", "evening", "afternoon", "noon", "lunchtime"})
_AFTER_A_DAY = frozenset({"and", "at", "in", "for", "with", "after", "by", "but", "then", "now", "so", "onwards", "of"})
_MARKS = frozenset({",", ".", ";", ":", ")", "-", "&", ">", "\n", ""})
_BEFORE_A_SEASON = frozenset({"in", "since", "the", "last", "early", "late", "mid", "this", "from", "at", "on", "done"})
_BEFORE_A_MONTH = frozenset({"in", "since", "last", "until", "till", "from", "about", "around", "(", "by", "during"})
_PARTS = {
    **dict.fromkeys(("early", "start", "beginning"), (1, 10)),
    **dict.fromkeys(("mid", "middle"), (10, 20)),
    **dict.fromkeys(("late", "end"), (21, 31)),
}


_PART_OF_A_MONTH = {
    "first": {"week": (1, 7), "half": (1, 15)}, "second": {"week": (8, 14), "half": (15, 31)},
    "third": {"week": (15, 21), "half": (1, 31)}, "last": {"week": (24, 31), "half": (15, 31)},
}  # fmt: skip


def weekday(tokens: tuple[Token, ...], place: int, words: TimeWords, on: date | None) -> Time | None:
    """The last such day before the order: "Tues", "Thurs last wk", "last Weds week", "two Fridays ago"."""
    several = word_at(tokens, place + 1).removesuffix("s")
    if on is not None and several in words.days and word_at(tokens, place + 2) in ("ago", "back"):
        number = tokens[place].word
        count = int(number) if number.isdecimal() and len(number) == 1 else words.numbers.get(number, 0)
        back = ((on.weekday() - words.days[several]) % 7 or 7) + 7 * (count - 1)
        return _days_ago(place, place + 2, back) if count else None
    word = tokens[place].word.removesuffix("'s")
    if word not in words.days or on is None:
        return None
    before, behind = word_at(tokens, place - 1), [word_at(tokens, place + 1), word_at(tokens, place + 2)]
    if word in _ALSO_WORDS and tokens[place].raw.islower() and not (before in _LEADS | _LAST or behind[0] in _OF_A_DAY):
        return None
    if before in ("by", "next", "coming", "till"):
        return None
    if before == "the" and len(word) > 3:
        return None  # "the Thursday" counts from something told
    back = (on.weekday() - words.days[word]) % 7
    if behind[0] in _LAST and behind[1] in _WEEK:
        return _days_ago(place, place + 2, on.weekday() + 7 - words.days[word])
    if behind[0] in _WEEK and (before in _LAST or behind[1] == "ago" or behind[1] == "("):
        return _days_ago(place, place + 1 + (behind[1] == "ago"), (back or 7) + 7)
    led = before in _LAST
    if back == 0:
        return _days_ago(place, place, 7) if led else None
    low, high = back * DAY - 12, back * DAY + 12
    return Time(place, place, max(0, low), high + (7 * DAY if led and back < 3 else 0), "ago", "day")


def _days_ago(first: int, last: int, back: int) -> Time:
    return Time(first, last, max(0.0, back * DAY - 12), back * DAY + 12, "ago", "day")


def day_of_the_month(tokens: tuple[Token, ...], place: int, words: TimeWords, on: date | None) -> Time | None:
    """ "On the 16th", "since 10th", "Weds (11th)": the last such day before the order."""
    number, ending, behind = tokens[place].word, word_at(tokens, place + 1), word_at(tokens, place + 2)
    if on is None or ending not in _ORDINAL_ENDINGS or not number.isdecimal() or not 1 <= int(number) <= 31:
        return None
    at, told = place - 1, set()
    while word_at(tokens, at) in _BESIDE and place - at <= len(_BESIDE):
        told.add(word_at(tokens, at))
        at -= 1
    lead = word_at(tokens, at)
    if lead in ("now", "today", "today's"):
        return None  # "it is now the 20th"
    named = lead.removesuffix("'s") in words.days or (lead in _WEEK | _LAST and "(" in told)
    ends = behind in _MARKS or behind in _AFTER_A_DAY
    if not (lead in _LEADS or named or ("the" in told and ends and int(number) > _FEW)):
        return None
    if behind in _COUNTED or behind in words.months or (int(number) <= _FEW and not ends and "the" not in told):
        return None
    if int(number) <= _FEW and lead not in _LEADS and not named:
        return None
    day = on
    for _ in range(62):
        if day.day == int(number):
            return _days_ago(place, place + 1, (on - day).days)
        day -= timedelta(days=1)
    return None


def _month_alone(tokens: tuple[Token, ...], place: int, words: TimeWords, on: date | None) -> Time | None:
    """ "In May", "mid-August", "the end of October": the last one before the order."""
    word = tokens[place].word
    if on is None or word not in words.months or not (len(word) > 3 or tokens[place].raw[:1].isupper()):
        return None
    at = place - 1
    while word_at(tokens, at) in ("-", "of", "the"):
        at -= 1
    part = _PARTS.get(word_at(tokens, at))
    if word_at(tokens, at) in ("week", "half") and word_at(tokens, at - 1) in _PART_OF_A_MONTH:
        part, at = _PART_OF_A_MONTH[word_at(tokens, at - 1)][word_at(tokens, at)], at - 1
    listed = word_at(tokens, place - 1) in (",", "&", "and", "/") and word_at(tokens, place - 2) in words.months
    if part is None and not listed and word_at(tokens, place - 1) not in _BEFORE_A_MONTH:
        return None
    first, last = part or (1, 31)
    year = on.year - (date(on.year, words.months[word], first) > on)
    end = min(on, _last_of(year, words.months[word], last))
    low, high = (on - end).days * DAY, ((on - date(year, words.months[word], first)).days + 1) * DAY
    form: Form = "year" if low >= 0.95 * HOURS["year"] else "ago"
    return Time(place if part is None else at, place, max(0.0, low - 12), high - 12, form, "day")


def _last_of(year: int, month: int, day: int) -> date:
    """The day, or the last of a month that is shorter."""
    return min(date(year, month, min(day, 28)) + timedelta(days=max(0, day - 28)),
               date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1))  # fmt: skip


def _season(tokens: tuple[Token, ...], place: int, words: TimeWords, on: date | None) -> Time | None:
    """ "In the summer", "since xmas 2025", "Halloween": the last one before the order, or that of the year behind."""
    word = tokens[place].word
    if on is None or word not in SEASONS:
        return None
    month, day, length = SEASONS[word]
    last = place + (word in ("new", "bonfire"))
    if last > place and word_at(tokens, last).removesuffix("'s") not in ("year", "night"):
        return None
    led = word_at(tokens, place - 1) in _BEFORE_A_SEASON
    if not led and (length > 6 or word == "new"):
        return None
    told = word_at(tokens, last + 1)
    dated = told.isdecimal() and len(told) == 4 and abs(on.year - int(told)) <= 30
    first = date(int(told) if dated else on.year, month, day)
    if first > on and not dated:
        first = first.replace(year=on.year - 1)
    if first > on:
        return None
    end = min(on, first + timedelta(days=length))
    low, high = (on - end).days * DAY, ((on - first).days + 1) * DAY
    form: Form = "year" if low >= 0.95 * HOURS["year"] else "ago"
    return Time(place, last + dated, low, high, form, "month")


def _part_of_a_year(tokens: tuple[Token, ...], place: int, words: TimeWords, on: date | None) -> Time | None:
    """ "Early last year", "late 2024", "the start of 2025", "since last year"."""
    word, at = tokens[place].word, place - 1
    last_year = word == "last" and word_at(tokens, place + 1) == "year"
    if on is None or not (last_year or (word.isdecimal() and len(word) == 4 and 1990 <= int(word) <= on.year)):
        return None
    year = on.year - 1 if last_year else int(word)
    while word_at(tokens, at) in ("-", "of", "the"):
        at -= 1
    part = _PART_OF_A_YEAR.get(word_at(tokens, at))
    if part is None and not (last_year and word_at(tokens, at) in ("since", "from")):
        return None
    first, last = part or (1, 12)
    low = (on - min(on, _last_of(year, last, 31))).days * DAY
    high = (on - date(year, first, 1)).days * DAY + DAY
    if high <= low:
        return None
    form: Form = "year" if low >= 0.95 * HOURS["year"] else "ago"
    return Time(place if part is None else at, place + last_year, max(0.0, low), high, form, "month")


_PART_OF_A_YEAR = {
    **dict.fromkeys(("early", "start", "beginning"), (1, 4)), **dict.fromkeys(("mid", "middle"), (4, 9)),
    **dict.fromkeys(("late", "end"), (9, 12)),
}  # fmt: skip
NAMED = (_part_of_a_year, _season, day_of_the_month, _month_alone)
"""What a day or a month may be called, each tried where no date is written out."""
