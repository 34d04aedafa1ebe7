"""Which phrases may begin at which place of a text: what cannot match is ruled out, so that few are tried by word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from appropriateness.indication.elements import Element
from appropriateness.indication.tokens import Token

_NEEDS = 3
"""Elements after the first that are looked for ahead; more would rule out hardly anything else."""


class Starts:
    """A phrase is one bit of a number, so that one operation asks a question of every phrase.

    A phrase may begin at a place where its first word is, the second (if one word has to follow) is one of the two
    tokens after it, and its other words lie ahead in the same sentence.
    """

    def __init__(self, phrases: Sequence[tuple[Element, ...]]) -> None:
        self._first, self._second = _Words(), _Words()
        self._needs = tuple(_Words() for _ in range(_NEEDS))
        self._stems: dict[str, int] = {}
        self._numbers = self._leave_first = 0
        for number, elements in enumerate(phrases):
            bit, first = 1 << number, elements[0]
            self._first.add(bit, first)
            for stem in first.prefixes:
                self._stems[stem] = self._stems.get(stem, 0) | bit
            self._numbers |= bit if first.kind == "number" else 0
            self._leave_first |= bit if first.beside else 0
            if (follows := _follows(elements)) is not None:
                self._second.add(bit, follows)
            for words, need in zip(self._needs, filter(_is_plain, elements[1:]), strict=False):
                words.add(bit, need)
        everything = (1 << len(phrases)) - 1
        self._any_second = everything & ~self._second.all
        self._any_need = tuple(everything & ~need.all for need in self._needs)
        self._shortest_stem = min(map(len, self._stems), default=0)

    def at(self, tokens: Sequence[Token], numbers: Mapping[int, object]) -> list[int]:
        """For each place the phrases that may begin there, as bits."""
        begins = [0] * len(tokens)
        one, two, three = self._needs
        next_word = next_but_one = 0
        sentence, (first_need, second_need, third_need) = -1, self._any_need
        for place in range(len(tokens) - 1, -1, -1):
            token = tokens[place]
            if token.sentence != sentence:
                sentence, (first_need, second_need, third_need) = token.sentence, self._any_need
            begin = self._first.of(token) | self._beginning(token.word)
            if place in numbers:
                begin |= self._numbers
            if begin:
                begin &= self._any_second | next_word | next_but_one
                begins[place] = begin & first_need & second_need & third_need
            next_word, next_but_one = self._second.of(token), next_word
            first_need |= one.of(token)
            second_need |= two.of(token)
            third_need |= three.of(token)
        return begins

    def that_leave_first(self, phrases: int) -> int:
        """Of these phrases those that need the word they begin at, but leave it for others."""
        return phrases & self._leave_first

    def _beginning(self, word: str) -> int:
        """The phrases that begin with a stem of the word."""
        found = 0
        for length in range(self._shortest_stem, len(word) + 1):
            if word[:length] in self._stems:
                found |= self._stems[word[:length]]
        return found


class _Words:
    """For each word the phrases that have it at one place of theirs. `all`: those that have any."""

    def __init__(self) -> None:
        self._any_case: dict[str, int] = {}
        self._as_typed: dict[str, int] = {}
        self.all = 0

    def add(self, bit: int, element: Element) -> None:
        self.all |= bit
        for word in element.exact | element.members.keys():
            self._any_case[word] = self._any_case.get(word, 0) | bit
        for word in element.cased:
            self._as_typed[word] = self._as_typed.get(word, 0) | bit

    def of(self, token: Token) -> int:
        found = self._any_case.get(token.word, 0)
        return found | self._as_typed[token.raw] if token.raw in self._as_typed else found


def _follows(elements: tuple[Element, ...]) -> Element | None:
    """The element that has to follow the first word at once."""
    alone = elements[0].kind == "word" or (elements[0].kind == "class" and elements[0].is_of_single_words)
    return elements[1] if alone and len(elements) > 1 and _is_plain(elements[1]) else None


def _is_plain(element: Element) -> bool:
    """Whether one of a known set of words has to stand there."""
    return element.kind in ("word", "class") and not (element.optional or element.prefixes)
