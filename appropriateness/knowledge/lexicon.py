"""The lexicon: the words in which people type an indication, and what each of them says about the facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from appropriateness.errors import KnowledgeError, KnowledgeProblem, did_you_mean
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.facts import BooleanFact, ChoiceFact, ChoicesFact, Fact, QuantityFact
from appropriateness.knowledge.reading import Reader
from appropriateness.provenance import Identifier, Text
from appropriateness.shape import Limits, Model

Phrases = Annotated[tuple[Text, ...], Limits(min_length=1)]
Saying = dict[Identifier, Any]
"""Facts with plain values, as a case file would hold them."""


class Entry(Model):
    """Phrases that mean the same. `example` is a text the entry must read; `reads` are the facts it must give there.

    `topic`: the words themselves speak of a leak, or do so where a headache is spoken of as well.

    A phrase is words after one another: `a|b` either, `word*` any ending, `word?` may be missing, `{class}` a word
    of that class, `~3` up to three words between, `#` a number. A word with capitals is read only if typed so.
    """

    id: Identifier
    words: Phrases
    example: Text
    reads: Saying = field(default_factory=dict)
    topic: bool | Literal["beside_headache"] = False


class Finding(Entry):
    """Says facts; `denied` says what its negation means. `lasting`: still true when it is said to be history.

    `about`: read only where the headache, or a patch, is what the words are about. `weak`: gives way to what says more.
    `one_of_many`: its denial says nothing, for the same fact has other grounds ("not on the pill").
    `returned`: what a posture that a patch took away says where it came back.
    `unpatched`: what words about a patch say of the headache where the text tells of no patch ("no improvement").
    """

    says: Saying
    denied: Saying = field(default_factory=dict)
    unpatched: Saying = field(default_factory=dict)
    returned: Saying = field(default_factory=dict)
    lasting: bool = False
    about: Literal["headache", "patch"] | None = None
    weak: bool = False
    one_of_many: bool = False


class Event(Entry):
    """Something that happened and that a time can belong to."""

    event: Literal["headache", "onset", "procedure", "dura", "patch", "delivery", "repair", "dose", "elsewhere"]
    says: Saying = field(default_factory=dict)
    denied: Saying = field(default_factory=dict)
    patches: int | None = None
    labour: bool = False


class Study(Entry):
    """A study that results belong to. `partial`: part of the spine only. `named` false: it may be any study."""

    studies: tuple[Identifier, ...]
    partial: bool = False
    complete: bool = False
    contrast: Literal["yes", "no"] | None = None


class Result(Entry):
    """What a study showed: `on` gives the word for each study, `always` what it says whatever the study.

    `alone` is what it says where no study is named. `rules_out`: denied, it makes these studies normal. `thin`: with
    signs of hypotension on the same study it is one of them. `incidental`: beside another result of its study it is
    not told. `bare`: never read over a full stop. `explains`: ids of results that are no sign where this is told.
    """

    on: dict[Identifier, Identifier] = field(default_factory=dict)
    always: Saying = field(default_factory=dict)
    alone: Saying = field(default_factory=dict)
    denied: Saying = field(default_factory=dict)
    rules_out: tuple[Identifier, ...] = ()
    thin: bool = False
    incidental: bool = False
    bare: bool = False
    explains: tuple[Identifier, ...] = ()
    contrast: Literal["yes", "no"] | None = None


class Range(Model):
    """Numbers from `at_least` to below `below`, and what they say: themselves times `times`, or `says`."""

    at_least: float
    below: float
    times: float = 1
    says: bool | None = None


class Quantity(Entry):
    """A number for a fact, read by the first range it lies in; in none it is not read."""

    fact: Identifier
    ranges: Annotated[tuple[Range, ...], Limits(min_length=1)]


class Cue(Entry):
    """A word that changes how the words after (or before) it are meant.

    `stop` ends the reach of other cues but those it `spares`; another cue may spare the headache, or an alarm too.
    `lists`: the reach goes over every comma. `gathers`: a list after it needs no "or" to be believed (`three`: only
    one of three parts of one kind). An `answer` reaches back to its label ("fever: no"), else onwards ("MRV: no
    clot"). A `reason` reaches back to what is looked for, not to the procedure done for it ("LP for MS workup").
    """

    cue: Literal["negated", "past", "someone_else", "hypothetical", "uncertain", "stop"]
    reach: Literal["after", "before", "answer", "reason"] = "after"
    lists: bool = False
    gathers: bool | Literal["three"] = False
    spares: tuple[
        Literal["negated", "someone_else", "hypothetical", "uncertain", "conditional", "headache", "alarm"], ...
    ] = ()


class Passed(Entry):
    """Words that are read over, so that nothing inside them is mistaken. `why` is shown where given."""

    why: Identifier | None = None


class FixedTime(Model):
    """Words for a time with the hours they reach from and to; `form` as a number of days would have."""

    words: Phrases
    hours: tuple[float, float]
    form: Literal["ago", "span", "later"]


class Refusal(Model):
    """What is said when a text belongs to another topic, and where to look."""

    id: Identifier
    title: Text
    say: Text
    instead: Text
    to: Identifier | None = None


class LexiconFile(Model):
    schema_: Literal["lexicon/1"]
    classes: dict[Identifier, Phrases]
    unskipped: tuple[Identifier, ...]
    findings: tuple[Finding, ...]
    events: tuple[Event, ...]
    studies: tuple[Study, ...]
    results: tuple[Result, ...]
    quantities: tuple[Quantity, ...]
    cues: tuple[Cue, ...]
    passed: tuple[Passed, ...]
    numbers: dict[str, int]
    ordinals: dict[str, int]
    few: dict[str, tuple[float, float]]
    times: tuple[FixedTime, ...]
    weekdays: dict[str, int]
    months: dict[str, int]
    units: dict[Identifier, Phrases]
    ignored_because: dict[Identifier, Text]
    refusals: tuple[Refusal, ...]
    other_languages: dict[str, tuple[str, ...]]
    misspelt: tuple[str, ...]
    not_misspellings: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The checked lexicon. `digest` changes with every word."""

    digest: str
    file: LexiconFile
    refusals: Mapping[str, Refusal]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(_entries(self.file))


def load_lexicon(folder: Path, knowledge: KnowledgeBase) -> Lexicon:
    """Read and check `lexicon.yaml`. Raises KnowledgeError with every fault found."""
    reader = Reader(folder)
    file = reader.read(folder / "lexicon.yaml", LexiconFile)
    if reader.problems or file is None:
        raise KnowledgeError(reader.problems)
    problems = [
        KnowledgeProblem("lexicon.yaml", reader.files["lexicon.yaml"].document.line(path), code, message)
        for path, code, message in _faults(file, knowledge)
    ]
    if problems:
        raise KnowledgeError(problems)
    return Lexicon(reader.digest, file, {refusal.id: refusal for refusal in file.refusals})


_SECTIONS = ("findings", "events", "studies", "results", "quantities", "cues", "passed")
_Fault = tuple[tuple[str | int, ...], str, str]


def _entries(file: LexiconFile) -> Iterator[Entry]:
    for section in _SECTIONS:
        yield from getattr(file, section)


def _faults(file: LexiconFile, knowledge: KnowledgeBase) -> Iterator[_Fault]:
    seen: set[str] = set()
    for section in _SECTIONS:
        for index, entry in enumerate(getattr(file, section)):
            place = (section, index)
            if entry.id in seen:
                yield (*place, "id"), "TWICE", f'"{entry.id}" is an entry already.'
            seen.add(entry.id)
            for phrase in entry.words:
                for name in _classes_in(phrase):
                    if name not in file.classes:
                        message = f'"{name}" is not a class of words.{did_you_mean(name, file.classes)}'
                        yield (*place, "words"), "UNKNOWN_CLASS", message
            for key in ("says", "denied", "unpatched", "returned", "always", "alone", "reads"):
                for fact, value in getattr(entry, key, {}).items():
                    yield from _value_fault((*place, key), fact, value, knowledge)
            for fact, word in getattr(entry, "on", {}).items():
                yield from _value_fault((*place, "on"), fact, word, knowledge)
            for fact in (*getattr(entry, "studies", ()), *getattr(entry, "rules_out", ())):
                yield from _fact_fault((*place, "studies"), fact, knowledge)
            if isinstance(entry, Quantity):
                yield from _fact_fault((*place, "fact"), entry.fact, knowledge)
    for index, refusal in enumerate(file.refusals):
        if refusal.to is not None and refusal.to not in knowledge.adjacent:
            message = f'"{refusal.to}" is not an adjacent topic.{did_you_mean(refusal.to, knowledge.adjacent)}'
            yield ("refusals", index, "to"), "UNKNOWN_TOPIC", message


def _classes_in(phrase: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", phrase)


def _fact_fault(place: tuple[str | int, ...], fact: str, knowledge: KnowledgeBase) -> Iterator[_Fault]:
    if fact not in knowledge.facts:
        message = f'"{fact}" is not declared in facts.yaml.{did_you_mean(fact, knowledge.facts)}'
        yield place, "UNKNOWN_FACT", message


def _value_fault(place: tuple[str | int, ...], fact: str, value: object, knowledge: KnowledgeBase) -> Iterator[_Fault]:
    if fact not in knowledge.facts:
        yield from _fact_fault(place, fact, knowledge)
    elif not _fits(knowledge.facts[fact], value):
        yield (*place, fact), "WRONG_VALUE", f"{fact} cannot be {value!r}."


def _fits(fact: Fact, value: object) -> bool:
    match fact:
        case BooleanFact():
            return isinstance(value, bool)
        case ChoiceFact() | ChoicesFact():
            words = (
                value.get("one_of", ()) if isinstance(value, dict) else value if isinstance(value, list) else [value]
            )
            return bool(words) and all(word in fact.values for word in words)
        case QuantityFact():
            ends = list(value.values()) if isinstance(value, dict) else [value]
            return all(isinstance(end, (int, float)) and not isinstance(end, bool) for end in ends)
