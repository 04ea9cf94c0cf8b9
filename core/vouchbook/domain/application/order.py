"""What must have come before a step of an application."""

from __future__ import annotations

from datetime import date

from vouchbook.domain.application.state import EndorsementApplication
from vouchbook.domain.names import PersonId
from vouchbook.domain.refusal import Refused


def not_before(on: date, application: EndorsementApplication) -> None:
    """Refuse a step that is dated before the one it follows."""
    if application.reached is not None and on < application.reached:
        raise Refused("before_last_step", on=on, until=application.reached)


def must_be_under_review(application: EndorsementApplication) -> None:
    if application.submitted is None:
        raise Refused("not_submitted")
    if not application.under_review and application.decided is not None:
        raise Refused("already_decided", outcome=application.decided.outcome, on=application.decided.on)


def must_be_reviewer(reviewer: PersonId, application: EndorsementApplication) -> None:
    if reviewer not in application.reviewers:
        raise Refused("not_a_reviewer", reviewer=reviewer)
