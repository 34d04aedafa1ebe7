"""Inputs that must be refused: contradictions, impossible values, wrong types, unknown facts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from appropriateness.errors import CaseError
from tests.conftest import KNOWLEDGE, answer, case_file

CASES = case_file("contradictions")


def _named(name: str, message: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", message) is not None


def _listed(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=case["id"]) for case in cases]


def _conflicts() -> list[Any]:
    """Cases in which two answers or more stand against each other."""
    several = [case for case in CASES if len(case["names"]) > 1]
    return _listed([case for case in several if set(case["names"]) <= set(case["facts"])])


@pytest.mark.parametrize("case", _listed(CASES))
def test_it_is_refused_and_every_fact_concerned_is_named(case: dict[str, Any]) -> None:
    with pytest.raises(CaseError) as refusal:
        answer(case["facts"])
    message = str(refusal.value)
    assert [name for name in case["names"] if not _named(name, message)] == [], message
    listed = {fact for problem in refusal.value.problems for fact in problem.facts}
    assert set(case["names"]) & set(case["facts"]) <= listed <= set(case["facts"]), "the form marks the wrong answers"


@pytest.mark.parametrize("case", _conflicts())
def test_once_the_facts_it_names_are_corrected_the_rest_is_accepted(case: dict[str, Any]) -> None:
    for name in case["names"]:
        rest = {fact: value for fact, value in case["facts"].items() if fact != name}
        assert set(answer(rest).case.answers) == set(rest), f"without {name} nothing contradicts"


@pytest.mark.parametrize("case", _listed([case for case in CASES if "No suggestion" in case.get("note", "")]))
def test_a_word_far_from_every_fact_gets_no_suggestion(case: dict[str, Any]) -> None:
    with pytest.raises(CaseError) as refusal:
        answer(case["facts"])
    assert "Did you mean" not in str(refusal.value)


def test_every_suggested_fact_exists() -> None:
    suggested = {name for case in CASES for name in case["names"] if name not in case["facts"]}
    assert suggested and suggested <= set(KNOWLEDGE.facts)
