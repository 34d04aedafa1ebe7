"""Phrases and symbols: how ids, truths and outcomes are said. No decision is taken here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from appropriateness.engine.case import Value
from appropriateness.engine.consultation import Consultation
from appropriateness.engine.questions import Question
from appropriateness.engine.ranking import Option, Row
from appropriateness.engine.score import ScoreResult
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.facts import BooleanFact, ChoiceFact, ChoicesFact, Fact, QuantityFact
from appropriateness.quantities import Interval

CATEGORIES = {
    "usually_appropriate": "Usually appropriate",
    "may_be_appropriate": "May be appropriate",
    "may_be_appropriate_disagreement": "May be appropriate (disagreement)",
    "usually_not_appropriate": "Usually not appropriate",
    "contested": "Sources disagree",
    "not_rated": "Not rated by the ACR",
}
GROUPS = {
    "can_be_ordered": "Can be ordered",
    "not_rated": "Not rated by the ACR; other sources",
    "sources_disagree": "Sources disagree",
    "resolve_first": "Resolve first",
    "usually_not_appropriate": "Usually not appropriate",
}
OUTCOMES = {
    "escalate": "Emergency first",
    "out_of_scope": "No scenario applies",
    "several_possible": "Several scenarios",
    "not_covered": "Not covered by a rating",
    "contested": "Sources disagree",
    "no_imaging_rated_appropriate": "No imaging rated appropriate",
    "rated": "Rated",
    "needs_facts": "More facts needed",
}
EVIDENCE = {
    "strong": "strong",
    "moderate": "moderate",
    "limited": "limited",
    "expert_consensus": "expert consensus",
    "expert_opinion": "expert opinion",
}
STANCES = {"first_line": "first line", "consider": "consider", "not_routine": "not routine", "against": "against"}
CONTRASTS = {
    "none": "no contrast",
    "iv_gadolinium": "gadolinium, intravenous",
    "iv_iodinated": "iodinated, intravenous",
    "intrathecal_iodinated": "iodinated, intrathecal",
    "intrathecal_gadolinium": "gadolinium, intrathecal",
    "intrathecal_radionuclide": "radionuclide, intrathecal",
    "not_stated": "not stated",
}
SOURCE_KINDS = {
    "guideline": "guideline",
    "transcript": "transcript of a guideline",
    "article": "article",
    "consensus_guideline": "consensus guideline",
    "paper": "paper",
    "label": "product label",
    "standard": "standard",
    "terminology": "terminology",
    "machine_written": "machine-written page",
    "patient_organisation": "patient organisation",
    "project": "our own choice",
}
TRUTHS = {"true": "yes", "false": "no", "unknown": "not known"}
SEVERITIES = {"stop": "Stop", "ask": "Ask", "inform": "Note"}
NOT_STATED = "not stated"


def joined(items: Sequence[str], word: str = "and") -> str:
    """a, b and c."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def decapitalised(sentence: str) -> str:
    """The sentence as it runs on after a colon; an abbreviation such as MRI keeps its capitals."""
    return sentence if sentence[1:2].isupper() else sentence[:1].lower() + sentence[1:]


def with_labels(message: str, knowledge: KnowledgeBase) -> str:
    """A message that names facts by their ids, for a reader who knows them by their labels."""

    def label(found: re.Match[str]) -> str:
        fact = knowledge.facts.get(found[0])
        return f"“{fact.label}”" if fact else found[0]

    return re.sub(r"[a-z]+(?:_[a-z]+)+", label, message)


def value_words(fact_id: str, value: Value, knowledge: KnowledgeBase) -> str:
    """A value in words with its unit: "60 to 84 hours", "lumbar puncture", "yes"."""
    fact = knowledge.facts[fact_id]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Interval):
        unit = fact.unit if isinstance(fact, QuantityFact) else ""
        return interval_words(value, unit)
    names = fact.values if isinstance(fact, (ChoiceFact, ChoicesFact)) else {}
    words = [label for word, label in names.items() if word in value]
    if isinstance(fact, ChoiceFact) and fact.kind_unknown and len(value) > 1 and fact.kind_unknown.value not in value:
        everything = set(names) - {fact.kind_unknown.value, *fact.kind_unknown.excludes}
        if set(value) == everything:
            return names[fact.kind_unknown.value]
    return joined(words, "and" if isinstance(fact, ChoicesFact) else "or")


