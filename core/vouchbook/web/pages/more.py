"""Pages that an association's packages bring: the portal lets people in, frames them, and outlives them."""

from __future__ import annotations

import re

from markupsafe import Markup
from msgspec.structs import replace

from vouchbook.hookspecs import Html, Look, Shown, Table
from vouchbook.web import extensions
from vouchbook.web.answers import Answer
from vouchbook.web.entering import stopped
from vouchbook.web.routes import ANYBODY, Area, page
from vouchbook.web.troubles import NOT_FOUND, Trouble, shown
from vouchbook.web.visit import Visit


@page("/more/{first}", who=ANYBODY)
def more(visit: Visit, first: str) -> Answer:
    return _answered(visit, f"/{first}")


@page("/more/{first}/{second}", who=ANYBODY)
def more_of_two(visit: Visit, first: str, second: str) -> Answer:
    return _answered(visit, f"/{first}/{second}")


@page("/more/{first}/{second}/{third}", who=ANYBODY)
def more_of_three(visit: Visit, first: str, second: str, third: str) -> Answer:
    return _answered(visit, f"/{first}/{second}/{third}")


def _answered(visit: Visit, path: str) -> Answer:
    """The page that a package has there, for those for whom it says it is."""
    known = extensions.found(visit.office, path)
    if known is None:
        return shown(visit, NOT_FOUND)
    package, page_, values = known
    visit.route = replace(visit.route, area=extensions.AREAS[page_.who])
    turned_away = stopped(visit)
    if turned_away is not None:
        return turned_away
    look = Look(
        association=visit.association,
        path=path,
        values=values,
        query=visit.first_queries(),
        person=None if visit.route.area is Area.ANYBODY else visit.person,
        on=visit.today,
    )
    try:
        parts = extensions.shown(package, page_, look)
    except extensions.Failed:
        return shown(visit, _failed(package))
    if parts is None:
        return shown(visit, NOT_FOUND)
    return visit.show("more.html", title=page_.title, parts=[_part(part) for part in parts])


def _failed(package: str) -> Trouble:
    return Trouble(
        500,
        "This page does not work at the moment",
        f"It was made by {package} for this association, and those who run the portal have been told. Everything else "
        "works as before, and nothing was lost.",
    )


def _part(part: Shown) -> tuple[str, object]:
    """A part as the template takes it: what it is, and what stands in it."""
    if isinstance(part, Table):
        return "table", part
    if isinstance(part, Html):
        return "html", Markup(part.markup)  # noqa: S704  # of a package that the operators chose to trust
    return "text", [each for each in re.split(r"\n\s*\n", part) if each.strip()]


ROUTES = (more, more_of_two, more_of_three)
