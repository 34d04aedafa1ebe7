"""A consultation as HTML: what decides first, then the reasons, then what surrounds it. Draws only; decides nothing."""

from __future__ import annotations

from appropriateness import headline, wording
from appropriateness.engine.consultation import Consultation
from appropriateness.engine.evaluation import UNKNOWN
from appropriateness.engine.matching import ScenarioState
from appropriateness.web.html import Markup, folded, joined, listing, tag
from appropriateness.web.marks import mark
from appropriateness.web.readings import cited


def banners(consultation: Consultation) -> Markup:
    """Every flag that holds, emergencies first, each with what to do."""
    found = []
    for item in consultation.decision.flags:
        flag = item.flag
        word = "Emergency" if flag.level == "emergency" else "Urgent"
        assumed = [tag("p", f"Assumed: {a.sentence}", css="quiet") for a in item.assumptions]
        found.append(
            tag(
                "section",
                tag("p", mark(flag.level), tag("b", f"{word}. {flag.message}")),
                tag("p", flag.action),
                *assumed,
                cited(flag.cite, consultation.knowledge, flag.checked),
                css=f"banner {flag.level}",
                aria_label=f"{word} flag",
            )
        )
    return joined(*found)


def summary(consultation: Consultation) -> Markup:
    """Outcome, headline, how soon and whom to call, and what had to be assumed."""
    decision = consultation.decision
    assumptions = dict.fromkeys(a.sentence for state in decision.matched for a in state.assumptions)
    redirect = decision.redirect
    if redirect is not None and not decision.shown:
        assumptions.update(dict.fromkeys(a.sentence for a in redirect.rule.assumed(consultation.known)))
    parts = [
        tag("p", mark(_outcome_mark(decision.outcome)), wording.OUTCOMES[decision.outcome], css="kicker"),
        tag("h2", _sentence(consultation)),
        *(tag("p", tag("b", f"{label}: ") if label else "", line) for label, line in headline.how_soon(consultation)),
    ]
    for state in decision.shown:
        if state.scenario.instead is not None:
            instead = state.scenario.instead
            source = cited(instead.cite, consultation.knowledge, instead.checked)
            whose = (
                f"Instead, {wording.decapitalised(state.scenario.short)}: " if len(decision.shown) > 1 else "Instead: "
            )
            parts.append(tag("p", tag("b", whose), instead.say, " ", source))
    if assumptions:
        sentences = " ".join(assumptions)
        parts.append(tag("div", tag("b", "Assumed, because nobody has said otherwise: "), sentences, css="assumed"))
    return tag("section", *parts, css=f"answer {decision.outcome}", role="status", aria_label="Answer")


def _sentence(consultation: Consultation) -> str:
    """The answer in a sentence; an emergency has said its own in the banner above."""
    if consultation.decision.outcome != "escalate":
        return headline.answer_sentence(consultation)
    if consultation.decision.shown:
        return "The emergency comes first. The table below is for what follows."
    return "The emergency comes first. No table is shown until it has been dealt with."


def _outcome_mark(outcome: str) -> str:
    return {
        "escalate": "emergency",
        "rated": "usually_appropriate",
        "contested": "contested",
        "several_possible": "contested",
        "no_imaging_rated_appropriate": "usually_not_appropriate",
        "not_covered": "not_rated",
    }.get(outcome, "ask")


def facts_used(consultation: Consultation) -> Markup:
    """The answers as they were understood, and what was concluded from them."""
    case, knowledge = consultation.case, consultation.knowledge
    given = [tag("li", wording.fact_sentence(name, value, knowledge)) for name, value in case.answers.items()]
    follows = [
        tag(
            "li",
            wording.fact_sentence(name, case.known[name], knowledge),
            tag("small", f" Follows from: {wording.joined([knowledge.facts[fact].label for fact in grounds])}."),
        )
        for name, grounds in case.implied.items()
    ]
    if not given:
        return Markup("")
    concluded = joined(tag("h3", "Concluded from them"), tag("ul", *follows)) if follows else Markup("")
    return folded(f"Facts used ({len(given)})", tag("ul", *given), concluded, css="part")


def why_scenario(state: ScenarioState, consultation: Consultation) -> Markup:
    """Each criterion with its truth, and where the rule comes from."""
    lines = []
    for truth, criterion, sentence in state.compiled.rule.reasons(consultation.known):
        word = wording.TRUTHS[truth.value]
        note = tag("small", f" {criterion.note}") if criterion.note else ""
        lines.append(tag("li", mark(truth.value), tag("small", f"{word}: "), sentence, note))
    variant = state.scenario.acr_variant
    origin = f"ACR 2024, variant {variant}" if variant else "No ACR variant covers this scenario"
    return folded(
        f"Why “{state.scenario.short}”",
        tag("p", state.scenario.summary.say),
        tag("ul", *lines, css="plain"),
        tag("small", f"{origin}; {state.scenario.phase}."),
        css="part",
    )


def would_change(consultation: Consultation) -> Markup:
    """The scenarios that are merely possible, with what is missing for each."""
    decision = consultation.decision
    shown = {state.scenario.id for state in decision.shown}
    lines = []
    for state in decision.scenarios:
        if state.state != "possible" or state.scenario.id in shown:
            continue
        rule = state.compiled.rule
        missing = [item.claim for item in rule.require if item.check(consultation.known) is UNKNOWN]
        lines.append(tag("li", tag("b", f"{state.scenario.short}: "), " ".join(missing)))
    if not lines:
        return Markup("")
    return folded("Would change if", tag("ul", *lines), css="part")


def redirect(consultation: Consultation) -> Markup:
    """Where the case belongs instead, and what is rated there."""
    compiled = consultation.decision.redirect
    if compiled is None:
        return Markup("")
    item = compiled.redirect
    beside = consultation.decision.shown or consultation.decision.emergency
    parts = [tag("h3", f"{'See also' if beside else 'Instead'}: {item.title}")]
    if consultation.decision.emergency:
        parts.append(tag("p", item.say))
    parts.append(tag("p", item.instead.say))
    if item.to is not None:
        topic = consultation.knowledge.adjacent[item.to]
        number = f", variant {topic.number}" if topic.number else ""
        parts.append(tag("p", f"{topic.topic}{number}: {topic.when}"))
        rated = [
            f"{row.procedure}: {wording.CATEGORIES[row.category].lower()}{f' ({row.rating})' if row.rating else ''}"
            for row in topic.ratings
        ]
        parts.append(listing(tuple(rated)) if rated else tag("p", "Its ratings are not held here.", css="quiet"))
    parts.append(cited(item.cite, consultation.knowledge, item.checked))
    return tag("section", *parts)
