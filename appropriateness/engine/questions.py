"""Which unanswered facts can change the answer: the engine is run again with each answer they may have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from appropriateness.engine.case import Case, Value
from appropriateness.engine.evaluation import TRUE, UNKNOWN
from appropriateness.engine.known import Known
from appropriateness.engine.matching import ScenarioState
from appropriateness.engine.outcome import Decision, decision_from
from appropriateness.engine.what_if import WhatIf
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.criteria import Predicate
from appropriateness.knowledge.facts import BooleanFact, ChoiceFact, ChoicesFact, Fact, QuantityFact
from appropriateness.knowledge.integrity import parts_of
from appropriateness.quantities import Interval

MOST_SHOWN = 3


@dataclass(frozen=True, eq=False, slots=True)
class Question:
    """A fact worth asking. `outcomes`: how many answers it leads to. `red_flags`: it stands for these facts."""

    fact: str
    outcomes: int
    leads_to: tuple[str, ...]
    red_flags: tuple[str, ...] = ()


def deciding_questions(case: Case, decision: Decision, knowledge: KnowledgeBase) -> tuple[Question, ...]:
    """At most three: what a half-raised flag waits for, the unasked red flags as one, then the facts that decide.

    A fact that alone settles a table shown as possible comes first, then facts that keep a scenario from being settled,
    those that are merely assumed, those whose answers lead to more different places, the order of the vocabulary. A
    fact that leads to one place only is not asked, nor one that makes sense only after another question ("how long ago
    was the procedure?").
    """
    red_flags = red_flag_question(decision)
    what_if = WhatIf(case, decision.known, knowledge)
    shown = [*_half_raised(what_if, decision, knowledge), *([] if red_flags is None else [red_flags])]
    if decision.outcome == "escalate":
        return tuple(shown)
    already = {question.fact for question in shown}
    candidates = [fact for fact in _candidates(case, decision, knowledge) if fact not in already]
    settling, needed = _settling(decision), _needed(decision)

    def standing(fact: str) -> tuple[bool, bool]:
        return fact not in settling, fact not in needed

    for _, facts in groupby(sorted(candidates, key=standing), key=standing):
        shown += _most_telling(list(facts), MOST_SHOWN - len(shown), what_if, decision, knowledge)
    return tuple(shown)


def _most_telling(
    facts: list[str], most: int, what_if: WhatIf, decision: Decision, knowledge: KnowledgeBase
) -> list[Question]:
    """The questions that lead to most places, at most so many, ties in the order of `facts`.

    A fact with fewer answers than those found already lead to places is not looked into.
    """
    place = {fact: index for index, fact in enumerate(facts)}
    found: list[Question] = []
    for fact in sorted(facts, key=lambda fact: -len(possible_answers(fact, knowledge))):
        if most <= len(found) and (not found or found[-1].outcomes > len(possible_answers(fact, knowledge))):
            break
        question = _question(fact, what_if, decision, knowledge)
        if question is not None:
            found.append(question)
            found.sort(key=lambda question: (-question.outcomes, place[question.fact]))
            del found[most:]
    return found


def red_flag_question(decision: Decision) -> Question | None:
    """The emergencies nobody has asked for, as one question."""
    unasked = decision.unasked
    return Question(unasked[0], 2, ("escalate",), unasked) if unasked else None


def _half_raised(what_if: WhatIf, decision: Decision, knowledge: KnowledgeBase) -> tuple[Question, ...]:
    """What the flags wait for whose alarm is there already; one place is left for the red flags nobody asked for."""
    facts = dict.fromkeys(fact for item in decision.half_raised for fact in item.waits_for)
    asked = (_question(fact, what_if, decision, knowledge) for fact in facts)
    return tuple(question for question in asked if question is not None)[: MOST_SHOWN - 1]


def _candidates(case: Case, decision: Decision, knowledge: KnowledgeBase) -> Iterator[str]:
    """Unanswered facts of what could still change the answer, in vocabulary order."""
    wanted: set[str] = set()
    for state in decision.scenarios:
        if state.state == "matched":
            wanted.update(state.assumed)
        elif state.state == "possible" and (state.raised or not decision.shown):
            wanted.update(state.compiled.rule.facts)
    wanted.update(_settling(decision))
    if decision.redirect is None:
        wanted.update(("age_years",))
    wanted.update(decision.unasked_urgent)
    wanted.difference_update(decision.conditional_on)
    known, later = case.known, presupposed(knowledge)
    return (
        fact
        for fact in knowledge.facts
        if fact in wanted and _open(known.get(fact)) and (fact not in later or later[fact] in known)
    )


def _settling(decision: Decision) -> frozenset[str]:
    """The facts that alone settle what a table waits for that is shown although it is merely possible."""
    waiting = (
        {
            fact
            for criterion in state.compiled.rule.require
            if criterion.check(decision.known) is UNKNOWN
            for fact in criterion.undecided(decision.known)
        }
        for state in decision.shown
        if state.state == "possible"
    )
    return frozenset(fact for facts in waiting if len(facts) == 1 for fact in facts)


def _needed(decision: Decision) -> frozenset[str]:
    """The facts that unsettled requirements of the open scenarios wait for."""
    return frozenset(
        fact
        for state in decision.scenarios
        if state.state == "possible" and state.raised
        for criterion in state.compiled.rule.require
        if criterion.check(decision.known) is UNKNOWN
        for fact in criterion.undecided(decision.known)
    )


def _open(value: Value | None) -> bool:
    """Whether an answer can still be narrowed: unknown, an interval, or one of several."""
    return value is None or (isinstance(value, Interval) and not value.exact)


def _question(fact: str, what_if: WhatIf, decision: Decision, knowledge: KnowledgeBase) -> Question | None:
    there: dict[int, Known] = {}
    for value in possible_answers(fact, knowledge):
        known = what_if.known_with(fact, value)
        if known is not None:
            there.setdefault(known.bits & decision.rules.deciding, known)
    if len(there) < 2:
        return None
    seen: dict[tuple[object, ...], Decision] = {}
    for known in there.values():
        decided = decision_from(known, decision.rules, knowledge)
        seen.setdefault(signature(decided), decided)
    if len(seen) < 2:
        return None
    settled = [decided for decided in seen.values() if decided.outcome != "needs_facts"]
    return Question(fact, len(seen), tuple(dict.fromkeys(leads_to(decided) for decided in settled)))


def signature(decision: Decision) -> tuple[object, ...]:
    """What makes two decisions different to a reader: outcome, tables shown or how near each open one is, flags."""
    if decision.outcome == "needs_facts":
        tables = tuple((state.scenario.id, _settled(state)) for state in decision.scenarios if state.raised)
    else:
        tables = tuple((state.scenario.id, 0) for state in decision.shown)
    return (
        decision.outcome,
        tables,
        tuple(item.flag.id for item in decision.flags),
        decision.redirect.redirect.id if decision.redirect else None,
    )


def _settled(state: ScenarioState) -> int:
    """How many requirements are already met."""
    return sum(criterion.check(state.known) is TRUE for criterion in state.compiled.rule.require)


def leads_to(decision: Decision) -> str:
    """Where an answer leads, in a few words."""
    urgent = ", with an urgent flag" if decision.flags and decision.outcome != "escalate" else ""
    return f"{_destination(decision)}{urgent}"


def _destination(decision: Decision) -> str:
    if decision.shown and decision.outcome != "escalate":
        return " / ".join(state.scenario.short for state in decision.shown)
    if decision.redirect and decision.outcome in ("out_of_scope", "not_covered"):
        return decision.redirect.redirect.title
    return "an emergency" if decision.outcome == "escalate" else decision.outcome.replace("_", " ")


@lru_cache(maxsize=8)
def _answers(knowledge: KnowledgeBase) -> dict[str, tuple[Value, ...]]:
    """For every fact the answers that any rule tells apart."""
    bounds: dict[str, set[float]] = {name: set() for name in knowledge.facts}
    words: dict[str, set[frozenset[str]]] = {name: set() for name in knowledge.facts}
    for part in parts_of(knowledge):
        if isinstance(part, Predicate):
            numbers = (part.at_least, part.below, part.equals)
            bounds[part.fact].update(
                float(n) for n in numbers if isinstance(n, (int, float)) and not isinstance(n, bool)
            )
            words[part.fact].add(frozenset(part.one_of or (str(part.equals),)))
    return {name: tuple(_distinct(fact, sorted(bounds[name]), words[name])) for name, fact in knowledge.facts.items()}


@lru_cache(maxsize=8)
def presupposed(knowledge: KnowledgeBase) -> dict[str, str]:
    """For each fact that has an answer only if another has one, that other fact."""
    found: dict[str, str] = {}
    for rule in knowledge.implications:
        only = rule.when[0]
        if len(rule.when) == 1 and isinstance(only, Predicate) and _says_anything(only, knowledge.facts[only.fact]):
            found[only.fact] = rule.then.fact
    return found


def _says_anything(predicate: Predicate, fact: Fact) -> bool:
    """Whether every answer of the fact makes the predicate true."""
    if isinstance(fact, QuantityFact):
        return predicate.at_least == fact.at_least
    return isinstance(fact, ChoiceFact) and set(predicate.one_of or ()) == set(fact.values)


def _distinct(fact: Fact, bounds: list[float], told: set[frozenset[str]]) -> Iterator[Value]:
    match fact:
        case BooleanFact():
            yield from (True, False)
        case ChoiceFact() | ChoicesFact():
            vague = fact.kind_unknown.value if isinstance(fact, ChoiceFact) and fact.kind_unknown else None
            told_apart = {frozenset(item for item in told if word in item): word for word in reversed(fact.values)}
            yield from (frozenset({word}) for word in fact.values if word in told_apart.values() and word != vague)
        case QuantityFact():
            edges = [edge for edge in bounds if fact.at_least < edge <= fact.at_most]
            starts = [fact.at_least, *edges]
            for start, end in zip(starts, [*edges, None], strict=True):
                yield Interval.between(start) if end is None else Interval.between(start, end)


def possible_answers(fact: str, knowledge: KnowledgeBase) -> tuple[Value, ...]:
    """The answers of a fact that some rule of the knowledge tells apart; quantities as intervals between thresholds."""
    return _answers(knowledge)[fact]
