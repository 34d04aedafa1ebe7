"""How far a cue reaches: to the end of its sentence, to a turn, over a list, or back to what it answers."""

from __future__ import annotations

from collections.abc import Sequence

from appropriateness.indication.lists import FARTHEST, answers_a_list, is_needle, kind_of, list_goes_on, listed
from appropriateness.indication.phrases import Found
from appropriateness.indication.questions import questions
from appropriateness.indication.scope import Reach
from appropriateness.indication.tokens import Token
from appropriateness.knowledge.lexicon import Cue, Entry, Event, Passed

_HARD_STOPS = frozenset({";", ":", ">", "=", "(", ")", "[", "☐", "•", "·", "▪", "●", "◦", "‣"})
_ENDS = ",.;)\n"
_LABEL_MARKS = frozenset({":", "-", "=", "(", "?"})
_LATELY = frozenset({"recently", "lately", "ever", "now", "currently", "today"})
"""Words between a question and its answer: "vision lost recently? no"."""
_ELLIPTIC = frozenset({"not", "isn't", "wasn't", "hasn't", "haven't", "desn't", "didn't"})  # oe is folded
"""Denials that answer what was said before: "Would it be lost? It isn't: the headache is still postural"."""
_HOW_OLD = frozenset({
    "-", "day", "days", "d", "week", "weeks", "wk", "wks", "month", "months", "mo", "mos", "mth", "mths",
    "year", "years",
    "yr", "yrs", "y", "hour", "hours", "h", "hr", "hrs", "same",
})  # fmt: skip
_CANNOT = frozenset({"can't", "cannot", "cant", "couldn't", "unable", "not", "never"})
_DENIED_BEFORE = 12
_WEIGHS = frozenset({"vs", "versus"})
_GOES_ON = frozenset({
    "patched", "treated", "needed", "needing", "got", "had", "required", "diagnosed", "underwent", "died",
})  # fmt: skip
"""Verbs that go on about the same person behind a comma: "sister had a leak, patched twice"."""
_IS = frozenset({"is", "are", "was", "were", "been", "being", "has", "have", "now"})
_FOR = frozenset({"for", "(", "as", "during"})
_NAMED = 2
"""Tokens within which an age is still that of the person the cue names: "mother, 62, had a stroke"."""


def reaches(
    found: Sequence[Found[Entry]], told: Sequence[Found[Entry]], tokens: tuple[Token, ...], ages: frozenset[int]
) -> list[Reach]:
    """The reach of every cue in the text; `told` is what was found and is no cue, `ages` where an age is told."""
    by_start = {item.first: item for item in found}
    covered = {place: item for item in told for place in item.used}
    reached: list[Reach] = []
    for item in found:
        if not isinstance(item.of, Cue) or item.of.cue == "stop" or _tells_an_age(item, tokens):
            continue
        if _undoes_a_denial(item, tokens):
            continue
        ends = item.last + 1 >= len(tokens) or tokens[item.last + 1].word in _ENDS
        answers = item.of.reach == "answer" and _answers(item, ends, covered, tokens)
        asks = ends and not item.of.lists and item.of.cue in ("uncertain", "hypothetical")
        behind = item.of.reach in ("before", "reason") or answers or asks
        if behind:
            reached.extend(_backwards(item, item.of, told, tokens))
        if not behind or (item.of.cue == "someone_else" and not _reaches_back(item, reached)):
            if item.of.reach == "answer" and _heads_a_list(item, covered, tokens):
                reached.extend(_backwards(item, item.of, told, tokens))
            if tokens[item.first].word in _WEIGHS:
                reached.extend(r for r in _backwards(item, item.of, told, tokens) if _is_finding(r.low, covered))
            end = _forwards(item, item.of, by_start, covered, tokens)
            named = _NAMED if item.of.cue == "someone_else" else 0
            end = min([end, *(age for age in ages if age > item.last + named and _ends_at_an_age(item.of))])
            reached.append(Reach(item, item.of.cue, item.last + 1, end))
            if _plans_what_it_follows(item, item.of, end, covered, tokens):
                reached.extend(_backwards(item, item.of, told, tokens))
    reached.extend(questions(told, tokens))
    return reached


