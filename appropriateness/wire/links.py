"""A case in a link and back: facts only, never an identifier; each elapsed time carries when it was true.

A link may carry the name of a vignette instead of a case. `at` is when the elapsed times were given; one given at
another time has its own `at.FACT`. Nothing else ages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from appropriateness.engine.case import read_value
from appropriateness.errors import did_you_mean
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.facts import BooleanFact, ChoiceFact, ChoicesFact, Fact, QuantityFact

VERSION = "1"
MINUTE = "%Y-%m-%dT%H:%M"
HOUR = "%Y-%m-%dT%H"
MAX_AGE = timedelta(days=366)
_OWN = ("v", "at", "k", "vignette")
_OWN_AT = "at."
_NO_TIME = "unknown"


@dataclass(frozen=True)
class OpenedLink:
    """What a link carried. `given` says when each elapsed time was true, None where the link does not say so.

    `problems` names every part that was left out.
    """

    answers: dict[str, object]
    given: dict[str, datetime | None]
    problems: tuple[str, ...]
    vignette: str | None = None


def encode_vignette(name: str) -> dict[str, str]:
    """Query parameters for a vignette; no case goes with it."""
    return {"v": VERSION, "vignette": name}


def encode(
    answers: Mapping[str, object], given: Mapping[str, datetime | None], knowledge: KnowledgeBase
) -> dict[str, str]:
    """Query parameters for a case; empty for an empty case. `given` holds a time for every elapsed answer."""
    if not answers:
        return {}
    parts = {name: _written(answers[name]) for name in knowledge.facts if name in answers}
    times = {name: given[name] for name in parts if elapsed(knowledge.facts[name])}
    latest = max((time for time in times.values() if time is not None), default=None)
    stamps = {"at": latest.strftime(MINUTE)} if latest else {}
    for name, time in times.items():
        if time is None or time != latest:
            stamps[f"{_OWN_AT}{name}"] = time.strftime(MINUTE) if time else _NO_TIME
    return {"v": VERSION, "k": knowledge.digest.removeprefix("sha256:")[:8], **stamps, **parts}


def decode(parameters: Mapping[str, Sequence[str]], knowledge: KnowledgeBase, now: datetime) -> OpenedLink:
    """Read a link: each name with all its values. An invalid part is left out and named, never made a default."""
    if not parameters:
        return OpenedLink({}, {}, ())
    version = _only(parameters.get("v", ("none",)))
    if version != VERSION:
        said = (version or "several")[:20]
        return OpenedLink({}, {}, (f'The link says version "{said}"; this page reads version {VERSION}.',))
    answers: dict[str, object] = {}
    problems: list[str] = []
    for name, texts in parameters.items():
        if name in _OWN or (name.startswith(_OWN_AT) and name.removeprefix(_OWN_AT) in knowledge.facts):
            continue
        fact = knowledge.facts.get(name)
        if fact is None:
            problems.append(f'"{name[:40]}" is not a fact and was left out.{did_you_mean(name[:40], knowledge.facts)}')
            continue
        text = _only(texts)
        if text is None:
            problems.append(f"{name} is given twice with different values. It was left out.")
            continue
        try:
            value = _read(fact, text)
            read_value(fact, value)
            answers[name] = value
        except ValueError as fault:
            problems.append(f"{fault} It was left out.")
    digest = _only(parameters.get("k", ("",)))
    if digest != "" and not (digest and knowledge.digest.removeprefix("sha256:").startswith(digest)):
        problems.append("The knowledge has changed since the link was made; the answer may differ.")
    given = {name: _time(name, parameters, now) for name in answers if elapsed(knowledge.facts[name])}
    if None in given.values():
        problems.append("The link does not say when it was made, so its elapsed times have to be confirmed.")
    vignette = _only(parameters["vignette"]) if "vignette" in parameters else None
    if vignette is None and "vignette" in parameters:
        problems.append("The link names two vignettes. They were left out.")
    return OpenedLink(answers, given, tuple(problems), vignette[:64] if vignette else None)


def _only(texts: Sequence[str]) -> str | None:
    """The one value of a part, or None where it has several that differ."""
    return texts[0] if len(set(texts)) == 1 else None


def _time(name: str, parameters: Mapping[str, Sequence[str]], now: datetime) -> datetime | None:
    """When that time was true; None where the link does not say, or says what cannot be."""
    text = _only(parameters.get(f"{_OWN_AT}{name}") or parameters.get("at") or ())
    for form in (MINUTE, HOUR):
        try:
            time = datetime.strptime(text or "", form)
        except ValueError:
            continue
        return time if timedelta(0) <= now - time <= MAX_AGE else None
    return None


def given_at(answers: Mapping[str, object], time: datetime, knowledge: KnowledgeBase) -> dict[str, datetime | None]:
    """For `encode`: every elapsed time among the answers was true at that time."""
    return {name: time for name in answers if elapsed(knowledge.facts[name])}


def later(value: object, fact: QuantityFact, hours: float) -> object:
    """An elapsed time as it stands `hours` later, in the fact's unit; beyond the fact's range "at least" its end."""
    step = hours / 24 if fact.unit == "days" else hours
    if isinstance(value, Mapping):
        return {end: _tidy(min(bound + step, fact.at_most) if end == "at_least" else bound + step)
                for end, bound in value.items()}  # fmt: skip
    if not isinstance(value, (int, float)):
        return value
    return _tidy(value + step) if value + step <= fact.at_most else {"at_least": _tidy(fact.at_most)}


def _tidy(number: float) -> float | int:
    return int(number) if number == int(number) else number


def elapsed(fact: Fact) -> bool:
    """Whether the fact goes on growing while nobody looks."""
    return isinstance(fact, QuantityFact) and fact.elapsed


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
