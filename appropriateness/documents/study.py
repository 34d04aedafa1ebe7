"""What a consultation says of one study: where it stands, what speaks for it, what stands in its way."""

from __future__ import annotations

from dataclasses import dataclass

from appropriateness.engine.consultation import Consultation
from appropriateness.engine.gated import OpenPosition
from appropriateness.engine.matching import RaisedFlag
from appropriateness.engine.pathway import UnratedOption
from appropriateness.engine.ranking import GROUPS, Option
from appropriateness.engine.safety import SafetyFinding
from appropriateness.knowledge.procedures import Procedure

WANTED = ("flag", *GROUPS)
"""Where a study may come from, best reason first."""


@dataclass(frozen=True, eq=False)
class Study:
    """One procedure in one consultation: its options in the tables shown, the flags that call for it, positions."""

    procedure: Procedure
    flags: tuple[RaisedFlag, ...]
    options: tuple[Option, ...]
    unrated: tuple[UnratedOption, ...]
    positions: tuple[OpenPosition, ...]
    findings: tuple[SafetyFinding, ...]

    @property
    def place(self) -> str:
        """The best place it holds: called for by a flag, or its best group; "elsewhere" where no table holds it."""
        groups = ["flag"] if self.flags else []
        groups += [option.group for option in self.options] + [option.group for option in self.unrated]
        return min(groups, key=WANTED.index) if groups else "elsewhere"

    @property
    def stops(self) -> tuple[SafetyFinding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == "stop")


def study_of(procedure: str, consultation: Consultation) -> Study:
    """The study of that id. Raises KeyError where the knowledge has no such procedure."""
    return Study(
        consultation.knowledge.procedures[procedure],
        tuple(item for item in consultation.decision.flags if item.flag.study == procedure),
        tuple(option for option in consultation.options if option.row.procedure.id == procedure),
        tuple(option for option in consultation.unrated if option.procedure.id == procedure),
        tuple(item for item in consultation.positions if item.position.procedure == procedure),
        tuple(finding for finding in consultation.safety if procedure in finding.procedures),
    )


def studies(consultation: Consultation) -> tuple[Study, ...]:
    """Every study the answer speaks of, those a red flag calls for first, then in the order of the option groups."""
    named = [item.flag.study for item in consultation.decision.flags if item.flag.study]
    named += [option.row.procedure.id for option in consultation.options]
    named += [option.procedure.id for option in consultation.unrated]
    named += [item.position.procedure for item in consultation.positions if item.position.procedure]
    found = [study_of(name, consultation) for name in dict.fromkeys(named)]
    return tuple(sorted(found, key=lambda study: [*WANTED, "elsewhere"].index(study.place)))


def first_choice(consultation: Consultation) -> str | None:
    """The study an order most likely is for; None where none is called for, free to order or first in line.

    A study on which sources disagree, or with something to resolve first, is never chosen for anybody.
    """
    found = [study for study in studies(consultation) if not _answered_by_mri(study, consultation)]
    best = next(iter(found), None)
    if best is None or best.place not in ("flag", "can_be_ordered", "not_rated"):
        return None
    if best.place == "not_rated" and all(option.conditional for option in best.unrated):
        return None
    return best.procedure.id


def _answered_by_mri(study: Study, consultation: Consultation) -> bool:
    """A head CT that a flag calls for, where brain MRI has been read and a table says what follows."""
    brain = consultation.known.get("brain_mri")
    read = isinstance(brain, frozenset) and brain.isdisjoint({"not_done", "nondiagnostic"})
    plain_ct = study.procedure.modality == "ct" and study.procedure.region == "head" and not study.procedure.needle
    return read and plain_ct and study.place == "flag" and bool(consultation.decision.shown)
