"""The JSON form of a consultation: one schema for the command line and the HTTP service."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from appropriateness import headline, site_words, wording
from appropriateness.engine.case import Case, plain
from appropriateness.engine.consultation import Consultation
from appropriateness.engine.evaluation import UNKNOWN
from appropriateness.engine.gated import OpenPointer
from appropriateness.engine.matching import RaisedFlag, ScenarioState
from appropriateness.engine.pathway import UnratedOption
from appropriateness.engine.questions import Question
from appropriateness.engine.ranking import Option, Row, Standing
from appropriateness.engine.rulebook import CompiledRedirect
from appropriateness.engine.safety import SafetyFinding
from appropriateness.engine.score import ScoreResult
from appropriateness.engine.site_policy import LocalDifference, bearing_on
from appropriateness.errors import CaseError
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.procedures import Procedure
from appropriateness.knowledge.scenarios import Scenario, Statement
from appropriateness.provenance import Citation
from appropriateness.wire.json_lines import Json

SCHEMA = "consultation/1"


def error(identifier: object, fault: CaseError) -> Json:
    """What is answered for a case that cannot be read."""
    problems = [{"facts": list(problem.facts), "message": problem.message} for problem in fault.problems]
    return {"id": identifier, "error": str(fault), "problems": problems}


def facts(case: Case, knowledge: KnowledgeBase) -> Json:
    """The answers of a case as plain data that reads back to the same case."""
    return {name: plain(knowledge.facts[name], value) for name, value in case.answers.items()}


def document(consultation: Consultation, identifier: object = None, consult_id: str | None = None) -> Json:
    """The consultation in the product form. Unknown stays null or absent; nothing is rounded or guessed."""
    decision, knowledge = consultation.decision, consultation.knowledge
    states = [state for state in decision.scenarios if state.state != "excluded"]
    return {
        "schema": SCHEMA,
        "id": identifier,
        "consult_id": consult_id,
        "on": consultation.on.isoformat(),
        "knowledge": {"edition": knowledge.edition.edition, "digest": knowledge.digest},
        "outcome": decision.outcome,
        "headline": headline.headline(consultation),
        "urgency": headline.urgency(consultation),
        "conditional_on": list(decision.conditional_on),
        "escalations": [_flag(item) for item in decision.flags],
        "scenarios": [_scenario(state, consultation) for state in states],
        "questions": [_question(question, knowledge) for question in consultation.questions],
        "options": [
            *(_option(option, consultation) for option in consultation.options),
            *(_unrated(option, consultation) for option in consultation.unrated),
        ],
        "positions": [
            {
                "scenario": item.scenario or None,
                "procedure": item.position.procedure,
                "stance": item.position.stance,
                "source": item.position.source,
                "locator": item.position.locator,
                "say": item.position.say,
                "if": item.condition,
                "checked": item.position.checked,
            }
            for item in consultation.positions
        ],
        "safety": [_finding(finding) for finding in consultation.safety],
        "next_steps": [step for state in decision.shown for step in _steps(state.scenario)],
        "redirect": _redirect(decision.redirect, consultation),
        "disagreements": [
            {"id": item.id, "title": item.title, "shown_as": item.shown_as, "safety_critical": item.safety_critical}
            for item in consultation.disagreements
        ],
        "pointers": [
            *(_pointer(item, consultation) for item in consultation.pointers),
            *(_score(item) for item in consultation.scores),
        ],
        "implied": [{"fact": fact, "from": list(grounds)} for fact, grounds in consultation.case.implied.items()],
        "site": _site(consultation),
    }


def _cite(citation: Citation | None) -> Json | None:
    return None if citation is None else {"source": citation.source, "locator": citation.locator}


def _flag(item: RaisedFlag) -> Json:
    flag = item.flag
    return {
        "id": flag.id, "level": flag.level, "message": flag.message, "action": flag.action, "study": flag.study,
        "facts": list(item.facts), "assumed": [fact for a in item.assumptions for fact in a.facts],
        "cite": _cite(flag.cite), "checked": flag.checked,
    }  # fmt: skip


def _scenario(state: ScenarioState, consultation: Consultation) -> Json:
    known = consultation.known
    reasons = state.compiled.rule.reasons(known)
    deciding = dict.fromkeys(state.assumed)
    if state.state == "possible":
        deciding.update(dict.fromkeys(f for truth, c, _ in reasons if truth is UNKNOWN for f in c.undecided(known)))
    else:
        gates = [item.when for item in state.compiled.positions if item.when is not None]
        gates += [item.when for item in state.compiled.pointers if item.when is not None]
        deciding.update(dict.fromkeys(consultation.decision.unasked_urgent))
        deciding.update(dict.fromkeys(f for c in gates if c.check(known) is UNKNOWN for f in c.undecided(known)))
    return {
        "id": state.scenario.id,
        "title": state.scenario.title,
        "acr_variant": state.scenario.acr_variant,
        "state": state.state,
        "raised": state.raised,
        "because": [
            {"truth": truth.value, "sentence": sentence, "facts": list(criterion.facts)}
            for truth, criterion, sentence in reasons
        ],
        "assumed": list(state.assumed),
        "assumptions": [assumption.sentence for assumption in state.assumptions],
        "deciding_facts": list(deciding),
    }


def _question(question: Question, knowledge: KnowledgeBase) -> Json:
    return {
        "fact": question.fact,
        "question": wording.question(question, knowledge),
        "why": wording.question_why(question),
        "facts": list(question.red_flags or (question.fact,)),
    }


def _rrl(procedure: Procedure, knowledge: KnowledgeBase) -> Json:
    level = procedure.rrl.adult
    if level is None:
        return {"level": None, "symbol": None, "population": "adult", "msv": None}
    known = knowledge.radiation[level]
    return {"level": level, "symbol": known.symbol, "population": "adult", "msv": [known.adult.low, known.adult.high]}


def _option(option: Option, consultation: Consultation) -> Json:
    return {
        **_standing(option.standing, consultation.knowledge),
        "findings": [{"id": finding.rule.id, "severity": finding.severity} for finding in option.findings],
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


def _site(consultation: Consultation) -> Json | None:
    site, knowledge = consultation.knowledge.site, consultation.knowledge
    if site is None:
        return None
    return {"name": site.name, "differences": [_difference(item, knowledge) for item in bearing_on(consultation)]}


def _difference(item: LocalDifference, knowledge: KnowledgeBase) -> Json:
    return {
        "kind": item.kind, "scenario": item.scenario, "procedure": item.procedure,
        "here": site_words.here(item, knowledge), "sources": site_words.sources_say(item, knowledge),
        "owner": item.policy.owner, "expires": item.policy.expires.isoformat(), "place": item.place,
    }  # fmt: skip


def _unrated(option: UnratedOption, consultation: Consultation) -> Json:
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
        "findings": [{"id": finding.rule.id, "severity": finding.severity} for finding in option.findings],
        "alternatives": [],
        "remaining": [],
        "already_done": option.already_done,
        "pair": None,
        "why": said[0] if said else "",
    }


def _finding(finding: SafetyFinding) -> Json:
    rule = finding.rule
    return {
        "id": rule.id, "severity": finding.severity, "message": finding.message, "facts": list(finding.facts),
        "asked": finding.asked, "cite": _cite(rule.cite), "checked": rule.checked,
    }  # fmt: skip


def _statement(scenario: str, kind: str, statement: Statement) -> Json:
    return {
        "scenario": scenario, "kind": kind, "say": statement.say, "basis": statement.basis,
        "cite": _cite(statement.cite), "checked": statement.checked,
    }  # fmt: skip


def _steps(scenario: Scenario) -> list[Json]:
    found = [_statement(scenario.id, "instead", scenario.instead)] if scenario.instead else []
    found.extend(_statement(scenario.id, step.result, step) for step in scenario.next_steps)
    found.extend(_statement(scenario.id, "reassess", item) for item in scenario.reassess)
    found.extend(_statement(scenario.id, "return", item) for item in scenario.return_precautions)
    return found


def _redirect(compiled: CompiledRedirect | None, consultation: Consultation) -> Json | None:
    if compiled is None:
        if consultation.decision.outcome != "out_of_scope":
            return None
        fallback = consultation.knowledge.fallback
        return {
            "id": "no_scenario_fits", "title": fallback.title, "say": fallback.say, "to": None,
            "instead": fallback.instead.say, "assumed": [], "cite": None, "checked": False,
        }  # fmt: skip
    redirect = compiled.redirect
    return {
        "id": redirect.id, "title": redirect.title, "say": redirect.say, "to": redirect.to,
        "instead": redirect.instead.say,
        "assumed": [fact for a in compiled.rule.assumed(consultation.known) for fact in a.facts],
        "cite": _cite(redirect.cite), "checked": redirect.checked,
    }  # fmt: skip


def _pointer(item: OpenPointer, consultation: Consultation) -> Json:
    pointer, findings = item.pointer, consultation.findings_on(item.pointer.treatment)
    return {
        "scenario": item.scenario or None, "id": pointer.id, "kind": pointer.kind, "say": pointer.say,
        "if": item.condition, "range": pointer.range, "cite": _cite(pointer.cite), "checked": pointer.checked,
        "treatment": pointer.treatment,
        "findings": [{"id": finding.rule.id, "severity": finding.severity} for finding in findings],
    }  # fmt: skip


def _score(result: ScoreResult) -> Json:
    return {
        "scenario": None, "id": result.score.id, "kind": "score", "say": wording.score_words(result),
        "if": None, "range": None, "cite": _cite(result.score.cite), "checked": result.score.checked,
        "total": result.total, "missing": list(result.missing),
    }  # fmt: skip