def _reaches_back(item: Found[Entry], reached: Sequence[Reach]) -> bool:
    return any(reach.cue is item for reach in reached)


def _undoes_a_denial(item: Found[Entry], tokens: tuple[Token, ...]) -> bool:
    """Whether what follows "without" is there, as nothing goes without it: "cannot sit without a headache"."""
    if tokens[item.first].word not in ("without", "w/o"):
        return False
    before = tokens[max(0, item.first - _DENIED_BEFORE) : item.first]
    return any(t.word in _CANNOT and t.sentence == tokens[item.first].sentence for t in before)


def _tells_an_age(item: Found[Entry], tokens: tuple[Token, ...]) -> bool:
    """Whether "old" says how old something is, or that it is the same: "12-day-old headache", "same old headache"."""
    return tokens[item.first].word == "old" and item.first > 0 and tokens[item.first - 1].word in _HOW_OLD


def _answers(item: Found[Entry], ends: bool, covered: dict[int, Found[Entry]], tokens: tuple[Token, ...]) -> bool:
    """Whether a "no" answers the label before it: "fever: no", "Weakness - No Fever: No"; "MRV: no clot" does not.

    It does where it ends its clause or the next label follows it at once; the last answer of a form without
    punctuation ("Fever: No Seizure: No HA upright") is one because the answer before it was.
    """
    label = covered.get(_behind_marks(item.first, tokens))
    if label is None or tokens[label.last].sentence != tokens[item.first].sentence:
        return False
    if ends or _is_label(covered.get(item.last + 1), tokens):
        return True
    place = label.first - 1
    before = covered.get(_behind_marks(place, tokens)) if place >= 0 and tokens[place].word == "no" else None
    return before is not None and tokens[place - 1].word in _LABEL_MARKS


def _heads_a_list(item: Found[Entry], covered: dict[int, Found[Entry]], tokens: tuple[Token, ...]) -> bool:
    """Whether a "no" begins a list of kinds under their common name: "Spinal procedures: no LP, no epidural"."""
    label, first = covered.get(_behind_marks(item.first, tokens)), covered.get(item.last + 1)
    if label is None or first is None or item.first == 0 or tokens[item.first - 1].word not in _LABEL_MARKS:
        return False
    unnamed = isinstance(label.of, Event) and label.of.says.get("spinal_procedure") == "unknown_kind"
    return unnamed and kind_of(first) == "needle"


def _plans_what_it_follows(
    item: Found[Entry], cue: Cue, end: int, covered: dict[int, Found[Entry]], tokens: tuple[Token, ...]
) -> bool:
    """Whether a plan that reaches nothing ahead is about the procedure or study just before it: "LP planned for MS"."""
    at = item.first - 1
    while at > 0 and tokens[at].word in _IS:
        at -= 1
    before = covered.get(at)
    if cue.cue != "hypothetical" or cue.lists or before is None or any(p in covered for p in range(item.last + 1, end)):
        return False
    return kind_of(before) in ("needle", "study")


def _is_finding(place: int, covered: dict[int, Found[Entry]]) -> bool:
    return place in covered and kind_of(covered[place]) in ("finding", "result")


def _ends_at_an_age(cue: Cue) -> bool:
    """Whether the age of the patient ends what a cue says: of somebody else, of what may come, of what is denied."""
    return cue.cue in ("someone_else", "hypothetical", "negated")


def _behind_marks(place: int, tokens: tuple[Token, ...]) -> int:
    """The place before `place`, over the marks that join a label to its answer."""
    place -= 1
    while place >= 0 and (tokens[place].word in _LABEL_MARKS or tokens[place].word in _LATELY):
        place -= 1
    return place


def _is_label(thing: Found[Entry] | None, tokens: tuple[Token, ...]) -> bool:
    after = [] if thing is None else [token.word for token in tokens[thing.last + 1 : thing.last + 3]]
    return len(after) == 2 and (after[0] in (":", "=") or after in (["-", "no"], ["-", "yes"]))


