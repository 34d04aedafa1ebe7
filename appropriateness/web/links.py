"""A case in a link and back: facts only, never an identifier; elapsed times carry the hour they were written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from appropriateness.engine.case import read_value
from appropriateness.errors import did_you_mean
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.facts import BooleanFact, ChoiceFact, ChoicesFact, Fact, QuantityFact

VERSION = "1"
HOUR = "%Y-%m-%dT%H"
MAX_HOURS = 24 * 366


@dataclass(frozen=True)
class OpenedLink:
    """What a link carried. `problems` names every part that was left out; `age_hours` is None where it says no hour."""

    answers: dict[str, object]
    problems: tuple[str, ...]
    age_hours: float | None


def encode(answers: Mapping[str, object], knowledge: KnowledgeBase, now: datetime) -> dict[str, str]:
    """Query parameters for a case; empty for an empty case."""
    if not answers:
        return {}
    parts = {name: _written(answers[name]) for name in knowledge.facts if name in answers}
    return {"v": VERSION, "at": now.strftime(HOUR), "k": knowledge.digest.removeprefix("sha256:")[:8], **parts}


def decode(parameters: Mapping[str, str], knowledge: KnowledgeBase, now: datetime) -> OpenedLink:
    """Read a link. An invalid part is left out and named, never replaced by a default."""
    if not parameters:
        return OpenedLink({}, (), None)
    problems: list[str] = []
    if parameters.get("v") != VERSION:
        return OpenedLink(
            {},
            (f'The link says version "{parameters.get("v", "none")[:20]}"; this page reads version {VERSION}.',),
            None,
        )
    answers: dict[str, object] = {}
    for name, text in parameters.items():
        if name in ("v", "at", "k"):
            continue
        fact = knowledge.facts.get(name)
        if fact is None:
            problems.append(f'"{name[:40]}" is not a fact and was left out.{did_you_mean(name[:40], knowledge.facts)}')
            continue
        try:
            value = _read(fact, text)
            read_value(fact, value)
            answers[name] = value
        except ValueError as fault:
            problems.append(f"{fault} It was left out.")
    if parameters.get("k") and not knowledge.digest.removeprefix("sha256:").startswith(parameters["k"]):
        problems.append("The knowledge has changed since the link was made; the answer may differ.")
    age = _age(parameters.get("at"), now)
    if age is None and any(_elapsed(knowledge.facts[name]) for name in answers):
        problems.append("The link does not say when it was made, so its elapsed times have to be confirmed.")
    return OpenedLink(answers, tuple(problems), age)


def elapsed_facts(answers: Mapping[str, object], knowledge: KnowledgeBase) -> dict[str, object]:
    """The answers that go on growing while nobody looks."""
    return {name: value for name, value in answers.items() if _elapsed(knowledge.facts[name])}


def later(value: object, fact: Fact, hours: float) -> object:
    """An elapsed time as it stands `hours` later, in the fact's unit."""
    step = hours / 24 if isinstance(fact, QuantityFact) and fact.unit == "days" else hours
    if isinstance(value, Mapping):
        return {end: _tidy(bound + step) for end, bound in value.items()}
    return _tidy(float(value) + step) if isinstance(value, (int, float)) else value


def _tidy(number: float) -> float | int:
    return int(number) if number == int(number) else round(number, 2)


def _elapsed(fact: Fact) -> bool:
    return isinstance(fact, QuantityFact) and fact.elapsed


def _age(text: str | None, now: datetime) -> float | None:
    if not text:
        return None
    try:
        written = datetime.strptime(text, HOUR)
    except ValueError:
        return None
    age = now.replace(minute=0, second=0, microsecond=0) - written
    return age / timedelta(hours=1) if timedelta(0) <= age <= timedelta(hours=MAX_HOURS) else None


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        if "one_of" in value:
            return "|".join(value["one_of"])
        return f"{value.get('at_least', '')}..{value.get('below', '')}"
    if isinstance(value, (list, tuple)):
        return "~".join(value)
    return str(value)


def _read(fact: Fact, text: str) -> object:
    match fact:
        case BooleanFact():
            if text not in ("yes", "no"):
                raise ValueError(f'{fact.id} is yes or no in a link, not "{text[:40]}".')
            return text == "yes"
        case ChoiceFact():
            return {"one_of": text.split("|")} if "|" in text else text
        case ChoicesFact():
            return text.split("~") if "~" in text else text
        case QuantityFact():
            if ".." in text:
                low, _, high = text.partition("..")
                return {end: _number(fact, part) for end, part in (("at_least", low), ("below", high)) if part}
            return _number(fact, text)


def _number(fact: Fact, text: str) -> float | int:
    try:
        return _tidy(float(text))
    except (ValueError, OverflowError):
        raise ValueError(f'{fact.id} is a number in a link, not "{text[:40]}".') from None
