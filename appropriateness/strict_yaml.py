"""YAML without surprises: no duplicate keys, no 1.1 booleans, no octals, no aliases; every value knows its line.

The only module that imports yaml. `yes`, `no`, `on` and `off` are plain words here, never booleans; in knowledge
files they must be quoted so that a reader of the file is not misled. The text is read event by event, without
recursion, so that neither depth nor size can end the process.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Any

import yaml

Path = tuple[str | int, ...]

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)$")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9_]+$|0[xob][0-9a-fA-F_]+$")
_FLOAT = re.compile(r"[-+]?(\d+\.\d*|\.\d+|\d+)([eE][-+]?\d+)?$")
_YAML_1_1_BOOLEANS = frozenset({"yes", "no", "on", "off", "y", "n"})
_TRUE_FALSE_NULL: dict[str, object] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}
MAX_DEPTH = 40


@dataclass(frozen=True, slots=True)
class YamlProblem:
    """One fault: where in the data (`path`), on which line (from 1), and what."""

    path: Path
    line: int
    code: str
    message: str


class Document:
    """Parsed data with the line of every value. `problems` lists what a strict reader refuses."""

    def __init__(self, data: Any, lines: dict[Path, int], problems: tuple[YamlProblem, ...]) -> None:
        self.data, self._lines, self.problems = data, lines, problems

    def line(self, path: Path) -> int:
        """The line of the value at `path`, or of its nearest parent that has one."""
        while path not in self._lines and path:
            path = path[:-1]
        return self._lines.get(path, 1)


def parse(text: str, quoted: bool = True) -> Document:
    """Parse one YAML document. Never raises for bad YAML: a syntax fault is the single problem, with data None.

    `quoted` refuses prose, yes and no without quotes, as knowledge files must; what people type may leave them out.
    """
    builder = _Builder(quoted)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
            if builder.stopped:
                break
    except (yaml.YAMLError, ValueError) as fault:
        return Document(None, {}, (_syntax_problem(fault),))
    if builder.stopped:
        return Document(None, {}, tuple(builder.problems))
    return Document(builder.data, builder.lines, tuple(builder.problems))


def _syntax_problem(fault: Exception) -> YamlProblem:
    mark = getattr(fault, "problem_mark", None)
    what = getattr(fault, "problem", None) or str(fault).splitlines()[0]
    return YamlProblem((), mark.line + 1 if mark is not None else 1, "BROKEN_YAML", f"the YAML cannot be read: {what}.")


@dataclass(slots=True)
class _Open:
    """A list or mapping that is still being read; `key` is that of the value to come, None where a key is due."""

    path: Path
    items: list[Any] | dict[str, Any]
    key: str | None = None
    twice: bool = False


@dataclass(slots=True)
class _Builder:
    """Puts events together to data. `skipping` counts the collections of a part that is left out."""

    quoted: bool
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[YamlProblem] = field(default_factory=list)
    stopped: bool = False
    _open: list[_Open] = field(default_factory=list)
    _documents: int = 0
    _skipping: int = 0
    _skip_value: bool = False

    def refuse(self, path: Path, event: Any, code: str, message: str) -> None:
        self.problems.append(YamlProblem(path, event.start_mark.line + 1, code, message))

    def take(self, event: Any) -> None:
        starts = isinstance(event, yaml.CollectionStartEvent)
        ends = isinstance(event, yaml.CollectionEndEvent)
        if self._skipping:
            self._skipping += starts - ends
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self.refuse((), event, "BROKEN_YAML", "the YAML cannot be read: a second document begins here.")
                self.stopped = True
        elif ends:
            self._open.pop()
        elif starts or isinstance(event, yaml.NodeEvent):
            self._node(event, starts)

    def _node(self, event: Any, starts: bool) -> None:
        """A scalar, an alias, or the start of a collection: a key or a value of what is open."""
        if len(self._open) > MAX_DEPTH:
            self.refuse(self._open[-1].path, event, "TOO_DEEP", "the value is nested too deeply.")
            self.stopped = True
            return
        inside = self._open[-1] if self._open else None
        if inside is not None and isinstance(inside.items, dict) and inside.key is None:
            self._key(inside, event, starts)
            return
        path = self._path(inside)
        if inside is not None and inside.twice:
            inside.key, inside.twice = None, False
            self._skipping = int(starts)
            return
        self.lines[path] = event.start_mark.line + 1
        self._put(inside, self._value(event, path))

    def _key(self, inside: _Open, event: Any, starts: bool) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            self.refuse(inside.path, event, "BAD_KEY", "a key must be a plain word.")
            self._skipping = int(starts)
            inside.key, inside.twice = "", True
            return
        inside.key = event.value
        if event.value in inside.items:
            inside.twice = True
            message = f'"{event.value}" is given twice; keep one.'
            self.refuse((*inside.path, event.value), event, "DUPLICATE_KEY", message)

    def _path(self, inside: _Open | None) -> Path:
        if inside is None:
            return ()
        return (*inside.path, len(inside.items) if isinstance(inside.items, list) else inside.key or "")

    def _put(self, inside: _Open | None, value: Any) -> None:
        if isinstance(value, _Open):
            self._open.append(value)
            value = value.items
        if inside is None:
            self.data = value
        elif isinstance(inside.items, list):
            inside.items.append(value)
        else:
            inside.items[inside.key or ""] = value
            inside.key = None

    def _value(self, event: Any, path: Path) -> Any:
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path)
        if isinstance(event, yaml.AliasEvent):
            self.refuse(path, event, "ALIAS", "the value is an alias of one written elsewhere; write it out.")
            return None
        return _Open(path, [] if isinstance(event, yaml.SequenceStartEvent) else {})

    def _scalar(self, event: Any, path: Path) -> object:
        text: str = event.value
        if event.style in ("'", '"', "|", ">"):
            return text
        if text in _TRUE_FALSE_NULL:
            return _TRUE_FALSE_NULL[text]
        if self.quoted and text.lower() in _YAML_1_1_BOOLEANS:
            message = f'write "{text}" in quotes; unquoted it may be read as a boolean.'
            self.refuse(path, event, "UNQUOTED_WORD", message)
            return text
        if self.quoted and " " in text:
            self.refuse(path, event, "UNQUOTED_TEXT", f'write "{text[:40]}" in quotes; prose is always quoted.')
            return text
        if _INTEGER.match(text):
            return int(text) if len(text) < 20 else _finite(text)
        if _LEADING_ZERO.match(text):
            message = f"{text[:40]} is not a decimal number; write it without a leading zero."
            self.refuse(path, event, "NOT_DECIMAL", message)
            return text
        return _finite(text) if _FLOAT.match(text) else text


def _finite(text: str) -> float | str:
    """The number, or the text where no number can hold it."""
    number = float(text)
    return number if math.isfinite(number) else text
