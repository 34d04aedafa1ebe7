"""Every case of the case files against every study: what may never be said of an order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from appropriateness.cds_hooks.drafts import Draft
from appropriateness.cds_hooks.matters import Matter, matter_of
from appropriateness.cds_hooks.rating import Rating, rating_of
from appropriateness.engine.consultation import Consultation
from appropriateness.engine.ranking import table
from tests.cds_hooks.calls import order
from tests.conftest import KNOWLEDGE, answer, case_file

FILES = ("published", "must_be_right", "safety", "flags_and_redirects", "development")
STUDIES = tuple(KNOWLEDGE.procedures)
Told = tuple[Consultation, str, Rating | None, Matter | None]


def facts_of() -> Iterator[dict[str, object]]:
    for name in FILES:
        for case in case_file(name):
            if "facts" in case:
                yield case["facts"]


@pytest.fixture(scope="module")
def told() -> list[Told]:
    found: list[Told] = []
    for facts in facts_of():
        consultation = answer(facts)
        for study in STUDIES:
            draft = Draft(order("x"), "ServiceRequest/order-1", (study,))
            rating = rating_of((study,), consultation)
            found.append((consultation, study, rating, matter_of(draft, consultation, rating)))
    return found


def rows(consultation: Consultation, study: str) -> list[tuple[str, int | None]]:
    """Category and rating of a study in every table shown."""
    return [
        (row.category, row.rating)
        for state in consultation.decision.shown
        for row in table(KNOWLEDGE, state.scenario.id)
        if row.procedure.id == study
    ]


def test_the_cases_reach_every_kind_of_answer(told: list[Told]) -> None:
    kinds = Counter(matter.kind if matter else "silent" for _, _, _, matter in told)
    codes = Counter(rating.code if rating else "unrated" for _, _, rating, _ in told)
    assert len(told) > 2000
    assert set(codes) == {"appropriate", "not-appropriate", "no-criteria-apply", "unrated"}
    assert {"emergency", "urgent", "resolve_first", "not_appropriate", "contested", "facts_missing"} <= set(kinds)
    assert {"contrast_open", "not_covered", "silent"} <= set(kinds)


def test_not_appropriate_is_never_said_while_an_emergency_is_unasked_or_any_flag_holds(told: list[Told]) -> None:
    for consultation, _, rating, _ in told:
        if rating is not None and rating.code == "not-appropriate":
            assert not consultation.decision.conditional_on
            assert not consultation.decision.flags


def test_only_what_every_table_says_is_sent(told: list[Told]) -> None:
    for consultation, study, rating, _ in told:
        if rating is None or rating.code == "no-criteria-apply":
            continue
        categories = {category for category, _ in rows(consultation, study)}
        assert categories
        assert (categories == {"usually_not_appropriate"}) == (rating.code == "not-appropriate")
        assert "contested" not in categories


def test_a_scenario_that_is_only_possible_and_a_case_outside_the_topic_rate_nothing(told: list[Told]) -> None:
    for consultation, _, rating, _ in told:
        decision = consultation.decision
        elsewhere = decision.outcome == "out_of_scope" and not decision.uncovered
        if elsewhere or decision.outcome in ("needs_facts", "escalate"):
            assert rating is None
        if rating is not None and decision.shown:
            assert all(state.state == "matched" for state in decision.shown)


def test_no_criteria_apply_means_that_no_row_covers_the_study(told: list[Told]) -> None:
    for consultation, study, rating, _ in told:
        if rating is not None and rating.code == "no-criteria-apply":
            assert rows(consultation, study) == []


def test_a_replacement_is_never_lower_rated_in_any_table_and_never_stopped(told: list[Told]) -> None:
    seen = 0
    for consultation, study, _, matter in told:
        for replacement in matter.replacements if matter else ():
            theirs, ours = rows(consultation, replacement.id), rows(consultation, study)
            assert theirs and all(category.startswith(("usually_app", "may_be")) for category, _ in theirs)
            assert not ours or min(r or 0 for _, r in theirs) >= max(r or 0 for _, r in ours)
            stopped = {name for f in consultation.safety if f.severity == "stop" for name in f.procedures}
            assert replacement.id not in stopped
            seen += 1
    assert seen > 50


def test_an_emergency_is_critical_and_comes_before_everything(told: list[Told]) -> None:
    for consultation, _, rating, matter in told:
        if consultation.decision.emergency:
            assert matter is not None and matter.indicator == "critical" and rating is None
            assert matter.summary.startswith("Emergency first:")
            assert not matter.replacements


def test_silence_is_kept_for_what_is_appropriate_spoken_for_elsewhere_or_outside(told: list[Told]) -> None:
    for consultation, study, rating, matter in told:
        if matter is not None:
            continue
        code = rating.code if rating else None
        assert code in ("appropriate", "no-criteria-apply") or consultation.decision.outcome == "out_of_scope"
        assert not rows(consultation, study) or code == "appropriate" or consultation.decision.outcome == "out_of_scope"


def test_every_matter_says_something_and_a_card_fits(told: list[Told]) -> None:
    for _, _, _, matter in told:
        if matter is not None:
            assert matter.summary and matter.paragraphs
            assert all(word and text for word, text in matter.paragraphs)
