"""From the parts that were read to a KnowledgeBase: which files there are, and where each part of them goes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from appropriateness.knowledge import files
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.scenarios import Scenario
from appropriateness.knowledge.site import AgentsFile
from appropriateness.shape import Model

DATA = Path(__file__).resolve().parents[2] / "data"
"""The folder that belongs to this checkout."""

FILES: Mapping[str, type[Model]] = {
    "edition.yaml": files.Edition,
    "facts.yaml": files.FactsFile,
    "definitions.yaml": files.DefinitionsFile,
    "consistency.yaml": files.ConsistencyFile,
    "sources.yaml": files.SourcesFile,
    "procedures.yaml": files.ProceduresFile,
    "radiation.yaml": files.RadiationFile,
    "flags.yaml": files.FlagsFile,
    "redirects.yaml": files.RedirectsFile,
    "safety.yaml": files.SafetyFile,
    "scores.yaml": files.ScoresFile,
    "disagreements.yaml": files.DisagreementsFile,
    "adjacent_topics.yaml": files.AdjacentTopicsFile,
    "examples.yaml": files.ExamplesFile,
    "agents.yaml": AgentsFile,
}

READ_APART = ("codes.yaml", "lexicon.yaml", "doses.yaml", "documents.yaml", "teaching/", "teaching_choices.yaml")
"""Knowledge no consultation rests on; its own loaders read it where it is needed, so that a decision starts fast."""


def digest_of(contents: Mapping[str, bytes]) -> str:
    """One digest over names and contents of files, in their order."""
    total = hashlib.sha256()
    for name, content in contents.items():
        total.update(f"{name}\0{len(content)}\0".encode() + content)
    return f"sha256:{total.hexdigest()}"


def assembled(parts: Mapping[str, Any], contents: Mapping[str, bytes]) -> KnowledgeBase:
    """The knowledge base of these parts, each under the name of its file, and of the bytes they were read from."""
    redirects = parts["redirects.yaml"]
    consistency = parts["consistency.yaml"]
    radiation = parts["radiation.yaml"]
    return KnowledgeBase(
        digest=digest_of(contents),
        edition=parts["edition.yaml"],
        facts=_by_id(parts["facts.yaml"].facts),
        definitions=_by_id(parts["definitions.yaml"].definitions),
        implications=consistency.implications,
        contradictions=consistency.contradictions,
        orders=consistency.orders,
        derived_times=consistency.derived_times,
        sources=_by_id(parts["sources.yaml"].sources),
        procedures=_by_id(parts["procedures.yaml"].procedures),
        radiation=MappingProxyType({level.level: level for level in radiation.levels}),
        radiation_note=radiation.edges_note,
        flags=parts["flags.yaml"].flags,
        redirects=redirects.redirects,
        fallback=redirects.fallback,
        safety=parts["safety.yaml"].rules,
        scores=parts["scores.yaml"].scores,
        disagreements=_by_id(parts["disagreements.yaml"].disagreements),
        adjacent=_by_id(parts["adjacent_topics.yaml"].variants),
        scenarios=_by_id(part for part in parts.values() if isinstance(part, Scenario)),
        examples=parts["examples.yaml"].examples,
        agents=_by_id(parts["agents.yaml"].agents),
        files=MappingProxyType(dict(contents)),
    )


def _by_id(items: Iterable[Any]) -> Mapping[Any, Any]:
    return MappingProxyType({item.id: item for item in items})
