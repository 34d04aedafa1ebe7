"""Does a site's policy fit the knowledge: every name exists, nothing has expired, no choice is rated lower."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from appropriateness.errors import KnowledgeProblem, did_you_mean
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.ratings import APPROPRIATE, CATEGORY_RANK, category_of
from appropriateness.knowledge.site import AllowedAgents, FirstChoice, LicensedTable, Minutes, PublisherCheck, Site

FILE = "site/site.yaml"
Found = Iterator[tuple[int, str, str]]


def check_site(site: Site, base: KnowledgeBase, on: date) -> list[KnowledgeProblem]:
    """Every fault of reference, of expiry and of a check dated in the future."""
    found = [*_expired(site, on), *_minutes(site, base), *_agents(site, base), *_choices(site, base)]
    found += [*_checks(site, base), *_ahead(site, on)]
    return [KnowledgeProblem(FILE, line, code, message) for line, code, message in found]


def check_first_choices(site: Site, base: KnowledgeBase) -> list[KnowledgeProblem]:
    """A local first choice may pick among equals, never something a table rates below another category.

    `base` holds the site's own ratings already.
    """
    return [KnowledgeProblem(FILE, line, "LOWER_RATED", message) for line, message in _lower_rated(site, base)]


def _expired(site: Site, on: date) -> Found:
    for policy, line in zip(site.policies, site.lines, strict=True):
        if on > policy.expires:
            yield (
                line,
                "EXPIRED",
                f"in force until {policy.expires.isoformat()}, and it is {on.isoformat()}. "
                f"Ask its owner ({policy.owner}) to renew it, or remove it.",
            )


def _ahead(site: Site, on: date) -> Found:
    dated = [(p.checked_on, line) for p, line in site.of(PublisherCheck)]
    dated += [(p.checked_on, line) for p, line in site.of(LicensedTable) if p.checked_on is not None]
    for day, line in dated:
        if day > on:
            yield line, "NOT_YET", f"checked on {day.isoformat()}, and it is {on.isoformat()}; correct the date."


def _minutes(site: Site, base: KnowledgeBase) -> Found:
    seen: set[str] = set()
    for policy, line in site.of(Minutes):
        yield from _known(line, policy.procedure, base.procedures, "UNKNOWN_PROCEDURE", "procedures.yaml")
        if policy.procedure in seen:
            yield line, "TWICE", f'the minutes of "{policy.procedure}" are given twice; keep one.'
        seen.add(policy.procedure)


def _agents(site: Site, base: KnowledgeBase) -> Found:
    for policy, line in site.of(AllowedAgents):
        for name in policy.agents:
            yield from _known(line, name, base.agents, "UNKNOWN_AGENT", "agents.yaml")
            if name in base.agents and not base.agents[name].labelled:
                label = base.agents[name].label
                yield line, "NOT_LABELLED", f"{label} is not labelled for intrathecal use; no site can allow it."


def _choices(site: Site, base: KnowledgeBase) -> Found:
    seen: set[str] = set()
    for policy, line in site.of(FirstChoice):
        yield from _known(line, policy.scenario, base.scenarios, "UNKNOWN_SCENARIO", "scenarios/")
        yield from _known(line, policy.procedure, base.procedures, "UNKNOWN_PROCEDURE", "procedures.yaml")
        if policy.scenario in seen:
            yield line, "TWICE", f'"{policy.scenario}" has two first choices; keep one.'
        seen.add(policy.scenario)


def _checks(site: Site, base: KnowledgeBase) -> Found:
    seen: set[tuple[str, str, str]] = set()
    for policy, line in site.of(PublisherCheck):
        known = list(_known(line, policy.scenario, base.scenarios, "UNKNOWN_SCENARIO", "scenarios/"))
        known += _known(line, policy.procedure, base.procedures, "UNKNOWN_PROCEDURE", "procedures.yaml")
        yield from known
        if known:
            continue
        rated = [row.procedure for row in base.scenarios[policy.scenario].ratings]
        if policy.procedure not in rated:
            yield line, "NO_SUCH_ROW", f'"{policy.scenario}" has no rating of "{policy.procedure}" to check.'
        row = (policy.scenario, policy.procedure, policy.reviewer)
        if row in seen:
            yield line, "TWICE", f"{policy.reviewer} has checked this row twice; keep the later check."
        seen.add(row)


def _lower_rated(site: Site, base: KnowledgeBase) -> Iterator[tuple[int, str]]:
    for policy, line in site.of(FirstChoice):
        scenario, name = base.scenarios[policy.scenario], policy.procedure
        if not scenario.ratings:
            stances = [p.stance for p in scenario.positions if p.procedure == name]
            if not {"first_line", "consider"}.intersection(stances):
                yield (
                    line,
                    f'no source speaks for "{name}" in "{scenario.id}"; it cannot be a first choice.',
                )
            continue
        categories = {row.procedure: category_of(row.readings, base.sources) for row in scenario.ratings}
        own = categories.get(name, "not_rated")
        best = min((CATEGORY_RANK[c] for c in categories.values() if c in APPROPRIATE), default=None)
        if own not in APPROPRIATE or CATEGORY_RANK[own] != best:
            yield line, f'"{name}" is {own} in "{scenario.id}"; a first choice has the best category of its table.'


def _known(line: int, word: str, words: Iterable[str], code: str, where: str) -> Found:
    names = list(words)
    if word not in names:
        yield line, code, f'"{word}" is not declared in {where}.{did_you_mean(word, names)}'
