"""The JSON form of a consultation: one schema for the command line and the HTTP service."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from appropriateness import headline, site_words, wording
from appropriateness.engine.case import Case, plain
from appropriateness.engine.consultation import Consultation
from appropriateness.engine.evaluation import UNKNOWN, Criterion
from appropriateness.engine.gated import OpenPointer, OpenPosition
from appropriateness.engine.known import Known
from appropriateness.engine.matching import RaisedFlag, ScenarioState
from appropriateness.engine.questions import Question
from appropriateness.engine.rulebook import CompiledRedirect, CompiledScenario
from appropriateness.engine.safety import SafetyFinding
from appropriateness.engine.score import ScoreResult
from appropriateness.engine.site_policy import LocalDifference, bearing_on
from appropriateness.errors import CaseError
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.scenarios import Statement
from appropriateness.provenance import Citation
from appropriateness.truth import Truth
from appropriateness.wire import json_lines, options
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
            *(options.rated(option, consultation) for option in consultation.options),
            *(options.unrated(option, consultation) for option in consultation.unrated),
        ],
        "positions": [_position(item) for item in consultation.positions],
        "safety": [_finding(finding) for finding in consultation.safety],
        "next_steps": [step for state in decision.shown for step in _steps(state.compiled)],
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


def line(consultation: Consultation, identifier: object = None, consult_id: str | None = None) -> str:
    """`json_lines.line` of the document: the same bytes in a fraction of the time, for it is long."""
    import orjson  # loaded with the first line: an answer in words needs none

    written = orjson.dumps(document(consultation, None, consult_id)).decode()
    # The caller's own name may hold what orjson does not know: longer numbers, half characters.
    return json_lines.in_one_line(written.replace('"id":null', f'"id":{json_lines.value(identifier)}', 1))


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
    known, rule = consultation.known, state.compiled.rule
    assumptions = state.assumptions
    assumed = list(dict.fromkeys([fact for assumption in assumptions for fact in assumption.facts]))
    reasons = rule.reasons(known)
    if state.state == "possible":
        open_ = [c for truth, c, _ in reasons if truth is UNKNOWN]
        deciding = dict.fromkeys([*assumed, *_undecided(open_, known)])
    else:
        gates = [c for c in state.compiled.gates if c.check(known) is UNKNOWN]
        deciding = dict.fromkeys([*assumed, *consultation.decision.unasked_urgent, *_undecided(gates, known)])
    return {
        "id": state.scenario.id,
        "title": state.scenario.title,
        "acr_variant": state.scenario.acr_variant,
        "state": state.state,
        "raised": state.raised,
        "because": [_reason(truth, criterion, sentence) for truth, criterion, sentence in reasons],
        "assumed": assumed,
        "assumptions": [assumption.sentence for assumption in assumptions],
        "deciding_facts": list(deciding),
    }


def _undecided(criteria: Iterable[Criterion], known: Known) -> list[str]:
    return [fact for criterion in criteria for fact in criterion.undecided(known)]


@lru_cache(maxsize=2048)
def _reason(truth: Truth, criterion: Criterion, sentence: str) -> Json:
    """Not to be changed."""
    return {"truth": truth.value, "sentence": sentence, "facts": list(criterion.facts)}


@lru_cache(maxsize=1024)
def _position(item: OpenPosition) -> Json:
    """Not to be changed."""
    position = item.position
    return {
        "scenario": item.scenario or None, "procedure": position.procedure, "stance": position.stance,
        "source": position.source, "locator": position.locator, "say": position.say, "if": item.condition,
        "checked": position.checked,
    }  # fmt: skip


def _question(question: Question, knowledge: KnowledgeBase) -> Json:
    return {
        "fact": question.fact,
        "question": wording.question(question, knowledge),
        "why": wording.question_why(question),
        "facts": list(question.red_flags or (question.fact,)),
    }


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


@lru_cache(maxsize=64)
def _steps(compiled: CompiledScenario) -> list[Json]:
    """Not to be changed."""
    scenario = compiled.scenario
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
    return {**_pointed(item), "findings": options.findings(consultation.findings_on(item.pointer.treatment))}


@lru_cache(maxsize=1024)
def _pointed(item: OpenPointer) -> Json:
    """What is said whoever the patient is. Not to be changed."""
    pointer = item.pointer
    return {
        "scenario": item.scenario or None, "id": pointer.id, "kind": pointer.kind, "say": pointer.say,
        "if": item.condition, "range": pointer.range, "cite": _cite(pointer.cite), "checked": pointer.checked,
        "treatment": pointer.treatment,
    }  # fmt: skip


def _score(result: ScoreResult) -> Json:
    return {
        "scenario": None, "id": result.score.id, "kind": "score", "say": wording.score_words(result),
        "if": None, "range": None, "cite": _cite(result.score.cite), "checked": result.score.checked,
        "total": result.total, "missing": list(result.missing),
    }  # fmt: skip
