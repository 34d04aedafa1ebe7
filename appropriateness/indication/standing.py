"""Whether what is proposed can stand together: a text that contradicts itself leaves the question to the person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from appropriateness.engine.case import read_value
from appropriateness.engine.consistency import settle
from appropriateness.indication.proposals import Left, Proposal
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.facts import BooleanFact


def standing(proposals: Sequence[Proposal], knowledge: KnowledgeBase) -> Iterator[Proposal | Left]:
    """Proposals, one a fact, that do not contradict each other; the words of the others as conflicts.

    Of those that do, first what calls a red flag absent gives way, then what was said in passing, then all of them
    but a red flag that is present. So nothing is reconciled silently and no alarm is lost.
    """
    kept = {item.fact: item for item in proposals}
    while against := _contradicting(kept, knowledge):
        for item in against:
            del kept[item.fact]
            yield Left("conflict", item.first, item.last)
    yield from kept.values()


def _contradicting(kept: dict[str, Proposal], knowledge: KnowledgeBase) -> list[Proposal]:
    """What gives way in the first contradiction there is; empty where all can stand, or nothing may give way."""
    answers = {name: read_value(knowledge.facts[name], item.value) for name, item in kept.items()}
    for problem in settle(answers, knowledge).problems:
        named = [kept[name] for name in problem.facts if name in kept]
        denials = [item for item in named if _says_of_a_flag(item, knowledge, present=False)]
        passing = [item for item in named if item.weak]
        others = [item for item in named if not _says_of_a_flag(item, knowledge, present=True)]
        if against := denials or passing or others:
            return against
    return []


def _says_of_a_flag(item: Proposal, knowledge: KnowledgeBase, *, present: bool) -> bool:
    fact = knowledge.facts[item.fact]
    if not isinstance(fact, BooleanFact) or fact.absent is None:
        return False
    return (item.value is not fact.absent) is present
