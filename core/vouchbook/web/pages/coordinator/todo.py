"""What waits in the office, the oldest first: the page that a coordinator begins the day with."""

from __future__ import annotations

from collections.abc import Sequence

from vouchbook.domain.authorize import Role
from vouchbook.letters.stuck import HEADINGS, ONE, Kind, why
from vouchbook.service import people, statements, stuck
from vouchbook.service.stuck import Stuck
from vouchbook.web.answers import Answer
from vouchbook.web.pages.coordinator.lists import PAGE, Cell, Column, Link, Listing, Pick, chosen, number
from vouchbook.web.routes import OFFICE, page
from vouchbook.web.visit import Visit

_OF_PAYERS = (Kind.INVOICE_OVERDUE, Kind.WISH)
"""Whose names the board may see, too."""


@page("/office", who=OFFICE, kept=True)
def todo(visit: Visit) -> Answer:
    """Everything that waits for somebody, or of it one kind."""
    kind = chosen(visit.query("kind"), (each.value for each in Kind))
    page_ = number(visit.query("page"))
    waiting = stuck.listing(
        visit.office, visit.principal, visit.today,
        only=Kind(kind) if kind else None, most=None if visit.query("as") == "csv" else PAGE * page_,
    )  # fmt: skip
    total = waiting.counts[Kind(kind)] if kind else waiting.total
    items = waiting.items if visit.query("as") == "csv" else waiting.items[(page_ - 1) * PAGE : page_ * PAGE]
    listing = Listing(visit, items, total=total)
    names = _names(visit, listing.shown)
    counts = [(waiting.counts[each], HEADINGS[each], visit.url("/office", kind=each.value)) for each in Kind]
    return listing.answer(
        title="To do",
        columns=(Column("What"), Column("Who"), Column("Since"), Column("Why"), Column("id", only_file=True)),
        cells=lambda item: _cells(visit, item, names),
        name=f"to-do-{visit.today}",
        filters=[
            Pick(
                "kind", "Show", [("", "Everything")] + [(each.value, HEADINGS[each]) for each in Kind
                                                        if waiting.counts[each] or each.value == kind],
            )
        ],
        empty="Nothing waits for you. Whatever does not go on by itself comes up here.",
        template="coordinator/todo.html",
        counts=[each for each in counts if each[0]],
        unseen=waiting.unseen,
        kind=kind,
        coordinating=Role.COORDINATOR in visit.roles,
    )  # fmt: skip


def _names(visit: Visit, items: Sequence[Stuck]) -> dict[str, str]:
    """The names on one page, opened for it."""
    asked = {item.who or item.person for item in items if item.kind in _OF_PAYERS}
    payers = tuple(id_ for id_ in asked if id_)
    ids = {id_ for item in items for id_ in (item.person, item.who) if id_ and id_ not in payers}
    named = people.names(visit.office, visit.principal, ids) if ids else {}
    return named | statements.named(visit.office, visit.principal, payers)


def _cells(visit: Visit, item: Stuck, names: dict[str, str]) -> list[Cell]:
    who = names.get(item.person or item.who or "", "")
    if item.person and item.who:
        who = f"{who}, waiting for {names.get(item.who, item.who)}"
    words = why(item.kind, number=item.number, until=item.until, on=visit.today)
    return [Link(ONE[item.kind], visit.url(address(item)), more=who), who, item.since, words, item.about]


def address(item: Stuck) -> str:
    """Where one sees to it."""
    match item.kind:
        case Kind.RATER_SILENT:
            return f"/office/references/{item.about}"
        case Kind.CLAIMS:
            return f"/office/people/{item.about}/claims"
        case Kind.MEMBERSHIP_ENDING:
            return f"/office/people/{item.about}/membership"
        case Kind.MAIL_STUCK:
            return f"/office/outbox/{item.about}"
        case Kind.WISH:
            return f"/office/money/requests/{item.about}"
        case Kind.INVOICE_OVERDUE:
            return f"/office/money/invoices/{item.about}"
        case Kind.POLICY_WAITING:
            return f"/office/policy/proposals/{item.about}"
        case Kind.VETTING_TO_INTERVIEW | Kind.VETTING_TO_DECIDE:
            return f"/office/vetting/{item.about}"
        case _:
            return f"/office/applications/{item.about}"


ROUTES = (todo,)
