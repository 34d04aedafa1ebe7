"""A process that keeps records as fast as it can and says the id of each once it is acknowledged.

python -m tests.records.writing PLACE [HOW_MANY] [CLIENTS]
"""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
import uuid

from appropriateness.records.group_commit import GroupCommit
from appropriateness.records.keeping import Answer, KeepingError, OrderAnswer, ShownCard
from appropriateness.records.store import Store
from tests.records.conftest import random_consultations

REFUSED = 3


async def write(place: str, how_many: int, clients: int) -> int:
    keeper = GroupCommit(Store(place))
    asked = random_consultations(40, os.getpid())
    turns = iter(range(how_many)) if how_many else itertools.count()
    order = OrderAnswer("an-opaque-reference", "dsm_complete_spine", None)
    refused = 0

    async def client() -> None:
        nonlocal refused
        for turn in turns:
            card = ShownCard(str(uuid.uuid4()), "matter", "info")
            try:
                (kept,) = await keeper.keep([Answer(asked[turn % len(asked)], (order,), card)])
            except KeepingError as fault:
                refused += 1
                if refused == 1:
                    print(fault, file=sys.stderr, flush=True)
                return
            os.write(1, f"{kept}\n".encode())

    await asyncio.gather(*(client() for _ in range(clients)))
    keeper.close()
    return REFUSED if refused else 0


if __name__ == "__main__":
    _, at, *counts = sys.argv
    given, at_once = (*map(int, counts), 0, 16)[:2] if len(counts) < 2 else map(int, counts)
    raise SystemExit(asyncio.run(write(at, given, at_once or 16)))
