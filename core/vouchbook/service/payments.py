"""Money that comes in: typed by the coordinator or told by a payment provider, recorded once, taken back if wrong."""

from __future__ import annotations

from collections.abc import Mapping

from vouchbook.defaults import MANUAL
from vouchbook.domain import account as accounts
from vouchbook.domain.account import Account, PaymentWords
from vouchbook.domain.authorize import Action
from vouchbook.domain.names import KeyedDigest, PayerId, PaymentId, PaymentProviderName, PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Purpose, Sealed
from vouchbook.domain.streams import ACCOUNT
from vouchbook.hookspecs import PaymentNotice, PaymentProvider
from vouchbook.ledger.entries import Claim
from vouchbook.ledger.errors import Taken
from vouchbook.policy.portfolio_file import folded
from vouchbook.projections.payments import PaymentRow, payment, payments_told
from vouchbook.service.accounts import currency
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.outbox import Recipient, letters
from vouchbook.service.payers import known_payer, whose
from vouchbook.service.written import described, sealed_reason


def pay(office: Office, request: Request, notice: PaymentNotice) -> Done:
    """Record a payment that the coordinator tells of; the same cheque of the same payer only once.

    :raises Refused: nothing came, or after today; another currency; known under its reference with other particulars
    """
    return _received(office, request, MANUAL.name, notice)


def notify(office: Office, request: Request, provider: PaymentProviderName, notification: bytes) -> Done:
    """Record the payment of which a provider's notification tells, once for all notifications of it.

    :raises Refused: an unknown provider, nothing that it reads, or what ``pay`` refuses
    :raises WrongAnswer: the provider failed
    """
    office.allow(request.principal, Action.RECORD_PAYMENT)
    association = office.association(request.on)
    known: Mapping[PaymentProviderName, PaymentProvider] = association.payment_providers()
    if provider not in known:
        raise Refused("unknown_payment_provider", provider=provider, providers=tuple(known))
    notice = association.payment_notice(known[provider], notification)
    if notice is None:
        raise Refused("notification_unreadable", provider=provider)
    if not notice.reference and provider != MANUAL.name:
        raise Refused("reference_missing", provider=provider)
    return _received(office, request, provider, notice)


def _received(office: Office, request: Request, provider: PaymentProviderName, notice: PaymentNotice) -> Done:
    payer = notice.payer
    office.allow(request.principal, Action.RECORD_PAYMENT, whose(payer))
    kept = currency(office, request.on)
    if notice.currency != kept:
        raise Refused("other_currency", currency=notice.currency, kept=kept)
    words = PaymentWords(described("the reference", notice.reference), described("the remark", notice.words))
    reference = _reference(office, provider, payer, notice)

    def plan() -> Plan:
        loaded = known_payer(office, payer)
        before = _known(office, provider, reference)
        if before is not None:
            _must_be_same(before, notice)
            return Plan(writes=(), result=_told(before.payment, payer, before.cents, loaded.state, known=True))
        id_ = PaymentId(office.edge.mint("pay"))
        command = accounts.Receive(
            payment=id_,
            cents=notice.cents,
            method=notice.method,
            provider=provider,
            reference=reference,
            received_on=notice.received_on,
            charges=notice.charges,
            words=Sealed(Purpose.EVIDENCE, (PersonId(payer),), words) if words != PaymentWords("") else None,
            today=request.on,
        )
        events = accounts.decide(command, loaded.state)
        return Plan(
            writes=(loaded.write(events),),
            claims=(_claim(office, provider, reference),) if reference is not None else (),
            jobs=letters(office, request, events, ("payment_received", Recipient(payer=payer), {"payment": id_})),
            result=_told(id_, payer, notice.cents, ACCOUNT.fold(events, loaded.state), known=False),
        )

    try:
        return office.record(request, "receive_payment", [provider, notice], plan)
    except Taken:  # told of at the same moment by somebody else, who was faster
        return office.record(request, "receive_payment", [provider, notice], plan)


def reverse(office: Office, request: Request, id_: PaymentId, reason: str) -> Done:
    """Say that a payment was recorded in error or did not hold; what it paid is owed again.

    A cheque that came back can be recorded again when it is presented again; a provider's payment stays known.

    :raises Refused: there is no such payment
    """
    row = _found(office, request, Action.RECORD_PAYMENT, id_)

    def plan() -> Plan:
        loaded = known_payer(office, row.payer)
        command = accounts.Reverse(id_, request.on, sealed_reason(PersonId(row.payer), reason))
        events = accounts.decide(command, loaded.state)
        again = events and row.reference is not None and row.provider == MANUAL.name
        released = _claim(office, row.provider, KeyedDigest(row.reference or ""))
        state: Account = ACCOUNT.fold(events, loaded.state)
        return Plan(
            writes=(loaded.write(events),),
            released=(released,) if again else (),
            result={"payment": id_, "payer": row.payer, "cents": row.cents, "balance": state.balance},
        )

    return office.record(request, "reverse_payment", [id_, reason], plan)


def _found(office: Office, request: Request, action: Action, id_: PaymentId) -> PaymentRow:
    """The payment, if the asker may do this to it.

    :raises Refused: there is none of that id, or not for the asker
    """
    found = payment(office.book, id_)
    office.allow(request.principal, action, whose(found[0].payer if found else ""))
    if not found:
        raise Refused("unknown_payment", payment=id_)
    return found[0]


def _reference(
    office: Office, provider: PaymentProviderName, payer: PayerId, notice: PaymentNotice
) -> KeyedDigest | None:
    """By what a payment is known again: a provider's own id to the letter; typed, how whoever paid calls it."""
    if provider != MANUAL.name:
        return office.vault.keyed_digest("payment", notice.reference)
    if not notice.reference.strip():
        return None
    return office.keyed("payment", "\0".join((payer, notice.method.value, folded(notice.reference))))


def _known(office: Office, provider: PaymentProviderName, reference: KeyedDigest | None) -> PaymentRow | None:
    if reference is None:
        return None
    told = office.listed(payments_told, provider, reference)
    standing = [row for row in told if not row.reversed or provider != MANUAL.name]
    return standing[0] if standing else None


def _must_be_same(before: PaymentRow, notice: PaymentNotice) -> None:
    """:raises Refused: somebody told of another payment under this reference"""
    if (before.payer, before.cents, before.method) != (notice.payer, notice.cents, notice.method.value):
        raise Refused("payment_differs", payment=before.payment, recorded=before.cents, cents=notice.cents)


def _claim(office: Office, provider: str, reference: KeyedDigest) -> Claim:
    return office.claim("payment", provider, reference)


def _told(id_: PaymentId, payer: PayerId, cents: int, account: Account, *, known: bool) -> dict[str, object]:
    parts = [{"charge": part.charge, "cents": part.cents} for part in account.allocation.parts if part.payment == id_]
    return {
        "payment": id_,
        "payer": payer,
        "received_on": account.payments[id_].received.received_on.isoformat(),
        "cents": cents,
        "known": known,
        "parts": parts,
        "credit": account.credit,
        "balance": account.balance,
    }
