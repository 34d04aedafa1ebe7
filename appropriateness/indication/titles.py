"""The sex that a title or a pronoun tells, where nothing else does: "Ms T is 35", "she has a headache"."""

from __future__ import annotations

from collections.abc import Iterator

from appropriateness.indication.proposals import Proposal
from appropriateness.indication.tokens import Token, word_at

TITLES = frozenset({"mr", "mrs", "ms", "miss"})
NAME = 4
"""Tokens that a title, a name and a comma take at most: "Mrs B., 65 years"."""
_PRONOUNS = {
    "female": frozenset({"she", "her", "hers", "herself"}), "male": frozenset({"he", "him", "his", "himself"}),
}  # fmt: skip
RELATIVES = {
    "female": frozenset({"mother", "sister", "aunt", "grandmother", "daughter", "wife", "mom", "mum", "girlfriend"}),
    "male": frozenset({"father", "brother", "uncle", "grandfather", "son", "husband", "dad", "boyfriend"}),
}


def by_title(tokens: tuple[Token, ...], ages: frozenset[int]) -> Iterator[Proposal]:
    """The sex that the title of the person tells whose age stands just behind it, or who opens a sentence."""
    for place, token in enumerate(tokens):
        if token.word not in TITLES or not token.raw.istitle():
            continue
        aged = any(place < age <= place + NAME + 1 and token.sentence >= tokens[age].sentence - 1 for age in ages)
        opens = place == 0 or tokens[place - 1].sentence != token.sentence or word_at(tokens, place - 1) in ("re", ":")
        if aged or (opens and place + 1 < len(tokens) and tokens[place + 1].raw[:1].isupper()):
            yield Proposal("sex", "male" if token.word == "mr" else "female", place, place, weak=True)
            return


def by_pronoun(tokens: tuple[Token, ...], others: frozenset[str]) -> Iterator[Proposal]:
    """The sex that "she" or "he" tells, where only one of them is spoken of; `others`: words for other people.

    Beside others it is the patient's only where it can be none of theirs: "husband had a stroke, she has a headache".
    """
    told = {sex: [p for p, t in enumerate(tokens) if t.word in words] for sex, words in _PRONOUNS.items()}
    if bool(told["female"]) == bool(told["male"]):
        return
    sex, other = ("female", "male") if told["female"] else ("male", "female")
    if others <= RELATIVES[other]:
        yield Proposal("sex", sex, told[sex][0], told[sex][0], weak=True)
