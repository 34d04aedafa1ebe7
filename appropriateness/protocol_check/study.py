"""A study read for checking: its series with class, region and contrast phase, and what was left out and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from appropriateness.knowledge.protocol_files import Signatures, Tolerances
from appropriateness.protocol_check import contrast, region
from appropriateness.protocol_check.acquired import AcquiredSeries
from appropriateness.protocol_check.classification import Classification, classify
from appropriateness.protocol_check.contrast import Phase
from appropriateness.protocol_check.geometry import plane
from appropriateness.protocol_check.labels import Vocabulary, Votes
from appropriateness.protocol_check.region import Region

_PROCESSED = {
    "ADC": "an ADC map", "MIP": "a projection", "MNIP": "a projection", "MINIP": "a projection",
    "PROJECTION IMAGE": "a projection", "MPR": "a reformat", "REFORMATTED": "a reformat", "SUB": "a subtraction",
    "SUBTRACTION": "a subtraction", "TRACEW": "a trace image", "TRACE": "a trace image", "FA": "a diffusion map",
    "SCREEN SAVE": "a screen save", "SCREENSAVE": "a screen save", "COMP": "composed from stations",
    "COMPOSED": "composed from stations", "COMP_SP": "composed from stations", "COMP_AD": "composed from stations",
}  # fmt: skip
_PHASE_MAPS = frozenset({"P", "PHASE", "PHASE MAP", "VELOCITY MAP", "I", "IMAGINARY"})
_WATER = frozenset({"W", "WATER"})
_DIXON = frozenset({"W", "WATER", "F", "FAT", "IN", "IP", "IN_PHASE", "OPP", "OP", "OUT_PHASE", "OPP_PHASE"})


@dataclass(frozen=True, slots=True)
class Series:
    """One series of the study, read. `left_out` says why it answers no requirement; empty where it may."""

    acquired: AcquiredSeries
    votes: Votes
    kind: Classification
    region: Region
    phase: Phase
    left_out: str

    @property
    def reformat(self) -> bool:
        """Derived from an acquisition by cutting it anew."""
        return self.left_out.endswith("a reformat.")


def read(acquired: Sequence[AcquiredSeries], signatures: Signatures, tolerances: Tolerances) -> list[Series]:
    """Classify every series, with its neighbours in view where region and phase need them."""
    vocabulary = Vocabulary(signatures)
    votes = [vocabulary.votes_of(one) for one in acquired]
    kinds = [classify(one, vote, signatures) for one, vote in zip(acquired, votes, strict=True)]
    out = [left_out(one, vote) for one, vote in zip(acquired, votes, strict=True)]
    for index, twin in _twice(acquired, out).items():
        out[index] = f"The same acquisition as series {acquired[twin].key}, in another form."
    study = [vocabulary.votes(one.study_description) for one in acquired]
    regions = region.regions_of(acquired, votes, kinds, study)
    phases = contrast.phases_of(acquired, votes, tolerances.pair_ratio.value)
    parts = zip(acquired, votes, kinds, regions, phases, out, strict=True)
    return [Series(*part) for part in parts]


def left_out(series: AcquiredSeries, votes: Votes) -> str:
    """Why a series is listed but answers nothing; empty where it may answer."""
    if series.modality not in ("MR", ""):
        return f"Not an MR image but {series.modality[:16]}."
    kinds = series.image_type
    if "LOCALIZER" in kinds or "localizer" in votes.description:
        return "Localizer."
    if set(kinds[2:]) & _PHASE_MAPS:
        return "Phase image."
    derived = (bool(kinds) and kinds[0] == "DERIVED") or "SECONDARY" in kinds[1:2]
    if derived and not set(kinds[2:]) & _WATER:
        what = next((_PROCESSED[word] for word in kinds if word in _PROCESSED), "computed from other images")
        return f"Derived: {what}."
    if set(kinds) & {"MIP", "MNIP", "MINIP", "PROJECTION IMAGE", "SUBTRACTION", "ADC"}:
        return f"Derived: {next(_PROCESSED[word] for word in kinds if word in _PROCESSED)}."
    return ""


def _twice(acquired: Sequence[AcquiredSeries], out: Sequence[str]) -> dict[int, int]:
    """Series that repeat an earlier one: same time, same place, same physics (corrected and not, say)."""
    seen: dict[object, int] = {}
    found: dict[int, int] = {}
    for index, one in enumerate(acquired):
        if out[index] or one.acquired_at_s is None or one.box is None or one.planned:
            continue
        centre = tuple(round(part) for part in one.box.centre)
        kinds = frozenset(one.image_type[2:]) & _DIXON
        key = (
            one.study, round(one.acquired_at_s), centre, one.acquisition, one.echo_ms, one.repetition_ms,
            one.inversion_ms, one.agent, one.options, kinds, plane(one.normal),
        )  # fmt: skip
        first = seen.setdefault(key, index)
        if first != index:
            found[index] = first
    return found
