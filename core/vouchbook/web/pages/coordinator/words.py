"""What codes are called on the pages of the office: how far things have come, how money moves, who acts."""

from __future__ import annotations

from collections.abc import Mapping

from vouchbook.domain.authorize import Role
from vouchbook.domain.names import Outcome, PaymentMethod
from vouchbook.letters.categories import named
from vouchbook.letters.names import endorsed, spaced
from vouchbook.projections.applications import ApplicationRow
from vouchbook.service.people import Stage
from vouchbook.web.pages.coordinator.lists import Tag
from vouchbook.web.visit import Visit

STAGES: Mapping[Stage, str] = {
    Stage.APPLYING: "Applying, not submitted",
    Stage.UNDER_REVIEW: "Under review",
    Stage.ENDORSED: "Endorsed",
    Stage.TO_CONFIRM: "With claims to confirm",
    Stage.NEITHER: "Neither applying nor endorsed",
}
STATES: Mapping[str, Tag] = {
    "open": Tag("Open", "active"),
    "under_review": Tag("Under review", "active"),
    "approved": Tag("Approved", "good"),
    "deferred": Tag("Deferred", "soon"),
    "on_hold": Tag("On hold", "soon"),
    "withdrawn": Tag("Withdrawn", "plain"),
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.APPROVED: "Approve",
    Outcome.DEFERRED: "Defer",
    Outcome.ON_HOLD: "Put on hold",
}
METHODS: Mapping[PaymentMethod, str] = {
    PaymentMethod.CHEQUE: "Check",
    PaymentMethod.CASH: "Cash",
    PaymentMethod.TRANSFER: "Bank transfer",
    PaymentMethod.CARD: "Card",
}
ROLES: Mapping[Role, str] = {
    Role.COORDINATOR: "Coordinator",
    Role.BOARD: "Board officer",
    Role.REVIEWER: "Reviewer",
    Role.ALLIANCE: "Alliance staff",
    Role.APPLICANT: "Applicant",
    Role.RATER: "Rater",
    Role.ANYONE: "Somebody",
}
SO_FAR: Mapping[str, Tag] = {
    "requested": Tag("Asked", "wait"),
    "opened": Tag("Opened by the rater", "active"),
    "received": Tag("Received", "good"),
    "declined": Tag("Declined", "bad"),
    "replaced": Tag("Replaced", "plain"),
}


def application_state(row: ApplicationRow) -> Tag:
    """How far an application has come, by its days."""
    if row.withdrawn_on is not None:
        return STATES["withdrawn"]
    if row.outcome is not None:
        return STATES[row.outcome]
    return STATES["under_review" if row.submitted_on is not None else "open"]


def categories(visit: Visit) -> list[tuple[str, str]]:
    """The categories that the association offers, to choose among."""
    association = visit.office.version_on(visit.today).document.association
    return [(code, f"{code}, {named(code, association)}") for code in association.categories]


def applied_for(row: ApplicationRow) -> str:
    return endorsed(row.category, emerging=row.emerging)


def actor(who: str, names: Mapping[str, str]) -> str:
    """Who did something, as a page says it: the role, and the name where there is a person."""
    role, _, person = who.partition(":")
    words = ROLES[Role(role)] if role in {each.value for each in Role} else spaced(role)
    return f"{words} {names[person]}" if person in names else words
