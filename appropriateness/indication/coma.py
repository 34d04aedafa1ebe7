"""The Glasgow coma score where only its parts are typed: E3V4M5."""

from __future__ import annotations

from collections.abc import Iterator

from appropriateness.indication.proposals import Proposal
from appropriateness.indication.tokens import Token

_PARTS = (("e", 4), ("v", 5), ("m", 6))


def coma_scores(tokens: tuple[Token, ...]) -> Iterator[Proposal]:
    """The sum of eye, verbal and motor response wherever all three are given within their ranges."""
    for first, token in enumerate(tokens):
        if token.word != "e":
            continue
        values, place = list[int](), first
        for letter, most in _PARTS:
            place += place < len(tokens) and tokens[place].word == "," and bool(values)
            named = place + 1 < len(tokens) and tokens[place].word == letter
            if not named or tokens[place + 1].word not in "123456" or not 1 <= int(tokens[place + 1].word) <= most:
                break
            values.append(int(tokens[place + 1].word))
            place += 2
        if len(values) == len(_PARTS):
            yield Proposal("gcs", sum(values), first, place - 1)
