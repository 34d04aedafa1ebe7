"""What stands between a study and this patient: stop, ask, inform."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from appropriateness.engine.known import Known
from appropriateness.engine.rulebook import CompiledSafety, Rulebook
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
    bits = known.bits
    found: list[SafetyFinding] = []
    for item, worth_asking, unasked in _concerned(rules, frozenset(considered), frozenset(askable)):
        rule, when = item.rule, item.when
        if when is None:
            found.append(unasked)
        elif bits & when.holds:
            facts = tuple([fact for fact in when.facts if fact in known])
            found.append(SafetyFinding(rule, rule.severity, rule.say, facts, item.procedures))
        elif worth_asking and not bits & when.fails:
            if known.keys().isdisjoint(when.facts):
                if rule.when_unknown == "ask":
                    found.append(unasked)
                continue
            undecided = when.undecided(known)
            if rule.when_unknown == "ask" or not known.keys().isdisjoint(undecided):
                found.append(SafetyFinding(rule, "ask", rule.ask or rule.say, undecided, item.procedures, asked=True))
    found.sort(key=lambda finding: _WEIGHT[finding.severity])
    return tuple(found)


@lru_cache(maxsize=512)
def _concerned(
    rules: Rulebook, considered: frozenset[str], askable: frozenset[str]
) -> tuple[tuple[CompiledSafety, bool, SafetyFinding], ...]:
    """The rules on anything considered, whether one concerns what is worth asking about, and what one says unasked."""
    concerned = [item for item in rules.safety if not item.procedures.isdisjoint(considered)]
    return tuple([(item, not item.procedures.isdisjoint(askable), _unasked(item)) for item in concerned])


def _unasked(item: CompiledSafety) -> SafetyFinding:
    """What a rule says of a case that tells nothing of its facts."""
    rule, when = item.rule, item.when
    if when is None:
        return SafetyFinding(rule, rule.severity, rule.say, (), item.procedures)
    return SafetyFinding(rule, "ask", rule.ask or rule.say, when.facts, item.procedures, asked=True)


def on_procedure(name: str, findings: Iterable[SafetyFinding]) -> tuple[SafetyFinding, ...]:
    """The findings on one procedure, in their order."""
    return tuple([finding for finding in findings if name in finding.procedures])


def stopped_by(findings: Iterable[SafetyFinding]) -> frozenset[str]:
    """The procedures with a stop."""
    return frozenset(name for finding in findings if finding.severity == "stop" for name in finding.procedures)
