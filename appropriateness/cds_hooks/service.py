"""Everything an answer depends on beside the call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from appropriateness.cds_hooks.remembering import Remembered
from appropriateness.fhir.coded import Codes
from appropriateness.fhir.reasons import ReadWords
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.records.keeping import Keeper

CRITERIA_SOURCE = "acr_2024"


@dataclass(frozen=True, slots=True)
class PageLink:
    """Where the order page of this assistant is; `smart`: the client launches it and hands over the case."""

    url: str
    smart: bool


@dataclass(frozen=True, eq=False)
class Service:
    """`base_url`: the public address without a slash at its end. `secret` makes references to orders opaque.

    `zone`: where times without a zone of their own are local; None: anywhere. `clock` gives aware times.
    """

    knowledge: KnowledgeBase
    codes: Codes
    keeper: Keeper
    read: ReadWords
    base_url: str
    page: PageLink | None
    zone: tzinfo | None
    secret: bytes
    clock: Callable[[], datetime]
    remembered: Remembered = field(default_factory=Remembered)

    @property
    def criteria(self) -> str | None:
        """The address of the criteria that ratings rest on."""
        doi = self.knowledge.sources[CRITERIA_SOURCE].doi
        return f"https://doi.org/{doi}" if doi else None
