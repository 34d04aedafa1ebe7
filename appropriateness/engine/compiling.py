"""From expressions in the data to criteria that can be checked: closures, sentences, facts read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from appropriateness.engine.evaluation import TRUE, Assumption, Criterion, Rule, no_assumptions
from appropriateness.engine.known import Known
from appropriateness.engine.wiring import Bits, Wiring
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.criteria import All, AnyOf, Definition, Expression, Is, NoneOf, Predicate
from appropriateness.knowledge.facts import BooleanFact, ChoiceFact, ChoicesFact, Fact, QuantityFact
from appropriateness.truth import Truth


class Compiler:
    """Compiles expressions against one knowledge base; every definition is compiled once.

    The bits of its criteria mean something in its own circuit only.
    """

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self.facts = knowledge.facts
        self._order = {name: index for index, name in enumerate(knowledge.facts)}
        self._definitions = knowledge.definitions
        self._compiled: dict[str, Criterion] = {}
        self.wiring = Wiring(knowledge.facts)

    def rule(self, require: Sequence[Expression], unless: Sequence[Expression] = ()) -> Rule:
        required = tuple(self.criterion(expression) for expression in require)
        excepted = tuple(self.criterion(expression) for expression in unless)
        bits = self.wiring.rule(_bits(required), _bits(excepted))
        facts = frozenset(fact for criterion in required + excepted for fact in criterion.facts)
        absent = 0
        for criterion in required:
            absent |= criterion.absent
        return Rule(required, excepted, facts, bits.holds, bits.fails, absent)

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
            made.holds, made.fails, made.absent, made.assumed, claim,
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

        bits = self.wiring.rule(_bits(rule.require), _bits(rule.unless))
        if definition.presumed_absent:
            bits = self.wiring.presumed_absent(bits)
        facts = self._ordered((*rule.require, *rule.unless))
        return Criterion(
            bits.holds, bits.fails, bits.absent, rule.assumed, definition.claim, definition.denial, facts,
            definition.cite, definition.basis, definition.note,
        )  # fmt: skip

    def _all(self, parts: list[Criterion]) -> Criterion:
        def assumed(known: Known) -> tuple[Assumption, ...]:
            return tuple(dict.fromkeys(found for part in parts for found in part.assumed(known)))

        bits = self.wiring.all(_bits(parts))
        return Criterion(
            bits.holds, bits.fails, bits.absent, assumed,
            _joined([part.claim for part in parts], "and"), _joined([part.denial for part in parts], "or"),
            self._ordered(parts),
        )  # fmt: skip

    def _any(self, parts: list[Criterion]) -> Criterion:
        def assumed(known: Known) -> tuple[Assumption, ...]:
            holding = [part.assumed(known) for part in parts if part.check(known) is TRUE]
            return min(holding, key=len, default=())

        bits = self.wiring.any(_bits(parts))
        return Criterion(
            bits.holds, bits.fails, bits.absent, assumed,
            _joined([part.claim for part in parts], "or"), _joined([part.denial for part in parts], "and"),
            self._ordered(parts),
        )  # fmt: skip

    def _predicate(self, predicate: Predicate) -> Criterion:
        fact = self.facts[predicate.fact]
        bits = self.wiring.predicate(predicate)
        claim, denial = _sentences(fact, predicate)
        return Criterion(
            bits.holds, bits.fails, bits.absent, no_assumptions, claim, denial, (fact.id,),
            predicate.cite, predicate.basis,
        )  # fmt: skip


def truth_of(expression: Expression, values: Mapping[str, Any], knowledge: KnowledgeBase) -> Truth:
    """The truth of an expression that belongs to no rulebook, such as that of a paper."""
    compiler = Compiler(knowledge)
    criterion = compiler.criterion(expression)
    return criterion.check(compiler.wiring.circuit(asked=0).known(values))


def _bits(criteria: Iterable[Criterion]) -> list[Bits]:
    return [Bits(criterion.holds, criterion.fails, criterion.absent) for criterion in criteria]


def _opposite(made: Criterion) -> Criterion:
    return Criterion(made.fails, made.holds, made.holds, no_assumptions, made.denial, made.claim, made.facts)


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
