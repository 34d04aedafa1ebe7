"""What holds for the questions and the flags of every case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given

from appropriateness.engine.case import Case, case_of
from appropriateness.engine.evaluation import Rule
from appropriateness.engine.outcome import decide
from appropriateness.engine.questions import leads_to, possible_answers, signature
from appropriateness.engine.rulebook import rulebook
from appropriateness.errors import CaseError
from appropriateness.quantities import Interval
from appropriateness.truth import Truth
from appropriateness.wire import consultations
from tests.cases.test_cases import spoken_of
from tests.conftest import KNOWLEDGE, OVER_MANY_CASES
from tests.engine.strategies import cases
from tests.engine.test_properties import consulted, emergencies


@OVER_MANY_CASES
@given(cases)
def test_at_most_three_questions_and_none_of_them_answered(case: Case) -> None:
    answer = consulted(case)
    asked = [fact for question in answer.questions for fact in question.red_flags or (question.fact,)]
    assert len(answer.questions) <= 3
    assert len(asked) == len(set(asked))
    exact = {name for name, value in case.answers.items() if isinstance(value, bool) or getattr(value, "exact", False)}
    assert exact.isdisjoint(asked)


def answers_left(case: Case, fact: str) -> Iterator[Case]:
    """The case with each answer that the fact may still have."""
    known = case.known.get(fact)
    for value in possible_answers(fact, KNOWLEDGE):
        left = known.intersection(value) if isinstance(known, Interval) and isinstance(value, Interval) else value
        try:
            if left is not None:
                yield case.with_answer(fact, left, KNOWLEDGE)
        except CaseError:
            continue


@pytest.mark.durability
@OVER_MANY_CASES
@given(cases)
def test_a_question_counts_the_different_answers_that_deciding_again_gives(case: Case) -> None:
    for question in consulted(case).questions:
        if not question.red_flags:
            decisions = [decide(answered, KNOWLEDGE) for answered in answers_left(case, question.fact)]
            assert question.outcomes == len({signature(decision) for decision in decisions}) > 1
            settled = {leads_to(decision) for decision in decisions if decision.outcome != "needs_facts"}
            assert set(question.leads_to) == settled


@OVER_MANY_CASES
@given(cases)
def test_once_every_red_flag_asked_is_denied_the_answer_stands_without_condition_and_alarm(case: Case) -> None:
    before = decide(case, KNOWLEDGE)
    assume(before.unasked)
    absent = {name: KNOWLEDGE.facts[name].absent for name in before.unasked}
    denied = {name: value if isinstance(value, bool) else frozenset(value) for name, value in absent.items()}
    try:
        after = decide(case_of({**case.answers, **denied}, KNOWLEDGE), KNOWLEDGE)
    except CaseError as fault:
        assert any(set(problem.facts) & set(denied) for problem in fault.problems), "another answer stands against it"
    else:
        assert after.unasked == ()
        assert emergencies(after) <= emergencies(before)


@pytest.mark.durability
@OVER_MANY_CASES
@given(cases)
def test_an_answer_that_one_more_answer_could_turn_into_an_alarm_names_what_that_hangs_on(case: Case) -> None:
    """Imaging that nobody mentioned is left to what the scenarios assume of it; a denied alarm stays denied.

    Beside an emergency, what only an urgent flag waits for may go unsaid.
    """
    consultation = consulted(case)
    named = spoken_of(consultations.document(consultation))
    for item in consultation.decision.open_flags:
        rule, alarm = item.compiled.rule, item.compiled.rule.require[0].check(consultation.known)
        open_at_the_bedside = [fact for fact in item.flag.ask if fact not in case.known]
        there = alarm is Truth.TRUE and rule.raised(consultation.known)
        first = item.flag.level == "emergency"
        has_to_be_named = (there and (first or not consultation.decision.emergency)) or (first and open_at_the_bedside)
        if has_to_be_named and _can_be_raised(rule, case):
            assert named & set(item.waits_for), item.flag.id


def _can_be_raised(rule: Rule, case: Case) -> bool:
    """Whether some one answer raises it."""
    return any(
        rule.check(rulebook(KNOWLEDGE).circuit.known({**case.known, fact: value})) is Truth.TRUE
        for fact in rule.facts
        for value in possible_answers(fact, KNOWLEDGE)
        if fact not in case.known or (isinstance(value, Interval) and case.known[fact].intersection(value) is not None)
    )


@pytest.mark.parametrize("flag", rulebook(KNOWLEDGE).flags, ids=lambda compiled: compiled.flag.id)
def test_the_first_requirement_of_a_flag_is_what_settles_it_at_the_bedside(flag: Any) -> None:
    assert not flag.flag.ask or set(flag.flag.ask) & set(flag.rule.require[0].facts)
