"""One person, whole: who they are, what they apply for and hold, what they owe, and what waits with them."""

from __future__ import annotations

from vouchbook.domain.names import CategoryCode, PayerId, PersonId
from vouchbook.letters.categories import named
from vouchbook.letters.names import called, endorsed, spaced
from vouchbook.letters.phrases import money
from vouchbook.letters.vettings import STATUS
from vouchbook.service import access_log, application, members, reading, references, roles, statements, vetted
from vouchbook.service.people import in_force
from vouchbook.web.answers import Answer
from vouchbook.web.pages.coordinator.forms import Ask, currency, form, tried
from vouchbook.web.pages.coordinator.lists import Cell, Link, Tag, html, link
from vouchbook.web.pages.coordinator.words import ROLES, SO_FAR, application_state, applied_for, categories
from vouchbook.web.routes import COORDINATING, act, page
from vouchbook.web.visit import Visit


@page("/office/people/{person_id}", who=COORDINATING)
def person(visit: Visit, person_id: str) -> Answer:
    """Everything about somebody, with a way to each part."""
    office, principal, on, id_ = visit.office, visit.principal, visit.today, PersonId(person_id)
    seen = reading.person(office, principal, id_)
    access_log.read(office, principal, id_, f"people/{id_}", act="see_person")
    account = statements.statement(office, principal, PayerId(id_), on)
    status = members.status(office, principal, id_, on)
    held = [row for row in roles.listing(office, principal) if row.person == id_ and row.until is None]
    association = office.version_on(on).document.association
    kept = currency(visit)
    rows: list[tuple[str, list[str], list[list[Cell]]]] = [
        (
            "Applications",
            ["Category", "Where it stands", "Opened", "Submitted", "Decided"],
            [
                [
                    link(visit, f"/office/applications/{each.application}", applied_for(each)),
                    application_state(each), each.opened_on, each.submitted_on, each.decided_on,
                ]
                for each in seen.applications
            ],
        ),
        (
            "Endorsements",
            ["Category", "Status", "From", "Through"],
            [
                [
                    Link(endorsed(each.category, emerging=each.emerging), visit.url(f"/verify/{each.endorsement}")),
                    Tag("In force", "good") if in_force(each, on) else Tag("Not in force"),
                    each.valid_from, each.valid_until,
                ]
                for each in seen.endorsements
            ],
        ),
        (
            "References",
            ["Rater", "Place", "So far", "Asked on"],
            [
                [
                    link(visit, f"/office/references/{each.rating}", each.rater_name), spaced(each.slot),
                    SO_FAR[each.state], each.requested_on,
                ]
                for each in references.of_person(office, principal, id_, on)
            ],
        ),
        (
            "Vetting",
            ["For", "Status", "Opened", "Counts through"],
            [
                [
                    link(visit, f"/office/vetting/{each.vetting}", called(each.scope)),
                    STATUS[each.status].capitalize(),
                    each.opened_on, min((day for day in (each.last, each.sunset) if day), default=None),
                ]
                for each in vetted.of_person(office, principal, id_, on)
            ],
        ),
    ]  # fmt: skip
    return visit.show(
        "coordinator/person.html",
        title=seen.words.name,
        seen=seen,
        name_of=lambda code: named(code, association),
        tables=[
            (caption, head, [[html(cell) for cell in row] for row in cells]) for caption, head, cells in rows if cells
        ],
        account=account,
        owes=money(account.balance, kept) if account.balance > 0 else "",
        credit=money(-account.balance, kept) if account.balance < 0 else "",
        membership=status,
        held=[ROLES[row.role] for row in held],
        person_id=id_,
        own=visit.person == id_,
    )


@page("/office/people/{person_id}/apply", who=COORDINATING)
def open_form(visit: Visit, person_id: str) -> Answer:
    return _open(visit, person_id)


def _open(visit: Visit, id_: str, *, again: bool = False) -> Answer:
    seen = reading.person(visit.office, visit.principal, PersonId(id_))
    return form(
        visit,
        title=f"Open an application for {seen.words.name}",
        intro=["They asked for it, on paper or by telephone. What a registration costs is charged to their account."],
        asks=[
            Ask("select", "category", "Category", options=categories(visit)),
            Ask(
                "check", "emerging", "As emerging: only what policy asks of those who begin so", required=False
            ),
        ],
        primary="Open the application",
        back=(seen.words.name, f"/office/people/{id_}"),
        again=again,
    )  # fmt: skip


@act("/office/people/{person_id}/apply", who=COORDINATING)
def open_application(visit: Visit, person_id: str) -> Answer:
    fields = visit.fields
    category = fields.choice("category", [code for code, _ in categories(visit)], "Choose a category")
    emerging = fields.checked("emerging")
    done = tried(
        visit,
        lambda: application.open_application(
            visit.office, visit.request(), PersonId(person_id), CategoryCode(str(category)), emerging=emerging
        ),
    )
    if done is None:
        return _open(visit, person_id, again=True)
    return visit.see_other(f"/office/applications/{done.result['application']}", said="The application is open.")


ROUTES = (person, open_form, open_application)
