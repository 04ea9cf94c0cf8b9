"""What becomes of one charge: why it is what it is, voided, written off, given back, paid by a fund."""

from __future__ import annotations

from vouchbook.domain.authorize import Role
from vouchbook.domain.names import ChargeId, FundKey, PayerId, PaymentMethod
from vouchbook.domain.refusal import Refused
from vouchbook.letters import fee_page
from vouchbook.letters.names import spaced
from vouchbook.letters.phrases import money
from vouchbook.letters.stated import StatedCharge, Statement
from vouchbook.service import charge_basis, charges, funds, statements
from vouchbook.web.answers import Answer
from vouchbook.web.pages.coordinator.accounts import METHOD_OPTIONS, address, became, name_of, what
from vouchbook.web.pages.coordinator.forms import Ask, currency, form, told, tried
from vouchbook.web.routes import COORDINATING, OFFICE, act, page
from vouchbook.web.visit import Visit


def _found(visit: Visit, payer: str, id_: str) -> tuple[Statement, StatedCharge]:
    """:raises Refused: the account has no such charge"""
    said = statements.statement(visit.office, visit.principal, PayerId(payer), visit.today)
    found = next((charge for charge in said.charges if charge.charge == id_), None)
    if found is None:
        raise Refused("unknown_charge", charge=id_)
    return said, found


def _facts(visit: Visit, said: Statement, found: StatedCharge) -> list[tuple[str, object]]:
    return [
        ("Charge", what(visit, found)),
        ("Amount", money(found.cents, said.currency)),
        ("So far", ", ".join(became(found, said.currency)) or "nothing was paid"),
        ("Still open", money(found.open, said.currency)),
    ]


def _back(visit: Visit, payer: str) -> tuple[str, str]:
    return (f"Account of {name_of(visit, payer)}", address(payer))


@page("/office/money/accounts/{payer}/charges/{charge}", who=OFFICE)
def one(visit: Visit, payer: str, charge: str) -> Answer:
    """Why it is what it is, and what may be done with it."""
    said, found = _found(visit, payer, charge)
    basis = charge_basis.why(visit.office, visit.principal, PayerId(payer), ChargeId(charge))
    back = _back(visit, payer)
    return visit.show(
        "coordinator/charge.html",
        title=what(visit, found),
        facts=_facts(visit, said, found),
        stated=list(fee_page.why(basis, visit.office.version_on(visit.today).document.association)),
        found=found,
        here=f"{address(payer)}/charges/{charge}",
        back=(back[0], visit.url(back[1])),
        own=visit.person in (payer, found.about),
        coordinating=visit.principal.role is Role.COORDINATOR,
    )


def _ask_why(visit: Visit, payer: str, id_: str, title: str, words: str, primary: str, *, again: bool) -> Answer:
    said, found = _found(visit, payer, id_)
    return form(
        visit,
        title=title,
        intro=[words],
        facts=_facts(visit, said, found),
        asks=[Ask("area", "reason", "Why", "Kept sealed")],
        primary=primary,
        back=_back(visit, payer),
        danger=True,
        again=again,
    )


# ── Charged in error, given up ────────────────────────────────────────────────────────────────


@page("/office/money/accounts/{payer}/charges/{charge}/void", who=COORDINATING)
def void_form(visit: Visit, payer: str, charge: str) -> Answer:
    return _void(visit, payer, charge)


def _void(visit: Visit, payer: str, charge: str, *, again: bool = False) -> Answer:
    words = "It was charged in error: nothing is owed of it any more."
    return _ask_why(visit, payer, charge, "Void this charge", words, "Void the charge", again=again)


@act("/office/money/accounts/{payer}/charges/{charge}/void", who=COORDINATING)
def void(visit: Visit, payer: str, charge: str) -> Answer:
    reason = visit.fields.text("reason", "Say why")
    done = tried(visit, lambda: charges.void(visit.office, visit.request(), PayerId(payer), ChargeId(charge), reason))
    if done is None:
        return _void(visit, payer, charge, again=True)
    return visit.see_other(address(payer), said=told(done, "The charge is void.", "It was void already."))


@page("/office/money/accounts/{payer}/charges/{charge}/write-off", who=OFFICE, fresh=True)
def write_off_form(visit: Visit, payer: str, charge: str) -> Answer:
    return _write_off(visit, payer, charge)


def _write_off(visit: Visit, payer: str, charge: str, *, again: bool = False) -> Answer:
    words = "What stands open of it is given up. It can be taken back later."
    return _ask_why(visit, payer, charge, "Write off this charge", words, "Write it off", again=again)


@act("/office/money/accounts/{payer}/charges/{charge}/write-off", who=OFFICE, fresh=True)
def write_off(visit: Visit, payer: str, charge: str) -> Answer:
    reason = visit.fields.text("reason", "Say why")
    done = tried(
        visit, lambda: charges.write_off(visit.office, visit.request(), PayerId(payer), ChargeId(charge), reason)
    )
    if done is None:
        return _write_off(visit, payer, charge, again=True)
    said = told(done, f"{money(done.result['cents'], currency(visit))} is written off.")
    return visit.see_other(address(payer), said=said)


@page("/office/money/accounts/{payer}/charges/{charge}/owe-again", who=OFFICE, fresh=True)
def owe_again_form(visit: Visit, payer: str, charge: str) -> Answer:
    return _owe_again(visit, payer, charge)


