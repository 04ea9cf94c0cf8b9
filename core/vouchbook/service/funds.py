"""Funds: opened and filled, and what they grant for a charge; the fund and the account say so in one append."""

from __future__ import annotations

from msgspec import Struct

from vouchbook.domain import account as accounts
from vouchbook.domain import fund as funds
from vouchbook.domain.account import Account
from vouchbook.domain.authorize import Action, Circumstances, Principal
from vouchbook.domain.fund import Fund
from vouchbook.domain.names import ChargeId, FeeOccasion, FundKey, GrantId, PayerId, PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Purpose, Sealed
from vouchbook.domain.streams import ACCOUNT, FUND
from vouchbook.policy.document import FundRow, ruling_row
from vouchbook.projections.funds import FundRow as FundListed
from vouchbook.projections.funds import GrantRow, grants_of
from vouchbook.projections.funds import funds as _funds
from vouchbook.service.accounts import account_write
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.opening import ERASED, opened
from vouchbook.service.outbox import Recipient, letters
from vouchbook.service.shelf import Loaded
from vouchbook.service.written import described


class Filled(Struct, frozen=True):
    """So many cents added to a fund, and from whom."""

    on: str
    cents: int
    who: str


class SeenFund(Struct, frozen=True):
    """A fund as coordinators see it, in cents; ``pays`` is what policy lets it pay today, nothing if it has no row."""

    fund: FundKey
    pays: tuple[str, ...]
    confirmed: bool
    budget: int
    granted: int
    left: int
    filled: tuple[Filled, ...]
    grants: tuple[GrantRow, ...]


def open_fund(office: Office, request: Request, fund: FundKey) -> Done:
    """Begin to keep a fund that the policy names.

    :raises Refused: the policy has no such fund
    """
    office.allow(request.principal, Action.KEEP_FUND)

    def plan() -> Plan:
        _in_policy(office, request, fund)
        loaded = office.load(FUND, fund)
        events = funds.decide(funds.OpenFund(fund, request.on), loaded.state)
        return Plan(writes=(loaded.write(events),), result={"fund": fund})

    return office.record(request, "open_fund", [fund], plan)


def add_budget(office: Office, request: Request, fund: FundKey, cents: int, who: str = "") -> Done:
    """Let so many cents more be granted; ``who`` they are from is sealed.

    :raises Refused: the fund is not open, or nothing is added
    :raises WrittenWrongly: ``who`` is endless, or holds what nobody can see
    """
    office.allow(request.principal, Action.KEEP_FUND)
    kept = described("from whom", who)
    subject = PersonId(f"fund-{fund}")  # its donors' key, so that they can be forgotten

    def plan() -> Plan:
        loaded = _open(office, fund)
        words = Sealed(Purpose.IDENTITY, (subject,), kept) if kept else None
        events = funds.decide(funds.AddBudget(cents, request.on, words), loaded.state)
        state: Fund = FUND.fold(events, loaded.state)
        return Plan(writes=(loaded.write(events),), result={"fund": fund, "budget": state.budget, "left": state.left})

    return office.record(request, "add_budget", [fund, cents, kept], plan)


