"""Help, at the same place on every page: what one may do oneself, and whom to ask."""

from __future__ import annotations

from vouchbook.web.answers import Answer
from vouchbook.web.routes import ANYBODY, page
from vouchbook.web.visit import Visit


@page("/help", who=ANYBODY)
def help_(visit: Visit) -> Answer:
    return visit.show("help.html", title="Help", contact=visit.hosting.brand(visit.association).contact)


ROUTES = (help_,)
