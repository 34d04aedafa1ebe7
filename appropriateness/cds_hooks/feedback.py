"""What became of cards, as it is kept: codes that were offered, never a comment."""

from __future__ import annotations

from appropriateness.cds_hooks.requests import FeedbackItem, FeedbackRequest
from appropriateness.records.keeping import Feedback
from appropriateness.records.reasons import OVERRIDE_REASONS

OTHER = "other"


def kept(given: FeedbackRequest) -> list[Feedback]:
    return [_kept(item) for item in given.feedback]


def _kept(item: FeedbackItem) -> Feedback:
    accepted = tuple(suggestion.id for suggestion in item.accepted_suggestions or ())
    return Feedback(item.card, item.outcome, accepted, _reason(item), item.outcome_timestamp)


def _reason(item: FeedbackItem) -> str | None:
    """The code that was chosen; a code we did not offer is kept as "other", because it may be free text."""
    given = item.override_reason
    if given is None or item.outcome != "overridden":
        return None
    code = given.reason.code if given.reason is not None else None
    return code if code in OVERRIDE_REASONS else OTHER
