"""What a learner committed to, set against what the consultation says, with the criterion that decided."""

from __future__ import annotations

from dataclasses import dataclass

from appropriateness.engine.consultation import Consultation
from appropriateness.engine.evaluation import Criterion
from appropriateness.engine.matching import ScenarioState
from appropriateness.knowledge.teaching import Urgency
from appropriateness.provenance import Citation
from appropriateness.teaching.answers import Expected, expected
from appropriateness.truth import Truth


@dataclass(frozen=True)
class Commitment:
    """The three answers, given before the reveal."""

    scenario: str
    study: str
    urgency: Urgency


@dataclass(frozen=True)
class Marks:
    """Which of the three answers the consultation agrees with."""

    scenario: bool
    study: bool
    urgency: bool

    @property
    def count(self) -> int:
        return self.scenario + self.study + self.urgency


@dataclass(frozen=True)
class Reason:
    """A sentence that decided, with its truth in the case and where it comes from."""

    truth: Truth
    sentence: str
    cite: Citation | None
    note: str | None


def marks(given: Commitment, right: Expected) -> Marks:
    return Marks(given.scenario in right.scenarios, given.study in right.studies, given.urgency == right.urgency)


def deciding(consultation: Consultation, chosen: str) -> tuple[Reason, ...]:
    """What decided for or against the chosen scenario: every criterion that holds, or those that do not.

    Where it is merely possible, the criteria nobody can tell. Empty where the choice is no scenario.
    """
    state = next((item for item in consultation.decision.scenarios if item.scenario.id == chosen), None)
    if state is None:
        return ()
    reasons = _reasons(state, consultation)
    wanted = {"matched": Truth.TRUE, "excluded": Truth.FALSE, "possible": Truth.UNKNOWN}[state.state]
    return tuple(reason for reason in reasons if reason.truth is wanted)


def _reasons(state: ScenarioState, consultation: Consultation) -> tuple[Reason, ...]:
    found = state.compiled.rule.reasons(consultation.known)
    return tuple(Reason(truth, sentence, criterion.cite, criterion.note) for truth, criterion, sentence in found)


@dataclass(frozen=True)
class Difference:
    """Two consultations of one patient who differs in one fact: whether the answer changed, and what turned."""

    changed: bool
    turned: tuple[str, ...]


def difference(before: Consultation, after: Consultation) -> Difference:
    """Compare two answers. `turned`: each flag, redirect and criterion whose truth is no longer the same."""
    same = before.decision.outcome == after.decision.outcome and expected(before) == expected(after)
    return Difference(not same, tuple(dict.fromkeys([*_flags(before, after), *_criteria(before, after)])))


def _flags(before: Consultation, after: Consultation) -> list[str]:
    raised = {item.flag.id: item.flag.message for item in (*before.decision.flags, *after.decision.flags)}
    old, new = ({item.flag.id for item in each.decision.flags} for each in (before, after))
    return [
        f"{'Now' if name in new else 'No longer'}: {raised[name]}" for name in raised if (name in old) != (name in new)
    ]


def _criteria(before: Consultation, after: Consultation) -> list[str]:
    """Criteria of every scenario shown in either answer whose truth turned, as the sentence that has to be true."""
    shown = {state.scenario.id for each in (before, after) for state in each.decision.shown}
    found = []
    for state in before.decision.scenarios:
        if state.scenario.id not in shown:
            continue
        for criterion, sentence in _sentences(state):
            old, new = criterion.check(before.known), criterion.check(after.known)
            if old is not new:
                found.append(f"{sentence} Before: {WORDS[old]}; now: {WORDS[new]}.")
    return found


def _sentences(state: ScenarioState) -> list[tuple[Criterion, str]]:
    rule = state.compiled.rule
    return [(criterion, criterion.claim) for criterion in (*rule.require, *rule.unless)]


WORDS = {Truth.TRUE: "yes", Truth.FALSE: "no", Truth.UNKNOWN: "not known"}
