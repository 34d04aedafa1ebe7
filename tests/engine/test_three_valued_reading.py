"""The compiled rules against the data read plainly, expression by expression, in three-valued logic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import given

from appropriateness.engine.case import Case
from appropriateness.engine.rulebook import rulebook
from appropriateness.knowledge.criteria import All, AnyOf, Expression, Is, NoneOf, Predicate
from appropriateness.knowledge.facts import BooleanFact, ChoicesFact, QuantityFact
from appropriateness.truth import Truth, all_of, any_of, none_of
from tests.conftest import KNOWLEDGE
from tests.engine.strategies import cases

RULES = rulebook(KNOWLEDGE)
WRITTEN = [
    *((item.rule, item.flag) for item in RULES.flags),
    *((item.rule, item.redirect) for item in RULES.redirects),
    *((item.rule, item.scenario) for item in RULES.scenarios),
]
Answers = Mapping[str, Any]


def predicate(written: Predicate, answers: Answers) -> Truth:
    value, fact = answers.get(written.fact), KNOWLEDGE.facts[written.fact]
    if value is None:
        return Truth.UNKNOWN
    if isinstance(fact, BooleanFact):
        return Truth.TRUE if value is written.equals else Truth.FALSE
    if isinstance(fact, QuantityFact):
        if written.at_least is not None:
            return value.is_at_least(written.at_least)
        return value.is_below(written.below) if written.below is not None else value.is_exactly(written.equals)
    words = set(written.one_of if written.one_of is not None else (str(written.equals),))
    if not words & value:
        return Truth.FALSE
    return Truth.TRUE if isinstance(fact, ChoicesFact) or value <= words else Truth.UNKNOWN


def rule(require: Sequence[Expression], unless: Sequence[Expression], answers: Answers) -> Truth:
    required = all_of([truth(part, answers) for part in require])
    excepted = any(truth(part, answers) is Truth.TRUE for part in unless)
    return Truth.FALSE if excepted else required


def truth(written: Expression, answers: Answers) -> Truth:
    match written:
        case Predicate():
            return predicate(written, answers)
        case Is():
            definition = KNOWLEDGE.definitions[written.is_]
            return rule(definition.require, definition.unless, answers)
        case All():
            return all_of([truth(part, answers) for part in written.all_])
        case AnyOf():
            return any_of([truth(part, answers) for part in written.any_])
        case NoneOf():
            return none_of([truth(part, answers) for part in written.none_])


def presumed(written: Expression, answers: Answers) -> Truth:
    """The same, with what is presumed absent counted as absent where it is unknown."""
    match written:
        case Is():
            definition = KNOWLEDGE.definitions[written.is_]
            found = rule(definition.require, definition.unless, answers)
            closed = any(presumed(part, answers) is Truth.FALSE for part in definition.require)
            return Truth.FALSE if found is Truth.UNKNOWN and (definition.presumed_absent or closed) else found
        case All():
            return all_of([presumed(part, answers) for part in written.all_])
        case AnyOf():
            return any_of([presumed(part, answers) for part in written.any_])
        case _:
            return truth(written, answers)


@given(cases)
def test_every_rule_requirement_and_definition_is_as_true_as_its_expression_read_plainly(case: Case) -> None:
    answers, known = case.known, RULES.circuit.known(case.known)
    for compiled, written in WRITTEN:
        assert compiled.check(known) is rule(written.require, written.unless, answers), written.id
        still_open = all(presumed(part, answers) is not Truth.FALSE for part in written.require)
        assert compiled.raised(known) is still_open, written.id
        parts = zip((*compiled.require, *compiled.unless), (*written.require, *written.unless), strict=True)
        for criterion, part in parts:
            assert criterion.check(known) is truth(part, answers), (written.id, criterion.claim)
    for name, criterion in RULES.definitions.items():
        definition = KNOWLEDGE.definitions[name]
        assert criterion.check(known) is rule(definition.require, definition.unless, answers), name
    for item in RULES.safety:
        if item.when is not None and item.rule.when is not None:
            assert item.when.check(known) is truth(item.rule.when, answers), item.rule.id
