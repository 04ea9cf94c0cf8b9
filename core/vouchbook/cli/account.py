"""``vouchbook account``: what people and organisations owe and pay; money in, money back, charges given up."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import click

from vouchbook.cli.account_invoice import invoice
from vouchbook.cli.account_organisation import correct, organisations, register, take_over
from vouchbook.cli.account_read import export, list_, receipt, statement, trial_balance, why
from vouchbook.cli.asking import Asking, asked
from vouchbook.cli.typed import DAY, METHOD
from vouchbook.domain.names import ChargeId, InvoiceId, PayerId, PaymentId, PaymentMethod, PaymentProviderName
from vouchbook.hookspecs import PaymentNotice
from vouchbook.letters.phrases import money
from vouchbook.policy.values import amount
from vouchbook.service import charges, invoices, payments
from vouchbook.service.accounts import currency
from vouchbook.service.office import Done


@click.group()
def account() -> None:
    """What people and organisations owe and pay: payments, refunds, invoices, and the bookkeeper's lines."""


class OfMoney(click.Command):
    """A command that takes an amount: one below zero is no option, and is answered as what it is."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        for arg in args:
            if re.fullmatch(r"-\s*\$?\s*[0-9][0-9.,]*", arg):
                ctx.fail(f"{arg!r} is below zero; an amount is written like 45.00: what goes back is a refund")
        return super().parse_args(ctx, args)


@account.command(cls=OfMoney)
@click.argument("payer")
@click.argument("amount", metavar="AMOUNT")
@click.option("--method", type=METHOD, required=True, help="How the money came in.")
@click.option("--reference", default="", help="By what it is known again: a cheque's number, a transfer's.")
@click.option("--received", type=DAY, default=None, help="The day it came in; the day of asking if left out.")
@click.option(
    "--for", "for_", multiple=True, metavar="CHARGE", help="What it is meant for; without it, what is due first."
)
@click.option("--invoice", "invoice_", default=None, metavar="NUMBER", help="The invoice that it is meant for.")
@click.option("--remark", default="", help="A few words that are kept, sealed.")
@asked
def pay(
    asking: Asking,
    payer: str,
    amount: str,
    method: str,
    reference: str,
    received: date | None,
    for_: tuple[str, ...],
    invoice_: str | None,
    remark: str,
) -> None:
    """Record money that PAYER paid: a cheque, cash, a transfer. The same cheque recorded again is known."""
    office = asking.office
    request = asking.request(office)
    kept = currency(office, request.on)
    meant = tuple(map(ChargeId, for_)) + (
        invoices.charges_of(office, asking.principal, InvoiceId(invoice_)) if invoice_ else ()
    )
    notice = PaymentNotice(
        payer=PayerId(payer),
        cents=_cents(amount, kept),
        currency=kept,
        method=PaymentMethod(method),
        received_on=received or request.on,
        reference=reference,
        charges=meant,
        words=remark,
    )
    done = payments.pay(office, request, notice)
    asking.done(done, _paid(done, kept), id_=done.result["payment"])


@account.command()
@click.argument("notification", type=click.Path(path_type=Path, dir_okay=False, exists=True, allow_dash=True))
@click.option("--provider", required=True, help="The payment provider that sent it.")
@asked
def notify(asking: Asking, notification: Path, provider: str) -> None:
    """Record the payment that a payment provider's NOTIFICATION tells of: a file, or - for standard input.

    However often it comes, it is recorded once. What is forged or garbled is refused.
    """
    office = asking.office
    request = asking.request(office)
    with click.open_file(str(notification), "rb") as file:
        told = file.read(_MOST + 1)
    if len(told) > _MOST:
        raise click.UsageError(f"{notification} has more than {_MOST:,} bytes, and no notification is as long.")
    done = payments.notify(office, request, PaymentProviderName(provider), told)
    asking.done(done, _paid(done, currency(office, request.on)), id_=done.result["payment"])


_MOST = 1_000_000


@account.command()
@click.argument("payment")
@click.option("--reason", required=True, help="Why, in words that are kept, sealed.")
@asked
def reverse(asking: Asking, payment: str, reason: str) -> None:
    """Say that PAYMENT was recorded in error, or did not hold: a cheque came back. What it paid is owed again."""
    office = asking.office
    request = asking.request(office)
    done = payments.reverse(office, request, PaymentId(payment), reason)
    owes = money(done.result["balance"], currency(office, request.on))
    asking.done(done, f"{payment} is reversed; {done.result['payer']} owes {owes}.")


@account.command(cls=OfMoney)
@click.argument("payer")
@click.argument("amount", metavar="[AMOUNT]", required=False)
@click.option("--of", "charge", default=None, metavar="CHARGE", help="Whose payment goes back; without it, the credit.")
@click.option("--method", type=METHOD, required=True, help="How the money goes back.")
@click.option("--reason", default="", help="Why, in words that are kept, sealed.")
@click.option("--exception", is_flag=True, help="More than the terms give back; a board officer's, with a reason.")
@asked
def refund(
    asking: Asking, payer: str, amount: str | None, charge: str | None, method: str, reason: str, exception: bool
) -> None:
    """Give money back to PAYER: AMOUNT or, without it, as much as the terms of the charge allow."""
    office = asking.office
    request = asking.request(office)
    kept = currency(office, request.on)
    done = charges.refund(
        office,
        request,
        PayerId(payer),
        ChargeId(charge) if charge else None,
        _cents(amount, kept) if amount is not None else None,
        PaymentMethod(method),
        reason=reason,
        exception=exception,
    )
    said = f"{money(done.result['cents'], kept)} goes back to {payer} by {method} ({done.result['refund']})"
    asking.done(done, f"{said}, as an exception." if done.result["exception"] else f"{said}.")


@account.command("write-off")
@click.argument("payer")
@click.argument("charge")
@click.option("--reason", required=True, help="Why, in words that are kept, sealed.")
@click.option("--take-back", is_flag=True, help="Owe it again: given up in error, or paid after all.")
@asked
def write_off(asking: Asking, payer: str, charge: str, reason: str, take_back: bool) -> None:
    """Give up what stands open of a CHARGE of PAYER; with --take-back, ask for it again."""
    office = asking.office
    request = asking.request(office)
    if take_back:
        done = charges.take_back_write_off(office, request, PayerId(payer), ChargeId(charge), reason)
        open_ = money(done.result["open"], currency(office, request.on))
        asking.done(done, f"{charge} is written off no more; {open_} of it stands open.")
        return
    done = charges.write_off(office, request, PayerId(payer), ChargeId(charge), reason)
    written = money(done.result["cents"], currency(office, request.on))
    asking.done(done, f"{written} of {charge} is written off.")


@account.command()
@click.argument("payer")
@click.argument("charge")
@click.option("--reason", required=True, help="Why, in words that are kept, sealed.")
@asked
def void(asking: Asking, payer: str, charge: str, reason: str) -> None:
    """Say that a CHARGE of PAYER was made in error; what was paid for it goes back first."""
    office = asking.office
    request = asking.request(office)
    done = charges.void(office, request, PayerId(payer), ChargeId(charge), reason)
    owes = money(done.result["balance"], currency(office, request.on))
    asking.done(done, f"{charge} is void; {payer} owes {owes}.")


def _cents(typed: str, kept: str) -> int:
    return amount(typed, kept)


def _paid(done: Done, kept: str) -> str:
    """What a payment came to: what it paid, and what is owed or in credit after it."""
    told = done.result
    if told["known"]:
        return (
            f"{told['payment']} of {money(told['cents'], kept)}, received on {told['received_on']} under this "
            "reference, is known already; nothing new is recorded. If this is another payment, give it a reference of "
            "its own."
        )
    parts = ", ".join(f"{money(part['cents'], kept)} for {part['charge']}" for part in told["parts"])
    said = [
        f"{money(told['cents'], kept)} from {told['payer']} ({told['payment']})" + (f": {parts}." if parts else ".")
    ]
    if told["credit"] > 0:
        said.append(f"{money(told['credit'], kept)} is kept as credit for what comes next.")
    elif told["balance"] > 0:
        said.append(f"Still owed: {money(told['balance'], kept)}.")
    return " ".join(said)


for command in (
    statement, why, receipt, list_, register, correct, organisations, take_over, invoice, trial_balance, export,
):  # fmt: skip
    account.add_command(command)
