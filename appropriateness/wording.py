"""Phrases and symbols: how ids, truths and outcomes are said. No decision is taken here."""

from __future__ import annotations

from collections.abc import Sequence

from appropriateness.engine.case import Value
from appropriateness.engine.consultation import Consultation
from appropriateness.engine.matching import ScenarioState
from appropriateness.engine.questions import Question
from appropriateness.engine.ranking import Option, Row, table, verdict
from appropriateness.engine.score import ScoreResult
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.facts import BooleanFact, ChoiceFact, ChoicesFact, QuantityFact
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
    "out_of_scope": "Outside this topic",
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


def value_words(fact_id: str, value: Value, knowledge: KnowledgeBase) -> str:
    """A value in words with its unit: "about 2 to 4 hours", "lumbar puncture", "yes"."""
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


def interval_words(value: Interval, unit: str) -> str:
    """"72 hours", "at least 72 hours", "less than 84 hours", "60 to 84 hours"; hours above four days also in days."""
    low, high = value.low, value.high
    if value.exact:
        words = f"{low:g} {unit}"
    elif high == float("inf"):
        words = f"at least {low:g} {unit}"
    elif low in (0, float("-inf")):
        words = f"less than {high:g} {unit}"
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


def headline(consultation: Consultation) -> str:
    """The answer in one or two sentences: emergencies first, then urgent flags, then the outcome with its condition."""
    decision = consultation.decision
    if decision.outcome == "escalate":
        return "Emergency first. " + " ".join(f.flag.message for f in decision.flags if f.flag.level == "emergency")
    body = outcome_sentence(consultation)
    if decision.conditional_on:
        body = f"If none of these is present: {decapitalised(body)}"
    urgent = " ".join(f"Urgent: {decapitalised(item.flag.action)}" for item in decision.flags)
    return f"{urgent} {body}" if urgent else body


def urgency(consultation: Consultation) -> str:
    """How soon, and whom to call."""
    decision = consultation.decision
    actions = [item.flag.action for item in decision.flags]
    if decision.outcome == "escalate":
        return " ".join(dict.fromkeys(actions))
    if decision.redirect is not None and not decision.shown:
        return " ".join([*actions, decision.redirect.redirect.instead.say])
    if not decision.shown:
        rest = consultation.knowledge.fallback.instead.say if decision.outcome == "out_of_scope" else NOT_YET
        return " ".join([*actions, rest])
    parts = [part for s in decision.shown for part in (s.scenario.urgency.say, f"Call: {decapitalised(s.scenario.call.say)}")]
    return " ".join(dict.fromkeys([*actions, *parts]))


NOT_YET = "How soon depends on the scenario; answer the open questions first."


def outcome_sentence(consultation: Consultation) -> str:
    """The outcome itself, without condition and flags."""
    decision, knowledge = consultation.decision, consultation.knowledge
    match decision.outcome:
        case "out_of_scope" | "not_covered" if not decision.shown:
            return decision.redirect.redirect.say if decision.redirect else knowledge.fallback.say
        case "several_possible":
            return _several(consultation)
        case "needs_facts":
            return _needs_facts(consultation)
        case "not_covered":
            return _not_covered(consultation)
        case "contested":
            return _contested(decision.shown[0], knowledge)
        case "no_imaging_rated_appropriate":
            return "No imaging is rated appropriate now."
        case _:
            return _rated(consultation)


def _contested(state: ScenarioState, knowledge: KnowledgeBase) -> str:
    rows = [row for row in table(knowledge, state.scenario.id) if row.category == "contested"]
    dissent = []
    for row in rows:
        favourable = [r for r in row.source.readings if r.reported_category != "usually_not_appropriate"]
        kinds = [SOURCE_KINDS[knowledge.sources[reading.witness].kind] for reading in favourable]
        count = "one" if len(kinds) == 1 else str(len(kinds))
        name = row.procedure.label[:1].lower() + row.procedure.label[1:]
        reported = CATEGORIES[favourable[0].reported_category].lower()
        dissent.append(f"{count} published {kinds[0]}{'' if len(kinds) == 1 else 's'} reports {name} as {reported}")
    return (
        f"The ACR table we hold rates no imaging appropriate; {joined(dissent)}. "
        "Confirm with the publisher or neuroradiology before ordering."
    )


def _rated(consultation: Consultation) -> str:
    free = [option for option in consultation.options if option.group == "can_be_ordered"]
    if not free:
        return "Studies are rated appropriate, but each has something to resolve first for this patient."
    best = free[0]
    names = [best.row.procedure.label]
    beside = partner(best, consultation)
    equals = [option for option in free[1:] if option.row.rating == best.row.rating and option.row.procedure.id != beside]
    if beside is not None:
        names.append(consultation.knowledge.procedures[beside].label)
        return f"{joined(names)}: {CATEGORIES[best.row.category].lower()}; they complement each other."
    names.extend(option.row.procedure.label for option in equals)
    return f"{joined(names, 'or')}: {CATEGORIES[best.row.category].lower()}."


def _not_covered(consultation: Consultation) -> str:
    free = [option for option in consultation.unrated if option.group == "not_rated" and not option.conditional]
    named = f" Other sources speak of {free[0].procedure.label} ({STANCES[free[0].stance]})." if free else ""
    return f"No ACR variant covers this ({decapitalised(consultation.decision.shown[0].scenario.short)}); nothing is rated.{named}"


def _several(consultation: Consultation) -> str:
    shown = consultation.decision.shown
    kind = "fit" if shown[0].state == "matched" else "are possible"
    names = joined([f"“{state.scenario.short}”" for state in shown])
    count = {2: "Two", 3: "Three"}.get(len(shown), str(len(shown)))
    verdicts = {verdict(consultation.knowledge, s.scenario) if s.scenario.ratings else "not_covered" for s in shown}
    tail = ""
    if verdicts == {"no_imaging_rated_appropriate"}:
        tail = " None of the tables rates imaging appropriate."
    elif verdicts <= {"no_imaging_rated_appropriate", "contested"}:
        contested = next(s for s in shown if s.scenario.ratings and verdict(consultation.knowledge, s.scenario) == "contested")
        tail = " " + _contested(contested, consultation.knowledge)
    return f"{count} scenarios {kind}: {names}.{tail}"


def _needs_facts(consultation: Consultation) -> str:
    asked = [q for q in consultation.questions if not q.red_flags]
    if not asked:
        return "Not enough is known to choose a scenario."
    labels = [consultation.knowledge.facts[question.fact].label for question in asked]
    return f"Not enough is known to choose a scenario. Ask next: {joined([decapitalised(label) for label in labels])}."


def question(asked: Question, knowledge: KnowledgeBase) -> str:
    """The question as it is put; the unasked red flags are put as one."""
    if not asked.red_flags:
        return knowledge.facts[asked.fact].question
    labels = [decapitalised(knowledge.facts[fact].label) for fact in asked.red_flags]
    return f"Is any of these present: {joined(labels, 'or')}?"


def question_why(asked: Question) -> str:
    """Why it is asked: where its answers lead."""
    if asked.red_flags:
        return "Each of these is an emergency that comes before any table."
    return f"The answer decides between: {'; '.join(asked.leads_to)}."


def partner(option: Option, consultation: Consultation) -> str | None:
    """The study that complements this one where both can be ordered and stand as one pair."""
    if option.group != "can_be_ordered":
        return None
    free = {o.row.procedure.id for o in consultation.options_of(option.scenario) if o.group == "can_be_ordered"}
    own = option.row.procedure.id
    for pair in consultation.knowledge.scenarios[option.scenario].pairs:
        if own in pair and free.issuperset(pair):
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
