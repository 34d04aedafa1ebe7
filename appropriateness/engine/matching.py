"""Which scenarios a case matches, could still match, or cannot match; which flags hold and which are unasked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from appropriateness.engine.evaluation import FALSE, TRUE, Assumption, Known, Rule
from appropriateness.engine.rulebook import CompiledFlag, CompiledScenario, Rulebook
from appropriateness.knowledge.rules import Flag
from appropriateness.knowledge.scenarios import Scenario

State = Literal["matched", "possible", "excluded"]


@dataclass(frozen=True, eq=False, slots=True)
class ScenarioState:
    """matched: every requirement holds and no exception does. possible: nothing excludes it, something is unknown.

    `raised`: possible even if everything that is presumed absent (a patch, signs on imaging ...) is absent.
    `suspended`: it would match, but an emergency comes first and its table, which rates no imaging appropriate,
    is meant for an uncomplicated headache.
    """

    compiled: CompiledScenario
    state: State
    raised: bool = False
    suspended: bool = False
    assumptions: tuple[Assumption, ...] = ()

    @property
    def assumed(self) -> tuple[str, ...]:
        """The unanswered facts behind its assumptions."""
        return tuple(dict.fromkeys(fact for assumption in self.assumptions for fact in assumption.facts))

    @property
    def scenario(self) -> Scenario:
        return self.compiled.scenario


@dataclass(frozen=True, eq=False, slots=True)
class RaisedFlag:
    """A flag that holds, the answers it rests on and what it takes for granted."""

    flag: Flag
    facts: tuple[str, ...]
    assumptions: tuple[Assumption, ...]


def match_scenarios(known: Known, rules: Rulebook, suspended: frozenset[str]) -> tuple[ScenarioState, ...]:
    """The state of every scenario, in the order of the knowledge base; those in `suspended` are excluded."""
    return tuple(_state(compiled, known, suspended) for compiled in rules.scenarios)


def _state(compiled: CompiledScenario, known: Known, suspended: frozenset[str]) -> ScenarioState:
    rule = compiled.rule
    truth = rule.check(known)
    if truth is FALSE:
        return ScenarioState(compiled, "excluded")
    if compiled.scenario.id in suspended:
        return ScenarioState(compiled, "excluded", suspended=truth is TRUE)
    if truth is TRUE:
        return ScenarioState(compiled, "matched", raised=True, assumptions=rule.assumed(known))
    return ScenarioState(compiled, "possible", raised=rule.raised(known))


def raise_flags(known: Known, rules: Rulebook) -> tuple[tuple[RaisedFlag, ...], tuple[str, ...], tuple[str, ...]]:
    """The flags that hold, emergencies first; the unanswered facts of emergency flags; those of urgent flags."""
    raised: list[RaisedFlag] = []
    unasked: dict[str, dict[str, None]] = {"emergency": {}, "urgent": {}}
    for compiled in rules.flags:
        truth = compiled.rule.check(known)
        if truth is TRUE:
            raised.append(_raised(compiled, known))
        elif truth is not FALSE and (compiled.flag.level == "emergency" or compiled.rule.raised(known)):
            unasked[compiled.flag.level].update(dict.fromkeys(f for f in compiled.flag.ask if f not in known))
    raised.sort(key=lambda item: item.flag.level != "emergency")
    return tuple(raised), tuple(unasked["emergency"]), tuple(unasked["urgent"])


def _raised(compiled: CompiledFlag, known: Known) -> RaisedFlag:
    return RaisedFlag(compiled.flag, grounds(compiled.rule, known), compiled.rule.assumed(known))


def grounds(rule: Rule, known: Known) -> tuple[str, ...]:
    """The known facts that the requirements of a rule read."""
    return tuple(dict.fromkeys(fact for criterion in rule.require for fact in criterion.facts if fact in known))
