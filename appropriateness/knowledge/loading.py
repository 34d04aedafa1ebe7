"""From a folder of YAML to a KnowledgeBase: every fault is named with file, line, code and next step."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, cast

from pydantic import ValidationError

from appropriateness import strict_yaml
from appropriateness.errors import KnowledgeError, KnowledgeProblem, did_you_mean
from appropriateness.knowledge import files
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.integrity import check
from appropriateness.knowledge.scenarios import Scenario
from appropriateness.provenance import Model

DATA = Path(__file__).resolve().parents[2] / "data"
"""The folder that belongs to this checkout."""

FILES: Mapping[str, type[Model]] = {
    "edition": files.Edition,
    "facts": files.FactsFile,
    "definitions": files.DefinitionsFile,
    "consistency": files.ConsistencyFile,
    "sources": files.SourcesFile,
    "procedures": files.ProceduresFile,
    "radiation": files.RadiationFile,
    "flags": files.FlagsFile,
    "redirects": files.RedirectsFile,
    "safety": files.SafetyFile,
    "scores": files.ScoresFile,
    "disagreements": files.DisagreementsFile,
    "adjacent_topics": files.AdjacentTopicsFile,
    "examples": files.ExamplesFile,
}

SCENARIO_ORDER = (
    "sih_initial",
    "pdph_within_72h",
    "iatrogenic_over_72h",
    "obtunded_brain_signs",
    "chronic_negative_imaging",
    "rebound_after_patch",
    "leak_seen_not_located",
    "recurrent_after_patch",
)
"""The order in which scenarios are shown; one that is not listed comes last, by name."""

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class _File:
    name: str
    document: strict_yaml.Document

    def problem(self, path: strict_yaml.Path, code: str, message: str) -> KnowledgeProblem:
        return KnowledgeProblem(self.name, self.document.line(path), code, message)


class _Loader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[KnowledgeProblem] = []
        self.files: dict[str, _File] = {}
        self._hash = hashlib.sha256()

    @property
    def digest(self) -> str:
        return f"sha256:{self._hash.hexdigest()}"

    def read(self, path: Path, model: type[M]) -> M | None:
        name = path.relative_to(self.folder).as_posix()
        try:
            content = path.read_bytes()
            text = content.decode("utf-8")
        except (OSError, UnicodeDecodeError) as fault:
            why = "is missing" if isinstance(fault, FileNotFoundError) else f"cannot be read ({fault})"
            self.problems.append(KnowledgeProblem(name, 0, "NO_FILE", f"the file {why}; restore it as UTF-8 text."))
            return None
        self._hash.update(f"{name}\0{len(content)}\0".encode() + content)
        file = self.files[name] = _File(name, strict_yaml.parse(text))
        for found in file.document.problems:
            self.problems.append(KnowledgeProblem(name, found.line, found.code, found.message))
        if file.document.data is None:
            if not file.document.problems:
                self.problems.append(KnowledgeProblem(name, 1, "EMPTY_FILE", "the file is empty."))
            return None
        try:
            return model.model_validate(file.document.data)
        except ValidationError as fault:
            errors = fault.errors(include_url=False)
            self.problems.extend(_shape_problem(file, error, model) for error in errors if not _echo(error, errors))
            return None


def _echo(error: Any, errors: list[Any]) -> bool:
    """Whether a list is called too short only because an entry inside it is faulty."""
    place = error["loc"]
    return error["type"] == "too_short" and any(
        len(other["loc"]) > len(place) and other["loc"][: len(place)] == place for other in errors
    )


def _shape_problem(file: _File, error: Any, model: type[Model]) -> KnowledgeProblem:
    path = tuple(part for part in error["loc"])
    at = _path_in(file.document.data, path)
    key = str(path[-1]) if path else ""
    kind = error["type"]
    if kind == "extra_forbidden":
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
    waiting: list[Any] = [model.model_json_schema(by_alias=True)]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            keys.update(part.get("properties", {}))
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
    return keys


def _by_id(items: Iterable[Any]) -> Mapping[Any, Any]:
    return MappingProxyType({item.id: item for item in items})


def _scenario_rank(path: Path) -> tuple[int, str]:
    known = path.stem in SCENARIO_ORDER
    return (SCENARIO_ORDER.index(path.stem) if known else len(SCENARIO_ORDER), path.stem)


def load(folder: Path = DATA) -> KnowledgeBase:
    """Read and check every knowledge file below `folder`.

    Raises KnowledgeError with all problems found: first of shape, then (where the shapes are right) of integrity.
    """
    if not folder.is_dir():
        raise KnowledgeError([KnowledgeProblem(str(folder), 0, "NO_FOLDER", "there is no such folder.")])
    loader = _Loader(folder)
    parts: dict[str, Any] = {name: loader.read(folder / f"{name}.yaml", model) for name, model in FILES.items()}
    scenarios: dict[str, Scenario] = {}
    for path in sorted((folder / "scenarios").glob("*.yaml"), key=_scenario_rank):
        scenario = loader.read(path, Scenario)
        if scenario is not None:
            scenarios[path.relative_to(folder).as_posix()] = scenario
    loader.problems.extend(_strangers(folder, loader.files))
    if loader.problems:
        raise KnowledgeError(loader.problems)
    base = KnowledgeBase(
        digest=loader.digest,
        edition=parts["edition"],
        facts=_by_id(parts["facts"].facts),
        definitions=_by_id(parts["definitions"].definitions),
        implications=parts["consistency"].implications,
        contradictions=parts["consistency"].contradictions,
        orders=parts["consistency"].orders,
        derived_times=parts["consistency"].derived_times,
        sources=_by_id(parts["sources"].sources),
        procedures=_by_id(parts["procedures"].procedures),
        radiation=MappingProxyType({level.level: level for level in parts["radiation"].levels}),
        radiation_note=parts["radiation"].edges_note,
        flags=parts["flags"].flags,
        redirects=parts["redirects"].redirects,
        fallback=parts["redirects"].fallback,
        safety=parts["safety"].rules,
        scores=parts["scores"].scores,
        disagreements=_by_id(parts["disagreements"].disagreements),
        adjacent=_by_id(parts["adjacent_topics"].variants),
        scenarios=_by_id(scenarios.values()),
        examples=parts["examples"].examples,
    )
    parsed = {**{f"{name}.yaml": cast(Model, parts[name]) for name in FILES}, **scenarios}
    place: Callable[[str, strict_yaml.Path], int] = lambda name, path: loader.files[name].document.line(path)  # noqa: E731
    problems = check(base, parsed, place)
    if problems:
        raise KnowledgeError(problems)
    return base


def _strangers(folder: Path, known: Mapping[str, _File]) -> list[KnowledgeProblem]:
    """A misspelled file would otherwise be left out in silence."""
    names = [*(f"{name}.yaml" for name in FILES), *known]
    return [
        KnowledgeProblem(name, 0, "UNKNOWN_FILE", f"no part of the knowledge is called so.{did_you_mean(name, names)}")
        for path in sorted(folder.rglob("*.y*ml"))
        if (name := path.relative_to(folder).as_posix()) not in names and not name.startswith("teaching/")
    ]
