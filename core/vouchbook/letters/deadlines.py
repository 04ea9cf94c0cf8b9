"""What the days are that somebody has to keep in mind, in a line each, for pages and calendars."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum

from msgspec import Struct

from vouchbook.letters.names import spaced


class Kind(Enum):
    """What a day is."""

    MEMBERSHIP_ENDS = "membership_ends"
    ENDORSED_UNTIL = "endorsed_until"
    TO_COMPLETE = "to_complete"
    RENEWAL_OPENS = "renewal_opens"
    RENEW_AT_THE_LATEST = "renew_at_the_latest"
    FEE_DUE = "fee_due"
    MET_UNTIL = "met_until"


class Deadline(Struct, frozen=True):
    """A day, what it is, and of which endorsement, charge or requirement: ids and codes only."""

    on: date
    kind: Kind
    about: str
    category: str = ""
    requirement: str = ""


WORDS: Mapping[Kind, str] = {
    Kind.MEMBERSHIP_ENDS: "Membership ends",
    Kind.ENDORSED_UNTIL: "Endorsed as {category} through this day",
    Kind.TO_COMPLETE: "Last day to complete {category}, begun as emerging",
    Kind.RENEWAL_OPENS: "Renewal of {category} opens",
    Kind.RENEW_AT_THE_LATEST: "Last day to renew {category}",
    Kind.FEE_DUE: "A fee is due",
    Kind.MET_UNTIL: "{category}: last day on which {requirement} is met as things stand",
}


def deadline_said(deadline: Deadline) -> str:
    """What the day is, in a line."""
    return WORDS[deadline.kind].format(category=deadline.category, requirement=spaced(deadline.requirement))
