"""Free text of an order, read by the indication reader: each fact keeps the exact words it was read from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from appropriateness.fhir.reasons import ReadWords
from appropriateness.fhir.taken import Taken
from appropriateness.indication.reading import read
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.lexicon import Lexicon


def reader(lexicon: Lexicon, knowledge: KnowledgeBase, today: Callable[[], date]) -> ReadWords:
    """A reader of texts as of today.

    Nobody accepts what it proposes before the answer is given, so every fact is printed with its words for whoever
    signs the order. The words open the topic unless the reader finds that they do not speak of a leak.
    """

    def read_words(text: str) -> tuple[tuple[Taken, ...], bool]:
        reading = read(text, lexicon, knowledge, today())
        taken = tuple(Taken(item.fact, item.value, "text", f"“{item.words}”") for item in reading.facts)
        return taken, bool(taken) and reading.refusal is None

    return read_words
