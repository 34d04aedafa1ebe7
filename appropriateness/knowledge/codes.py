"""Codes a record system sends: what is ordered, why, what was done before. Read apart: no decision rests on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from pathlib import Path
from typing import Annotated, Literal

from appropriateness.errors import KnowledgeError, KnowledgeProblem, did_you_mean
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.facts import ChoiceFact
from appropriateness.knowledge.reading import Reader
from appropriateness.provenance import Basis, Cite, Identifier, Text
from appropriateness.shape import Limits, Model

FILE = "codes.yaml"
CodeSystem = Literal["loinc", "radlex", "icd10cm", "snomed", "cpt"]
Status = Literal["verified", "verified_secondary", "unverified"]


class System(Model):
    """A code system and the addresses under which it is sent; the first is the one we send."""

    id: CodeSystem
    uris: Annotated[tuple[Text, ...], Limits(min_length=1)]
    note: Text | None = None


class SystemCode(Model):
    """A code and how far code and meaning were checked."""

    system: CodeSystem
    code: Text
    status: Status
    note: Text | None = None


class Region(Model):
    """An order of one region of the spine, which no table rates alone."""

    id: Identifier
    label: Text
    codes: Annotated[tuple[SystemCode, ...], Limits(min_length=1)]


class Together(Model):
    """Orders of single regions that make up one procedure when they stand in one bundle."""

    procedure: Identifier
    parts: Annotated[tuple[Identifier, ...], Limits(min_length=2)]


class OrderCode(SystemCode):
    procedures: Annotated[tuple[Identifier, ...], Limits(min_length=1)]


class ReasonCode(Model):
    """Why something is ordered. `facts` are what the code says of the patient, as plain data of a case.

    topic: opens (the order belongs to this topic), headache (only beside something that opens it), none.
    `title` is shown; null where the terminology's licence does not let us.
    """

    system: CodeSystem
    code: Text
    title: Text | None = None
    topic: Literal["opens", "headache", "none"]
    facts: dict[Identifier, object] = field(default_factory=dict)
    cite: Cite
    basis: Basis = "stated"
    note: Text | None = None


class PerformedCode(SystemCode):
    """A procedure on record; `kind` is a value of the fact spinal_procedure."""

    kind: Identifier


class ContrastAgents(Model):
    """Words by which an allergy to a kind of contrast agent is recognised, in lower case."""

    fact: Literal["gadolinium_reaction", "iodinated_reaction"]
    words: Annotated[tuple[Text, ...], Limits(min_length=1)]


class CodesFile(Model):
    """All codes. A procedure done no longer than `cause_within_hours` ago may be the cause of a headache."""

    schema_: Literal["codes/1"]
    systems: tuple[System, ...]
    regions: tuple[Region, ...]
    together: tuple[Together, ...]
    orders: tuple[OrderCode, ...]
    reasons: tuple[ReasonCode, ...]
    performed: tuple[PerformedCode, ...]
    cause_within_hours: Annotated[int, Limits(gt=0)]
    cause_basis: Text
    contrast_agents: tuple[ContrastAgents, ...]


def load_codes(folder: Path, knowledge: KnowledgeBase) -> CodesFile:
    """Read the codes below `folder`. Raises KnowledgeError with all problems, references into `knowledge` included."""
    reader = Reader(folder)
    codes = reader.read(folder / FILE, CodesFile)
    if codes is not None:
        file = reader.files[FILE]
        for path, code, message in (*_unknown_names(codes, knowledge), *_repeated(codes)):
            reader.problems.append(KnowledgeProblem(FILE, file.document.line(path), code, message))
    if reader.problems or codes is None:
        raise KnowledgeError(reader.problems)
    return codes


Place = tuple[str | int, ...]
Fault = tuple[Place, str, str]


def _unknown_names(codes: CodesFile, knowledge: KnowledgeBase) -> Iterator[Fault]:
    regions = [region.id for region in codes.regions]
    kind = knowledge.facts["spinal_procedure"]
    kinds = list(kind.values) if isinstance(kind, ChoiceFact) else []
    for index, together in enumerate(codes.together):
        place = ("together", index)
        yield from _unknown(place, (together.procedure,), knowledge.procedures, "PROCEDURE", "procedures.yaml")
        yield from _unknown(place, together.parts, regions, "REGION", "regions")
    for index, order in enumerate(codes.orders):
        yield from _unknown(("orders", index), order.procedures, knowledge.procedures, "PROCEDURE", "procedures.yaml")
    for index, reason in enumerate(codes.reasons):
        yield from _unknown(("reasons", index), reason.facts, knowledge.facts, "FACT", "facts.yaml")
        yield from _unknown(("reasons", index), (reason.cite.source,), knowledge.sources, "SOURCE", "sources.yaml")
    for index, done in enumerate(codes.performed):
        yield from _unknown(("performed", index), (done.kind,), kinds, "VALUE", "the values of spinal_procedure")


def _unknown(path: Place, words: Iterable[str], known: Iterable[str], kind: str, where: str) -> Iterator[Fault]:
    names = list(known)
    for word in words:
        if word not in names:
            yield path, f"UNKNOWN_{kind}", f'"{word}" is not declared in {where}.{did_you_mean(word, names)}'


def _repeated(codes: CodesFile) -> Iterator[Fault]:
    """A code that means two things would be read as one of them, in silence."""
    ordered: list[tuple[Place, str, str]] = [
        (("regions", i), item.system, item.code) for i, r in enumerate(codes.regions) for item in r.codes
    ]
    ordered += [(("orders", i), item.system, item.code) for i, item in enumerate(codes.orders)]
    reasons: list[tuple[Place, str, str]] = [
        (("reasons", i), item.system, item.code) for i, item in enumerate(codes.reasons)
    ]
    performed: list[tuple[Place, str, str]] = [
        (("performed", i), item.system, item.code) for i, item in enumerate(codes.performed)
    ]
    for group in (ordered, reasons, performed):
        seen: set[tuple[str, str]] = set()
        for path, system, code in group:
            if (system, code) in seen:
                yield path, "DUPLICATE_CODE", f"{system} {code} stands here twice; keep one."
            seen.add((system, code))
