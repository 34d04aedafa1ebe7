"""From expressions in the data to criteria that can be checked: closures, sentences, facts read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from appropriateness.engine.evaluation import (
    FALSE,
    TRUE,
    UNKNOWN,
    Assumption,
    Check,
    Criterion,
    Known,
    Rule,
    no_assumptions,
)  # fmt: skip
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.criteria import All, AnyOf, Definition, Expression, Is, NoneOf, Predicate
from appropriateness.knowledge.facts import BooleanFact, ChoiceFact, ChoicesFact, Fact, QuantityFact
from appropriateness.truth import Truth


class Compiler:
    """Compiles expressions against one knowledge base; every definition is compiled once."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self.facts = knowledge.facts
        self._order = {name: index for index, name in enumerate(knowledge.facts)}
        self._definitions = knowledge.definitions
        self._compiled: dict[str, Criterion] = {}

    def rule(self, require: Sequence[Expression], unless: Sequence[Expression] = ()) -> Rule:
        required = tuple(self.criterion(expression) for expression in require)
        excepted = tuple(self.criterion(expression) for expression in unless)
        return Rule(required, excepted, frozenset(fact for c in required + excepted for fact in c.facts))

    def criterion(self, expression: Expression) -> Criterion:
        """Compile one expression. Its own `say` and `deny` replace the sentences made from the vocabulary."""
        match expression:
            case Predicate():
                made = self._predicate(expression)
            case Is():
                made = self.definition(expression.is_)
            case All():
                made = self._all([self.criterion(part) for part in expression.all_])
            case AnyOf():
                made = self._any([self.criterion(part) for part in expression.any_])
            case NoneOf():
                made = _opposite(self._any([self.criterion(part) for part in expression.none_]))
            case _:
                raise TypeError(f"not an expression: {expression!r}")
        claim = expression.say or made.claim
        return Criterion(
            made.check, made.presumed, made.assumed, claim,
            expression.deny or (f"Not so: {claim[0].lower()}{claim[1:]}" if expression.say else made.denial),
            made.facts, expression.cite or made.cite,
            expression.basis if expression.basis != "stated" else made.basis,
            expression.note or made.note, expression.see,
        )  # fmt: skip

    def conjunction(self, expressions: Sequence[Expression]) -> Criterion:
        """One criterion that holds where all expressions do."""
        return self._all([self.criterion(expression) for expression in expressions])

    def _ordered(self, parts: Sequence[Criterion]) -> tuple[str, ...]:
        return tuple(sorted({fact for part in parts for fact in part.facts}, key=self._order.__getitem__))

    def definition(self, name: str) -> Criterion:
        """The compiled definition of that name."""
        if name not in self._compiled:
            self._compiled[name] = self._compile_definition(name, self._definitions[name])
        return self._compiled[name]

    def _compile_definition(self, name: str, definition: Definition) -> Criterion:
        rule = self.rule(definition.require, definition.unless)

        def check(known: Known) -> Truth:
            truth = known.truths.get(name)
            if truth is None:
                truth = known.truths[name] = rule.check(known)
            return truth

        def presumed(known: Known) -> Truth:
            truth = check(known)
            if truth is UNKNOWN and (definition.presumed_absent or not rule.raised(known)):
                return FALSE
            return truth

        facts = self._ordered((*rule.require, *rule.unless))
        return Criterion(
            check, presumed, rule.assumed, definition.claim, definition.denial, facts,
            definition.cite, definition.basis, definition.note,
        )  # fmt: skip

    def _all(self, parts: list[Criterion]) -> Criterion:
        def assumed(known: Known) -> tuple[Assumption, ...]:
            return tuple(dict.fromkeys(found for part in parts for found in part.assumed(known)))

        return Criterion(
            _conjunction([part.check for part in parts]), _conjunction([part.presumed for part in parts]), assumed,
            _joined([part.claim for part in parts], "and"), _joined([part.denial for part in parts], "or"),
            self._ordered(parts),
        )  # fmt: skip

    def _any(self, parts: list[Criterion]) -> Criterion:
        def assumed(known: Known) -> tuple[Assumption, ...]:
            holding = [part.assumed(known) for part in parts if part.check(known) is TRUE]
            return min(holding, key=len, default=())

        return Criterion(
            _disjunction([part.check for part in parts]), _disjunction([part.presumed for part in parts]), assumed,
            _joined([part.claim for part in parts], "or"), _joined([part.denial for part in parts], "and"),
            self._ordered(parts),
        )  # fmt: skip

    def _predicate(self, predicate: Predicate) -> Criterion:
        fact = self.facts[predicate.fact]
        check = _check(fact, predicate)
        claim, denial = _sentences(fact, predicate)
        return Criterion(check, check, no_assumptions, claim, denial, (fact.id,), predicate.cite, predicate.basis)


