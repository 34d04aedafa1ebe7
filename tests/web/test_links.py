"""A case in a link and back: what is invalid is named and left out, what has aged is said to have aged."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appropriateness.engine.case import read_value
from appropriateness.knowledge.facts import BooleanFact, ChoiceFact, ChoicesFact, Fact, QuantityFact
from appropriateness.web import html
from appropriateness.wire import links
from tests.conftest import KNOWLEDGE
from tests.web.elements import HOSTILE, harmless, parsed

NOW = datetime(2026, 11, 20, 14, 35)
HOUR = timedelta(hours=1)
FACTS = KNOWLEDGE.facts
ELAPSED = {
    "postpartum_days", "hours_since_onset", "hours_since_procedure", "hours_since_last_needle", "hours_since_patch",
    "hours_since_last_dose",
}  # fmt: skip


def _hundredths(low: float, high: float) -> st.SearchStrategy[float | int]:
    whole = st.integers(int(low * 100), int(high * 100))
    return whole.map(lambda number: number // 100 if number % 100 == 0 else number / 100)


@st.composite
def _quantities(draw: st.DrawFn, fact: QuantityFact) -> object:
    numbers = (
        st.integers(int(fact.at_least), int(fact.at_most)) if fact.whole else _hundredths(fact.at_least, fact.at_most)
    )
    kind = draw(st.sampled_from(["number", "at least", "below", "both"]))
    if kind == "number":
        return draw(numbers)
    if kind == "at least":
        return {"at_least": draw(numbers)}
    low, high = sorted([draw(numbers), draw(numbers)])
    if low == high:
        return low
    return {"below": high} if kind == "below" else {"at_least": low, "below": high}


def values(fact: Fact) -> st.SearchStrategy[Any]:
    """Plain data the form can put into a sheet for that fact."""
    match fact:
        case BooleanFact():
            return st.booleans()
        case ChoiceFact():
            words = st.sampled_from(list(fact.values))
            several = st.lists(words, min_size=2, unique=True).map(lambda chosen: {"one_of": chosen})
            return words | several if len(fact.values) > 1 else words
        case ChoicesFact():
            together = [word for word in fact.values if word not in fact.exclusive]
            return st.sampled_from(list(fact.values)) | st.lists(st.sampled_from(together), min_size=2, unique=True)
        case QuantityFact():
            return _quantities(fact)


answers = st.lists(st.sampled_from(list(FACTS)), unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: values(FACTS[name]) for name in names})
)


def opened(now: datetime = NOW, **parameters: str) -> links.OpenedLink:
    return decoded({"v": links.VERSION, **parameters}, now)


def decoded(parameters: dict[str, str], now: datetime = NOW) -> links.OpenedLink:
    """A link in which every part stands once."""
    return links.decode({name: [text] for name, text in parameters.items()}, KNOWLEDGE, now)


def encoded(case: dict[str, Any], time: datetime = NOW) -> dict[str, str]:
    return links.encode(case, links.given_at(case, time, KNOWLEDGE), KNOWLEDGE)


@given(answers)
@settings(deadline=None, derandomize=True)
def test_a_case_comes_back_from_its_link_as_it_went_in(case: dict[str, Any]) -> None:
    link = decoded(encoded(case))
    assert link.answers == case
    assert link.problems == ()
    assert link.given == {name: NOW.replace(second=0) for name in ELAPSED & case.keys()}


@given(answers)
@settings(deadline=None, derandomize=True)
def test_a_link_holds_the_facts_of_the_case_and_when_their_times_were_true(case: dict[str, Any]) -> None:
    own = {"v", "k", *(["at"] if ELAPSED & case.keys() else [])} if case else set()
    assert set(encoded(case)) == own | case.keys()


def test_every_example_of_the_knowledge_fits_a_link() -> None:
    for sample in KNOWLEDGE.examples:
        link = decoded(encoded(dict(sample.facts)))
        assert (link.answers, link.problems) == (dict(sample.facts), ())


@given(st.sampled_from(list(FACTS)), st.text(max_size=80) | st.sampled_from(HOSTILE))
@settings(deadline=None, derandomize=True)
def test_a_part_is_either_a_value_of_its_fact_or_named_and_left_out(name: str, text: str) -> None:
    link = opened(at=NOW.strftime(links.HOUR), **{name: text})
    if name in link.answers:
        assert link.problems == ()
        read_value(FACTS[name], link.answers[name])
    else:
        assert link.answers == {}
        assert len(link.problems) == 1 and name in link.problems[0]


@given(st.dictionaries(st.text(max_size=30), st.text(max_size=30)))
@settings(deadline=None, derandomize=True)
def test_no_set_of_parameters_is_beyond_reading(parameters: dict[str, str]) -> None:
    assert set(decoded({**parameters, "v": "1"}).answers) <= set(FACTS)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("worse_upright", "maybe"), ("worse_upright", ""), ("worse_upright", "True"), ("worse_upright", "1"),
        ("sex", "Female"), ("sex", ""), ("sex", "female|"), ("sex", "female|male|other"), ("sex", "female~male"),
        ("brain_mri", "normal~subdural"), ("brain_mri", "subdural~"), ("brain_mri", "subdural|siderosis"),
        ("age_years", ""), ("age_years", "old"), ("age_years", "nan"), ("age_years", "inf"), ("age_years", "1e999"),
        ("age_years", "-1"), ("age_years", "121"), ("age_years", ".."), ("age_years", "40..30"),
        ("age_years", "30..30"),
        ("age_years", "30..old"), ("age_years", "10..20..30"), ("patch_count", "1.5"), ("gcs", "16"), ("gcs", "2"),
    ],
)  # fmt: skip
def test_an_invalid_part_is_never_replaced_by_a_default(name: str, text: str) -> None:
    link = opened(at=NOW.strftime(links.HOUR), cancer_or_immunocompromise="no", **{name: text})
    assert link.answers == {"cancer_or_immunocompromise": False}
    assert len(link.problems) == 1 and name in link.problems[0]


def test_every_one_of_several_invalid_parts_is_named() -> None:
    wrong = {"sex": "x", "age_years": "y", "seizure": "z", "colour": "blue", "brain_mri": "w"}
    link = opened(**wrong, fever="yes")
    assert link.answers == {"fever": True}
    assert len(link.problems) == len(wrong)
    assert all(any(name in problem for problem in link.problems) for name in wrong)


def test_a_misspelt_fact_is_answered_with_the_nearest_name() -> None:
    assert '"seizure"' in opened(siezure="yes").problems[0]


@pytest.mark.parametrize("version", [None, "", "0", "2", "1.0", " 1", "11", HOSTILE[0]])
def test_a_link_of_another_version_gives_no_answer_and_says_so(version: str | None) -> None:
    given_version = {} if version is None else {"v": version}
    link = decoded({**given_version, "age_years": "34"})
    assert link.answers == {} and len(link.problems) == 1 and link.given == {}
    assert f"version {links.VERSION}" in link.problems[0]


def test_no_parameters_are_an_empty_case_without_a_problem() -> None:
    assert links.decode({}, KNOWLEDGE, NOW) == links.OpenedLink({}, {}, ())


def test_a_link_made_with_other_knowledge_says_so_and_keeps_its_answers() -> None:
    link = opened(k="00000000", age_years="34")
    assert link.answers == {"age_years": 34} and len(link.problems) == 1


@pytest.mark.parametrize("hours", [0, 1, 23, 500, 24 * 365])
@pytest.mark.parametrize("form", [links.MINUTE, links.HOUR])
def test_a_link_says_when_its_times_were_true(hours: int, form: str) -> None:
    link = opened(at=(NOW - hours * HOUR).strftime(form), hours_since_onset="5", age_years="34")
    given_at = link.given["hours_since_onset"]
    assert given_at is not None and given_at.strftime(form) == (NOW - hours * HOUR).strftime(form)
    assert set(link.given) == {"hours_since_onset"} and link.problems == ()


def test_times_given_at_different_hours_each_keep_their_own() -> None:
    case = {"hours_since_onset": 5, "hours_since_procedure": 48, "hours_since_patch": 2}
    given = {"hours_since_onset": NOW, "hours_since_procedure": NOW - 30 * HOUR, "hours_since_patch": None}
    link = decoded(links.encode(case, given, KNOWLEDGE))
    assert link.answers == case and link.given == given


def test_a_fact_given_twice_in_a_link_is_left_out_and_named_unless_both_agree() -> None:
    link = links.decode({"v": ["1"], "gcs": ["15", "3"], "age_years": ["34", "34"]}, KNOWLEDGE, NOW)
    assert link.answers == {"age_years": 34}
    assert link.problems == ("gcs is given twice with different values. It was left out.",)


@pytest.mark.parametrize(
    "at",
    [
        None, "", "yesterday", "2026-11-20", "2026-11-20T14:35:01", "2026-13-40T99", HOSTILE[0],
        (NOW + HOUR).strftime(links.MINUTE), (NOW - 24 * 367 * HOUR).strftime(links.MINUTE),
    ],
)  # fmt: skip
def test_elapsed_times_of_a_link_without_a_credible_hour_are_marked(at: str | None) -> None:
    given_hour = {} if at is None else {"at": at}
    timeless, timed = opened(age_years="34", **given_hour), opened(hours_since_onset="5", **given_hour)
    assert timeless.given == {} and timeless.problems == ()
    assert timed.given == {"hours_since_onset": None} and len(timed.problems) == 1
    assert timed.answers == {"hours_since_onset": 5}


def test_only_times_that_grow_by_themselves_are_elapsed() -> None:
    assert {name for name, fact in FACTS.items() if links.elapsed(fact)} == ELAPSED


@pytest.mark.parametrize(
    ("fact", "value", "hours", "then"),
    [
        ("hours_since_onset", 48, 3, 51),
        ("hours_since_onset", 1.5, 0.25, 1.75),
        ("hours_since_onset", {"at_least": 60, "below": 84}, 5, {"at_least": 65, "below": 89}),
        ("hours_since_onset", {"at_least": 72}, 5, {"at_least": 77}),
        ("hours_since_onset", {"below": 72}, 5, {"below": 77}),
        ("postpartum_days", 3, 36, 4.5),
        ("postpartum_days", {"at_least": 7, "below": 14}, 48, {"at_least": 9, "below": 16}),
        ("postpartum_days", 3649, 72, {"at_least": 3650}),
        ("hours_since_last_dose", {"at_least": 8000, "below": 8700}, 2000, {"at_least": 8760, "below": 10700}),
    ],
)
def test_an_elapsed_time_moves_on_in_its_own_unit(fact: str, value: object, hours: float, then: object) -> None:
    assert links.later(value, FACTS[fact], hours) == then


@given(st.sampled_from(sorted(ELAPSED)).flatmap(lambda name: st.tuples(st.just(name), values(FACTS[name]))))
@settings(deadline=None, derandomize=True)
def test_an_elapsed_time_confirmed_in_the_hour_it_was_written_stays_as_it_is(item: tuple[str, Any]) -> None:
    assert links.later(item[1], FACTS[item[0]], 0) == item[1]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_a_link_says_wrongly_is_quoted_as_text(hostile: str) -> None:
    problems = [
        *opened(**{hostile: hostile}).problems, *decoded({"v": hostile}).problems,
        *(problem for name in FACTS for problem in opened(**{name: hostile}).problems),
    ]  # fmt: skip
    assert len(problems) == len(FACTS) + 2
    for problem in problems:
        page = parsed(html.tag("p", problem, css="fault", role="alert"))
        assert page.one("p").children == [problem]
        harmless(page)


@pytest.mark.parametrize("length", [100, 100_000])
def test_a_problem_stays_short_however_long_the_part_is(length: int) -> None:
    problems = [*opened(**{"x" * length: "y"}).problems, *opened(sex="y" * length, age_years="9" * length).problems]
    assert len(problems) == 3 and all(len(problem) < 300 for problem in problems)