def _owe_again(visit: Visit, payer: str, charge: str, *, again: bool = False) -> Answer:
    words = "What was written off of it is owed again: it was given up in error, or is paid after all."
    return _ask_why(visit, payer, charge, "Take back the write-off", words, "Owe it again", again=again)


@act("/office/money/accounts/{payer}/charges/{charge}/owe-again", who=OFFICE, fresh=True)
def owe_again(visit: Visit, payer: str, charge: str) -> Answer:
    reason = visit.fields.text("reason", "Say why")
    done = tried(
        visit,
        lambda: charges.take_back_write_off(visit.office, visit.request(), PayerId(payer), ChargeId(charge), reason),
    )
    if done is None:
        return _owe_again(visit, payer, charge, again=True)
    return visit.see_other(address(payer), said=told(done, "It is owed again."))


# ── Money back ────────────────────────────────────────────────────────────────────────────────


@page("/office/money/accounts/{payer}/refund", who=OFFICE, fresh=True)
def refund_form(visit: Visit, payer: str) -> Answer:
    return _refund(visit, payer)


def _refund(visit: Visit, payer: str, *, again: bool = False) -> Answer:
    """Of what was paid for a charge, or of the credit; beyond the terms it is the board's to allow."""
    said = statements.statement(visit.office, visit.principal, PayerId(payer), visit.today)
    board = visit.principal.role is Role.BOARD
    options = [
        (str(each.charge), f"{what(visit, each)}: {money(each.paid, said.currency)} paid")
        for each in said.charges
        if each.paid > each.refunded
    ]
    if said.credit > 0 and not board:
        options.append(("credit", f"Credit: {money(said.credit, said.currency)}"))
    if board:
        intro = ["As a board officer you may give back more than the terms of a charge allow, with a reason."]
    else:
        intro = ["Without an amount, as much goes back as the terms of the charge allow. Beyond that, only a board "
                 "officer may decide."]  # fmt: skip
    return form(
        visit,
        title=f"Give money back to {name_of(visit, payer)}",
        intro=intro,
        asks=[
            Ask("choice", "charge", "Of what?", options=options),
            Ask("money", "amount", "Amount in dollars", required=board),
            Ask("choice", "method", "How does it go back?", options=METHOD_OPTIONS),
            Ask("area", "reason", "Why", "Kept sealed", required=board),
        ],
        primary="Give it back",
        back=_back(visit, payer),
        danger=True,
        again=again,
    )


@act("/office/money/accounts/{payer}/refund", who=OFFICE, fresh=True)
def refund(visit: Visit, payer: str) -> Answer:
    fields = visit.fields
    board = visit.principal.role is Role.BOARD
    of = fields.line("charge", "Say of what")
    cents = fields.cents("amount", "Enter the amount") if board or fields.value("amount").strip() else None
    method = fields.choice("method", [value for value, _ in METHOD_OPTIONS], "Say how it goes back")
    reason = fields.text("reason", "Give the reason", required=board)
    done = tried(
        visit,
        lambda: charges.refund(
            visit.office, visit.request(), PayerId(payer), None if of == "credit" else ChargeId(of), cents,
            PaymentMethod(str(method)), reason=reason, exception=board,
        ),
    )  # fmt: skip
    if done is None:
        return _refund(visit, payer, again=True)
    said = told(done, f"{money(done.result['cents'], currency(visit))} goes back; they get the letter “Refund paid”.")
    return visit.see_other(address(payer), said=said)


# ── Scholarships ──────────────────────────────────────────────────────────────────────────────


@page("/office/money/accounts/{payer}/charges/{charge}/grant", who=COORDINATING)
def grant_form(visit: Visit, payer: str, charge: str) -> Answer:
    return _grant(visit, payer, charge)


def _grant(visit: Visit, payer: str, charge: str, *, again: bool = False) -> Answer:
    said, found = _found(visit, payer, charge)
    kept = [
        (row.fund, spaced(row.fund).capitalize(), f"{money(row.left, said.currency)} left")
        for row in funds.listing(visit.office, visit.principal)
    ]
    return form(
        visit,
        title="Let a fund pay for this charge",
        intro=[] if kept else ["No fund is kept yet. Open one first, under Money, Funds."],
        facts=_facts(visit, said, found),
        asks=[
            Ask("choice", "fund", "Which fund?", options=kept),
            Ask("money", "amount", "Amount in dollars", "Empty: all that stands open", required=False),
        ],
        primary="Grant it",
        back=_back(visit, payer),
        again=again,
    )


@act("/office/money/accounts/{payer}/charges/{charge}/grant", who=COORDINATING)
def grant(visit: Visit, payer: str, charge: str) -> Answer:
    fields = visit.fields
    fund = fields.line("fund", "Choose a fund")
    cents = fields.cents("amount", required=False)
    done = tried(
        visit,
        lambda: funds.grant(visit.office, visit.request(), FundKey(fund), PayerId(payer), ChargeId(charge), cents),
    )
    if done is None:
        return _grant(visit, payer, charge, again=True)
    paid = money(done.result["cents"], currency(visit))
    return visit.see_other(address(payer), said=told(done, f"The fund pays {paid}."))


ROUTES = (
    one, void_form, void, write_off_form, write_off, owe_again_form, owe_again, refund_form, refund, grant_form, grant,
)  # fmt: skip
