"""Decides on invoices: what a payer is asked for on paper, each charge on one invoice at a time."""

from __future__ import annotations

from vouchbook.domain.account.facts import Billed, Event, InvoiceIssued, InvoiceVoided
from vouchbook.domain.account.requests import IssueInvoice, VoidInvoice
from vouchbook.domain.account.state import Account
from vouchbook.domain.account.stated import known_charge, not_before
from vouchbook.domain.names import ChargeId
from vouchbook.domain.refusal import Refused


def issue(command: IssueInvoice, account: Account) -> list[Event]:
    """:raises Refused: nothing to bill, a charge that is billed already, a day before it was charged"""
    if command.invoice in account.invoices:
        return []
    if command.due_on < command.issued_on:
        raise Refused("invoice_due_before_issued", due=command.due_on, on=command.issued_on)
    for charge in command.charges:
        known_charge(charge, account)
        not_billed(charge, account)
        if not account.open(charge):
            raise Refused("nothing_open", charge=charge)
    chosen = dict.fromkeys(command.charges) or [
        charge for charge in account.charges if account.open(charge) > 0 and account.billed_on(charge) is None
    ]
    if not chosen:
        raise Refused("nothing_to_bill")
    for charge in chosen:
        not_before(account.charges[charge], command.issued_on)
    ordered = sorted(chosen, key=lambda charge: (account.charges[charge].terms.due_on, charge))
    return [
        InvoiceIssued(
            invoice=command.invoice,
            year=command.year,
            number=command.number,
            billed=tuple(
                Billed(charge, account.charges[charge].terms.about, account.open(charge)) for charge in ordered
            ),
            issued_on=command.issued_on,
            due_on=command.due_on,
        )
    ]


def void(command: VoidInvoice, account: Account) -> list[Event]:
    """:raises Refused: no such invoice, or nothing of it is open any more"""
    known = account.invoices.get(command.invoice)
    if known is None:
        raise Refused("unknown_invoice", invoice=command.invoice)
    if known.voided_on is not None:
        return []
    if command.on < known.issued.issued_on:
        raise Refused("before_invoice", invoice=command.invoice, on=command.on, until=known.issued.issued_on)
    if not account.open_on(command.invoice):
        raise Refused("invoice_settled", invoice=command.invoice)
    return [InvoiceVoided(invoice=command.invoice, on=command.on, reason=command.reason)]


def not_billed(charge: ChargeId, account: Account) -> None:
    """:raises Refused: an invoice asks for it"""
    invoice = account.billed_on(charge)
    if invoice is not None:
        raise Refused("charge_billed", charge=charge, invoice=invoice)
