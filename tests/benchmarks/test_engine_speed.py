"""How long the engine and the command line take on one core. Prints a table (pytest -m benchmark -s); judges nothing.

The cases are those of tests/cases. For comparison a hand-written loop of seven rules runs over the same cases, before
and after: the least any program could do, and a measure of how busy the machine was. Processes are timed by the
processor time they use, with their bytecode written beforehand (and once without any).
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from appropriateness.engine.case import Case, read_case
from appropriateness.engine.consultation import Consultation, consult
from appropriateness.engine.outcome import decide
from appropriateness.engine.questions import deciding_questions
from appropriateness.knowledge.loading import DATA, load
from appropriateness.wire import consultations
from tests.conftest import CASES, KNOWLEDGE, ON, case_file

pytestmark = pytest.mark.benchmark

CHECKOUT = Path(__file__).resolve().parents[2]
ROUNDS = 5
FACTS: list[dict[str, Any]] = [
    case["facts"]
    for path in sorted(CASES.glob("*.yaml"))
    if path.stem != "contradictions"
    for case in case_file(path.stem)
]


@pytest.fixture(autouse=True)
def one_core() -> Iterator[None]:
    """Keep this process, and those it starts, on one core."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    yield
    os.sched_setaffinity(0, allowed)


def seven_rules(facts: dict[str, Any]) -> str:
    """What a hurried programmer would write: unknown is no, nothing is explained, asked or cited."""
    age, hours = facts.get("age_years", 40), facts.get("hours_since_procedure", 0)
    age, hours = (value.get("at_least", 0) if isinstance(value, dict) else value for value in (age, hours))
    if facts.get("altered_consciousness") or facts.get("seizure") or facts.get("new_focal_deficit"):
        return "escalate"
    if age < 18:
        return "out_of_scope"
    if facts.get("worse_lying") and facts.get("patch_count"):
        return "rebound_after_patch"
    if facts.get("brain_mri") == "normal" and facts.get("spine_mri") == "normal":
        return "chronic_negative_imaging"
    if facts.get("spinal_procedure", "none") != "none" and hours < 72:
        return "pdph_within_72h"
    if facts.get("spinal_procedure", "none") != "none":
        return "iatrogenic_over_72h"
    return "sih_initial" if facts.get("worse_upright") else "none"


def each(work: Callable[[Any], object], items: list[Any]) -> list[float]:
    """Seconds for each item, the best of several rounds."""
    best = [float("inf")] * len(items)
    for _ in range(ROUNDS):
        for index, item in enumerate(items):
            start = time.perf_counter()
            work(item)
            best[index] = min(best[index], time.perf_counter() - start)
    return best


def rounds(work: Callable[[], object], times: int = ROUNDS) -> list[float]:
    """Seconds of processor time, children included, for each of several rounds of the same work."""
    found = []
    for _ in range(times):
        start = processor_seconds()
        work()
        found.append(processor_seconds() - start)
    return found


def processor_seconds() -> float:
    usage = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in usage)


def show(title: str, rows: list[tuple[str, list[float], str]]) -> None:
    print(f"\n{title}; load average {os.getloadavg()[0]:.1f}")
    print(f"  {'':44}{'median':>12}{'95th':>12}{'most':>12}")
    for name, seconds, unit in rows:
        scale = {"ms": 1e3, "us": 1e6, "s": 1.0}[unit]
        found = sorted(seconds)
        marks = (statistics.median(found), found[int(len(found) * 0.95)], found[-1])
        print(f"  {name:44}" + "".join(f"{mark * scale:>9.2f} {unit:2}" for mark in marks))


