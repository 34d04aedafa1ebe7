"""Words on which a life or a needle hangs are read in every text, not in most: each text is held by itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from appropriateness.engine.case import read_case, read_value
from appropriateness.engine.consultation import consult
from appropriateness.indication.reading import read
from tests.conftest import KNOWLEDGE
from tests.indication.measuring import LEXICON, half

ON = date(2026, 11, 28)
TEXTS = [pytest.param(item, id=item["text"][:60]) for item in half("must_be_read")["texts"]]


@pytest.mark.parametrize("item", TEXTS)
def test_every_fact_of_the_text_is_read_and_nothing_it_does_not_say(item: dict[str, Any]) -> None:
    found = read(item["text"], LEXICON, KNOWLEDGE, ON).values
    for name, value in item["facts"].items():
        assert name in found, f"{name} is not read: {found}"
        assert read_value(KNOWLEDGE.facts[name], found[name]) == read_value(KNOWLEDGE.facts[name], value), name
    assert not set(item.get("never", ())) & set(found)
    if "outcome" in item:
        assert str(consult(read_case(found, KNOWLEDGE), KNOWLEDGE, ON).decision.outcome) in item["outcome"]
