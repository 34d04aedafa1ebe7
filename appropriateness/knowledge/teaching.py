"""Vignettes to commit on before the answer opens, near-miss pairs, and lessons in sources. Read apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal, TypeVar

from appropriateness.errors import KnowledgeError, KnowledgeProblem, did_you_mean
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.integrity import check_references
from appropriateness.knowledge.reading import Reader
from appropriateness.knowledge.rules import Example
from appropriateness.knowledge.scenarios import Statement
from appropriateness.provenance import Cite, Identifier, Text
from appropriateness.shape import Limits, Model

M = TypeVar("M", bound=Model)

CHOICES = "teaching_choices.yaml"
VIGNETTES = "teaching"
LESSONS = "teaching/lessons"
Urgency = Literal["emergency", "urgent", "not_urgent"]
Identifiers = tuple[Identifier, ...]


class Accept(Model):
    """What counts as right: any of the scenarios, any of the studies (or of the other choices), one urgency."""

    scenarios: Annotated[Identifiers, Limits(min_length=1)]
    studies: Annotated[Identifiers, Limits(min_length=1)]
    urgency: Urgency


class NearMiss(Model):
    """The same patient with one fact changed (null: not known), and whether the answer changes with it."""

    fact: Identifier
    value: object
    story: Text
    changes: bool
    lesson: Statement

    @property
    def named_facts(self) -> tuple[str, ...]:
        return (self.fact,)


class Vignette(Example):
    """A case to commit on. `derived`: facts that its source implies, or that were supplied to make it answerable."""

    schema_: Literal["vignette/1"]
    story: Text
    derived: Identifiers = ()
    accept: Accept
    lessons: Annotated[tuple[Statement, ...], Limits(min_length=1)]
    near_misses: tuple[NearMiss, ...] = ()

    @property
    def named_facts(self) -> tuple[str, ...]:
        return self.derived


class Choice(Model):
    """An answer beside the scenarios and the studies, or another name for one of them."""

    id: Identifier
    label: Text


class ChoicesFile(Model):
    schema_: Literal["teaching_choices/1"]
    scenarios: tuple[Choice, ...]
    studies: tuple[Choice, ...]
    urgencies: tuple[Choice, ...]


class Step(Model):
    """A question to think about before its answer is opened; `readings` shows what each witness of the row reports."""

    question: Text
    answer: Annotated[tuple[Statement, ...], Limits(min_length=1)]
    readings: bool = False


class Lesson(Model):
    """One rating that sources report differently, worked through."""

    schema_: Literal["lesson/1"]
    id: Identifier
    title: Text
    story: Text
    scenario: Identifier
    procedure: Identifier
    cite: Cite
    steps: Annotated[tuple[Step, ...], Limits(min_length=1)]


@dataclass(frozen=True)
class Teaching:
    """Everything to teach with, by id; `choices` as the file has them."""

    vignettes: Mapping[str, Vignette]
    lessons: Mapping[str, Lesson]
    choices: ChoicesFile

    def labels(self, kind: Literal["scenarios", "studies", "urgencies"], knowledge: KnowledgeBase) -> dict[str, str]:
        """What can be answered, with its label: the other choices first, then scenarios or procedures."""
        named = {choice.id: choice.label for choice in getattr(self.choices, kind)}
        own = {
            "scenarios": {name: scenario.short for name, scenario in knowledge.scenarios.items()},
            "studies": {name: procedure.label for name, procedure in knowledge.procedures.items()},
            "urgencies": dict[str, str](),
        }[kind]
        first = {name: label for name, label in named.items() if name not in own}
        return {**first, **own, **named}


def load_teaching(folder: Path, knowledge: KnowledgeBase) -> Teaching:
    """Read and check everything to teach with against that knowledge. Raises KnowledgeError."""
    reader = Reader(folder)
    choices = reader.read(folder / CHOICES, ChoicesFile)
    vignettes = _all(reader, folder / VIGNETTES, Vignette)
    lessons = _all(reader, folder / LESSONS, Lesson)
    if choices is None or reader.problems:
        raise KnowledgeError(reader.problems)
    parsed: dict[str, Model] = {CHOICES: choices, **vignettes, **lessons}
    found = Teaching(
        MappingProxyType({item.id: item for item in vignettes.values()}),
        MappingProxyType({item.id: item for item in lessons.values()}),
        choices,
    )
    problems = [*check_references(knowledge, parsed, reader.line), *_problems(found, parsed, knowledge)]
    if problems:
        raise KnowledgeError(problems)
    return found


def _all(reader: Reader, folder: Path, model: type[M]) -> dict[str, M]:
    read = ((path, reader.read(path, model)) for path in sorted(folder.glob("*.yaml")))
    return {path.relative_to(reader.folder).as_posix(): item for path, item in read if item is not None}


def _problems(found: Teaching, parsed: Mapping[str, Model], knowledge: KnowledgeBase) -> Iterator[KnowledgeProblem]:
    """A file not named after its id, and every answer that cannot be given."""
    scenarios, studies = found.labels("scenarios", knowledge), found.labels("studies", knowledge)
    for file, item in parsed.items():
        if isinstance(item, (Vignette, Lesson)) and Path(file).stem != item.id:
            yield KnowledgeProblem(file, 1, "WRONG_NAME", f'the file must be named after its id: "{item.id}.yaml".')
        named: list[tuple[str, Mapping[str, object]]] = []
        if isinstance(item, Vignette):
            named = [(name, scenarios) for name in item.accept.scenarios]
            named += [(name, studies) for name in item.accept.studies]
        elif isinstance(item, Lesson):
            named = [(item.scenario, knowledge.scenarios), (item.procedure, knowledge.procedures)]
        for name, words in named:
            if name not in words:
                message = f'"{name}" cannot be answered.{did_you_mean(name, words)}'
                yield KnowledgeProblem(file, 1, "UNKNOWN_ANSWER", message)
