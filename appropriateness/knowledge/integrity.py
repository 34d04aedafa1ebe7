"""Does the knowledge hang together: every name exists, every operand fits its fact, nothing is left unused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from appropriateness.errors import KnowledgeProblem, did_you_mean
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.criteria import Is, Order, Predicate
from appropriateness.knowledge.facts import BooleanFact, ChoiceFact, ChoicesFact, Fact, QuantityFact
from appropriateness.knowledge.files import RadiationFile
from appropriateness.knowledge.procedures import Procedure
from appropriateness.knowledge.rules import Example, Flag, Redirect
from appropriateness.knowledge.scenarios import Position, RatingRow, Reading, Scenario
from appropriateness.knowledge.sources import Voice
from appropriateness.provenance import Citation
from appropriateness.shape import Model, key_of

Path = tuple[str | int, ...]
Place = Callable[[str, Path], int]


def check(base: KnowledgeBase, parsed: Mapping[str, Model], place: Place) -> list[KnowledgeProblem]:
    """Return every fault of reference and use. `parsed` maps file names to what was read from them."""
    checker = _Checker(base, place)
    for name, model in parsed.items():
        checker.read(name, model)
        if isinstance(model, Scenario):
            checker.scenario(model)
    checker.definition_cycles()
    checker.unused()
    return checker.problems


def check_references(base: KnowledgeBase, parsed: Mapping[str, Model], place: Place) -> list[KnowledgeProblem]:
    """Return every name in files read apart that the knowledge base does not know."""
    checker = _Checker(base, place)
    for name, model in parsed.items():
        checker.read(name, model)
    return checker.problems


def parts(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every model inside `value`, parents first, with its path as the file spells it."""
    found: list[tuple[Path, Any]] = []
    _gather(value, path, found)
    return iter(found)


def _gather(value: Any, path: Path, found: list[tuple[Path, Any]]) -> None:
    if isinstance(value, Model):
        found.append((path, value))
        for name, inside in vars(value).items():
            if isinstance(inside, (Model, tuple)):
                _gather(inside, (*path, key_of(name)), found)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            if isinstance(item, (Model, tuple)):
                _gather(item, (*path, index), found)


def parts_of(base: KnowledgeBase) -> Iterator[Any]:
    """Every model inside the knowledge base: scenarios, rules, predicates, citations ..."""
    for value in vars(base).values():
        items = tuple(value.values()) if isinstance(value, Mapping) else value
        for _, part in parts(items, ()):
            yield part


