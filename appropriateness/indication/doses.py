"""When the last dose of an anticoagulant was: "apixaban held 2 days", "rivaroxaban stopped 4 days ago"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from appropriateness.indication.context import Mention
from appropriateness.indication.intervals import Time, tidy
from appropriateness.indication.proposals import Proposal
from appropriateness.indication.tokens import Token
from appropriateness.knowledge.lexicon import Finding

_LATELY = 24 * 14
"""Hours within which an order still tells of a stopped drug as taken; our own reading, not a clinical threshold."""
_REACH = 8
_WITHHELD = frozenset({
    "held", "hold", "stopped", "stop", "paused", "withheld", "omitted", "missed", "suspended", "discontinued", "off",
})  # fmt: skip
_GIVEN = frozenset(
    {"last", "dose", "given", "taken", "took", "injected", "prophylaxis", "infusion", "treatment", "od", "bd"}
)


def last_doses(mentions: Sequence[Mention], times: Sequence[Time], tokens: tuple[Token, ...]) -> Iterator[Proposal]:
    """The hours since a dose told of beside its drug; a drug stopped so lately still counts."""
    for mention in mentions:
        if not isinstance(mention.entry, Finding) or mention.negated is not None or not _is_drug(mention.entry):
            continue
        stopped = mention.why == "past" and mention.because is not None and mention.because.of.id == "stopped"
        if mention.why is not None and not stopped:
            continue
        time = _dated(mention, mentions, times, tokens)
        if time is None or time.low > _LATELY:
            continue
        value: object = (
            tidy(time.low) if time.low == time.high else {"at_least": tidy(time.low), "below": tidy(time.high)}
        )
        yield Proposal("hours_since_last_dose", value, mention.first, time.last)
        for fact, said in mention.entry.says.items():
            yield Proposal(fact, said, mention.first, time.last)


def _is_drug(entry: Finding) -> bool:
    return entry.says.get("anticoagulant") not in (None, "none")


def _dated(
    mention: Mention, mentions: Sequence[Mention], times: Sequence[Time], tokens: tuple[Token, ...]
) -> Time | None:
    """The time that dates a dose of it: just behind it, or behind a word that it was given or held."""
    before = tokens[mention.first - 1].word if mention.first else ""
    for time in times:
        between = [token.word for token in tokens[mention.last + 1 : time.first]]
        same = tokens[time.first].sentence == tokens[mention.last].sentence
        others = any(mention.last < m.first < time.first and not _of_a_dose(m) for m in mentions)
        if time.first <= mention.last or not same or len(between) > _REACH or others:
            continue
        words = {before, time.lead, *between}
        if words & _WITHHELD and time.form in ("ago", "span"):
            return time
        if time.form == "ago" and time.high <= _LATELY and (words & _GIVEN or not {",", "("} & set(between)):
            return time
    return None


def _of_a_dose(mention: Mention) -> bool:
    return mention.entry.id in ("last_dose", "ok_to") or (
        isinstance(mention.entry, Finding) and _is_drug(mention.entry)
    )


def other_times(times: Sequence[Time], doses: Sequence[Proposal]) -> list[Time]:
    """The times that date no dose."""
    dated = {dose.last for dose in doses}
    return [time for time in times if time.last not in dated]
