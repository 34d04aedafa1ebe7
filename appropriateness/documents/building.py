"""From a template, a consultation and a study to a paper. Emergencies and stops lead, whatever the template says."""

from __future__ import annotations

from collections.abc import Iterator

from appropriateness import headline, wording
from appropriateness.documents import case_words
from appropriateness.documents.inserts import insert
from appropriateness.documents.paper import Block, Fields, Heading, Listing, Paper, Paragraph, Table
from appropriateness.documents.references import References
from appropriateness.documents.study import Study, study_of
from appropriateness.engine.compiling import truth_of
from appropriateness.engine.consultation import Consultation
from appropriateness.engine.evaluation import TRUE
from appropriateness.knowledge.documents import Documents, Gate, Line, Section, Template

MOST_NOTES, MOST_TEXT = 5_000, 20_000
"""Characters that a note, and an edited paper, may have."""


def build(
    template: Template, documents: Documents, consultation: Consultation, procedure: str | None, notes: str = ""
) -> Paper:
    """The paper, filled. `procedure` is the study it is about, or None. Notes stand in the paper and nowhere else.

    Raises ValueError where the template needs a study and none is given, or the notes are longer than MOST_NOTES.
    """
    if template.study == "required" and procedure is None:
        raise ValueError(f"{template.title.split(':')[0]} needs a study. Choose the one it is about.")
    if len(notes) > MOST_NOTES:
        raise ValueError(f"Notes have at most {MOST_NOTES} characters; these have {len(notes)}. Shorten them.")
    chosen = procedure if template.study != "none" else None
    study = study_of(chosen, consultation) if chosen is not None else None
    return _Builder(template, documents, consultation, study).paper(notes)


class _Builder:
    def __init__(
        self, template: Template, documents: Documents, consultation: Consultation, study: Study | None
    ) -> None:
        self.template, self.consultation, self.study = template, consultation, study
        self.documents = documents
        self.references = References(consultation.knowledge, numbered=template.reader == "clinician")

    def paper(self, notes: str) -> Paper:
        template = self.template
        title = template.title if self.study or template.title_without is None else template.title_without
        lead = self._plain_lead() if template.reader == "patient" else self._lead()
        blocks: list[Block] = [
            *lead,
            *(block for part in self.documents.sections(template) for block in self._section(part)),
        ]
        if notes.strip():
            blocks += [Heading("Notes"), Paragraph(notes)]
        return Paper(self._filled(title), tuple(blocks), self.references.sentences(), self._foot())

    def _lead(self) -> Iterator[Block]:
        """Flags, what nobody asked yet, and what stops the study: before anything the template says."""
        decision, knowledge = self.consultation.decision, self.consultation.knowledge
        for item in decision.flags:
            yield Heading("Emergency" if item.flag.level == "emergency" else "Urgent")
            yield Paragraph(
                f"{item.flag.message} {item.flag.action}{self.references.mark(item.flag.cite)}", strong=True
            )
        if self.study is not None and self.study.stops:
            yield Heading("Stop: resolve before this study")
            marks = [(stop.message, self.references.mark(stop.rule.cite)) for stop in self.study.stops]
            yield from (Paragraph(f"{message}{mark}", strong=True) for message, mark in marks)
        if decision.conditional_on and not decision.emergency:
            yield Heading("Not asked yet")
            yield from (Paragraph(sentence, strong=True) for sentence in headline.half_raised(self.consultation))
            asked = [wording.decapitalised(wording.alarm(knowledge.facts[name])) for name in decision.unasked]
            if asked:
                yield Paragraph(f"This paper holds only if none of these is present: {wording.joined(asked, 'or')}.")
        if self.template.study != "none" and not decision.emergency:
            yield Heading("Decision")
            yield from (Paragraph(sentence) for sentence in self._decision())

    def _decision(self) -> Iterator[str]:
        """The answer, how soon, whom to call, and what to do instead where no study is chosen."""
        decision = self.consultation.decision
        redirect = decision.redirect.redirect if decision.redirect is not None and not decision.shown else None
        grounds = [redirect.cite] if redirect else [state.scenario.summary.cite for state in decision.shown]
        yield f"{headline.answer_sentence(self.consultation)}{self.references.mark(*grounds) if grounds else ''}"
        for label, line in headline.how_soon(self.consultation):
            yield f"{label}: {line}" if label else line
        if self.study is None:
            instead = [state.scenario.instead for state in decision.shown if state.scenario.instead is not None]
            yield from (f"Instead: {item.say}{self.references.mark(item.cite)}" for item in instead)

    def _plain_lead(self) -> Iterator[Block]:
        decision, lead = self.consultation.decision, self.documents.plain_lead
        said: list[Line] = []
        if decision.flags:
            said.append(lead.emergency if decision.emergency else lead.urgent)
        elif decision.conditional_on:
            said.append(lead.unasked)
        if self.study is not None and self.study.stops:
            said.append(lead.stop)
        yield from (Paragraph(self._said(line), strong=True) for line in said)

    def _section(self, section: Section) -> Iterator[Block]:
        if not self._open(section):
            return
        body: list[Block] = []
        sentences = tuple(self._said(line) for line in section.lines if self._open(line))
        if sentences and section.style == "text":
            body.extend(Paragraph(sentence) for sentence in sentences)
        elif sentences:
            body.append(Listing(sentences, tick=section.style == "tick"))
        procedure = self.study.procedure if self.study else None
        if section.facts:
            facts = case_words.fields(section.facts, self.consultation, procedure)
            body.extend([facts] if facts.pairs else [])
        if section.insert is not None:
            body.extend(insert(section.insert, self.consultation, self.study, self.references))
        if section.grid is not None:
            empty = ("",) * (len(section.grid.heads) - 1)
            body.append(Table(section.grid.heads, tuple((row, *empty) for row in section.grid.rows)))
        if section.blanks:
            body.append(Fields(tuple((blank, "") for blank in section.blanks)))
        if body:
            yield Heading(section.heading)
            yield from body

    def _open(self, gate: Gate) -> bool:
        """Whether it may be said; where its condition is not known to hold it is left out."""
        if gate.without_study and self.study is not None:
            return False
        if gate.applies_to is not None and (self.study is None or not gate.applies_to.admits(self.study.procedure)):
            return False
        decision = self.consultation.decision
        outcome = "not_covered" if decision.uncovered else decision.outcome
        if gate.outcomes is not None and outcome not in gate.outcomes:
            return False
        if gate.when is None:
            return True
        return truth_of(gate.when, self.consultation.known, self.consultation.knowledge) is TRUE

    def _said(self, line: Line) -> str:
        return f"{self._filled(line.say)}{self.references.mark(line.cite)}"

    def _filled(self, text: str) -> str:
        """The text with its open places filled; a place nothing is known for reads "not stated"."""
        level = self.study.procedure.rrl.adult if self.study else None
        shown = self.consultation.decision.shown
        return text.format(
            study=self.study.procedure.label if self.study else wording.NOT_STATED,
            scenario=wording.joined([state.scenario.short for state in shown]) or wording.NOT_STATED,
            level=wording.NOT_STATED if level is None else level,
        )

    def _foot(self) -> str:
        consultation = self.consultation
        edition = consultation.knowledge.edition
        made = f"Made on {consultation.on.isoformat()} with knowledge {edition.edition}."
        return f"{made} {edition.standing} {self.template.foot}"
