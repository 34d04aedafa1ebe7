"""The knowledge base: everything the data folder says, loaded, checked, immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from appropriateness.knowledge.criteria import Contradiction, Definition, Implication, Order
from appropriateness.knowledge.facts import Fact
from appropriateness.knowledge.files import DerivedTimes, Edition
from appropriateness.knowledge.procedures import Procedure, RadiationLevel
from appropriateness.knowledge.rules import Example, Fallback, Flag, Redirect, SafetyRule, Score
from appropriateness.knowledge.scenarios import Scenario
from appropriateness.knowledge.site import IntrathecalAgent, Site
from appropriateness.knowledge.sources import AdjacentVariant, Disagreement, Source


@dataclass(frozen=True, eq=False)
class KnowledgeBase:
    """All knowledge of one edition. Mappings keep the order of the files and are not to be changed.

    `digest` is "sha256:" and the hash of every file read; the same digest means the same answers. `files` holds the
    bytes it was made of. `site`: the local policy laid over it, whose ratings stand among the readings.
    """

    digest: str
    edition: Edition
    facts: Mapping[str, Fact]
    definitions: Mapping[str, Definition]
    implications: tuple[Implication, ...]
    contradictions: tuple[Contradiction, ...]
    orders: tuple[Order, ...]
    derived_times: DerivedTimes
    sources: Mapping[str, Source]
    procedures: Mapping[str, Procedure]
    radiation: Mapping[int, RadiationLevel]
    radiation_note: str
    flags: tuple[Flag, ...]
    redirects: tuple[Redirect, ...]
    fallback: Fallback
    safety: tuple[SafetyRule, ...]
    scores: tuple[Score, ...]
    disagreements: Mapping[str, Disagreement]
    adjacent: Mapping[str, AdjacentVariant]
    scenarios: Mapping[str, Scenario]
    examples: tuple[Example, ...]
    agents: Mapping[str, IntrathecalAgent]
    files: Mapping[str, bytes]
    site: Site | None = None
