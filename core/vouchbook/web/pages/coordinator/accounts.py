"""One account: what was charged, paid and given back; payments recorded and taken back, charges billed and moved."""

from __future__ import annotations

from vouchbook.domain.names import CategoryCode, ChargeId, FeeOccasion, PayerId, PaymentId, PaymentMethod, PersonId
from vouchbook.hookspecs import PaymentNotice
from vouchbook.letters.accounts import FEES
from vouchbook.letters.categories import named
from vouchbook.letters.names import spaced
from vouchbook.letters.on_pages import day
from vouchbook.letters.phrases import money, plain_cents
from vouchbook.letters.stated import StatedCharge, Statement
from vouchbook.service import charges, fee_charging, invoices, payers, payments, statements
from vouchbook.web.answers import Answer
from vouchbook.web.pages.coordinator.forms import Ask, currency, form, told, tried
from vouchbook.web.pages.coordinator.words import METHODS, categories
from vouchbook.web.routes import COORDINATING, OFFICE, act, page
from vouchbook.web.visit import Visit

METHOD_OPTIONS = [(method.value, words) for method, words in METHODS.items()]


def address(payer: str) -> str:
    return f"/office/money/accounts/{payer}"


@page("/office/money/accounts/{payer}", who=OFFICE)
def account(visit: Visit, payer: str) -> Answer:
    """A statement on which each charge and payment leads to what may be done with it."""
    said = statements.statement(visit.office, visit.principal, PayerId(payer), visit.today)
    names = _names(visit, said)
    return visit.show(
        "coordinator/account.html",
        title=f"Account of {names[payer]}",
        stated=said,
        names=names,
        payer=payer,
        here=address(payer),
        what=lambda charge: what(visit, charge),
        became=became,
        methods=METHODS,
        organisation=payers.is_organisation(payer),
        own=visit.person == payer,
        coordinating=visit.principal.role.value == "coordinator",
        kept=said.currency,
    )


def _names(visit: Visit, said: Statement) -> dict[str, str]:
    moved = {charge.moved_to for charge in said.charges if charge.moved_to}
    ids = {said.payer, *(charge.about for charge in said.charges), *moved}
    return statements.named(visit.office, visit.principal, tuple(str(each) for each in ids))


def what(visit: Visit, charge: StatedCharge) -> str:
    """A charge in words: the fee, and for which category or plan."""
    words = FEES[charge.occasion]
    if charge.category is not None:
        return f"{words}, {named(charge.category, visit.office.version_on(visit.today).document.association)}"
    return f"{words}, {spaced(charge.plan)}" if charge.plan else words


def became(charge: StatedCharge, kept: str) -> list[str]:
    """What of a charge was settled how."""
    parts = (
        ("paid", charge.paid), ("given back", charge.refunded), ("by a scholarship", charge.granted),
        ("written off", charge.written_off), ("void", charge.voided), ("taken over by another", charge.moved),
    )  # fmt: skip
    return [f"{money(cents, kept)} {words}" for words, cents in parts if cents]


def name_of(visit: Visit, payer: str) -> str:
    return statements.named(visit.office, visit.principal, (payer,))[payer]


# ── Money in ──────────────────────────────────────────────────────────────────────────────────


@page("/office/money/accounts/{payer}/pay", who=COORDINATING)
def pay_form(visit: Visit, payer: str) -> Answer:
    return _pay(visit, payer)


def _pay(visit: Visit, payer: str, *, again: bool = False) -> Answer:
    said = statements.statement(visit.office, visit.principal, PayerId(payer), visit.today)
    names = _names(visit, said)
    open_ = [
        (charge.charge, f"{what(visit, charge)}, {money(charge.open, said.currency)} open",
         "" if charge.about == payer else f"For {names[charge.about]}")
        for charge in said.charges
        if charge.open > 0
    ]  # fmt: skip
    asks = [
        Ask("money", "amount", "Amount in dollars", value=plain_cents(said.owed) if said.owed > 0 else ""),
        Ask("choice", "method", "How did it come in?", options=METHOD_OPTIONS),
        Ask("day", "received_on", "Day on which it came in", value=visit.today.isoformat()),
        Ask("line", "reference", "Reference", "A check's number, a transfer's; the same one is recorded only once",
            required=False),
    ]  # fmt: skip
    if open_:
        asks.append(Ask("picks", "charge", "What is it meant for?", "None: whatever is due first", options=open_,
                        required=False))  # fmt: skip
    asks.append(Ask("line", "remark", "Remark", "Kept sealed", required=False))
    return form(
        visit,
        title=f"Record a payment of {names[payer]}",
        intro=[f"They owe {money(said.owed, said.currency)} today. They get the letter “Payment received”."],
        asks=asks,
        primary="Record the payment",
        back=(f"Account of {names[payer]}", address(payer)),
        again=again,
    )


