"""Whether every vignette can be answered, and accepts what the engine answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from appropriateness.engine.case import read_case
from appropriateness.engine.consultation import consult
from appropriateness.errors import CaseError, KnowledgeProblem
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.teaching import VIGNETTES, Teaching, Vignette
from appropriateness.teaching.answers import Expected, expected
from appropriateness.teaching.feedback import difference

ANY_DAY = date(2026, 1, 1)
"""The date of a consultation changes nothing but the date it carries."""


def problems(teaching: Teaching, knowledge: KnowledgeBase) -> list[KnowledgeProblem]:
    """Every vignette whose facts cannot stand, or that accepts or promises something else than the engine says.

    To be asked of the sources alone: a site that settles a row changes answers, and no vignette is wrong for it.
    """
    return [
        KnowledgeProblem(f"{VIGNETTES}/{vignette.id}.yaml", 1, code, message)
        for vignette in teaching.vignettes.values()
        for code, message in _faults(vignette, knowledge)
    ]


def _faults(vignette: Vignette, knowledge: KnowledgeBase) -> Iterator[tuple[str, str]]:
    try:
        told = consult(read_case(vignette.facts, knowledge), knowledge, ANY_DAY)
    except CaseError as fault:
        yield "WRONG_FACTS", str(fault)
        return
    accept, right = vignette.accept, expected(told)
    if Expected(frozenset(accept.scenarios), frozenset(accept.studies), accept.urgency) != right:
        answers = f"scenarios {_listed(right.scenarios)}, studies {_listed(right.studies)}, urgency {right.urgency}"
        yield "WRONG_ACCEPT", f"the engine answers otherwise than the vignette accepts: {answers}."
    for near in vignette.near_misses:
        try:
            changed = read_case({**vignette.facts, near.fact: near.value}, knowledge)
        except CaseError as fault:
            yield "WRONG_FACTS", f"near miss on {near.fact}: {fault}"
            continue
        if difference(told, consult(changed, knowledge, ANY_DAY)).changed is not near.changes:
            yield (
                "WRONG_CHANGE",
                f"near miss on {near.fact}: `changes: {str(near.changes).lower()}` is not what happens.",
            )


def _listed(names: frozenset[str]) -> str:
    return f"[{', '.join(sorted(names))}]"
