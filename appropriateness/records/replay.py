"""Answering an old record again: on its own knowledge for the same bytes, on today's to see what changed and why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from appropriateness.engine.case import read_case
from appropriateness.engine.consultation import Consultation, consult
from appropriateness.errors import CaseError, KnowledgeError
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.records.differences import Change, changes
from appropriateness.records.kept_knowledge import SITE, KnowledgeLostError, load_files, load_kept, unpacked
from appropriateness.records.opening import StoreError
from appropriateness.records.record import Record, answer_bytes, program
from appropriateness.records.store import Store
from appropriateness.wire import consultations

TOGETHER = "several files together"


@dataclass(frozen=True, slots=True)
class Replayed:
    """same: the bytes are those kept. differs: they are not. lost: it could not be answered again; `why` says why."""

    record: Record
    state: Literal["same", "differs", "lost"]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """What today's knowledge answers otherwise, each change with the files it is due to."""

    record: Record
    changes: tuple[tuple[Change, tuple[str, ...]], ...]

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(file for _, files in self.changes for file in files))


class Replayer:
    """Replays the records of one store; knowledge is read once for all records that rest on it."""

    def __init__(self, store: Store, current: KnowledgeBase | None = None, today: date | None = None) -> None:
        self._store = store
        self._current = current
        self._today = today or date.today()
        self._kept: dict[tuple[str, date | None], KnowledgeBase] = {}
        self._files: dict[str, dict[str, bytes]] = {}
        self._mixed: dict[tuple[str, str, date | None], KnowledgeBase | None] = {}

    def replay(self, record: Record) -> Replayed:
        """The stored facts under the stored knowledge, compared byte for byte with the stored answer."""
        try:
            again = answer_bytes(self._answered(record, self._knowledge_of(record)), record.form, record.id)
        except (KnowledgeLostError, CaseError, StoreError, ValueError) as fault:
            return Replayed(record, "lost", f"{fault}{_other_program(record)}")
        if again == record.answer:
            return Replayed(record, "same")
        found = changes(json.loads(record.answer), json.loads(again)) if _is_json(record.answer) else ()
        first = f"; first: {found[0]}" if found else ""
        return Replayed(record, "differs", f"{len(found)} places differ{first}{_other_program(record)}")

    def compare(self, record: Record) -> Compared:
        """The stored facts under today's knowledge against the same under the stored. Raises KnowledgeLostError."""
        if self._current is None:
            raise ValueError("there is no current knowledge to compare with")
        if record.digest == self._current.digest:
            return Compared(record, ())
        then = self._document(record, self._knowledge_of(record))
        found = changes(then, self._document(record, self._current))
        if not found:
            return Compared(record, ())
        alone = {unit: dict.fromkeys(self._changes_alone(record, unit, then)) for unit in self._changed_units(record)}
        return Compared(
            record,
            tuple((c, tuple(unit for unit, own in alone.items() if c in own) or (TOGETHER,)) for c in found),
        )

    def _knowledge_of(self, record: Record) -> KnowledgeBase:
        local = any(name.startswith(SITE) for name in self._files_of(record.digest))
        key = (record.digest, record.asked_on if local else None)
        if key not in self._kept:
            self._kept[key] = load_kept(self._store.knowledge(record.digest), record.digest, record.asked_on)
        return self._kept[key]

    def _files_of(self, digest: str) -> dict[str, bytes]:
        if digest not in self._files:
            self._files[digest] = unpacked(self._store.knowledge(digest))
        return self._files[digest]

    def _answered(self, record: Record, knowledge: KnowledgeBase) -> Consultation:
        return consult(read_case(json.loads(record.facts), knowledge), knowledge, record.asked_on)

    def _document(self, record: Record, knowledge: KnowledgeBase) -> Mapping[str, Any]:
        try:
            document = consultations.document(self._answered(record, knowledge), consult_id=record.id)
        except CaseError as fault:
            return {"error": str(fault)}
        return dict(json.loads(json.dumps(document)))

    def _changed_units(self, record: Record) -> list[str]:
        """The files that differ between then and now; a site's folder counts as one."""
        then, now = self._files_of(record.digest), self._now()
        names = [name for name in dict.fromkeys([*then, *now]) if then.get(name) != now.get(name)]
        return list(dict.fromkeys(SITE if name.startswith(SITE) else name for name in names))

    def _now(self) -> Mapping[str, bytes]:
        assert self._current is not None
        return self._current.files

    def _changes_alone(self, record: Record, unit: str, then: Mapping[str, Any]) -> tuple[Change, ...]:
        """What changes where this file alone is today's; nothing where the knowledge cannot be used so mixed."""
        on = self._today if unit == SITE else record.asked_on
        key = (record.digest, unit, on if unit != SITE else None)
        if key not in self._mixed:
            self._mixed[key] = self._mix(record.digest, unit, on)
        mixed = self._mixed[key]
        return () if mixed is None else changes(then, self._document(record, mixed))

    def _mix(self, digest: str, unit: str, on: date) -> KnowledgeBase | None:
        def of_unit(name: str) -> bool:
            return name.startswith(SITE) if unit == SITE else name == unit

        files = {name: content for name, content in self._files_of(digest).items() if not of_unit(name)}
        files |= {name: content for name, content in self._now().items() if of_unit(name)}
        try:
            return load_files(files, on)
        except KnowledgeError:
            return None


def _is_json(answer: bytes) -> bool:
    try:
        return isinstance(json.loads(answer), dict)
    except ValueError:
        return False


def _other_program(record: Record) -> str:
    return "" if record.program == program() else "; it was answered by another state of the program"
