"""The vocabulary of facts: what may be asked of a patient, in which unit, with which answers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from appropriateness.provenance import Identifier, Text
from appropriateness.shape import Model, OneOf

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
    excludes: tuple[Identifier, ...]


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
    absent: tuple[Identifier, ...] | None = None


class ChoicesFact(Model):
    """One or several of `values` at once; a value in `exclusive` stands alone."""

    kind: Literal["choices"]
    id: Identifier
    group: Group
    label: Text
    question: Text
    values: dict[Identifier, Text]
    exclusive: tuple[Identifier, ...] = ()


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


_KINDS: dict[str, type[Model]] = {
    "boolean": BooleanFact,
    "choice": ChoiceFact,
    "choices": ChoicesFact,
    "quantity": QuantityFact,
}


def _kind(value: Any) -> type[Model] | None:
    named = value.get("kind") if isinstance(value, dict) else None
    return next((kind for word, kind in _KINDS.items() if word == named), None)


Fact = Annotated[
    BooleanFact | ChoiceFact | ChoicesFact | QuantityFact,
    OneOf(_kind, f"the kind of a fact is one of {', '.join(_KINDS)}"),
]
