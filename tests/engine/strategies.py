"""Generated cases: written ones with answers left out, added and changed at random, contradictions dropped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from appropriateness.engine.case import Case, Value, read_case, read_value
from appropriateness.engine.questions import possible_answers
from appropriateness.engine.rulebook import rulebook
from appropriateness.errors import CaseError
from appropriateness.knowledge.facts import BooleanFact, ChoiceFact, ChoicesFact, Fact, QuantityFact
from appropriateness.quantities import Interval
from appropriateness.truth import Truth
from tests.cases.test_cases import FILES
from tests.conftest import KNOWLEDGE, case_file

FACTS = tuple(KNOWLEDGE.facts)
WRITTEN: list[dict[str, Any]] = [{}, *(case["facts"] for name in FILES for case in case_file(name))]


def _points(fact: QuantityFact) -> list[float]:
    """The numbers at which some rule changes its mind, their neighbours, and both ends of the range."""
    edges = {fact.at_least, fact.at_most}
    for answer in possible_answers(fact.id, KNOWLEDGE):
        if isinstance(answer, Interval):
            edges.update((answer.low, min(answer.high, fact.at_most)))
    near = {edge + step for edge in edges for step in (-30, -1, 0, 1, 30)}
    if not fact.whole:
        near.update(edge + step for edge in edges for step in (-0.1, 0.1))
    return sorted(round(point, 1) for point in near if fact.at_least <= point <= fact.at_most)


POINTS = {fact.id: _points(fact) for fact in KNOWLEDGE.facts.values() if isinstance(fact, QuantityFact)}


def raw_values(fact: Fact) -> SearchStrategy[Any]:
    """Plain data that the fact takes: every kind of answer it may have, exact or vague."""
    match fact:
        case BooleanFact():
            return st.booleans()
        case ChoiceFact():
            word = st.sampled_from(list(fact.values))
            return word | st.lists(word, min_size=2, unique=True).map(lambda words: {"one_of": words})
        case ChoicesFact():
            several = [word for word in fact.values if word not in fact.exclusive]
            words = st.lists(st.sampled_from(several), min_size=1, max_size=3, unique=True)
            return st.sampled_from(list(fact.values)) | words
        case QuantityFact():
            point = st.sampled_from(POINTS[fact.id])
            pairs = st.lists(point, min_size=2, max_size=2, unique=True).map(sorted)
            return st.one_of(
                point,
                pairs.map(lambda ends: {"at_least": ends[0], "below": ends[1]}),
                point.map(lambda end: {"at_least": end}),
                st.sampled_from(POINTS[fact.id][1:]).map(lambda end: {"below": end}),
            )


RAW = {name: raw_values(fact) for name, fact in KNOWLEDGE.facts.items()}
ANSWERS = st.one_of([st.tuples(st.just(name), values) for name, values in RAW.items()])

TOLD = st.tuples(st.sampled_from(WRITTEN), st.sets(st.integers(0, 20), max_size=5), st.lists(ANSWERS, max_size=8))


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Any]:
    """Answers as plain data; they may contradict each other."""
    written, left_out, added = draw(TOLD)
    kept = {name: value for place, (name, value) in enumerate(written.items()) if place not in left_out}
    return {**kept, **dict(added)}


def without_contradictions(given: Mapping[str, Any]) -> dict[str, Any]:
    """`given` with every answer left out that contradicts those before it."""
    kept: dict[str, Any] = {}
    for name, value in given.items():
        try:
            read_case({**kept, name: value}, KNOWLEDGE)
        except CaseError:
            continue
        kept[name] = value
    return kept


@st.composite
def valid_facts(draw: st.DrawFn) -> dict[str, Any]:
    given = draw(facts())
    try:
        read_case(given, KNOWLEDGE)
    except CaseError:
        return without_contradictions(given)
    return given


cases: SearchStrategy[Case] = valid_facts().map(lambda given: read_case(given, KNOWLEDGE))


@st.composite
def narrower_answers(draw: st.DrawFn, case: Case) -> tuple[str, Value]:
    """One answer more, or one more exact, mostly for a fact that some rule which holds has read or assumed.

    An answer to a fact that only follows from others so far is mostly drawn from what they leave open.
    """
    read = _read_by_what_holds(case)
    wanted = [name for name in FACTS if _leaves_room(KNOWLEDGE.facts[name], case.answers.get(name))]
    near = [name for name in wanted if name in read]
    name = draw(st.sampled_from(near) if near and draw(st.integers(0, 3)) else st.sampled_from(wanted))
    fact, old = KNOWLEDGE.facts[name], case.answers.get(name, case.known.get(name))
    if name not in case.answers and draw(st.integers(0, 3)) == 0:
        return name, read_value(fact, draw(RAW[name]))
    if isinstance(old, Interval) and not old.exact:
        inside = [point for point in POINTS[name] if old.contains(Interval.exactly(point))] or [old.low]
        ends = sorted(draw(st.lists(st.sampled_from(inside), min_size=1, max_size=2, unique=True)))
        return name, Interval.exactly(ends[0]) if len(ends) == 1 else Interval.between(*ends)
    if isinstance(fact, ChoiceFact) and isinstance(old, frozenset) and len(old) > 1:
        fewer = draw(st.lists(st.sampled_from(sorted(old)), min_size=1, max_size=len(old) - 1, unique=True))
        return name, frozenset(fewer)
    return name, read_value(fact, draw(RAW[name]))


def _leaves_room(fact: Fact, value: Value | None) -> bool:
    if isinstance(value, Interval):
        return not value.exact
    return value is None or (isinstance(fact, ChoiceFact) and isinstance(value, frozenset) and len(value) > 1)


def _read_by_what_holds(case: Case) -> set[str]:
    rules = rulebook(KNOWLEDGE)
    known = rules.circuit.known(case.known)
    held = [made.facts for made in rules.definitions.values() if made.check(known) is Truth.TRUE]
    ruled = [item.rule for item in (*rules.flags, *rules.redirects, *rules.scenarios)]
    held += [tuple(rule.facts) for rule in ruled if rule.check(known) is Truth.TRUE]
    return {fact for facts_read in held for fact in facts_read}


def anything() -> SearchStrategy[Any]:
    """What a stranger may send: any JSON, with the names of real facts among it."""
    scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    words = st.sampled_from([word for fact in KNOWLEDGE.facts.values() for word in getattr(fact, "values", ())])
    keys = st.sampled_from(["at_least", "below", "one_of", "facts", "id", *FACTS]) | st.text(max_size=10)
    values = st.recursive(
        scalars | words,
        lambda inside: st.lists(inside, max_size=3) | st.dictionaries(keys, inside, max_size=3),
        max_leaves=6,
    )
    return st.dictionaries(st.sampled_from(FACTS) | st.text(max_size=10), values, max_size=6) | values
