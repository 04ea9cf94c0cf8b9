"""What an entry of the registry says on a day, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from vouchbook.domain.endorsement import EndorsementStatus
from vouchbook.letters.on_pages import day

STATUS: Mapping[EndorsementStatus, str] = {
    EndorsementStatus.ACTIVE: "In force on {on}.",
    EndorsementStatus.IN_GRACE: (
        "It ended on {last}; on {on} it is in the time of grace, in which it may still be renewed."
    ),
    EndorsementStatus.LAPSED: "Not in force on {on}: it ended on {last}.",
    EndorsementStatus.NOT_YET: "Not yet in force on {on}: it begins on {first}.",
}
CALLED: Mapping[EndorsementStatus, str] = {
    EndorsementStatus.ACTIVE: "In force",
    EndorsementStatus.IN_GRACE: "In grace",
    EndorsementStatus.LAPSED: "Ended",
    EndorsementStatus.NOT_YET: "Not yet in force",
}


def sentence(status: EndorsementStatus, on: date, first: date, last: date) -> str:
    """Whether it is in force on a day, with the day that decides."""
    return STATUS[status].format(on=day(on), first=day(first), last=day(last))
