"""Read an indication as it is typed: free text in, proposed facts out, each with the words it came from.

The reader proposes; a person accepts, changes or drops. It knows no clock and no disk and keeps nothing.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date

from appropriateness.indication import assembling, changes, doses, earlier, events, findings, over, postures, topic
from appropriateness.indication.coma import clouded, coma_scores
from appropriateness.indication.context import mentions
from appropriateness.indication.imaging import imaging
from appropriateness.indication.later_needles import last_needle, later_needles, left_out
from appropriateness.indication.mothers import without_the_patient
from appropriateness.indication.needles import with_myelograms
from appropriateness.indication.numbered_patches import with_numbered
from appropriateness.indication.numbers import numbers_in
from appropriateness.indication.patches import patches
from appropriateness.indication.patient import patient
from appropriateness.indication.phrases import Found
from appropriateness.indication.proposals import Left, Polarity, Proposal
from appropriateness.indication.spelling import corrected
from appropriateness.indication.timeline import Timeline
from appropriateness.indication.times import times_in
from appropriateness.indication.titles import by_pronoun, by_title
from appropriateness.indication.tokens import Token, tokens_of
from appropriateness.indication.vocabulary import vocabulary
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.lexicon import Cue, Entry, Lexicon, Refusal

OPEN_OUTCOMES = frozenset({"needs_facts", "several_possible"})
DECIDED = frozenset({"escalate", "out_of_scope"})
"""What stands even where a text speaks of neither a headache nor a leak."""
LONGEST_TEXT = 10_000
"""Characters; an indication is a few lines. A longer text is refused whole, so that time stays bounded."""


@dataclass(frozen=True, slots=True)
class ProposedFact:
    """A fact the text states. `value` is plain data as a case file holds it; `words` are text[start:end]."""

    fact: str
    value: object
    start: int
    end: int
    words: str
    polarity: Polarity

    @property
    def span(self) -> tuple[int, int]:
        return (self.start, self.end)


@dataclass(frozen=True, slots=True)
class Ignored:
    """Words that were understood but give no fact: `why` is an id, `because` a sentence."""

    start: int
    end: int
    words: str
    why: str
    because: str

    @property
    def span(self) -> tuple[int, int]:
        return (self.start, self.end)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says. Facts in vocabulary order, none twice; `ignored` in the order of the text.

    `refusal` is set where the text does not speak of a leak at all: none of the scenarios fits what was typed.
    """

    facts: tuple[ProposedFact, ...]
    ignored: tuple[Ignored, ...]
    refusal: Refusal | None

    def refuses(self, outcome: str) -> bool:
        """Whether the refusal is the answer: `outcome`, the engine's, decides nothing. An emergency always stands."""
        if self.refusal is None:
            return False
        return outcome in OPEN_OUTCOMES or (self.refusal.id == "another_topic" and outcome not in DECIDED)

    @property
    def values(self) -> dict[str, object]:
        """The facts as a case: fact to plain value."""
        return {item.fact: item.value for item in self.facts}


def read(text: str, lexicon: Lexicon, knowledge: KnowledgeBase, on: date | None = None) -> Reading:
    """Read one indication. Pure and deterministic; never raises for any text.

    `on` is the date of the order, from which weekdays and dates are counted back; without it they are not read.
    """
    if len(text) > LONGEST_TEXT:
        return Reading((), (), lexicon.refusals["too_long"])
    words = vocabulary(lexicon)
    tokens = corrected(tokens_of(text), words.speller, words.knows, words.translated)
    numbers = numbers_in(tokens, words.numbers)
    found = words.phrases.find(tokens, numbers)
    about = list(patient(tokens, numbers, words.classes, on))
    about_person = {place for item in about for place in range(item.first, item.last + 1)}
    person = [item for item in about if isinstance(item, Proposal)]
    found = [item for item in found if _is_free(item, about_person) and events.has_its_number(item)]
    found += [
        *postures.by_clause(found, tokens, words.classes, words.told_by_clause),
        *over.by_clause(found, tokens, words.classes, words.told_by_clause["gone_now"]),
    ]
    found.sort(key=lambda item: item.first)
    ages = frozenset(item.first for item in person if item.fact == "age_years")
    found = without_the_patient(found, tokens)
    told = mentions(found, tokens, ages)
    others = [item for item in found if isinstance(item.of, Cue) and item.of.cue == "someone_else"]
    if all(item.fact != "sex" for item in person):
        person += by_title(tokens, ages)
    if all(item.fact != "sex" for item in person):
        person += by_pronoun(tokens, frozenset(tokens[item.first].word for item in others))
    taken = frozenset(place for item in found if not isinstance(item.of, Cue) for place in item.used)
    times = times_in(tokens, numbers, taken | about_person, words.times, on)
    told = earlier.with_past(told, times, tokens)
    told = with_numbered(told, times, tokens, words.times.ordinals, words.patch)
    told = with_myelograms(told, times, tokens, words.myelogram)
    dosed = list(doses.last_doses(told, times, tokens))
    timeline = Timeline(told, times, tokens)
    later = later_needles(timeline)
    if later or dosed:
        told = left_out(told, later)
        timeline = Timeline(told, doses.other_times(times, dosed), tokens)
    ended = over.over(told, tokens)
    items: list[Proposal | Left] = [
        *last_needle(later),
        *person,
        *(item for item in about if isinstance(item, Left)),
        *dosed,
        *findings.findings(told, tokens, ended),
        *changes.since_when(told, times, tokens),
        *events.events(told, tokens, ended),
        *events.quantities(told),
        *coma_scores(tokens),
        *imaging(told, tokens),
        *patches(told, tokens, times, {kind: words.classes[kind] for kind in ("blood", "fibrin")}),
        *timeline.read(),
    ]
    items += clouded(items)
    proposals = [
        item
        for item in items
        if isinstance(item, Proposal) and assembling.within_range(item, knowledge.facts[item.fact])
    ]
    left = [item for item in items if isinstance(item, Left)]
    facts: list[ProposedFact] = []
    for item in assembling.settled(proposals, knowledge):
        if isinstance(item, Left):
            left.append(item)
        else:
            start, end = tokens[item.first].start, tokens[item.last].end
            facts.append(ProposedFact(item.fact, item.value, start, end, text[start:end], item.polarity))
    values = {fact.fact: fact.value for fact in facts}
    refused = topic.refusal(told, values, any(not token.is_mark for token in tokens), knowledge)
    return Reading(tuple(facts), _ignored(left, tokens, text, lexicon), lexicon.refusals[refused] if refused else None)


def _ignored(left: list[Left], tokens: tuple[Token, ...], text: str, lexicon: Lexicon) -> tuple[Ignored, ...]:
    found: dict[tuple[int, int], Ignored] = {}
    for item in left:
        start, end = tokens[item.first].start, tokens[item.last].end
        because = lexicon.file.ignored_because[item.why]
        found.setdefault((start, end), Ignored(start, end, text[start:end], item.why, because))
    return tuple(found[span] for span in sorted(found))


def _is_free(item: Found[Entry], about_person: Set[int]) -> bool:
    """Whether its words are no part of who the patient is; "concussion age 12" tells when it was, not how old he is."""
    past = isinstance(item.of, Cue) and item.of.cue == "past"
    return past or about_person.isdisjoint(item.used)
