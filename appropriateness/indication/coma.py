"""The Glasgow coma score: where only its parts are typed (E3V4M5), and what a low one says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from appropriateness.indication.proposals import Left, Proposal
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


_FULL = 15


def clouded(items: Sequence[Proposal | Left]) -> Iterator[Proposal]:
    """A score below full is altered consciousness (data/consistency.yaml says so too)."""
    scores = (item for item in items if isinstance(item, Proposal) and item.fact == "gcs")
    for score in scores:
        if isinstance(score.value, (int, float)) and score.value < _FULL:
            yield Proposal("altered_consciousness", True, score.first, score.last, weak=True)
