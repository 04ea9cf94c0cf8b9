"""Applications: all of them as a list, and one with where it stands, explained, and everything the office may do."""

from __future__ import annotations

from vouchbook.domain.evidence import Exam
from vouchbook.domain.names import ApplicationId, ExamPart
from vouchbook.letters.names import WORDS, spaced
from vouchbook.letters.on_pages import day
from vouchbook.projections.applications import ApplicationRow
from vouchbook.service import access_log, application, caseload, explanation, panels, people
from vouchbook.service.caseload import At, Sort, Wanted
from vouchbook.web.answers import Answer
from vouchbook.web.pages.coordinator import saved
from vouchbook.web.pages.coordinator.explained import lines
from vouchbook.web.pages.coordinator.forms import Ask, form, told, tried
from vouchbook.web.pages.coordinator.lists import Cell, Column, Listing, Pick, chosen, link, number
from vouchbook.web.pages.coordinator.words import (
    OUTCOMES,
    STATES,
    actor,
    application_state,
    applied_for,
    categories,
)
from vouchbook.web.routes import COORDINATING, act, page
from vouchbook.web.visit import Visit

BACK = ("All applications", "/office/applications")
AT = {
    At.GOING_ON: "All that are going on",
    At.OPEN: "Open, not submitted",
    At.UNDER_REVIEW: "Under review",
    At.ON_HOLD: "On hold",
    At.DEFERRED: "Deferred",
    At.APPROVED: "Approved",
    At.WITHDRAWN: "Withdrawn",
    At.ALL: "All, also those that are over",
}
SORT = {
    Sort.LONGEST: "Open the longest first",
    Sort.OPENED: "Opened last first",
    Sort.SUBMITTED: "Submitted last first",
    Sort.DECIDED: "Decided last first",
}


@page("/office/applications", who=COORDINATING)
def applications(visit: Visit) -> Answer:
    at = chosen(visit.query("state"), (each.value for each in At)) or At.GOING_ON.value
    sort = chosen(visit.query("sort"), (each.value for each in Sort)) or Sort.LONGEST.value
    wanted = Wanted(At(at), visit.query("category"), Sort(sort))
    whole = visit.query("as") == "csv"
    found = caseload.listing(visit.office, visit.principal, wanted, None if whole else number(visit.query("page")))
    names = people.names(visit.office, visit.principal, (row.person for row in found.rows))
    return Listing(visit, found.rows, total=found.total).answer(
        title="Applications",
        columns=(
            "Applicant", "Category", "Where it stands", "Opened", "Submitted", "Decided",
            Column("application", only_file=True), Column("person", only_file=True),
        ),
        cells=lambda row: _cells(visit, row, names),
        name=f"applications-{visit.today}",
        filters=(
            Pick("state", "Where they stand", [(each.value, words) for each, words in AT.items()]),
            Pick("category", "Category", [("", "Every category"), *categories(visit)]),
            Pick("sort", "Order", [(each.value, words) for each, words in SORT.items()]),
        ),
        empty="There is no such application.",
        template="coordinator/applications.html",
        **saved.shown(visit),
    )  # fmt: skip


def _cells(visit: Visit, row: ApplicationRow, names: dict[str, str]) -> list[Cell]:
    return [
        link(visit, f"/office/applications/{row.application}", names[row.person]),
        applied_for(row), application_state(row), row.opened_on, row.submitted_on, row.decided_on,
        row.application, row.person,
    ]  # fmt: skip


@page("/office/applications/{application_id}", who=COORDINATING)
def one(visit: Visit, application_id: str) -> Answer:
    """Where it stands and why, who reviews it, what happened, and what may be done next."""
    id_ = ApplicationId(application_id)
    seen = explanation.explain(visit.office, visit.principal, id_)
    own = seen.person == visit.person
    if not own:
        access_log.read(visit.office, visit.principal, seen.person, f"applications/{id_}")  # type: ignore[arg-type]
    submitted = seen.state not in ("open", "withdrawn")
    panel = panels.panel(visit.office, visit.principal, id_) if submitted and not own else None
    steps = explanation.timeline(visit.office, visit.principal, id_)
    ids = {who.partition(":")[2] for _, _, who, _ in steps} | {seen.person}
    names = people.names(visit.office, visit.principal, (each for each in ids if each.startswith("p-")))
    found = lines(seen.trace, seen.version, seen.names, seen.labels)
    missing = sum(each.status == "Missing" for each in found)
    return visit.show(
        "coordinator/application.html",
        title=f"{seen.name}: {seen.trace.category}",
        seen=seen,
        id=id_,
        state=STATES[seen.state],
        lines=found,
        met=sum(each.status == "Met" for each in found),
        missing=missing,
        panel=panel,
        outcomes=OUTCOMES,
        relations=WORDS,
        own=own,
        reviewing=seen.state in ("under_review", "on_hold"),
        steps=[(day(on), spaced(what).capitalize(), actor(who, names)) for _, what, who, on in reversed(steps)],
    )