@act("/office/money/accounts/{payer}/pay", who=COORDINATING)
def pay(visit: Visit, payer: str) -> Answer:
    fields = visit.fields
    cents = fields.cents("amount", "Enter the amount")
    method = fields.choice("method", [value for value, _ in METHOD_OPTIONS], "Say how it came in")
    received_on = fields.day("received_on", "Enter the day on which it came in")
    reference, remark = fields.line("reference", required=False), fields.line("remark", required=False)
    meant = tuple(ChargeId(each) for each in fields.values("charge"))
    kept = currency(visit)

    def work() -> dict[str, object]:
        notice = PaymentNotice(
            payer=PayerId(payer), cents=cents or 0, currency=kept, method=PaymentMethod(str(method)),
            received_on=received_on or visit.today, reference=reference, charges=meant, words=remark,
        )  # fmt: skip
        return payments.pay(visit.office, visit.request(), notice).result

    result = tried(visit, work)
    if result is None:
        return _pay(visit, payer, again=True)
    return visit.see_other(address(payer), said=_paid(result, kept))


def _paid(result: dict[str, object], kept: str) -> str:
    cents, credit, balance = (int(str(result[name])) for name in ("cents", "credit", "balance"))
    if result["known"]:
        return (
            f"A payment of {money(cents, kept)} under this reference is known already; nothing new is recorded. "
            "If this is another payment, give it a reference of its own."
        )
    rest = f" {money(credit, kept)} is kept as credit." if credit > 0 else ""
    owed = f" Still owed: {money(balance, kept)}." if balance > 0 else ""
    return f"{money(cents, kept)} is recorded.{rest}{owed}"


@page("/office/money/payments/{payment}", who=OFFICE)
def receipt(visit: Visit, payment: str) -> Answer:
    """One payment with what it paid, to be printed."""
    said = statements.receipt(visit.office, visit.principal, PaymentId(payment), visit.today)
    ids = tuple({str(said.payer), *(str(part.about) for part in said.parts)})
    names = statements.named(visit.office, visit.principal, ids)
    return visit.show(
        "coordinator/receipt.html",
        title=f"Payment of {names[said.payer]}",
        stated=said,
        names=names,
        fees=FEES,
        methods=METHODS,
        back=(f"Account of {names[said.payer]}", visit.url(address(said.payer))),
        here=f"/office/money/payments/{payment}",
        coordinating=visit.principal.role.value == "coordinator",
    )


@page("/office/money/payments/{payment}/reverse", who=COORDINATING)
def reverse_form(visit: Visit, payment: str) -> Answer:
    return _reverse(visit, payment)


def _reverse(visit: Visit, id_: str, *, again: bool = False) -> Answer:
    said = statements.receipt(visit.office, visit.principal, PaymentId(id_), visit.today)
    return form(
        visit,
        title=f"Take back the payment of {money(said.cents, said.currency)}",
        intro=[f"Received on {day(said.received_on)}. It was recorded in error, or did not hold, such as a check that "
               "came back. What it paid is owed again."],
        asks=[Ask("area", "reason", "Why")],
        primary="Take it back",
        back=("The payment", f"/office/money/payments/{id_}"),
        danger=True,
        again=again,
    )  # fmt: skip


@act("/office/money/payments/{payment}/reverse", who=COORDINATING)
def reverse(visit: Visit, payment: str) -> Answer:
    reason = visit.fields.text("reason", "Say why")
    done = tried(visit, lambda: payments.reverse(visit.office, visit.request(), PaymentId(payment), reason))
    if done is None:
        return _reverse(visit, payment, again=True)
    said = told(done, "The payment is taken back; what it paid is owed again.", "It was taken back already.")
    return visit.see_other(address(done.result["payer"]), said=said)


