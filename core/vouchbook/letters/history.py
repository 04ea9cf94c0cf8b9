"""What happened, as its people read it: a sentence for each kind of step, and who did it."""

from __future__ import annotations

from collections.abc import Mapping

from vouchbook.domain.names import Outcome

WORDS: Mapping[str, tuple[str, str]] = {
    "person_registered": ("Registered", "{number} registrations"),
    "person_corrected": ("Changed name, address or state", "Changed name, address or state"),
    "evidence_recorded": ("Entered evidence: {item}", "Entered {number} items of evidence"),
    "evidence_confirmed": ("Confirmed: {item}", "Confirmed {number} items"),
    "evidence_withdrawn": ("Took back: {item}", "Took back {number} items"),
    "colleague_identified": ("Recorded who a colleague is", "Recorded who colleagues are"),
    "term_bought": ("Recorded a membership", "Recorded memberships"),
    "term_recorded": ("Recorded a membership", "Recorded memberships"),
    "term_confirmed": ("Confirmed a membership", "Confirmed memberships"),
    "term_voided": ("Took back a membership that was recorded in error", "Took back memberships"),
    "rating_requested": ("Asked for a reference: {item}", "Asked for {number} references"),
    "rating_opened": ("The rater opened the request: {item}", "Raters opened {number} requests"),
    "rating_reminded": ("Reminded the rater: {item}", "Reminded {number} raters"),
    "rating_access_waived": ("Waived the right to read a reference", "Waived the right to read references"),
    "rating_received": ("A reference came in: {item}", "{number} references came in"),
    "rating_confirmed": ("Confirmed a reference: {item}", "Confirmed {number} references"),
    "rating_declined": ("The rater declined: {item}", "{number} raters declined"),
    "rating_replaced": ("Another rater was named in place of: {item}", "Other raters were named"),
    "application_opened": ("Began the application", "Began the application"),
    "application_submitted": ("Submitted the application", "Submitted the application"),
    "evidence_cured": ("Let evidence in that came after the submission", "Let evidence in"),
    "reviewer_assigned": ("A reviewer was asked to look at it", "{number} reviewers were asked"),
    "review_accepted": ("A reviewer accepted", "{number} reviewers accepted"),
    "reviewer_released": ("A reviewer left; somebody else takes over", "Reviewers left; others take over"),
    "finding_recorded": ("Answered a question of the review", "Answered {number} questions of the review"),
    "finding_taken_back": ("Took back an answer", "Took back {number} answers"),
    "item_returned": ("Asked about: {item}", "Asked about {number} items"),
    "return_answered": ("Answered what was asked", "Answered what was asked"),
    "review_completed": ("A reviewer finished", "{number} reviewers finished"),
    "exam_recorded": ("Recorded a part of the exam: {item}", "Recorded {number} parts of the exam"),
    "endorsement_granted": ("The endorsement was granted", "Endorsements were granted"),
    "application_withdrawn": ("Withdrew the application", "Withdrew the application"),
}
"""By the kind of step: of one, and of several that are told together."""
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.APPROVED: "Decided: approved",
    Outcome.DEFERRED: "Decided: deferred",
    Outcome.ON_HOLD: "Decided: put on hold",
}
ROLES: Mapping[str, str] = {
    "alliance": "the Alliance",
    "coordinator": "the coordinator",
    "board": "a board officer",
    "reviewer": "a reviewer",
    "applicant": "the applicant",
    "rater": "a rater",
    "anyone": "somebody",
}
OTHERWISE = "Something was recorded that this page has no words for yet"


def step_said(type_: str, number: int, item: str | None, outcome: Outcome | None) -> str:
    """What happened, in a few words."""
    if outcome is not None:
        return OUTCOMES[outcome]
    one, several = WORDS.get(type_, (OTHERWISE, OTHERWISE))
    return (one if number == 1 else several).format(number=number, item=item or "an item")


def who_said(actor: str, *, own: bool) -> str:
    """Who did it: by role, and oneself as “you”."""
    return "you" if own else ROLES.get(actor.partition(":")[0], actor.partition(":")[0])
