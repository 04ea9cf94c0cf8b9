"""The days to come: as a list, as a file, and as a private address for a calendar program."""

from __future__ import annotations

from vouchbook.letters.deadlines import deadline_said
from vouchbook.letters.on_pages import day
from vouchbook.service import deadlines, feed
from vouchbook.web.answers import Answer
from vouchbook.web.routes import ANYBODY, OWN, act, page
from vouchbook.web.visit import Visit

ICS = "text/calendar; charset=utf-8"


@page("/my/calendar", who=OWN)
def days(visit: Visit) -> Answer:
    return _shown(visit)


@page("/my/calendar.ics", who=OWN)
def download(visit: Visit) -> Answer:
    return visit.file(feed.of_person(visit.office, visit.principal, visit.about), "endorsement.ics", ICS)


@act("/my/calendar", who=OWN)
def begin(visit: Visit) -> Answer:
    token = feed.begin(visit.office, visit.principal, visit.about)
    return _shown(visit, token)  # shown once, and never part of an address that a browser remembers


@act("/my/calendar/stop", who=OWN)
def stop(visit: Visit) -> Answer:
    feed.end(visit.office, visit.principal, visit.about)
    return visit.see_other("/my/calendar", said="The private address opens nothing any more.")


@page("/calendar/{token}", who=ANYBODY)
def read(visit: Visit, token: str) -> Answer:
    return visit.file(feed.by_token(visit.office, token.removesuffix(".ics")), "endorsement.ics", ICS)


def _shown(visit: Visit, token: str = "") -> Answer:
    found = deadlines.of_somebody(visit.office, visit.principal, visit.about)
    return visit.show(
        "applicant/calendar.html",
        title="Dates",
        rows=[(day(each.on), deadline_said(each)) for each in found],
        path=visit.url(f"/calendar/{token}.ics") if token else "",
        own=not visit.behalf,
    )


ROUTES = (days, download, begin, stop, read)
