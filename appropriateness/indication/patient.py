"""Who the patient is: age and sex, pregnancy, blood pressure: 45F, 34 yo G2P1, 36/40, 26 weeks pregnant, 172/108."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from appropriateness.indication.ages import DECADES, Classes, age_and_sex, born
from appropriateness.indication.numbers import Numbers
from appropriateness.indication.proposals import Proposal
from appropriateness.indication.tokens import Token, word_at

_LABOUR, _VIABLE = frozenset({"labor", "labour", "parturient", "term"}), 24
"""Beside these words a number of weeks from here on is how long she is pregnant: "labour patient, 38 weeks"."""
_BEFORE_WEEKS = frozenset({",", "at", "now", "-", "~", "currently", "(", "approx", "about", "pt", "patient"})


def patient(tokens: tuple[Token, ...], numbers: Numbers, classes: Classes, on: date | None) -> Iterator[Proposal]:
    """Everything said about who the patient is."""
    place = 0
    telling = classes["female"] | classes["male"] | classes["pregnant"] | _LABOUR | {"g", *DECADES}
    yield from born(tokens, on)
    while place < len(tokens):
        if place not in numbers and tokens[place].word not in telling:
            place += 1
            continue
        found = list(
            age_and_sex(tokens, place, numbers, classes)
            or _gestation(tokens, place, numbers, classes)
            or _pressure(tokens, place, numbers)
            or _obstetric(tokens, place, numbers)
        )
        yield from found
        place = max([place, *(proposal.last for proposal in found)]) + 1


def _gestation(tokens: tuple[Token, ...], place: int, numbers: Numbers, classes: Classes) -> list[Proposal]:
    """36/40; 36w3d; 26 weeks pregnant; pregnant, 36 weeks; GA 34."""
    if place not in numbers:
        if word_at(tokens, place) in classes["pregnant"] | _LABOUR:
            for start in range(place + 1, min(place + 5, len(tokens))):
                if start in numbers and word_at(tokens, numbers[start][1]) in classes["weeks"]:
                    if word_at(tokens, place) in _LABOUR and numbers[start][0] < _VIABLE:
                        break
                    return _pregnant_weeks(numbers[start][0], place, numbers[start][1])
                if tokens[start].word not in _BEFORE_WEEKS:
                    break
        return []
    value, end = numbers[place]
    if not 4 <= value <= 43 or value != int(value):
        return []
    if word_at(tokens, end) == "/" and word_at(tokens, end + 1) == "40" and tokens[end].glued:
        return _pregnant_weeks(value, place, end + 1)
    if word_at(tokens, end) in ("+", "w") and end + 1 in numbers and tokens[end + 1].glued:
        end = numbers[end + 1][1]
        end += word_at(tokens, end) == "d"
        pregnant = next(
            (p for p in range(end, min(end + 3, len(tokens))) if tokens[p].word in classes["pregnant"]), None
        )
        return _pregnant_weeks(value, place, pregnant if pregnant is not None else end - 1)
    after = end + (word_at(tokens, end) == "-")
    if word_at(tokens, after) in classes["weeks"]:
        for last in range(after + 1, min(after + 4, len(tokens))):
            if tokens[last].word in classes["pregnant"]:
                return _pregnant_weeks(value, place, last)
            if tokens[last].word not in ("of", "-", "+", "'", "gestational"):
                break
    return []


def _pregnant_weeks(value: float, first: int, last: int) -> list[Proposal]:
    return [Proposal("gestation_weeks", int(value), first, last), Proposal("pregnancy", "pregnant", first, last)]


def _pressure(tokens: tuple[Token, ...], place: int, numbers: Numbers) -> list[Proposal]:
    """BP 172/108, "170s/110s", or 172/108 alone where it can be nothing else."""
    if place not in numbers or word_at(tokens, place - 1) in ("/", "-"):
        return []
    value, end = numbers[place]
    end += word_at(tokens, end) == "s" and tokens[end].glued
    if (
        word_at(tokens, end) not in ("/", "over")
        or end + 1 not in numbers
        or word_at(tokens, numbers[end + 1][1]) == "/"
    ):
        return []
    lower, after = numbers[end + 1]
    if not (70 <= value <= 280 and 30 <= lower <= 180 and lower < value):
        return []
    after += word_at(tokens, after) == "s" and tokens[after].glued
    return [
        Proposal("systolic_mmhg", int(value), place, end - 1),
        Proposal("diastolic_mmhg", int(lower), end + 1, after - 1),
    ]


def _obstetric(tokens: tuple[Token, ...], place: int, numbers: Numbers) -> list[Proposal]:
    """G2P1: who has been pregnant is female; whether she is now is not said."""
    words = [token.word for token in tokens[place : place + 4]]
    if len(words) == 4 and words[0] == "g" and words[2] == "p" and place + 1 in numbers and place + 3 in numbers:
        return [Proposal("sex", "female", place, place + 3, weak=True)]
    return []
