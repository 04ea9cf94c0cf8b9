"""The first page of an association: what an endorsement is, and where each of those who come may go on."""

from __future__ import annotations

from vouchbook.web.answers import Answer
from vouchbook.web.routes import ANYBODY, page
from vouchbook.web.visit import Visit


@page("", who=ANYBODY)
def welcome(visit: Visit) -> Answer:
    return visit.show("welcome.html", title="Endorsement for infant and early childhood mental health")


ROUTES = (welcome,)
