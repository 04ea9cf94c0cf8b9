"""What goes into the access log: who was turned away, and who opened somebody else's file."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from vouchbook.domain.events import Busy, Damaged
from vouchbook.domain.names import PersonId
from vouchbook.domain.streams import APPLICATION, RATING
from vouchbook.service import access_log
from vouchbook.web.routes import Area

if TYPE_CHECKING:
    from vouchbook.web.answers import Answer
    from vouchbook.web.visit import Visit

_ID = re.compile(r"[a-z]{1,4}-[0-9a-z]{10}")
LONGEST = 200
"""Letters that are kept of an address: those of ours are shorter, and what somebody made up says no more."""
_WATCHED = frozenset({Area.OWN, Area.REVIEWING, Area.OFFICE, Area.COORDINATING})


def denied(visit: Visit) -> None:
    """Somebody who has signed in asked for what is not theirs. A log that cannot be written turns nobody else away."""
    with suppress(Busy, Damaged):
        access_log.denied(
            visit.office, visit.principal, visit.route.name, visit.path[:LONGEST], _whose(visit)[0], person=visit.person
        )


def opened(visit: Visit, answer: Answer) -> None:
    """Somebody of the association looks into a person's file: every page whose address names it counts as that."""
    if visit.route.method != "GET" or visit.route.area not in _WATCHED or answer.status != 200:
        return
    whose, what = _whose(visit)
    if whose is not None:
        with suppress(Busy, Damaged):
            access_log.opened(visit.office, visit.principal, whose, what)


def _whose(visit: Visit) -> tuple[PersonId | None, str]:
    """Whose file the address names, and what of it: ids say by their first letters what they name."""
    named = [value for value in visit.parameters.values() if _ID.fullmatch(value)]
    for value in sorted(
        named, key=lambda value: value.startswith("p-")
    ):  # what is more of it than the person says more
        match value.partition("-")[0]:
            case "p":
                return PersonId(value), value
            case "a":
                return visit.office.load(APPLICATION, value).state.person, value
            case "ra":
                asked = visit.office.load(RATING, value).state.requested
                return (None if asked is None else asked.person), value
            case _:
                continue
    return None, ""
