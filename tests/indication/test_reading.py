"""What is read of typed indications: the development cases, and texts of our own, of which half were never tuned on."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appropriateness.engine.case import read_case, read_value
from appropriateness.indication.reading import LONGEST_TEXT, Reading, read
from tests.conftest import KNOWLEDGE, ON, some_of
from tests.indication.measuring import LEXICON, development, half, measured, outcome_of, reading_of, refused

HALVES = (
    "tuned", "held_out", "others_tuned", "others_held_out",
    "third_hand", "fourth_hand", "fifth_hand", "sixth_hand", "seventh_hand", "eighth_hand", "ninth_hand",
    "tenth_hand", "eleventh_hand", "twelfth_hand", "thirteenth_hand", "fourteenth_hand", "fifteenth_hand",
    "sixteenth_hand", "seventeenth_hand", "eighteenth_hand", "nineteenth_hand", "published_manner",
)  # fmt: skip
TEXTS = [text["text"] for text in development()] + [text["text"] for name in HALVES for text in half(name)["texts"]]
OFF_TOPIC = [text for name in HALVES for text in half(name)["off_topic"]]
BARS = {"right": 0.95, "recall": 0.9, "precision": 0.97, "refused": 0.98}
NOT_REACHED: dict[str, dict[str, float]] = {
    "fourteenth_hand": {"refused": 0.96}, "fifteenth_hand": {"precision": 0.96, "refused": 0.94},
    "seventeenth_hand": {"right": 0.94}, "eighteenth_hand": {"refused": 0.96}, "nineteenth_hand": {"refused": 0.94},
}  # fmt: skip
"""Where a file stays below a bar, what it reached: it may not get worse (COMPARISON.md)."""
MISREAD: dict[str, int] = {"fourteenth_hand": 1}
"""Texts in which something past or only asked is still read as present."""


def test_the_development_cases_are_answered_right() -> None:
    tally = measured(development())
    assert tally.right_answers == 1, tally.faults
    assert tally.recall >= 0.9 and tally.precision >= 0.95, tally.faults


def bars(name: str) -> dict[str, float]:
    return BARS | NOT_REACHED.get(name, {})


@pytest.mark.parametrize("name", HALVES)
def test_texts_of_our_own_reach_the_bars(name: str) -> None:
    tally, bar = measured(half(name)["texts"]), bars(name)
    summary = f"recall {tally.recall:.3f}, precision {tally.precision:.3f}, right {tally.right_answers:.3f}"
    assert tally.right_answers >= bar["right"], (summary, tally.faults)
    assert tally.recall >= bar["recall"] and tally.precision >= bar["precision"], (summary, tally.faults)


@pytest.mark.parametrize("name", [name for name in HALVES if half(name)["off_topic"]])
def test_texts_of_other_topics_are_refused(name: str) -> None:
    texts = half(name)["off_topic"]
    count, kept = refused(texts)
    assert count / len(texts) >= bars(name)["refused"], kept


@pytest.mark.parametrize("name", HALVES)
def test_no_emergency_is_missed(name: str) -> None:
    missed = [
        item["text"]
        for item in half(name)["texts"]
        if item["outcome"] == ["escalate"] and outcome_of(reading_of(item["text"])) != "escalate"
    ]
    assert missed == []


@pytest.mark.parametrize("name", HALVES)
def test_nothing_past_feared_or_said_of_another_is_read_as_present(name: str) -> None:
    read = {
        item["text"]: set(item["never"]) & set(reading_of(item["text"]).values)
        for item in half(name)["texts"]
        if "never" in item
    }
    misread = {text: facts for text, facts in read.items() if facts}
    assert len(misread) <= MISREAD.get(name, 0), misread


def checked(text: str, reading: Reading) -> None:
    """What holds for any text at all."""
    names = [item.fact for item in reading.facts]
    assert len(names) == len(set(names)), text
    for item in reading.facts:
        assert 0 <= item.start < item.end <= len(text), text
        assert item.words == text[item.start : item.end] and item.words.strip()
        read_value(KNOWLEDGE.facts[item.fact], item.value)
    for left in reading.ignored:
        assert 0 <= left.start < left.end <= len(text) and left.words == text[left.start : left.end]


def test_every_fact_has_its_words_inside_the_text() -> None:
    for text in (*TEXTS, *OFF_TOPIC):
        checked(text, reading_of(text))


def added_without_a_fact(text: str) -> list[str]:
    whole = reading_of(text)
    added: list[str] = []
    for item in whole.facts:
        less = text[: item.start] + " " + text[item.end :]
        more = set(reading_of(less).values) - set(whole.values)
        added += [f"{sorted(more)} without {item.words!r} of {item.fact} | {text}"] if more else []
    return added


UNCOVERED = {
    "tuned": 2, "others_tuned": 5, "others_held_out": 11, "third_hand": 9, "fourth_hand": 8, "fifth_hand": 5,
    "sixth_hand": 11, "seventh_hand": 7, "eighth_hand": 17, "ninth_hand": 13, "tenth_hand": 16,
    "eleventh_hand": 8, "twelfth_hand": 15, "thirteenth_hand": 9, "fourteenth_hand": 12, "fifteenth_hand": 10,
    "sixteenth_hand": 11, "seventeenth_hand": 21, "eighteenth_hand": 6, "nineteenth_hand": 13,
    "published_manner": 65,
}  # fmt: skip
"""Facts whose words, taken out, uncover another: most are a denial that was shared. It may not become more."""


def test_taking_out_the_words_of_a_fact_adds_no_fact() -> None:
    texts = [item["text"] for item in half("held_out")["texts"]]
    assert [fault for text in texts[::4] for fault in added_without_a_fact(text)] == []


@pytest.mark.durability
@pytest.mark.parametrize("name", HALVES)
def test_taking_out_the_words_of_a_fact_hardly_ever_adds_one(name: str) -> None:
    faults = [fault for text in half(name)["texts"] for fault in added_without_a_fact(text["text"])]
    assert len(faults) <= UNCOVERED.get(name, 0), faults


@settings(max_examples=100)
@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    checked(text, reading_of(text))


WORDS = st.sampled_from(sorted({word for text in TEXTS for word in text.split()}))


@settings(max_examples=100)
@given(st.lists(WORDS, max_size=30).map(" ".join))
def test_any_order_of_clinical_words_is_read_without_an_error_or_a_contradiction(text: str) -> None:
    reading = reading_of(text)
    checked(text, reading)
    read_case(reading.values, KNOWLEDGE)
    assert reading == read(text, LEXICON, KNOWLEDGE, ON)


def test_a_text_that_is_too_long_is_refused_whole() -> None:
    reading = reading_of("headache upright " * (LONGEST_TEXT // 10))
    assert reading.refusal is not None and reading.refusal.id == "too_long" and reading.facts == ()


@pytest.mark.parametrize("text", ["", "   ", "\n\t\x00", "\u202e\u200b"])
def test_a_text_without_words_is_refused(text: str) -> None:
    refusal = reading_of(text).refusal
    assert refusal is not None and refusal.id == "empty"


AGAIN = ["1", "headache ", "<b>", "\u202eHA ", "no ", "worse ", "2/", "((", "x 3 ", "LP? ", *string.punctuation]


@pytest.mark.parametrize("letter", some_of(AGAIN, every=5))
def test_the_same_over_and_over_is_read_without_an_error(letter: str) -> None:
    text = (letter * LONGEST_TEXT)[:LONGEST_TEXT]
    checked(text, reading_of(text))
