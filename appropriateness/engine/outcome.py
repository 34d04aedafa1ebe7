"""From truth to outcome: the first that applies of escalate, redirect, several, one, none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from appropriateness.engine.case import Case
from appropriateness.engine.evaluation import TRUE, Known
from appropriateness.engine.matching import RaisedFlag, ScenarioState, match_scenarios, raise_flags
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


@dataclass(frozen=True, eq=False, slots=True)
class Decision:
    """What the case comes to.

    `shown`: the scenarios whose tables are shown. `redirect`: the first that holds, also beside an escalation; None
    with outcome out_of_scope means that no scenario fits. `conditional_on`: unanswered facts of emergency flags;
    `unasked_urgent`: those of urgent ones.
    """

    outcome: Outcome
    flags: tuple[RaisedFlag, ...]
    conditional_on: tuple[str, ...]
    unasked_urgent: tuple[str, ...]
    redirect: CompiledRedirect | None
    scenarios: tuple[ScenarioState, ...]
    shown: tuple[ScenarioState, ...]

    @property
    def emergency(self) -> bool:
        return any(item.flag.level == "emergency" for item in self.flags)

    @property
    def matched(self) -> tuple[ScenarioState, ...]:
        return tuple(state for state in self.scenarios if state.state == "matched")


def decide(case: Case, knowledge: KnowledgeBase) -> Decision:
    """Decide one case. Pure; an unknown fact never counts as an answer."""
    return decide_known(Known(case.known), rulebook(knowledge), knowledge)


def decide_known(known: Known, rules: Rulebook, knowledge: KnowledgeBase) -> Decision:
    """The same for facts that are already settled."""
    flags, unasked, unasked_urgent = raise_flags(known, rules)
    emergency = bool(flags) and flags[0].flag.level == "emergency"
    redirect = next((item for item in rules.redirects if item.rule.check(known) is TRUE), None)
    scenarios = match_scenarios(known, rules, without_appropriate_imaging(knowledge) if emergency else frozenset())
    outcome, shown = _outcome(emergency, redirect, scenarios, knowledge)
    return Decision(outcome, flags, unasked, unasked_urgent, redirect, scenarios, shown)


def _outcome(
    emergency: bool, redirect: CompiledRedirect | None, scenarios: tuple[ScenarioState, ...], knowledge: KnowledgeBase
) -> tuple[Outcome, tuple[ScenarioState, ...]]:
    matched = tuple(state for state in scenarios if state.state == "matched")
    if emergency:
        return "escalate", matched
    if redirect is not None:
        return redirect.redirect.outcome, ()
    if len(matched) > 1:
        return "several_possible", matched
    if matched:
        scenario = matched[0].scenario
        return ("not_covered" if scenario.acr_variant is None else verdict(knowledge, scenario)), matched
    possible = tuple(state for state in scenarios if state.state == "possible")
    raised = tuple(state for state in possible if state.raised)
    open_tables = raised or possible
    if len(open_tables) == 2:
        return "several_possible", open_tables
    return ("needs_facts" if possible else "out_of_scope"), ()
