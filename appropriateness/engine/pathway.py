"""Studies that no rating covers but that other sources speak for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from appropriateness.engine.gated import OpenPosition
from appropriateness.engine.ranking import Group
from appropriateness.engine.safety import SafetyFinding, on_procedure
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.procedures import Procedure
from appropriateness.knowledge.scenarios import Stance

_STANCE_ORDER: dict[Stance, int] = {"first_line": 0, "consider": 1, "not_routine": 2, "against": 3}


@dataclass(frozen=True, eq=False, slots=True)
class UnratedOption:
    """A study that no rating covers but that a source positively takes a position on."""

    scenario: str
    procedure: Procedure
    group: Group
    stance: Stance
    conditional: bool
    findings: tuple[SafetyFinding, ...]
    already_done: bool = False


def unrated_options(
    knowledge: KnowledgeBase,
    positions: Sequence[OpenPosition],
    findings: tuple[SafetyFinding, ...],
    done: frozenset[str],
) -> tuple[UnratedOption, ...]:
    """One option for each procedure that a source recommends or considers; best-supported first."""
    best: dict[str, OpenPosition] = {}
    for item in positions:
        name = item.position.procedure
        if name is None or item.position.stance in ("not_routine", "against"):
            continue
        if name not in best or _support(item) < _support(best[name]):
            best[name] = item
    found = []
    for name, item in sorted(best.items(), key=lambda entry: _support(entry[1])):
        procedure = knowledge.procedures[name]
        own = on_procedure(procedure.id, findings)
        group: Group = "resolve_first" if any(finding.severity == "stop" for finding in own) else "not_rated"
        found.append(
            UnratedOption(
                item.scenario,
                procedure,
                group,
                item.position.stance,
                item.condition is not None,
                own,
                procedure.id in done,
            )
        )
    return tuple(sorted(found, key=lambda option: option.group != "not_rated"))


def _support(item: OpenPosition) -> tuple[bool, int]:
    return (item.condition is not None, _STANCE_ORDER[item.position.stance])
