"""``vouchbook account invoice``: what a payer is asked for on paper."""

from __future__ import annotations

from datetime import date

import click

from vouchbook.cli.asking import Asking, asked
from vouchbook.cli.said import table
from vouchbook.cli.typed import DAY
from vouchbook.domain.names import ChargeId, InvoiceId, PayerId
from vouchbook.letters.accounts import invoice_letter
from vouchbook.letters.phrases import money
from vouchbook.letters.stated import ShownInvoice
from vouchbook.service import invoices
from vouchbook.service.accounts import currency
from vouchbook.service.statements import named


@click.group()
def invoice() -> None:
    """Invoices: issued, shown as letters, voided."""


@invoice.command()
@click.argument("payer")
@click.option("--charge", multiple=True, help="Which charge; without it, all that stand open and on no invoice.")
@click.option("--due", type=DAY, default=None, help="By when to pay; 30 days after it is issued if left out.")
@asked
def issue(asking: Asking, payer: str, charge: tuple[str, ...], due: date | None) -> None:
    """Bill PAYER for what stands open, under the next number of the year."""
    office = asking.office
    request = asking.request(office)
    done = invoices.issue(office, request, PayerId(payer), tuple(map(ChargeId, charge)), due_on=due)
    told = done.result
    much = money(told["cents"], currency(office, request.on))
    said = f"Invoice {told['number']} asks {payer} for {much}, due {told['due_on']}; print it with: "
    asking.done(done, f"{said}vouchbook account invoice show {told['number']}", id_=told["number"])


@invoice.command()
@click.argument("number")
@asked
def show(asking: Asking, number: str) -> None:
    """Print invoice NUMBER as a letter, with what is still to pay on a day."""
    office = asking.office
    on = asking.on(office)
    shown = invoices.show(office, asking.principal, InvoiceId(number), on)
    if asking.as_json:
        asking.answer(shown, "")
        return
    names = named(office, asking.principal, tuple(dict.fromkeys(line.about for line in shown.lines)))
    to = invoices.addressee(office, asking.principal, shown.payer)
    asking.answer(shown, invoice_letter(shown, to, names, office.version_on(shown.issued_on).document.association))


@invoice.command()
@click.argument("number")
@click.option("--reason", required=True, help="Why, in words that are kept, sealed.")
@asked
def void(asking: Asking, number: str, reason: str) -> None:
    """Let invoice NUMBER ask for nothing any more; its charges can be billed anew."""
    office = asking.office
    done = invoices.void(office, asking.request(office), InvoiceId(number), reason)
    asking.done(done, f"Invoice {done.result['number']} is void.")


@invoice.command("list")
@asked
def list_(asking: Asking) -> None:
    """List every invoice with what is still open of it on a day."""
    office = asking.office
    on = asking.on(office)
    found = invoices.listing(office, asking.principal, on)
    rows = [
        (each.number, each.payer, each.issued_on, each.due_on, money(each.cents, each.currency),
         money(each.open, each.currency), _word(each, on))
        for each in found
    ]  # fmt: skip
    none = "No invoice has been issued; bill an account with: vouchbook account invoice issue PAYER"
    asking.answer(found, table(("number", "account", "issued", "due", "total", "open", ""), rows, empty=none))


def _word(shown: ShownInvoice, on: date) -> str:
    if shown.voided_on is not None:
        return "void"
    if not shown.open:
        return "settled"
    return "overdue" if shown.due_on < on else "open"
