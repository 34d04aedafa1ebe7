"""The lexicon made ready for reading: compiled once, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from appropriateness.indication.intervals import TimeWords
from appropriateness.indication.phrases import Phrases
from appropriateness.indication.spelling import Speller
from appropriateness.indication.tokens import folded
from appropriateness.knowledge.lexicon import Entry, Event, Finding, Lexicon

_TOLD_BY_CLAUSE = ("worse_upright", "better_lying", "worse_lying", "gone_now")


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Phrases with their entries, the speller, words of time and number, words by class, two entries by name."""

    phrases: Phrases[Entry]
    speller: Speller
    times: TimeWords
    numbers: dict[str, int]
    classes: dict[str, frozenset[str]]
    known: frozenset[str]
    myelogram: Event
    patch: Event
    told_by_clause: dict[str, Finding]
    translated: dict[str, str]

    def knows(self, word: str) -> bool:
        return word in self.known or self.phrases.knows(word)


@lru_cache(maxsize=4)
def vocabulary(lexicon: Lexicon) -> Vocabulary:
    file = lexicon.file
    phrases: Phrases[Entry] = Phrases(
        ((phrase, entry) for entry in lexicon.entries for phrase in entry.words), file.classes, file.unskipped
    )
    units = {word: unit for unit, words in file.units.items() for word in words}
    fixed = {
        tuple(folded(part) for part in words.split()): (time.hours[0], time.hours[1], time.form)
        for time in file.times
        for words in time.words
    }
    times = TimeWords(
        units=units,
        leads=frozenset(file.classes["time_leads"]),
        about=frozenset(file.classes["about"]),
        few=file.few,
        fixed=fixed,
        days=file.weekdays,
        months=file.months,
        ordinals=file.ordinals,
        numbers=file.numbers,
    )
    classes = {name: frozenset(folded(word) for word in words) for name, words in file.classes.items()}
    classes["any_unit"] = frozenset(units)
    numbers = {**file.numbers, **file.ordinals}
    known = frozenset().union(
        units, numbers, file.few, file.weekdays, file.months, *classes.values(), *(set(key) for key in fixed)
    )
    ordinary = (*file.not_misspellings, *known)
    myelogram = next(event for event in file.events if event.says.get("spinal_procedure") == "myelogram")
    told_by_clause = {
        item.id: item
        for item in file.findings
        if item.id in ("worse_upright", "better_lying", "worse_lying", "gone_now")
    }
    patch = next(event for event in file.events if event.event == "patch")
    speller = Speller(map(folded, file.misspelt), ordinary)
    translated = {folded(word): english for english, words in file.other_languages.items() for word in words}
    return Vocabulary(phrases, speller, times, numbers, classes, known, myelogram, patch, told_by_clause, translated)
