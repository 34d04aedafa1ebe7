"""What a card would say of one order: the most serious matter, with a way on. Most orders raise none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from appropriateness.cds_hooks.drafts import Draft
from appropriateness.cds_hooks.markdown import escaped
from appropriateness.cds_hooks.rating import CODES, CONTRAST_OPEN, Rating, categories_of
from appropriateness.engine.consultation import Consultation
from appropriateness.engine.questions import red_flag_question
from appropriateness.engine.ranking import Option
from appropriateness.headline import answer_sentence, how_soon
from appropriateness.knowledge.procedures import Procedure
from appropriateness.knowledge.ratings import APPROPRIATE
from appropriateness.wording import CATEGORIES, SOURCE_KINDS, STANCES, decapitalised, joined, question

Kind = Literal[
    "emergency", "urgent", "contradiction", "resolve_first", "not_appropriate", "contested", "tables_differ",
    "contrast_open", "one_region", "facts_missing", "not_covered",
]  # fmt: skip
"""What a card is about, most serious first: of several orders only the first in this order gets the card."""
SERIOUSNESS: dict[Kind, int] = {
    "emergency": 0, "urgent": 1, "contradiction": 2, "resolve_first": 3, "not_appropriate": 4, "contested": 5,
    "tables_differ": 6, "contrast_open": 7, "one_region": 8, "facts_missing": 9, "not_covered": 10,
}  # fmt: skip
Indicator = Literal["info", "warning", "critical"]
MOST_REPLACEMENTS = 3


@dataclass(frozen=True, eq=False)
class Matter:
    """What to say. `paragraphs` are plain sentences under a word each; `replacements` are never lower-rated."""

    kind: Kind
    indicator: Indicator
    summary: str
    paragraphs: tuple[tuple[str, str], ...]
    replacements: tuple[Procedure, ...] = ()

    @cached_property
    def markdown(self) -> str:
        """The paragraphs as a card shows them: written once, because a remembered matter is shown again and again."""
        return "\n\n".join(f"**{escaped(word)}:** {escaped(text)}" for word, text in self.paragraphs)

    @cached_property
    def fingerprint(self) -> str:
        """The same for two matters that say the same."""
        said = (self.kind, self.summary, self.paragraphs, [procedure.id for procedure in self.replacements])
        return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()


def matter_of(draft: Draft, consultation: Consultation, rating: Rating | None) -> Matter | None:
    """The matter an order raises, or None where there is nothing to say."""
    decision = consultation.decision
    if decision.flags:
        return _flagged(draft, consultation)
    if decision.uncovered:
        return _not_covered(draft, consultation)
    match decision.outcome:
        case "out_of_scope":
            return None
        case "needs_facts":
            return _facts_missing(consultation)
        case "several_possible" if not decision.matched:
            return _facts_missing(consultation)
    if CONTRAST_OPEN in draft.procedures or not draft.procedures:
        return _incomplete_order(draft, consultation)
    categories = set(categories_of(draft.procedures, consultation))
    if "contested" in categories:
        return _contested(draft, consultation)
    if categories == {"usually_not_appropriate"}:
        return _not_appropriate(draft, consultation, rating)
    if len({CODES[category] for category in categories}) > 1:
        return _tables_differ(draft, consultation)
    return _resolve_first(draft, consultation) if categories & APPROPRIATE else None


def label_of(draft: Draft, consultation: Consultation) -> str:
    """What is ordered, in our words."""
    if not draft.procedures:
        return "One region of the spine"
    return joined([consultation.knowledge.procedures[name].label for name in draft.procedures])


def _flagged(draft: Draft, consultation: Consultation) -> Matter:
    flags = consultation.decision.flags
    emergency = consultation.decision.emergency
    said = [
        ("Emergency" if f.flag.level == "emergency" else "Urgent", f"{f.flag.message} {f.flag.action}") for f in flags
    ]
    studies = {f.flag.study for f in flags if f.flag.study}
    if studies & set(draft.procedures):
        said.append(("This order", "It is a study that is asked for here; it does not replace the call."))
    first = flags[0].flag.message
    word = "Emergency first" if emergency else "Urgent"
    return Matter(
        "emergency" if emergency else "urgent", "critical" if emergency else "warning", f"{word}: {first}", tuple(said)
    )


def _facts_missing(consultation: Consultation) -> Matter:
    asked = [question(item, consultation.knowledge) for item in consultation.questions]
    said = [("Answer", answer_sentence(consultation))] if consultation.decision.shown else []
    count = "One question decides" if len(asked) == 1 else f"{len(asked)} questions decide"
    summary = (
        f"Not enough is known to rate this order. {count}." if asked else "Not enough is known to rate this order."
    )
    return Matter("facts_missing", "info", summary, (*said, *(("Ask", line) for line in asked)))


def _not_covered(draft: Draft, consultation: Consultation) -> Matter | None:
    """Silent where another source speaks for the study; otherwise what is said instead of a rating."""
    spoken_for = {item.procedure.id for item in consultation.unrated if item.group == "not_rated"}
    spoken_for |= {
        item.position.procedure
        for item in consultation.positions
        if item.position.procedure and item.position.stance in ("first_line", "consider") and item.condition is None
    }
    if draft.procedures and spoken_for.issuperset(draft.procedures):
        return None
    stopped = _stops(consultation, draft)
    redirect = consultation.decision.redirect
    if redirect is not None and not consultation.decision.shown:
        said = [("Why", redirect.redirect.say), ("Instead", redirect.redirect.instead.say)]
    else:
        said = [("Answer", answer_sentence(consultation)), *_next(consultation)]
    said += [("Resolve first", line) for line in stopped]
    said += [
        (f"{STANCES[item.stance].capitalize()}, says another source", item.procedure.label)
        for item in consultation.unrated
    ]
    return Matter(
        "not_covered", "info", f"No ACR variant covers this; {label_of(draft, consultation)} is not rated.", tuple(said)
    )


def _incomplete_order(draft: Draft, consultation: Consultation) -> Matter:
    replacements = _best(consultation, _wanted(draft, consultation))
    said = [("Answer", answer_sentence(consultation)), *_next(consultation)]
    if draft.procedures:
        return Matter(
            "contrast_open",
            "info",
            "MRI head: say whether contrast is wanted; each way is rated apart.",
            tuple(said),
            replacements,
        )
    summary = "One region of the spine is rated by no table; the tables rate the complete spine."
    return Matter("one_region", "info", summary, tuple(said), replacements)


def _wanted(draft: Draft, consultation: Consultation) -> list[Option]:
    """What the order may have meant and every table shown lets be ordered: the whole it is part of, or a head MRI."""
    free = [option for option in consultation.options if option.group == "can_be_ordered"]
    tables = {state.scenario.id for state in consultation.decision.shown}
    everywhere = [
        option
        for option in free
        if {other.scenario for other in free if other.row.procedure is option.row.procedure} == tables
    ]
    whole = [option for option in everywhere if option.row.procedure.id == draft.part_of]
    kind = ("head", "mr") if draft.procedures else ("spine", "ct" if (draft.region or "").startswith("ct") else "mr")
    return whole or [o for o in everywhere if (o.row.procedure.region, o.row.procedure.modality) == kind]


def _contested(draft: Draft, consultation: Consultation) -> Matter:
    said = [("Answer", answer_sentence(consultation))]
    for option in consultation.options:
        if option.row.procedure.id not in draft.procedures or option.row.category != "contested":
            continue
        for reading in option.row.source.readings:
            kind = SOURCE_KINDS[consultation.knowledge.sources[reading.witness].kind]
            rated = f" ({reading.rating} of 9)" if reading.rating is not None else ""
            said.append((f"One {kind}", f"{CATEGORIES[reading.reported_category]}{rated}."))
    summary = f"Sources disagree on {decapitalised(label_of(draft, consultation))}. It is not rated."
    return Matter("contested", "warning", summary, (*said, *_next(consultation)))


def _not_appropriate(draft: Draft, consultation: Consultation, rating: Rating | None) -> Matter:
    """Without a rating the answer hangs on emergencies nobody has asked for: a question, not a warning."""
    replacements = _best(consultation, _alternatives(draft, consultation))
    label = label_of(draft, consultation)
    said = [("Answer", answer_sentence(consultation))]
    said += [("Why not", why) for why in _against(draft, consultation)]
    red_flags = red_flag_question(consultation.decision)
    if red_flags is not None:
        said.append(("Ask", question(red_flags, consultation.knowledge)))
    said += _next(consultation)
    summary = f"{label}: usually not appropriate here."
    if not replacements and consultation.decision.outcome == "no_imaging_rated_appropriate":
        summary = "No imaging is rated appropriate now."
    if rating is None:
        summary = f"If no red flag is present: {decapitalised(summary)}"
    return Matter("not_appropriate", "info" if rating is None else "warning", summary, tuple(said), replacements)


def _tables_differ(draft: Draft, consultation: Consultation) -> Matter:
    said = []
    for state in consultation.decision.shown:
        rows = {option.row.procedure.id: option.row for option in consultation.options_of(state.scenario.id)}
        for name in draft.procedures:
            category = rows[name].category if name in rows else "not_rated"
            label = consultation.knowledge.procedures[name].label
            said.append((state.scenario.short, f"{label}: {decapitalised(CATEGORIES[category])}."))
    said += [("Ask", question(item, consultation.knowledge)) for item in consultation.questions]
    return Matter(
        "tables_differ", "info", "More than one scenario fits, and they rate this order differently.", tuple(said)
    )


def _resolve_first(draft: Draft, consultation: Consultation) -> Matter | None:
    stops = _stops(consultation, draft)
    if not stops:
        return None
    said = [("Resolve first", line) for line in stops]
    own = (option for option in consultation.options if option.row.procedure.id in draft.procedures)
    names = list(dict.fromkeys(name for option in own for name in option.remaining))
    if names:
        said.append(
            ("Still open", joined([consultation.knowledge.procedures[name].label for name in names], "or") + ".")
        )
    return Matter("resolve_first", "warning", f"Resolve first: {stops[0]}", tuple(said))


def _stops(consultation: Consultation, draft: Draft) -> list[str]:
    return [
        finding.message
        for finding in consultation.safety
        if finding.severity == "stop" and not finding.procedures.isdisjoint(draft.procedures)
    ]


def _against(draft: Draft, consultation: Consultation) -> Iterator[str]:
    lines = (
        option.row.source.why.against for option in consultation.options if option.row.procedure.id in draft.procedures
    )
    return iter(dict.fromkeys(line for line in lines if line))


def _alternatives(draft: Draft, consultation: Consultation) -> list[Option]:
    """What every table shown offers in place of every procedure of the order: never lower-rated in any."""
    own = [option for option in consultation.options if option.row.procedure.id in draft.procedures]
    offered = [set(option.alternatives) for option in own]
    shared = set.intersection(*offered) if offered else set()
    return [option for option in consultation.options if option.row.procedure.id in shared]


def _best(consultation: Consultation, options: list[Option]) -> tuple[Procedure, ...]:
    """Those of the best category, without a needle where there is a choice, that have a code and were not done yet."""
    usable = [option for option in options if option.group == "can_be_ordered" and not option.already_done]
    for category in ("usually_appropriate", "may_be_appropriate", "may_be_appropriate_disagreement"):
        best = [option for option in usable if option.row.category == category]
        best = [option for option in best if not option.row.procedure.needle] or best
        if best:
            found = {option.row.procedure.id: option.row.procedure for option in best if option.row.procedure.codes}
            return tuple(found.values())[:MOST_REPLACEMENTS]
    return ()


def _next(consultation: Consultation) -> list[tuple[str, str]]:
    """What is taken for granted; how soon, whom to call, what instead, when to look again."""
    said = [("Assumed", item.sentence) for state in consultation.decision.shown for item in state.assumptions]
    said += [(label or "Next", line) for label, line in how_soon(consultation)]
    for state in consultation.decision.shown:
        if state.scenario.instead is not None:
            said.append(("Instead", state.scenario.instead.say))
        said.append(("Look again", state.scenario.reassess[0].say))
    return list(dict.fromkeys(said))
