"""Many sessions at once on one process: round trips, runs a second, memory. Prints figures; judges no time.

The clients share the machine with the server, so the figures are on the low side; how busy they were is printed.
"""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any

import pytest

from appropriateness.headline import answer_sentence
from appropriateness.wire import links
from tests.benchmarks.websocket_client import Session, application
from tests.conftest import KNOWLEDGE, answer

pytestmark = pytest.mark.benchmark

SESSIONS = 200
WEIGHED = 100
"""How many sessions the memory is divided by."""
THINK_SECONDS = (10.0, 3.0)
"""Mean pause of a person between two answers: reading what has changed, and as fast as one can click."""
LOAD_SECONDS = 45.0
OPENED_AT_ONCE = 4
TOGGLED = "better_lying"
EXAMPLES = {example.id: example.facts for example in KNOWLEDGE.examples}
CASES: list[dict[str, Any]] = [
    {name: value for name, value in EXAMPLES[example].items() if name != "worse_upright"}
    for example in (
        "puncture_two_days_ago", "puncture_four_days_ago", "two_weeks_no_procedure", "three_months_scans_normal",
    )
]  # fmt: skip
"""Published cases that one answer decides when another has not been given."""


@dataclass
class Tally:
    """What the clients saw together."""

    seconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)


class Clinician:
    """One session with a case of its own, whose one answer is changed back and forth."""

    def __init__(self, number: int) -> None:
        self.age = round(30 + number / 10, 1)
        self.facts = {**CASES[number % len(CASES)], "age_years": self.age, TOGGLED: True}
        self.says = {word: self._sentence(value) for word, value in (("Yes", True), ("No", False))}
        self.word = "Yes"
        assert self.says["Yes"] != self.says["No"]

    def _sentence(self, toggled: bool) -> str:
        return f"<h2>{escape(answer_sentence(answer({**self.facts, TOGGLED: toggled})))}</h2>"

    async def open(self, port: int, gate: asyncio.Semaphore) -> None:
        async with gate:
            self.session = await Session.opened(
                port, links.encode(self.facts, links.given_at(self.facts, datetime.now(), KNOWLEDGE), KNOWLEDGE)
            )
        self._right("Yes")

    def _right(self, word: str) -> None:
        """The answer is the engine's for this very case, and the address carries this case and no other."""
        assert self.says[word] in self.session.html, f"another answer than the engine's for {word}"
        parts = self.session.address.split("&")
        assert f"age_years={self.age:g}" in parts and f"{TOGGLED}={word.lower()}" in parts, "the address of another"

    async def work(self, until: float, think: float, chance: random.Random, tally: Tally) -> None:
        while (pause := chance.expovariate(1 / think)) < until - time.perf_counter():
            await asyncio.sleep(pause)
            self.word = word = "No" if self.word == "Yes" else "Yes"
            start = time.perf_counter()
            try:
                await self.session.choose(TOGGLED, word)
                tally.seconds.append(time.perf_counter() - start)
                self._right(word)
            except Exception as fault:
                tally.errors[f"{type(fault).__name__}: {fault}"[:120]] += 1
                return


def resident(process: int) -> float | None:
    """Memory of a process in MB, where the system tells."""
    try:
        said = subprocess.run(["ps", "-o", "rss=", "-p", str(process)], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return int(said.stdout) / 1024


async def worked(clinicians: list[Clinician], think: float) -> Tally:
    """All of them at work for a while; prints what they waited for."""
    tally, chance = Tally(), random.Random(7)
    start, used = time.perf_counter(), time.process_time()
    until = start + LOAD_SECONDS
    await asyncio.gather(*(one.work(until, think, random.Random(chance.random()), tally) for one in clinicians))
    lasted, used = time.perf_counter() - start, time.process_time() - used
    found = sorted(tally.seconds)
    p50, p95, p99 = (found[int(len(found) * part)] * 1e3 for part in (0.50, 0.95, 0.99))
    print(f"\n{len(clinicians)} sessions, mean think time {think:g} s, {lasted:.0f} s, one process")
    print(f"  round trip: p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms, most {found[-1] * 1e3:.0f} ms")
    print(f"  {len(found)} runs, {len(found) / lasted:.1f} a second; errors: {dict(tally.errors) or 'none'}")
    print(
        f"  clients used {used / lasted:.0%} of a core; {os.cpu_count()} cores; load average {os.getloadavg()[0]:.2f}"
    )
    return tally


async def measured(port: int, process: int) -> list[Tally]:
    gate = asyncio.Semaphore(OPENED_AT_ONCE)
    first, *others = [Clinician(number) for number in range(SESSIONS + 1)]
    await first.open(port, gate)
    before = resident(process)
    await asyncio.gather(*(one.open(port, gate) for one in others[:WEIGHED]))
    after = resident(process)
    await asyncio.gather(*(one.open(port, gate) for one in others[WEIGHED:]))
    full = resident(process)
    tallies = [await worked(others, think) for think in THINK_SECONDS]
    end = resident(process)
    await asyncio.gather(*(one.session.close() for one in (first, *others)))
    if before is not None and after is not None and full is not None and end is not None:
        print(f"  memory: {before:.0f} MB with 1 session, {after:.0f} MB with {WEIGHED} more", end=" ")
        print(
            f"({(after - before) / WEIGHED * 1024:.0f} KB each), {full:.0f} MB with {SESSIONS} more, {end:.0f} MB after"
        )
    return tallies


def test_every_session_among_many_gets_the_answer_to_its_own_case() -> None:
    with application() as (port, process):
        tallies = asyncio.run(measured(port, process))
    assert all(tally.seconds and not tally.errors for tally in tallies)
