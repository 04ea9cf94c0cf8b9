"""What becomes of a charge: voided, written off, given back, taken over by an employer or agency."""

from __future__ import annotations

from vouchbook.domain import account as accounts
from vouchbook.domain.account import Account, RefundPaid
from vouchbook.domain.authorize import Action
from vouchbook.domain.names import ChargeId, PayerId, PaymentMethod, PersonId, RefundId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import ACCOUNT
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.outbox import Recipient, letters
from vouchbook.service.payers import is_organisation, known_payer, whose
from vouchbook.service.written import sealed_reason


def void(office: Office, request: Request, payer: PayerId, charge: ChargeId, reason: str) -> Done:
    """Say that somebody was charged in error; what was paid for it goes back first.

    :raises Refused: unknown, paid, granted, billed or moved
    """
    _allow(office, request, Action.KEEP_ACCOUNT, payer, charge)

    def plan() -> Plan:
        loaded = known_payer(office, payer)
        command = accounts.VoidCharge(charge, request.on, sealed_reason(PersonId(payer), reason))
        events = accounts.decide(command, loaded.state)
        state: Account = ACCOUNT.fold(events, loaded.state)
        return Plan(writes=(loaded.write(events),), result={"payer": payer, "charge": charge, "balance": state.balance})

    return office.record(request, "void_charge", [payer, charge, reason], plan)


def write_off(office: Office, request: Request, payer: PayerId, charge: ChargeId, reason: str) -> Done:
    """Give up what stands open of a charge.

    :raises Refused: unknown, or nothing of it is open
    """
    _allow(office, request, Action.WRITE_OFF, payer, charge)

    def plan() -> Plan:
        loaded = known_payer(office, payer)
        command = accounts.WriteOff(charge, request.on, sealed_reason(PersonId(payer), reason))
        events = accounts.decide(command, loaded.state)
        state: Account = ACCOUNT.fold(events, loaded.state)
        return Plan(
            writes=(loaded.write(events),),
            result={
                "payer": payer,
                "charge": charge,
                "cents": state.charges[charge].written_off,
                "balance": state.balance,
            },
        )

    return office.record(request, "write_off", [payer, charge, reason], plan)


def take_back_write_off(office: Office, request: Request, payer: PayerId, charge: ChargeId, reason: str) -> Done:
    """Let what was given up of a charge be owed again: given up in error, or paid after all.

    :raises Refused: unknown, voided, or nothing of it was written off
    """
    office.allow(request.principal, Action.WRITE_OFF, whose(payer))

    def plan() -> Plan:
        loaded = known_payer(office, payer)
        command = accounts.TakeBackWriteOff(charge, request.on, sealed_reason(PersonId(payer), reason))
        events = accounts.decide(command, loaded.state)
        state: Account = ACCOUNT.fold(events, loaded.state)
        return Plan(
            writes=(loaded.write(events),),
            result={
                "payer": payer,
                "charge": charge,
                "cents": sum(event.cents for event in events if isinstance(event, accounts.WriteOffTakenBack)),
                "open": state.open(charge),
                "balance": state.balance,
            },
        )

    return office.record(request, "take_back_write_off", [payer, charge, reason], plan)


def refund(
    office: Office,
    request: Request,
    payer: PayerId,
    charge: ChargeId | None,
    cents: int | None,
    method: PaymentMethod,
    *,
    reason: str = "",
    exception: bool = False,
) -> Done:
    """Give money back: of what was paid for a charge or, without one, of what the payer has in credit.

    Without ``cents``, as much as the terms of the charge allow. With ``exception``, up to what was paid, for the
    reason that a board officer gives.

    :raises Refused: more than is possible; the parameters say how much is
    """
    action = Action.REFUND_BEYOND_TERMS if exception else Action.REFUND
    _allow(office, request, action, payer, charge)
    if exception and not reason.strip():
        raise Refused("reason_missing")

    def plan() -> Plan:
        loaded = known_payer(office, payer)
        command = accounts.Refund(
            refund=RefundId(office.edge.mint("re")),
            charge=charge,
            cents=cents,
            method=method,
            on=request.on,
            exception=exception,
            reason=sealed_reason(PersonId(payer), reason) if reason.strip() else None,
        )
        events = accounts.decide(command, loaded.state)
        (paid,) = (event for event in events if isinstance(event, RefundPaid))
        state: Account = ACCOUNT.fold(events, loaded.state)
        return Plan(
            writes=(loaded.write(events),),
            jobs=letters(office, request, events, ("refund_paid", Recipient(payer=payer), {"refund": paid.refund})),
            result={
                "payer": payer,
                "refund": paid.refund,
                "charge": charge,
                "cents": paid.cents,
                "exception": paid.exception,
                "balance": state.balance,
            },
        )

    return office.record(request, "refund", [payer, charge, cents, method, reason, exception], plan)


def take_over(
    office: Office, request: Request, to: PayerId, from_: PayerId, charges: tuple[ChargeId, ...] = ()
) -> Done:
    """Let an employer or agency owe what stands open of somebody's charges, or the person again what it gave back.

    Without ``charges``, all that stand open; of an organisation's, those about the person.

    :raises Refused: nothing open, a charge on an invoice, or between two people
    """
    person = PersonId(from_ if is_organisation(to) else to)
    for payer in (from_, to):
        office.allow(request.principal, Action.KEEP_ACCOUNT, whose(payer))

    def plan() -> Plan:
        if is_organisation(to) == is_organisation(from_):
            raise Refused("not_between_these", to=to, payer=from_)
        giving, taking = known_payer(office, from_), known_payer(office, to)
        left: Account = giving.state
        gained: Account = taking.state
        theirs = [id_ for id_, each in left.charges.items() if each.terms.about == person and left.open(id_) > 0]
        out: list[accounts.Event] = []
        into: list[accounts.Event] = []
        for charge in dict.fromkeys(charges or theirs):
            known = left.charges.get(charge)
            if known is not None and known.terms.about != person:
                raise Refused("charge_about_another", charge=charge, person=person)
            moved = accounts.decide(accounts.MoveOut(charge, to, request.on), left)
            if moved:
                taken = accounts.handed_over(left, left.charges[charge], from_, request.on)
                came = accounts.decide(taken, gained)
                left, gained = ACCOUNT.fold(moved, left), ACCOUNT.fold(came, gained)
                out, into = [*out, *moved], [*into, *came]
        if not charges and not theirs:
            raise Refused("nothing_to_take_over", payer=from_, person=person)
        cents = sum(event.cents for event in into if isinstance(event, accounts.ChargeTakenOver))
        return Plan(
            writes=(giving.write(out), taking.write(into)),
            result={"to": to, "from": from_, "charges": list(charges or theirs), "cents": cents},
        )

    return office.record(request, "take_over", [to, from_, charges], plan)


def _allow(office: Office, request: Request, action: Action, payer: PayerId, charge: ChargeId | None) -> None:
    """Nobody gives up or gives back what is charged for themself, whoever has taken it over.

    :raises Refused: not for the asker
    """
    office.allow(request.principal, action, whose(payer))
    account: Account = office.load(ACCOUNT, payer).state
    known = account.charges.get(charge) if charge is not None else None
    if known is not None:
        office.allow(request.principal, action, whose(known.terms.about))
