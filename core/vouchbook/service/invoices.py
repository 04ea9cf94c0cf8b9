"""Invoices to whoever pays: issued with the next number of the year, shown with what is still open, voided."""

from __future__ import annotations

from datetime import date, timedelta

from vouchbook.domain import account as accounts
from vouchbook.domain.account import Account, InvoiceIssued, OrganisationWords
from vouchbook.domain.authorize import Action, Principal
from vouchbook.domain.names import ChargeId, InvoiceId, PayerId, PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import ACCOUNT
from vouchbook.letters.stated import InvoiceLine, ShownInvoice
from vouchbook.projections.invoices import InvoiceRow, invoice, invoice_numbered, invoices, last_number
from vouchbook.service.accounts import account_on, currency
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.outbox import Recipient, letter
from vouchbook.service.payers import known_payer, name_of, whose, words_of
from vouchbook.service.written import sealed_reason

DUE_AFTER = timedelta(days=30)
"""Unless another day is given."""


def issue(
    office: Office, request: Request, payer: PayerId, charges: tuple[ChargeId, ...] = (), *, due_on: date | None = None
) -> Done:
    """Bill what stands open of an account and on no other invoice, or of it the charges named.

    :raises Refused: nothing to bill, or a charge that is billed already
    """
    office.allow(request.principal, Action.KEEP_ACCOUNT, whose(payer))
    year = request.on.year

    def plan() -> Plan:
        loaded = known_payer(office, payer)
        (last,) = office.listed(last_number, year)
        command = accounts.IssueInvoice(
            invoice=InvoiceId(office.edge.mint("inv")),
            year=year,
            number=last + 1,
            charges=charges,
            issued_on=request.on,
            due_on=due_on or request.on + DUE_AFTER,
        )
        (issued,) = (each for each in accounts.decide(command, loaded.state) if isinstance(each, InvoiceIssued))
        return Plan(
            writes=(loaded.write((issued,)),),
            claims=(office.claim("invoice_number", str(year), str(issued.number)),),
            jobs=(letter(office, request, "invoice_issued", Recipient(payer=payer), {"invoice": issued.invoice}),),
            result={
                "invoice": issued.invoice,
                "number": printed(issued.year, issued.number),
                "payer": payer,
                "cents": sum(line.cents for line in issued.billed),
                "due_on": issued.due_on.isoformat(),
            },
        )

    return office.record(request, "issue_invoice", [payer, charges, due_on], plan)


def void(office: Office, request: Request, id_: InvoiceId, reason: str) -> Done:
    """Let an invoice ask for nothing any more; its number is not used again, its charges can be billed anew.

    :raises Refused: there is no such invoice, or all of it is settled
    """
    row = _row(office, request.principal, Action.KEEP_ACCOUNT, id_)

    def plan() -> Plan:
        loaded = known_payer(office, row.payer)
        command = accounts.VoidInvoice(row.invoice, request.on, sealed_reason(PersonId(row.payer), reason))
        return Plan(
            writes=(loaded.write(accounts.decide(command, loaded.state)),),
            result={"invoice": row.invoice, "number": printed(row.year, row.number), "payer": row.payer},
        )

    return office.record(request, "void_invoice", [id_, reason], plan)


def show(office: Office, principal: Principal, id_: InvoiceId, on: date) -> ShownInvoice:
    """An invoice with what is still open of it on a day; ``id_`` may be its number.

    :raises Refused: there is none, or not for the asker
    """
    row = _row(office, principal, Action.SEE_ACCOUNT, id_)
    return _shown(office, row, account_on(office, row.payer, max(on, row.issued_on)))


def listing(office: Office, principal: Principal, on: date) -> list[ShownInvoice]:
    """Every invoice issued up to a day, in the order of the numbers."""
    office.allow(principal, Action.SEE_ACCOUNTS)
    rows = [row for row in invoices(office.book) if row.issued_on <= on]
    states = {payer: account_on(office, payer, on) for payer in dict.fromkeys(row.payer for row in rows)}
    return [_shown(office, row, states[row.payer]) for row in rows]


def addressee(office: Office, principal: Principal, payer: PayerId) -> OrganisationWords:
    """To whom an invoice goes, opened for the letter; a person's address is not known here."""
    office.allow(principal, Action.SEE_ACCOUNT, whose(payer))
    words = words_of(office, office.load(ACCOUNT, payer).state)
    return words or OrganisationWords(name_of(office, payer), "")


def printed(year: int, number: int) -> str:
    """``2026-0007``."""
    return f"{year}-{number:04d}"


def charges_of(office: Office, principal: Principal, id_: InvoiceId) -> tuple[ChargeId, ...]:
    """What an invoice, named by id or number, bills: for a payment that is meant for it.

    :raises Refused: there is no such invoice, or payments are not the asker's to record
    """
    row = _row(office, principal, Action.RECORD_PAYMENT, id_)
    state: Account = office.load(ACCOUNT, row.payer).state
    return tuple(line.charge for line in state.invoices[row.invoice].issued.billed)


def _row(office: Office, principal: Principal, action: Action, id_: InvoiceId) -> InvoiceRow:
    row = _found(office, id_)
    office.allow(principal, action, whose(row.payer if row else ""))
    if row is None:
        raise Refused("unknown_invoice", invoice=id_)
    return row


def _found(office: Office, id_: InvoiceId) -> InvoiceRow | None:
    year, _, number = id_.partition("-")
    if year.isdecimal() and number.isdecimal() and len(year) == 4 and len(number) < 10:
        found = invoice_numbered(office.book, int(year), int(number))
    else:
        found = invoice(office.book, id_)
    return found[0] if found else None


def _shown(office: Office, row: InvoiceRow, state: Account) -> ShownInvoice:
    known = state.invoices[row.invoice]
    lines = tuple(
        InvoiceLine(
            charge=billed.charge,
            about=billed.about,
            occasion=(terms := state.charges[billed.charge].terms).occasion,
            category=terms.category,
            cents=billed.cents,
            open=min(billed.cents, state.open(billed.charge)) if known.voided_on is None else 0,
            confirmed=terms.confirmed,
        )
        for billed in known.issued.billed
    )
    return ShownInvoice(
        invoice=row.invoice,
        number=printed(row.year, row.number),
        payer=row.payer,
        issued_on=row.issued_on,
        due_on=row.due_on,
        voided_on=known.voided_on,
        currency=currency(office, row.issued_on),
        lines=lines,
        cents=sum(line.cents for line in lines),
        open=sum(line.open for line in lines),
    )
