"""How a reading compares with what a text states: recall, precision, right answers, refusals."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from appropriateness.engine.case import read_case, read_value
from appropriateness.engine.consultation import Consultation, consult
from appropriateness.errors import CaseError
from appropriateness.indication.reading import Reading, read
from appropriateness.knowledge.facts import BooleanFact, ChoiceFact, QuantityFact
from appropriateness.knowledge.lexicon import load_lexicon
from appropriateness.knowledge.loading import DATA
from appropriateness.quantities import Interval
from tests.conftest import KNOWLEDGE, ON, case_file, yaml_file

LEXICON = load_lexicon(DATA, KNOWLEDGE)
HERE = Path(__file__).parent
OPEN = {"needs_facts", "several_possible"}
FOLLOWS = {
    "dural_puncture": ["confirmed"], "patch_kind": ["blood"], "better_lying": [True], "pregnancy": ["not_pregnant"],
    "subdural_collection": [True], "headache_present": [True],
}  # fmt: skip
"""What may be read without being listed, because the words that are listed say it too."""


@cache
def reading_of(text: str) -> Reading:
    return read(text, LEXICON, KNOWLEDGE, ON)


def answer_to(reading: Reading) -> Consultation | CaseError:
    try:
        return consult(read_case(reading.values, KNOWLEDGE), KNOWLEDGE, ON)
    except CaseError as fault:
        return fault


def outcome_of(reading: Reading) -> str:
    """The outcome a face shows: a refused text is out of scope unless an emergency or a redirect says more."""
    answer = answer_to(reading)
    if isinstance(answer, CaseError):
        return f"contradiction: {answer}"
    outcome = str(answer.decision.outcome)
    return "out_of_scope" if reading.refuses(outcome) else outcome


def fits(name: str, value: object, expected: object) -> bool:
    """Whether a value that was read says the same as one of those expected (a list: any of them)."""
    fact = KNOWLEDGE.facts[name]
    if isinstance(fact, QuantityFact) and isinstance(expected, list):
        return any(fits(name, value, each) for each in expected)
    if isinstance(fact, QuantityFact):
        got = read_value(fact, value)
        assert isinstance(got, Interval)
        wanted = read_value(fact, expected)
        assert isinstance(wanted, Interval)
        margin = 12 if fact.unit == "hours" else 0
        share = 0.2 if fact.unit in ("hours", "days") else 0
        return wanted.widened(share, margin).intersection(got) is not None and (
            not wanted.exact or got.contains(wanted) or wanted.widened(share, margin).contains(got)
        )
    if isinstance(fact, BooleanFact):
        return value is expected
    options = expected if isinstance(expected, list) else [expected]
    if isinstance(fact, ChoiceFact):
        words = value["one_of"] if isinstance(value, dict) else [value]
        return bool(set(words) & set(options)) and (len(words) <= 2 or "unknown_kind" in options)
    return set(value if isinstance(value, list) else [value]) == set(options)  # type: ignore[arg-type]


@dataclass
class Tally:
    """Counts over many texts, with a line for everything that went wrong."""

    stated: int = 0
    found: int = 0
    read: int = 0
    wrong: int = 0
    texts: int = 0
    right: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / self.stated

    @property
    def precision(self) -> float:
        return 1 - self.wrong / self.read

    @property
    def right_answers(self) -> float:
        return self.right / self.texts


def measured(texts: list[dict[str, Any]]) -> Tally:
    tally = Tally()
    for item in texts:
        reading = reading_of(item["text"])
        values, ok = reading.values, item.get("ok", {})
        for name, expected in item["facts"].items():
            tally.stated += 1
            if name in values and fits(name, values[name], expected):
                tally.found += 1
            else:
                tally.faults.append(f"MISSED {name}={expected} got {values.get(name)} | {item['text']}")
        for name, value in values.items():
            tally.read += 1
            allowed = [item["facts"][name]] if name in item["facts"] else [ok[name]] if name in ok else []
            right = any(fits(name, value, each) for each in allowed) or (not allowed and value in FOLLOWS.get(name, []))
            if not right or name in item.get("never", []):
                tally.wrong += 1
                tally.faults.append(f"WRONG {name}={value} | {item['text']}")
        tally.texts += 1
        outcome = outcome_of(reading)
        if outcome in item["outcome"] or (item.get("open") and outcome in OPEN):
            tally.right += 1
        else:
            tally.faults.append(f"OUTCOME {outcome} not {item['outcome']} | {item['text']}")
    return tally


def refused(texts: list[str]) -> tuple[int, list[str]]:
    """How many texts of other topics are refused, and those that are not."""
    kept = [text for text in texts if outcome_of(reading_of(text)) not in ("out_of_scope", "escalate")]
    return len(texts) - len(kept), kept


def half(name: str) -> dict[str, Any]:
    return dict(yaml_file(HERE / f"{name}.yaml"))


def development() -> list[dict[str, Any]]:
    """The typed indications of the twelve development cases."""
    return [
        {**text, "ok": text.get("also_ok", {}), "open": False}
        for case in case_file("development")
        for text in case["texts"]
    ]
