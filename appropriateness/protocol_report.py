"""A protocol and a study check as plain text and as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from appropriateness.knowledge.protocol_library import ProtocolLibrary
from appropriateness.knowledge.protocols import Protocol
from appropriateness.protocol_check.report import Finding, PartFinding, StudyCheck
from appropriateness.protocol_check.requirements import Check, class_words
from appropriateness.protocol_wording import GRADE_WORDS, LEVEL_WORDS, OUTCOME_WORDS, bounds, outcome_words, said


def line(protocol: Protocol) -> str:
    """One line of the list."""
    required = sum(sequence.level == "required" for sequence in protocol.sequences)
    said = f"{required} required sequences" if protocol.sequences else "needle study"
    return f"{protocol.id:38} {protocol.title} ({said})"


def protocol(item: Protocol, library: ProtocolLibrary) -> str:
    """A protocol in full."""
    lines = [item.title, f"Standing: {said(item.standing, library)}"]
    lines += [f"  {said(statement, library)}" for statement in item.statements]
    if item.myelography:
        guide = item.myelography
        lines += [f"Chosen when: {said(guide.chosen_when, library)}", f"Position: {guide.position}"]
        lines += [f"Phase: {said(phase, library)}" for phase in guide.phases]
        lines += [f"Agent: {said(guide.agent, library)}"]
        lines += [f"Volume: {said(guide.volume, library) if guide.volume else 'not stated'}"]
        lines += [f"Warning: {said(warning, library)}" for warning in guide.warnings]
    for sequence in item.sequences:
        own = library.site.of(sequence.id)
        lines += ["", f"{sequence.name} [{sequence.id}], {LEVEL_WORDS[sequence.level]}"]
        lines += [f"  {bounds(sequence)}"]
        lines += [f"  On the condition: {sequence.condition}"] if sequence.condition else []
        lines += [f"  For: {sequence.purpose}"]
        lines += [f"  Look for: {', '.join(sequence.look_for)}"] if sequence.look_for else []
        lines += [f"  Also accepted: {', '.join(sequence.accepts)}"] if sequence.accepts else []
        lines += [f"  Basis: {said(sequence.basis, library)} ({GRADE_WORDS[sequence.grade]})"]
        lines += [f"  Sources differ: {said(sequence.disagreement, library)}"] if sequence.disagreement else []
        for bound in (own.max_slice_thickness_mm, own.max_voxel_mm):
            lines += [f"  {bound:g} mm. {library.site.say}"] if bound else []
    return "\n".join(lines)


def check(report: StudyCheck, refused: Sequence[tuple[str, str]]) -> str:
    """A study check as text, missing first."""
    kind = "planned series" if report.planned else "acquired series"
    lines = [f"{report.protocol.title}: {kind} compared. Required: {OUTCOME_WORDS[report.outcome]}."]
    lines += [f"Question: {question}" for question in report.questions]
    for finding in report.findings:
        lines += ["", *_finding(finding)]
    lines += [f"Note: {warning}" for warning in report.warnings]
    if report.unused:
        lines += ["", "Series that answer nothing here:"]
        lines += [f"  {one.acquired.name}: {class_words(one.kind.classes)}" for one in report.unused]
    if report.left_out:
        lines += ["", "Left out:", *(f"  {one.acquired.name}: {one.left_out}" for one in report.left_out)]
    if refused:
        lines += ["", "Not read:", *(f"  {name}: {reason}" for name, reason in refused)]
    return "\n".join(_printable(text) for text in lines)


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _finding(finding: Finding) -> Iterator[str]:
    level = LEVEL_WORDS[finding.sequence.level]
    yield f"{outcome_words(finding).upper()}: {finding.sequence.name} ({level})"
    yield f"  {finding.reason}"
    several = len(finding.parts) > 1
    yield from (_check(part, item, several) for part in finding.parts for item in part.checks)
    for remark in finding.remarks:
        yield f"  {remark}"


def _check(part: PartFinding, item: Check, several: bool) -> str:
    word = {"true": "ok", "false": "no", "unknown": "?"}[item.truth.value]
    return f"    {word:3}{part.part + ', ' if several else ''}{item.aspect}: {item.found} (asked: {item.required})"


def rows(report: StudyCheck) -> Iterator[tuple[str, ...]]:
    """One row a requirement, under a row of heads."""
    yield ("protocol", "sequence", "level", "outcome", "answered_by", "reason")
    for finding in report.findings:
        keys, sequence = " ".join(f"[{one.acquired.key}]" for one in finding.answered_by), finding.sequence
        yield report.protocol.id, sequence.id, sequence.level, finding.outcome, keys, _cell(finding.reason)


def _cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = _printable(text)
    return f"'{text}" if text[:1] in "=+-@" else text
