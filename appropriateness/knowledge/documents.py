"""Papers to hand out as templates: their sentences with sources, gates and places to fill. Read apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Annotated, Any, Literal

from appropriateness.errors import KnowledgeError, KnowledgeProblem, did_you_mean
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.criteria import AnyExpression
from appropriateness.knowledge.integrity import check_references
from appropriateness.knowledge.reading import Reader
from appropriateness.knowledge.rules import AppliesTo
from appropriateness.knowledge.scenarios import Statement
from appropriateness.provenance import Identifier, Text
from appropriateness.shape import Limits, Model, OneOf

FILE = "documents.yaml"
PLACES = frozenset({"study", "scenario", "level"})
"""What a sentence may leave open: the study, the scenario, the study's relative radiation level."""

Insert = Literal["study", "rating", "safety", "assumptions", "questions", "next_steps", "return_precautions"]
"""Parts that are made from the consultation and not from the template."""


class Gate(Model):
    """Where something is said: `when` is known to hold, the study is one of `applies_to`, the outcome of `outcomes`.

    A case of this topic that no rated variant covers counts as `not_covered`. `without_study` limits it to papers about
    no study. What is left out does not limit.
    """

    when: AnyExpression | None = None
    applies_to: AppliesTo | None = None
    outcomes: tuple[Identifier, ...] | None = None
    without_study: bool = False


class Line(Statement, Gate):
    """A sentence of a paper, said where its gate is open."""

    def __post_init__(self) -> None:
        super().__post_init__()
        strangers = {place for _, place, _, _ in Formatter().parse(self.say) if place is not None} - PLACES
        if strangers:
            raise ValueError(f'a sentence can be filled with {", ".join(sorted(PLACES))}, not "{min(strangers)}"')


Lines = tuple[Line, ...]


class FactLine(Model):
    """Facts under one label. A missing one of `facts` is marked as not stated; one of `also` is left out."""

    label: Text
    facts: Annotated[tuple[Identifier, ...], Limits(min_length=1)]
    also: tuple[Identifier, ...] = ()
    applies_to: AppliesTo | None = None
    unless: AnyExpression | None = None

    @property
    def named_facts(self) -> tuple[str, ...]:
        return (*self.facts, *self.also)


class Grid(Model):
    """A table to fill in by hand: column heads, and what stands in the first column of each row."""

    heads: Annotated[tuple[Text, ...], Limits(min_length=2)]
    rows: Annotated[tuple[Text, ...], Limits(min_length=1)]


class Section(Gate):
    """A part of a paper, in this order: sentences, facts, an insert, a grid, lines to write on."""

    heading: Text
    style: Literal["text", "list", "tick"] = "text"
    lines: Lines = ()
    facts: tuple[FactLine, ...] = ()
    insert: Insert | None = None
    grid: Grid | None = None
    blanks: tuple[Text, ...] = ()


class SharedSection(Model):
    """A section that several papers hold."""

    id: Identifier
    section: Section


class Use(Model):
    """The shared section of that name stands here."""

    use: Identifier


def _part_kind(value: Any) -> type[Model]:
    return Use if isinstance(value, dict) and "use" in value else Section


Part = Annotated[Section | Use, OneOf(_part_kind, "a part of a paper is a section or the use of a shared one")]


class Template(Model):
    """One kind of paper. `study`: whether it is about one; where that is left open, `title_without` names it."""

    id: Identifier
    title: Text
    title_without: Text | None = None
    reader: Literal["clinician", "patient"]
    study: Literal["required", "optional", "none"]
    purpose: Text
    sections: Annotated[tuple[Part, ...], Limits(min_length=1)]
    foot: Text

    def __post_init__(self) -> None:
        if (self.study == "optional") != (self.title_without is not None):
            raise ValueError("title_without belongs to a paper whose study is optional, and to no other")


class PlainLead(Model):
    """How warning signs are put at the head of a paper for patients."""

    emergency: Line
    urgent: Line
    unasked: Line
    stop: Line


class DocumentsFile(Model):
    schema_: Literal["documents/1"]
    plain_lead: PlainLead
    shared: tuple[SharedSection, ...] = ()
    papers: Annotated[tuple[Template, ...], Limits(min_length=1)]


@dataclass(frozen=True)
class Documents:
    """Every template by its id, in the order of the file; shared sections; the words that lead a paper for patients."""

    papers: Mapping[str, Template]
    shared: Mapping[str, Section]
    plain_lead: PlainLead

    def sections(self, template: Template) -> tuple[Section, ...]:
        """The sections of that paper, shared ones in their place."""
        return tuple(self.shared[part.use] if isinstance(part, Use) else part for part in template.sections)


def load_documents(folder: Path, knowledge: KnowledgeBase) -> Documents:
    """Read and check the templates of that data folder against its knowledge. Raises KnowledgeError."""
    reader = Reader(folder)
    parsed = reader.read(folder / FILE, DocumentsFile)
    if parsed is None or reader.problems:
        raise KnowledgeError(reader.problems)
    shared = {item.id: item.section for item in parsed.shared}
    problems = [*check_references(knowledge, {FILE: parsed}, reader.line), *_uses(parsed, shared, reader)]
    if problems:
        raise KnowledgeError(problems)
    papers = {paper.id: paper for paper in parsed.papers}
    return Documents(MappingProxyType(papers), MappingProxyType(shared), parsed.plain_lead)


def _uses(parsed: DocumentsFile, shared: Mapping[str, Section], reader: Reader) -> Iterator[KnowledgeProblem]:
    used: set[str] = set()
    for index, paper in enumerate(parsed.papers):
        for place, part in enumerate(paper.sections):
            if not isinstance(part, Use):
                continue
            used.add(part.use)
            if part.use not in shared:
                message = f'"{part.use}" is not a shared section.{did_you_mean(part.use, shared)}'
                line = reader.line(FILE, ("papers", index, "sections", place))
                yield KnowledgeProblem(FILE, line, "UNKNOWN_SECTION", message)
    for index, item in enumerate(parsed.shared):
        if item.id not in used:
            line = reader.line(FILE, ("shared", index))
            yield KnowledgeProblem(FILE, line, "UNUSED", f'"{item.id}" is shared, but no paper uses it; remove it.')
