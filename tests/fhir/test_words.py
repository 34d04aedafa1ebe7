"""Words of an order, read for the service: what they open, and that their exact words are kept."""

from __future__ import annotations

import pytest

from appropriateness.fhir.words import reader
from appropriateness.knowledge.lexicon import load_lexicon
from appropriateness.knowledge.loading import DATA
from tests.cds_hooks.calls import HEAD_CT, HEAD_MRI_BOTH, Json, adult, call, order
from tests.cds_hooks.conftest import NOW, Client, card, rating
from tests.conftest import KNOWLEDGE

READ = reader(load_lexicon(DATA, KNOWLEDGE), KNOWLEDGE, NOW.date)
CHART = {"patient": adult()}
DENIED = (
    "No altered consciousness, no seizure, no focal deficit, no cranial nerve palsy, no fever, no neck stiffness, "
    "no weakness, no saddle numbness, no incontinence, no back pain, gradual onset."
)


def answered(text: str, study: str = HEAD_CT) -> Json:
    return Client(read=READ).answer(call(order(study, [{"text": text}]), prefetch=CHART))


def test_a_fact_keeps_the_exact_words_it_was_read_from() -> None:
    text = "Orthostatic headache 2 days after LP, worse upright"
    taken, opens = READ(text)
    assert opens
    assert {item.fact for item in taken} >= {"worse_upright", "spinal_procedure"}
    assert all(item.origin == "text" and item.found.strip("“”") in text for item in taken)


@pytest.mark.parametrize("text", ["knee pain after a fall", "migraine, usual pattern", "", "r/o sinusitis"])
def test_words_of_another_topic_open_nothing(text: str) -> None:
    assert READ(text)[1] is False
    assert answered(text) == {"cards": []}


def test_a_spontaneous_orthostatic_headache_in_words_is_rated_without_any_code() -> None:
    told = answered("41F, headache worse upright, better lying, no LP or epidural or spine surgery", HEAD_MRI_BOTH)
    assert rating(told) == "appropriate"
    assert told["cards"] == []


def test_an_emergency_in_words_is_a_critical_card_that_quotes_them() -> None:
    told = answered("PDPH after LP 2 days ago, now seizure")
    assert card(told)["indicator"] == "critical"
    assert "seizure" in card(told)["detail"].split("**Taken")[1]


def test_what_is_denied_in_words_is_asked_no_more_and_quoted() -> None:
    told = answered(f"headache worse upright, no LP or epidural or spine surgery. {DENIED}")
    (asked,) = [line for line in card(told)["detail"].split("\n\n") if line.startswith("**Ask:**")]
    assert "seizure" not in asked and "fever" not in asked
    assert "- “no seizure”: seizure no" in card(told)["detail"]


def test_a_denied_emergency_is_no_emergency() -> None:
    told = answered("headache worse upright 2 days after LP, no seizure")
    assert card(told)["indicator"] == "info"
