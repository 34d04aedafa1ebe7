"""Cases from files: one case, a list, or JSON lines; each readable case is kept, each fault keeps its place."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from appropriateness.errors import CaseError, FactProblem

if TYPE_CHECKING:
    from appropriateness import strict_yaml

MAX_DOCUMENT = 32 * 1024 * 1024
"""A single YAML or JSON document above this many characters is refused; JSON lines may be longer."""
MAX_LINE = 256 * 1024
_CASE_KEYS = {"id", "facts"}


@dataclass(frozen=True, slots=True)
class RawCase:
    """One case as it stands in the input, or the fault that keeps it from being read. `place` says where it stands."""

    identifier: object
    place: str
    facts: object = None
    fault: CaseError | None = None


def read_cases(text: str) -> Iterator[RawCase]:
    """Yield every case of `text` in order. Never raises: a fault of one case leaves the others readable."""
    text = text.removeprefix("\ufeff")
    start = text.lstrip()[:1]
    if not start:
        yield _fault("input", 'The input is empty. Give a case such as {"age_years": 34}, a list, or JSON lines.')
    elif start != "[" and _has_json_line(text):
        yield from _json_lines(text)
    elif len(text) > MAX_DOCUMENT:
        message = f"The input has {len(text)} characters; one document may have {MAX_DOCUMENT}. Use JSON lines."
        yield _fault("input", message)
    elif start in "{[":
        yield from _json_document(text)
    else:
        yield from _yaml_cases(_yaml(text))


def _has_json_line(text: str) -> bool:
    """Whether there are several lines of which one is a whole JSON object: then every line is a case of its own."""
    lines = [line for line in text.split("\n") if line.strip()]
    return len(lines) > 1 and any(_is_object(line) for line in lines)


def _is_object(line: str) -> bool:
    if not line.startswith("{") or not line.rstrip().endswith("}") or len(line) > MAX_LINE:
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _json_lines(text: str) -> Iterator[RawCase]:
    for number, line in enumerate(text.split("\n"), start=1):
        place = f"line {number}"
        if not line.strip():
            continue
        if len(line) > MAX_LINE:
            yield _fault(place, f"{place} has {len(line)} characters; a case may have {MAX_LINE}.")
            continue
        try:
            yield _case(_json(line), place)
        except ValueError as fault:
            yield _fault(place, f"{place} is not JSON: {fault}.")


def _json_document(text: str) -> Iterator[RawCase]:
    try:
        data = _json(text)
    except (ValueError, RecursionError) as fault:
        document = _yaml(text) if len(text) <= MAX_LINE else None
        if document is None or document.problems or document.data is None:
            yield _fault("input", f"The input is not JSON: {fault}.")
        else:
            yield from _yaml_cases(document)
        return
    yield from _cases(data)


class _Object(dict[str, Any]):
    """A JSON object that remembers a key given twice."""

    twice: str | None = None


def _json(text: str) -> Any:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = _Object()
        for key, value in items:
            if key in found:
                found.twice = key
            found[key] = value
        return found

    def constant(word: str) -> Any:
        raise ValueError(f"{word} is not a number")

    try:
        return json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as fault:
        raise ValueError(f"{fault.msg} at line {fault.lineno}, column {fault.colno}") from fault
    except RecursionError as fault:
        raise ValueError("it is nested too deeply") from fault


def _yaml(text: str) -> strict_yaml.Document:
    from appropriateness import strict_yaml  # loaded only for those who write YAML: JSON is answered faster

    return strict_yaml.parse(text, quoted=False)


def _yaml_cases(document: strict_yaml.Document) -> Iterator[RawCase]:
    """Faults inside one case of a list stay with that case; any other fault is the input's."""
    listed = isinstance(document.data, list)
    own: dict[object, list[strict_yaml.YamlProblem]] = {}
    for problem in document.problems:
        own.setdefault(problem.path[0] if listed and problem.path else None, []).append(problem)
    if None in own:
        yield _fault("input", " ".join(f"Line {problem.line}: {problem.message}" for problem in own[None]))
        return
    items = document.data if listed else [document.data]
    for index, item in enumerate(items):
        place = f"case {index + 1}, line {document.line((index,) if listed else ())}"
        problems = own.get(index, [])
        if problems:
            message = " ".join(f"Line {problem.line}: {problem.message}" for problem in problems)
            yield RawCase(_identifier(item), place, fault=CaseError([FactProblem((), message)]))
        else:
            yield _case(item, place)


def _cases(data: Any) -> Iterable[RawCase]:
    if isinstance(data, list):
        if not data:
            return [_fault("input", "The list holds no case.")]
        return (_case(item, f"case {index}") for index, item in enumerate(data, start=1))
    return [_case(data, "input")]


def _case(item: Any, place: str) -> RawCase:
    """A case is `{id, facts}` or bare facts."""
    if not isinstance(item, Mapping):
        what = "nothing" if item is None else f"{type(item).__name__} {str(item)[:40]!r}"
        return _fault(place, f"{place}: a case is a set of facts with their values, not {what}.")
    twice = next((part.twice for part in (item, item.get("facts")) if isinstance(part, _Object) and part.twice), None)
    if twice is not None:
        message = f'{place}: "{twice[:40]}" is given twice; keep one.'
        return RawCase(_identifier(item), place, fault=CaseError([FactProblem((), message)]))
    if "facts" in item:
        strangers = sorted(set(map(str, item)) - _CASE_KEYS)
        if strangers:
            message = f'{place}: a case has id and facts, not "{strangers[0][:40]}"; put facts inside facts.'
            return RawCase(_identifier(item), place, fault=CaseError([FactProblem((), message)]))
        return RawCase(_identifier(item), place, item["facts"])
    return RawCase(_identifier(item), place, {key: value for key, value in item.items() if key != "id"})


def _identifier(item: Any) -> object:
    """The caller's own name of the case: a word or a number, cut to a sensible length."""
    name = item.get("id") if isinstance(item, Mapping) else None
    if isinstance(name, str):
        return name[:200]
    if isinstance(name, bool) or not isinstance(name, (int, float)):
        return None
    return name if isinstance(name, int) or math.isfinite(name) else None


def _fault(place: str, message: str) -> RawCase:
    return RawCase(None, place, fault=CaseError([FactProblem((), message)]))
