"""Whether a text speaks of this topic at all: "none fits" is an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from appropriateness.indication.context import Mention
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.facts import BooleanFact
from appropriateness.knowledge.lexicon import Event, Passed

_POSTURE = (
    "worse_upright", "better_lying", "orthostatic_at_onset", "posture_pattern_lost",
    "pachymeningeal_enhancement", "leak_proven", "venous_engorgement",
)  # fmt: skip
_ANY = ("posture_pattern_change", "myelography", "leak_repair")
_PATCH = ("patch_response", "hours_since_patch", "patch_count")
_SIGNS = frozenset({"signs_of_hypotension", "siderosis", "epidural_collection", "bleb_or_pseudomeningocele"})


def refusal(
    mentions: Sequence[Mention], values: Mapping[str, object], any_words: bool, knowledge: KnowledgeBase
) -> str | None:
    """The id of the refusal where nothing in the text points to a leak; None where something does."""
    if not any_words:
        return "empty"
    named = any(isinstance(m.entry, Event) and m.entry.event == "headache" for m in mentions)
    headache = named or values.get("headache_present") is True  # "rebound after patch, worse supine" names none
    others = ("someone_else",) if headache else ("someone_else", "past")  # "knee pain, CSF leak 2019, cured"
    topics = {m.entry.topic for m in mentions if m.negated is None and m.why not in others}
    if True in topics or (headache and "beside_headache" in topics):
        return None
    if any(values.get(fact) is True for fact in _POSTURE) or any(fact in values for fact in _ANY):
        return None
    if any(_SIGNS & _words(values.get(study)) for study in ("brain_mri", "ct_head", "spine_mri")):
        return None
    of_blood = "patch_kind" in values or headache  # else a patch may be of skin
    patch = any(isinstance(m.entry, Event) and m.entry.event == "patch" and m.why == "uncertain" for m in mentions)
    if of_blood and (patch or any(values.get(fact) not in (None, 0) for fact in _PATCH)):
        return None  # "post patch rebound headache??" asks about a patch
    if values.get("worse_lying") is True and values.get("known_raised_pressure_disease") is True:
        return "raised_pressure_headache"  # a puncture that treated the pressure is none of a leak
    procedure = values.get("spinal_procedure", "none") != "none" or "dural_puncture" in values
    explained = (
        {"fever"} if any(isinstance(m.entry, Passed) and m.entry.id == "other_leaks" for m in mentions) else set()
    )
    red_flag = any(
        isinstance(fact, BooleanFact) and fact.absent is False and values.get(name) is True and name not in explained
        for name, fact in knowledge.facts.items()
    )
    if procedure and (headache or red_flag):
        return None
    return "headache_without_a_leak_sign" if headache else "another_topic"


def _words(value: object) -> set[str]:
    return set(value) if isinstance(value, list) else {value} if isinstance(value, str) else set()
