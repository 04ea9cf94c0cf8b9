"""``vouchbook account register``, ``take-over``: employers and agencies that pay for people."""

from __future__ import annotations

import click

from vouchbook.cli.asking import Asking, asked
from vouchbook.cli.said import table
from vouchbook.domain.account import OrganisationWords
from vouchbook.domain.names import ChargeId, PayerId
from vouchbook.letters.phrases import money
from vouchbook.service import charges, payers
from vouchbook.service.accounts import currency

_ADDRESS = "Where invoices go; a line break is written as a comma and a blank."


@click.command()
@click.argument("name")
@click.option("--address", required=True, help=_ADDRESS)
@click.option("--email", default="", help="An address for questions about invoices.")
@asked
def register(asking: Asking, name: str, address: str, email: str) -> None:
    """Open an account for an employer or agency called NAME."""
    office = asking.office
    words = OrganisationWords(name, address.replace(", ", "\n"), email)
    done = payers.register(office, asking.request(office), words)
    asking.done(done, f"{name} has the account {done.result['payer']}.", id_=done.result["payer"])


@click.command()
@click.argument("organisation")
@click.option("--name", default=None, help="Its new name.")
@click.option("--address", default=None, help=_ADDRESS)
@click.option("--email", default=None, help="An address for questions about invoices.")
@asked
def correct(asking: Asking, organisation: str, name: str | None, address: str | None, email: str | None) -> None:
    """Correct the name or billing address of an ORGANISATION."""
    office = asking.office
    lines = None if address is None else address.replace(", ", "\n")
    done = payers.correct(office, asking.request(office), PayerId(organisation), name=name, address=lines, email=email)
    asking.done(done, f"{organisation} is corrected.")


_NONE = "No employer or agency has an account; open one with: vouchbook account register NAME --address ADDRESS"


@click.command()
@asked
def organisations(asking: Asking) -> None:
    """List the employers and agencies that have an account, and what each owes."""
    office = asking.office
    found = payers.all_organisations(office, asking.principal)
    kept = currency(office, asking.on(office))
    rows = [(each.payer, each.name, money(each.balance, kept)) for each in found]
    asking.answer(found, table(("account", "name", "owes"), rows, empty=_NONE))


@click.command("take-over")
@click.argument("to")
@click.argument("from_", metavar="FROM")
@click.option("--charge", "charge", multiple=True, help="Which charge; without it, all that stands open.")
@asked
def take_over(asking: Asking, to: str, from_: str, charge: tuple[str, ...]) -> None:
    """Let the organisation TO owe what stands open of the person FROM.

    The other way round, a person takes back what an organisation does not pay for them.
    """
    office = asking.office
    request = asking.request(office)
    done = charges.take_over(office, request, PayerId(to), PayerId(from_), tuple(map(ChargeId, charge)))
    much = money(done.result["cents"], currency(office, request.on))
    asking.done(done, f"{to} owes {much} instead of {from_}: {', '.join(done.result['charges'])}.")