def grant(
    office: Office, request: Request, fund: FundKey, payer: PayerId, charge: ChargeId, cents: int | None = None
) -> Done:
    """Pay ``cents`` of a charge, or all that stands open of it, out of a fund; its account says the same.

    :raises Refused: more than the fund has left or than is owed, what the fund does not pay, to oneself
    """
    asked: Account = office.load(ACCOUNT, payer).state
    known = asked.charges.get(charge)
    office.allow(request.principal, Action.GRANT_SCHOLARSHIP, Circumstances(about=known.terms.about if known else None))
    if known is None:
        raise Refused("charge_of_nobody", charge=charge, payer=payer)

    def plan() -> Plan:
        account: Account = office.load(ACCOUNT, payer).state
        terms, owed = account.charges[charge].terms, account.open(charge)
        loaded = _open(office, fund)
        id_ = GrantId(office.edge.mint("g"))
        amount = owed if cents is None else cents
        made = funds.MakeGrant(
            grant=id_,
            person=terms.about,
            payer=payer,
            charge=charge,
            occasion=terms.occasion,
            cents=amount,
            owed=owed,
            pays=_pays(_in_policy(office, request, fund)),
            on=request.on,
        )
        events = funds.decide(made, loaded.state)
        applied = accounts.ApplyScholarship(charge=charge, fund=fund, grant=id_, cents=amount, on=request.on)
        state: Fund = FUND.fold(events, loaded.state)
        return Plan(
            writes=(loaded.write(events), account_write(office, payer, applied)),
            jobs=letters(
                office,
                request,
                events,
                (
                    "scholarship_granted",
                    Recipient(person=terms.about),
                    {"payer": payer, "charge": charge, "grant": id_},
                ),
            ),
            result={
                "fund": fund,
                "grant": id_,
                "charge": charge,
                "person": terms.about,
                "occasion": terms.occasion.value,
                "cents": amount,
                "owed": owed - amount,
                "left": state.left,
            },
        )

    return office.record(request, "grant_scholarship", [fund, payer, charge, cents], plan)


def return_grant(office: Office, request: Request, fund: FundKey, grant: GrantId) -> Done:
    """Give all of a grant back to its fund, which owes its charge no more: the payer owes it again.

    :raises Refused: the fund made no such grant
    """
    known: Fund = office.load(FUND, fund).state
    made = known.grants.get(grant)
    office.allow(request.principal, Action.GRANT_SCHOLARSHIP, Circumstances(about=made.made.person if made else None))

    def plan() -> Plan:
        loaded = _open(office, fund)
        events = funds.decide(funds.ReturnGrant(grant, request.on), loaded.state)
        made = loaded.state.grants[grant].made
        back = accounts.ReturnScholarship(charge=made.charge, fund=fund, grant=grant, on=request.on)
        state: Fund = FUND.fold(events, loaded.state)
        return Plan(
            writes=(loaded.write(events), account_write(office, made.payer, back)),
            result={"fund": fund, "grant": grant, "charge": made.charge, "cents": made.cents, "left": state.left},
        )

    return office.record(request, "return_grant", [fund, grant], plan)


def listing(office: Office, principal: Principal) -> list[FundListed]:
    """Every fund that is kept: its budget, what it granted, what is left."""
    office.allow(principal, Action.SEE_FUNDS)
    return _funds(office.book)


def show(office: Office, principal: Principal, fund: FundKey) -> SeenFund:
    """:raises Refused: no such fund is kept"""
    office.allow(principal, Action.SEE_FUNDS)
    loaded = _open(office, fund)
    state: Fund = loaded.state
    row = _row(office.version_on(office.today).document.fund, fund, office)
    return SeenFund(
        fund=fund,
        pays=row.pays if row else (),
        confirmed=row.confirmed if row else True,
        budget=state.budget,
        granted=state.granted,
        left=state.left,
        filled=tuple(
            Filled(each.on.isoformat(), each.cents, "" if each.words is None else opened(office, each.words) or ERASED)
            for each in state.added
        ),
        grants=tuple(grants_of(office.book, fund)),
    )


def _open(office: Office, fund: FundKey) -> Loaded:
    """:raises Refused: the fund is not kept"""
    loaded = office.load(FUND, fund)
    if loaded.state.opened is None:
        raise Refused("fund_not_open", fund=fund)
    return loaded


def _in_policy(office: Office, request: Request, fund: FundKey) -> FundRow:
    """:raises Refused: the policy in force names no such fund"""
    rows = office.version_on(request.on).document.fund
    row = ruling_row(tuple(row for row in rows if row.key == fund), request.on)
    if row is None:
        known = tuple(dict.fromkeys(each.key for each in rows))
        raise Refused("no_such_fund", association=office.code, fund=fund, funds=known)
    return row


def _row(rows: tuple[FundRow, ...], fund: FundKey, office: Office) -> FundRow | None:
    return ruling_row(tuple(row for row in rows if row.key == fund), office.today)


def _pays(row: FundRow) -> tuple[FeeOccasion, ...]:
    known = {occasion.value: occasion for occasion in FeeOccasion}
    return tuple(known[each] for each in row.pays if each in known)
