"""A sentence cut into clauses: at marks, and at words that turn to something else."""

from __future__ import annotations

from collections.abc import Iterator

from appropriateness.indication.tokens import Token

_BREAKS = frozenset(".,;()[]\n&+") | {
    "but", "whereas", "while", "whilst", "then", "and", "vs", "versus", "though", "although", "however", "yet",
}  # fmt: skip
_LABEL = 3
"""Tokens that a label before a colon has at most."""


def clauses(tokens: tuple[Token, ...], unparted: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where each clause begins and ends; an "and" between two of the words `unparted` ends none."""
    first = 0
    for place, token in enumerate(tokens):
        ends = token.word in _BREAKS or (token.word == ":" and _heads(first, place, tokens, unparted))
        ends = ends and not (token.word in ("and", "&") and _between(place, tokens, unparted))
        if ends or token.sentence != tokens[first].sentence:
            if first < place:
                yield first, place
            first = place + ends
            if first == len(tokens):
                return
    if first < len(tokens):
        yield first, len(tokens)


def _heads(first: int, colon: int, tokens: tuple[Token, ...], words: frozenset[str]) -> bool:
    """Whether what stands before a colon is a clause of its own: long, and no label like "Lying flat: fine"."""
    return colon - first > _LABEL and words.isdisjoint(token.word for token in tokens[first:colon])


def _between(place: int, tokens: tuple[Token, ...], words: frozenset[str]) -> bool:
    return {tokens[place - 1].word, tokens[min(place + 1, len(tokens) - 1)].word} <= words
