"""Money as lists: who owes what since when, the organisations that pay for people, and the bookkeeper's books."""

from __future__ import annotations

from datetime import date

from vouchbook.domain.account import OrganisationWords
from vouchbook.domain.authorize import Role
from vouchbook.domain.names import PayerId
from vouchbook.letters.bookkeeping import csv_lines
from vouchbook.letters.names import spaced
from vouchbook.letters.phrases import plain_cents
from vouchbook.projections.account_lines import Owed
from vouchbook.service import bookkeeping, payers, statements
from vouchbook.service.payers import Organisation
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.pages.coordinator.forms import Ask, currency, form, told, tried
from vouchbook.web.pages.coordinator.lists import Cell, Column, Listing, Money, Pick, Tag, chosen, html, link
from vouchbook.web.routes import COORDINATING, OFFICE, act, page
from vouchbook.web.visit import Visit

KINDS = {
    "": "Everybody who owes or has credit",
    "owing": "Who owes",
    "organisations": "Organisations that owe",
    "credit": "Who has credit",
}


def sections(visit: Visit, here: str) -> list[tuple[str, str]]:
    rows = [
        ("Accounts", "/office/money"),
        ("Invoices", "/office/money/invoices"),
        ("Organisations", "/office/money/organisations"),
        ("Funds", "/office/money/funds"),
        ("Requests", "/office/money/requests"),
        ("Books", "/office/money/books"),
    ]
    return [(words, "" if words == here else visit.url(path)) for words, path in rows]


@page("/office/money", who=OFFICE)
def accounts(visit: Visit) -> Answer:
    """Who owes most first, and since when."""
    kind = chosen(visit.query("kind"), KINDS)
    rows = [row for row in statements.balances(visit.office, visit.principal, visit.today) if _is(row, kind)]
    listing = Listing(visit, rows)
    ids = tuple(row.payer for row in listing.shown)
    names = statements.named(visit.office, visit.principal, ids)
    since = {each.payer: each for each in statements.aged(visit.office, visit.principal, ids, visit.today)}
    kept = currency(visit)

    def cells(row: Owed) -> list[Cell]:
        due = since[PayerId(row.payer)].since
        late = Tag("Past due", "bad") if due is not None and due < visit.today else None
        return [
            link(visit, f"/office/money/accounts/{row.payer}", names[row.payer]),
            "Organisation" if payers.is_organisation(row.payer) else "Person",
            Money(row.cents, kept) if row.cents > 0 else None,
            Money(-row.cents, kept) if row.cents < 0 else None,
            due, late, row.payer,
        ]  # fmt: skip

    return listing.answer(
        title="Accounts",
        columns=("Name", "Kind", Column("Owes", numeric=True), Column("In credit", numeric=True), "Due since", "Status",
                 Column("payer", only_file=True)),
        cells=cells,
        name=f"accounts-{visit.today}",
        filters=(Pick("kind", "Show", list(KINDS.items())),),
        sections=sections(visit, "Accounts"),
        empty="Nobody owes anything.",
    )  # fmt: skip


def _is(row: Owed, kind: str) -> bool:
    match kind:
        case "owing":
            return row.cents > 0
        case "organisations":
            return row.cents > 0 and payers.is_organisation(row.payer)
        case "credit":
            return row.cents < 0
        case _:
            return True


# ── Organisations ─────────────────────────────────────────────────────────────────────────────


@page("/office/money/organisations", who=OFFICE)
def organisations(visit: Visit) -> Answer:
    rows = payers.all_organisations(visit.office, visit.principal)
    kept = currency(visit)

    def cells(row: Organisation) -> list[Cell]:
        return [
            link(visit, f"/office/money/accounts/{row.payer}", row.name),
            ", ".join(row.address.splitlines()), row.email,
            Money(row.balance, kept), row.payer,
        ]  # fmt: skip

    return Listing(visit, sorted(rows, key=lambda row: row.name.casefold())).answer(
        title="Organisations that pay for people",
        columns=("Name", "Billing address", "E-mail", Column("Owes", numeric=True), Column("payer", only_file=True)),
        cells=cells,
        name=f"organisations-{visit.today}",
        sections=sections(visit, "Organisations"),
        actions=[("Register an organisation", visit.url("/office/money/organisations/register"))]
        if visit.principal.role is Role.COORDINATOR
        else (),
        empty="No employer or agency has an account yet.",
    )


