"""A site's policy in words: what it says, what the sources say of the same, who answers for it and until when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from appropriateness.engine.ranking import Row, table
from appropriateness.engine.site_policy import LocalDifference, said_by_sources
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.ratings import CATEGORY_RANK
from appropriateness.knowledge.scenarios import Reading
from appropriateness.knowledge.site import AllowedAgents, FirstChoice, LicensedTable, Minutes, PublisherCheck
from appropriateness.wording import CATEGORIES, SOURCE_KINDS, STANCES, decapitalised, joined


def here(item: LocalDifference, knowledge: KnowledgeBase) -> str:
    """What holds at this site."""
    match item.policy:
        case Minutes(minutes=minutes):
            return f"Takes {minutes} minutes here."
        case AllowedAgents(agents=names):
            return f"Allowed intrathecally here: {joined([knowledge.agents[name].label for name in names])}."
        case FirstChoice(because=because):
            return f"First choice here: {because}"
        case PublisherCheck() | LicensedTable() if item.reading is not None:
            return f"{_rating(item.reading)} ({knowledge.sources[item.reading.witness].title}; {item.reading.locator})."
        case _:
            raise ValueError(f"{item.place}: no words for this policy")


def sources_say(item: LocalDifference, knowledge: KnowledgeBase) -> str:
    """What the sources say of the same."""
    match item.policy:
        case Minutes():
            return "No source states how long it takes."
        case AllowedAgents():
            labelled = [agent.label for agent in knowledge.agents.values() if agent.labelled]
            return f"Labelled for intrathecal use: {joined(labelled)}."
        case FirstChoice():
            return " ".join(_table_says(item, knowledge))
        case _:
            readings = said_by_sources(item, knowledge)
            said = [f"{SOURCE_KINDS[knowledge.sources[r.witness].kind]}: {_rating(r).lower()}" for r in readings]
            return f"{'; '.join(said)}.".capitalize() if said else "No source read here rates it."


def in_force(item: LocalDifference, knowledge: KnowledgeBase) -> str:
    """Who answers for it, and until when."""
    name = knowledge.site.name if knowledge.site is not None else ""
    until = item.policy.expires.isoformat()
    return f"Local policy of {name}, {item.place}; owner {item.policy.owner}; in force until {until}."


def settled(row: Row, knowledge: KnowledgeBase) -> str | None:
    """That a row is settled by a check, with the reviewer named; None where nothing had to be settled."""
    if row.settled_by is None:
        return None
    source = knowledge.sources[row.settled_by.witness]
    day = f" on {source.date}" if source.date else ""
    by = f" by {source.reviewer}{day}" if source.reviewer else day
    return f"Settled by a check against the publisher{by}; the witnesses below still differ."


def standing(knowledge: KnowledgeBase) -> str:
    """How far this knowledge was checked: what is said of all of it, or, where a reviewer checked rows, by whom."""
    rows = [row for scenario in knowledge.scenarios.values() for row in scenario.ratings]
    checked = Counter(_reviewers(row.readings, knowledge) for row in rows)
    of_nobody = checked.pop((), 0)
    if not checked:
        return knowledge.edition.standing
    count = {1: "1 rating"}
    by = joined([f"{count.get(n, f'{n} ratings')} by {joined(list(names))}" for names, n in checked.items()])
    return (
        f"Compared with the publisher: {by}. The other {of_nobody} of {len(rows)} ratings were checked by nobody, "
        "and no clinician or physicist has reviewed the rest of this knowledge."
    )


def _reviewers(readings: Iterable[Reading], knowledge: KnowledgeBase) -> tuple[str, ...]:
    """Who compared these readings with the publisher."""
    sources = [knowledge.sources[reading.witness] for reading in readings]
    return tuple(dict.fromkeys(source.reviewer or "a reviewer not named" for source in sources if source.checked))


def _rating(reading: Reading) -> str:
    rating = f", rating {reading.rating}" if reading.rating is not None else ""
    return f"{CATEGORIES[reading.reported_category]}{rating}"


def _table_says(item: LocalDifference, knowledge: KnowledgeBase) -> Iterator[str]:
    """The best category of the scenario's table, or, where nothing is rated, the positions on the study."""
    scenario = knowledge.scenarios[item.scenario or ""]
    rows = table(knowledge, scenario.id)
    if rows:
        best = min(CATEGORY_RANK.get(row.category, 9) for row in rows)
        for row in rows:
            if CATEGORY_RANK.get(row.category, 9) == best:
                rating = f" ({row.rating})" if row.rating is not None else ""
                yield f"{row.procedure.label}: {CATEGORIES[row.category].lower()}{rating}."
    else:
        for position in scenario.positions:
            if position.procedure == item.procedure:
                title = knowledge.sources[position.source].title
                yield f"{title}: {decapitalised(STANCES[position.stance])}."
