"""``vouchbook fund``: scholarships from named funds, never beyond their budget."""

from __future__ import annotations

from collections.abc import Callable

import click
import msgspec

from vouchbook.cli.account import OfMoney
from vouchbook.cli.asking import Asking, asked
from vouchbook.cli.said import say_csv, table, wrapped
from vouchbook.domain.names import ChargeId, FundKey, GrantId, PayerId
from vouchbook.letters.names import spaced
from vouchbook.letters.phrases import counted, listed, money
from vouchbook.policy.values import amount as typed_amount
from vouchbook.service import funds
from vouchbook.service.accounts import currency
from vouchbook.service.office import Office

FUNDS = ("fund", "opened_on", "budget", "granted", "left", "grants")
GRANTS = ("grant", "fund", "person", "payer", "charge", "occasion", "cents", "granted_on", "returned_on")


@click.group()
def fund() -> None:
    """Funds: opened, filled, and what they grant for a charge.

    What a fund may pay stands in the policy, [[fund]]; its budget is what was added to it here. A scholarship pays no
    more than is owed, and a fund grants no more than it has.
    """


@fund.command("open")
@click.argument("key")
@asked
def open_(asking: Asking, key: str) -> None:
    """Begin to keep the fund that the policy calls KEY."""
    office = asking.office
    done = funds.open_fund(office, asking.request(office), FundKey(key))
    asking.done(done, f"The fund {key} is kept from now on; add to its budget with: vouchbook fund add {key} AMOUNT")


@fund.command(cls=OfMoney)
@click.argument("key")
@click.argument("amount")
@click.option("--from", "who", default="", help="From whom it is, in words; sealed in the book.")
@asked
def add(asking: Asking, key: str, amount: str, who: str) -> None:
    """Add AMOUNT, such as 500.00, to the budget of the fund KEY."""
    office = asking.office
    said = _said(office)
    done = funds.add_budget(office, asking.request(office), FundKey(key), _cents(office, amount), who)
    left = said(done.result["left"])
    asking.done(done, f"The budget of {key} is {said(done.result['budget'])}, of which {left} is left.")


@fund.command()
@click.argument("key")
@click.argument("payer")
@click.argument("charge")
@click.option("--amount", default=None, help="How much of the charge; all that is owed of it if left out.")
@asked
def grant(asking: Asking, key: str, payer: str, charge: str, amount: str | None) -> None:
    """Pay CHARGE of PAYER's account out of the fund KEY, all that is owed of it or a part.

    PAYER is a person's id, or that of the organisation that has taken the charge over; their charges stand in
    `vouchbook account statement PAYER`.
    """
    office = asking.office
    said = _said(office)
    cents = None if amount is None else _cents(office, amount)
    done = funds.grant(office, asking.request(office), FundKey(key), PayerId(payer), ChargeId(charge), cents)
    found = done.result
    rest = f"{said(found['owed'])} is still owed" if found["owed"] else "nothing is owed any more"
    asking.done(
        done,
        f"{key} pays {said(found['cents'])} of the fee for {spaced(found['occasion'])} (grant {found['grant']}); "
        f"{rest}. The fund has {said(found['left'])} left.",
        id_=found["grant"],
    )


@fund.command("return")
@click.argument("key")
@click.argument("grant_id")
@asked
def return_(asking: Asking, key: str, grant_id: str) -> None:
    """Give the grant GRANT_ID back to the fund KEY; what it paid is owed again."""
    office = asking.office
    said = _said(office)
    done = funds.return_grant(office, asking.request(office), FundKey(key), GrantId(grant_id))
    found = done.result
    asking.done(
        done,
        f"{said(found['cents'])} of {found['charge']} went back to {key}, which has {said(found['left'])} left; the "
        "charge is owed again.",
    )


@fund.command("list")
@click.option("--csv", "as_csv", is_flag=True, help="Answer as comma-separated values.")
@asked
def list_(asking: Asking, as_csv: bool) -> None:
    """List every fund with its budget, what it granted and what is left."""
    office = asking.office_without_key
    said = _said(office)
    rows = [{**msgspec.to_builtins(row), "left": row.left} for row in funds.listing(office, asking.principal)]
    if as_csv:
        say_csv(FUNDS, rows)
        return
    amounts = ("budget", "granted", "left")
    shown = [(r["fund"], r["opened_on"], *(said(r[name]) for name in amounts), r["grants"]) for r in rows]
    none = "No fund is kept yet; open one that the policy names with: vouchbook fund open KEY"
    asking.answer(rows, table(("fund", "since", "budget", "granted", "left", "grants"), shown, empty=none))


@fund.command()
@click.argument("key")
@click.option("--csv", "as_csv", is_flag=True, help="Answer with its grants as comma-separated values.")
@asked
def show(asking: Asking, key: str, as_csv: bool) -> None:
    """Show the fund KEY: its budget and from whom, its grants by id, and what is left."""
    office = asking.office
    said = _said(office)
    found = funds.show(office, asking.principal, FundKey(key))
    content = msgspec.to_builtins(found)
    if as_csv:
        say_csv(GRANTS, content["grants"])
        return
    pays = f"It pays {listed(map(spaced, found.pays), 'and')}." if found.pays else "The policy names it no more."
    given = [(each.on, said(each.cents), each.who) for each in found.filled]
    granted = [
        (g.grant, g.granted_on, g.person, spaced(g.occasion), g.charge, said(g.cents), _returned(g.returned_on))
        for g in found.grants
    ]
    asking.answer(
        content,
        [
            wrapped(
                f"{key}: {said(found.budget)} in {counted(len(given), 'gift')}, {said(found.granted)} granted, "
                f"{said(found.left)} left. {pays}"
            ),
            "",
            table(("on", "amount", "from"), given, empty=f"No gift so far: vouchbook fund add {key} AMOUNT"),
            "",
            table(
                ("grant", "on", "person", "for", "charge", "amount", ""),
                granted,
                empty=f"No grant so far; make one with: vouchbook fund grant {key} PAYER CHARGE",
            ),
        ],
    )


def _returned(on: object) -> str:
    return f"returned {on}" if on else ""


def _said(office: Office) -> Callable[[int], str]:
    kept = currency(office, office.today)
    return lambda cents: money(cents, kept)


def _cents(office: Office, written: str) -> int:
    """:raises WrittenWrongly: no amount of this association's money"""
    return typed_amount(written, currency(office, office.today))
