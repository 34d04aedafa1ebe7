"""Which part of the body a series shows. Labels, body part and shared place are evidence; silence is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from appropriateness.protocol_check.acquired import AcquiredSeries
from appropriateness.protocol_check.classification import Classification
from appropriateness.protocol_check.geometry import same_place
from appropriateness.protocol_check.labels import Votes

LEVELS = frozenset({"cervical", "thoracic", "lumbosacral"})
_BODY_PARTS: Mapping[str, frozenset[str]] = {
    "HEAD": frozenset({"head"}), "BRAIN": frozenset({"head"}), "SKULL": frozenset({"head"}),
    "HEADBRAIN": frozenset({"head"}), "CSPINE": frozenset({"cervical"}), "TSPINE": frozenset({"thoracic"}),
    "LSPINE": frozenset({"lumbosacral"}), "LSSPINE": frozenset({"lumbosacral"}), "SSPINE": frozenset({"lumbosacral"}),
    "CTSPINE": frozenset({"cervical", "thoracic"}), "TLSPINE": frozenset({"thoracic", "lumbosacral"}),
    "SPINE": frozenset({"spine"}), "WHOLESPINE": LEVELS,
}  # fmt: skip
_WORDS = LEVELS | {"head", "spine", "whole_spine", "other_region"}
_HEAD_ONLY = frozenset({"t2_flair", "swi"})
"""Classes that are acquired of the head alone, as far as this library goes."""


@dataclass(frozen=True, slots=True)
class Region:
    """`parts` is empty where nothing says which region it is; "spine" alone means: which level is not said."""

    parts: frozenset[str]
    why: str

    @property
    def known(self) -> bool:
        return bool(self.parts)


UNKNOWN = Region(frozenset(), "Nothing says which part of the body it shows.")


def regions_of(
    series: Sequence[AcquiredSeries],
    votes: Sequence[Votes],
    classes: Sequence[Classification],
    study: Sequence[frozenset[str]],
) -> list[Region]:
    """The region of each series: from its own words, else from its study's, else from a series in the same place."""
    found = [
        _stated(one, vote, kind, study_words)
        for one, vote, kind, study_words in zip(series, votes, classes, study, strict=True)
    ]
    heads = [one for one, region in zip(series, found, strict=True) if region.parts == {"head"}]
    return [
        Region(frozenset({"head"}), "It lies where a series of the head lies.")
        if region is UNKNOWN and any(same_place(one, head) for head in heads)
        else region
        for one, region in zip(series, found, strict=True)
    ]


def _stated(series: AcquiredSeries, votes: Votes, kind: Classification, study: frozenset[str]) -> Region:
    body = _BODY_PARTS.get("".join(letter for letter in series.body_part.upper() if letter.isalpha()), frozenset())
    described, protocol = _parts(votes.description), _parts(votes.protocol)
    labelled = described or protocol
    if described and protocol and not described & protocol and _areas(described) == _areas(protocol) == {"spine"}:
        return Region(frozenset({"spine"}), "Its two labels name different levels.")
    if labelled and body and not _areas(labelled) & _areas(body):
        return Region(frozenset(), "Label and body part name different regions.")
    if len(_areas(labelled)) > 1:
        return Region(frozenset(), "Its label names more than one region.")
    if labelled and labelled != {"spine"}:
        return Region(labelled, "label")
    if body:
        return Region(body, "body part")
    if labelled:
        return Region(labelled, "label")
    if kind.settled in _HEAD_ONLY:
        return Region(frozenset({"head"}), "Its kind is acquired of the head.")
    whole = _parts(study)
    return Region(whole, "description of the study") if len(_areas(whole)) == 1 else UNKNOWN


def _parts(votes: frozenset[str]) -> frozenset[str]:
    parts = votes & _WORDS
    if "whole_spine" in parts:
        return (parts | LEVELS) - {"whole_spine", "spine"}
    return parts - {"spine"} if parts & LEVELS else parts


def _areas(parts: frozenset[str]) -> frozenset[str]:
    return frozenset("spine" if part in LEVELS else part for part in parts)