# ── What the office enters ────────────────────────────────────────────────────────────────────


def _about(visit: Visit, id_: str) -> tuple[str, tuple[str, str]]:
    """Whose it is, and the way back to it."""
    seen = explanation.explain(visit.office, visit.principal, ApplicationId(id_))
    return f"{seen.name}, {seen.trace.category}", ("The application", f"/office/applications/{id_}")


@page("/office/applications/{application_id}/cure", who=COORDINATING)
def cure_form(visit: Visit, application_id: str) -> Answer:
    return _cure(visit, application_id)


def _cure(visit: Visit, id_: str, *, again: bool = False) -> Answer:
    whose, back = _about(visit, id_)
    return form(
        visit,
        title=f"Let later evidence in: {whose}",
        intro=[
            "A submission rests on the evidence as it stood that day. This lets in everything recorded since, once; "
            "answers about what has changed are asked for again.",
            "The applicant gets the letter “Later evidence let in”.",
        ],
        asks=[Ask("area", "reason", "Why it is let in", "The applicant may read this")],
        primary="Let it in",
        back=back,
        again=again,
    )


@act("/office/applications/{application_id}/cure", who=COORDINATING)
def cure(visit: Visit, application_id: str) -> Answer:
    reason = visit.fields.text("reason", "Say why it is let in")
    done = tried(visit, lambda: application.cure(visit.office, visit.request(), ApplicationId(application_id), reason))
    if done is None:
        return _cure(visit, application_id, again=True)
    said = told(done, "Later evidence is let in.", "Nothing is new since the submission, so nothing was let in.")
    return visit.see_other(f"/office/applications/{application_id}", said=said)


@page("/office/applications/{application_id}/exam", who=COORDINATING)
def exam_form(visit: Visit, application_id: str) -> Answer:
    return _exam(visit, application_id)


def _exam(visit: Visit, id_: str, *, again: bool = False) -> Answer:
    whose, back = _about(visit, id_)
    return form(
        visit,
        title=f"Exam result: {whose}",
        asks=[
            Ask("choice", "part", "Part of the exam", options=[(p.value, WORDS[p].capitalize()) for p in ExamPart]),
            Ask("day", "sat_on", "Day on which it was sat"),
            Ask("line", "score", "Score in percent", "As it came, such as 87 or 87.5", width="xs"),
            Ask("choice", "passed", "Was it passed?", options=[("yes", "Passed"), ("no", "Not passed")]),
        ],
        primary="Record the result",
        back=back,
        again=again,
    )


@act("/office/applications/{application_id}/exam", who=COORDINATING)
def exam(visit: Visit, application_id: str) -> Answer:
    fields = visit.fields
    part = fields.choice("part", [each.value for each in ExamPart], "Choose the part")
    sat_on = fields.day("sat_on", "Enter the day on which it was sat")
    score = fields.decimal("score", "Enter the score", most=100)
    if score is not None and score * 100 != (score * 100).to_integral_value():
        fields.add_error("score", "Enter at most two decimals, such as 87.5")
    passed = fields.choice("passed", ("yes", "no"), "Say whether it was passed")

    def work() -> object:
        if part is None or sat_on is None or score is None:
            raise AssertionError("read above")
        result = Exam(ExamPart(part), sat_on, int(score * 100), passed == "yes")
        return application.record_exam(visit.office, visit.request(), ApplicationId(application_id), result)

    if tried(visit, work) is None:
        return _exam(visit, application_id, again=True)
    return visit.see_other(f"/office/applications/{application_id}", said="The result is recorded.")


@page("/office/applications/{application_id}/withdraw", who=COORDINATING)
def withdraw_form(visit: Visit, application_id: str) -> Answer:
    return _withdraw(visit, application_id)


def _withdraw(visit: Visit, id_: str, *, again: bool = False) -> Answer:
    whose, back = _about(visit, id_)
    return form(
        visit,
        title=f"Withdraw: {whose}",
        intro=[
            "The applicant asked for it. It ends here; another application may be opened for the category afterwards.",
            "What was paid stays on the account: give back there what the terms allow.",
        ],
        asks=[],
        primary="Withdraw the application",
        back=back,
        danger=True,
        again=again,
    )


@act("/office/applications/{application_id}/withdraw", who=COORDINATING)
def withdraw(visit: Visit, application_id: str) -> Answer:
    done = tried(visit, lambda: application.withdraw(visit.office, visit.request(), ApplicationId(application_id)))
    if done is None:
        return _withdraw(visit, application_id, again=True)
    return visit.see_other(f"/office/applications/{application_id}", said=told(done, "The application is withdrawn."))


ROUTES = (applications, one, cure_form, cure, exam_form, exam, withdraw_form, withdraw)
