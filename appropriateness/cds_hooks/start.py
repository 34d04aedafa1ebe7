"""Putting the service together: knowledge, codes, settings, gate. Each worker does it for itself."""

from __future__ import annotations

import gc
import json
import os
import secrets
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from starlette.applications import Starlette

from appropriateness.cds_hooks.application import create
from appropriateness.cds_hooks.replay import UsedTokens
from appropriateness.cds_hooks.security import Gate, Signed, ThisMachine
from appropriateness.cds_hooks.service import PageLink, Service
from appropriateness.cds_hooks.settings import Settings, read_settings
from appropriateness.fhir.site_codes import read_codes
from appropriateness.fhir.words import reader
from appropriateness.knowledge.lexicon import load_lexicon
from appropriateness.knowledge.loading import load
from appropriateness.records.group_commit import GroupCommit
from appropriateness.records.keeping import Forgetful, Keeper
from appropriateness.records.store import Store

WORKER = "appropriateness.cds_hooks.start:worker"
HAND_OVER_SECONDS = 0.0005
"""How long a record that is being written waits for calls that are being answered; it holds the lock of the store."""
_STARTED_WITH = "APPROPRIATENESS_SERVICE"


@dataclass(frozen=True, slots=True)
class Start:
    """What a worker has to be told. `secret` in hexadecimal; `used_tokens`: the file that workers share.

    `records`: where answers are kept, None: nowhere.
    """

    data: str
    site: str | None
    records: str | None
    base_url: str
    secret: str
    used_tokens: str

    @property
    def site_folder(self) -> Path | None:
        return Path(self.site) if self.site is not None else None


def new_start(data: Path, site: Path | None, records: str | None, base_url: str, used_tokens: Path) -> Start:
    folder = str(site) if site is not None else None
    return Start(str(data), folder, records, base_url, secrets.token_hex(32), str(used_tokens))


def hand_over(start: Start) -> None:
    """Leave it where workers, which are processes of their own, find it."""
    os.environ[_STARTED_WITH] = json.dumps(asdict(start))


def worker() -> Starlette:
    """The application of one worker."""
    start = Start(**json.loads(os.environ[_STARTED_WITH]))
    settings = read_settings(start.site_folder)
    base_url = (settings.file.public_url or start.base_url).rstrip("/")
    kept = keeper(start)
    found = services(start, settings, base_url, kept)
    gc.collect()
    sys.setswitchinterval(HAND_OVER_SECONDS)
    gc.freeze()  # the knowledge stays as it is: no collection has to look through it while a call waits
    return create(
        found,
        gate(start, settings, base_url),
        settings.file.origins,
        at_the_end=kept.close if isinstance(kept, GroupCommit) else None,
    )


def keeper(start: Start) -> Keeper:
    """The store where one is named. Raises StoreError where it cannot be used."""
    return Forgetful() if start.records is None else GroupCommit(Store(start.records))


def services(start: Start, settings: Settings, base_url: str, keeper: Keeper) -> Callable[[], Service]:
    """The service as of now: local policy of the site ends with its last day, also while the service runs."""
    page = settings.file.page
    knowledge = load(Path(start.data), start.site_folder, _today())
    lexicon = load_lexicon(Path(start.data), knowledge)
    read = reader(lexicon, knowledge, _today)
    read("")  # the vocabulary is compiled now, not while the first order waits
    service = Service(
        knowledge=knowledge,
        codes=read_codes(Path(start.data), knowledge, start.site_folder),
        keeper=keeper,
        read=read,
        base_url=base_url,
        page=PageLink(page.url, page.type == "smart") if page else None,
        zone=settings.zone,
        secret=bytes.fromhex(start.secret),
        clock=lambda: datetime.now(UTC),
    )
    expiry = knowledge.site.first_expiry if knowledge.site is not None else None
    if expiry is None:
        return lambda: service
    alone = load(Path(start.data))
    without_policy = replace(service, knowledge=alone, read=reader(lexicon, alone, _today))
    return lambda: service if _today() <= expiry else without_policy


def _today() -> date:
    return datetime.now(UTC).date()


def gate(start: Start, settings: Settings, base_url: str) -> Gate:
    if not settings.issuers:
        return ThisMachine()
    return Signed(settings.issuers, base_url, UsedTokens(Path(start.used_tokens)))
