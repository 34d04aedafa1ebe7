"""Whether the mother, or the child, that a text speaks of is somebody else: beside a baby the mother is the patient."""

from __future__ import annotations

from collections.abc import Sequence

from appropriateness.indication.phrases import Found
from appropriateness.indication.tokens import Token, word_at
from appropriateness.knowledge.lexicon import Cue, Entry

MOTHERS = frozenset({"mother", "mum", "mom", "mother's", "mum's", "mom's"})
BABIES = frozenset({"baby", "newborn", "neonate", "infant", "bub", "twins", "baby's"})
_OF_A_BIRTH = BABIES | {
    "midwife", "midwives", "postnatal", "postpartum", "lscs", "breastfeeding", "breastfeed", "obstetric", "obstetrics",
    "maternity", "labour", "labor", "forceps", "ventouse", "delivered",
}  # fmt: skip
_WHOSE = frozenset({"her", "his", "their", "my", "patient's", "pt's", "maternal", "own", "grand"})


def without_the_patient(found: Sequence[Found[Entry]], tokens: tuple[Token, ...]) -> list[Found[Entry]]:
    """What was found, without the words for a mother that mean the patient: "Newborn well; mum has a headache"."""
    if not any(token.word in MOTHERS for token in tokens) or not any(token.word in _OF_A_BIRTH for token in tokens):
        return list(found)
    return [
        item for item in found
        if not (
            isinstance(item.of, Cue) and item.of.cue == "someone_else" and item.first == item.last
            and tokens[item.first].word in MOTHERS and word_at(tokens, item.first - 1) not in _WHOSE
        )
    ]  # fmt: skip
