"""The shape of each file in the data folder. One class a file; the file's name is its schema's name."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from appropriateness.knowledge.criteria import Contradiction, Definition, Implication, Order
from appropriateness.knowledge.facts import Fact
from appropriateness.knowledge.procedures import Procedure, RadiationLevel
from appropriateness.knowledge.rules import Change, Example, Fallback, Flag, Redirect, SafetyRule, Score
from appropriateness.knowledge.scenarios import Statements
from appropriateness.knowledge.sources import AdjacentVariant, Disagreement, Source
from appropriateness.provenance import Freeze, Model, Text


class DerivedTimes(Model):
    """How far a time derived from two others is widened: the larger of `share` of it and `hours`."""

    share: float = Field(ge=0, le=1)
    hours: float = Field(ge=0)
    basis: Text


class FactsFile(Model):
    schema_: Literal["facts/1"] = Field(alias="schema")
    facts: Annotated[tuple[Fact, ...], Freeze]


class DefinitionsFile(Model):
    schema_: Literal["definitions/1"] = Field(alias="schema")
    definitions: Annotated[tuple[Definition, ...], Freeze]


class ConsistencyFile(Model):
    schema_: Literal["consistency/1"] = Field(alias="schema")
    implications: Annotated[tuple[Implication, ...], Freeze]
    contradictions: Annotated[tuple[Contradiction, ...], Freeze]
    orders: Annotated[tuple[Order, ...], Freeze]
    derived_times: DerivedTimes


class SourcesFile(Model):
    schema_: Literal["sources/1"] = Field(alias="schema")
    sources: Annotated[tuple[Source, ...], Freeze]


class ProceduresFile(Model):
    schema_: Literal["procedures/1"] = Field(alias="schema")
    procedures: Annotated[tuple[Procedure, ...], Freeze]


class RadiationFile(Model):
    schema_: Literal["radiation/1"] = Field(alias="schema")
    levels: Annotated[tuple[RadiationLevel, ...], Freeze]
    edges_note: Text


class FlagsFile(Model):
    schema_: Literal["flags/1"] = Field(alias="schema")
    flags: Annotated[tuple[Flag, ...], Freeze]


class RedirectsFile(Model):
    schema_: Literal["redirects/1"] = Field(alias="schema")
    redirects: Annotated[tuple[Redirect, ...], Freeze]
    fallback: Fallback


class SafetyFile(Model):
    schema_: Literal["safety/1"] = Field(alias="schema")
    rules: Annotated[tuple[SafetyRule, ...], Freeze]


class ScoresFile(Model):
    schema_: Literal["scores/1"] = Field(alias="schema")
    scores: Annotated[tuple[Score, ...], Freeze]


class DisagreementsFile(Model):
    schema_: Literal["disagreements/1"] = Field(alias="schema")
    disagreements: Annotated[tuple[Disagreement, ...], Freeze]


class AdjacentTopicsFile(Model):
    schema_: Literal["adjacent_topics/1"] = Field(alias="schema")
    variants: Annotated[tuple[AdjacentVariant, ...], Freeze]


class ExamplesFile(Model):
    schema_: Literal["examples/1"] = Field(alias="schema")
    examples: Annotated[tuple[Example, ...], Freeze]


class Edition(Model):
    """Which edition of the knowledge this is; `compiled` is the ISO date of the last change to a fact."""

    schema_: Literal["edition/1"] = Field(alias="schema")
    edition: Text
    compiled: Text
    standing: Text
    changelog: Annotated[tuple[Change, ...], Freeze]
    attributions: Statements