class _Checker:
    def __init__(self, base: KnowledgeBase, place: Place) -> None:
        self.base, self.place, self.file = base, place, ""
        self.problems: list[KnowledgeProblem] = []
        self.used_facts: set[str] = set()
        self.used_sources: set[str] = set()
        self.used_definitions: set[str] = set()

    def read(self, name: str, model: Model) -> None:
        """Check every part of one file."""
        self.file = name
        for path, part in parts(model, ()):
            self.part(path, part)
        self.unique_ids(model)

    def refuse(self, path: Path, code: str, message: str) -> None:
        self.problems.append(KnowledgeProblem(self.file, self.place(self.file, path), code, message))

    def known(self, path: Path, word: str, words: Iterable[str], code: str, where: str) -> bool:
        names = list(words)
        if word in names:
            return True
        self.refuse(path, code, f'"{word}" is not declared in {where}.{did_you_mean(word, names)}')
        return False

    def source(self, path: Path, source: str) -> None:
        self.used_sources.add(source)
        self.known(path, source, self.base.sources, "UNKNOWN_SOURCE", "sources.yaml")

    def procedure(self, path: Path, procedure: str) -> None:
        self.known(path, procedure, self.base.procedures, "UNKNOWN_PROCEDURE", "procedures.yaml")

    def part(self, path: Path, part: Any) -> None:
        match part:
            case Predicate():
                self.predicate(path, part)
            case Is():
                self.used_definitions.add(part.is_)
                self.known(path, part.is_, self.base.definitions, "UNKNOWN_DEFINITION", "definitions.yaml")
            case ChoiceFact() | ChoicesFact():
                self.choice(path, part)
            case Procedure():
                for level in (part.rrl.adult, part.rrl.paediatric):
                    if level is not None and level not in self.base.radiation:
                        self.refuse(
                            path, "UNKNOWN_LEVEL", f"level {level} of {part.id} is not declared in radiation.yaml."
                        )
            case RadiationFile():
                if sorted(level.level for level in part.levels) != list(range(len(part.levels))):
                    self.refuse(("levels",), "LEVELS", "every level from 0 upwards is declared once, none is left out.")
            case Example():
                self.example(path, part)
            case Citation():
                self.source(path, part.source)
            case Reading():
                self.source(path, part.witness)
            case Voice():
                self.source(path, part.source)
            case Position():
                self.source(path, part.source)
                if part.procedure is not None:
                    self.procedure(path, part.procedure)
            case RatingRow():
                self.procedure(path, part.procedure)
            case Order():
                for name in (part.lower, part.higher):
                    self.known(path, name, self.base.facts, "UNKNOWN_FACT", "facts.yaml")
            case Flag():
                self.flag(path, part)
            case Redirect() if part.to is not None:
                self.known(path, part.to, self.base.adjacent, "UNKNOWN_TOPIC", "adjacent_topics.yaml")
            case _:
                pass
        for name in getattr(part, "named_facts", ()):
            self.known(path, name, self.base.facts, "UNKNOWN_FACT", "facts.yaml")
        see = getattr(part, "see", None)
        if see is not None:
            self.known(path, see, self.base.scenarios, "UNKNOWN_SCENARIO", "scenarios/")

    def choice(self, path: Path, fact: ChoiceFact | ChoicesFact) -> None:
        """Every value that a fact refers to itself is one of its values."""
        named: list[str] = list(fact.exclusive) if isinstance(fact, ChoicesFact) else list(fact.absent or ())
        if isinstance(fact, ChoiceFact) and fact.kind_unknown is not None:
            named += [fact.kind_unknown.value, *fact.kind_unknown.excludes]
        for word in named:
            self.known(path, word, fact.values, "UNKNOWN_VALUE", f"the values of {fact.id}")

    def example(self, path: Path, example: Example) -> None:
        for name, value in example.facts.items():
            if not self.known((*path, "facts"), name, self.base.facts, "UNKNOWN_FACT", "facts.yaml"):
                continue
            fact = self.base.facts[name]
            if not isinstance(fact, (ChoiceFact, ChoicesFact)):
                continue
            for word in value if isinstance(value, (list, tuple)) else [value]:
                self.known((*path, "facts", name), str(word), fact.values, "UNKNOWN_VALUE", f"the values of {name}")

    def flag(self, path: Path, flag: Flag) -> None:
        if flag.study is not None:
            self.procedure(path, flag.study)
        for name in flag.ask:
            if self.known(path, name, self.base.facts, "UNKNOWN_FACT", "facts.yaml"):
                fact = self.base.facts[name]
                if flag.level == "emergency" and getattr(fact, "absent", None) is None:
                    self.refuse(
                        path, "NO_ABSENT_VALUE", f'"{name}" has no `absent` value, so "none present" cannot answer it.'
                    )

    def predicate(self, path: Path, predicate: Predicate) -> None:
        self.used_facts.add(predicate.fact)
        if not self.known(path, predicate.fact, self.base.facts, "UNKNOWN_FACT", "facts.yaml"):
            return
        fact = self.base.facts[predicate.fact]
        for operand, why in _misfits(fact, predicate):
            self.refuse(path, "WRONG_OPERAND", f'"{predicate.fact}" {why}.{_suggestion(fact, operand)}')

    def scenario(self, scenario: Scenario) -> None:
        if self.file != f"scenarios/{scenario.id}.yaml":
            self.refuse(("id",), "WRONG_NAME", f'the file must be named after its id: "{scenario.id}.yaml".')
        if (scenario.acr_variant is None) != (not scenario.ratings):
            self.refuse(("ratings",), "RATINGS", "a scenario has ratings exactly where an ACR variant covers it.")
        rows = Counter(row.procedure for row in scenario.ratings)
        for procedure in (name for name, count in rows.items() if count > 1):
            self.refuse(("ratings",), "RATED_TWICE", f'"{procedure}" is rated twice.')
        for index, row in enumerate(scenario.ratings):
            witnesses = Counter(reading.witness for reading in row.readings)
            for witness in (name for name, count in witnesses.items() if count > 1):
                self.refuse(("ratings", index), "WITNESS_TWICE", f'"{witness}" reads one rating twice.')
        for index, pair in enumerate(scenario.pairs):
            for procedure in pair:
                self.known(("pairs", index), procedure, rows, "UNKNOWN_PROCEDURE", "the ratings of this scenario")
        for index, number in enumerate(scenario.disagreements):
            self.known(
                ("disagreements", index), number, self.base.disagreements, "UNKNOWN_DISAGREEMENT", "disagreements.yaml"
            )
        for index, pointer in enumerate(scenario.pointers):
            if pointer.only_when_known and pointer.when is None:
                self.refuse(("pointers", index), "NO_GATE", f'"{pointer.id}" says only_when_known but has no `when`.')

    def unique_ids(self, model: Model) -> None:
        for name, items in vars(model).items():
            if not isinstance(items, tuple) or not items or not hasattr(items[0], "id"):
                continue
            for identifier, count in Counter(item.id for item in items).items():
                if count > 1:
                    self.refuse((key_of(name),), "DUPLICATE_ID", f'"{identifier}" is declared {count} times; keep one.')

    def definition_cycles(self) -> None:
        self.file = "definitions.yaml"
        uses = {
            name: {part.is_ for _, part in parts(definition, ()) if isinstance(part, Is)}
            for name, definition in self.base.definitions.items()
        }
        for index, name in enumerate(uses):
            reached: set[str] = set()
            waiting = list(uses[name])
            while waiting:
                step = waiting.pop()
                if step not in reached:
                    reached.add(step)
                    waiting.extend(uses.get(step, ()))
            if name in reached:
                self.refuse(("definitions", index), "CIRCULAR", f'"{name}" refers back to itself.')

    def unused(self) -> None:
        apart = {source.id for source in self.base.sources.values() if source.cited_in is not None}
        for file, names, used, what in (
            ("facts.yaml", self.base.facts, self.used_facts, "no rule, score or pointer uses it"),
            ("sources.yaml", self.base.sources, self.used_sources | apart, "nothing cites it"),
            ("definitions.yaml", self.base.definitions, self.used_definitions, "no rule refers to it"),
        ):
            self.file = file
            for index, name in enumerate(names):
                if name not in used:
                    key = file.removesuffix(".yaml")
                    self.refuse((key, index), "UNUSED", f'"{name}" is declared, but {what}; use it or remove it.')


