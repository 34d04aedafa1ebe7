"""From a folder of YAML to a KnowledgeBase: every fault is named with file, line, code and next step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from appropriateness.errors import KnowledgeError, KnowledgeProblem, did_you_mean
from appropriateness.knowledge import files
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.integrity import check
from appropriateness.knowledge.reading import Reader, ReadFile
from appropriateness.knowledge.scenarios import Scenario
from appropriateness.knowledge.site import AgentsFile
from appropriateness.knowledge.site_files import with_site
from appropriateness.shape import Model

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
    "agents": AgentsFile,
}

READ_APART = ("codes.yaml", "lexicon.yaml", "doses.yaml", "documents.yaml", "teaching/", "teaching_choices.yaml")
"""Knowledge no consultation rests on; its own loaders read it where it is needed, so that a decision starts fast."""

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


def _by_id(items: Iterable[Any]) -> Mapping[Any, Any]:
    return MappingProxyType({item.id: item for item in items})


def _scenario_rank(path: Path) -> tuple[int, str]:
    known = path.stem in SCENARIO_ORDER
    return (SCENARIO_ORDER.index(path.stem) if known else len(SCENARIO_ORDER), path.stem)


def load(folder: Path = DATA, site: Path | None = None, on: date | None = None) -> KnowledgeBase:
    """Read and check every knowledge file below `folder`, and lay the policy of the folder `site` over it.

    `on` is the day on which that policy has to be in force; it is needed where there is a site. Raises KnowledgeError
    with all problems found: first of shape, then (where the shapes are right) of integrity, then of the site.
    """
    base = _knowledge(folder)
    if site is None:
        return base
    if on is None:
        raise ValueError("The policy of a site is in force on certain days only: say on which day it is used.")
    return with_site(base, site, on)


def _knowledge(folder: Path) -> KnowledgeBase:
    if not folder.is_dir():
        raise KnowledgeError([KnowledgeProblem(str(folder), 0, "NO_FOLDER", "there is no such folder.")])
    loader = Reader(folder)
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
        agents=_by_id(parts["agents"].agents),
        files=MappingProxyType(loader.contents),
    )
    parsed = {**{f"{name}.yaml": cast(Model, parts[name]) for name in FILES}, **scenarios}
    problems = check(base, parsed, loader.line)
    if problems:
        raise KnowledgeError(problems)
    return base


def _strangers(folder: Path, known: Mapping[str, ReadFile]) -> list[KnowledgeProblem]:
    """A misspelled file would otherwise be left out in silence."""
    names = [*(f"{name}.yaml" for name in FILES), *known]
    return [
        KnowledgeProblem(name, 0, "UNKNOWN_FILE", f"no part of the knowledge is called so.{did_you_mean(name, names)}")
        for path in sorted(folder.rglob("*.y*ml"))
        if (name := path.relative_to(folder).as_posix()) not in names and not name.startswith(READ_APART)
    ]
