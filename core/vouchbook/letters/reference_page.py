"""References as the person who asks for them reads of them: how far each has come, and never what one says."""

from __future__ import annotations

from datetime import date

from vouchbook.domain.names import CategoryCode
from vouchbook.letters.kinds import slot_of
from vouchbook.letters.names import spaced
from vouchbook.letters.on_pages import day
from vouchbook.letters.phrases import counted
from vouchbook.letters.standings import Policy
from vouchbook.policy.document import PolicyDocument
from vouchbook.policy.rules import Slot

TAGS = {
    "requested": ("Asked", "active"),
    "opened": ("Opened", "active"),
    "received": ("Done", "good"),
    "declined": ("Declined", "bad"),
    "replaced": ("Replaced", "wait"),
}
ANOTHER = ("Another reference is needed", "soon")
WAIVER = (
    (
        "yes",
        "I give up the right to read it",
        "Raters often write more openly. You cannot take this back, and you will never see what it says.",
    ),
    (
        "no",
        "I keep the right to read it",
        "The rater is told so before they write.",
    ),
)
"""What the applicant decides about reading a reference: the choice, and what follows from it."""


def place(slot: Slot, document: PolicyDocument, category: CategoryCode | None, on: date) -> tuple[str, str]:
    """What a place is called, and who may fill it."""
    name = spaced(slot.key)
    return f"{name[:1].upper()}{name[1:]}", slot_of(slot, Policy(document, category, on))


def tag(state: str, *, another_needed: bool) -> tuple[str, str]:
    """One word for how far a reference has come, and its colour."""
    return ANOTHER if another_needed else TAGS[state]


def way(
    state: str,
    asked_on: date,
    opened_on: date | None,
    reminded_on: tuple[date, ...],
    waiting: int | None,
    *,
    not_me: bool,
) -> str:
    """How far it has come, with its days; of one that came in not even the day."""
    if state == "received":
        return "It has come in. What it says is not shown here."
    said = [f"Asked for on {day(asked_on)}"]
    if opened_on is not None:
        said.append(f"opened on {day(opened_on)}")
    if reminded_on:
        said.append(f"reminded on {day(reminded_on[-1])}")
    if state in ("requested", "opened") and waiting:
        said.append(f"waiting for {counted(waiting, 'day')}")
    if state == "declined":
        said.append("the letter reached somebody else" if not_me else "they cannot answer")
    if state == "replaced":
        said.append("you asked somebody else instead")
    return f"{', '.join(said)}."
