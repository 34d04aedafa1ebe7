"""The parts of a phrase: a word or several, a class of words, a gap, a number, the end of a clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from appropriateness.indication.tokens import folded


@dataclass(frozen=True, slots=True)
class Element:
    kind: str  # word, class, gap, number, end
    optional: bool = False
    beside: bool = False  # has to stand there, but is left for other phrases
    exact: frozenset[str] = frozenset()
    cased: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    longest: int = 0
    members: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)

    @property
    def is_of_single_words(self) -> bool:
        return all(len(sequence) == 1 for sequences in self.members.values() for sequence in sequences)


def word_element(part: str, optional: bool, beside: bool) -> Element:
    exact, cased, prefixes = set(), set(), []
    for word in part.split("|"):
        if word.endswith("*"):
            prefixes.append(folded(word[:-1]))
        elif word != word.lower():
            cased.add(word)
        else:
            exact.add(folded(word))
    return Element("word", optional, beside, frozenset(exact), frozenset(cased), tuple(prefixes))


def class_element(words: tuple[str, ...]) -> Element:
    members: dict[str, list[tuple[str, ...]]] = {}
    stems: list[str] = []
    cased: set[str] = set()
    for phrase in words:
        if phrase.endswith("*"):
            stems.append(folded(phrase[:-1]))
            continue
        if phrase != phrase.lower():
            cased.add(phrase)
            continue
        parts = tuple(folded(part) for part in phrase.split())
        members.setdefault(parts[0], []).append(parts)
    return Element(
        "class",
        cased=frozenset(cased),
        members={first: tuple(sorted(several, key=len, reverse=True)) for first, several in members.items()},
        prefixes=tuple(stems),
    )
