"""A link that carries a vignette: it comes back as it was, carries no case, and a broken one says so."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from appropriateness.wire import links
from tests.conftest import KNOWLEDGE
from tests.teaching.test_vignettes import TEACHING

NOW = datetime(2026, 11, 20, 14, 35)


def opened(**parameters: list[str]) -> links.OpenedLink:
    return links.decode(parameters, KNOWLEDGE, NOW)


def test_a_vignette_comes_back_and_no_case_with_it() -> None:
    for name in TEACHING.vignettes:
        link = opened(**{key: [text] for key, text in links.encode_vignette(name).items()})
        assert (link.vignette, link.answers, link.problems) == (name, {}, ())


def test_two_vignettes_in_one_link_are_left_out_and_named() -> None:
    link = opened(v=["1"], vignette=["day_three", "seventy_hours"])
    assert link.vignette is None
    assert "two vignettes" in link.problems[0]


def test_a_case_link_names_no_vignette() -> None:
    assert opened(v=["1"], worse_upright=["yes"]).vignette is None


@given(st.lists(st.text(max_size=200), min_size=1, max_size=3))
def test_nothing_written_as_a_vignette_is_beyond_reading(names: list[str]) -> None:
    link = opened(v=["1"], vignette=names)
    assert link.vignette is None or len(link.vignette) <= 64
