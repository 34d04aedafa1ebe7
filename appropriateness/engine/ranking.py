"""Options in their groups and order. Dose never moves a category, and an alternative is never lower-rated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from appropriateness.engine.safety import SafetyFinding, on_procedure
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.procedures import Procedure
from appropriateness.knowledge.ratings import (
    APPROPRIATE,
    CATEGORY_RANK,
    OptionCategory,
    category_of,
    most_trusted,
    settling,
)
from appropriateness.knowledge.scenarios import Evidence, RatingRow, Reading, Scenario

Group = Literal["can_be_ordered", "not_rated", "sources_disagree", "resolve_first", "usually_not_appropriate"]

GROUPS: tuple[Group, ...] = (
    "can_be_ordered",
    "not_rated",
    "sources_disagree",
    "resolve_first",
    "usually_not_appropriate",
)


@dataclass(frozen=True, eq=False, slots=True)
class Row:
    """One rated procedure of a scenario: what its readings come to.

    `rating` and `evidence` are those of the most trusted witness that gives them; None where contested or not stated.
    `settled_by`: the reading compared with the publisher without which the row would be contested.
    """

    procedure: Procedure
    source: RatingRow
    category: OptionCategory
    rating: int | None
    evidence: Evidence | None
    settled_by: Reading | None = None


@lru_cache(maxsize=64)
def table(knowledge: KnowledgeBase, scenario_id: str) -> tuple[Row, ...]:
    """All rated rows of a scenario in their order. Depends on the knowledge alone."""
    rows = [_row(source, knowledge) for source in knowledge.scenarios[scenario_id].ratings]
    return tuple(sorted(rows, key=_order))


@dataclass(frozen=True, slots=True)
class Studies:
    """The procedures a scenario rates, and those of them that are not rated usually not appropriate."""

    rated: frozenset[str]
    sometimes: frozenset[str]


@lru_cache(maxsize=64)
def studies(knowledge: KnowledgeBase, scenario_id: str) -> Studies:
    rows = table(knowledge, scenario_id)
    return Studies(
        frozenset(row.procedure.id for row in rows),
        frozenset(row.procedure.id for row in rows if row.category != "usually_not_appropriate"),
    )


def _row(source: RatingRow, knowledge: KnowledgeBase) -> Row:
    procedure = knowledge.procedures[source.procedure]
    category = category_of(source.readings, knowledge.sources)
    if category == "contested":
        return Row(procedure, source, category, None, None)
    best = most_trusted(source.readings, knowledge.sources)
    settled_by = settling(source.readings, knowledge.sources)
    return Row(procedure, source, category, best.rating, best.evidence, settled_by)


def _order(row: Row) -> tuple[int, int, int, bool, str]:
    """Category, panel rating, lower radiation level, no needle first, name."""
    level = row.procedure.rrl.adult
    return (
        CATEGORY_RANK.get(row.category, 0),
        -(row.rating or 0),
        9 if level is None else level,
        row.procedure.needle,
        row.procedure.label,
    )


def verdict(
    knowledge: KnowledgeBase, scenario: Scenario
) -> Literal["rated", "contested", "no_imaging_rated_appropriate"]:
    """Whether anything is rated appropriate: yes; only if a contested row is; or no."""
    categories = {row.category for row in table(knowledge, scenario.id)}
    if categories & APPROPRIATE:
        return "rated"
    return "contested" if "contested" in categories else "no_imaging_rated_appropriate"


@lru_cache(maxsize=8)
def without_appropriate_imaging(knowledge: KnowledgeBase) -> frozenset[str]:
    """Rated scenarios in which no undisputed row is appropriate: never shown to somebody with an emergency."""
    rated = (scenario for scenario in knowledge.scenarios.values() if scenario.ratings)
    return frozenset(scenario.id for scenario in rated if verdict(knowledge, scenario) != "rated")


@dataclass(frozen=True, eq=False, slots=True)
class Standing:
    """Where a row stands once it is known which procedures have a stop; see `Option` for the fields."""

    scenario: str
    row: Row
    group: Group
    rank: int | None
    tied: bool
    alternatives: tuple[str, ...]
    remaining: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Option:
    """One row as it stands for this patient. `already_done`: the case says it was done."""

    standing: Standing
    findings: tuple[SafetyFinding, ...]
    already_done: bool = False

    @property
    def scenario(self) -> str:
        return self.standing.scenario

    @property
    def row(self) -> Row:
        return self.standing.row

    @property
    def group(self) -> Group:
        return self.standing.group

    @property
    def rank(self) -> int | None:
        """Counts within its group; equal ratings share one."""
        return self.standing.rank

    @property
    def tied(self) -> bool:
        return self.standing.tied

    @property
    def alternatives(self) -> tuple[str, ...]:
        """Orderable procedures that are rated at least as high."""
        return self.standing.alternatives

    @property
    def remaining(self) -> tuple[str, ...]:
        """For a row to resolve first: what can still be ordered in the scenario, whatever its rating."""
        return self.standing.remaining


@lru_cache(maxsize=512)
def standings(knowledge: KnowledgeBase, scenario_id: str, stopped: frozenset[str]) -> tuple[Standing, ...]:
    """All rows of a scenario in their groups and order, given the procedures that have a stop for this patient."""
    grouped: dict[Group, list[Row]] = {group: [] for group in GROUPS}
    for row in table(knowledge, scenario_id):
        grouped[_group(row, row.procedure.id in stopped)].append(row)
    free = grouped["can_be_ordered"]
    return tuple(_standing(scenario_id, row, group, grouped[group], free) for group in GROUPS for row in grouped[group])


def _group(row: Row, stopped: bool) -> Group:
    if row.category == "contested":
        return "sources_disagree"
    if row.category == "usually_not_appropriate":
        return "usually_not_appropriate"
    return "resolve_first" if stopped else "can_be_ordered"


def _standing(scenario: str, row: Row, group: Group, peers: Sequence[Row], free: Sequence[Row]) -> Standing:
    """Competition ranking within the group; a row without a rating has no rank."""
    rank, tied = None, False
    if row.rating is not None:
        rank = 1 + sum(1 for peer in peers if (peer.rating or 0) > row.rating)
        tied = sum(1 for peer in peers if peer.rating == row.rating) > 1
    remaining = tuple(other.procedure.id for other in free) if group == "resolve_first" else ()
    linked = group in ("resolve_first", "usually_not_appropriate")
    return Standing(scenario, row, group, rank, tied, _alternatives(row, free) if linked else (), remaining)


def _alternatives(row: Row, free: Sequence[Row]) -> tuple[str, ...]:
    """Orderable rows rated at least as high, of the same body region where there is one."""
    higher = [
        other
        for other in free
        if CATEGORY_RANK[other.category] <= CATEGORY_RANK[row.category] and (other.rating or 0) >= (row.rating or 0)
    ]
    same_region = [other for other in higher if other.procedure.region == row.procedure.region]
    return tuple(other.procedure.id for other in same_region or higher)


def options(
    knowledge: KnowledgeBase,
    scenario: Scenario,
    stopped: frozenset[str],
    findings: tuple[SafetyFinding, ...],
    done: frozenset[str],
) -> tuple[Option, ...]:
    """The rated options of one scenario for one patient, group by group.

    `stopped`: the procedures with a stop among the `findings`.
    """
    return tuple(
        [
            Option(standing, on_procedure(name := standing.row.procedure.id, findings), name in done)
            for standing in standings(knowledge, scenario.id, stopped)
        ]
    )
