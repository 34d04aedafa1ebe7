"""What a reveal says, as HTML: the answer beside what was committed to, the criterion that decided, what to learn."""

from __future__ import annotations

from appropriateness import headline, wording
from appropriateness.engine.consultation import Consultation
from appropriateness.knowledge.scenarios import Statement
from appropriateness.knowledge.teaching import Lesson, Vignette
from appropriateness.teaching.answers import Expected
from appropriateness.teaching.feedback import Commitment, Difference, Reason, deciding, marks
from appropriateness.teaching.session import Session
from appropriateness.web.html import Markup, folded, joined, tag
from appropriateness.web.loaded import knowledge, teaching
from appropriateness.web.marks import mark
from appropriateness.web.readings import cited, reading

QUESTIONS = (
    ("scenario", "scenarios", "Scenario"),
    ("study", "studies", "First study"),
    ("urgency", "urgencies", "Urgency"),
)


def verdicts(given: Commitment, right: Expected) -> Markup:
    """The three answers: what was given, what counts as right, and whether they agree."""
    rows = []
    agree = marks(given, right)
    accepted = {"scenario": right.scenarios, "study": right.studies, "urgency": frozenset({right.urgency})}
    for name, kind, title in QUESTIONS:
        labels = teaching().labels(kind, knowledge())  # type: ignore[arg-type]
        own, fits = getattr(given, name), getattr(agree, name)
        ordered = [label for answer, label in labels.items() if answer in accepted[name]]
        rows.append(
            tag(
                "tr",
                tag("th", title, scope="row"),
                tag("td", mark("true" if fits else "false"), "Agrees" if fits else "Differs"),
                tag("td", labels[own]),
                tag("td", wording.joined(ordered, "or")),
            )
        )
    heads = ("Question", "Result", "You said", "What the knowledge says")
    head = tag("thead", tag("tr", *(tag("th", text, scope="col") for text in heads)))
    return tag("table", tag("caption", "Your answers"), head, tag("tbody", *rows), css="options marks")


def why(given: Commitment, consultation: Consultation) -> Markup:
    """What decided: flags and redirect first, then the criteria of the chosen and of the right scenario."""
    decision = consultation.decision
    lines = [
        tag("li", mark(item.flag.level), item.flag.message, " ", cited(item.flag.cite, knowledge(), item.flag.checked))
        for item in decision.flags
    ]
    if decision.redirect is not None and not decision.shown:
        found = decision.redirect.redirect
        lines.append(tag("li", mark("ask"), found.say, " ", cited(found.cite, knowledge(), found.checked)))
    parts = [tag("h3", "What decided")]
    if lines:
        parts.append(tag("ul", *lines, css="plain"))
    shown = [state.scenario.id for state in decision.shown]
    for name in dict.fromkeys([given.scenario, *shown]):
        reasons = deciding(consultation, name)
        if reasons:
            speaks = "What holds for" if name in shown else "What speaks against"
            title = f"{speaks} “{knowledge().scenarios[name].short}”"
            parts.append(tag("p", tag("b", title)))
            parts.append(tag("ul", *(_reason(reason) for reason in reasons), css="plain"))
    return tag("section", *parts) if len(parts) > 1 else Markup("")


def _reason(reason: Reason) -> Markup:
    note = tag("small", f" {reason.note}") if reason.note else ""
    source = joined(" ", cited(reason.cite, knowledge())) if reason.cite else ""
    word = tag("small", f"{wording.TRUTHS[reason.truth.value]}: ")
    return tag("li", mark(reason.truth.value), word, reason.sentence, note, source)


def to_learn(vignette: Vignette) -> Markup:
    """What the vignette teaches, where it is restated from, and what was supplied."""
    source = cited(vignette.cite, knowledge())
    supplied = ""
    if vignette.derived:
        names = [wording.decapitalised(knowledge().facts[name].label) for name in vignette.derived]
        supplied = tag("small", f" Implied or supplied, not stated by the source: {wording.joined(names)}.")
    lessons = tag("ul", *(tag("li", statement(item)) for item in vignette.lessons))
    return tag("section", tag("h3", "What to take along"), lessons, tag("p", "Restated from: ", source, supplied))


def statement(item: Statement) -> Markup:
    return joined(item.say, " ", cited(item.cite, knowledge(), item.checked))


def near_miss(found: Difference, after: Consultation, lesson: Statement) -> Markup:
    """The answer of the other patient, whether it changed, and what turned."""
    word = "The answer changes." if found.changed else "The answer does not change."
    parts = [
        tag("p", mark("urgent" if found.changed else "true"), tag("b", word)),
        tag("p", tag("b", "Now: "), f"{wording.OUTCOMES[after.decision.outcome]}. {headline.headline(after)}"),
    ]
    if found.turned:
        parts.append(tag("ul", *(tag("li", sentence) for sentence in found.turned)))
    parts.append(tag("p", statement(lesson)))
    return tag("section", *parts, css="answer", role="status", aria_label="Answer for the changed case")


def lesson(item: Lesson) -> Markup:
    """A lesson in sources: every question opens to its answer."""
    row = next(r for r in knowledge().scenarios[item.scenario].ratings if r.procedure == item.procedure)
    steps = []
    for number, step in enumerate(item.steps, start=1):
        said = [tag("p", statement(answer)) for answer in step.answer]
        shown = [reading(each, knowledge()) for each in row.readings] if step.readings else []
        steps.append(folded(f"{number}. {step.question}", *shown, *said, css="part"))
    study = knowledge().procedures[item.procedure].label
    about = f"{knowledge().scenarios[item.scenario].short}: {study}"
    return tag("section", tag("p", item.story), tag("p", about, css="quiet"), *steps)


def results(session: Session) -> Markup:
    """The session in a table, and its sum."""
    rows = []
    for result in session.results:
        cells = [tag("th", teaching().vignettes[result.vignette].title, scope="row")]
        for name, _, _ in QUESTIONS:
            fits = getattr(result.marks, name)
            cells.append(tag("td", mark("true" if fits else "false"), "Agrees" if fits else "Differs"))
        rows.append(tag("tr", *cells))
    head = tag("thead", tag("tr", *(tag("th", text, scope="col") for text in ("Case", "Scenario", "Study", "Urgency"))))
    sums = f"{session.right} of {session.asked} answers agree with the knowledge."
    table = tag("table", tag("caption", "Your session"), head, tag("tbody", *rows), css="options marks")
    return joined(tag("p", tag("b", sums)), table)