def _opposite(made: Criterion) -> Criterion:
    def check(known: Known) -> Truth:
        return made.check(known).negated()

    return Criterion(check, check, no_assumptions, made.denial, made.claim, made.facts)


def _conjunction(checks: list[Check]) -> Check:
    def check(known: Known) -> Truth:
        result = TRUE
        for part in checks:
            truth = part(known)
            if truth is FALSE:
                return FALSE
            if truth is UNKNOWN:
                result = UNKNOWN
        return result

    return check


def _disjunction(checks: list[Check]) -> Check:
    def check(known: Known) -> Truth:
        result = FALSE
        for part in checks:
            truth = part(known)
            if truth is TRUE:
                return TRUE
            if truth is UNKNOWN:
                result = UNKNOWN
        return result

    return check


def _check(fact: Fact, predicate: Predicate) -> Check:
    name = fact.id
    if isinstance(fact, BooleanFact):
        wanted = predicate.equals

        def boolean(known: Known) -> Truth:
            value = known.get(name)
            if value is None:
                return UNKNOWN
            return TRUE if value is wanted else FALSE

        return boolean
    if isinstance(fact, QuantityFact):
        return _quantity_check(name, predicate)
    words = frozenset(predicate.one_of if predicate.one_of is not None else (str(predicate.equals),))
    several = isinstance(fact, ChoicesFact)

    def choice(known: Known) -> Truth:
        value = known.get(name)
        if value is None:
            return UNKNOWN
        if value.isdisjoint(words):
            return FALSE
        return TRUE if several or value <= words else UNKNOWN

    return choice


def _quantity_check(name: str, predicate: Predicate) -> Check:
    if predicate.at_least is not None:
        at_least = predicate.at_least
        return lambda known: UNKNOWN if (value := known.get(name)) is None else value.is_at_least(at_least)
    if predicate.below is not None:
        below = predicate.below
        return lambda known: UNKNOWN if (value := known.get(name)) is None else value.is_below(below)
    exactly: Any = predicate.equals
    return lambda known: UNKNOWN if (value := known.get(name)) is None else value.is_exactly(exactly)


def _sentences(fact: Fact, predicate: Predicate) -> tuple[str, str]:
    match fact:
        case BooleanFact():
            return (fact.claim, fact.denial) if predicate.equals else (fact.denial, fact.claim)
        case QuantityFact():
            if predicate.at_least is not None:
                return _bounds(fact, f"{predicate.at_least:g}")
            if predicate.below is not None:
                at_least, below = _bounds(fact, f"{predicate.below:g}")
                return below, at_least
            return (
                f"{fact.label}: {predicate.equals:g} {fact.unit}.",
                f"{fact.label}: not {predicate.equals:g} {fact.unit}.",
            )
        case ChoiceFact() | ChoicesFact():
            words = predicate.one_of if predicate.one_of is not None else (str(predicate.equals),)
            named = _joined([fact.values[word] for word in words], "or")
            return f"{fact.label}: {named}.", f"{fact.label}: not {named}."


def _bounds(fact: QuantityFact, bound: str) -> tuple[str, str]:
    return f"{fact.label}: {bound} {fact.unit} or more.", f"{fact.label}: less than {bound} {fact.unit}."


def _joined(parts: list[str], word: str) -> str:
    """Several sentences or words as one, joined by `word`; sentences lose their inner full stops and capitals."""
    if len(parts) == 1:
        return parts[0]
    stop = "." if parts[-1].endswith(".") else ""
    bare = [part.rstrip(".") for part in parts]
    if stop:
        bare = [bare[0], *(part[0].lower() + part[1:] for part in bare[1:])]
    return f"{', '.join(bare[:-1])} {word} {bare[-1]}{stop}"