def _forwards(
    item: Found[Entry],
    cue: Cue,
    by_start: dict[int, Found[Entry]],
    covered: dict[int, Found[Entry]],
    tokens: tuple[Token, ...],
) -> int:
    """Where the reach of a cue ends: at the sentence's end, a turn ("but", "since"), or a comma no list goes over."""
    sentence = tokens[item.last].sentence
    place = item.last + 1
    farthest = min(len(tokens), place + FARTHEST)
    bracketed = cue.cue == "someone_else" and item.first > 0 and tokens[item.first - 1].word == "("
    while place < farthest and tokens[place].sentence == sentence:
        word = tokens[place].word
        other = by_start.get(place)
        if other is not None and isinstance(other.of, Cue) and other.of.cue == "stop" and not _spared(cue, other.of):
            return place
        opens = place == item.last + 1 and tokens[item.last].word not in _ELLIPTIC
        spared = word == ":" and (opens or cue.lists)
        if word in _HARD_STOPS and not spared:
            return place
        if cue.cue == "negated" and cue.gathers is not True and _turns_to_the_headache(item, place, covered):
            return place
        named = cue.cue == "someone_else" and place <= item.last + _NAMED + 1 and _by_a_number(place, tokens)
        told = cue.cue == "someone_else" and place + 1 < len(tokens) and tokens[place + 1].word in _GOES_ON
        if (
            word == ","
            and not named
            and not bracketed
            and not told
            and not cue.lists
            and not list_goes_on(item, place, covered, tokens)
        ):
            return place
        if word in ("-", "+", ">") and not tokens[place].glued and not cue.lists:
            return place
        place += 1
    return place


def _by_a_number(comma: int, tokens: tuple[Token, ...]) -> bool:
    """Whether the comma stands before or behind a number, as around an age: "mother, 62, had a stroke"."""
    return any(token.is_number for token in tokens[comma - 1 : comma + 2])


def _turns_to_the_headache(item: Found[Entry], place: int, covered: dict[int, Found[Entry]]) -> bool:
    """Whether the headache follows what is denied with nothing between: "no LP HA upright"."""
    thing, before = covered.get(place), covered.get(place - 1)
    if thing is None or before is None or before.first <= item.last:
        return False
    of_headache = ("headache", "posture")
    return kind_of(thing) in of_headache and kind_of(before) not in (*of_headache, "healthy")


def _spared(cue: Cue, stop: Cue) -> bool:
    kind = "conditional" if cue.cue == "hypothetical" and cue.lists else cue.cue
    return kind in stop.spares


def _backwards(item: Found[Entry], cue: Cue, told: Sequence[Found[Entry]], tokens: tuple[Token, ...]) -> list[Reach]:
    """The nearest thing before the cue, and what is joined to it by a slash, "and" or "or"."""
    sentence = tokens[item.first].sentence
    reached: list[Reach] = []
    edge, edge_kind, edge_is_needle = item.first, None, False
    labels = item.first > 0 and tokens[item.first - 1].word in _LABEL_MARKS
    marks = answers_a_list(item, tokens) if cue.cue == "negated" else ""
    near = [thing for thing in told if item.first - FARTHEST < thing.last < item.first and not _is_how(thing)]
    for thing in sorted(near, key=lambda thing: -thing.last):
        between = [tokens[place].word for place in range(thing.last + 1, edge)]
        planned = cue.cue == "hypothetical" and cue.reach == "before" and kind_of(thing) not in ("needle", "study")
        looked_for = cue.reach in ("reason", "after") and not _FOR.isdisjoint(between)
        if tokens[thing.last].sentence != sentence or len(between) > 4 or looked_for or planned:
            break
        joined = between and all(word in ("/", "and", "or", "&") for word in between)
        joined = joined or (bool(marks) and kind_of(thing) == "finding" and listed(between, marks))
        needles = labels and between == [","] and edge_is_needle and is_needle(thing)
        kinds = {edge_kind, kind_of(thing)}
        one_name = not between and edge_kind is not None and kinds in ({"headache", "posture"}, {"needle"})
        if reached and not (joined or one_name or needles):
            break
        if not (reached or joined) and any(word in ",;" for word in between):
            break
        reached.append(Reach(item, cue.cue, thing.first, thing.last + 1))
        edge, edge_kind, edge_is_needle = thing.first, kind_of(thing), is_needle(thing)
    return reached


def _is_how(thing: Found[Entry]) -> bool:
    """Whether it only says how a thing is done: "under CT"."""
    return isinstance(thing.of, Passed) and thing.of.id == "guided"
