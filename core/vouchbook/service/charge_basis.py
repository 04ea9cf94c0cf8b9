"""Why somebody was charged what they were: the policy version and the row of it on which one charge rests."""

from __future__ import annotations

from vouchbook.domain.account import Account
from vouchbook.domain.authorize import Action, Principal
from vouchbook.domain.names import CategoryCode, ChargeId, Digest, FeeOccasion, PayerId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import ACCOUNT
from vouchbook.letters.stated import ChargeBasis, RestsOn
from vouchbook.policy.document import FeeRow, PolicyDocument
from vouchbook.policy.fees import digest_of, upgrade_row
from vouchbook.service.office import Office
from vouchbook.service.payers import known_payer, whose


def why(office: Office, principal: Principal, payer: PayerId, charge: ChargeId) -> ChargeBasis:
    """What a charge was recorded with, and what the policy of then says where it names no more than a digest.

    :raises Refused: not for the asker, or this account has no such charge
    """
    office.allow(principal, Action.SEE_ACCOUNT, whose(payer))
    known_payer(office, payer)
    state: Account = office.load(ACCOUNT, payer).state
    if charge not in state.charges:
        raise Refused("unknown_charge", charge=charge)
    terms = state.charges[charge].terms
    adopted = office.policies.version(terms.policy)
    document = office.version(terms.policy).document if adopted is not None else None
    rests_on = _row(document, terms.row) if document is not None else None
    less = (
        document is not None
        and rests_on is not None
        and terms.category is not None
        and terms.occasion in (FeeOccasion.REGISTRATION, FeeOccasion.PROCESSING)
        and terms.cents < rests_on.cents
        and upgrade_row(document, CategoryCode(terms.category), terms.due_on) is not None
    )
    return ChargeBasis(
        charge=charge,
        payer=payer,
        about=terms.about,
        occasion=terms.occasion,
        category=terms.category,
        plan=terms.plan,
        subject=terms.subject,
        cents=terms.cents,
        currency=document.association.currency if document is not None else None,
        on=terms.on,
        due_on=terms.due_on,
        refund=terms.refund,
        kept=terms.kept,
        paid_before=terms.paid_before,
        confirmed=terms.confirmed,
        policy=terms.policy,
        in_force_from=adopted.in_force_from if adopted is not None else None,
        row=rests_on,
        upgrade=less,
    )


def _row(document: PolicyDocument, digest: Digest | None) -> RestsOn | None:
    found: FeeRow | None = next((row for row in document.fee if digest_of(row) == digest), None)
    if found is None:
        return None
    source = document.sources.get(found.source)
    return RestsOn(
        cents=found.amount,
        for_=found.for_,
        plan=found.plan,
        members=found.members,
        from_=found.from_,
        until=found.until,
        source=source.title if source is not None else found.source,
        url=source.url if source is not None else None,
        line=found.line,
        note=found.note,
        confirmed=found.confirmed,
    )
