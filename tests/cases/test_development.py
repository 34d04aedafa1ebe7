"""The twelve development cases: published cases and vignettes, each with what a right answer must say."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from appropriateness.wire import consultations
from tests.cases.test_cases import spoken_of
from tests.conftest import answer, case_file

CASES = case_file("development")
EACH_CASE = pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
UNDERSTOOD = {
    "outcome", "scenarios", "possible_must_include", "banner", "must_flag", "may_flag", "ask", "ask_in_words",
    "deciding", "thin", "firm",
}  # fmt: skip
OPEN_OUTCOMES = {"needs_facts", "several_possible"}
DIRECT_OUTCOMES = {"rated", "contested", "no_imaging_rated_appropriate", "not_covered"}
SAFETY_LINES = {
    "MRI safety of the implanted device": {"device_unidentified"},
    "caution before any lumbar puncture or myelogram: possible mass effect or herniation": {"needle_sag"},
    "gadolinium in pregnancy": {"gadolinium_pregnant"},
    "ionising radiation in pregnancy": {"ionising_pregnant"},
}
"""What a safety line is called in the cases, and the findings of which at least one has to stand."""


@cache
def _documents() -> dict[str, dict[str, Any]]:
    return {case["id"]: consultations.document(answer(case["facts"]), case["id"]) for case in CASES}


def _in_state(document: dict[str, Any], *states: str) -> set[str]:
    return {scenario["id"] for scenario in document["scenarios"] if scenario["state"] in states}


def _is_direct(document: dict[str, Any]) -> bool:
    return document["outcome"] in DIRECT_OUTCOMES


def test_there_are_twelve_and_nothing_they_expect_goes_unchecked() -> None:
    assert len(CASES) == 12
    assert {key for case in CASES for key in case["expect"]} <= UNDERSTOOD


def test_every_safety_line_the_cases_demand_is_mapped_to_a_finding_and_none_more() -> None:
    assert {line for case in CASES for line in case["expect"]["must_flag"]} == set(SAFETY_LINES)


@EACH_CASE
def test_the_outcome_is_one_of_the_right_ones(case: dict[str, Any]) -> None:
    assert _documents()[case["id"]]["outcome"] in case["expect"]["outcome"], case["claim"]


@EACH_CASE
def test_a_direct_answer_rests_on_a_listed_scenario_and_on_no_other(case: dict[str, Any]) -> None:
    document, listed = _documents()[case["id"]], set(case["expect"]["scenarios"])
    matched = _in_state(document, "matched")
    if _is_direct(document):
        assert matched, f"{case['claim']}: {document['outcome']} without a matched scenario"
    if document["outcome"] not in OPEN_OUTCOMES:
        assert matched <= listed, f"{case['claim']}: also matched {matched - listed}"


@EACH_CASE
def test_an_open_answer_keeps_a_listed_scenario_open(case: dict[str, Any]) -> None:
    document, expect = _documents()[case["id"]], case["expect"]
    if OPEN_OUTCOMES.isdisjoint(expect["outcome"]):
        assert document["outcome"] not in OPEN_OUTCOMES, f"{case['claim']}: a direct answer is expected"
        return
    still_there = _in_state(document, "matched", "possible")
    assert still_there & set(expect["possible_must_include"]), f"{case['claim']}: only {still_there}"


@EACH_CASE
def test_a_direct_answer_on_thin_facts_prints_what_it_assumes(case: dict[str, Any]) -> None:
    document = _documents()[case["id"]]
    matched = [scenario for scenario in document["scenarios"] if scenario["state"] == "matched"]
    silent = [scenario["id"] for scenario in matched if not (scenario["assumed"] and all(scenario["assumptions"]))]
    assert not (case["expect"].get("thin") and _is_direct(document) and silent), f"{case['claim']}: {silent}"


@EACH_CASE
def test_the_banner_stands_where_it_must_and_only_there(case: dict[str, Any]) -> None:
    banner, raised = case["expect"]["banner"], _documents()[case["id"]]["escalations"]
    assert banner in ("must", "must_not", "either")
    if banner != "either":
        assert bool(raised) == (banner == "must"), f"{case['claim']}: {[flag['id'] for flag in raised]}"


@EACH_CASE
def test_every_safety_line_the_case_demands_is_there(case: dict[str, Any]) -> None:
    document = _documents()[case["id"]]
    said = {entry["id"] for entry in (*document["safety"], *document["escalations"])}
    missing = [line for line in case["expect"]["must_flag"] if said.isdisjoint(SAFETY_LINES[line])]
    assert not missing, f"{case['claim']}: {missing} not among {sorted(said)}"


@EACH_CASE
def test_every_fact_worth_asking_is_asked_or_printed_as_assumed(case: dict[str, Any]) -> None:
    silent = set(case["expect"]["ask"]) - spoken_of(_documents()[case["id"]])
    assert not silent, f"{case['claim']}: nobody is told to ask {sorted(silent)}"


@EACH_CASE
def test_every_fact_that_can_change_the_answer_is_asked_or_printed_as_assumed(case: dict[str, Any]) -> None:
    silent = set(case["expect"].get("deciding", ())) - spoken_of(_documents()[case["id"]])
    assert not silent, f"{case['claim']}: nobody is told to ask {sorted(silent)}"
