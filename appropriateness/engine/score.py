"""An imaging score with its limits: counted only where every item is known, never a gate after a puncture."""

from __future__ import annotations

from dataclasses import dataclass

from appropriateness.engine.evaluation import TRUE, UNKNOWN
from appropriateness.engine.known import Known
from appropriateness.engine.rulebook import CompiledScore, Rulebook
from appropriateness.knowledge.rules import Score, ScoreBand
from appropriateness.truth import Truth


@dataclass(frozen=True, eq=False, slots=True)
class ScoreResult:
    """The score of one case. `total` is None where it is not computable; `missing` names the facts that are unknown.

    `withheld`: the score is known to be unreliable for this case and is not to be used.
    """

    score: Score
    truths: tuple[Truth, ...]
    total: int | None
    band: ScoreBand | None
    missing: tuple[str, ...]
    without_contrast: bool
    withheld: bool


def scores(known: Known, rules: Rulebook) -> tuple[ScoreResult, ...]:
    """The scores of which at least one item is known."""
    return tuple(result for item in rules.scores if (result := _score(item, known)) is not None)


def _score(compiled: CompiledScore, known: Known) -> ScoreResult | None:
    if not known.bits & compiled.settled:
        return None
    truths = tuple(item.check(known) for item in compiled.items)
    contrast = compiled.contrast_given.check(known)
    without_contrast = contrast is not TRUE
    withheld = compiled.never_when.check(known) is TRUE
    unknown = [item for item, truth in zip(compiled.items, truths, strict=True) if truth is UNKNOWN]
    missing = tuple(dict.fromkeys(fact for item in unknown for fact in item.undecided(known)))
    if contrast is UNKNOWN:
        missing = (*missing, *compiled.contrast_given.undecided(known))
    total = None
    if not missing and not without_contrast and not withheld and UNKNOWN not in truths:
        total = sum(item.points for item, truth in zip(compiled.score.items, truths, strict=True) if truth is TRUE)
    band = next((band for band in compiled.score.bands if total is not None and band.low <= total <= band.high), None)
    return ScoreResult(compiled.score, truths, total, band, missing, without_contrast, withheld)