def _misfits(fact: Fact, predicate: Predicate) -> Iterator[tuple[object, str]]:
    """Each operand that the fact cannot have, and what the fact takes instead."""
    equals, one_of = predicate.equals, predicate.one_of
    bounds = [bound for bound in (predicate.at_least, predicate.below) if bound is not None]
    match fact:
        case BooleanFact():
            if not isinstance(equals, bool):
                yield equals, "is true or false: use `equals: true` or `equals: false`"
        case ChoiceFact() | ChoicesFact():
            if bounds:
                yield bounds[0], "is a choice: use `equals` or `one_of`"
            words = one_of if one_of is not None else (equals,) if equals is not None else ()
            for word in words:
                if word not in fact.values:
                    yield word, f'cannot be "{word}"'
        case QuantityFact():
            if one_of is not None or isinstance(equals, (bool, str)):
                yield equals, "is a number: use `at_least`, `below` or `equals` with a number"
            numbers = bounds + ([equals] if isinstance(equals, (int, float)) else [])
            for number in numbers:
                if not fact.at_least <= number <= fact.at_most:
                    yield number, f"runs from {fact.at_least:g} to {fact.at_most:g} {fact.unit}, not {number:g}"


def _suggestion(fact: Fact, operand: object) -> str:
    if isinstance(fact, (ChoiceFact, ChoicesFact)) and isinstance(operand, str):
        return did_you_mean(operand, fact.values)
    return ""
