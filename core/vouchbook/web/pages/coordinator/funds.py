"""Funds: what each was given, what it grants and what is left; opened, filled, and grants that go back."""

from __future__ import annotations

from vouchbook.domain.authorize import Role
from vouchbook.domain.names import FeeOccasion, FundKey, GrantId
from vouchbook.letters.accounts import FEES
from vouchbook.letters.names import spaced
from vouchbook.letters.on_pages import dated
from vouchbook.letters.phrases import money
from vouchbook.projections.funds import FundRow, GrantRow
from vouchbook.service import funds, statements
from vouchbook.web.answers import Answer
from vouchbook.web.pages.coordinator.forms import Ask, currency, form, told, tried
from vouchbook.web.pages.coordinator.lists import Cell, Column, Listing, Money, Tag, html, link
from vouchbook.web.pages.coordinator.money import sections
from vouchbook.web.routes import COORDINATING, OFFICE, act, page
from vouchbook.web.visit import Visit

BACK = ("Funds", "/office/money/funds")


@page("/office/money/funds", who=OFFICE)
def listing(visit: Visit) -> Answer:
    rows = funds.listing(visit.office, visit.principal)
    kept = currency(visit)

    def cells(row: FundRow) -> list[Cell]:
        return [
            link(visit, f"/office/money/funds/{row.fund}", spaced(row.fund).capitalize()), Money(row.budget, kept),
            Money(row.granted, kept), Money(row.left, kept), row.grants, row.opened_on,
        ]  # fmt: skip

    return Listing(visit, rows).answer(
        title="Funds",
        columns=(
            "Fund", Column("Given", numeric=True), Column("Granted", numeric=True), Column("Left", numeric=True),
            Column("Grants", numeric=True), "Opened",
        ),
        cells=cells,
        name=f"funds-{visit.today}",
        sections=sections(visit, "Funds"),
        actions=[("Open a fund", visit.url("/office/money/funds/open"))]
        if visit.principal.role is Role.COORDINATOR
        else (),
        empty="No fund is kept yet.",
    )  # fmt: skip


@page("/office/money/funds/open", who=COORDINATING)
def open_form(visit: Visit) -> Answer:
    return _open(visit)


def _open(visit: Visit, *, again: bool = False) -> Answer:
    named = dict.fromkeys(row.key for row in visit.office.version_on(visit.today).document.fund)
    there = {row.fund for row in funds.listing(visit.office, visit.principal)}
    options = [(key, spaced(key).capitalize()) for key in named if key not in there]
    return form(
        visit,
        title="Open a fund",
        intro=["The policy names the funds of the association, and what each pays."]
        if options
        else ["Every fund that the policy names is open. Another one comes with a change of the policy."],
        asks=[Ask("choice", "fund", "Which fund?", options=options)],
        primary="Open the fund",
        back=BACK,
        again=again,
    )


@act("/office/money/funds/open", who=COORDINATING)
def open_(visit: Visit) -> Answer:
    fund = visit.fields.line("fund", "Choose a fund")
    done = tried(visit, lambda: funds.open_fund(visit.office, visit.request(), FundKey(fund)))
    if done is None:
        return _open(visit, again=True)
    return visit.see_other(f"/office/money/funds/{fund}", said=told(done, "The fund is open.", "It was open already."))


@page("/office/money/funds/{fund}", who=OFFICE)
def one(visit: Visit, fund: str) -> Answer:
    """What came in and what went out; as a file, the grants."""
    seen = funds.show(visit.office, visit.principal, FundKey(fund))
    kept = currency(visit)
    found = Listing(visit, list(reversed(seen.grants)))
    ids = tuple({row.person for row in found.shown})
    names = statements.named(visit.office, visit.principal, ids)
    coordinating = visit.principal.role is Role.COORDINATOR

    def cells(row: GrantRow) -> list[Cell]:
        back = f"/office/money/funds/{fund}/grants/{row.grant}/return"
        may = coordinating and row.returned_on is None
        return [
            link(visit, f"/office/money/accounts/{row.payer}", names[row.person]), FEES[FeeOccasion(row.occasion)],
            Money(row.cents, kept), row.granted_on, Tag("Given back") if row.returned_on else Tag("Stands", "good"),
            link(visit, back, "Give back", f"the grant for {names[row.person]}") if may else None,
            row.grant, row.person,
        ]  # fmt: skip

    return found.answer(
        title=f"{spaced(fund).capitalize()}",
        columns=(
            "For", "Fee", Column("Amount", numeric=True), "Granted", "Status", "",
            Column("grant", only_file=True), Column("person", only_file=True),
        ),
        cells=cells,
        name=f"fund-{fund}-{visit.today}",
        back=(BACK[0], visit.url(BACK[1])),
        actions=[("Add to the budget", visit.url(f"/office/money/funds/{fund}/add"))] if coordinating else (),
        empty="It has paid nothing yet. A charge is paid by a fund from its own page, in the account.",
        template="coordinator/fund.html",
        seen=seen,
        kept=kept,
        pays=[FEES[FeeOccasion(each)] for each in seen.pays if each in {o.value for o in FeeOccasion}],
        filled=[[dated(str(each.on)), html(Money(each.cents, kept)), each.who] for each in seen.filled],
    )  # fmt: skip


@page("/office/money/funds/{fund}/add", who=COORDINATING)
def add_form(visit: Visit, fund: str) -> Answer:
    return _add(visit, fund)


def _add(visit: Visit, fund: str, *, again: bool = False) -> Answer:
    return form(
        visit,
        title=f"Add to the budget of {spaced(fund)}",
        asks=[
            Ask("money", "amount", "Amount in dollars"),
            Ask("line", "who", "From whom", "Kept sealed", required=False),
        ],
        primary="Add it",
        back=(spaced(fund).capitalize(), f"/office/money/funds/{fund}"),
        again=again,
    )


@act("/office/money/funds/{fund}/add", who=COORDINATING)
def add(visit: Visit, fund: str) -> Answer:
    cents = visit.fields.cents("amount", "Enter the amount")
    who = visit.fields.line("who", required=False)
    done = tried(visit, lambda: funds.add_budget(visit.office, visit.request(), FundKey(fund), cents or 0, who))
    if done is None:
        return _add(visit, fund, again=True)
    left = money(done.result["left"], currency(visit))
    return visit.see_other(f"/office/money/funds/{fund}", said=told(done, f"Added. {left} is left to grant."))


@page("/office/money/funds/{fund}/grants/{grant}/return", who=COORDINATING)
def return_form(visit: Visit, fund: str, grant: str) -> Answer:
    return _return(visit, fund, grant)


def _return(visit: Visit, fund: str, grant: str, *, again: bool = False) -> Answer:
    return form(
        visit,
        title="Give a grant back to its fund",
        intro=["All of it goes back, and the payer owes the charge again."],
        asks=[],
        primary="Give it back",
        back=(spaced(fund).capitalize(), f"/office/money/funds/{fund}"),
        danger=True,
        again=again,
    )


@act("/office/money/funds/{fund}/grants/{grant}/return", who=COORDINATING)
def return_(visit: Visit, fund: str, grant: str) -> Answer:
    done = tried(visit, lambda: funds.return_grant(visit.office, visit.request(), FundKey(fund), GrantId(grant)))
    if done is None:
        return _return(visit, fund, grant, again=True)
    return visit.see_other(f"/office/money/funds/{fund}", said=told(done, "It is back in the fund."))


ROUTES = (listing, open_form, open_, one, add_form, add, return_form, return_)
