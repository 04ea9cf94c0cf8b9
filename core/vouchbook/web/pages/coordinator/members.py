"""Members: who is one today and whose membership ends soon; one person's terms bought, confirmed, voided."""

from __future__ import annotations

from datetime import timedelta

from vouchbook.domain.names import PersonId, PlanKey, Source, TermId
from vouchbook.letters.names import spaced
from vouchbook.letters.phrases import money
from vouchbook.service import members, membership, reading
from vouchbook.service.members import Member
from vouchbook.web.answers import Answer
from vouchbook.web.pages.coordinator.claims import SOURCES, seen_where
from vouchbook.web.pages.coordinator.forms import Ask, currency, form, told, tried
from vouchbook.web.pages.coordinator.lists import Cell, Column, Listing, Pick, link
from vouchbook.web.pages.coordinator.people import sections
from vouchbook.web.routes import COORDINATING, act, page
from vouchbook.web.visit import Visit

SOON = (30, 60, 90)
"""Days within which a membership may end."""


@page("/office/people/members", who=COORDINATING)
def everybody(visit: Visit) -> Answer:
    """Who is a member today, those whose membership ends first before the others."""
    ending = visit.query("ending")
    before = visit.today + timedelta(days=int(ending) + 1) if ending in {str(days) for days in SOON} else None
    rows = members.members(
        visit.office, visit.principal, visit.today, ending_before=before,
        organisations=visit.query("through") == "organisation",
    )  # fmt: skip
    return Listing(visit, rows).answer(
        title="Members",
        columns=("Name", "Plan", "Member since", "Through", Column("id", only_file=True)),
        cells=lambda row: _cells(visit, row),
        name=f"members-{visit.today}",
        filters=(
            Pick("ending", "Ending", [("", "At any time"), *((str(d), f"Within {d} days") for d in SOON)]),
            Pick("through", "Held by", [("", "Themselves"), ("organisation", "Their organisation alone")]),
        ),
        sections=sections(visit, "Members"),
        empty="Nobody.",
    )


def _cells(visit: Visit, row: Member) -> list[Cell]:
    return [
        link(visit, f"/office/people/{row.person}/membership", row.name), spaced(row.plan).capitalize(), row.since,
        row.through, row.person,
    ]  # fmt: skip


@page("/office/people/{person_id}/membership", who=COORDINATING)
def of_person(visit: Visit, person_id: str) -> Answer:
    return _of_person(visit, person_id)


def _of_person(visit: Visit, id_: str, *, again: bool = False) -> Answer:
    seen = reading.person(visit.office, visit.principal, PersonId(id_))
    status = members.status(visit.office, visit.principal, PersonId(id_), visit.today)
    plans = list(dict.fromkeys(row.key for row in visit.office.version_on(visit.today).document.plan))
    return form(
        visit,
        title=f"Membership of {seen.words.name}",
        asks=[
            Ask("select", "plan", "Plan", options=[(key, spaced(key).capitalize()) for key in plans]),
            Ask("day", "bought_on", "Day on which it was bought", value=visit.today.isoformat()),
            Ask("day", "last", "Last day", "Only where it differs from what the plan says", required=False),
            Ask("check", "paid", "It was paid elsewhere: charge nothing", required=False),
        ],
        primary="Record the membership",
        back=(seen.words.name, f"/office/people/{id_}"),
        again=again,
        template="coordinator/membership.html",
        standing=status,
        terms=status.terms,
        called=spaced,
        here=f"/office/people/{id_}/membership",
        own=visit.person == id_,
        unconfirmed=[each for each in status.terms if each.source is Source.ASSERTED and not each.void],
    )


@act("/office/people/{person_id}/membership", who=COORDINATING)
def join(visit: Visit, person_id: str) -> Answer:
    fields = visit.fields
    plans = [row.key for row in visit.office.version_on(visit.today).document.plan]
    plan = fields.choice("plan", plans, "Choose the plan")
    bought_on = fields.day("bought_on", "Enter the day on which it was bought")
    last, paid = fields.day("last", required=False), fields.checked("paid")
    done = tried(
        visit,
        lambda: membership.join(
            visit.office, visit.request(), PersonId(person_id), PlanKey(str(plan)),
            bought_on=bought_on or visit.today, last=last, charge=not paid,
        ),
    )  # fmt: skip
    if done is None:
        return _of_person(visit, person_id, again=True)
    cents = sum(each["cents"] for each in done.result["charged"])
    charged = f" {money(cents, currency(visit))} is charged." if cents else ""
    said = told(done, f"Recorded.{charged}", "This plan was bought that day already; nothing was recorded anew.")
    return visit.see_other(f"/office/people/{person_id}/membership", said=said)


@page("/office/people/{person_id}/membership/{term}/confirm", who=COORDINATING)
def confirm_form(visit: Visit, person_id: str, term: str) -> Answer:
    return _confirm(visit, person_id, term)


def _confirm(visit: Visit, id_: str, term: str, *, again: bool = False) -> Answer:
    seen = reading.person(visit.office, visit.principal, PersonId(id_))
    return form(
        visit,
        title=f"Confirm a membership of {seen.words.name}",
        asks=[
            Ask("choice", "source", "Where did you see it?", options=SOURCES),
            Ask("line", "where", "Where exactly"),
        ],
        primary="Confirm",
        back=("Membership", f"/office/people/{id_}/membership"),
        again=again,
    )


@act("/office/people/{person_id}/membership/{term}/confirm", who=COORDINATING)
def confirm(visit: Visit, person_id: str, term: str) -> Answer:
    source, where = seen_where(visit.fields)
    done = tried(
        visit,
        lambda: membership.confirm(
            visit.office, visit.request(), PersonId(person_id), (TermId(term),), source=source, where=where
        ),
    )
    if done is None:
        return _confirm(visit, person_id, term, again=True)
    return visit.see_other(f"/office/people/{person_id}/membership", said=told(done, "Confirmed: it counts now."))


@page("/office/people/{person_id}/membership/{term}/void", who=COORDINATING)
def void_form(visit: Visit, person_id: str, term: str) -> Answer:
    return _void(visit, person_id, term)


def _void(visit: Visit, id_: str, term: str, *, again: bool = False) -> Answer:
    seen = reading.person(visit.office, visit.principal, PersonId(id_))
    return form(
        visit,
        title=f"Void a term of {seen.words.name}",
        intro=[
            "It was recorded in error: it stays readable and covers no day. Terms bought behind it move forward.",
            "What was charged for it stays on the account; void or give it back there.",
        ],
        asks=[],
        primary="Void the term",
        back=("Membership", f"/office/people/{id_}/membership"),
        danger=True,
        again=again,
    )


@act("/office/people/{person_id}/membership/{term}/void", who=COORDINATING)
def void(visit: Visit, person_id: str, term: str) -> Answer:
    done = tried(visit, lambda: membership.void(visit.office, visit.request(), PersonId(person_id), TermId(term)))
    if done is None:
        return _void(visit, person_id, term, again=True)
    return visit.see_other(f"/office/people/{person_id}/membership", said=told(done, "The term is void."))


ROUTES = (everybody, of_person, join, confirm_form, confirm, void_form, void)
