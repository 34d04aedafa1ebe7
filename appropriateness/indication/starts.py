"""Which phrases may begin at which place of a text: what cannot match is ruled out, so that few are tried by word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from appropriateness.indication.elements import SKIPPED_MARKS, Element
from appropriateness.indication.tokens import Token

_NEEDS = 3
"""Elements after the first that are looked for ahead; more would rule out hardly anything else."""
_COLUMNS = 2 + _NEEDS
"""What is asked: the first word, the second, and those somewhere ahead."""
_Asked = tuple[int, int, tuple[int, ...]]
"""The phrases that begin with a word, that have it second, and that have it ahead; without the last where none has."""
_NOTHING: _Asked = (0, 0, ())


class Starts:
    """A phrase is one bit of a number, so that one operation asks a question of every phrase.

    A phrase may begin at a place where its first word is, the second (if one word has to follow) comes next or behind
    marks, and its other words lie ahead, all in the same sentence.
    """

    def __init__(self, phrases: Sequence[tuple[Element, ...]]) -> None:
        any_case: dict[str, list[int]] = {}
        as_typed: dict[str, list[int]] = {}
        stems: dict[str, list[int]] = {}
        self._numbers = self._leave_first = 0
        free = [(1 << len(phrases)) - 1] * _COLUMNS  # the phrases that have nothing to ask in a column
        for number, elements in enumerate(phrases):
            bit, first = 1 << number, elements[0]
            self._numbers |= bit if first.kind == "number" else 0
            self._leave_first |= bit if first.beside else 0
            for column, element in enumerate((first, _follows(elements), *_needs(elements))):
                if element is not None:
                    free[column] &= ~bit
                    for word in element.begins:
                        any_case.setdefault(word, [0] * _COLUMNS)[column] |= bit
                    for word in element.cased:
                        as_typed.setdefault(word, [0] * _COLUMNS)[column] |= bit
                    for stem in element.prefixes:
                        stems.setdefault(stem, [0] * _COLUMNS)[column] |= bit
        _, self._any_second, *self._any_need = free
        self._as_typed = {word: _asked(columns) for word, columns in as_typed.items()}
        self._stems = {stem: _asked(columns) for stem, columns in stems.items()}
        self._stem_lengths = sorted(set(map(len, stems)))
        self._any_case = {word: _both(_asked(columns), self._by_stem(word)) for word, columns in any_case.items()}

    def at(self, tokens: Sequence[Token], numbers: Mapping[int, object]) -> list[int]:
        """For each place the phrases that may begin there, as bits."""
        begins = [0] * len(tokens)
        sentence, follows, (one, two, three) = -1, 0, self._any_need
        for place in range(len(tokens) - 1, -1, -1):
            word, raw, _, _, _, in_sentence = tokens[place]
            if in_sentence != sentence:
                sentence, follows, (one, two, three) = in_sentence, 0, self._any_need
            asked = self._any_case.get(word) or self._by_stem(word)
            begin, second, needs = _both(asked, self._as_typed[raw]) if raw in self._as_typed else asked
            if place in numbers:
                begin |= self._numbers
            if begin:
                begins[place] = begin & (self._any_second | follows) & one & two & three
            follows = second | follows if word in SKIPPED_MARKS else second
            if needs:
                one, two, three = one | needs[0], two | needs[1], three | needs[2]
        return begins

    def that_leave_first(self, phrases: int) -> int:
        """Of these phrases those that need the word they begin at, but leave it for others."""
        return phrases & self._leave_first

    def _by_stem(self, word: str) -> _Asked:
        """The phrases that ask for a stem of the word."""
        found = _NOTHING
        for length in self._stem_lengths:
            if length > len(word):
                break
            if word[:length] in self._stems:
                found = _both(found, self._stems[word[:length]])
        return found


def _asked(columns: Sequence[int]) -> _Asked:
    begin, second, *needs = columns
    return begin, second, tuple(needs) if any(needs) else ()


def _both(one: _Asked, other: _Asked) -> _Asked:
    needs = tuple(a | b for a, b in zip(one[2], other[2], strict=True)) if one[2] and other[2] else one[2] or other[2]
    return one[0] | other[0], one[1] | other[1], needs


def _follows(elements: tuple[Element, ...]) -> Element | None:
    """The element that has to follow the first word at once."""
    alone = elements[0].kind == "word" or (elements[0].kind == "class" and not elements[0].several)
    return elements[1] if alone and len(elements) > 1 and _is_plain(elements[1]) else None


def _is_plain(element: Element) -> bool:
    """Whether one of a known set of words or stems has to stand there."""
    return element.kind in ("word", "class") and not element.optional


def _needs(elements: tuple[Element, ...]) -> list[Element]:
    return [element for element in elements[1:] if _is_plain(element)][:_NEEDS]
