"""The vocabulary of facts: what may be asked of a patient, in which unit, with which answers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from appropriateness.provenance import Freeze, Identifier, Model, Text

Group = Literal["patient", "headache", "spinal_procedure", "patch", "red_flags", "imaging", "safety"]


class BooleanFact(Model):
    """A claim that is true, false or unanswered. `claim` and `denial` are full sentences."""

    kind: Literal["boolean"]
    id: Identifier
    group: Group
    label: Text
    question: Text
    claim: Text
    denial: Text
    absent: bool | None = None


class KindUnknown(Model):
    """The answer that says "one of these, but not which"; it stands for every other value but `excludes`."""

    value: Identifier
    excludes: Annotated[tuple[Identifier, ...], Freeze]


class ChoiceFact(Model):
    """Exactly one of `values`. `absent` lists the values that mean "this red flag is not there", `alarm` names it."""

    kind: Literal["choice"]
    id: Identifier
    group: Group
    label: Text
    question: Text
    values: dict[Identifier, Text]
    kind_unknown: KindUnknown | None = None
    alarm: Text | None = None
    absent: Annotated[tuple[Identifier, ...] | None, Freeze] = None


class ChoicesFact(Model):
    """One or several of `values` at once; a value in `exclusive` stands alone."""

    kind: Literal["choices"]
    id: Identifier
    group: Group
    label: Text
    question: Text
    values: dict[Identifier, Text]
    exclusive: Annotated[tuple[Identifier, ...], Freeze] = ()


class QuantityFact(Model):
    """A number in `unit` from `at_least` to `at_most` (both allowed), exact or an interval.

    `elapsed` marks a time that grows while nobody answers: an old link has to be confirmed.
    """

    kind: Literal["quantity"]
    id: Identifier
    group: Group
    label: Text
    question: Text
    unit: Text
    at_least: float
    at_most: float
    whole: bool = False
    elapsed: bool = False


Fact = Annotated[BooleanFact | ChoiceFact | ChoicesFact | QuantityFact, Field(discriminator="kind")]
