"""``vouchbook account statement``, ``why``, ``receipt``, ``list``, ``trial-balance``, ``export``: read."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from vouchbook.cli.asking import Asking, asked
from vouchbook.cli.said import table, wrapped
from vouchbook.cli.typed import DAY, must_be_new
from vouchbook.domain.names import ChargeId, PayerId, PaymentId
from vouchbook.letters.accounts import receipt_letter, statement_letter
from vouchbook.letters.bookkeeping import csv_lines
from vouchbook.letters.charge_basis import basis_said
from vouchbook.letters.phrases import counted, money
from vouchbook.service import bookkeeping, charge_basis, statements
from vouchbook.service.accounts import currency
from vouchbook.service.whole_file import new_file


@click.command()
@click.argument("payer")
@asked
def statement(asking: Asking, payer: str) -> None:
    """Print the account of PAYER as a letter: charges, payments, and what is owed at the end of a day."""
    office = asking.office
    on = asking.on(office)
    said = statements.statement(office, asking.principal, PayerId(payer), on)
    if asking.as_json:
        asking.answer(said, "")
        return
    names = statements.named(office, asking.principal, (payer, *dict.fromkeys(each.about for each in said.charges)))
    asking.answer(said, statement_letter(said, names, office.version_on(on).document.association))


@click.command()
@click.argument("payer")
@click.argument("charge")
@asked
def why(asking: Asking, payer: str, charge: str) -> None:
    """Say why PAYER owes CHARGE: the policy and the row of it, the source, and whether anybody confirmed it."""
    office = asking.office
    found = charge_basis.why(office, asking.principal, PayerId(payer), ChargeId(charge))
    asking.answer(found, [wrapped(each) for each in basis_said(found)])


@click.command()
@click.argument("payment")
@asked
def receipt(asking: Asking, payment: str) -> None:
    """Print the receipt of PAYMENT as a letter: what came in, and what it paid."""
    office = asking.office
    on = asking.on(office)
    said = statements.receipt(office, asking.principal, PaymentId(payment), on)
    if asking.as_json:
        asking.answer(said, "")
        return
    names = statements.named(office, asking.principal, (said.payer, *dict.fromkeys(part.about for part in said.parts)))
    asking.answer(said, receipt_letter(said, names, office.version_on(on).document.association, on))


@click.command("list")
@asked
def list_(asking: Asking) -> None:
    """List who owes what since when, the oldest debts first, and who has something in credit."""
    office = asking.office
    on = asking.on(office)
    found = statements.debtors(office, asking.principal, on)
    kept = currency(office, on)
    names = {} if asking.as_json else statements.named(office, asking.principal, tuple(each.payer for each in found))
    rows = [
        (each.payer, names.get(each.payer), money(each.balance, kept), each.since,
         *(money(cents, kept) if cents else "" for cents in each.ages))
        for each in found
    ]  # fmt: skip
    heads = ("account", "name", "owes", "since", "not due yet", "up to 30 days", "31 to 60", "61 to 90", "longer")
    asking.answer(found, table(heads, rows, empty=f"Nobody owes anything on {on}, and nobody has anything in credit."))


@click.command("trial-balance")
@asked
def trial_balance(asking: Asking) -> None:
    """Sum every account of the bookkeeper up to a day: debits and credits are equal. Exit status 1 if they are not."""
    office = asking.office
    found = bookkeeping.trial_balance(office, asking.principal, asking.on(office))
    rows = [
        (each.account, money(each.debit, found.currency), money(each.credit, found.currency),
         money(each.debit - each.credit, found.currency))
        for each in found.accounts
    ]  # fmt: skip
    ends = (
        "total",
        money(found.debit, found.currency),
        money(found.credit, found.currency),
        money(found.debit - found.credit, found.currency),
    )
    asking.answer(found, table(("account", "debit", "credit", "balance"), [*rows, ends]))
    click.get_current_context().exit(0 if found.debit == found.credit else 1)


@click.command()
@click.option("--from", "first", type=DAY, required=True, help="The first day.")
@click.option("--to", "last", type=DAY, required=True, help="The last day.")
@click.option("--csv", "target", required=True, help="A new file, or - for standard output.")
@asked
def export(asking: Asking, first: date, last: date, target: str) -> None:
    """Write the lines of double entry for the bookkeeper: one row per line, debits equal to credits."""
    office = asking.office
    found = bookkeeping.lines(office, asking.principal, first, last)
    rows = csv_lines(found)
    if target == "-":
        for row in rows:
            sys.stdout.buffer.write(row.encode())
        sys.stdout.buffer.flush()
        return
    path = Path(target)
    must_be_new(path)
    with new_file(path) as file:
        file.writelines(row.encode() for row in rows)
    asking.answer({"file": str(path), "lines": len(found)}, f"{counted(len(found), 'line')} in {path}.")
