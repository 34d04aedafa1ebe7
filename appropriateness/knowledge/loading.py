"""From a folder of YAML to a KnowledgeBase: every fault is named with file, line, code and next step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from appropriateness.errors import KnowledgeError, KnowledgeProblem, did_you_mean
from appropriateness.knowledge.assembling import DATA, FILES, READ_APART, assembled
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.integrity import check
from appropriateness.knowledge.reading import Reader, ReadFile
from appropriateness.knowledge.scenarios import Scenario
from appropriateness.knowledge.site_files import with_site
from appropriateness.shape import Model

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


def load(folder: Path = DATA, site: Path | None = None, on: date | None = None) -> KnowledgeBase:
    """Read and check every knowledge file below `folder`, and lay the policy of the folder `site` over it.

    `on` is the day on which that policy has to be in force; it is needed where there is a site. Raises KnowledgeError
    with all problems found: first of shape, then (where the shapes are right) of integrity, then of the site.
    """
    parts, contents = read_parts(folder)
    base = assembled(parts, contents)
    if site is None:
        return base
    if on is None:
        raise ValueError("The policy of a site is in force on certain days only: say on which day it is used.")
    return with_site(base, site, on)


def read_parts(folder: Path) -> tuple[Mapping[str, Model], Mapping[str, bytes]]:
    """Each file as its model, checked, and its bytes, both in reading order. Raises KnowledgeError."""
    if not folder.is_dir():
        raise KnowledgeError([KnowledgeProblem(str(folder), 0, "NO_FOLDER", "there is no such folder.")])
    reader = Reader(folder)
    models = {folder / name: model for name, model in FILES.items()}
    models |= dict.fromkeys(sorted((folder / "scenarios").glob("*.yaml"), key=_scenario_rank), Scenario)
    read = {path.relative_to(folder).as_posix(): reader.read(path, model) for path, model in models.items()}
    reader.problems.extend(_strangers(folder, reader.files))
    if reader.problems:
        raise KnowledgeError(reader.problems)
    parts = {name: part for name, part in read.items() if part is not None}
    problems = check(assembled(parts, reader.contents), parts, reader.line)
    if problems:
        raise KnowledgeError(problems)
    return parts, reader.contents


def _scenario_rank(path: Path) -> tuple[int, str]:
    known = path.stem in SCENARIO_ORDER
    return (SCENARIO_ORDER.index(path.stem) if known else len(SCENARIO_ORDER), path.stem)


def _strangers(folder: Path, known: Mapping[str, ReadFile]) -> list[KnowledgeProblem]:
    """A misspelled file would otherwise be left out in silence."""
    names = [*FILES, *known]
    return [
        KnowledgeProblem(name, 0, "UNKNOWN_FILE", f"no part of the knowledge is called so.{did_you_mean(name, names)}")
        for path in sorted(folder.rglob("*.y*ml"))
        if (name := path.relative_to(folder).as_posix()) not in names and not name.startswith(READ_APART)
    ]
