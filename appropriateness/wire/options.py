"""The JSON form of the options of a consultation, rated and unrated."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from appropriateness import wording
from appropriateness.engine.consultation import Consultation
from appropriateness.engine.pathway import UnratedOption
from appropriateness.engine.ranking import Option, Row, Standing
from appropriateness.engine.safety import SafetyFinding
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.procedures import Procedure
from appropriateness.wire.json_lines import Json


def _rrl(procedure: Procedure, knowledge: KnowledgeBase) -> Json:
    level = procedure.rrl.adult
    if level is None:
        return {"level": None, "symbol": None, "population": "adult", "msv": None}
    known = knowledge.radiation[level]
    return {"level": level, "symbol": known.symbol, "population": "adult", "msv": [known.adult.low, known.adult.high]}


def rated(option: Option, consultation: Consultation) -> Json:
    return {
        **_standing(option.standing, consultation.knowledge),
        "findings": findings(option.findings),
        "alternatives": list(option.alternatives),
        "remaining": list(option.remaining),
        "already_done": option.already_done,
        "pair": wording.partner(option, consultation),
        "why": wording.why_words(option.row),
    }


@lru_cache(maxsize=512)
def _standing(standing: Standing, knowledge: KnowledgeBase) -> Json:
    """What is said of a row whoever the patient is. Not to be changed."""
    row = standing.row
    readings: dict[tuple[Any, ...], list[str]] = {}
    for reading in row.source.readings:
        readings.setdefault((reading.reported_category, reading.rating, reading.evidence), []).append(reading.witness)
    return {
        "scenario": standing.scenario,
        "group": standing.group,
        "rank": standing.rank,
        "tied": standing.tied,
        "procedure": row.procedure.id,
        "label": row.procedure.label,
        "category": row.category,
        "rating": row.rating,
        "evidence": row.evidence,
        "readings": [
            {"category": category, "rating": rating, "evidence": evidence, "witnesses": witnesses}
            for (category, rating, evidence), witnesses in readings.items()
        ],
        "checked_against_publisher": any(knowledge.sources[r.witness].checked for r in row.source.readings),
        "settled_by": _settled_by(row, knowledge),
        "rrl": _rrl(row.procedure, knowledge),
        "contrast": row.procedure.contrast,
        "needle": row.procedure.needle,
    }


def _settled_by(row: Row, knowledge: KnowledgeBase) -> Json | None:
    if row.settled_by is None:
        return None
    source, locator = knowledge.sources[row.settled_by.witness], row.settled_by.locator
    return {"witness": source.id, "reviewer": source.reviewer, "date": source.date, "locator": locator}


def unrated(option: UnratedOption, consultation: Consultation) -> Json:
    procedure = option.procedure
    said = [item.position.say for item in consultation.positions if item.position.procedure == procedure.id]
    return {
        "scenario": option.scenario,
        "group": option.group,
        "rank": None,
        "tied": False,
        "procedure": procedure.id,
        "label": procedure.label,
        "category": "not_rated",
        "rating": None,
        "evidence": None,
        "readings": [],
        "checked_against_publisher": False,
        "settled_by": None,
        "rrl": _rrl(procedure, consultation.knowledge),
        "contrast": procedure.contrast,
        "needle": procedure.needle,
        "findings": findings(option.findings),
        "alternatives": [],
        "remaining": [],
        "already_done": option.already_done,
        "pair": None,
        "why": said[0] if said else "",
    }


def findings(findings: Iterable[SafetyFinding]) -> list[Json]:
    return [{"id": finding.rule.id, "severity": finding.severity} for finding in findings]
