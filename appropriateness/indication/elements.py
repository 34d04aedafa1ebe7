"""The parts of a phrase: a word or several, a class of words, a gap, a number, the end of a clause."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from appropriateness.indication.tokens import Token, folded

SKIPPED_MARKS = frozenset("-'\"`")
"""Marks that may stand between the words of a phrase."""


@dataclass(frozen=True, slots=True)
class Element:
    kind: str  # word, class, gap, number, end
    optional: bool = False
    beside: bool = False  # has to stand there, but is left for other phrases
    words: frozenset[str] = frozenset()
    cased: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    longest: int = 0
    several: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    """Of a class what is more than one word, by its first word, the longest first."""

    @property
    def begins(self) -> Set[str]:
        """The words that it may begin with."""
        return self.words | self.several.keys()

    def can_begin(self, token: Token) -> bool:
        """Whether it may begin at this token, or behind it where that is a mark; only words and classes are asked."""
        return (
            token.word in self.words
            or token.word in self.several
            or token.word in SKIPPED_MARKS
            or self.optional
            or self.kind not in ("word", "class")
            or token.raw in self.cased
            or token.word.startswith(self.prefixes)
        )


def word_element(part: str, optional: bool, beside: bool) -> Element:
    words, cased, prefixes = set(), set(), []
    for word in part.split("|"):
        if word.endswith("*"):
            prefixes.append(folded(word[:-1]))
        elif word != word.lower():
            cased.add(word)
        else:
            words.add(folded(word))
    return Element("word", optional, beside, frozenset(words), frozenset(cased), tuple(prefixes))


def class_element(phrases: tuple[str, ...]) -> Element:
    words: set[str] = set()
    several: dict[str, list[tuple[str, ...]]] = {}
    stems: list[str] = []
    cased: set[str] = set()
    for phrase in phrases:
        if phrase.endswith("*"):
            stems.append(folded(phrase[:-1]))
            continue
        if phrase != phrase.lower():
            cased.add(phrase)
            continue
        parts = tuple(folded(part) for part in phrase.split())
        if len(parts) == 1:
            words.add(parts[0])
        else:
            several.setdefault(parts[0], []).append(parts)
    return Element(
        "class",
        words=frozenset(words),
        cased=frozenset(cased),
        prefixes=tuple(stems),
        several={first: tuple(sorted(those, key=len, reverse=True)) for first, those in several.items()},
    )