# ── What is charged, billed and moved ─────────────────────────────────────────────────────────


@page("/office/money/accounts/{payer}/charge", who=COORDINATING)
def charge_form(visit: Visit, payer: str) -> Answer:
    return _charge(visit, payer)


def _charge(visit: Visit, payer: str, *, again: bool = False) -> Answer:
    name = name_of(visit, payer)
    return form(
        visit,
        title=f"Charge a fee to {name}",
        intro=["How much it is follows from the policy. What was charged already is not charged again."],
        asks=[
            Ask("select", "occasion", "What for?", options=[(each.value, words) for each, words in FEES.items()]),
            Ask("select", "category", "Category", "Where they have several", options=categories(visit), required=False),
        ],
        primary="Charge the fee",
        back=(f"Account of {name}", address(payer)),
        again=again,
    )


@act("/office/money/accounts/{payer}/charge", who=COORDINATING)
def charge(visit: Visit, payer: str) -> Answer:
    fields = visit.fields
    occasion = fields.choice("occasion", [each.value for each in FeeOccasion], "Say what for")
    category = fields.choice("category", [code for code, _ in categories(visit)], required=False)
    done = tried(
        visit,
        lambda: fee_charging.charge(
            visit.office, visit.request(), PersonId(payer), FeeOccasion(str(occasion)),
            category=CategoryCode(category) if category else None,
        ),
    )  # fmt: skip
    if done is None:
        return _charge(visit, payer, again=True)
    kept = currency(visit)
    made = "; ".join(
        f"{FEES[FeeOccasion(each['occasion'])]}: {money(each['cents'], kept)}" for each in done.result["charged"]
    )
    return visit.see_other(address(payer), said=f"Charged: {made}." if made else "It was charged already.")


@act("/office/money/accounts/{payer}/invoice", who=COORDINATING)
def invoice(visit: Visit, payer: str) -> Answer:
    """Bill whatever stands open and on no invoice yet."""
    done = tried(visit, lambda: invoices.issue(visit.office, visit.request(), PayerId(payer)))
    if done is None:
        return visit.see_other(address(payer), said=visit.fields.errors[0][1])
    return visit.see_other(
        f"/office/money/invoices/{done.result['number']}",
        said=f"Invoice {done.result['number']} is issued, and goes out by mail.",
    )


@page("/office/money/accounts/{payer}/move", who=COORDINATING)
def move_form(visit: Visit, payer: str) -> Answer:
    return _move(visit, payer)


def _move(visit: Visit, payer: str, *, again: bool = False) -> Answer:
    """What a person owes, to an organisation; what an organisation took over, back to the person."""
    said = statements.statement(visit.office, visit.principal, PayerId(payer), visit.today)
    names = _names(visit, said)
    if payers.is_organisation(payer):
        about = list(dict.fromkeys(charge.about for charge in said.charges if charge.open > 0))
        options = [(str(each), names[each]) for each in about]
        title, label = f"Give back what {names[payer]} took over", "To whom?"
    else:
        options = [(str(each.payer), each.name) for each in payers.all_organisations(visit.office, visit.principal)]
        title, label = f"Let an organisation pay for {names[payer]}", "Which organisation?"
    return form(
        visit,
        title=title,
        intro=[f"It takes over everything that stands open: {money(said.owed, said.currency)}."]
        if not payers.is_organisation(payer)
        else ["The person owes again what stands open and is about them."],
        asks=[Ask("select", "to", label, options=options)],
        primary="Move what is open",
        back=(f"Account of {names[payer]}", address(payer)),
        again=again,
    )


@act("/office/money/accounts/{payer}/move", who=COORDINATING)
def move(visit: Visit, payer: str) -> Answer:
    to = visit.fields.line("to", "Choose one")
    done = tried(visit, lambda: charges.take_over(visit.office, visit.request(), PayerId(to), PayerId(payer)))
    if done is None:
        return _move(visit, payer, again=True)
    moved = money(done.result["cents"], currency(visit))
    return visit.see_other(address(to), said=f"{moved} is owed here now.")


ROUTES = (
    account, pay_form, pay, receipt, reverse_form, reverse, charge_form, charge, invoice, move_form, move,
)  # fmt: skip
