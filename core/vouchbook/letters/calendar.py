"""A calendar of the days that somebody has to keep in mind, as calendar programs read it (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from vouchbook.letters.deadlines import Deadline, Kind, deadline_said

_WARN = {
    Kind.MEMBERSHIP_ENDS: timedelta(days=30),
    Kind.TO_COMPLETE: timedelta(days=90),
    Kind.RENEW_AT_THE_LATEST: timedelta(days=30),
    Kind.ENDORSED_UNTIL: timedelta(days=60),
    Kind.FEE_DUE: timedelta(days=7),
    Kind.MET_UNTIL: timedelta(days=30),
}
"""So long before a day a calendar reminds of it."""


def calendar(days: Iterable[Deadline], association: str, code: str, on: date) -> bytes:
    """Whole days, each with an id that stays the same, so that a calendar that reads it again moves and never doubles.

    No name of a person stands in it: a calendar is easily shared.
    """
    made = Calendar()
    made.add("prodid", "-//Vouchbook//Endorsement//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", f"Endorsement, {association}")
    made.add("refresh-interval;value=duration", "P1D")
    for each in days:
        made.add_component(_event(each, association, code, on))
    return bytes(made.to_ical())


def _event(deadline: Deadline, association: str, code: str, on: date) -> Event:
    event = Event()
    event.add("uid", f"{deadline.kind.value}-{deadline.about}@{code}.vouchbook")
    event.add("dtstamp", datetime.combine(on, time(), UTC))
    event.add("dtstart", deadline.on)
    event.add("dtend", deadline.on + timedelta(days=1))
    event.add("summary", f"{deadline_said(deadline)} ({association})")
    event.add("transp", "TRANSPARENT")
    if before := _WARN.get(deadline.kind):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", deadline_said(deadline))
        alarm.add("trigger", -before)
        event.add_component(alarm)
    return event
