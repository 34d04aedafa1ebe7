"""What the words of a label vote for. A label is a hint: sites rename protocols and copy names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from appropriateness.knowledge.protocol_files import Signatures
from appropriateness.protocol_check.acquired import AcquiredSeries

_TOKEN = re.compile(r"\+(?:c|gd|gad|km)(?![a-z0-9])|c\+|[a-z0-9]+\*?")
_LEVEL = re.compile(r"(?:(?P<cervical>c[1-7])|(?P<thoracic>th(?:[1-9]|1[0-2]))|(?P<lumbosacral>l[1-5]|s[1-5]))")

WEIGHTING = frozenset({
    "t2_flair", "stir", "t2star", "swi", "t1", "t2", "pd", "balanced", "venography", "angiography", "diffusion",
    "echo_planar", "field_map", "myelography",
})  # fmt: skip
_OVERRULES = {
    "stir": {"t2", "t1"}, "t2star": {"t2"}, "swi": {"t2", "t2star"}, "balanced": {"t2"}, "myelography": {"t2"},
}  # fmt: skip
_CONTRAST_TYPE = {
    "DIFFUSION": "diffusion", "FLUID_ATTENUATED": "t2_flair", "STIR": "stir", "T2": "t2", "T2_STAR": "t2star",
    "TOF": "angiography",
}  # fmt: skip
"""Acquisition Contrast, where it is specific. T1 is left out: a field map was found to say so."""


@dataclass(frozen=True, slots=True)
class Votes:
    """What description, protocol name and the scanner's own names say of a series."""

    description: frozenset[str]
    protocol: frozenset[str]
    names: frozenset[str]
    contrast_type: str | None

    @property
    def words(self) -> frozenset[str]:
        return self.description | self.protocol

    @property
    def weighting(self) -> frozenset[str]:
        """The weightings voted for, the special one instead of the general: "T2 FLAIR" is no vote for T2."""
        found = self.words & WEIGHTING
        if "t2_flair" in found:
            found -= {"t2_flair"} if "t1" in found else {"t2"}
        for special, general in _OVERRULES.items():
            if special in found:
                found -= general
        return found | ({self.contrast_type} if self.contrast_type else frozenset())


def tokens(text: str) -> tuple[str, ...]:
    """The words of a label: letters and digits that stand together; "T1+C" is two."""
    return tuple(_TOKEN.findall(text.lower()))


class Vocabulary:
    """The words of the signatures, ready to be looked up."""

    def __init__(self, signatures: Signatures) -> None:
        self._names = [(tuple(item.starts), item.vote) for item in signatures.sequence_names]
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for item in signatures.words:
            for word in item.words:
                phrase = tokens(word)
                self._phrases.setdefault(phrase[0], []).append((phrase, item.vote))

    def votes_of(self, series: AcquiredSeries) -> Votes:
        """A GE protocol name is that of the whole examination and says nothing of one series."""
        protocol = "" if series.manufacturer.upper().startswith("GE") else series.protocol_name
        names = [" ".join(tokens(name)) for name in series.sequence_names]
        named = frozenset(vote for name in names for starts, vote in self._names if name.startswith(starts))
        contrast_type = _CONTRAST_TYPE.get(series.acquisition_contrast.upper())
        return Votes(self.votes(series.description), self.votes(protocol), named, contrast_type)

    def votes(self, text: str) -> frozenset[str]:
        """What a label votes for."""
        said = tokens(text[:200])
        found = {
            vote
            for place, word in enumerate(said)
            for phrase, vote in self._phrases.get(word, ())
            if said[place : place + len(phrase)] == phrase
        }
        for word in said:
            level = _LEVEL.fullmatch(word)
            if level and level.lastgroup:
                found.add(level.lastgroup)
        return frozenset(found)


def words_in(series: AcquiredSeries, words: tuple[str, ...]) -> bool:
    """Whether a label of the series holds one of the words."""
    return bool(set(words) & {*tokens(series.description), *tokens(series.protocol_name)})
