"""Flags, redirects, safety rules and the score: what stands before, beside and outside the tables."""

from __future__ import annotations

from typing import Annotated, Literal

from appropriateness.knowledge.criteria import AnyExpression, Expressions
from appropriateness.knowledge.procedures import Contrast, Modality, Procedure
from appropriateness.knowledge.scenarios import Pointer, Position, Statement, Treatment
from appropriateness.provenance import Cite, Identifier, Text
from appropriateness.shape import Limits, Model


class Flag(Model):
    """A red flag. `ask`: the facts that settle it at the bedside; while one is unanswered the flag is unasked.

    An unasked emergency makes the answer conditional; an unasked urgent flag is worth a question. The first requirement
    is the alarm itself: where it holds and the others are open, they are asked before anything else.
    """

    id: Identifier
    level: Literal["emergency", "urgent"]
    require: Annotated[Expressions, Limits(min_length=1)]
    unless: Expressions = ()
    ask: tuple[Identifier, ...] = ()
    message: Text
    action: Text
    study: Identifier | None = None
    cite: Cite
    checked: bool = False


class Redirect(Model):
    """A case to which no scenario applies (`out_of_scope`), or only positions of other sources (`not_covered`).

    `within_topic`: a leak is still what the case is about; else it belongs elsewhere.
    """

    id: Identifier
    outcome: Literal["out_of_scope", "not_covered"]
    within_topic: bool = False
    require: Annotated[Expressions, Limits(min_length=1)]
    unless: Expressions = ()
    to: Identifier | None = None
    title: Text
    say: Text
    instead: Statement
    positions: tuple[Position, ...] = ()
    pointers: tuple[Pointer, ...] = ()
    cite: Cite
    checked: bool = False


class AppliesTo(Model):
    """Which procedures a safety rule concerns; every condition given must hold, none given means all.

    `treatments` it concerns beside them; a rule that names nothing else concerns no procedure.
    """

    needle: bool | None = None
    ionising: bool | None = None
    modality: Modality | None = None
    region: Literal["head", "spine"] | None = None
    contrast: tuple[Contrast, ...] | None = None
    treatments: tuple[Treatment, ...] = ()

    def admits(self, procedure: Procedure) -> bool:
        of_a_study = (self.needle, self.ionising, self.modality, self.region, self.contrast)
        if self.treatments and all(condition is None for condition in of_a_study):
            return False
        return (
            self.needle in (None, procedure.needle)
            and self.ionising in (None, procedure.ionising)
            and self.modality in (None, procedure.modality)
            and self.region in (None, procedure.region)
            and (self.contrast is None or procedure.contrast in self.contrast)
        )


class SafetyRule(Model):
    """A finding on procedures for this patient. Without `when` it always holds.

    stop: resolve before ordering. ask: a person has to answer. inform: good to know.
    Where `when` is unknown, `when_unknown: ask` asks and `silent` says nothing.
    """

    id: Identifier
    applies_to: AppliesTo
    when: AnyExpression | None = None
    severity: Literal["stop", "ask", "inform"]
    when_unknown: Literal["ask", "silent"] = "silent"
    ask: Text | None = None
    say: Text
    cite: Cite
    also: tuple[Cite, ...] = ()
    checked: bool = False


class ScoreItem(Model):
    """One sign of the score. Its points count where `when` is true; unknown is never counted as absent."""

    id: Identifier
    label: Text
    points: int
    when: AnyExpression
    needs_contrast: bool = False


class ScoreBand(Model):
    """A range of totals (both ends included) and what it means."""

    low: int
    high: int
    label: Text
    say: Text
    cite: Cite


class Score(Model):
    """An imaging score with its limits. Not computable while an item is unknown; never a gate where `never_when`."""

    id: Identifier
    title: Text
    items: tuple[ScoreItem, ...]
    bands: tuple[ScoreBand, ...]
    contrast_given: AnyExpression
    never_when: AnyExpression
    never_say: Text
    not_computable: Text
    limits: tuple[Statement, ...]
    cite: Cite
    checked: bool = False


class Change(Model):
    date: Text
    say: Text


class Fallback(Model):
    """What is said where no scenario and no redirect fits."""

    title: Text
    say: Text
    instead: Statement


class Example(Model):
    """A case to start from, restated from a published one."""

    id: Identifier
    title: Text
    facts: dict[Identifier, object]
    cite: Cite
