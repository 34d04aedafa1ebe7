"""Phrases of the lexicon, found in the tokens of a text: a lookup by first word, then word by word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from appropriateness.indication.elements import SKIPPED_MARKS, Element, class_element, word_element
from appropriateness.indication.starts import Starts
from appropriateness.indication.tokens import Token

_CLAUSE_ENDS = frozenset({",", ".", ";", ")", "\n", "|", "//"})
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A phrase in the text: `of` it comes, tokens `first` to `last` (included), `used` without those skipped."""

    of: T
    first: int
    last: int
    used: frozenset[int]
    number: float | None = None


class Phrases(Generic[T]):
    """Compiled phrases, each belonging to something. `unskipped` are words that no gap may jump over."""

    def __init__(
        self, phrases: Iterable[tuple[str, T]], classes: Mapping[str, tuple[str, ...]], unskipped: Iterable[str]
    ):
        self._words = classes
        self._classes = {name: class_element(words) for name, words in classes.items()}
        self._unskipped = frozenset(word for name in unskipped for word in self._classes[name].words)
        self._stems = tuple(stem for name in unskipped for stem in self._classes[name].prefixes)
        self.vocabulary: set[str] = set()
        self._phrases: list[tuple[tuple[Element, ...], T, int]] = []
        for phrase, owner in phrases:
            self._add(tuple(self._compiled(phrase)), owner)
        self._starts = Starts([elements for elements, _, _ in self._phrases])
        self._known_stems = {word[:-1] for word in self.vocabulary if word.endswith("*")}

    def knows(self, word: str) -> bool:
        """Whether some phrase has this word, or a stem that the word begins with."""
        return word in self.vocabulary or any(word[:cut] in self._known_stems for cut in range(2, len(word) + 1))

    def find(self, tokens: tuple[Token, ...], numbers: Mapping[int, tuple[float, int]]) -> list[Found[T]]:
        """Every phrase in the text that overlaps no other: the leftmost first, of several the longest, then the one
        that needs more words beside it.

        `numbers` gives for a place the number that begins there and the place after it.
        """
        found: list[Found[T]] = []
        taken: set[int] = set()
        text = _Text(tokens, numbers, self)
        for place, begin in enumerate(self._starts.at(tokens, numbers)):
            if place in taken:
                begin = self._starts.that_leave_first(begin)
            matches: list[tuple[tuple[int, int, int], T, tuple[int, ...], float | None]] = []
            while begin:
                phrase = begin.bit_length() - 1
                begin ^= 1 << phrase
                elements, owner, beside = self._phrases[phrase]
                matched = _match(elements, 0, place, text)
                if matched is not None and matched[0]:
                    used, number = matched
                    matches.append(((len(used), -used[-1], beside), owner, used, number))
            if len(matches) > 1:
                matches.reverse()  # of those alike the one written first in the lexicon
                matches.sort(key=_rank, reverse=True)
            for _, owner, used, number in matches:
                if taken.isdisjoint(used):
                    found.append(Found(owner, used[0], used[-1], frozenset(used), number))
                    taken.update(used)
        return sorted(found, key=lambda item: (item.first, item.last))

    def may_skip(self, token: Token) -> bool:
        """Whether a gap may jump over this token."""
        return (
            (not token.is_mark or token.word in SKIPPED_MARKS)
            and token.word not in self._unskipped
            and not token.word.startswith(self._stems)
        )

    def _compiled(self, phrase: str) -> Iterator[Element]:
        for part in phrase.split():
            optional = part.endswith("?") and len(part) > 1
            part = part.removesuffix("?") if optional else part
            beside = part.endswith("^")
            part = part.removesuffix("^")
            if part.startswith("~"):
                yield Element("gap", longest=int(part[1:] or 3))
            elif part == "$":
                yield Element("end")
            elif part == "#":
                yield Element("number", optional, beside)
            elif "{" in part:
                yield replace(self._either(part), optional=optional, beside=beside)
            else:
                yield word_element(part, optional, beside)

    def _either(self, part: str) -> Element:
        """`{class}|word|{class}` as one class."""
        if part.startswith("{") and part.endswith("}") and "|" not in part:
            return self._classes[part.strip("{}")]
        words: list[str] = []
        for one in part.split("|"):
            words.extend(self._words[one.strip("{}")] if one.startswith("{") else [one])
        return class_element(tuple(words))

    def _add(self, elements: tuple[Element, ...], owner: T) -> None:
        """A phrase that begins with what may be missing is also one without it."""
        self._learn(elements)
        for index, element in enumerate(elements):
            self._phrases.append((elements[index:], owner, sum(each.beside for each in elements[index:])))
            if not element.optional:
                return

    def _learn(self, elements: tuple[Element, ...]) -> None:
        for element in elements:
            self.vocabulary |= element.words
            self.vocabulary |= {stem + "*" for stem in element.prefixes}
            for sequences in element.several.values():
                self.vocabulary |= {word for sequence in sequences for word in sequence}


