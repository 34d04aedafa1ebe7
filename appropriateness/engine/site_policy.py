"""Where a site's policy differs from what the sources say, and which of it bears on one consultation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from appropriateness.engine.consultation import Consultation
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.ratings import category_of
from appropriateness.knowledge.scenarios import RatingRow, Reading
from appropriateness.knowledge.site import (
    CHECK_WITNESS,
    TABLE_WITNESS,
    AllowedAgents,
    FirstChoice,
    LicensedTable,
    Minutes,
    Policy,
    PublisherCheck,
)

Kind = Literal["minutes", "intrathecal_agents", "first_choice", "publisher_check", "licensed_rating"]


@dataclass(frozen=True, eq=False, slots=True)
class LocalDifference:
    """One thing a site says otherwise, or beyond what sources say. `place`: file and line, from 1.

    `reading`: the site's, for a rating. `procedure` and `scenario` are None where the policy names none.
    """

    kind: Kind
    policy: Policy
    place: str
    scenario: str | None = None
    procedure: str | None = None
    reading: Reading | None = None


def differences(knowledge: KnowledgeBase) -> tuple[LocalDifference, ...]:
    """Every difference of the site's policy, in the order of its file. None without a site."""
    return tuple(_all(knowledge))


def bearing_on(consultation: Consultation) -> tuple[LocalDifference, ...]:
    """The differences that concern the scenarios and studies of this answer."""
    scenarios = {state.scenario.id for state in consultation.decision.shown}
    rated = [option.row.procedure for option in consultation.options if option.group != "usually_not_appropriate"]
    studies = [*rated, *(option.procedure for option in consultation.unrated)]
    offered = {procedure.id for procedure in studies}
    intrathecal = any(procedure.contrast == "intrathecal_iodinated" for procedure in studies)

    def bears(item: LocalDifference) -> bool:
        if item.kind == "minutes":
            return item.procedure in offered
        return intrathecal if item.kind == "intrathecal_agents" else item.scenario in scenarios

    return tuple(item for item in differences(consultation.knowledge) if bears(item))


def said_by_sources(item: LocalDifference, knowledge: KnowledgeBase) -> tuple[Reading, ...]:
    """What the sources themselves report of the row that a site's rating concerns."""
    row = _row(knowledge, item.scenario, item.procedure)
    return () if row is None else tuple(r for r in row.readings if not _own(r.witness))


def _all(knowledge: KnowledgeBase) -> Iterator[LocalDifference]:
    site = knowledge.site
    if site is None:
        return
    checks = 0
    for policy, line in zip(site.policies, site.lines, strict=True):
        place = f"site.yaml:{line}"
        match policy:
            case Minutes():
                yield LocalDifference("minutes", policy, place, procedure=policy.procedure)
            case AllowedAgents():
                yield LocalDifference("intrathecal_agents", policy, place)
            case FirstChoice():
                yield LocalDifference("first_choice", policy, place, policy.scenario, policy.procedure)
            case PublisherCheck():
                checks += 1
                reading = policy.reading(f"{CHECK_WITNESS}{checks}")
                yield LocalDifference("publisher_check", policy, place, policy.scenario, policy.procedure, reading)
            case LicensedTable():
                for row in site.table:
                    at = f"{policy.file}:{row.line}"
                    item = LocalDifference("licensed_rating", policy, at, row.scenario, row.procedure, row.reading)
                    if _departs(item, knowledge):
                        yield item
            case _:
                pass


def _departs(item: LocalDifference, knowledge: KnowledgeBase) -> bool:
    """Whether a row of the site's table says anything that no source reports, or reports otherwise."""
    others = said_by_sources(item, knowledge)
    if not others or item.reading is None:
        return True
    return category_of((*others, item.reading), knowledge.sources) == "contested" or (
        category_of(others, knowledge.sources) != item.reading.reported_category
    )


def _row(knowledge: KnowledgeBase, scenario: str | None, procedure: str | None) -> RatingRow | None:
    rows = knowledge.scenarios[scenario].ratings if scenario else ()
    return next((row for row in rows if row.procedure == procedure), None)


def _own(witness: str) -> bool:
    return witness == TABLE_WITNESS or witness.startswith(CHECK_WITNESS)
