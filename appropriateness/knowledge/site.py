"""Local policy of one site: laid over the knowledge, shown beside its sources, never instead of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, TypeVar

from appropriateness.knowledge.scenarios import Category, Evidence, Reading
from appropriateness.provenance import Cite, Identifier, Text
from appropriateness.shape import Limits, Model, Read

TABLE_WITNESS = "site_table"
CHECK_WITNESS = "site_check_"
"""Ids of the sources that a site's own ratings are reported by; a check has its place in the list behind it."""


def _iso_date(value: object) -> object:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise ValueError('a date is written as "2027-03-31"') from None


Day = Annotated[date, Read(_iso_date)]


class IntrathecalAgent(Model):
    """A contrast agent and whether its label covers intrathecal use."""

    id: Identifier
    label: Text
    labelled: bool
    cite: Cite
    checked: bool = False


class AgentsFile(Model):
    schema_: Literal["agents/1"]
    agents: tuple[IntrathecalAgent, ...]


class Policy(Model):
    """Somebody answers for it, and it ends: `expires` is the last day on which it is in force."""

    owner: Text
    expires: Day


class Minutes(Policy):
    """How long a study occupies the scanner or the room here."""

    procedure: Identifier
    minutes: Annotated[int, Limits(ge=1, le=600)]


class AllowedAgents(Policy):
    """The contrast agents this site allows intrathecally: all or some of those labelled for it, never others."""

    agents: Annotated[tuple[Identifier, ...], Limits(min_length=1)]


class FirstChoice(Policy):
    """What this site does first in a scenario, among studies no table rates below another category."""

    scenario: Identifier
    procedure: Identifier
    because: Text


class PublisherCheck(Policy):
    """A named reviewer compared one row with the publisher's table. It settles the row."""

    scenario: Identifier
    procedure: Identifier
    rating: Annotated[int, Limits(ge=1, le=9)] | None = None
    category: Category | None = None
    evidence: Evidence | None = None
    locator: Text
    reviewer: Text
    checked_on: Day

    def __post_init__(self) -> None:
        if (self.rating is None) == (self.category is None):
            raise ValueError("a check takes a rating or a category, not both: a category follows from its rating")

    def reading(self, witness: str) -> Reading:
        """The row as the reviewer read it."""
        return Reading(
            witness=witness, rating=self.rating, category=self.category, evidence=self.evidence, locator=self.locator
        )


class LicensedTable(Policy):
    """The site's own licensed rating table, a CSV file beside this one.

    With `reviewer` and `checked_on` it was compared with the publisher, and its rows settle; without, they contest.
    """

    file: Annotated[str, Limits(pattern=r"^[A-Za-z0-9_-]+\.csv$")]
    title: Text
    licence: Text
    reviewer: Text | None = None
    checked_on: Day | None = None

    def __post_init__(self) -> None:
        if (self.reviewer is None) != (self.checked_on is None):
            raise ValueError("reviewer and checked_on are given together or not at all")


class SiteFile(Model):
    schema_: Literal["site/1"]
    name: Text
    minutes: tuple[Minutes, ...] = ()
    intrathecal_agents: AllowedAgents | None = None
    first_choices: tuple[FirstChoice, ...] = ()
    checks: tuple[PublisherCheck, ...] = ()
    licensed_table: LicensedTable | None = None


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of the licensed table, and its line in the file."""

    scenario: str
    procedure: str
    reading: Reading
    line: int


P = TypeVar("P", bound=Policy)


@dataclass(frozen=True, eq=False)
class Site:
    """The policies in force. `lines` has the line of each in site.yaml, in the order of `policies`."""

    name: str
    policies: tuple[Policy, ...]
    lines: tuple[int, ...]
    table: tuple[TableRow, ...] = ()

    @property
    def first_expiry(self) -> date | None:
        """The day after which something here is no longer in force."""
        return min((policy.expires for policy in self.policies), default=None)

    def of(self, kind: type[P]) -> Iterator[tuple[P, int]]:
        """Every policy of that kind with its line."""
        for policy, line in zip(self.policies, self.lines, strict=True):
            if isinstance(policy, kind):
                yield policy, line
