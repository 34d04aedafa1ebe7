"""Misspelt and foreign words of the lexicon: one slip in a word of five letters or more, two in one of nine or more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from appropriateness.indication.tokens import Token, folded

SHORTEST, LONG = 5, 9
SHORT = 4
"""Of a typed word; one so short is mended only where it lacks one letter of a known word: "blod", "pach"."""
LONGEST = 24
"""Words longer than this are left as they are; it also bounds the work for one word."""


class Speller:
    """Finds the one word of a vocabulary that a misspelt word stands for; none where two come equally near.

    Words are kept by their first letter, which may be swapped with the second but not missing, and by their letters:
    only those with nearly the same are compared. `ordinary` are correct words that happen to lie near one of these.
    """

    def __init__(self, vocabulary: Iterable[str], ordinary: Iterable[str]) -> None:
        self._ordinary = frozenset(map(folded, ordinary))
        self._by_letter: dict[str, list[tuple[str, int]]] = {}
        for word in dict.fromkeys(vocabulary):
            if word.isalpha() and SHORTEST <= len(word) <= LONGEST:
                self._by_letter.setdefault(word[0], []).append((word, _letters(word)))

    def corrected(self, word: str) -> str | None:
        """The word meant, or None where none is near enough or it is an ordinary word."""
        if not word.isalpha() or not SHORT <= len(word) <= LONGEST or word in self._ordinary:
            return None
        letters, near = _letters(word), dict[str, int]()
        for first in dict.fromkeys(word[:2] if len(word) >= SHORTEST else word[:1]):
            for known, own in self._by_letter.get(first, ()):
                allowed = _allowed(min(len(word), len(known)))
                alike = abs(len(word) - len(known)) <= allowed and (letters ^ own).bit_count() <= 2 * allowed
                if alike and word[0] in known[:2] and (slips := _slips(word, known)) <= allowed:
                    near[known] = slips
        fewest = min(near.values(), default=0)
        best = [known for known, slips in near.items() if slips == fewest]
        return best[0] if len(best) == 1 else None


def corrected(
    tokens: tuple[Token, ...], speller: Speller, knows: Callable[[str], bool], translated: Mapping[str, str]
) -> tuple[Token, ...]:
    """The tokens with misspelt and foreign words replaced; places in the text stay those of what was typed."""
    fixed: list[Token] = []
    for token in tokens:
        word = translated.get(token.word)
        if word is None and len(token.word) >= SHORT and not knows(token.word):
            word = speller.corrected(token.word)
        fixed.append(token if word is None else token._replace(word=word))
    return tuple(fixed)


def _allowed(length: int) -> int:
    return 2 if length >= LONG else 1


def _letters(word: str) -> int:
    """The letters a word has, as bits: one slip changes at most two of them."""
    found = 0
    for letter in word:
        found |= 1 << (ord(letter) & 63)
    return found


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
