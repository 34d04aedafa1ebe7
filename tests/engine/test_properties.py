"""What holds for every case, not only for those somebody wrote down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appropriateness import text_report
from appropriateness.engine.case import Case, plain, read_case, read_value
from appropriateness.engine.consultation import Consultation, consult
from appropriateness.engine.evaluation import Assumption
from appropriateness.engine.known import Known
from appropriateness.engine.outcome import Decision
from appropriateness.engine.questions import possible_answers
from appropriateness.engine.ranking import GROUPS, table
from appropriateness.engine.rulebook import rulebook
from appropriateness.engine.what_if import linked_facts
from appropriateness.errors import CaseError
from appropriateness.knowledge.facts import ChoicesFact
from appropriateness.knowledge.loading import load
from appropriateness.quantities import Interval
from appropriateness.truth import Truth
from appropriateness.wire import consultations, json_lines
from tests.conftest import KNOWLEDGE, ON, OVER_MANY_CASES
from tests.engine.strategies import RAW, anything, cases, facts, narrower_answers, valid_facts

AGAIN = load()
CATEGORY_RANK = {"usually_appropriate": 0, "may_be_appropriate": 1, "may_be_appropriate_disagreement": 1,
                 "usually_not_appropriate": 2}  # fmt: skip


def consulted(case: Case) -> Consultation:
    return consult(case, KNOWLEDGE, ON)


def emergencies(decision: Decision) -> set[str]:
    return {item.flag.id for item in decision.flags if item.flag.level == "emergency"}


def as_bytes(given_facts: dict[str, Any], knowledge: Any = KNOWLEDGE) -> bytes:
    return json_lines.line(consultations.document(consult(read_case(given_facts, knowledge), knowledge, ON))).encode()


@OVER_MANY_CASES
@given(anything())
def test_nothing_anybody_sends_raises_anything_but_a_case_error(sent: Any) -> None:
    try:
        case = read_case(sent, KNOWLEDGE)
    except CaseError as fault:
        assert fault.problems
        assert json_lines.line(consultations.error(None, fault))
    else:
        assert consultations.line(consulted(case)) == json_lines.line(consultations.document(consulted(case)))


@OVER_MANY_CASES
@given(facts())
def test_a_case_is_answered_or_refused_with_the_facts_named(sent: dict[str, Any]) -> None:
    try:
        case = read_case(sent, KNOWLEDGE)
    except CaseError as fault:
        for problem in fault.problems:
            assert problem.facts and set(problem.facts) <= set(sent), "the form marks only answers that were given"
            assert all(name in problem.message for name in problem.facts)
    else:
        assert text_report.consultation(consulted(case))


@OVER_MANY_CASES
@given(valid_facts(), st.randoms(use_true_random=False))
def test_the_same_case_and_data_give_the_same_bytes_in_whatever_order_they_are_told(
    sent: dict[str, Any], chance: Any
) -> None:
    names = list(sent)
    chance.shuffle(names)
    assert as_bytes({name: sent[name] for name in names}, AGAIN) == as_bytes(sent)


@OVER_MANY_CASES
@given(cases)
def test_plain_data_reads_back_to_the_same_case(case: Case) -> None:
    told = consultations.facts(case, KNOWLEDGE)
    again = read_case(told, KNOWLEDGE)
    assert dict(again.answers) == dict(case.answers)
    assert dict(again.known) == dict(case.known)
    assert consultations.facts(again, KNOWLEDGE) == told


@OVER_MANY_CASES
@given(st.sampled_from(sorted(KNOWLEDGE.facts)), st.data())
def test_every_value_survives_being_written_down(name: str, data: st.DataObject) -> None:
    fact = KNOWLEDGE.facts[name]
    value = read_value(fact, data.draw(RAW[name]))
    assert read_value(fact, plain(fact, value)) == value


@dataclass(frozen=True)
class Checked:
    """One criterion, definition or rule that can be checked, whatever it belongs to."""

    name: str
    check: Callable[[Known], Truth]
    assumed: Callable[[Known], tuple[Assumption, ...]]
    facts: frozenset[str]


def _checked() -> Iterator[Checked]:
    rules = rulebook(KNOWLEDGE)
    for name, made in rules.definitions.items():
        yield Checked(name, made.check, made.assumed, frozenset(made.facts))
    ruled = [(item.flag.id, item.rule) for item in rules.flags]
    ruled += [(item.redirect.id, item.rule) for item in rules.redirects]
    ruled += [(item.scenario.id, item.rule) for item in rules.scenarios]
    for name, rule in ruled:
        yield Checked(name, rule.check, rule.assumed, rule.facts)
        for made in (*rule.require, *rule.unless):
            yield Checked(f"{name}: {made.claim}", made.check, made.assumed, frozenset(made.facts))
    for item in rules.safety:
        if item.when is not None:
            yield Checked(item.rule.id, item.when.check, item.when.assumed, frozenset(item.when.facts))


CHECKED = tuple(_checked())
DEFINITIONS = frozenset(KNOWLEDGE.definitions)


def only_narrower(before: Case, after: Case) -> bool:
    """Whether everything known before still holds, or more exactly.

    A list of findings that got another one is no narrower answer, nor is a time that goes beyond what was derived,
    as far as rounding allows it.
    """
    for name, old in before.known.items():
        new = after.known.get(name)
        if isinstance(old, Interval):
            if not (isinstance(new, Interval) and old.contains(new)):
                return False
        elif isinstance(KNOWLEDGE.facts[name], ChoicesFact) and new != old:
            return False
    return True


def unexplained(before: Case, after: Case) -> list[str]:
    """Everything that turned round although no assumption was printed that named a fact that changed."""
    old, new = (rulebook(KNOWLEDGE).circuit.known(case.known) for case in (before, after))
    changed = {name for name in {*old, *new} if old.get(name) != new.get(name)}
    turned = [item for item in CHECKED if {item.check(old), item.check(new)} == {Truth.TRUE, Truth.FALSE}]
    explained: list[Checked] = []
    for item in turned:
        listed = {fact for assumption in item.assumed(old) for fact in assumption.facts}
        if item.check(old) is Truth.TRUE and listed & changed:
            explained.append(item)
    assumed = [item for item in explained if item.name in DEFINITIONS]
    follows = [item for item in turned if any(definition.facts <= item.facts for definition in assumed)]
    return [f"{item.name}: {item.check(old).value} to {item.check(new).value}"
            for item in turned if item not in explained and item not in follows]  # fmt: skip


@OVER_MANY_CASES
@given(cases, st.data())
def test_knowing_more_turns_nothing_round_but_through_a_fact_listed_as_assumed(case: Case, data: st.DataObject) -> None:
    """Six answers one after the other. What refers to a definition that was assumed to hold follows it."""
    for _ in range(6):
        name, value = data.draw(narrower_answers(case))
        try:
            after = case.with_answer(name, value, KNOWLEDGE)
        except CaseError:
            continue
        if only_narrower(case, after):
            told = (consultations.facts(case, KNOWLEDGE), name, plain(KNOWLEDGE.facts[name], value))
            assert unexplained(case, after) == [], told
        case = after


@pytest.mark.durability
@OVER_MANY_CASES
@given(cases, st.data())
def test_a_fact_linked_to_no_other_changes_only_itself(case: Case, data: st.DataObject) -> None:
    alone = [name for name in KNOWLEDGE.facts if name not in linked_facts(KNOWLEDGE) and name not in case.answers]
    name = data.draw(st.sampled_from(alone))
    after = case.with_answer(name, data.draw(st.sampled_from(possible_answers(name, KNOWLEDGE))), KNOWLEDGE)
    assert {fact for fact in after.known if after.known[fact] != case.known.get(fact)} == {name}
    assert set(after.known) == {*case.known, name}


@pytest.mark.durability
@OVER_MANY_CASES
@given(cases)
def test_stops_are_said_first(case: Case) -> None:
    answer = consulted(case)
    for findings in (answer.safety, *(option.findings for option in answer.options)):
        weights = [("stop", "ask", "inform").index(finding.severity) for finding in findings]
        assert weights == sorted(weights)


@pytest.mark.durability
@OVER_MANY_CASES
@given(cases)
def test_groups_stand_in_their_order_and_ranks_count_up_within_them(case: Case) -> None:
    answer = consulted(case)
    for state in answer.decision.shown:
        shown = answer.options_of(state.scenario.id)
        places = [GROUPS.index(option.group) for option in shown]
        assert places == sorted(places)
        for group in GROUPS:
            ranks = [option.rank for option in shown if option.group == group and option.rank is not None]
            if group != "usually_not_appropriate":
                assert ranks == sorted(ranks)
            assert all(1 <= rank <= len(ranks) for rank in ranks)
            for option in shown:
                if option.group == group and option.rank is not None:
                    assert option.tied == (ranks.count(option.rank) > 1)


@OVER_MANY_CASES
@given(cases)
def test_safety_moves_a_row_to_another_group_and_never_changes_its_category(case: Case) -> None:
    answer = consulted(case)
    for option in answer.options:
        rated = {row.procedure.id: row.category for row in table(KNOWLEDGE, option.scenario)}
        assert option.row.category == rated[option.row.procedure.id]
        stopped = any(finding.severity == "stop" for finding in option.findings)
        if option.group == "can_be_ordered":
            assert not stopped and CATEGORY_RANK[option.row.category] < 2
        if option.group == "resolve_first":
            assert stopped and CATEGORY_RANK[option.row.category] < 2
    for state in answer.decision.shown:
        rows = [option.row.procedure.id for option in answer.options_of(state.scenario.id)]
        assert sorted(rows) == sorted(row.procedure for row in state.scenario.ratings)


@OVER_MANY_CASES
@given(cases)
def test_an_alternative_can_be_ordered_and_is_rated_at_least_as_high(case: Case) -> None:
    answer = consulted(case)
    for option in answer.options:
        same = {other.row.procedure.id: other for other in answer.options_of(option.scenario)}
        for name in (*option.alternatives, *option.remaining):
            assert same[name].group == "can_be_ordered"
        for name in option.alternatives:
            assert CATEGORY_RANK[same[name].row.category] <= CATEGORY_RANK[option.row.category]
            assert (same[name].row.rating or 0) >= (option.row.rating or 0)


@OVER_MANY_CASES
@given(cases)
def test_a_contested_row_has_no_rank_and_intrathecal_gadolinium_is_never_to_be_ordered(case: Case) -> None:
    answer = consulted(case)
    for option in answer.options:
        contested = option.row.category == "contested"
        assert contested == (option.group == "sources_disagree")
        assert not (contested and option.rank is not None)
    for option in (*answer.options, *answer.unrated):
        procedure = option.procedure if hasattr(option, "procedure") else option.row.procedure
        if procedure.contrast == "intrathecal_gadolinium":
            assert option.group in ("resolve_first", "usually_not_appropriate")


@OVER_MANY_CASES
@given(st.sampled_from([name for name, s in KNOWLEDGE.scenarios.items() if s.ratings]), st.data())
def test_the_ranking_does_not_depend_on_the_order_of_rows_in_the_data(name: str, data: st.DataObject) -> None:
    scenario = KNOWLEDGE.scenarios[name]
    shuffled = tuple(data.draw(st.permutations(scenario.ratings)))
    spoilt = replace(scenario, ratings=shuffled)
    knowledge = replace(KNOWLEDGE, scenarios={**KNOWLEDGE.scenarios, name: spoilt})
    ranked = [row.procedure.id for row in table(knowledge, name)]
    assert ranked == [row.procedure.id for row in table(KNOWLEDGE, name)]
    assert len(set(ranked)) == len(ranked)
