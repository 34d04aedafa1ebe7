"""A study checked against a protocol: every requirement with its outcome, missing first, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from appropriateness.knowledge.protocol_files import Signatures, SiteDefaults
from appropriateness.knowledge.protocols import Protocol, PulseSequence
from appropriateness.protocol_check import geometry, remarks, study
from appropriateness.protocol_check.acquired import AcquiredSeries
from appropriateness.protocol_check.assignment import Assignment, Slot
from appropriateness.protocol_check.requirements import Check, checks_of, truth_of
from appropriateness.protocol_check.study import Series
from appropriateness.truth import Truth, any_of

Outcome = Literal["not_met", "cannot_tell", "excepted", "met"]
OUTCOMES: tuple[Outcome, ...] = ("not_met", "cannot_tell", "excepted", "met")
LEVELS = ("required", "recommended", "conditional", "optional", "not_routine")


@dataclass(frozen=True, slots=True)
class Excepted:
    """Why a requirement need not be met, and who said so."""

    reason: str
    person: str


@dataclass(frozen=True, slots=True)
class PartFinding:
    """One region of one requirement: its outcome, the series that answers it or comes nearest, and its checks."""

    part: str
    outcome: Outcome
    series: Series | None
    checks: tuple[Check, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One requirement. `reason` says in a sentence why it stands as it does."""

    sequence: PulseSequence
    outcome: Outcome
    reason: str
    parts: tuple[PartFinding, ...]
    remarks: tuple[str, ...]
    exception: Excepted | None

    @property
    def answered_by(self) -> tuple[Series, ...]:
        found = {part.series.acquired.key: part.series for part in self.parts if part.outcome == "met" and part.series}
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class StudyCheck:
    """The whole report. `hidden` counts what could not be read and may hold a series that seems to be missing."""

    protocol: Protocol
    findings: tuple[Finding, ...]
    series: tuple[Series, ...]
    questions: tuple[str, ...]
    warnings: tuple[str, ...]
    hidden: int
    planned: bool
    fits: Mapping[tuple[str, str], Truth]
    """For each sequence and series key, whether the series by itself answers the requirement in some region."""

    @property
    def outcome(self) -> Outcome:
        """The worst outcome of the required sequences; an exception counts as met."""
        found = {finding.outcome for finding in self.findings if finding.sequence.level == "required"}
        return next((outcome for outcome in ("not_met", "cannot_tell") if outcome in found), "met")

    @property
    def left_out(self) -> tuple[Series, ...]:
        return tuple(one for one in self.series if one.left_out)

    @property
    def unused(self) -> tuple[Series, ...]:
        """Series that may answer a requirement but answer none here."""
        used = {one.acquired.key for finding in self.findings for one in finding.answered_by}
        return tuple(one for one in self.series if not one.left_out and one.acquired.key not in used)


def check(
    protocol: Protocol,
    acquired: Sequence[AcquiredSeries],
    signatures: Signatures,
    site: SiteDefaults,
    exceptions: Mapping[str, Excepted] | None = None,
    hidden: int = 0,
    leaves_out: Sequence[str] = (),
) -> StudyCheck:
    """Compare a study with a protocol. `leaves_out` names sequences the order does not include."""
    series = study.read(acquired, signatures, site.tolerances)
    wanted = [sequence for sequence in protocol.sequences if sequence.id not in leaves_out]
    finder = _Finder(protocol, wanted, series, site, hidden)
    findings = [finder.finding(sequence, (exceptions or {}).get(sequence.id)) for sequence in wanted]
    findings.sort(key=lambda item: (LEVELS.index(item.sequence.level), OUTCOMES.index(item.outcome)))
    questions = remarks.questions(protocol, series)
    answers = {finding.sequence.id: one for finding in findings for one in finding.answered_by}
    warnings = remarks.pairs(protocol, answers, site.tolerances.pair_ratio.value)
    planned = any(one.planned for one in acquired)
    return StudyCheck(protocol, tuple(findings), tuple(series), questions, warnings, hidden, planned, finder.fits())