def command_line(*arguments: str, stdin: bytes = b"", bytecode: Path | None = None) -> bytes:
    """What the command prints; `bytecode`: where Python keeps it, None for a Python that keeps none."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    kept = {"PYTHONDONTWRITEBYTECODE": "1"} if bytecode is None else {}
    environment["PYTHONPYCACHEPREFIX"] = str(bytecode or CHECKOUT / "nowhere")
    command = [sys.executable, "-m", "appropriateness.cli", *arguments]
    done = subprocess.run(
        command, input=stdin, capture_output=True, cwd=CHECKOUT, check=True, env={**environment, **kept}
    )
    return done.stdout


def written(answer: Consultation) -> str:
    return consultations.line(answer)


def test_the_engine_answers_every_case_it_is_timed_on() -> None:
    cases: list[Case] = [read_case(facts, KNOWLEDGE) for facts in FACTS]
    decided = [(case, decide(case, KNOWLEDGE)) for case in cases]
    consulted = [consult(case, KNOWLEDGE, ON) for case in cases]
    lines = [written(answer) for answer in consulted]
    assert all(json.loads(line)["outcome"] == there.outcome for line, (_, there) in zip(lines, decided, strict=True))

    def whole(facts: dict[str, Any]) -> str:
        return written(consult(read_case(facts, KNOWLEDGE), KNOWLEDGE, ON))

    show(
        f"the {len(FACTS)} cases of tests/cases, one core, best of {ROUNDS} rounds",
        [
            ("hand-written loop of seven rules", each(seven_rules, FACTS), "us"),
            ("facts -> validated case", each(lambda facts: read_case(facts, KNOWLEDGE), FACTS), "us"),
            ("case -> decision", each(lambda case: decide(case, KNOWLEDGE), cases), "us"),
            ("case -> consultation, without questions", each(lambda case: consult(case, KNOWLEDGE, ON), cases), "us"),
            ("case and decision -> questions", each(lambda pair: deciding_questions(*pair, KNOWLEDGE), decided), "us"),
            ("consultation and its questions -> JSON line", each(written, consulted), "us"),
            ("case -> JSON line", each(lambda case: written(consult(case, KNOWLEDGE, ON)), cases), "us"),
            ("facts -> JSON line", each(whole, FACTS), "us"),
            ("the seven rules again", each(seven_rules, FACTS), "us"),
        ],
    )
    print(f"  a JSON line has {statistics.median(map(len, lines)):,.0f} characters (median)")


def test_the_command_line_answers_every_case_it_is_timed_on(tmp_path: Path) -> None:
    one = json.dumps({"id": "one", "facts": FACTS[0]}).encode()
    thousand = [{"id": number, "facts": FACTS[number % len(FACTS)]} for number in range(1000)]
    many = "\n".join(map(json.dumps, thousand)).encode()
    lines = command_line("consult", "--json", stdin=many, bytecode=tmp_path).splitlines()
    assert [json.loads(line)["id"] for line in lines] == list(range(1000))
    assert command_line("consult", stdin=one, bytecode=tmp_path).startswith(b"== one\n")

    def json_of(cases: bytes, bytecode: Path | None) -> Callable[[], bytes]:
        return lambda: command_line("consult", "--json", stdin=cases, bytecode=bytecode)

    show(
        f"from the shell, one core, processor time, {ROUNDS} rounds",
        [
            ("Python that does nothing", rounds(lambda: subprocess.run([sys.executable, "-c", ""], check=True)), "ms"),
            ("loading the knowledge, inside", rounds(lambda: load(DATA)), "ms"),
            ("one case as text", rounds(lambda: command_line("consult", stdin=one, bytecode=tmp_path)), "ms"),
            ("one case as JSON", rounds(json_of(one, tmp_path)), "ms"),
            ("one case as JSON, no bytecode kept", rounds(json_of(one, None), 2), "ms"),
            ("1,000 cases as JSON lines", rounds(json_of(many, tmp_path), 2), "s"),
            (
                "1,000 cases, loop of seven rules, inside",
                rounds(lambda: [seven_rules(c["facts"]) for c in thousand]),
                "ms",
            ),
        ],
    )