@page("/office/money/organisations/register", who=COORDINATING)
def register_form(visit: Visit) -> Answer:
    return _organisation(visit, "")


def _organisation(visit: Visit, payer: str, *, again: bool = False) -> Answer:
    before = next((row for row in payers.all_organisations(visit.office, visit.principal) if row.payer == payer), None)
    return form(
        visit,
        title=f"Correct {before.name}" if before else "Register an organisation",
        asks=[
            Ask("line", "name", "Name", value=before.name if before else ""),
            Ask("area", "address", "Billing address", "As on a letter", value=before.address if before else ""),
            Ask("email", "email", "E-mail address for invoices", required=False, value=before.email if before else ""),
        ],
        primary="Save" if before else "Register",
        back=(before.name, f"/office/money/accounts/{payer}")
        if before
        else ("Organisations", "/office/money/organisations"),
        again=again,
    )  # fmt: skip


def _typed(fields: Fields) -> OrganisationWords:
    return OrganisationWords(
        fields.line("name", "Enter the name"),
        fields.text("address", "Enter the billing address", longest=1000),
        fields.line("email", required=False),
    )


@act("/office/money/organisations/register", who=COORDINATING)
def register(visit: Visit) -> Answer:
    words = _typed(visit.fields)
    done = tried(visit, lambda: payers.register(visit.office, visit.request(), words))
    if done is None:
        return _organisation(visit, "", again=True)
    return visit.see_other(f"/office/money/accounts/{done.result['payer']}", said=f"{words.name} is registered.")


@page("/office/money/accounts/{payer}/correct", who=COORDINATING)
def correct_form(visit: Visit, payer: str) -> Answer:
    return _organisation(visit, payer)


@act("/office/money/accounts/{payer}/correct", who=COORDINATING)
def correct(visit: Visit, payer: str) -> Answer:
    words = _typed(visit.fields)
    done = tried(
        visit,
        lambda: payers.correct(
            visit.office, visit.request(), PayerId(payer), name=words.name, address=words.address, email=words.email
        ),
    )
    if done is None:
        return _organisation(visit, payer, again=True)
    return visit.see_other(f"/office/money/accounts/{payer}", said=told(done, "Saved.", "Nothing was different."))


# ── Books ─────────────────────────────────────────────────────────────────────────────────────


@page("/office/money/books", who=OFFICE)
def books(visit: Visit) -> Answer:
    """The trial balance on a day, and every line between two days as a file."""
    fields = visit.asked("on", "first", "last")
    on = fields.day("on", required=False) or visit.today
    first, last = fields.day("first", required=False), fields.day("last", required=False)
    if visit.query("as") == "csv" and not fields.errors:
        return _lines(visit, first or date(visit.today.year, 1, 1), last or visit.today)
    balance = bookkeeping.trial_balance(visit.office, visit.principal, on)
    if visit.query("as") == "balance":
        rows = [(each.account, plain_cents(each.debit), plain_cents(each.credit)) for each in balance.accounts]
        return visit.csv(("account", "debit", "credit"), rows, f"trial-balance-{on}.csv")
    kept = currency(visit)
    return visit.show(
        "coordinator/books.html",
        title="Books",
        fields=fields,
        on=on,
        balance=balance,
        rows=[
            [spaced(each.account).capitalize(), html(Money(each.debit, kept)), html(Money(each.credit, kept))]
            for each in balance.accounts
        ] + [["Total", html(Money(balance.debit, kept)), html(Money(balance.credit, kept))]],
        first=first or date(visit.today.year, 1, 1),
        last=last or visit.today,
        sections=sections(visit, "Books"),
    )  # fmt: skip


def _lines(visit: Visit, first: date, last: date) -> Answer:
    """Double entry as the bookkeeper's program reads it."""
    rows = bookkeeping.lines(visit.office, visit.principal, first, last)
    body = "".join(csv_lines(rows)).encode("utf-8-sig")
    return visit.file(body, f"books-{first}-{last}.csv", "text/csv; charset=utf-8")


ROUTES = (accounts, organisations, register_form, register, correct_form, correct, books)
