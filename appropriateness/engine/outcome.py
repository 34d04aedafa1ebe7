"""From truth to outcome: the first that applies of escalate, redirect, several, one, none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from appropriateness.engine.case import Case
from appropriateness.engine.evaluation import TRUE
from appropriateness.engine.known import Known
from appropriateness.engine.matching import (
    OpenFlag,
    RaisedFlag,
    ScenarioState,
    open_flags,
    raised_flags,
    scenario_states,
    unasked,
)
from appropriateness.engine.ranking import verdict, without_appropriate_imaging
from appropriateness.engine.rulebook import CompiledRedirect, Rulebook, rulebook
from appropriateness.knowledge.base import KnowledgeBase

Outcome = Literal[
    "escalate",
    "out_of_scope",
    "several_possible",
    "not_covered",
    "contested",
    "no_imaging_rated_appropriate",
    "rated",
    "needs_facts",
]


@dataclass(frozen=True, eq=False)
class Decision:
    """What the case comes to.

    `shown`: the scenarios whose tables are shown. `redirect`: the first that holds, also beside an escalation; None
    with outcome out_of_scope means that no scenario fits.
    """

    outcome: Outcome
    known: Known
    rules: Rulebook
    flags: tuple[RaisedFlag, ...]
    redirect: CompiledRedirect | None
    scenarios: tuple[ScenarioState, ...]
    shown: tuple[ScenarioState, ...]

    @property
    def emergency(self) -> bool:
        return bool(self.flags) and self.flags[0].flag.level == "emergency"

    @property
    def uncovered(self) -> bool:
        """Whether a leak is what the case is about, yet no rated variant covers it."""
        within = self.redirect is not None and self.redirect.redirect.within_topic
        return self.outcome == "not_covered" or (self.outcome == "out_of_scope" and within)

    @property
    def matched(self) -> tuple[ScenarioState, ...]:
        return tuple(state for state in self.scenarios if state.state == "matched")

    @cached_property
    def open_flags(self) -> tuple[OpenFlag, ...]:
        """The flags that some answer would still raise, emergencies first."""
        return open_flags(self.known, self.rules)

    @cached_property
    def unasked(self) -> tuple[str, ...]:
        """The red flags of an emergency nobody has asked for: all can be denied at once."""
        return unasked(self.open_flags, "emergency")

    @cached_property
    def half_raised(self) -> tuple[OpenFlag, ...]:
        """Flags whose alarm is there and that wait for whom it concerns: each has to be asked by itself, and first."""
        return tuple(item for item in self.open_flags if item.half_raised)

    @cached_property
    def conditional_on(self) -> tuple[str, ...]:
        """The unanswered facts of emergency flags: the answer holds only if none of them raises one."""
        return tuple(dict.fromkeys([*self.unasked, *self._half_raised_by("emergency")]))

    @cached_property
    def unasked_urgent(self) -> tuple[str, ...]:
        """The unanswered facts of urgent flags."""
        return tuple(dict.fromkeys([*unasked(self.open_flags, "urgent"), *self._half_raised_by("urgent")]))

    def _half_raised_by(self, level: Literal["emergency", "urgent"]) -> Iterator[str]:
        return (fact for item in self.half_raised if item.flag.level == level for fact in item.waits_for)


def decide(case: Case, knowledge: KnowledgeBase) -> Decision:
    """Decide one case. Pure; an unknown fact never counts as an answer."""
    rules = rulebook(knowledge)
    return decision_from(rules.circuit.known(case.known), rules, knowledge)


def decision_from(known: Known, rules: Rulebook, knowledge: KnowledgeBase) -> Decision:
    """The decision that follows from the truth of every rule."""
    flags = raised_flags(known, rules)
    emergency = bool(flags) and flags[0].flag.level == "emergency"
    redirect = None
    if known.bits & rules.redirected:
        redirect = next(item for item in rules.redirects if item.rule.check(known) is TRUE)
    suspended = without_appropriate_imaging(knowledge) if emergency else frozenset[str]()
    scenarios = scenario_states(known, rules, suspended)
    outcome, shown = _outcome(emergency, redirect, scenarios, knowledge)
    return Decision(outcome, known, rules, flags, redirect, scenarios, shown)


def _outcome(
    emergency: bool, redirect: CompiledRedirect | None, scenarios: tuple[ScenarioState, ...], knowledge: KnowledgeBase
) -> tuple[Outcome, tuple[ScenarioState, ...]]:
    matched = tuple([state for state in scenarios if state.state == "matched"])
    if emergency:
        return "escalate", matched
    if redirect is not None:
        return redirect.redirect.outcome, ()
    if len(matched) > 1:
        return "several_possible", matched
    if matched:
        scenario = matched[0].scenario
        return ("not_covered" if scenario.acr_variant is None else verdict(knowledge, scenario)), matched
    possible = tuple([state for state in scenarios if state.state == "possible"])
    raised = tuple([state for state in possible if state.raised])
    open_tables = raised or possible
    if len(open_tables) == 2:
        return "several_possible", open_tables
    return ("needs_facts" if possible else "out_of_scope"), ()
