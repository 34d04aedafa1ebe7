"""Words on which a life or a needle hangs are read in every text, not in most: each text is held by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from appropriateness.engine.case import read_case, read_value
from appropriateness.engine.consultation import consult
from appropriateness.indication.reading import read
from tests.conftest import KNOWLEDGE
from tests.indication.measuring import FOLLOWS, LEXICON, fits, half, reading_of

ON = date(2026, 11, 28)


def faults(item: dict[str, Any]) -> Iterator[str]:
    found = read(item["text"], LEXICON, KNOWLEDGE, ON).values
    for name, value in item["facts"].items():
        if name not in found:
            yield f"{name} is not read | {item['text']}"
        elif read_value(KNOWLEDGE.facts[name], found[name]) != read_value(KNOWLEDGE.facts[name], value):
            yield f"{name} is read as {found[name]} | {item['text']}"
    yield from (f"{name} is read | {item['text']}" for name in item.get("never", ()) if name in found)
    if "outcome" in item:
        outcome = str(consult(read_case(found, KNOWLEDGE), KNOWLEDGE, ON).decision.outcome)
        if outcome not in item["outcome"]:
            yield f"the outcome is {outcome} | {item['text']}"


def test_every_fact_of_each_text_is_read_and_nothing_it_does_not_say() -> None:
    assert [fault for item in half("must_be_read")["texts"] for fault in faults(item)] == []


def test_no_courtesy_request_history_or_plan_hides_an_alarm() -> None:
    told = half("alarms_anywhere")
    hidden: list[str] = []
    for alarm in told["alarms"]:
        for before in told["before"]:
            values = reading_of(before + alarm["text"]).values
            if all(values.get(fact) in (None, False, "none") for fact in alarm["any_of"]):
                hidden.append(before + alarm["text"])
    assert hidden == []


@pytest.mark.durability
def test_phrases_by_other_hands_are_read() -> None:
    stated = found = read_as_facts = wrong = 0
    for item in half("phrase_banks")["texts"]:
        values, ok = reading_of(item["text"]).values, item.get("ok", {})
        told = item["facts"]
        stated += len(told)
        found += sum(name in values and fits(name, values[name], value) for name, value in told.items())
        read_as_facts += len(values)
        for name, value in values.items():
            allowed = [told[name]] if name in told else [ok[name]] if name in ok else FOLLOWS.get(name, [])
            wrong += not any(fits(name, value, each) for each in allowed)
    assert found / stated >= 0.9 and wrong / read_as_facts <= 0.06, (found / stated, wrong / read_as_facts)


def test_each_fact_is_read_in_many_voices() -> None:
    faults: list[str] = []
    for item in half("many_voices")["texts"]:
        found = reading_of(item["text"]).values
        for name, value in item["facts"].items():
            if name not in found or not fits(name, found[name], value):
                faults.append(f"{name} is read as {found.get(name)} | {item['text']}")
        faults += [f"{name} is read | {item['text']}" for name in item.get("never", ()) if name in found]
    assert faults == []
