"""What stands around the options: positions, disagreements, next steps, safety, treatment pointers, what to watch."""

from __future__ import annotations

from collections.abc import Callable

from appropriateness import site_words, wording
from appropriateness.engine.consultation import Consultation
from appropriateness.engine.gated import OpenPointer
from appropriateness.knowledge.scenarios import Scenario, Statement
from appropriateness.web.html import Markup, folded, joined, tag
from appropriateness.web.local import agents_allowed
from appropriateness.web.marks import mark
from appropriateness.web.readings import cited, dated

_KINDS = {
    "treatment": "Treatment pointers (outside the imaging options)",
    "limit": "Limits",
    "monitoring": "Monitoring",
    "follow_up": "Follow-up",
    "access": "Getting the study and the referral",
}


def safety(consultation: Consultation) -> Markup:
    """Safety findings, stops first; questions are phrased as questions."""
    items = [
        tag(
            "li",
            mark(item.severity),
            tag("b", f"{wording.SEVERITIES[item.severity]}: "),
            item.message,
            " ",
            cited(item.rule.cite, consultation.knowledge, item.rule.checked),
        )
        for item in consultation.safety
        if item.rule.when is not None or item.procedures & _orderable(consultation)
    ]
    agents = agents_allowed(consultation)
    return folded(f"Safety ({len(items)})", tag("ul", *items), agents, css="part") if items else Markup("")


def _orderable(consultation: Consultation) -> frozenset[str]:
    rated = {option.row.procedure.id for option in consultation.options if option.group != "usually_not_appropriate"}
    return frozenset(rated | {option.procedure.id for option in consultation.unrated})


def positions(consultation: Consultation) -> Markup:
    """What sources other than the rating guideline say, each dated, none averaged."""
    lines = []
    for item in consultation.positions:
        position = item.position
        study = consultation.knowledge.procedures[position.procedure].label if position.procedure else "Imaging"
        gate = f" If: {item.condition}" if item.condition else ""
        lines.append(
            tag(
                "li",
                tag("b", f"{study}, {wording.STANCES[position.stance]}: "),
                f"{position.say}{gate} ",
                dated(position.source, position.locator, consultation.knowledge),
            )
        )
    return folded(f"What other sources say ({len(lines)})", tag("ul", *lines), css="part") if lines else Markup("")


def disagreements(consultation: Consultation) -> Markup:
    """Where sources disagree on this scenario, with who says what."""
    parts = []
    for item in consultation.disagreements:
        voices = [
            tag("li", f"{voice.says} ", dated(voice.source, voice.locator, consultation.knowledge))
            for voice in item.voices
        ]
        parts.append(
            folded(
                f"{item.id}. {item.title}",
                tag("p", item.question),
                tag("ul", *voices),
                tag("p", tag("b", "Shown here as: "), item.shown_as),
            )
        )
    return folded(f"Where sources disagree ({len(parts)})", *parts, css="part") if parts else Markup("")


def pathway(scenario: Scenario, consultation: Consultation) -> Markup:
    """What follows each result, when to look again, when to come back, what to look for and to avoid."""
    say = _said(consultation)
    parts: list[Markup] = []
    for result in ("positive", "negative", "indeterminate"):
        steps = [step for step in scenario.next_steps if step.result == result]
        if steps:
            parts += [tag("h3", f"If {result}"), tag("ul", *(tag("li", say(step)) for step in steps))]
    for title, statements in (
        ("Look again", scenario.reassess),
        ("Come back at once", scenario.return_precautions),
        ("Findings to look for", scenario.findings),
        ("Pitfalls", scenario.pitfalls),
        ("What this table does not say", scenario.gaps),
    ):
        if statements:
            parts += [tag("h3", title), tag("ul", *(tag("li", say(item)) for item in statements))]
    return folded(f"What next: {scenario.short}", *parts, css="part")


def _said(consultation: Consultation) -> Callable[[Statement], Markup]:
    def say(statement: Statement) -> Markup:
        return joined(statement.say, " ", cited(statement.cite, consultation.knowledge, statement.checked))

    return say


def gates(consultation: Consultation) -> Markup:
    """What has to be settled before anything else is done; never folded away."""
    found = [item for item in consultation.pointers if item.pointer.kind == "gate"]
    if not found:
        return Markup("")
    lines = (tag("p", mark("stop"), _pointer(item, consultation)) for item in found)
    return tag("section", tag("h3", "Before anything else"), *lines)


def pointers(consultation: Consultation) -> Markup:
    """Treatment, limits, monitoring and follow-up; each with its range of disagreement."""
    parts = []
    for kind, title in _KINDS.items():
        found = [item for item in consultation.pointers if item.pointer.kind == kind]
        if found:
            parts += [tag("h3", title), tag("ul", *(tag("li", _pointer(item, consultation)) for item in found))]
    for score in consultation.scores:
        parts += [
            tag("h3", score.score.title),
            tag("p", wording.score_words(score)),
            *(tag("p", limit.say, css="quiet") for limit in score.score.limits),
        ]
    return folded("Beyond imaging", *parts, css="part") if parts else Markup("")


def _pointer(item: OpenPointer, consultation: Consultation) -> Markup:
    pointer = item.pointer
    gate = f"If: {item.condition} " if item.condition else ""
    spread = tag("small", f" Range: {pointer.range}") if pointer.range else Markup("")
    stops = (
        tag("p", mark(finding.severity), tag("b", f"{wording.SEVERITIES[finding.severity]}: "), finding.message)
        for finding in consultation.findings_on(pointer.treatment)
    )
    return joined(gate, pointer.say, spread, " ", cited(pointer.cite, consultation.knowledge, pointer.checked), *stops)


def colophon(consultation: Consultation) -> Markup:
    """Which knowledge answered, on which day, and what it is not."""
    knowledge = consultation.knowledge
    local = f" with the local policy of {knowledge.site.name}" if knowledge.site is not None else ""
    sentences = (
        f"Knowledge {knowledge.edition.edition}{local}, {knowledge.digest[:19]}; "
        f"consulted {consultation.on.isoformat()}.",
        site_words.standing(knowledge),
        "Decision support for professionals who can read the basis of every line.",
        "Not a medical device, no diagnosis, no endorsement by anyone.",
        "Relative radiation levels are population averages for adults, never a patient's dose.",
    )
    return tag("p", " ".join(sentences), css="quiet")
