"""Paths from a first study: what follows each result, with dose, needles and visits."""

from __future__ import annotations

import pytest

from appropriateness.dose.pathways import FirstStudy, Path, paths, proposed
from tests.conftest import KNOWLEDGE
from tests.dose.knowledge import DOSES


def path(scenario: str, *procedures: str, age: int | None = 40) -> Path:
    first = FirstStudy("first", tuple(KNOWLEDGE.procedures[name] for name in procedures))
    (found,) = paths(scenario, [first], DOSES, KNOWLEDGE.radiation, age)
    return found


def test_an_mri_first_path_begins_at_zero_and_head_and_spine_are_one_visit() -> None:
    found = path("sih_initial", "mri_head_wo_w", "mri_complete_spine_wo")
    assert all(item.interval is not None and item.interval.nothing for item in found.first)
    (stop,) = found.routes["indeterminate"]
    assert stop.total.interval.nothing and stop.visits == 1 and stop.needles == 0


def test_each_side_of_a_decubitus_study_is_a_session_with_a_needle() -> None:
    routes = {r.follow_up.label: r for r in path("sih_initial", "mri_head_wo_w").routes["negative"] if r.follow_up}
    subtraction = routes["patches, then decubitus digital subtraction myelography, both sides"]
    assert (subtraction.needles, subtraction.visits) == (4, 5)
    assert (subtraction.total.interval.low, subtraction.total.interval.high) == (20, 60)
    assert subtraction.total.unknown == 2


def test_a_route_with_a_session_of_unknown_dose_has_no_central_value() -> None:
    for routes in path("sih_initial", "ct_myelography_dynamic").routes.values():
        for route in routes:
            assert not route.total.unknown or route.total.interval.central is None


def test_where_no_source_names_a_next_study_that_is_said() -> None:
    assert path("sih_initial", "ct_head_wo").routes["positive"][0].follow_up is None


@pytest.mark.parametrize("scenario", list(KNOWLEDGE.scenarios))
def test_every_path_of_every_scenario_can_be_counted(scenario: str) -> None:
    for procedure in KNOWLEDGE.procedures:
        found = path(scenario, procedure)
        assert set(found.routes) == {"positive", "negative", "indeterminate"}
        for routes in found.routes.values():
            for route in routes:
                assert route.visits == 1 + (len(route.follow_up.examinations) if route.follow_up else 0)


def test_a_child_is_never_given_an_adult_dose_on_a_path() -> None:
    assert all(item.interval is None for item in path("sih_initial", "dsm_complete_spine", age=9).first)


def test_a_technique_may_be_proposed_by_its_own_name() -> None:
    assert proposed("ctm_decubitus", DOSES).kind == "ctm_decubitus"
    with pytest.raises(KeyError):
        proposed("nothing_of_the_kind", DOSES)
