"""A protocol and a study check as JSON: `protocol/1`, `protocol_check/1`."""

from __future__ import annotations

from collections.abc import Sequence

from appropriateness.knowledge.protocols import Protocol
from appropriateness.protocol_check.report import Finding, StudyCheck
from appropriateness.protocol_check.requirements import class_words
from appropriateness.protocol_check.study import Series
from appropriateness.shape import written
from appropriateness.wire.json_lines import Json


def protocol(item: Protocol) -> Json:
    """A protocol as its file states it."""
    return written(item)


def document(check: StudyCheck, refused: Sequence[tuple[str, str, str]]) -> Json:
    """The whole report; `refused` lists (name, code, reason) of every file that was not read."""
    return {
        "schema": "protocol_check/1",
        "protocol": check.protocol.id,
        "planned": check.planned,
        "outcome": check.outcome,
        "requirements": [_finding(finding) for finding in check.findings],
        "series": [_series(one) for one in check.series if not one.left_out],
        "left_out": [{**_series(one), "reason": one.left_out} for one in check.left_out],
        "questions": list(check.questions),
        "warnings": list(check.warnings),
        "refused": [{"name": name, "code": code, "reason": reason} for name, code, reason in refused],
    }


def error(protocol_id: str, message: str) -> Json:
    """What stands in the way of a check."""
    return {"schema": "protocol_check/1", "protocol": protocol_id, "error": message}


def _finding(finding: Finding) -> Json:
    exception = finding.exception
    return {
        "id": finding.sequence.id,
        "name": finding.sequence.name,
        "level": finding.sequence.level,
        "outcome": finding.outcome,
        "reason": finding.reason,
        "answered_by": [one.acquired.key for one in finding.answered_by],
        "parts": [
            {
                "region": part.part,
                "outcome": part.outcome,
                "series": part.series.acquired.key if part.series else None,
                "checks": [
                    {"aspect": c.aspect, "required": c.required, "found": c.found, "truth": c.truth.value}
                    for c in part.checks
                ],
                "note": part.note,
            }
            for part in finding.parts
        ],
        "remarks": list(finding.remarks),
        "exception": {"reason": exception.reason, "person": exception.person} if exception else None,
    }


def _series(series: Series) -> Json:
    acquired = series.acquired
    return {
        "series": acquired.key,
        "description": acquired.description,
        "kind": class_words(series.kind.classes),
        "classes": sorted(series.kind.classes),
        "why": series.kind.why,
        "region": sorted(series.region.parts),
        "phase": series.phase.found,
        "fat_suppressed": series.kind.fat_suppressed.value,
        "images": acquired.images,
    }