class _Finder:
    def __init__(
        self, protocol: Protocol, wanted: Sequence[PulseSequence], series: list[Series], site: SiteDefaults, hidden: int
    ) -> None:
        self.protocol, self.series, self.site, self.hidden = protocol, series, site, hidden
        self.sequences = {sequence.id: sequence for sequence in wanted}
        self.checks: dict[Slot, list[tuple[Check, ...]]] = {}
        for sequence in wanted:
            for part in self._parts(sequence):
                self.checks[sequence.id, part] = [checks_of(sequence, one, part, site.tolerances) for one in series]
        slots = sorted(self.checks, key=lambda slot: LEVELS.index(self.sequences[slot[0]].level))
        self.edges = {slot: self._ranked(slot) for slot in slots}
        self.assignment = Assignment(slots, self.edges, self._may_share)

    def fits(self) -> dict[tuple[str, str], Truth]:
        """Each series against each requirement, by itself."""
        found: dict[tuple[str, str], Truth] = {}
        for (name, _), checks in self.checks.items():
            for one, item in zip(self.series, checks, strict=True):
                at = (name, one.acquired.key)
                found[at] = any_of((found.get(at, Truth.FALSE), truth_of(item)))
        return found

    def _parts(self, sequence: PulseSequence) -> tuple[str, ...]:
        if self.protocol.region == "head":
            return ("head",)
        if sequence.coverage == "complete" and self.protocol.coverage:
            return self.protocol.coverage.regions
        return ("spine",)

    def _ranked(self, slot: Slot) -> dict[int, Truth]:
        """The series that answer or may answer, the complete ones first, then those with more images."""
        truths = {index: truth_of(checks) for index, checks in enumerate(self.checks[slot])}
        found = [index for index, truth in truths.items() if truth is not Truth.FALSE]
        found.sort(key=lambda i: (self.series[i].acquired.irregular, -self.series[i].acquired.images, i))
        return {index: truths[index] for index in found}

    def _may_share(self, one: str, other: str) -> bool:
        both = {frozenset(pair) for pair in self.site.answers_both}
        listed = other in self.sequences[one].shares_with or one in self.sequences[other].shares_with
        return listed or frozenset((one, other)) in both

    def finding(self, sequence: PulseSequence, exception: Excepted | None) -> Finding:
        parts = tuple(self._part((sequence.id, part)) for part in self._parts(sequence))
        worst = next(outcome for outcome in OUTCOMES if any(part.outcome == outcome for part in parts))
        reason = self._reason(parts, worst)
        if worst == "met" and len(parts) > 1:
            worst, reason = self._coverage(sequence, reason)
        if worst == "not_met" and self.hidden:
            worst = "cannot_tell"
            reason = f"{reason} {self.hidden} files could not be read and may hold it."
        if worst == "not_met" and exception is not None:
            worst, reason = "excepted", f"{reason} Excepted: {exception.reason} ({exception.person})."
        said = remarks.of(sequence, [part.series for part in parts if part.series], self.site)
        return Finding(sequence, worst, reason, parts, said, exception)

    def _part(self, slot: Slot) -> PartFinding:
        series = self.assignment.certain(slot)
        if series is not None:
            return PartFinding(slot[1], "met", self.series[series], self.checks[slot][series], "")
        series = self.assignment.possible(slot)
        if series is not None:
            checks = self.checks[slot][series]
            open_ = [check for check in checks if check.truth is Truth.UNKNOWN]
            note = "; ".join(f"{check.aspect} {check.found}" for check in open_)
            note = note or "the series that would answer it may be needed for another requirement"
            return PartFinding(slot[1], "cannot_tell", self.series[series], checks, note)
        return self._missing(slot)

    def _missing(self, slot: Slot) -> PartFinding:
        """Nothing answers; the series that comes nearest, if one is of the right kind or region, is named."""
        if self.edges[slot]:
            series = next(iter(self.edges[slot]))
            note = f"series {self.series[series].acquired.name} answers another requirement; a second one is needed"
            return PartFinding(slot[1], "not_met", self.series[series], self.checks[slot][series], note)
        near: tuple[int, int] | None = None
        for index, checks in enumerate(self.checks[slot]):
            false = sum(check.truth is Truth.FALSE for check in checks)
            if self.series[index].left_out or checks[0].truth is Truth.FALSE or (near and near[0] <= false):
                continue
            near = (false, index)
        if near is None:
            return PartFinding(slot[1], "not_met", None, (), "no series of this kind was found")
        checks = self.checks[slot][near[1]]
        wrong = [f"{c.aspect} is {c.found}, asked is {c.required}" for c in checks if c.truth is Truth.FALSE]
        note = f"nearest is series {self.series[near[1]].acquired.name}: {'; '.join(wrong)}"
        return PartFinding(slot[1], "not_met", self.series[near[1]], checks, note)

    def _coverage(self, sequence: PulseSequence, reason: str) -> tuple[Outcome, str]:
        """Stations that each answer must also join up; a series that no other requirement wants may bridge a gap."""
        slots = [(sequence.id, part) for part in self._parts(sequence)]
        chosen = {series for slot in slots if (series := self.assignment.certain(slot)) is not None}
        wanted = {
            series
            for slot, edges in self.edges.items()
            for series in edges
            if slot[0] != sequence.id and not self._may_share(slot[0], sequence.id)
        }
        free = {i for slot in slots for i, truth in self.edges[slot].items() if truth is Truth.TRUE} - wanted
        gap = self.site.tolerances.station_gap_mm.value
        if self.series[min(chosen)].acquired.planned:
            return "met", reason
        truth, found = geometry.joined([self.series[index].acquired for index in sorted(chosen)], gap)
        if truth is not Truth.TRUE and free:
            more, bridged = geometry.joined([self.series[index].acquired for index in sorted(chosen | free)], gap)
            truth, found = (more, bridged) if more is Truth.TRUE else (truth, found)
        words: dict[Truth, Outcome] = {Truth.TRUE: "met", Truth.FALSE: "not_met", Truth.UNKNOWN: "cannot_tell"}
        return words[truth], f"{reason} Coverage: {found}."

    def _reason(self, parts: tuple[PartFinding, ...], worst: Outcome) -> str:
        several = len(parts) > 1
        if worst == "met":
            named = list(dict.fromkeys(part.series.acquired.name for part in parts if part.series))
            return f"Answered by series {', '.join(named)}."
        said = []
        for part in parts:
            if part.outcome == worst:
                word = "Missing" if worst == "not_met" else "Cannot tell"
                of = f" ({part.part})" if several else ""
                series = f"series {part.series.acquired.name}, " if worst == "cannot_tell" and part.series else ""
                said.append(f"{word}{of}: {series}{part.note}.")
        return " ".join(said)
