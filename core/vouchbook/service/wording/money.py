"""The words of letters about money: charges, invoices, receipts, money given back, scholarships."""

from __future__ import annotations

from vouchbook.domain.account import Account
from vouchbook.domain.names import (
    CategoryCode,
    ChargeId,
    FeeOccasion,
    GrantId,
    InvoiceId,
    PayerId,
    PaymentId,
    PaymentMethod,
    PersonId,
    RefundId,
)
from vouchbook.domain.streams import ACCOUNT
from vouchbook.letters.accounts import FEES
from vouchbook.letters.categories import named
from vouchbook.letters.on_pages import day
from vouchbook.letters.phrases import money
from vouchbook.service import invoices, statements
from vouchbook.service.accounts import currency
from vouchbook.service.payers import is_organisation, name_of
from vouchbook.service.wording.asked import OFFICE, Asked, NotWorded, Worded

METHODS = {
    PaymentMethod.CHEQUE: "check",
    PaymentMethod.CASH: "cash",
    PaymentMethod.TRANSFER: "bank transfer",
    PaymentMethod.CARD: "card",
}


def charged(letter: Asked) -> Worded:
    account = _account(letter)
    lines = [
        {"what": what(letter, terms.occasion, terms.category), "amount": _money(letter, terms.cents),
         "due_on": day(terms.due_on)}
        for id_ in letter.about("charges").split()
        if (charge := account.charges.get(ChargeId(id_))) is not None and charge.voided_on is None
        for terms in (charge.terms,)
    ]  # fmt: skip
    if not lines:
        raise NotWorded("nothing of what was charged stands any more")
    return Worded({"lines": lines, "open": _money(letter, account.owed), "link": letter.page("/my/fees")})


def invoice(letter: Asked) -> Worded:
    shown = invoices.show(letter.office, OFFICE, InvoiceId(letter.about("invoice")), letter.office.today)
    if shown.voided_on is not None:
        raise NotWorded(f"invoice {shown.number} was voided")
    lines = [
        {
            "what": what(letter, line.occasion, line.category),
            "about": "" if str(line.about) == shown.payer else name_of(letter.office, line.about),
            "amount": money(line.cents, shown.currency),
        }
        for line in shown.lines
    ]
    words = {
        "number": shown.number,
        "issued_on": day(shown.issued_on),
        "due_on": day(shown.due_on),
        "open": money(shown.open, shown.currency),
        "lines": lines,
        "link": "" if is_organisation(shown.payer) else letter.page("/my/fees"),
    }
    return Worded(words, tuple(dict.fromkeys(PersonId(line.about) for line in shown.lines)))


def receipt(letter: Asked) -> Worded:
    payment = PaymentId(letter.about("payment"))
    found = statements.receipt(letter.office, OFFICE, payment, letter.office.today)
    if found.reversed_on is not None:
        raise NotWorded(f"the payment {payment} was taken back")
    account: Account = letter.office.load(ACCOUNT, found.payer).state
    lines = [
        {
            "what": what(letter, part.occasion, part.category) + _for(letter, part.about, found.payer),
            "amount": money(part.cents, found.currency),
        }
        for part in found.parts
    ]
    words = {
        "amount": money(found.cents, found.currency),
        "method": METHODS[found.method],
        "received_on": day(found.received_on),
        "receipt": found.payment,
        "lines": lines,
        "open": money(account.owed, found.currency) if account.owed else "",
        "credit": money(account.credit, found.currency) if account.credit > 0 else "",
    }
    return Worded(words, tuple(dict.fromkeys(part.about for part in found.parts)))


def refund(letter: Asked) -> Worded:
    account = _account(letter)
    paid = account.refunds.get(RefundId(letter.about("refund")))
    if paid is None:
        raise NotWorded(f"there is no refund {letter.about('refund')}")
    of = account.charges[paid.charge].terms if paid.charge is not None else None
    words = {
        "amount": _money(letter, paid.cents),
        "method": METHODS[paid.method],
        "paid_on": day(paid.on),
        "what": what(letter, of.occasion, of.category) if of is not None else "",
        "link": letter.page("/my/fees"),
    }
    return Worded(words)


def scholarship(letter: Asked) -> Worded:
    """To the person it pays for, whoever else would have had to pay."""
    account: Account = letter.office.load(ACCOUNT, letter.about("payer")).state
    charge = account.charges.get(ChargeId(letter.about("charge")))
    grant = charge.grants.get(GrantId(letter.about("grant"))) if charge is not None else None
    if charge is None or grant is None:
        raise NotWorded(f"there is no grant {letter.about('grant')}")
    own = letter.about("payer") == letter.to
    left = account.open(charge.terms.charge) if own else 0
    words = {
        "amount": _money(letter, grant.cents),
        "what": what(letter, charge.terms.occasion, charge.terms.category),
        "open": _money(letter, left) if left else "",
        "link": letter.page("/my/fees"),
    }
    return Worded(words)


def what(letter: Asked, occasion: FeeOccasion, category: CategoryCode | None) -> str:
    """``Registration, Infant Mental Health Specialist``."""
    association = letter.office.version_on(letter.office.today).document.association
    return FEES[occasion] + (f", {named(category, association)}" if category else "")


def _for(letter: Asked, about: PersonId, payer: PayerId) -> str:
    return "" if str(about) == payer else f", for {name_of(letter.office, about)}"


def _account(letter: Asked) -> Account:
    account: Account = letter.office.load(ACCOUNT, str(letter.queued.to.payer or letter.queued.to.person)).state
    return account


def _money(letter: Asked, cents: int) -> str:
    return money(cents, currency(letter.office, letter.office.today))
