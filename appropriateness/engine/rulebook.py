"""Every rule of a knowledge base, compiled: what the engine runs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from operator import or_

from appropriateness.engine.circuit import Circuit
from appropriateness.engine.compiling import Compiler
from appropriateness.engine.evaluation import Criterion, Rule
from appropriateness.engine.gated import Gated, OpenPointer, OpenPosition, gated_pointer, gated_position
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.criteria import Expression, Predicate
from appropriateness.knowledge.rules import Flag, Redirect, SafetyRule, Score
from appropriateness.knowledge.scenarios import Pointer, Position, Scenario


@dataclass(frozen=True, eq=False, slots=True)
class CompiledImplication:
    id: str
    when: Criterion
    then: Predicate
    because: str


@dataclass(frozen=True, eq=False, slots=True)
class CompiledContradiction:
    when: Criterion
    because: str


@dataclass(frozen=True, eq=False, slots=True)
class CompiledFlag:
    flag: Flag
    rule: Rule


@dataclass(frozen=True, eq=False, slots=True)
class CompiledRedirect:
    redirect: Redirect
    rule: Rule
    positions: tuple[Gated[OpenPosition], ...]
    pointers: tuple[Gated[OpenPointer], ...]


@dataclass(frozen=True, eq=False, slots=True)
class CompiledScenario:
    scenario: Scenario
    rule: Rule
    positions: tuple[Gated[OpenPosition], ...]
    pointers: tuple[Gated[OpenPointer], ...]

    @property
    def gates(self) -> list[Criterion]:
        """What its positions and pointers hang on."""
        conditions = [*(item.when for item in self.positions), *(item.when for item in self.pointers)]
        return [when for when in conditions if when is not None]


@dataclass(frozen=True, eq=False, slots=True)
class CompiledSafety:
    """A safety rule with the procedures and treatments it concerns; `when` None: it always holds."""

    rule: SafetyRule
    when: Criterion | None
    procedures: frozenset[str]
    facts: frozenset[str]


@dataclass(frozen=True, eq=False, slots=True)
class CompiledScore:
    """A score; `settled`: the bits of which one is set where at least one item is known."""

    score: Score
    items: tuple[Criterion, ...]
    contrast_given: Criterion
    never_when: Criterion
    settled: int


@dataclass(frozen=True, eq=False)
class Rulebook:
    implications: tuple[CompiledImplication, ...]
    contradictions: tuple[CompiledContradiction, ...]
    flags: tuple[CompiledFlag, ...]
    redirects: tuple[CompiledRedirect, ...]
    scenarios: tuple[CompiledScenario, ...]
    safety: tuple[CompiledSafety, ...]
    scores: tuple[CompiledScore, ...]
    definitions: dict[str, Criterion]
    circuit: Circuit

    @cached_property
    def implied(self) -> int:
        """The bits of which one has to be set for any implication to apply."""
        return reduce(or_, (item.when.holds for item in self.implications), 0)

    @cached_property
    def followed_from(self) -> dict[str, tuple[CompiledImplication, ...]]:
        """For each fact the implications that may apply once it is answered, at once or by way of others."""
        return {fact: self._followed_from({fact}) for fact in self.circuit.reach}

    def _followed_from(self, facts: set[str]) -> tuple[CompiledImplication, ...]:
        found = tuple(item for item in self.implications if not facts.isdisjoint(item.when.facts))
        more = {item.then.fact for item in found} - facts
        return self._followed_from(facts | more) if more else found

    @cached_property
    def contradicted(self) -> int:
        """The bits of which one is set where any contradiction stands."""
        return reduce(or_, (item.when.holds for item in self.contradictions), 0)

    @cached_property
    def flagged(self) -> int:
        """The bits of which one is set where any flag holds."""
        return reduce(or_, (item.rule.holds for item in self.flags), 0)

    @cached_property
    def by_urgency(self) -> tuple[CompiledFlag, ...]:
        """The flags, emergencies first."""
        return tuple(sorted(self.flags, key=lambda item: item.flag.level != "emergency"))

    @cached_property
    def redirected(self) -> int:
        """The bits of which one is set where any redirect holds."""
        return reduce(or_, (item.rule.holds for item in self.redirects), 0)

    @cached_property
    def deciding(self) -> int:
        """The bits on which a decision rests: whatever else two cases differ in, these decide the same."""
        rules = [item.rule for item in self.flags]
        rules += [item.rule for item in self.redirects]
        rules += [item.rule for item in self.scenarios]
        bits = [bit for rule in rules for bit in (rule.holds, rule.fails, rule.absent)]
        bits += [bit for rule in rules for criterion in rule.require for bit in (criterion.holds, criterion.fails)]
        bits += [bit for item in self.circuit.presumptions for bit in item]
        return reduce(or_, bits, 0)


@lru_cache(maxsize=8)
def rulebook(knowledge: KnowledgeBase) -> Rulebook:
    """Compile all rules of `knowledge`; remembered per knowledge base, which never changes."""
    compiler = Compiler(knowledge)

    def when(expression: Expression | None) -> Criterion | None:
        return None if expression is None else compiler.criterion(expression)

    def positions(items: tuple[Position, ...], scenario: str = "") -> tuple[Gated[OpenPosition], ...]:
        return tuple(gated_position(scenario, item, when(item.when)) for item in items)

    def pointers(items: tuple[Pointer, ...], scenario: str = "") -> tuple[Gated[OpenPointer], ...]:
        return tuple(gated_pointer(scenario, item, when(item.when)) for item in items)

    implications = tuple(
        CompiledImplication(item.id, compiler.conjunction(item.when), item.then, item.because)
        for item in knowledge.implications
    )
    contradictions = tuple(
        CompiledContradiction(compiler.conjunction(item.when), item.because) for item in knowledge.contradictions
    )
    compiler.wiring.end_of_first()
    flags = tuple(CompiledFlag(flag, compiler.rule(flag.require, flag.unless)) for flag in knowledge.flags)
    redirects = tuple(
        CompiledRedirect(
            item, compiler.rule(item.require, item.unless), positions(item.positions), pointers(item.pointers)
        )
        for item in knowledge.redirects
    )
    scenarios = tuple(
        CompiledScenario(
            item,
            compiler.rule(item.require, item.unless),
            positions(item.positions, item.id),
            pointers(item.pointers, item.id),
        )
        for item in knowledge.scenarios.values()
    )
    rules = [*(item.rule for item in flags), *(item.rule for item in redirects), *(item.rule for item in scenarios)]
    return Rulebook(
        implications=implications,
        contradictions=contradictions,
        flags=flags,
        redirects=redirects,
        scenarios=scenarios,
        safety=tuple(_safety(rule, when(rule.when), knowledge) for rule in knowledge.safety),
        scores=tuple(_score(score, compiler) for score in knowledge.scores),
        definitions={name: compiler.definition(name) for name in knowledge.definitions},
        circuit=compiler.wiring.circuit(asked=reduce(or_, (rule.absent for rule in rules), 0)),
    )


def _safety(rule: SafetyRule, when: Criterion | None, knowledge: KnowledgeBase) -> CompiledSafety:
    procedures = (name for name, procedure in knowledge.procedures.items() if rule.applies_to.admits(procedure))
    concerned = frozenset((*procedures, *rule.applies_to.treatments))
    return CompiledSafety(rule, when, concerned, frozenset(() if when is None else when.facts))


def _score(score: Score, compiler: Compiler) -> CompiledScore:
    items = tuple(compiler.criterion(item.when) for item in score.items)
    settled = reduce(or_, (item.holds | item.fails for item in items), 0)
    contrast_given, never_when = compiler.criterion(score.contrast_given), compiler.criterion(score.never_when)
    return CompiledScore(score, items, contrast_given, never_when, settled)
