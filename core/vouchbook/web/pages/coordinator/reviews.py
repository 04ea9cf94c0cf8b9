"""Reviews: how far each panel is, and who is put on one or taken off, with what stands between them shown before."""

from __future__ import annotations

from vouchbook.domain.names import ApplicationId, PersonId
from vouchbook.letters.names import WORDS
from vouchbook.letters.phrases import counted
from vouchbook.service import explanation, panels, people, review, review_list, reviewers
from vouchbook.service.review_list import UnderReview
from vouchbook.service.stuck import REVIEWING
from vouchbook.web.answers import Answer
from vouchbook.web.pages.coordinator.forms import Ask, form, told, tried
from vouchbook.web.pages.coordinator.lists import Cell, Column, Listing, Tag, link
from vouchbook.web.routes import COORDINATING, act, page
from vouchbook.web.visit import Visit


@page("/office/reviews", who=COORDINATING)
def reviews(visit: Visit) -> Answer:
    """Every application under review with its panel, the longest submitted first."""
    rows = review_list.listing(visit.office, visit.principal, visit.today)
    listing = Listing(visit, rows)
    ids = {id_ for row in listing.shown for id_ in (row.person, *row.waiting_for)}
    names = people.names(visit.office, visit.principal, ids)
    return listing.answer(
        title="Reviews",
        columns=(
            "Applicant", "Category", "Submitted", "Reviews", "Waiting for", Column("application", only_file=True),
        ),
        cells=lambda row: _cells(visit, row, names),
        name=f"reviews-{visit.today}",
        empty="Nothing is under review.",
    )  # fmt: skip


def _cells(visit: Visit, row: UnderReview, names: dict[str, str]) -> list[Cell]:
    late = row.since is not None and visit.today - row.since >= REVIEWING
    waiting: tuple[Cell, ...] = tuple(names[each] for each in row.waiting_for)
    if row.named < row.needed:
        waiting = (*waiting, Tag(f"{counted(row.needed - row.named, 'reviewer')} to be named", "soon"))
    if late:
        waiting = (*waiting, Tag("Late", "bad"))
    return [
        link(visit, f"/office/applications/{row.application}", names[row.person]),
        row.category, row.submitted_on, f"{row.completed} of {row.needed} completed", waiting, row.application,
    ]  # fmt: skip


# ── Who reviews ───────────────────────────────────────────────────────────────────────────────


@page("/office/applications/{application_id}/reviewers", who=COORDINATING)
def candidates(visit: Visit, application_id: str) -> Answer:
    """Everybody who could be named, with what stands between them and the applicant."""
    return _candidates(visit, application_id)


def _candidates(visit: Visit, id_: str, *, again: bool = False) -> Answer:
    found = reviewers.candidates(visit.office, visit.principal, ApplicationId(id_), visit.today)
    seen = explanation.explain(visit.office, visit.principal, ApplicationId(id_))
    panel = panels.panel(visit.office, visit.principal, ApplicationId(id_))
    return visit.show(
        "coordinator/reviewers.html",
        title=f"Name a reviewer: {seen.name}, {seen.trace.category}",
        status=422 if again else 200,
        fields=visit.fields if again else None,
        id=id_,
        found=found,
        panel=panel,
        relations=WORDS,
        back=("The application", visit.url(f"/office/applications/{id_}")),
        action=visit.url(f"/office/applications/{id_}/reviewers"),
    )


@act("/office/applications/{application_id}/reviewers", who=COORDINATING)
def assign(visit: Visit, application_id: str) -> Answer:
    fields = visit.fields
    reviewer = fields.line("reviewer", "Choose a reviewer")
    override = fields.text("override", required=False)
    done = tried(
        visit,
        lambda: review.assign(
            visit.office, visit.request(), ApplicationId(application_id), PersonId(reviewer), override=override
        ),
    )
    if done is None:
        return _candidates(visit, application_id, again=True)
    name = people.names(visit.office, visit.principal, (reviewer,))[reviewer]
    return visit.see_other(
        f"/office/applications/{application_id}", said=f"{name} is on the panel, and is told so by mail."
    )


@page("/office/applications/{application_id}/reviewers/{reviewer}/release", who=COORDINATING)
def release_form(visit: Visit, application_id: str, reviewer: str) -> Answer:
    return _release(visit, application_id, reviewer)


def _release(visit: Visit, id_: str, reviewer: str, *, again: bool = False) -> Answer:
    name = people.names(visit.office, visit.principal, (reviewer,))[reviewer]
    return form(
        visit,
        title=f"Take {name} off the panel",
        intro=["Their answers go with them and count no more; what they answered stays readable in the book.",
               "They get the letter “Reviewer released”."],
        asks=[Ask("area", "reason", "Why")],
        primary="Take off the panel",
        back=("The application", f"/office/applications/{id_}"),
        danger=True,
        again=again,
    )  # fmt: skip


@act("/office/applications/{application_id}/reviewers/{reviewer}/release", who=COORDINATING)
def release(visit: Visit, application_id: str, reviewer: str) -> Answer:
    reason = visit.fields.text("reason", "Say why")
    done = tried(
        visit,
        lambda: review.release(
            visit.office, visit.request(), ApplicationId(application_id), PersonId(reviewer), reason
        ),
    )
    if done is None:
        return _release(visit, application_id, reviewer, again=True)
    said = told(done, "Taken off the panel.", "They were not on the panel any more.")
    return visit.see_other(f"/office/applications/{application_id}", said=said)


ROUTES = (reviews, candidates, assign, release_form, release)
