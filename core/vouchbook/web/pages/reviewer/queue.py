"""The cases of a reviewer: those to take, those to go on with, those that are done."""

from __future__ import annotations

from vouchbook.letters import review_pages
from vouchbook.service import review_queue
from vouchbook.service.review_queue import Step
from vouchbook.web.answers import Answer
from vouchbook.web.routes import REVIEWING, page
from vouchbook.web.visit import Visit

TAGS = {
    Step.NEW: ("New", "active"),
    Step.BEGUN: ("In progress", "active"),
    Step.COMPARED: ("The panel disagrees", "soon"),
    Step.COMPLETED: ("Completed", "good"),
}


@page("/review", who=REVIEWING)
def queue(visit: Visit) -> Answer:
    found = review_queue.queue(visit.office, visit.principal, visit.today)
    mine = [each for each in found if each.step is not Step.BARRED]
    return visit.show(
        "reviewer/queue.html",
        title="To review",
        waiting=[each for each in mine if each.step is not Step.COMPLETED and each.decided_finally is None],
        done=[each for each in mine if each.step is Step.COMPLETED or each.decided_finally is not None],
        barred=[each for each in found if each.step is Step.BARRED],
        new=sum(each.step is Step.NEW for each in mine),
        tags=TAGS,
        says=lambda outcome: review_pages.SAYS[outcome.value] if outcome is not None else "",
    )


ROUTES = (queue,)
