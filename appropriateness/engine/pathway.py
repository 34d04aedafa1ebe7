"""What other sources say, and what comes before and after: positions and pointers whose gates are open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from appropriateness.engine.circuit import Known
from appropriateness.engine.evaluation import FALSE, TRUE, Criterion
from appropriateness.engine.ranking import Group
from appropriateness.engine.rulebook import GatedPointer, GatedPosition
from appropriateness.engine.safety import SafetyFinding
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.procedures import Procedure
from appropriateness.knowledge.scenarios import Pointer, Position, Stance

_STANCE_ORDER: dict[Stance, int] = {"first_line": 0, "consider": 1, "not_routine": 2, "against": 3}


@dataclass(frozen=True, eq=False, slots=True)
class OpenPosition:
    """A position that applies; `condition` is the sentence it hangs on where that is not known to hold."""

    scenario: str
    position: Position
    condition: str | None


@dataclass(frozen=True, eq=False, slots=True)
class OpenPointer:
    scenario: str
    pointer: Pointer
    condition: str | None


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


def open_positions(scenario: str, items: Iterable[GatedPosition], known: Known) -> tuple[OpenPosition, ...]:
    """Positions whose condition is not known to fail."""
    return tuple(
        OpenPosition(scenario, item.position, _condition(item.when, known))
        for item in items
        if item.when is None or item.when.check(known) is not FALSE
    )


def open_pointers(scenario: str, items: Iterable[GatedPointer], known: Known) -> tuple[OpenPointer, ...]:
    """Pointers whose gate is open; one that may harm where its gate is unknown needs it known."""
    found = []
    for item in items:
        truth = TRUE if item.when is None else item.when.check(known)
        if truth is TRUE or (truth is not FALSE and not item.pointer.only_when_known):
            found.append(OpenPointer(scenario, item.pointer, _condition(item.when, known)))
    return tuple(found)


def _condition(when: Criterion | None, known: Known) -> str | None:
    return None if when is None or when.check(known) is TRUE else when.claim


def unrated_options(
    knowledge: KnowledgeBase, positions: Sequence[OpenPosition], findings: Sequence[SafetyFinding], done: frozenset[str]
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
        own = tuple(finding for finding in findings if procedure.id in finding.procedures)
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
