"""Cases from files: one case, a list, or JSON lines; each readable case is kept, each fault keeps its place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from appropriateness import strict_yaml
from appropriateness.errors import CaseError, FactProblem

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
    stripped = text.lstrip("\ufeff").strip()
    if not stripped:
        yield _fault("input", 'The input is empty. Give a case such as {"age_years": 34}, a list, or JSON lines.')
    elif _is_json_lines(stripped):
        yield from _json_lines(stripped)
    elif len(stripped) > MAX_DOCUMENT:
        yield _fault(
            "input", f"The input has {len(stripped)} characters; one document may have {MAX_DOCUMENT}. Use JSON lines."
        )
    elif stripped[0] in "{[":
        yield from _json_document(stripped)
    else:
        yield from _yaml_document(stripped)


def _is_json_lines(text: str) -> bool:
    """Two lines or more that each begin an object and end one."""
    if text[0] != "{":
        return False
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return len(lines) > 1 and sum(line.startswith("{") and line.endswith("}") for line in lines) * 2 > len(lines)


def _json_lines(text: str) -> Iterator[RawCase]:
    for number, line in enumerate(text.splitlines(), start=1):
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
        document = strict_yaml.parse(text, quoted=False)
        if document.problems or document.data is None:
            yield _fault("input", f"The input is not JSON: {fault}.")
            return
        yield from _yaml_cases(document)
        return
    yield from _cases(data)


def _json(text: str) -> Any:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in items]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise ValueError(f'"{twice}" is given twice; keep one')
        return dict(items)

    def constant(word: str) -> Any:
        raise ValueError(f"{word} is not a number")

    try:
        return json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as fault:
        raise ValueError(f"{fault.msg} at line {fault.lineno}, column {fault.colno}") from fault
    except RecursionError as fault:
        raise ValueError("it is nested too deeply") from fault


def _yaml_document(text: str) -> Iterator[RawCase]:
    yield from _yaml_cases(strict_yaml.parse(text, quoted=False))


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
    return name if isinstance(name, (int, float)) and not isinstance(name, bool) else None


def _fault(place: str, message: str) -> RawCase:
    return RawCase(None, place, fault=CaseError([FactProblem((), message)]))
