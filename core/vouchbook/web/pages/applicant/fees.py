"""Membership and fees in one place: what is due and why, what can be joined, who else may pay, what was paid."""

from __future__ import annotations

from msgspec import Struct

from vouchbook.defaults import MANUAL, PolicySilent
from vouchbook.domain.names import ChargeId, FeeOccasion, InvoiceId, PayerId, PaymentId, Source
from vouchbook.domain.refusal import Refused
from vouchbook.letters import fee_page as said
from vouchbook.letters.fee_schedule import refund
from vouchbook.letters.memberships import SeenTerm, Status
from vouchbook.letters.names import spaced
from vouchbook.letters.on_pages import day
from vouchbook.letters.phrases import money
from vouchbook.letters.stated import Receipt, StatedCharge, Statement
from vouchbook.policy.document import AssociationRow, PlanRow, ruling_row
from vouchbook.service import access_log, charge_basis, fees, invoices, members, statements, wishes
from vouchbook.service.wishes import SeenWish
from vouchbook.web.answers import Answer
from vouchbook.web.routes import OWN, page
from vouchbook.web.visit import Visit


class Offer(Struct, frozen=True):
    """A plan that may be joined today, and what it costs."""

    key: str
    name: str
    price: str
    terms: str
    source: str
    confirmed: bool
    covers: bool


class Line(Struct, frozen=True):
    """A charge as the page shows it."""

    what: str
    cents: str
    became: str
    due: str
    overdue: bool
    why: str
    invoice: str
    confirmed: bool


@page("/my/fees", who=OWN)
def account(visit: Visit) -> Answer:
    statement = _statement(visit)
    access_log.read(visit.office, visit.principal, visit.about, "account")
    due = [charge for charge in statement.charges if charge.open > 0]
    standing = members.status(visit.office, visit.principal, visit.about, visit.today)
    mine = wishes.of_person(visit.office, visit.principal, visit.about)
    providers = visit.office.association(visit.today).payment_providers()
    return visit.show(
        "fees/account.html",
        title="Membership and fees",
        due=[_line(visit, statement, each) for each in due],
        total=money(sum(each.open for each in due), statement.currency),
        credit=money(statement.credit, statement.currency) if statement.credit > 0 else "",
        rest=money(statement.balance, statement.currency) if statement.credit > 0 and statement.balance > 0 else "",
        reference=visit.about,
        contact=visit.hosting.brand(visit.association).contact,
        payee=_association(visit).name,
        online=sorted(name for name in providers if name != MANUAL.name),
        member=_member(standing),
        soon=standing.through is not None and (standing.through - visit.today).days <= 60,
        offers=[offer_of(visit, key) for key in wishes.plans_for_persons(visit.office, visit.today)],
        wished=[_wish(visit, each) for each in mine],
        asked={each.plan for each in mine if each.open and each.plan},
        charges=[_line(visit, statement, each) for each in reversed(statement.charges)],
        payments=[_payment(visit, each) for each in reversed(statement.payments)],
        refunds=[
            (day(each.on), money(each.cents, statement.currency), said.METHODS[each.method])
            for each in reversed(statement.refunds)
        ],
        invoices=_invoices(visit, statement),
        funds=_funds(visit),
    )


def _statement(visit: Visit) -> Statement:
    return statements.statement(visit.office, visit.principal, PayerId(visit.about), visit.today)


def _association(visit: Visit) -> AssociationRow:
    return visit.office.version_on(visit.today).document.association


def _line(visit: Visit, statement: Statement, charge: StatedCharge) -> Line:
    return Line(
        what=said.what(charge, _association(visit)),
        cents=money(charge.open or charge.cents, statement.currency),
        became=said.became(charge, statement.currency),
        due=day(charge.due_on),
        overdue=charge.open > 0 and charge.due_on < visit.today,
        why=visit.url(f"/my/fees/charges/{charge.charge}"),
        invoice=visit.url(f"/my/fees/invoices/{charge.invoice}") if charge.invoice else "",
        confirmed=charge.confirmed,
    )


def _payment(visit: Visit, each: Receipt) -> tuple[str, str, str, str, str]:
    words = f"Taken back on {day(each.reversed_on)}" if each.reversed_on else ""
    address = visit.url(f"/my/fees/receipts/{each.payment}")
    return day(each.received_on), money(each.cents, each.currency), said.METHODS[each.method], address, words


def _member(standing: Status) -> str:
    if standing.member and standing.since and standing.through:
        return f"You are a member from {day(standing.since)} through {day(standing.through)}."
    stated = max((t.last for t in standing.terms if _stated(t, standing)), default=None)
    if stated is not None:
        return f"You stated a membership through {day(stated)}. It counts once the coordinator has confirmed it."
    ended = max((term.last for term in standing.terms if not term.void and term.held_by == "person"), default=None)
    if ended is not None and ended < standing.on:
        return f"You are not a member now. Your membership ended on {day(ended)}."
    return "You are not a member now."


def _stated(term: SeenTerm, standing: Status) -> bool:
    ours = term.of == standing.association and term.held_by != "organisation" and not term.void
    return ours and term.source is Source.ASSERTED and term.first <= standing.on <= term.last


