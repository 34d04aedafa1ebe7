"""YAML without surprises: no duplicate keys, no 1.1 booleans, no octals, no aliases; every value knows its line.

The only module that imports yaml. `yes`, `no`, `on` and `off` are plain words here, never booleans; in knowledge
files they must be quoted so that a reader of the file is not misled.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

Path = tuple[str | int, ...]

_BASE_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)$")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9_]+$|0[xob][0-9a-fA-F_]+$")
_FLOAT = re.compile(r"[-+]?(\d+\.\d*|\.\d+|\d+)([eE][-+]?\d+)?$")
_YAML_1_1_BOOLEANS = frozenset({"yes", "no", "on", "off", "y", "n"})
_CONSTANTS: dict[str, object] = {
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    "null": None, "Null": None, "NULL": None, "~": None, "": None,
}  # fmt: skip
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
    try:
        loader = _BASE_LOADER(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except (yaml.YAMLError, RecursionError, ValueError) as fault:
        return Document(None, {}, (_syntax_problem(fault),))
    reader = _Reader(quoted)
    data = reader.value(node, ()) if node is not None else None
    return Document(data, reader.lines, tuple(reader.problems))


def _syntax_problem(fault: Exception) -> YamlProblem:
    mark = getattr(fault, "problem_mark", None)
    line = mark.line + 1 if mark is not None else 1
    if isinstance(fault, RecursionError):
        return YamlProblem((), line, "TOO_DEEP", "the file is nested too deeply to be read.")
    what = getattr(fault, "problem", None) or str(fault).splitlines()[0]
    return YamlProblem((), line, "BROKEN_YAML", f"the YAML cannot be read: {what}.")


class _Reader:
    def __init__(self, quoted: bool) -> None:
        self.quoted = quoted
        self.lines: dict[Path, int] = {}
        self.problems: list[YamlProblem] = []
        self._open: set[int] = set()

    def refuse(self, path: Path, node: Any, code: str, message: str) -> None:
        self.problems.append(YamlProblem(path, node.start_mark.line + 1, code, message))

    def value(self, node: Any, path: Path) -> Any:
        self.lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node, path)
        if id(node) in self._open or len(path) > MAX_DEPTH:
            self.refuse(path, node, "TOO_DEEP", "the value is nested too deeply or contains itself.")
            return None
        self._open.add(id(node))
        try:
            if isinstance(node, yaml.SequenceNode):
                return [self.value(child, (*path, index)) for index, child in enumerate(node.value)]
            return dict(self.pairs(node, path))
        finally:
            self._open.discard(id(node))

    def pairs(self, node: Any, path: Path) -> Iterator[tuple[str, Any]]:
        seen: set[str] = set()
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.refuse(path, key_node, "BAD_KEY", "a key must be a plain word.")
                continue
            key = key_node.value
            if key in seen:
                self.refuse((*path, key), key_node, "DUPLICATE_KEY", f'"{key}" is given twice; keep one.')
                continue
            seen.add(key)
            yield key, self.value(value_node, (*path, key))

    def scalar(self, node: Any, path: Path) -> object:
        text: str = node.value
        if node.style in ("'", '"', "|", ">"):
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if self.quoted and text.lower() in _YAML_1_1_BOOLEANS:
            self.refuse(path, node, "UNQUOTED_WORD", f'write "{text}" in quotes; unquoted it may be read as a boolean.')
            return text
        if self.quoted and " " in text:
            self.refuse(path, node, "UNQUOTED_TEXT", f'write "{text[:40]}" in quotes; prose is always quoted.')
            return text
        if _INTEGER.match(text):
            return int(text) if len(text) < 20 else float(text)
        if _LEADING_ZERO.match(text):
            self.refuse(path, node, "NOT_DECIMAL", f"{text} is not a decimal number; write it without a leading zero.")
            return text
        if _FLOAT.match(text) and math.isfinite(float(text)):
            return float(text)
        return text
