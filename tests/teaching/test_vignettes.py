"""Every vignette reveals what `consult` says; a near miss differs in exactly one fact."""

from __future__ import annotations

from typing import Any

import pytest

from appropriateness.engine.consultation import Consultation
from appropriateness.knowledge.loading import DATA
from appropriateness.knowledge.teaching import NearMiss, Vignette, load_teaching
from appropriateness.teaching.answers import Expected, expected
from appropriateness.teaching.feedback import difference
from tests.conftest import KNOWLEDGE, answer

TEACHING = load_teaching(DATA, KNOWLEDGE)
VIGNETTES = list(TEACHING.vignettes.values())
EACH_VIGNETTE = pytest.mark.parametrize("vignette", [pytest.param(item, id=item.id) for item in VIGNETTES])
PAIRS = [(item, near) for item in VIGNETTES for near in item.near_misses]
EACH_PAIR = pytest.mark.parametrize(
    ("vignette", "near"), [pytest.param(v, near, id=f"{v.id}-{near.fact}-{near.value}") for v, near in PAIRS]
)


def changed(vignette: Vignette, near: NearMiss) -> dict[str, Any]:
    return {**vignette.facts, near.fact: near.value}


def outcomes() -> set[str]:
    return {answer(item.facts).decision.outcome for item in VIGNETTES}


def test_there_are_vignettes_for_every_scenario_and_every_outcome() -> None:
    assert len(VIGNETTES) >= 24
    shown = {state.scenario.id for item in VIGNETTES for state in answer(item.facts).decision.matched}
    assert shown == set(KNOWLEDGE.scenarios)
    assert outcomes() == {
        "escalate", "out_of_scope", "several_possible", "not_covered", "contested", "no_imaging_rated_appropriate",
        "rated", "needs_facts",
    }  # fmt: skip


@EACH_VIGNETTE
def test_what_counts_as_right_is_what_the_consultation_says(vignette: Vignette) -> None:
    accept = vignette.accept
    written = Expected(frozenset(accept.scenarios), frozenset(accept.studies), accept.urgency)
    assert written == expected(answer(vignette.facts))


@EACH_VIGNETTE
def test_every_vignette_names_where_it_is_restated_from(vignette: Vignette) -> None:
    source = KNOWLEDGE.sources[vignette.cite.source]
    assert source.id != "project" or vignette.cite.locator.startswith("restated from: ")
    assert set(vignette.derived) <= set(vignette.facts)


@EACH_PAIR
def test_a_near_miss_differs_in_exactly_one_fact(vignette: Vignette, near: NearMiss) -> None:
    one, other = answer(vignette.facts).case.answers, answer(changed(vignette, near)).case.answers
    assert [name for name in {**one, **other} if one.get(name) != other.get(name)] == [near.fact]


@EACH_PAIR
def test_a_near_miss_changes_the_answer_exactly_where_it_says_so(vignette: Vignette, near: NearMiss) -> None:
    assert difference(answer(vignette.facts), answer(changed(vignette, near))).changed is near.changes


@EACH_PAIR
def test_where_the_answer_changes_something_is_named_that_turned(vignette: Vignette, near: NearMiss) -> None:
    found = difference(answer(vignette.facts), answer(changed(vignette, near)))
    in_the_way = {f.rule.id for f in answer(changed(vignette, near)).safety if f.severity == "stop"}
    assert found.turned or not found.changed or in_the_way or near.value in (None, "none")


def test_the_pairs_the_lesson_plan_asks_for_are_there() -> None:
    pairs = [(v.facts.get(near.fact), near.fact, near.value) for v, near in PAIRS]
    assert (70, "hours_since_procedure", 74) in pairs
    assert (True, "worse_lying", False) in pairs
    assert (False, "new_focal_deficit", True) in pairs
    assert ("not_done", "brain_mri", "signs_of_hypotension") in pairs
    assert {near.changes for _, near in PAIRS} == {True, False}


def contested(consultation: Consultation) -> bool:
    return consultation.decision.outcome == "contested" and not consultation.decision.flags


def test_where_sources_disagree_both_readings_are_accepted() -> None:
    for vignette in VIGNETTES:
        if contested(answer(vignette.facts)):
            assert {"no_imaging", "dsm_complete_spine"} <= set(vignette.accept.studies), vignette.id


def test_a_disputed_study_that_something_stops_is_not_accepted() -> None:
    facts = {**TEACHING.vignettes["puncture_day_four"].facts, "anticoagulant": "vitamin_k_antagonist"}
    assert "dsm_complete_spine" not in expected(answer(facts)).studies


def test_no_title_gives_the_scenario_away() -> None:
    for vignette in VIGNETTES:
        for scenario in KNOWLEDGE.scenarios.values():
            assert scenario.short.lower() not in vignette.title.lower()


def test_the_lesson_in_sources_is_about_a_row_that_is_contested() -> None:
    for lesson in TEACHING.lessons.values():
        row = next(r for r in KNOWLEDGE.scenarios[lesson.scenario].ratings if r.procedure == lesson.procedure)
        assert len({reading.reported_category for reading in row.readings}) > 1
        assert any(step.readings for step in lesson.steps)
