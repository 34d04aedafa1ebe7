"""Who the patient is: age and sex, pregnancy, blood pressure: 45F, 34 yo G2P1, 36/40, 26 weeks pregnant, 172/108."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from appropriateness.indication.ages import DECADES, Classes, age_and_sex, born
from appropriateness.indication.gestation import LABOUR, gestation
from appropriateness.indication.numbers import Numbers
from appropriateness.indication.proposals import Left, Proposal
from appropriateness.indication.tokens import Token, word_at


def patient(
    tokens: tuple[Token, ...], numbers: Numbers, classes: Classes, on: date | None
) -> Iterator[Proposal | Left]:
    """Everything said about who the patient is."""
    place = 0
    telling = classes["female"] | classes["male"] | classes["pregnant"] | LABOUR | {"g", *DECADES}
    yield from born(tokens, on)
    while place < len(tokens):
        if place not in numbers and tokens[place].word not in telling:
            place += 1
            continue
        found = list(
            age_and_sex(tokens, place, numbers, classes)
            or gestation(tokens, place, numbers, classes)
            or _pressure(tokens, place, numbers)
            or _obstetric(tokens, place, numbers)
        )
        yield from found
        place = max([place, *(proposal.last for proposal in found)]) + 1


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
