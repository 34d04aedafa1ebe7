"""The sex that a title or a pronoun tells, where nothing else does: "Ms T is 35", "she has a headache"."""

from __future__ import annotations

from collections.abc import Iterator

from appropriateness.indication.proposals import Proposal
from appropriateness.indication.tokens import Token

TITLES = frozenset({"mr", "mrs", "ms", "miss"})
NAME = 4
"""Tokens that a title, a name and a comma take at most: "Mrs B., 65 years"."""
_SHE, _HE = frozenset({"she", "her", "hers", "herself"}), frozenset({"he", "him", "his", "himself"})


def by_title(tokens: tuple[Token, ...], ages: frozenset[int]) -> Iterator[Proposal]:
    """The sex that the title of the person tells whose age stands just behind it: "Ms T is 35"."""
    for age in ages:
        for place in range(max(0, age - NAME - 1), age):
            token = tokens[place]
            if token.word in TITLES and token.raw.istitle() and token.sentence >= tokens[age].sentence - 1:
                yield Proposal("sex", "male" if token.word == "mr" else "female", place, place, weak=True)
                return


def by_pronoun(tokens: tuple[Token, ...]) -> Iterator[Proposal]:
    """The sex that "she" or "he" tells, where only one of them is spoken of."""
    told = {
        sex: [p for p, t in enumerate(tokens) if t.word in words] for sex, words in (("female", _SHE), ("male", _HE))
    }
    if bool(told["female"]) != bool(told["male"]):
        sex = "female" if told["female"] else "male"
        yield Proposal("sex", sex, told[sex][0], told[sex][0], weak=True)
