"""The JSON form of a dose history: numbers unrounded, unknown as null, nothing that names a patient."""

from __future__ import annotations

from dataclasses import dataclass

from appropriateness.dose.estimates import ABOVE_THE_SCALE, EVIDENCE, Estimate, quantities
from appropriateness.dose.intervals import DoseInterval
from appropriateness.dose.sums import Total, background_years
from appropriateness.knowledge.doses import DoseKnowledge
from appropriateness.wire.json_lines import Json

SCHEMA = "doses/1"


@dataclass(frozen=True, slots=True)
class DoseView:
    """A history with its sums, and with those after the proposed study where one is proposed."""

    history: tuple[Estimate, ...]
    totals: tuple[Total, ...]
    proposed: Estimate | None
    totals_after: tuple[Total, ...]
    problems: tuple[str, ...]


def document(view: DoseView, doses: DoseKnowledge) -> Json:
    """Everything the page shows. A total has no radiation level; no risk, limit or budget is ever given."""
    return {
        "schema": SCHEMA,
        "examinations": [_estimate(item) for item in view.history],
        "totals": [_total(item, doses) for item in view.totals],
        "proposed": None if view.proposed is None else _estimate(view.proposed),
        "totals_after": [_total(item, doses) for item in view.totals_after],
        "problems": list(view.problems),
        "statements": [
            {"topic": item.topic, "body": item.body, "say": item.say, "source": item.cite.source}
            for item in doses.statements
        ],
        "note": f"{doses.fixed_sentence.say} {doses.standing}",
    }


def _interval(interval: DoseInterval | None) -> Json | None:
    if interval is None:
        return None
    return {"low": interval.low, "central": interval.central, "high": interval.high}


def _estimate(item: Estimate) -> Json:
    row = item.examination
    return {
        "date": row.when or None,
        "study": row.label,
        "examination": row.kind,
        "place": row.place or None,
        "result": row.result or None,
        "origin": row.origin,
        "sources": list(row.sources),
        "population": row.population,
        "age_years": row.age_years,
        "adult_assumed": row.assumes_adult,
        "device": {
            "dlp_mgycm": row.dlp_mgycm,
            "dap_gycm2": row.dap_gycm2,
            "fluoroscopy_s": row.fluoroscopy_s,
            "activity_mbq": row.activity_mbq,
            "agent": row.agent or None,
            "planes": [{"plane": plane.name, "rp_mgy": plane.rp_mgy} for plane in row.planes],
            "events": len(row.events),
            "shown": list(quantities(row)),
        },
        "effective_dose_msv": _interval(item.interval),
        "evidence": item.evidence,
        "evidence_words": EVIDENCE[item.evidence],
        "rrl_levels": [level for level in item.levels if level != ABOVE_THE_SCALE],
        "above_rrl_scale": ABOVE_THE_SCALE in item.levels,
        "shown": item.shown,
        "basis": list(item.basis),
        "cites": [{"source": cite.source, "locator": cite.locator} for cite in item.cites],
        "outside_the_sum": [{"kind": o.kind, "label": o.label, "mgy": o.mgy} for o in row.outside],
        "notices": list(row.notices),
    }


def _total(total: Total, doses: DoseKnowledge) -> Json:
    low, high = background_years(total.interval, doses.background)
    return {
        "population": total.population,
        "effective_dose_msv": _interval(total.interval) if total.counted else None,
        "examinations": total.examinations,
        "with_dose": total.counted,
        "unknown": total.unknown,
        "shown": total.shown,
        "background_years": {"low": low, "high": high} if total.counted else None,
    }
