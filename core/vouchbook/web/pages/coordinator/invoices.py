"""Invoices: all of them, and one as it is printed, paid and voided."""

from __future__ import annotations

from vouchbook.domain.names import InvoiceId
from vouchbook.letters.accounts import FEES
from vouchbook.letters.categories import named
from vouchbook.letters.stated import ShownInvoice
from vouchbook.service import invoices, statements
from vouchbook.web.answers import Answer
from vouchbook.web.pages.coordinator.forms import Ask, form, told, tried
from vouchbook.web.pages.coordinator.lists import Cell, Column, Listing, Money, Pick, Tag, link
from vouchbook.web.pages.coordinator.money import sections
from vouchbook.web.routes import COORDINATING, OFFICE, act, page
from vouchbook.web.visit import Visit

KINDS = {"": "All", "open": "Not paid", "overdue": "Past due"}


@page("/office/money/invoices", who=OFFICE)
def listing(visit: Visit) -> Answer:
    kind = visit.query("kind")
    rows = [row for row in invoices.listing(visit.office, visit.principal, visit.today) if _is(visit, row, kind)]
    found = Listing(visit, list(reversed(rows)))
    names = statements.named(visit.office, visit.principal, tuple({str(row.payer) for row in found.shown}))
    return found.answer(
        title="Invoices",
        columns=(
            "Number", "To", "Issued", "Due", Column("Amount", numeric=True), Column("Open", numeric=True), "Status",
            Column("payer", only_file=True),
        ),
        cells=lambda row: _cells(visit, row, names),
        name=f"invoices-{visit.today}",
        filters=(Pick("kind", "Show", list(KINDS.items())),),
        sections=sections(visit, "Invoices"),
        intro=["An invoice is issued from an account, for what stands open there."],
        empty="There is no such invoice.",
    )  # fmt: skip


def _is(visit: Visit, row: ShownInvoice, kind: str) -> bool:
    if kind == "open":
        return row.open > 0
    return kind != "overdue" or (row.open > 0 and row.due_on < visit.today)


def _cells(visit: Visit, row: ShownInvoice, names: dict[str, str]) -> list[Cell]:
    return [
        link(visit, f"/office/money/invoices/{row.number}", row.number), names[row.payer], row.issued_on, row.due_on,
        Money(row.cents, row.currency), Money(row.open, row.currency), status(visit, row), row.payer,
    ]  # fmt: skip


def status(visit: Visit, row: ShownInvoice) -> Tag:
    if row.voided_on is not None:
        return Tag("Void")
    if row.open <= 0:
        return Tag("Paid", "good")
    return Tag("Past due", "bad") if row.due_on < visit.today else Tag("Not paid", "wait")


@page("/office/money/invoices/{invoice}", who=OFFICE)
def one(visit: Visit, invoice: str) -> Answer:
    """As it goes to whoever pays."""
    said = invoices.show(visit.office, visit.principal, InvoiceId(invoice), visit.today)
    to = invoices.addressee(visit.office, visit.principal, said.payer)
    names = statements.named(visit.office, visit.principal, tuple({str(line.about) for line in said.lines}))
    association = visit.office.version_on(said.issued_on).document.association
    return visit.show(
        "coordinator/invoice.html",
        title=f"Invoice {said.number}",
        stated=said,
        to=to,
        from_=association.name,
        standing=status(visit, said),
        rows=[
            (
                FEES[line.occasion] + (f", {named(line.category, association)}" if line.category else ""),
                names[line.about],
                line.cents,
            )
            for line in said.lines
        ],
        back=("Invoices", visit.url("/office/money/invoices")),
        here=f"/office/money/invoices/{said.number}",
        coordinating=visit.principal.role.value == "coordinator",
        unconfirmed=any(not line.confirmed for line in said.lines),
    )


@page("/office/money/invoices/{invoice}/void", who=COORDINATING)
def void_form(visit: Visit, invoice: str) -> Answer:
    return _void(visit, invoice)


def _void(visit: Visit, id_: str, *, again: bool = False) -> Answer:
    said = invoices.show(visit.office, visit.principal, InvoiceId(id_), visit.today)
    return form(
        visit,
        title=f"Void invoice {said.number}",
        intro=["It asks for nothing any more. Its number is not used again; its charges can be billed anew."],
        asks=[Ask("area", "reason", "Why", "Kept sealed")],
        primary="Void the invoice",
        back=(f"Invoice {said.number}", f"/office/money/invoices/{said.number}"),
        danger=True,
        again=again,
    )


@act("/office/money/invoices/{invoice}/void", who=COORDINATING)
def void(visit: Visit, invoice: str) -> Answer:
    reason = visit.fields.text("reason", "Say why")
    done = tried(visit, lambda: invoices.void(visit.office, visit.request(), InvoiceId(invoice), reason))
    if done is None:
        return _void(visit, invoice, again=True)
    said = told(done, "The invoice is void.", "It was void already.")
    return visit.see_other(f"/office/money/invoices/{invoice}", said=said)


ROUTES = (listing, one, void_form, void)
