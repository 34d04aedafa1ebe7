"""How long a typed indication takes to read."""

from __future__ import annotations

import statistics
import time

import pytest

from appropriateness.indication.reading import LONGEST_TEXT, read
from appropriateness.indication.vocabulary import vocabulary
from tests.conftest import KNOWLEDGE, ON
from tests.indication.measuring import LEXICON, half

pytestmark = pytest.mark.benchmark
LENGTH, ROUNDS = 500, 20


def timed(text: str) -> float:
    start = time.perf_counter()
    read(text, LEXICON, KNOWLEDGE, ON)
    return (time.perf_counter() - start) * 1000


def test_five_hundred_characters() -> None:
    everything = " ".join(item["text"] for name in ("tuned", "held_out") for item in half(name)["texts"])
    pieces = [everything[start : start + LENGTH] for start in range(0, len(everything) - LENGTH, LENGTH)]
    start = time.perf_counter()
    vocabulary(LEXICON)
    compiled = (time.perf_counter() - start) * 1000
    times = sorted(timed(piece) for _ in range(ROUNDS) for piece in pieces)
    p95 = times[int(len(times) * 0.95)]
    print(f"\ncompiling the lexicon once: {compiled:.0f} ms")
    print(f"{LENGTH} characters, n = {len(times)}: p50 {statistics.median(times):.2f} ms, p95 {p95:.2f} ms")
    longest = (everything * 3)[:LONGEST_TEXT]
    print(f"{LONGEST_TEXT} characters: {timed(longest):.1f} ms; 1,000,000 characters: {timed('x ' * 500_000):.2f} ms")