_ONE = {"patches": "patch", "hours": "hour", "days": "day", "weeks": "week", "years": "year", "points": "point"}


def interval_words(value: Interval, unit: str) -> str:
    """ "72 hours", "at least 1 patch", "less than 84 hours", "60 to 84 hours"; hours above four days also in days."""
    low, high = value.low, value.high
    of_low = _ONE.get(unit, unit) if low == 1 else unit
    if value.exact:
        words = f"{low:g} {of_low}"
    elif high == float("inf"):
        words = f"at least {low:g} {of_low}"
    elif low in (0, float("-inf")):
        words = f"{'less than' if value.high_open else 'at most'} {high:g} {unit}"
    else:
        words = f"{low:g} to {high:g} {unit}"
    if unit == "hours" and abs(low) > 96 and value.exact:
        words += f" ({low / 24:.3g} days)"
    return words


def fact_sentence(fact_id: str, value: Value, knowledge: KnowledgeBase) -> str:
    """One answer as a sentence."""
    fact = knowledge.facts[fact_id]
    if isinstance(fact, BooleanFact):
        return fact.claim if value is True else fact.denial
    return f"{fact.label}: {value_words(fact_id, value, knowledge)}."


def rank_words(option: Option) -> str:
    """ "1", "1=" where a rating is shared, "" where there is no rank."""
    return "" if option.rank is None else f"{option.rank}{'=' if option.tied else ''}"


def level_words(level: int | None, knowledge: KnowledgeBase) -> str:
    """The relative radiation level of a procedure with its adult band: population averages, never a patient's dose."""
    if level is None:
        return NOT_STATED
    band = knowledge.radiation[level].adult
    if level == 0:
        return "no ionising radiation"
    dose = f"under {band.high:g} mSv" if band.low == 0 else f"{band.low:g} to {band.high:g} mSv"
    return f"level {level} of 5, {dose}"


def why_words(row: Row) -> str:
    """The line for or against; both where sources disagree."""
    why = row.source.why
    if row.category == "contested":
        return " ".join(part for part in (why.for_, why.against) if part)
    if row.category == "usually_not_appropriate":
        return why.against or why.for_ or ""
    return why.for_ or why.against or ""


def question(asked: Question, knowledge: KnowledgeBase) -> str:
    """The question as it is put; the unasked red flags are put as one."""
    if not asked.red_flags:
        return knowledge.facts[asked.fact].question
    labels = [decapitalised(alarm(knowledge.facts[fact])) for fact in asked.red_flags]
    return f"Is any of these present: {joined(labels, 'or')}?"


def alarm(fact: Fact) -> str:
    """What a red flag is called."""
    return fact.alarm if isinstance(fact, ChoiceFact) and fact.alarm else fact.label


def question_why(asked: Question) -> str:
    """Why it is asked: where its answers lead."""
    if asked.red_flags:
        return "Each of these is an emergency that comes before any table."
    if len(asked.leads_to) < 2:
        return "The answer narrows down what is possible."
    return f"The answer decides between: {'; '.join(asked.leads_to)}."


def partner(option: Option, consultation: Consultation) -> str | None:
    """The study that complements this one where both can be ordered and stand as one pair."""
    if option.group != "can_be_ordered":
        return None
    own = option.row.procedure.id
    pairs = [pair for pair in consultation.knowledge.scenarios[option.scenario].pairs if own in pair]
    if not pairs:
        return None
    free = {o.row.procedure.id for o in consultation.options_of(option.scenario) if o.group == "can_be_ordered"}
    for pair in pairs:
        if free.issuperset(pair):
            return pair[1] if pair[0] == own else pair[0]
    return None


def score_words(result: ScoreResult) -> str:
    """The score in one line, with the reason where there is none."""
    score = result.score
    if result.withheld:
        return f"{score.title}: {decapitalised(score.never_say)}"
    if result.total is None:
        return f"{score.title}: {decapitalised(score.not_computable)}"
    band = f" ({result.band.label}). {result.band.say}" if result.band else "."
    return f"{score.title}: {result.total}{band}"
