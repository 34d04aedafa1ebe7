"""How long a typed indication takes to read, in processor time of one core: reading alone, and with its answer."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import pytest

from appropriateness.engine.case import read_case
from appropriateness.engine.consultation import consult
from appropriateness.errors import CaseError
from appropriateness.indication.reading import LONGEST_TEXT, Reading, read
from appropriateness.indication.vocabulary import vocabulary
from tests.conftest import KNOWLEDGE, ON
from tests.indication.measuring import LEXICON, half

pytestmark = pytest.mark.benchmark
LENGTH, ROUNDS = 500, 20


def milliseconds(work: Callable[[], object]) -> float:
    start = time.process_time_ns()
    work()
    return (time.process_time_ns() - start) / 1e6


def reading(text: str) -> Reading:
    return read(text, LEXICON, KNOWLEDGE, ON)


def answer(found: Reading) -> object:
    try:
        return consult(read_case(found.values, KNOWLEDGE), KNOWLEDGE, ON)
    except CaseError as fault:
        return fault


def quantiles(times: list[float]) -> str:
    times = sorted(times)
    p95 = times[int(len(times) * 0.95)]
    return f"n = {len(times)}: p50 {statistics.median(times):.2f} ms, p95 {p95:.2f} ms, longest {times[-1]:.2f} ms"


def test_five_hundred_characters() -> None:
    everything = " ".join(item["text"] for name in ("tuned", "held_out") for item in half(name)["texts"])
    pieces = [everything[start : start + LENGTH] for start in range(0, len(everything) - LENGTH, LENGTH)]
    compiled = milliseconds(lambda: vocabulary(LEXICON))
    print(f"\ncompiling the lexicon once: {compiled:.0f} ms")
    alone = [milliseconds(lambda: reading(piece)) for _ in range(ROUNDS) for piece in pieces]  # noqa: B023
    print(f"{LENGTH} characters read, {quantiles(alone)}")
    answered = [milliseconds(lambda: answer(reading(piece))) for _ in range(ROUNDS) for piece in pieces]  # noqa: B023
    print(f"{LENGTH} characters read and answered, {quantiles(answered)}")


HOSTILE = {
    "texts in a row": "45F HA upright since LP 2d ago, no fever or seizure. MRI brain normal. ",
    "no no no": "no ",
    "brackets": "(",
    "figures": "1",
    "slashes": "2/",
    "line ends": "\n",
    "one word": "x",
    "marks of direction": "\u202eheadache \u200f",
    "hypertext": "<b onclick=x>upright</b>",
}


def test_the_longest_text_that_is_read_and_one_of_a_megabyte() -> None:
    print()
    for name, piece in HOSTILE.items():
        longest, paste = (piece * LONGEST_TEXT)[:LONGEST_TEXT], (piece * 1_000_000)[:1_000_000]
        taken, refused = milliseconds(lambda: reading(longest)), milliseconds(lambda: reading(paste))  # noqa: B023
        print(f"{name}: {LONGEST_TEXT} characters {taken:.1f} ms; 1,000,000 characters {refused:.2f} ms")
