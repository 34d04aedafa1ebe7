"""The consultation: one case, one knowledge base, one date, one answer. Faces only draw or send it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain

from appropriateness.engine.case import Case
from appropriateness.engine.gated import OpenPointer, OpenPosition, opened
from appropriateness.engine.known import Known
from appropriateness.engine.matching import ScenarioState
from appropriateness.engine.outcome import Decision, decide
from appropriateness.engine.pathway import UnratedOption, unrated_options
from appropriateness.engine.questions import Question, deciding_questions
from appropriateness.engine.ranking import Option, options, studies
from appropriateness.engine.safety import SafetyFinding, safety_findings, stopped_by
from appropriateness.engine.score import ScoreResult, scores
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.sources import Disagreement


@dataclass(frozen=True, eq=False)
class Consultation:
    """Everything the answer consists of; ids and objects of the knowledge base, no clock, no identity of a patient.

    `options` and `unrated` follow the order in which they are shown.
    """

    case: Case
    knowledge: KnowledgeBase
    on: date
    known: Known
    decision: Decision
    options: tuple[Option, ...]
    unrated: tuple[UnratedOption, ...]
    positions: tuple[OpenPosition, ...]
    pointers: tuple[OpenPointer, ...]
    safety: tuple[SafetyFinding, ...]
    scores: tuple[ScoreResult, ...]
    disagreements: tuple[Disagreement, ...]

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """At most three. Found when first asked for: that runs the engine many times, the rest of the answer once."""
        return deciding_questions(self.case, self.decision, self.knowledge)

    def findings_on(self, treatment: str | None) -> tuple[SafetyFinding, ...]:
        """What stops the treatment of a pointer for this patient, or asks."""
        if treatment is None:
            return ()
        return tuple([finding for finding in self.safety if treatment in finding.procedures])

    def options_of(self, scenario: str) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.scenario == scenario)


def consult(case: Case, knowledge: KnowledgeBase, on: date) -> Consultation:
    """Answer one case. Pure: the same case, knowledge and date give the same consultation.

    `on` is the date of the consultation; it is kept with the answer and changes nothing else.
    """
    decision = decide(case, knowledge)
    rules, known = decision.rules, decision.known
    positions = _positions(decision, known)
    considered, askable = _considered(decision, positions, knowledge)
    pointers = _pointers(decision, known)
    treatments = {item.pointer.treatment for item in pointers if item.pointer.treatment}
    findings = safety_findings(known, rules, considered | treatments, askable | treatments)
    stopped, done = stopped_by(findings), _done(case)
    return Consultation(
        case=case,
        knowledge=knowledge,
        on=on,
        known=known,
        decision=decision,
        options=tuple(
            chain.from_iterable(options(knowledge, s.scenario, stopped, findings, done) for s in decision.shown)
        ),
        unrated=tuple(chain.from_iterable(_unrated(s, positions, findings, done, knowledge) for s in decision.shown)),
        positions=positions,
        pointers=pointers,
        safety=findings,
        scores=scores(known, rules),
        disagreements=_disagreements(decision, knowledge),
    )


def _positions(decision: Decision, known: Known) -> tuple[OpenPosition, ...]:
    if decision.redirect is not None and not decision.shown:
        return opened(decision.redirect.positions, known)
    return tuple(chain.from_iterable(opened(state.compiled.positions, known) for state in decision.shown))


def _pointers(decision: Decision, known: Known) -> tuple[OpenPointer, ...]:
    if decision.redirect is not None and not decision.shown:
        return opened(decision.redirect.pointers, known)
    return tuple(chain.from_iterable(opened(state.compiled.pointers, known) for state in decision.shown))


def _unrated(
    state: ScenarioState,
    positions: tuple[OpenPosition, ...],
    findings: tuple[SafetyFinding, ...],
    done: frozenset[str],
    knowledge: KnowledgeBase,
) -> tuple[UnratedOption, ...]:
    if state.scenario.acr_variant is not None:
        return ()
    own = tuple(item for item in positions if item.scenario == state.scenario.id)
    return unrated_options(knowledge, own, findings, done)


def _considered(
    decision: Decision, positions: tuple[OpenPosition, ...], knowledge: KnowledgeBase
) -> tuple[set[str], set[str]]:
    """The procedures shown or called for, and among them those worth asking a safety question about.

    Where facts are still missing, the tables that may apply are looked at, so that safety is asked early.
    """
    considered: set[str] = set()
    askable: set[str] = set()
    for state in decision.shown or _open_tables(decision):
        considered |= studies(knowledge, state.scenario.id).rated
        askable |= studies(knowledge, state.scenario.id).sometimes
        if not decision.shown:
            askable.update(
                p.procedure for p in state.scenario.positions if p.procedure and state.scenario.acr_variant is None
            )
    askable.update(
        p.position.procedure
        for p in positions
        if p.position.procedure and p.position.stance in ("first_line", "consider")
    )
    askable.update(item.flag.study for item in decision.flags if item.flag.study)
    return considered | askable, askable


def _open_tables(decision: Decision) -> Iterator[ScenarioState]:
    if decision.outcome == "needs_facts":
        possible = [state for state in decision.scenarios if state.state == "possible"]
        yield from [state for state in possible if state.raised] or possible


_NOT_LOOKED_AT = frozenset({"not_done", "nondiagnostic"})


def _done(case: Case) -> frozenset[str]:
    """Procedures the case says were done. Only what the facts tell apart: contrast and coverage known."""
    done: set[str] = set()
    brain = case.known.get("brain_mri")
    contrast = case.known.get("brain_mri_contrast")
    if isinstance(brain, frozenset) and brain.isdisjoint(_NOT_LOOKED_AT) and isinstance(contrast, frozenset):
        done |= {"mri_head_wo_w"} if contrast == {"yes"} else {"mri_head_wo"} if contrast == {"no"} else set()
    spine = case.known.get("spine_mri")
    coverage = case.known.get("spine_mri_coverage")
    if isinstance(spine, frozenset) and spine.isdisjoint(_NOT_LOOKED_AT) and coverage == frozenset({"complete"}):
        done.add("mri_complete_spine_wo")
    return frozenset(done)


def _disagreements(decision: Decision, knowledge: KnowledgeBase) -> tuple[Disagreement, ...]:
    wanted = {number for state in decision.shown for number in state.scenario.disagreements}
    return tuple(item for number, item in knowledge.disagreements.items() if number in wanted)
