"""Every rule of a knowledge base, compiled: what the engine runs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from operator import or_

from appropriateness.engine.circuit import Circuit
from appropriateness.engine.compiling import Compiler
from appropriateness.engine.evaluation import Criterion, Rule
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.criteria import Expression, Predicate
from appropriateness.knowledge.rules import AppliesTo, Flag, Redirect, SafetyRule, Score
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
class GatedPosition:
    """A position with the condition under which its source takes it; no condition: always."""

    position: Position
    when: Criterion | None


@dataclass(frozen=True, eq=False, slots=True)
class GatedPointer:
    pointer: Pointer
    when: Criterion | None


@dataclass(frozen=True, eq=False, slots=True)
class CompiledRedirect:
    redirect: Redirect
    rule: Rule
    positions: tuple[GatedPosition, ...]
    pointers: tuple[GatedPointer, ...]


@dataclass(frozen=True, eq=False, slots=True)
class CompiledScenario:
    scenario: Scenario
    rule: Rule
    positions: tuple[GatedPosition, ...]
    pointers: tuple[GatedPointer, ...]


@dataclass(frozen=True, eq=False, slots=True)
class CompiledSafety:
    """A safety rule with the procedures it concerns; `when` None: it always holds."""

    rule: SafetyRule
    when: Criterion | None
    procedures: frozenset[str]


@dataclass(frozen=True, eq=False, slots=True)
class CompiledScore:
    score: Score
    items: tuple[Criterion, ...]
    contrast_given: Criterion
    never_when: Criterion


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

    def positions(items: tuple[Position, ...]) -> tuple[GatedPosition, ...]:
        return tuple(GatedPosition(item, when(item.when)) for item in items)

    def pointers(items: tuple[Pointer, ...]) -> tuple[GatedPointer, ...]:
        return tuple(GatedPointer(item, when(item.when)) for item in items)

    implications = tuple(
        CompiledImplication(item.id, compiler.conjunction(item.when), item.then, item.because)
        for item in knowledge.implications
    )
    contradictions = tuple(
        CompiledContradiction(compiler.conjunction(item.when), item.because) for item in knowledge.contradictions
    )
    compiler.wiring.end_of_first()
    return Rulebook(
        implications=implications,
        contradictions=contradictions,
        flags=tuple(CompiledFlag(flag, compiler.rule(flag.require, flag.unless)) for flag in knowledge.flags),
        redirects=tuple(
            CompiledRedirect(
                item, compiler.rule(item.require, item.unless), positions(item.positions), pointers(item.pointers)
            )
            for item in knowledge.redirects
        ),
        scenarios=tuple(
            CompiledScenario(
                item, compiler.rule(item.require, item.unless), positions(item.positions), pointers(item.pointers)
            )
            for item in knowledge.scenarios.values()
        ),
        safety=tuple(
            CompiledSafety(rule, when(rule.when), _concerned(rule.applies_to, knowledge)) for rule in knowledge.safety
        ),
        scores=tuple(
            CompiledScore(
                score,
                tuple(compiler.criterion(item.when) for item in score.items),
                compiler.criterion(score.contrast_given),
                compiler.criterion(score.never_when),
            )
            for score in knowledge.scores
        ),
        definitions={name: compiler.definition(name) for name in knowledge.definitions},
        circuit=compiler.wiring.circuit(),
    )


def _concerned(applies_to: AppliesTo, knowledge: KnowledgeBase) -> frozenset[str]:
    return frozenset(name for name, procedure in knowledge.procedures.items() if applies_to.admits(procedure))
