"""Reading one knowledge file into its model: every fault is named with file, line, code and next step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from appropriateness import strict_yaml
from appropriateness.errors import KnowledgeProblem, did_you_mean
from appropriateness.knowledge.assembling import digest_of
from appropriateness.shape import Model, ShapeError, schema, shaped

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class ReadFile:
    name: str
    document: strict_yaml.Document

    def problem(self, path: strict_yaml.Path, code: str, message: str) -> KnowledgeProblem:
        return KnowledgeProblem(self.name, self.document.line(path), code, message)


class Reader:
    """Reads files below one folder, gathering problems and everything read, in reading order.

    A file goes by its path below `folder`, with `prefix` before it.
    """

    def __init__(self, folder: Path, prefix: str = "") -> None:
        self.folder, self.prefix = folder, prefix
        self.problems: list[KnowledgeProblem] = []
        self.files: dict[str, ReadFile] = {}
        self.contents: dict[str, bytes] = {}

    @property
    def digest(self) -> str:
        return digest_of(self.contents)

    def line(self, name: str, path: strict_yaml.Path) -> int:
        """Where in a file that was read that part stands."""
        return self.files[name].document.line(path)

    def text(self, path: Path) -> tuple[str, str | None]:
        """The name a file goes by and its text; None where it cannot be read, and then `problems` says why."""
        name = self.prefix + path.relative_to(self.folder).as_posix()
        try:
            content = path.read_bytes()
            text = content.decode("utf-8")
        except (OSError, UnicodeDecodeError) as fault:
            why = "is missing" if isinstance(fault, FileNotFoundError) else f"cannot be read ({fault})"
            self.problems.append(KnowledgeProblem(name, 0, "NO_FILE", f"the file {why}; restore it as UTF-8 text."))
            return name, None
        self.contents[name] = content
        return name, text

    def read(self, path: Path, model: type[M]) -> M | None:
        """The file as its model, or None where something is wrong; then `problems` says what."""
        name, text = self.text(path)
        if text is None:
            return None
        file = self.files[name] = ReadFile(name, strict_yaml.parse(text))
        for found in file.document.problems:
            self.problems.append(KnowledgeProblem(name, found.line, found.code, found.message))
        if file.document.data is None:
            if not file.document.problems:
                self.problems.append(KnowledgeProblem(name, 1, "EMPTY_FILE", "the file is empty."))
            return None
        try:
            return shaped(model, file.document.data)
        except ShapeError as fault:
            errors = fault.errors
            self.problems.extend(_shape_problem(file, error, model) for error in errors if not _echo(error, errors))
            return None


def _echo(error: Any, errors: Sequence[Any]) -> bool:
    """Whether a list is called too short only because an entry inside it is faulty."""
    place = error["loc"]
    return error["type"] == "too_short" and any(
        len(other["loc"]) > len(place) and other["loc"][: len(place)] == place for other in errors
    )


def _shape_problem(file: ReadFile, error: Any, model: type[Model]) -> KnowledgeProblem:
    path = tuple(part for part in error["loc"])
    at = _path_in(file.document.data, path)
    key = str(path[-1]) if path else ""
    kind = error["type"]
    if kind == "unexpected_keyword_argument":
        known = _known_keys(model, path[:-1])
        return file.problem(at, "UNKNOWN_KEY", f'"{key}" is not a key here.{did_you_mean(key, known)}')
    if kind == "missing":
        return file.problem(at, "MISSING_KEY", f'"{key}" is missing; every {_owner(at)} needs it.')
    message = str(error["msg"]).removeprefix("Value error, ")
    where = ".".join(str(part) for part in at) or "the file"
    return file.problem(at, "WRONG_SHAPE", f"{where}: {message[0].lower()}{message[1:]}.")


def _path_in(data: Any, loc: Iterable[Any]) -> strict_yaml.Path:
    """The part of a validation location that exists in the data; union tags are left out."""
    path: list[str | int] = []
    for part in loc:
        inside = part in data if isinstance(data, dict) else isinstance(data, list) and part in range(len(data))
        if not inside:
            continue
        data = data[part]
        path.append(part)
    return tuple(path)


def _owner(path: strict_yaml.Path) -> str:
    words = [str(part) for part in path if isinstance(part, str)]
    return f"entry of {words[-1]}" if words else "file"


def _known_keys(model: type[Model], _path: tuple[Any, ...]) -> set[str]:
    """Every key any part of this file may have: good enough to suggest a spelling."""
    keys: set[str] = set()
    waiting: list[Any] = [schema(model)]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            keys.update(part.get("properties", {}))
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
    return keys
