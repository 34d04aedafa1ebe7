"""The answer in a sentence or two: emergencies first, then urgent flags, then the outcome with its condition."""

from __future__ import annotations

from appropriateness.engine.consultation import Consultation
from appropriateness.engine.matching import ScenarioState
from appropriateness.engine.pathway import UnratedOption
from appropriateness.engine.ranking import Option, table, verdict
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.wording import CATEGORIES, SOURCE_KINDS, STANCES, decapitalised, joined, partner

NOT_YET = "How soon depends on the scenario; answer the open questions first."


def headline(consultation: Consultation) -> str:
    """Emergencies alone where there is one; else urgent flags, then the outcome with its condition."""
    decision = consultation.decision
    if decision.outcome == "escalate":
        return answer_sentence(consultation)
    urgent = [f"Urgent: {decapitalised(item.flag.message)} {item.flag.action}" for item in decision.flags]
    if not urgent:
        return answer_sentence(consultation)
    condition = "Apart from that, if no emergency sign is present" if decision.unasked else "Apart from that"
    body = decapitalised(outcome_sentence(consultation))
    return " ".join([*urgent, *half_raised(consultation), f"{condition}: {body}"])


def answer_sentence(consultation: Consultation, unasked: str = "if none of these is present") -> str:
    """The outcome under its condition, for a reader who sees the flags apart, or none listed at all."""
    decision = consultation.decision
    if decision.outcome == "escalate":
        return "Emergency first. " + " ".join(f.flag.message for f in decision.flags if f.flag.level == "emergency")
    alarms, body = half_raised(consultation), outcome_sentence(consultation)
    conditions = ["otherwise"] if alarms else []
    if decision.unasked:
        conditions.append(unasked)
    if not conditions:
        return body
    condition = ", ".join(conditions)
    return " ".join([*alarms, f"{condition[0].upper()}{condition[1:]}: {decapitalised(body)}"])


def half_raised(consultation: Consultation) -> list[str]:
    """Each alarm that is there, with what would make it an emergency, or urgent, and was not asked."""
    said = []
    for item in consultation.decision.half_raised:
        level = "an emergency" if item.flag.level == "emergency" else "urgent"
        condition = joined([decapitalised(criterion.claim.rstrip(".")) for criterion in item.unsettled])
        alarm = item.compiled.rule.require[0].claim
        said.append(f"{alarm} That is {level} if {condition}: {decapitalised(item.flag.action)}")
    return said


def urgency(consultation: Consultation) -> str:
    """How soon, and whom to call: what the flags ask for, then what the scenario does."""
    actions = (item.flag.action for item in consultation.decision.flags)
    soon = (f"{label}: {decapitalised(line)}" if label else line for label, line in how_soon(consultation))
    return " ".join(dict.fromkeys([*actions, *soon]))


def how_soon(consultation: Consultation) -> tuple[tuple[str, str], ...]:
    """How soon and whom to call, each line with its label. Where a flag is raised, it says how soon."""
    decision, knowledge = consultation.decision, consultation.knowledge
    if decision.outcome == "escalate":
        return ()
    if decision.redirect is not None and not decision.shown:
        return (("", decision.redirect.redirect.instead.say),)
    if not decision.shown:
        return (("", knowledge.fallback.instead.say if decision.outcome == "out_of_scope" else NOT_YET),)
    scenarios = [state.scenario for state in decision.shown]
    return (
        *([] if decision.flags else _labelled("How soon", [(s.short, s.urgency.say) for s in scenarios])),
        *_labelled("Call", [(scenario.short, scenario.call.say) for scenario in scenarios]),
    )


def _labelled(label: str, said: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """One line where all scenarios say the same; else a line each, with the scenario it is said of."""
    if len({text for _, text in said}) == 1:
        return [(label, said[0][1])]
    return [(f"{label} ({decapitalised(short)})", text) for short, text in said]


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
        name = decapitalised(row.procedure.label.split(",")[0])
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
    left = [option for option in free if not _done(option, consultation)]
    if not left or left[0].row.category != free[0].row.category:
        done = joined([option.row.procedure.label for option in free if option.already_done])
        return f"What is rated first here has been done: {done}. What it showed decides the next step."
    best = left[0]
    names = [best.row.procedure.label]
    beside = partner(best, consultation)
    if beside not in [option.row.procedure.id for option in left]:
        beside = None
    equals = [
        option for option in left[1:] if option.row.rating == best.row.rating and option.row.procedure.id != beside
    ]
    if beside is not None:
        names.append(consultation.knowledge.procedures[beside].label)
        return f"{joined(names)}: {CATEGORIES[best.row.category].lower()}; they complement each other."
    names.extend(option.row.procedure.label for option in equals)
    return f"{joined(names, 'or')}: {CATEGORIES[best.row.category].lower()}."


def _done(option: Option, consultation: Consultation) -> bool:
    """Whether it has been done, or one of the same kind that is rated at least as high."""
    row = option.row
    kind = (row.procedure.region, row.procedure.modality)
    return option.already_done or any(
        other.already_done
        and (other.row.procedure.region, other.row.procedure.modality) == kind
        and (other.row.rating or 0) >= (row.rating or 0)
        for other in consultation.options_of(option.scenario)
    )


def _not_covered(consultation: Consultation) -> str:
    best = next((o for o in _by_support(consultation) if not o.conditional and not o.already_done), None)
    named = ""
    if best is not None:
        later = ", with something to resolve first" if best.group == "resolve_first" else ""
        named = f" Other sources speak of {best.procedure.label} ({STANCES[best.stance]}){later}."
    short = decapitalised(consultation.decision.shown[0].scenario.short)
    return f"No ACR variant covers this ({short}); nothing is rated.{named}"


def _by_support(consultation: Consultation) -> list[UnratedOption]:
    """Unrated options by how firmly sources speak for them, free ones before those to resolve first."""
    return sorted(consultation.unrated, key=lambda o: (list(STANCES).index(o.stance), o.group != "not_rated"))


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
        contested = next(
            s for s in shown if s.scenario.ratings and verdict(consultation.knowledge, s.scenario) == "contested"
        )
        tail = " " + _contested(contested, consultation.knowledge)
    return f"{count} scenarios {kind}: {names}.{tail}"


def _needs_facts(consultation: Consultation) -> str:
    asked = [q for q in consultation.questions if not q.red_flags]
    if not asked:
        return "Not enough is known to choose a scenario."
    labels = [consultation.knowledge.facts[question.fact].label for question in asked]
    return f"Not enough is known to choose a scenario. Ask next: {joined([decapitalised(label) for label in labels])}."
