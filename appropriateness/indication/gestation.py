"""How far the patient is pregnant: 36/40, 26 weeks pregnant, GA 34, "six months gone", G3P2 at 22 weeks."""

from __future__ import annotations

from appropriateness.indication.ages import Classes
from appropriateness.indication.numbers import Numbers
from appropriateness.indication.proposals import Left, Proposal
from appropriateness.indication.titles import RELATIVES
from appropriateness.indication.tokens import Token, word_at

LABOUR = frozenset({"labor", "labour", "parturient", "term"})
_VIABLE = 24
"""Beside words of labour a number of weeks from here on is how long she is pregnant: "labour patient, 38 weeks"."""
_BEFORE_WEEKS = frozenset({",", "at", "now", "-", "~", "currently", "(", "approx", "about", "pt", "patient"})
_MONTHS = frozenset({"month", "months", "mths", "mo", "mos"})
_OVER = frozenset({
    "miscarriage", "misc", "miscarried", "stillbirth", "stillborn", "termination", "top", "loss", "abortion",
    "delivered", "delivery", "born", "birth", "section", "lscs", "emlscs", "c/s", "cesarean", "svd", "nvd", "nsvd",
    "induced", "baby", "del", "vbac", "forceps", "ventouse", "iufd",
})  # fmt: skip
"""Words before a number of weeks at which a pregnancy ended."""
_NEAR = 4


def gestation(tokens: tuple[Token, ...], place: int, numbers: Numbers, classes: Classes) -> list[Proposal | Left]:
    """The weeks that are told at this place; left where they are a relative's or of a pregnancy that is over."""
    found = _weeks_behind(tokens, place, numbers, classes) if place not in numbers else []
    found = found or (_counted(tokens, place, numbers, classes) if place in numbers else [])
    if found and (why := _over_or_anothers(tokens, found[0].first)):
        return [Left(why, found[0].first, found[0].last)]
    return [*found]


def _over_or_anothers(tokens: tuple[Token, ...], first: int) -> str:
    """Why weeks are not of now: the pregnancy ended then or is a relative's: "miscarriage at 11/40"."""
    near = [t.word for t in tokens[max(0, first - _NEAR) : first] if t.sentence == tokens[first].sentence]
    if "," in near:
        near = near[len(near) - near[::-1].index(",") :]
    if any(not names.isdisjoint(near) for names in RELATIVES.values()):
        return "someone_else"
    return "" if _OVER.isdisjoint(near) else "past"


def _weeks_behind(tokens: tuple[Token, ...], place: int, numbers: Numbers, classes: Classes) -> list[Proposal]:
    """Pregnant, 36 weeks; GA 34 weeks; antenatal pt 36+ weeks."""
    if word_at(tokens, place) not in classes["pregnant"] | LABOUR:
        return []
    for start in range(place + 1, min(place + 5, len(tokens))):
        if start in numbers:
            unit = numbers[start][1] + (word_at(tokens, numbers[start][1]) == "+")
            early = word_at(tokens, place) in LABOUR and numbers[start][0] < _VIABLE
            told = word_at(tokens, unit) in classes["weeks"] and not early
            return _pregnant(numbers[start][0], place, unit) if told else []
        if tokens[start].word not in _BEFORE_WEEKS:
            break
    return []


def _counted(tokens: tuple[Token, ...], place: int, numbers: Numbers, classes: Classes) -> list[Proposal]:
    value, end = numbers[place]
    if word_at(tokens, end) == "/" and word_at(tokens, end + 1) == "12" and tokens[end].glued:
        return _in_months(tokens, place, value, end + 1)
    if word_at(tokens, end) in _MONTHS:
        return _in_months(tokens, place, value, end)
    if not 4 <= value <= 43 or value != int(value):
        return []
    if word_at(tokens, end) == "/" and word_at(tokens, end + 1) == "40" and tokens[end].glued:
        score = word_at(tokens, end + 2) in ("on", "in")
        return [] if score else _pregnant(value, place, end + 1)
    if word_at(tokens, end) in ("+", "w") and end + 1 in numbers and tokens[end + 1].glued:
        end = numbers[end + 1][1]
        end += word_at(tokens, end) == "d"
        said = next((p for p in range(end, min(end + 3, len(tokens))) if tokens[p].word in classes["pregnant"]), None)
        return _pregnant(value, place, said if said is not None else end - 1)
    after = end + (word_at(tokens, end) == "-")
    if word_at(tokens, after) == "weeker":
        return _pregnant(value, place, after) if value >= _VIABLE else []
    if word_at(tokens, after) not in classes["weeks"]:
        return []
    gravid = [t.word for t in tokens[max(0, place - 5) : place] if t.word.isalpha()]
    if gravid[-3:] == ["g", "p", "at"]:
        return _pregnant(value, place, after)
    for last in range(after + 1, min(after + 4, len(tokens))):
        if tokens[last].word in classes["pregnant"]:
            return _pregnant(value, place, last)
        if tokens[last].word not in ("of", "-", "+", "'", "gestational"):
            break
    return []


def _in_months(tokens: tuple[Token, ...], place: int, value: float, last: int) -> list[Proposal]:
    """Six months gone, 5/12 pregnant."""
    if not 1 <= value <= 9 or word_at(tokens, last + 1) not in ("pregnant", "gone", "preg", "gravid"):
        return []
    weeks = {"at_least": int(value * 4), "below": int(value * 4) + 5}
    told = Proposal("gestation_weeks", weeks, place, last + 1)
    return [told, Proposal("pregnancy", "pregnant", place, last + 1)]


def _pregnant(value: float, first: int, last: int) -> list[Proposal]:
    return [Proposal("gestation_weeks", int(value), first, last), Proposal("pregnancy", "pregnant", first, last)]
