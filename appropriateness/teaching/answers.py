"""What counts as right in a vignette. It is read off the consultation; nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from appropriateness.engine.consultation import Consultation
from appropriateness.engine.matching import RaisedFlag, ScenarioState
from appropriateness.engine.ranking import verdict
from appropriateness.engine.safety import SafetyFinding
from appropriateness.knowledge.teaching import Urgency

NONE_FITS, OPEN = "none_fits", "open"
NO_IMAGING, ASK_FIRST, ELSEWHERE = "no_imaging", "ask_first", "elsewhere"


@dataclass(frozen=True)
class Expected:
    """Any of the scenarios and any of the studies is right; several where sources disagree or several are possible."""

    scenarios: frozenset[str]
    studies: frozenset[str]
    urgency: Urgency


def expected(consultation: Consultation) -> Expected:
    """What a consultation says, as answers to the three questions."""
    return Expected(frozenset(_scenarios(consultation)), _studies(consultation), _urgency(consultation))


def _urgency(consultation: Consultation) -> Urgency:
    if consultation.decision.emergency:
        return "emergency"
    return "urgent" if consultation.decision.flags else "not_urgent"


def _scenarios(consultation: Consultation) -> Iterator[str]:
    decision = consultation.decision
    yield from (state.scenario.id for state in decision.shown)
    if decision.outcome == "needs_facts" or any(state.state == "possible" for state in decision.shown):
        yield OPEN
    elif not decision.shown:
        yield NONE_FITS


def _studies(consultation: Consultation) -> frozenset[str]:
    """Red flags first: the study they call for, or no study before they are dealt with; then the tables shown."""
    decision = consultation.decision
    level = "emergency" if decision.emergency else "urgent"
    raised = [item for item in decision.flags if item.flag.level == level]
    flagged = frozenset(item.flag.study for item in raised if item.flag.study)
    if decision.emergency:
        following = [_of_table(state, consultation) for state in decision.shown if _rests_on(state, raised)]
        return flagged.union(*following) or frozenset({ELSEWHERE})
    if flagged:
        return flagged
    if decision.shown:
        shown = _of_tables(decision.shown, consultation)
        return shown | {ELSEWHERE} if raised else shown
    if decision.outcome == "needs_facts":
        return frozenset({ASK_FIRST})
    if decision.uncovered:
        return frozenset({ELSEWHERE, *_first_line(consultation)}) | (set() if raised else {NO_IMAGING})
    return frozenset({ELSEWHERE})


def _rests_on(state: ScenarioState, raised: list[RaisedFlag]) -> bool:
    """Whether the scenario itself requires what is an emergency, so that its table says what follows."""
    required = {fact for criterion in state.compiled.rule.require for fact in criterion.facts}
    return any(not required.isdisjoint(item.facts) for item in raised)


def _of_tables(shown: tuple[ScenarioState, ...], consultation: Consultation) -> frozenset[str]:
    """Any table's answer where the scenarios hold; where they are merely possible, ask, or what all have in common."""
    answers = [_of_table(state, consultation) for state in shown]
    if shown[0].state == "matched":
        return frozenset[str]().union(*answers)
    return answers[0].intersection(*answers[1:]) | {ASK_FIRST}


def _first_line(consultation: Consultation) -> Iterator[str]:
    for item in consultation.positions:
        if item.position.procedure and item.position.stance == "first_line" and item.condition is None:
            yield item.position.procedure


def _of_table(state: ScenarioState, consultation: Consultation) -> frozenset[str]:
    if not state.scenario.ratings:
        return _of_other_sources(state.scenario.id, consultation)
    options = consultation.options_of(state.scenario.id)
    match verdict(consultation.knowledge, state.scenario):
        case "no_imaging_rated_appropriate":
            return frozenset({NO_IMAGING})
        case "contested":
            disputed = [option for option in options if option.group == "sources_disagree"]
            return frozenset({NO_IMAGING, *(o.row.procedure.id for o in disputed if not _stopped(o.findings))})
        case _:
            free = [option for option in options if option.group == "can_be_ordered"]
            best = (o.row.procedure.id for o in free if o.row.category == free[0].row.category)
            return frozenset(best) or frozenset({ASK_FIRST})


def _of_other_sources(scenario: str, consultation: Consultation) -> frozenset[str]:
    """No variant rates it: the studies that sources name first for this patient, without a condition."""
    free = [o for o in consultation.unrated if o.scenario == scenario and o.group == "not_rated" and not o.conditional]
    best = (option.procedure.id for option in free if option.stance == free[0].stance)
    return frozenset(best) or frozenset({ASK_FIRST})


def _stopped(findings: tuple[SafetyFinding, ...]) -> bool:
    return any(finding.severity == "stop" for finding in findings)
