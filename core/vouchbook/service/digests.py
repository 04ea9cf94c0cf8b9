"""What goes out once a day by itself: to coordinators what is stuck, to members that their membership ends soon."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

import msgspec

from vouchbook.desk import Desk
from vouchbook.desk import outbox as lying
from vouchbook.domain.authorize import Role
from vouchbook.domain.names import PersonId
from vouchbook.domain.roles import Roles
from vouchbook.domain.streams import ROLES
from vouchbook.letters.on_pages import day
from vouchbook.letters.stuck import HEADINGS, Kind, why
from vouchbook.service import members, people, stuck
from vouchbook.service.office import Office
from vouchbook.service.outbox import Queued, Recipient, letter_id, put
from vouchbook.service.wording import Letterhead
from vouchbook.service.wording.asked import OFFICE

FROM = 7
"""The hour, where the association is, from which on the day's letters are written."""
ENDING = timedelta(days=30)
"""So long before its last day a member hears that a membership ends."""
MOST = 5
"""Lines under each heading; the rest is on the page."""
_done: WeakKeyDictionary[Desk, date] = WeakKeyDictionary()
_looking = threading.Lock()


def daily(office: Office, letterhead: Letterhead) -> int:
    """Lay down what the day asks for, once a day, whoever asks how often; answers how many letters."""
    version = office.policies.latest
    if version is None or version.in_force_from > office.today:
        return 0
    there = office.edge.clock().astimezone(ZoneInfo(office.version_on(office.today).document.association.timezone))
    on = there.date()
    with _looking:
        if there.hour < FROM or _done.get(office.desk) == on:
            return 0
        _done[office.desk] = on
    return _to_coordinators(office, letterhead, on) + _to_members(office, on)


def _to_coordinators(office: Office, letterhead: Letterhead, on: date) -> int:
    """Nobody gets a letter in which nothing stands."""
    roles: Roles = office.load(ROLES, office.code).state
    held = sorted({person for person, role in roles.spans if role is Role.COORDINATOR and role in roles.of(person, on)})
    groups = [*_groups(office, on)] if held else []
    if not groups:
        return 0
    values = {"on": day(on), "groups": groups, "link": letterhead.page("/office")}
    for person in held:
        put(office, "coordinator_digest", Recipient(person=PersonId(person)), values, once=f"digest {on}")
    return len(held)


def _groups(office: Office, on: date) -> Iterator[dict[str, object]]:
    waiting = stuck.listing(office, OFFICE, on)
    for kind in Kind:
        items = [item for item in waiting.items if item.kind is kind]
        if items:
            shown = items[:MOST]
            named = people.names(office, OFFICE, {item.person for item in shown if item.person})
            lines = [
                f"{who + ': ' if (who := named.get(item.person or '', '')) else ''}"
                f"{why(kind, number=item.number, until=item.until, on=on)}"
                for item in shown
            ]
            yield {"heading": HEADINGS[kind], "lines": lines, "more": len(items) - len(shown)}


def _to_members(office: Office, on: date) -> int:
    """Once for each term; a member whose next term stands already hears nothing."""
    laid = 0
    for each in members.members(office, OFFICE, on, ending_before=on + ENDING):
        queued = Queued("membership_ending", Recipient(person=PersonId(each.person)), {"term": each.term})
        about = msgspec.json.encode(queued)
        laid += lying.add(
            office.desk, letter_id(f"ending {each.term}", about), queued.name, about, person=each.person,
            rating=None, payer=None, now=office.edge.microseconds,
        )  # fmt: skip
    return laid
