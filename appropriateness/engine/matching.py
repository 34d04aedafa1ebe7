"""Which scenarios a case matches, could still match, or cannot match; which flags hold and which are unasked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from appropriateness.engine.evaluation import Assumption, Criterion
from appropriateness.engine.known import Known
from appropriateness.engine.rulebook import CompiledFlag, CompiledScenario, Rulebook
from appropriateness.knowledge.rules import Flag
from appropriateness.knowledge.scenarios import Scenario

State = Literal["matched", "possible", "excluded"]


class ScenarioState(NamedTuple):
    """matched: every requirement holds and no exception does. possible: nothing excludes it, something is unknown.

    `suspended`: it would match, but an emergency comes first and its table, which rates no imaging appropriate,
    is meant for an uncomplicated headache.
    """

    compiled: CompiledScenario
    known: Known
    state: State
    suspended: bool = False

    @property
    def scenario(self) -> Scenario:
        return self.compiled.scenario

    @property
    def raised(self) -> bool:
        """Matched, or possible even if everything that is presumed absent (a patch, signs on imaging ...) is."""
        return self.state == "matched" or (self.state == "possible" and self.compiled.rule.raised(self.known))

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What a matched scenario takes for granted."""
        return self.compiled.rule.assumed(self.known) if self.state == "matched" else ()

    @property
    def assumed(self) -> tuple[str, ...]:
        """The unanswered facts behind its assumptions."""
        return tuple(dict.fromkeys(fact for assumption in self.assumptions for fact in assumption.facts))


@dataclass(frozen=True, eq=False, slots=True)
class RaisedFlag:
    """A flag that holds for a case."""

    compiled: CompiledFlag
    known: Known

    @property
    def flag(self) -> Flag:
        return self.compiled.flag

    @property
    def facts(self) -> tuple[str, ...]:
        """The known facts that its requirements read."""
        read = (fact for criterion in self.compiled.rule.require for fact in criterion.facts if fact in self.known)
        return tuple(dict.fromkeys(read))

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        return self.compiled.rule.assumed(self.known)


def scenario_states(known: Known, rules: Rulebook, suspended: frozenset[str]) -> tuple[ScenarioState, ...]:
    """The state of every scenario, in the order of the knowledge base; those in `suspended` are excluded."""
    bits, states = known.bits, []
    for compiled in rules.scenarios:
        rule = compiled.rule
        if bits & rule.fails:
            states.append(ScenarioState(compiled, known, "excluded"))
        elif compiled.scenario.id in suspended:
            states.append(ScenarioState(compiled, known, "excluded", suspended=bool(bits & rule.holds)))
        else:
            states.append(ScenarioState(compiled, known, "matched" if bits & rule.holds else "possible"))
    return tuple(states)


def raised_flags(known: Known, rules: Rulebook) -> tuple[RaisedFlag, ...]:
    """The flags that hold, emergencies first."""
    if not known.bits & rules.flagged:
        return ()
    return tuple([RaisedFlag(item, known) for item in rules.by_urgency if known.bits & item.rule.holds])


class OpenFlag(NamedTuple):
    """A flag that is neither raised nor excluded: some answer would still raise it.

    `waits_for`: the open facts of its unsettled requirements. `unasked`: those of them that settle it at the bedside.
    """

    compiled: CompiledFlag
    known: Known
    unsettled: tuple[Criterion, ...]
    waits_for: tuple[str, ...]
    unasked: tuple[str, ...]

    @property
    def flag(self) -> Flag:
        return self.compiled.flag

    @property
    def half_raised(self) -> bool:
        """Its alarm, the first requirement, is there; whether this patient is one it concerns was not asked.

        What is presumed absent (a patch, signs on imaging ...) does not count as open.
        """
        rule = self.compiled.rule
        return not self.unasked and rule.require[0] not in self.unsettled and rule.raised(self.known)


def open_flags(known: Known, rules: Rulebook) -> tuple[OpenFlag, ...]:
    """The flags that are still open, emergencies first."""
    bits = known.bits
    undecided = [item for item in rules.by_urgency if not bits & (item.rule.holds | item.rule.fails)]
    return tuple([_open_flag(item, known) for item in undecided])


def _open_flag(compiled: CompiledFlag, known: Known) -> OpenFlag:
    bits, exact = known.bits, known.exact
    unsettled = tuple([c for c in compiled.rule.require if not bits & (c.holds | c.fails)])
    waits_for = dict.fromkeys([fact for c in unsettled for fact in c.facts if fact not in exact])
    unasked = tuple([fact for fact in compiled.flag.ask if fact in waits_for])
    return OpenFlag(compiled, known, unsettled, tuple(waits_for), unasked)


def unasked(flags: Iterable[OpenFlag], level: Literal["emergency", "urgent"]) -> tuple[str, ...]:
    """The unanswered bedside facts of open flags of that level.

    An urgent flag counts only where it could hold without a patch, signs on imaging and the like.
    """
    wanted = (
        item
        for item in flags
        if item.flag.level == level and (level == "emergency" or item.compiled.rule.raised(item.known))
    )
    return tuple(dict.fromkeys(fact for item in wanted for fact in item.unasked))