_Matched = tuple[tuple[int, ...], float | None]


@dataclass(frozen=True, slots=True)
class _Text(Generic[T]):
    tokens: tuple[Token, ...]
    numbers: Mapping[int, tuple[float, int]]
    phrases: Phrases[T]


def _match(
    elements: tuple[Element, ...],
    index: int,
    place: int,
    text: _Text[T],
    used: tuple[int, ...] = (),
    last: int = -1,
    number: float | None = None,
) -> _Matched | None:
    """The tokens that match from element `index` on at `place`, or None. `last` is the place matched last.

    Tried again is only what leaves a choice, so depth is bounded by the gaps of a phrase, its classes and what may be
    missing.
    """
    tokens = text.tokens
    for following, element in enumerate(elements[index:], start=index + 1):
        if element.kind == "gap":
            for end in range(place, place + element.longest + 1):
                if end >= len(tokens) or following == len(elements) or elements[following].can_begin(tokens[end]):
                    found = _match(elements, following, end, text, used, last, number)
                    if found is not None:
                        return found
                if end >= len(tokens) or not text.phrases.may_skip(tokens[end]):
                    return None
            return None
        if element.kind == "end":
            if place < len(tokens) and tokens[place].word not in _CLAUSE_ENDS:
                return None
            continue
        if last >= 0 and place < len(tokens) and tokens[place].word in SKIPPED_MARKS:
            place += not (tokens[place].word in element.words or tokens[place].word in element.several)
        ends = _ends(element, place, text)
        if ends and last >= 0 and tokens[place].sentence != tokens[last].sentence:
            ends = ()
        if not element.optional:
            if not ends:
                return None
            if len(ends) == 1:
                end, value = ends[0]
                used = used if element.beside else (*used, *range(place, end))
                place, last, number = end, end - 1, number if value is None else value
                continue
        for end, value in ends:
            more = used if element.beside else (*used, *range(place, end))
            found = _match(elements, following, end, text, more, end - 1, number if value is None else value)
            if found is not None:
                return found
        if not element.optional:
            return None
    return used, number


def _rank(match: tuple[tuple[int, int, int], object, object, object]) -> tuple[int, int, int]:
    return match[0]


def _end_of(sequence: tuple[str, ...], place: int, tokens: tuple[Token, ...]) -> int | None:
    """Where the words end that begin at `place`, hyphens between them or not: "standing-up"; else None."""
    for word in sequence:
        if place < len(tokens) and tokens[place].word == "-" != word:
            place += 1
        if place >= len(tokens) or tokens[place].word != word:
            return None
        place += 1
    return place


def _ends(element: Element, place: int, text: _Text[T]) -> Sequence[tuple[int, float | None]]:
    """Where the element can end if it begins at `place`, longest first, with the number it read."""
    tokens = text.tokens
    if place >= len(tokens):
        return ()
    if element.kind == "number":
        if place not in text.numbers:
            return ()
        value, end = text.numbers[place]
        return ((end, value),)
    token = tokens[place]
    ends: list[tuple[int, float | None]] = []
    if token.word in element.several:
        behind = [each.word for each in tokens[place + 1 : place + 3]]
        for sequence in element.several[token.word]:
            if sequence[1] in behind and (last := _end_of(sequence, place, tokens)) is not None:
                ends.append((last, None))
    if (
        token.word in element.words
        or token.raw in element.cased
        or (element.prefixes and token.word.startswith(element.prefixes))
    ):
        ends.append((place + 1, None))
    return ends