def offer_of(visit: Visit, key: str) -> Offer:
    rows = tuple(row for row in visit.office.version_on(visit.today).document.plan if row.key == key)
    row: PlanRow | None = ruling_row(rows, visit.today)
    currency = _association(visit).currency
    try:
        quote = fees.quote(
            visit.office, visit.principal, visit.about, FeeOccasion.MEMBERSHIP, on=visit.today, plan=rows[0].key
        )
    except (PolicySilent, Refused):
        quote = None
    fee = quote.fees[0] if quote and quote.fees else None
    return Offer(
        key=key,
        name=row.name if row is not None else spaced(key),
        price=money(quote.cents, currency) if quote is not None else "ask the coordinator",
        terms=f"{refund(fee.refund, fee.kept, currency).capitalize()}." if fee else "",
        source=": ".join(filter(None, (_source(visit, fee.source), fee.line))) if fee else "",
        confirmed=fee.confirmed if fee is not None else row is None or row.confirmed,
        covers=row is not None and "endorsement" in row.covers,
    )


def _source(visit: Visit, key: str) -> str:
    found = visit.office.version_on(visit.today).document.sources.get(key)
    return found.title if found is not None else key


def _wish(visit: Visit, each: SeenWish) -> tuple[str, str, str, str, str, str]:
    """What was asked, when, the state, its colour, the words of both, and where it is taken back."""
    what = said.WISHES[each.kind] + (f": {spaced(each.plan)}" if each.plan else "")
    if each.answer is not None:
        state, colour = said.ANSWERS[each.answer.value], "good" if each.answer.value == "done" else "bad"
    elif each.taken_back_on is not None:
        state, colour = "Taken back", "wait"
    else:
        state, colour = "Waiting for the office", "active"
    back = visit.url(f"/my/fees/requests/{each.wish}/take-back") if each.open else ""
    words = each.words + (f" – The office: {each.answered}" if each.answered else "")
    return what, day(each.made_on), state, colour, words, back


def _invoices(visit: Visit, statement: Statement) -> list[tuple[str, str]]:
    found = dict.fromkeys(each.invoice for each in statement.charges if each.invoice)
    shown = [invoices.show(visit.office, visit.principal, id_, visit.today) for id_ in found if id_]
    return [
        (f"{each.number} of {day(each.issued_on)}", visit.url(f"/my/fees/invoices/{each.invoice}")) for each in shown
    ]


def _funds(visit: Visit) -> list[str]:
    rows = visit.office.version_on(visit.today).document.fund
    return sorted({f"{spaced(occasion)}" for row in rows for occasion in row.pays})


# ── One thing ─────────────────────────────────────────────────────────────────────────────────


@page("/my/fees/charges/{charge}", who=OWN)
def charge(visit: Visit, charge: str) -> Answer:
    found = charge_basis.why(visit.office, visit.principal, PayerId(visit.about), ChargeId(charge))
    statement = _statement(visit)
    line = next((each for each in statement.charges if each.charge == charge), None)
    return visit.show(
        "fees/charge.html",
        title="Why this was charged",
        what=said.what(found, _association(visit)),
        reasons=[*said.why(found, _association(visit))],
        became=said.became(line, statement.currency) if line is not None else "",
    )


@page("/my/fees/receipts/{payment}", who=OWN)
def receipt(visit: Visit, payment: str) -> Answer:
    found = statements.receipt(visit.office, visit.principal, PaymentId(payment), visit.today)
    if found.payer != PayerId(visit.about):
        raise Refused("unknown_payment", payment=payment)
    return visit.show(
        "fees/receipt.html",
        title="Receipt",
        payee=_association(visit).name,
        payer=visit.name_of_about,
        receipt=found,
        method=said.METHODS[found.method],
        cents=money(found.cents, found.currency),
        parts=[(said.what(each, _association(visit)), money(each.cents, found.currency)) for each in found.parts],
        rest=money(found.rest, found.currency) if found.rest else "",
        back=money(found.paid_back, found.currency) if found.paid_back else "",
    )


@page("/my/fees/invoices/{invoice}", who=OWN)
def invoice(visit: Visit, invoice: str) -> Answer:
    found = invoices.show(visit.office, visit.principal, InvoiceId(invoice), visit.today)
    if found.payer != PayerId(visit.about):
        raise Refused("unknown_invoice", invoice=invoice)
    return visit.show(
        "fees/invoice.html",
        title=f"Invoice {found.number}",
        payee=_association(visit).name,
        payer=visit.name_of_about,
        contact=visit.hosting.brand(visit.association).contact,
        invoice=found,
        lines=[(said.what(each, _association(visit)), money(each.cents, found.currency)) for each in found.lines],
        cents=money(found.cents, found.currency),
        settled=money(found.cents - found.open, found.currency) if found.open != found.cents else "",
        open=money(found.open, found.currency),
        assumed=any(not each.confirmed for each in found.lines),
    )


ROUTES = (account, charge, receipt, invoice)
