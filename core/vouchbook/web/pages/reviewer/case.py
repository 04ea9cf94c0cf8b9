"""One case: first whether one may judge it at all, then its lines with what is left to answer in each."""

from __future__ import annotations

from vouchbook.domain.names import ApplicationId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.trace import Finding
from vouchbook.letters import review_pages
from vouchbook.letters.history import step_said, who_said
from vouchbook.letters.on_pages import day
from vouchbook.letters.progress import titled
from vouchbook.letters.review_pages import Papers
from vouchbook.service import history, panel, review_case, review_queue
from vouchbook.service.review_case import Lying
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.routes import REVIEWING, act, page
from vouchbook.web.visit import Visit

KNOWN = ("no", "conflict", "decline")


def taken(visit: Visit, application: str) -> Lying | Answer:
    """The case, once it was taken; before that, the page that asks whether one knows the applicant."""
    try:
        return review_case.case_of(visit.office, visit.principal, ApplicationId(application), visit.today)
    except Refused as refused:
        if refused.code != "review_not_accepted":
            raise
        return visit.see_other(f"/review/{application}")


def papers(lying: Lying) -> Papers:
    return Papers(lying.version, lying.items, lying.words, lying.labels, lying.names, lying.given_name)


def case_url(application: str, key: str = "") -> str:
    return f"/review/{application}" + (f"/requirements/{key}" if key else "")


@page("/review/{application}", who=REVIEWING, kept=True)
def overview(visit: Visit, application: str) -> Answer:
    try:
        lying = review_case.case_of(visit.office, visit.principal, ApplicationId(application), visit.today)
    except Refused as refused:
        if refused.code != "review_not_accepted":
            raise
        return _before(visit, application, None)
    return visit.show(
        "reviewer/case.html",
        title=f"{lying.name}: {lying.category}",
        lying=lying,
        tasks=[
            (titled(f.requirement), visit.url(case_url(application, f.requirement)), *_status(lying, f))
            for f in lying.trace.findings
        ],
        areas=review_pages.coverage(lying.trace, papers(lying)),
        ready=not lying.open,
        says=review_pages.SAYS,
    )


def _status(lying: Lying, finding: Finding) -> tuple[str, str]:
    left = lying.open_in(finding)
    if left:
        return f"{left} to answer", "soon"
    answered = any(review_case.line_of(q.requirement) == finding.requirement for q in lying.answers)
    return ("Answered", "good") if answered else ("Nothing to answer", "wait")


def _before(visit: Visit, application: str, fields: Fields | None, *, status: int = 200) -> Answer:
    before = review_queue.before(visit.office, visit.principal, ApplicationId(application), visit.today)
    return visit.show(
        "reviewer/before.html",
        title="Before you begin: do you know this person?",
        status=status,
        before=before,
        fields=fields,
    )


@act("/review/{application}", who=REVIEWING)
def begin(visit: Visit, application: str) -> Answer:
    """Take the case, or leave it: because one knows the applicant, or for want of time."""
    fields, id_ = visit.fields, ApplicationId(application)
    known = fields.choice("known", KNOWN, "Say whether you know this person")
    reason = fields.text("reason", required=False, longest=2_000)
    if known in ("conflict", "decline") and not reason:
        fields.add_error("reason", "Say in a few words why; the coordinator reads it")
    if fields.errors:
        return _before(visit, application, fields, status=422)
    if known == "no":
        panel.accept(visit.office, visit.request(), id_)
        return visit.see_other(f"/review/{application}", said="You have taken this case.")
    panel.leave(visit.office, visit.request(), id_, reason, conflict=known == "conflict")
    return visit.see_other("/review", said="Thank you. The coordinator will ask somebody else.")


@page("/review/{application}/leave", who=REVIEWING)
def leaving(visit: Visit, application: str) -> Answer:
    return _leaving(visit, application, None)


@act("/review/{application}/leave", who=REVIEWING)
def leave(visit: Visit, application: str) -> Answer:
    """Leave a case that one had taken; what was answered goes along."""
    fields = visit.fields
    why = fields.choice("why", ("conflict", "decline"), "Say why you leave")
    reason = fields.text("reason", "Say in a few words why; the coordinator reads it", longest=2_000)
    if not fields.errors:
        try:
            panel.leave(visit.office, visit.request(), ApplicationId(application), reason, conflict=why == "conflict")
        except Refused as refused:
            fields.refused(refused)
        else:
            return visit.see_other("/review", said="You have left this case. The coordinator will ask somebody else.")
    return _leaving(visit, application, fields, status=422)


def _leaving(visit: Visit, application: str, fields: Fields | None, *, status: int = 200) -> Answer:
    mine = review_queue.queue(visit.office, visit.principal, visit.today)
    one = next((each for each in mine if each.application == application), None)
    if one is None:
        raise Refused("not_a_reviewer", reviewer=visit.person)
    return visit.show("reviewer/leave.html", title="Leave this case", status=status, fields=fields, one=one)


@page("/review/{application}/competencies", who=REVIEWING)
def coverage(visit: Visit, application: str) -> Answer:
    lying = taken(visit, application)
    if isinstance(lying, Answer):
        return lying
    rows = review_pages.coverage(lying.trace, papers(lying))
    return visit.show("reviewer/coverage.html", title="Areas of competency", lying=lying, rows=rows, by=review_pages.BY)


@page("/review/{application}/timeline", who=REVIEWING)
def timeline(visit: Visit, application: str) -> Answer:
    lying = taken(visit, application)
    if isinstance(lying, Answer):
        return lying
    steps = history.history(visit.office, visit.principal, application)
    return visit.show("reviewer/timeline.html", title="What happened", lying=lying, steps=_said(visit, lying, steps))


def _said(visit: Visit, lying: Lying, steps: list[history.Step]) -> list[tuple[str, str, str]]:
    return [
        (
            day(step.on),
            step_said(step.type, step.number, lying.labels.get(step.item) if step.item else None, step.outcome),
            f"By {'you' if step.who.endswith(f':{visit.person}') else who_said(step.who, own=False)}",
        )
        for step in reversed(steps)
    ]


ROUTES = (overview, begin, leaving, leave, coverage, timeline)
