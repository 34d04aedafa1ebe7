"""Misspelt words of the lexicon: one slip in a word of five letters or more, two in one of nine or more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import combinations

from appropriateness.indication.tokens import Token, folded

SHORTEST, LONG = 5, 9
LONGEST = 24
"""Words longer than this are left as they are; it also bounds the work for one word."""


class Speller:
    """Finds the one word of a vocabulary that a misspelt word stands for; none where two come equally near.

    Words are indexed by what is left when letters are taken out, so a look-up does not depend on the vocabulary's size.
    `ordinary` are correct words that happen to lie near one of the vocabulary.
    """

    def __init__(self, vocabulary: Iterable[str], ordinary: Iterable[str]) -> None:
        self._ordinary = frozenset(map(folded, ordinary))
        self._left: dict[str, set[str]] = {}
        for word in vocabulary:
            if word.isalpha() and SHORTEST <= len(word) <= LONGEST:
                for left in _shortened(word):
                    self._left.setdefault(left, set()).add(word)

    def corrected(self, word: str) -> str | None:
        """The word meant, or None where none is near enough or it is an ordinary word."""
        if not word.isalpha() or not SHORTEST <= len(word) <= LONGEST or word in self._ordinary:
            return None
        near: dict[str, int] = {}
        for left in _shortened(word):
            for known in self._left.get(left, ()):
                if known not in near and known[0] in word[:2] and word[0] in known[:2]:
                    near[known] = _slips(word, known)
        allowed = {known: slips for known, slips in near.items() if slips <= _allowed(min(len(word), len(known)))}
        if not allowed:
            return None
        fewest = min(allowed.values())
        best = [known for known, slips in allowed.items() if slips == fewest]
        return best[0] if len(best) == 1 else None


def corrected(tokens: tuple[Token, ...], speller: Speller, knows: Callable[[str], bool]) -> tuple[Token, ...]:
    """The tokens with misspelt words replaced; places in the text stay those of what was typed."""
    fixed: list[Token] = []
    for token in tokens:
        word = None if len(token.word) < SHORTEST or knows(token.word) else speller.corrected(token.word)
        fixed.append(token if word is None else replace(token, word=word))
    return tuple(fixed)


def _allowed(length: int) -> int:
    return 2 if length >= LONG else 1


def _shortened(word: str) -> Iterator[str]:
    """The word without any letter, and without any two where it is long."""
    yield word
    for taken in range(1, _allowed(len(word) + 1) + 1):
        for places in combinations(range(len(word)), taken):
            yield "".join(letter for place, letter in enumerate(word) if place not in places)


def _slips(one: str, other: str) -> int:
    """Letters added, left out, changed or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
