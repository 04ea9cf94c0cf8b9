"""The first page of somebody's own file: what to do next, what is open, what they hold."""

from __future__ import annotations

from msgspec import Struct

from vouchbook.domain.endorsement import EndorsementStatus
from vouchbook.letters.categories import named
from vouchbook.letters.deadlines import deadline_said
from vouchbook.letters.on_pages import day
from vouchbook.letters.progress import LineShort
from vouchbook.projections.endorsements import EndorsementRow
from vouchbook.service import deadlines, holdings, returns
from vouchbook.service import progress as standing
from vouchbook.service.progress import Progress
from vouchbook.web.answers import Answer
from vouchbook.web.pages.applicant.own import address, shorts, state_said
from vouchbook.web.routes import OWN, page
from vouchbook.web.visit import Visit

MOST_STEPS = 3
Task = tuple[str, str, str, str, str]
"""What to do, where, how far it is, which kind of tag that is, and a hint."""

_HELD = {
    EndorsementStatus.NOT_YET: "Not yet",
    EndorsementStatus.ACTIVE: "Active",
    EndorsementStatus.IN_GRACE: "In grace",
    EndorsementStatus.LAPSED: "Lapsed",
}


class Open(Struct, frozen=True):
    """An application as the first page shows it: its next steps as tasks."""

    progress: Progress
    state: str
    url: str
    tasks: list[Task]
    more: int


@page("/my", who=OWN, kept=True)
def home(visit: Visit) -> Answer:
    found = standing.of_person(visit.office, visit.principal, visit.about)
    days = deadlines.upcoming(visit.office, visit.principal, visit.about, found)
    open_ = [_open(visit, each) for each in found if each.state not in ("approved", "withdrawn")]
    return visit.show(
        "applicant/home.html",
        title=f"The file of {visit.name_of_about}" if visit.behalf else "My endorsement",
        open=open_,
        closed=[(each, state_said(each), visit.url(address(each.application))) for each in found if _closed(each)],
        held=[_held(visit, row) for row in holdings.of_person(visit.office, visit.principal, visit.about)],
        days=[(day(each.on), deadline_said(each)) for each in days[:6]],
    )


def _closed(progress: Progress) -> bool:
    return progress.state in ("approved", "withdrawn")


def _open(visit: Visit, progress: Progress) -> Open:
    lines = shorts(visit, progress)
    missing = [line for line in lines if not line.met and not line.at_decision]
    soon = [line for line in lines if line.met and line.tag != "Met"]
    steps = [*missing, *soon] if progress.may_submit else []
    tasks: list[Task] = [_step(visit, progress, line) for line in steps[:MOST_STEPS]]
    if progress.may_submit:
        tasks.append(_submitting(visit, progress, ready=not missing))
    tasks = [*_questions(visit, progress), *tasks]
    return Open(
        progress, state_said(progress), visit.url(address(progress.application)), tasks, len(steps[MOST_STEPS:])
    )


def _questions(visit: Visit, progress: Progress) -> list[Task]:
    """What reviewers have asked about items and nobody has answered yet."""
    if not progress.case.application.state.returns:
        return []
    found = returns.of_application(visit.office, visit.principal, progress.application)
    return [
        (
            f"Answer a question about {each.called}",
            visit.url(address(progress.application, "questions", each.returned)),
            "Returned",
            "",
            "A reviewer asks; the review goes on once you have answered.",
        )
        for each in found
        if each.answered_on is None
    ]


def _step(visit: Visit, progress: Progress, line: LineShort) -> Task:
    where = visit.url(address(progress.application, "requirements", line.key))
    return (line.title, where, line.tag, "", line.because if not line.met else "It ends soon: renew it in time.")


def _submitting(visit: Visit, progress: Progress, *, ready: bool) -> Task:
    where = visit.url(address(progress.application, "check"))
    if progress.state == "deferred":
        return ("Check your answers and submit again", where, "Not started", "", "")
    if ready:
        return ("Check your answers and submit", where, "Ready", "good", "Everything due by now is there.")
    return ("Check your answers and submit", where, "Not started", "", "Once what is missing is there.")


def _held(visit: Visit, row: EndorsementRow) -> tuple[str, str, str, str, str]:
    """What it is, its number in the registry, its days, and how it stands."""
    association = visit.office.version_on(visit.today).document.association
    name = f"{row.category}: {named(row.category, association)}"
    begun = " (emerging: still to be completed)" if row.emerging else ""
    status = _HELD[row.interval.status(visit.today)]
    return name + begun, row.endorsement, day(row.valid_from), day(row.valid_until), status


ROUTES = (home,)
