"""Everything that happened to an application: who, what, when, under which policy."""

from __future__ import annotations

from vouchbook.letters.history import step_said, who_said
from vouchbook.letters.on_pages import day
from vouchbook.service import history as steps
from vouchbook.service.case_words import words_of
from vouchbook.web.answers import Answer
from vouchbook.web.pages.applicant.own import address, progress_of
from vouchbook.web.routes import OWN, page
from vouchbook.web.visit import Visit


@page("/my/applications/{application}/history", who=OWN)
def history(visit: Visit, application: str) -> Answer:
    progress = progress_of(visit, application)
    labels = words_of(visit.office, progress.case).labels
    rows = []
    for step in reversed(steps.history(visit.office, visit.principal, progress.application)):
        label = labels.get(step.item) if step.item is not None else None
        who = who_said(step.who, own=step.own and not visit.behalf)
        policy = f"; policy in force from {day(step.in_force_from)}" if step.in_force_from else ""
        rows.append((day(step.on), step_said(step.type, step.number, label, step.outcome), f"By {who}{policy}"))
    return visit.show(
        "applicant/history.html",
        title="History",
        progress=progress,
        rows=rows,
        base=visit.url(address(application)),
    )


ROUTES = (history,)
