"""The shape of each file in the data folder. One class a file; the file's name is its schema's name."""

from __future__ import annotations

from typing import Annotated, Literal

from appropriateness.knowledge.criteria import Contradiction, Definition, Implication, Order
from appropriateness.knowledge.facts import Fact
from appropriateness.knowledge.procedures import Procedure, RadiationLevel
from appropriateness.knowledge.rules import Change, Example, Fallback, Flag, Redirect, SafetyRule, Score
from appropriateness.knowledge.scenarios import Statements
from appropriateness.knowledge.sources import AdjacentVariant, Disagreement, Source
from appropriateness.provenance import Text
from appropriateness.shape import Limits, Model


class DerivedTimes(Model):
    """How far a time derived from two others is widened: the larger of `share` of it and `hours`."""

    share: Annotated[float, Limits(ge=0, le=1)]
    hours: Annotated[float, Limits(ge=0)]
    basis: Text


class FactsFile(Model):
    schema_: Literal["facts/1"]
    facts: tuple[Fact, ...]


class DefinitionsFile(Model):
    schema_: Literal["definitions/1"]
    definitions: tuple[Definition, ...]


class ConsistencyFile(Model):
    schema_: Literal["consistency/1"]
    implications: tuple[Implication, ...]
    contradictions: tuple[Contradiction, ...]
    orders: tuple[Order, ...]
    derived_times: DerivedTimes


class SourcesFile(Model):
    schema_: Literal["sources/1"]
    sources: tuple[Source, ...]


class ProceduresFile(Model):
    schema_: Literal["procedures/1"]
    procedures: tuple[Procedure, ...]


class RadiationFile(Model):
    schema_: Literal["radiation/1"]
    levels: tuple[RadiationLevel, ...]
    edges_note: Text


class FlagsFile(Model):
    schema_: Literal["flags/1"]
    flags: tuple[Flag, ...]


class RedirectsFile(Model):
    schema_: Literal["redirects/1"]
    redirects: tuple[Redirect, ...]
    fallback: Fallback


class SafetyFile(Model):
    schema_: Literal["safety/1"]
    rules: tuple[SafetyRule, ...]


class ScoresFile(Model):
    schema_: Literal["scores/1"]
    scores: tuple[Score, ...]


class DisagreementsFile(Model):
    schema_: Literal["disagreements/1"]
    disagreements: tuple[Disagreement, ...]


class AdjacentTopicsFile(Model):
    schema_: Literal["adjacent_topics/1"]
    variants: tuple[AdjacentVariant, ...]


class ExamplesFile(Model):
    schema_: Literal["examples/1"]
    examples: tuple[Example, ...]


class Edition(Model):
    """Which edition of the knowledge this is; `compiled` is the ISO date of the last change to a fact."""

    schema_: Literal["edition/1"]
    edition: Text
    compiled: Text
    standing: Text
    changelog: tuple[Change, ...]
    attributions: Statements
