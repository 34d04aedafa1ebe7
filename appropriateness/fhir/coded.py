"""Which order, which reason, which earlier procedure a code means; site codes beside those of the knowledge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from appropriateness.engine.case import read_case
from appropriateness.errors import CaseError, KnowledgeError, KnowledgeProblem
from appropriateness.fhir.elements import Coding
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.codes import FILE, CodesFile, ReasonCode, Together
from appropriateness.knowledge.facts import ChoiceFact

PATCH = "epidural_patch"
"""A performed procedure that is treatment, not a possible cause."""
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Ordered:
    """What a code orders: procedures of the knowledge, or one region of the spine."""

    procedures: tuple[str, ...] = ()
    region: str | None = None


@dataclass(frozen=True, slots=True)
class SiteCode:
    """A code a site uses: the address of its system, and what it means here."""

    system: str
    code: str
    means: str


@dataclass(frozen=True, eq=False)
class Codes:
    """All codes, looked up by the address of their system and the code itself."""

    file: CodesFile
    regions: Mapping[str, str]
    together: tuple[Together, ...]
    systems: Mapping[str, str]
    orders: Mapping[Key, Ordered]
    reasons: Mapping[Key, ReasonCode]
    performed: Mapping[Key, str]

    def order(self, codings: Iterable[Coding]) -> Ordered | None:
        """What the first coding that is known orders."""
        return next((found for coding in codings if (found := self.orders.get(self._key(coding)))), None)

    def reason(self, coding: Coding) -> ReasonCode | None:
        return self.reasons.get(self._key(coding))

    def performed_kind(self, codings: Iterable[Coding]) -> str | None:
        return next((kind for coding in codings if (kind := self.performed.get(self._key(coding)))), None)

    def _key(self, coding: Coding) -> Key:
        system = self.systems.get(coding.system, coding.system)
        return system, written(system, coding.code)

    def means_alone(self, system: str, code: str, procedure: str) -> bool:
        """Whether a code orders this procedure and nothing else: not one region of several, not two studies at once."""
        return self.orders.get((system, code)) == Ordered((procedure,))

    def uri(self, system: str) -> str:
        """The address under which a system of the knowledge is sent."""
        return next(item.uris[0] for item in self.file.systems if item.id == system)


def written(system: str, code: str) -> str:
    """A code in one spelling: ICD-10-CM is met with and without its dot, in either case."""
    return code.replace(".", "").upper() if system == "icd10cm" else code


def compiled(file: CodesFile, knowledge: KnowledgeBase, site: Iterable[SiteCode] = ()) -> Codes:
    """Codes of the knowledge with those of a site. Raises KnowledgeError where a reason says what no case can hold."""
    problems = [
        KnowledgeProblem(FILE, 0, "IMPOSSIBLE_FACTS", f"{reason.system} {reason.code}: {fault}")
        for reason in file.reasons
        if (fault := _fault(reason, knowledge)) is not None
    ]
    if problems:
        raise KnowledgeError(problems)
    systems = {uri: item.id for item in file.systems for uri in item.uris}
    own = {(systems.get(item.system, item.system), item.code): item.means for item in site}
    return Codes(
        file=file,
        regions=MappingProxyType({region.id: region.label for region in file.regions}),
        together=file.together,
        systems=MappingProxyType(systems),
        orders=MappingProxyType({**_orders(file, knowledge), **_site_orders(file, knowledge, own)}),
        reasons=MappingProxyType({(item.system, written(item.system, item.code)): item for item in file.reasons}),
        performed=MappingProxyType(
            {
                **{(item.system, written(item.system, item.code)): item.kind for item in file.performed},
                **{key: means for key, means in own.items() if means in done_kinds(knowledge)},
            }
        ),
    )


def _fault(reason: ReasonCode, knowledge: KnowledgeBase) -> CaseError | None:
    try:
        read_case(reason.facts, knowledge)
    except CaseError as fault:
        return fault
    return None


def _orders(file: CodesFile, knowledge: KnowledgeBase) -> dict[Key, Ordered]:
    """A code that is one of several of a procedure orders its region, not the procedure."""
    found: dict[Key, Ordered] = {
        (code.system, code.code): Ordered((procedure.id,))
        for procedure in knowledge.procedures.values()
        for code in procedure.codes
    }
    found |= {(item.system, item.code): Ordered(item.procedures) for item in file.orders}
    found |= {(code.system, code.code): Ordered(region=region.id) for region in file.regions for code in region.codes}
    return found


def _site_orders(file: CodesFile, knowledge: KnowledgeBase, own: Mapping[Key, str]) -> dict[Key, Ordered]:
    regions = {region.id for region in file.regions}
    found = {key: Ordered(region=means) for key, means in own.items() if means in regions}
    return found | {key: Ordered((means,)) for key, means in own.items() if means in knowledge.procedures}


def ordered_kinds(file: CodesFile, knowledge: KnowledgeBase) -> list[str]:
    """What a site's code may mean where it orders something."""
    return [*knowledge.procedures, *(region.id for region in file.regions)]


def done_kinds(knowledge: KnowledgeBase) -> list[str]:
    """What a site's code may mean where it says what was done."""
    fact = knowledge.facts["spinal_procedure"]
    values = fact.values if isinstance(fact, ChoiceFact) else ()
    return [*(value for value in values if value != "none"), PATCH]
