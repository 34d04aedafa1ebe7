"""What stands between a study and this patient: stop, ask, inform."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from appropriateness.engine.evaluation import TRUE
from appropriateness.engine.known import Known
from appropriateness.engine.rulebook import Rulebook
from appropriateness.knowledge.rules import SafetyRule

Severity = Literal["stop", "ask", "inform"]
_WEIGHT: dict[Severity, int] = {"stop": 0, "ask": 1, "inform": 2}


@dataclass(frozen=True, eq=False, slots=True)
class SafetyFinding:
    """One rule that speaks. `facts` are those it rests on, or, where `asked`, those still to be answered."""

    rule: SafetyRule
    severity: Severity
    message: str
    facts: tuple[str, ...]
    procedures: frozenset[str]
    asked: bool = False


def safety_findings(
    known: Known, rules: Rulebook, considered: Iterable[str], askable: Iterable[str]
) -> tuple[SafetyFinding, ...]:
    """Findings on the procedures and treatments `considered`, stops first; questions only for those in `askable`.

    A rule that a recorded but rough answer leaves undecided asks, even where it is silent on an unasked fact.
    """
    considered, askable = frozenset(considered), frozenset(askable)
    found: list[SafetyFinding] = []
    for item in rules.safety:
        rule, when = item.rule, item.when
        if (when is not None and known.bits & when.fails) or item.procedures.isdisjoint(considered):
            continue
        truth = TRUE if when is None else when.check(known)
        if truth is TRUE:
            facts = () if when is None else tuple(fact for fact in when.facts if fact in known)
            found.append(SafetyFinding(rule, rule.severity, rule.say, facts, item.procedures))
        elif when is not None and not item.procedures.isdisjoint(askable):
            if rule.when_unknown == "silent" and item.facts.isdisjoint(known):
                continue
            undecided = when.undecided(known)
            if rule.when_unknown == "ask" or any(fact in known for fact in undecided):
                found.append(SafetyFinding(rule, "ask", rule.ask or rule.say, undecided, item.procedures, asked=True))
    return tuple(sorted(found, key=lambda finding: _WEIGHT[finding.severity]))


def by_procedure(findings: Iterable[SafetyFinding]) -> dict[str, tuple[SafetyFinding, ...]]:
    """The findings on each procedure that has any, in their order."""
    found: dict[str, list[SafetyFinding]] = {}
    for finding in findings:
        for name in finding.procedures:
            found.setdefault(name, []).append(finding)
    return {name: tuple(own) for name, own in found.items()}


def stopped_by(findings: Iterable[SafetyFinding]) -> frozenset[str]:
    """The procedures with a stop."""
    return frozenset(name for finding in findings if finding.severity == "stop" for name in finding.procedures)
