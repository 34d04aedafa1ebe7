"""Reading the words of one call within limits: each text once, and not more than a clinician would write."""

from __future__ import annotations

from appropriateness.fhir.reasons import ReadWords
from appropriateness.fhir.taken import Taken

MOST_CHARACTERS = 10_000
"""Of all texts of one call together. A text that would go beyond is not read at all: half a sentence may mislead."""


class BoundedReader:
    """A reader for one call. `left_out` counts the texts that were too long to be read."""

    def __init__(self, read: ReadWords) -> None:
        self._read = read
        self._known: dict[str, tuple[tuple[Taken, ...], bool]] = {}
        self._left = MOST_CHARACTERS
        self.left_out = 0

    def __call__(self, text: str) -> tuple[tuple[Taken, ...], bool]:
        found = self._known.get(text)
        if found is None:
            if len(text) > self._left:
                self.left_out += 1
                return (), False
            self._left -= len(text)
            found = self._known[text] = self._read(text)
        return found
