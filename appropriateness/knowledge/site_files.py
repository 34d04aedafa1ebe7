"""Reading a folder of local policy and laying it over the knowledge; every fault is named with file and line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from appropriateness import strict_yaml
from appropriateness.errors import KnowledgeError, KnowledgeProblem, did_you_mean
from appropriateness.knowledge.assembling import digest_of
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.reading import Reader
from appropriateness.knowledge.scenarios import RatingRow, Reading, Scenario, Why
from appropriateness.knowledge.site import (
    CHECK_WITNESS,
    TABLE_WITNESS,
    LicensedTable,
    Policy,
    PublisherCheck,
    Site,
    SiteFile,
    TableRow,
)
from appropriateness.knowledge.site_integrity import check_first_choices, check_site
from appropriateness.knowledge.site_table import read_table
from appropriateness.knowledge.sources import Source
from appropriateness.provenance import Citation

FILE = "site.yaml"
READ_APART = frozenset({"procedure_codes.csv", "service.yaml"})
"""What else may lie in the folder: this site's codes and the settings of the service, which reads them itself."""


def with_site(base: KnowledgeBase, folder: Path, on: date) -> KnowledgeBase:
    """The knowledge with the policy of `folder` over it. Raises KnowledgeError with every problem found.

    A reading of the site joins the readings of its row; nothing that a source says is taken away.
    """
    if not folder.is_dir():
        raise KnowledgeError([KnowledgeProblem(str(folder), 0, "NO_FOLDER", "there is no such site folder.")])
    reader = Reader(folder, prefix="site/")
    file = reader.read(folder / FILE, SiteFile)
    site = None if file is None else _site(file, reader, base)
    reader.problems.extend(_strangers(folder, file))
    if site is None or reader.problems:
        raise KnowledgeError(reader.problems)
    problems = check_site(site, base, on)
    if problems:
        raise KnowledgeError(problems)
    contents = {**base.files, **reader.contents}
    laid = replace(
        base,
        digest=digest_of(contents),
        files=MappingProxyType(contents),
        site=site,
        sources=MappingProxyType({**base.sources, **_sources(site)}),
        scenarios=MappingProxyType({name: _rated(scenario, site) for name, scenario in base.scenarios.items()}),
    )
    problems = check_first_choices(site, laid)
    if problems:
        raise KnowledgeError(problems)
    return laid


def _site(file: SiteFile, reader: Reader, base: KnowledgeBase) -> Site:
    placed: list[tuple[Policy, strict_yaml.Path]] = [
        *((policy, ("minutes", index)) for index, policy in enumerate(file.minutes)),
        *((policy, ("first_choices", index)) for index, policy in enumerate(file.first_choices)),
        *((policy, ("checks", index)) for index, policy in enumerate(file.checks)),
    ]
    if file.intrathecal_agents is not None:
        placed.append((file.intrathecal_agents, ("intrathecal_agents",)))
    rows: tuple[TableRow, ...] = ()
    if file.licensed_table is not None:
        placed.append((file.licensed_table, ("licensed_table",)))
        rows = read_table(reader, reader.folder / file.licensed_table.file, base)
    document = reader.files[f"{reader.prefix}{FILE}"].document
    lines = tuple(document.line(path) for _, path in placed)
    return Site(file.name, tuple(policy for policy, _ in placed), lines, rows)


def _strangers(folder: Path, file: SiteFile | None) -> list[KnowledgeProblem]:
    """A misspelled file would otherwise be left out in silence; which table is meant, only a sound site.yaml says."""
    named = {FILE, *READ_APART}
    if file is not None and file.licensed_table is not None:
        named.add(file.licensed_table.file)
    endings = (".yaml", ".yml", ".csv") if file is not None else (".yaml", ".yml")
    return [
        KnowledgeProblem(f"site/{name}", 0, "UNKNOWN_FILE", f"no local policy is called so.{did_you_mean(name, named)}")
        for path in sorted(folder.iterdir())
        if (name := path.name) not in named and path.suffix.lower() in endings
    ]


def _sources(site: Site) -> dict[str, Source]:
    """The sources that the site's ratings are reported by."""
    made = {}
    for number, (check, _) in enumerate(site.of(PublisherCheck), start=1):
        made[f"{CHECK_WITNESS}{number}"] = Source(
            id=f"{CHECK_WITNESS}{number}",
            kind="guideline",
            title=f"Check against the publisher by {check.reviewer}, {check.checked_on.isoformat()}, for {site.name}",
            year=check.checked_on.year,
            date=check.checked_on.isoformat(),
            rights="The wording belongs to the publisher; one rating is restated.",
            read_as="this one row, as the publisher shows it",
            checked=True,
            reviewer=check.reviewer,
            note=f"Local policy of {site.name}; owner {check.owner}; in force until {check.expires.isoformat()}.",
        )
    for table, _ in site.of(LicensedTable):
        made[TABLE_WITNESS] = Source(
            id=TABLE_WITNESS,
            kind="guideline",
            title=f"{table.title}, as licensed to {site.name}",
            date=None if table.checked_on is None else table.checked_on.isoformat(),
            rights=table.licence,
            read_as="the rating rows, as the site has entered them",
            checked=table.reviewer is not None,
            reviewer=table.reviewer,
            note=f"Local policy of {site.name}; owner {table.owner}; in force until {table.expires.isoformat()}.",
        )
    return made


def _rated(scenario: Scenario, site: Site) -> Scenario:
    """The scenario with the site's readings behind those of the sources."""
    more: dict[str, list[Reading]] = {}
    for row in site.table:
        if row.scenario == scenario.id:
            more.setdefault(row.procedure, []).append(row.reading)
    for number, (check, _) in enumerate(site.of(PublisherCheck), start=1):
        if check.scenario == scenario.id:
            more.setdefault(check.procedure, []).append(check.reading(f"{CHECK_WITNESS}{number}"))
    if not more:
        return scenario
    known = [replace(row, readings=(*row.readings, *more.pop(row.procedure, ()))) for row in scenario.ratings]
    new = [_row(procedure, tuple(readings)) for procedure, readings in more.items()]
    return replace(scenario, ratings=(*known, *new))


def _row(procedure: str, readings: tuple[Reading, ...]) -> RatingRow:
    """A study that only the site's own table rates."""
    words = "Rated by the site's own table alone; no source read here says why."
    against = readings[0].reported_category == "usually_not_appropriate"
    why = Why(against=words) if against else Why(for_=words)
    return RatingRow(
        procedure=procedure,
        why=why,
        cite=Citation(source=TABLE_WITNESS, locator=readings[0].locator),
        readings=readings,
    )
