"""Take away or alter any one expression of a rule, and some case that a clinician can read must fail."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from appropriateness.errors import CaseError
from appropriateness.knowledge.base import KnowledgeBase
from tests.cases import test_cases
from tests.conftest import KNOWLEDGE, answer, case_file
from tests.knowledge.mutants import Mutant, mutants

pytestmark = pytest.mark.durability

ALL = list(mutants(KNOWLEDGE))
KEY = {"scenarios": "state", "definitions": "state", "flags": "flags", "redirects": "redirect", "safety": "finds"}


@cache
def cases() -> tuple[dict[str, Any], ...]:
    """Every case that holds for the knowledge as it is, with what it expects in the form that is checked."""
    found = [case for name in test_cases.FILES for case in case_file(name)]
    for case in case_file("development"):
        expect = {key: case["expect"][key] for key in ("outcome", "banner")}
        found.append({**case, "expect": expect})
    return tuple(case for case in found if holds(case, KNOWLEDGE))


def holds(case: dict[str, Any], knowledge: KnowledgeBase) -> bool:
    try:
        test_cases.check(answer(case["facts"], knowledge), case["expect"], case["claim"])
    except (AssertionError, CaseError):
        return False
    return True


def nearness(case: dict[str, Any], mutant: Mutant) -> tuple[bool, bool, int, int]:
    """Cases about the rule itself first, then those that speak of the same facts and of few others."""
    expect = case["expect"]
    shared = len(mutant.facts.intersection(case["facts"]))
    return (expect.get("scenario") != mutant.rule, KEY[mutant.kind] not in expect, -shared, len(case["facts"]))


def survives(mutant: Mutant) -> bool:
    knowledge = mutant.knowledge()
    return all(holds(case, knowledge) for case in sorted(cases(), key=lambda case: nearness(case, mutant)))


@pytest.mark.parametrize("kind", KEY)
def test_every_expression_of_a_rule_is_held_by_a_case(kind: str) -> None:
    surviving = [mutant.name for mutant in ALL if mutant.kind == kind and survives(mutant)]
    assert surviving == [], f"{len(surviving)} survive:\n" + "\n".join(surviving)


def test_mutants_reach_every_rule() -> None:
    reached = {(mutant.kind, mutant.rule) for mutant in ALL}
    rules = {("scenarios", name) for name in KNOWLEDGE.scenarios}
    rules |= {("definitions", name) for name in KNOWLEDGE.definitions}
    rules |= {("flags", flag.id) for flag in KNOWLEDGE.flags}
    rules |= {("redirects", redirect.id) for redirect in KNOWLEDGE.redirects}
    rules |= {("safety", rule.id) for rule in KNOWLEDGE.safety if rule.when is not None}
    assert reached == rules
