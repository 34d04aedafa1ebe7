"""What is only asked: "Is a blood patch indicated?", "Does she get worse on standing?", "?EBP", "seizure?"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from appropriateness.indication.lists import kind_of
from appropriateness.indication.phrases import Found
from appropriateness.indication.scope import Reach
from appropriateness.indication.tokens import Token
from appropriateness.knowledge.lexicon import Cue, Entry

_ASKS = frozenset({
    "is", "are", "do", "des", "should", "would", "could", "can", "will", "any", "what", "when", "how", "which",
})  # fmt: skip
_ASKS_BACK = frozenset({"des", "do", "did"})  # oe is folded
"""Words with which a question asks for what is not known: "Does she get worse on standing?"."""
_TELLS = frozenset({
    "after", "post", "since", "s/p", "following", "with", "w/", "in", "given", "despite", "for", "from",
})  # fmt: skip
"""Words in a question after which something is told, not asked: "Could we scan after LP yesterday?"."""
_GIVEN = frozenset({"yes", "no", "y", "n", "nil", "none"})
"""Answers that stand at once behind a question: "fever? no"."""
_UNANSWERED = frozenset(
    {"documented", "recorded", "asked", "known", "stated", "unknown", "unclear", "undocumented", "unsure", "uncertain"}
)
"""Words behind a question that leave it open: "positional? not documented"."""
_SHORT_QUESTION = 4
"""A clause of at most so many tokens before a question mark is itself the question: "seizure?"."""
_QUESTION = Cue(id="question_mark", words=("?",), example="?", cue="uncertain")


def questions(told: Sequence[Found[Entry]], tokens: tuple[Token, ...]) -> list[Reach]:
    """ "?EBP" asks about what follows; a short clause before a question mark asks about itself."""
    reached: list[Reach] = []
    for place, token in enumerate(tokens):
        if token.word != "?":
            continue
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        if following is not None and following.word in _GIVEN and following.sentence == token.sentence:
            continue
        mark: Found[Entry] = Found(_QUESTION, place, place, frozenset({place}))
        if following is not None and following.sentence == token.sentence and not following.is_mark:
            end = place + 1
            while end < len(tokens) and tokens[end].word not in ",;:.?" and tokens[end].sentence == token.sentence:
                if tokens[end].word == "-" and not tokens[end].glued:
                    break
                if end > place + 1 and tokens[end].word in _TELLS:
                    break
                end += 1
            reached.append(Reach(mark, "uncertain", place + 1, end))
            continue
        reached.extend(_asked(mark, told, tokens))
        start = place
        while start > 0 and tokens[start - 1].sentence == token.sentence and tokens[start - 1].word not in ",;:":
            start -= 1
        if place - start <= _SHORT_QUESTION:
            open_still = not _UNANSWERED.isdisjoint(t.word for t in tokens[place + 1 : place + 3])
            reached.append(Reach(mark, "hypothetical" if open_still else "uncertain", start, place))
    return reached


def _asked(mark: Found[Entry], told: Sequence[Found[Entry]], tokens: tuple[Token, ...]) -> Iterator[Reach]:
    """Needles and studies a question is about: "Is a blood patch indicated?"; a study just before the mark."""
    sentence = tokens[mark.first].sentence
    start = mark.first
    while start > 0 and tokens[start - 1].sentence == sentence:
        start -= 1
    if start + 1 < mark.first and tokens[start + 1].word == ":":
        start += 2  # "Q: does she need a patch?"
    words = [token.word for token in tokens[start : mark.first]]
    ends = ";:(" if tokens[start].word in _ASKS and "or" in words else ",;:("
    stops = (p for p in range(start, mark.first) if tokens[p].word in _TELLS or tokens[p].word in ends)
    told_from = next(stops, mark.first)
    asks = tokens[start].word in _ASKS or "or" in words or ("+" in words and "-" in words)
    asked = tokens[start].word in _ASKS_BACK
    for thing in told:
        if asked and start <= thing.first < mark.first and kind_of(thing) == "posture":
            yield Reach(mark, "hypothetical", thing.first, thing.last + 1)
        if start <= thing.first < mark.first and kind_of(thing) in ("needle", "study"):
            named_last = thing.last == mark.first - 1 and kind_of(thing) == "study"
            if named_last or (asks and thing.first < told_from):
                yield Reach(mark, "uncertain", thing.first, thing.last + 1)
