"""Why a study is ordered: coded reasons and words of the order, and whether they open this topic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from appropriateness.fhir.coded import Codes
from appropriateness.fhir.elements import Coding, Resource, codings, mappings, of_type, prose, reference
from appropriateness.fhir.history import certainty
from appropriateness.fhir.taken import Taken
from appropriateness.knowledge.codes import ReasonCode


class ReadWords(Protocol):
    """Reads free text. Returns the facts it proposes and whether they open this topic."""

    def __call__(self, text: str) -> tuple[tuple[Taken, ...], bool]: ...


@dataclass(frozen=True, slots=True)
class Reasons:
    """Everything an order says of its indication.

    `opens`: a code or the words belong to this topic. `headache`: a code that belongs to it only beside another.
    """

    taken: tuple[Taken, ...]
    opens: bool
    headache: bool


def reasons_of(order: Resource, conditions: object, codes: Codes, read: ReadWords) -> Reasons:
    """Read the reasons of one order; `conditions` are the prefetched ones that a reference may point to."""
    taken: list[Taken] = []
    opens = headache = False
    for reason, label in _coded(order, conditions, codes):
        opens = opens or reason.topic == "opens"
        headache = headache or reason.topic == "headache"
        taken.extend(Taken(fact, value, "code", label) for fact, value in reason.facts.items())
    words = _words(order, codes)
    if words:
        found, about_this = read(words)
        taken.extend(found)
        opens = opens or about_this
    return Reasons(tuple(taken_once(taken)), opens, headache)


def taken_once(taken: Iterable[Taken]) -> Iterator[Taken]:
    """Each statement once, whatever the number of codings that make it."""
    seen: set[tuple[str, str]] = set()
    for item in taken:
        key = (item.fact, repr(item.value))
        if key not in seen:
            seen.add(key)
            yield item


def indication_of(order: Resource, conditions: object) -> list[Mapping[str, object]]:
    """The coded reasons of an order; where it has none, the codes of the conditions it refers to."""
    return list(mappings(order.get("reasonCode"))) or list(_referred(order, conditions))


def topic_on_record(conditions: object, codes: Codes) -> bool:
    """Whether a current diagnosis on record, confirmed or suspected, opens this topic."""
    return any(
        reason.topic == "opens"
        for condition in of_type(conditions, "Condition")
        if certainty(condition) is not None
        for coding in codings(condition.get("code"))
        if (reason := codes.reason(coding)) is not None
    )


def _coded(order: Resource, conditions: object, codes: Codes) -> Iterator[tuple[ReasonCode, str]]:
    for coding in codings([*mappings(order.get("reasonCode")), *_referred(order, conditions)]):
        reason = codes.reason(coding)
        if reason is not None:
            yield reason, f"{coding.code} {reason.title}" if reason.title else f"code {coding.code}"


def _referred(order: Resource, conditions: object) -> Iterator[Mapping[str, object]]:
    """The codes of the conditions the order refers to, where they are at hand and current."""
    wanted = {reference(item) for item in mappings(order.get("reasonReference"))}
    if not wanted:
        return
    contained = ((f"#{item.get('id')}", item) for item in of_type(order.get("contained"), "Condition"))
    fetched = ((f"Condition/{item.get('id')}", item) for item in of_type(conditions, "Condition"))
    for name, condition in (*contained, *fetched):
        if name in wanted and certainty(condition) is not None:
            yield from mappings(condition.get("code"))


def _words(order: Resource, codes: Codes) -> str:
    """Free text of the reason and the notes; of a code nobody here knows, its display."""
    parts: list[str] = []
    for concept in mappings(order.get("reasonCode")):
        parts.append(prose(concept.get("text")))
        parts.extend(
            coding.display
            for coding in codings(concept)
            if codes.reason(Coding(coding.system, coding.code, "")) is None
        )
    parts.extend(prose(note.get("text")) for note in mappings(order.get("note")))
    return "\n".join(dict.fromkeys(part for part in parts if part))
