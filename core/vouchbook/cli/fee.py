"""``vouchbook fee``: what an association charges, what somebody would pay, and charges made by hand."""

from __future__ import annotations

import click
import msgspec

from vouchbook.cli.asking import Asking, asked
from vouchbook.cli.said import say_csv, table, wrapped
from vouchbook.cli.typed import CATEGORY, choice
from vouchbook.domain.names import CategoryCode, FeeOccasion, PersonId, PlanKey
from vouchbook.letters.fee_schedule import HEADERS, charged_said, fee_said, remarks, row_of, schedule, since
from vouchbook.letters.names import spaced
from vouchbook.letters.phrases import day, money
from vouchbook.service import fee_charging, fees
from vouchbook.service.accounts import currency as kept_in
from vouchbook.service.comparing import choose

_OCCASION = choice(FeeOccasion)
COLUMNS = (
    "occasion", "categories", "plan", "members", "cents", "currency", "due", "refund", "kept", "paid_before",
    "added_to", "from", "until", "source", "line", "confirmed",
)  # fmt: skip


@click.group()
def fee() -> None:
    """Fees: the schedule of an association, a price for somebody, a charge.

    Opening an application, submitting it, its decision and a membership that is bought charge what the policy asks by
    themselves; what comes otherwise, such as an exam that was booked, a coordinator charges.
    """


@fee.command("list")
@click.argument("code")
@click.option("--csv", "as_csv", is_flag=True, help="Answer as comma-separated values.")
@asked
def list_(asking: Asking, code: str, as_csv: bool) -> None:
    """List what the association CODE charges on a day, with sources; what nobody has confirmed is marked.

    The fees of its adopted policy where it has a book here, else of its installed package; today, unless --on names
    a day.
    """
    asking.keyless = True  # prices are no secret
    chosen = choose(code, asking.given_day, asking.office_of, asking.edge)
    document = chosen.at(chosen.on).document
    prices, currency = schedule(document, chosen.on), document.association.currency
    rows = [
        {
            "occasion": price.occasion.value,
            "categories": list(price.categories) or ["every"],
            "plan": price.plan,
            "members": price.members,
            "cents": price.cents,
            "currency": currency,
            "due": price.due.value,
            "refund": price.refund.value,
            "kept": price.kept,
            "paid_before": price.paid_before.value,
            "added_to": price.added_to,
            "from": price.from_,
            "until": price.until,
            "source": price.source,
            "line": price.line,
            "confirmed": price.confirmed,
        }
        for price in prices
    ]
    if as_csv:
        flat = [
            {**row, "categories": " ".join(price.categories or ("every",))}
            for row, price in zip(rows, prices, strict=True)
        ]
        say_csv(COLUMNS, flat)
        return
    notes = [wrapped(each) for each in remarks(document, chosen.on, prices)]
    head = wrapped(f"Fees of {document.association.name} on {day(chosen.on)}, {chosen.whose}.")
    asking.answer(rows, [head, "", table(HEADERS, (row_of(price, currency) for price in prices)), "", *notes])


@fee.command()
@click.argument("person_id")
@click.argument("occasion", type=_OCCASION)
@click.option("--category", "-c", type=CATEGORY, default=None, help="The category that it is about.")
@click.option("--plan", default=None, help="The plan's key, of a membership.")
@asked
def quote(asking: Asking, person_id: str, occasion: str, category: str | None, plan: str | None) -> None:
    """Say what OCCASION would cost PERSON_ID on a day; nothing is recorded.

    The answer knows whether they are a member on that day, in what they are endorsed here, and whether a renewal
    would be late.
    """
    office = asking.office
    on = asking.on(office)
    found = fees.quote(
        office,
        asking.principal,
        PersonId(person_id),
        FeeOccasion(occasion),
        on=on,
        category=CategoryCode(category) if category else None,
        plan=PlanKey(plan) if plan else None,
    )
    document = office.version_on(on).document
    currency = document.association.currency
    content = {**msgspec.to_builtins(found), "cents": found.cents, "currency": currency}
    of = f" in {found.category}" if found.category else ""
    if not found.fees:
        text = f"The policy has no fee for {spaced(occasion)}{of} on {day(on)}: nothing is charged."
        asking.answer(content, [wrapped(text), *since(found.late_since, found.lapsed_since)])
        return
    who = f"{'a member' if found.member else 'no member'} on {day(on)}"
    held = f", endorsed here in {', '.join(found.held)}" if found.held else ""
    lines = [
        wrapped(f"{spaced(occasion).capitalize()}{of} costs {person_id} {money(found.cents, currency)} ({who}{held}).")
    ]
    lines += [wrapped(fee_said(each, document), indent="  ", hanging="    ") for each in found.fees]
    asking.answer(content, [*lines, *map(wrapped, since(found.late_since, found.lapsed_since))])


@fee.command()
@click.argument("person_id")
@click.argument("occasion", type=_OCCASION)
@click.option("--category", "-c", type=CATEGORY, default=None, help="The category, where it is not the only one.")
@asked
def charge(asking: Asking, person_id: str, occasion: str, category: str | None) -> None:
    """Charge PERSON_ID for OCCASION by the policy, once: what was charged before is not charged again.

    For the open application of registration, processing or exam, and for the endorsement of a renewal or
    reinstatement.
    """
    office = asking.office
    done = fee_charging.charge(
        office,
        asking.request(office),
        PersonId(person_id),
        FeeOccasion(occasion),
        category=CategoryCode(category) if category else None,
    )
    charged = done.result["charged"]
    text = (
        charged_said(charged, kept_in(office, asking.on(office)))
        or f"The fee for {spaced(occasion)} was charged before."
    )
    asking.done(done, text, id_=charged[0]["charge"] if charged else None)
