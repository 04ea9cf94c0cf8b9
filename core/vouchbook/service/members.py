"""Who is a member on a day, as far as was known on another: one person with their lapses, or everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from vouchbook.domain import membership as memberships
from vouchbook.domain.authorize import Action, Circumstances, Principal
from vouchbook.domain.names import PersonId, PlanKey, TermId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import MEMBERSHIP
from vouchbook.domain.terms import Term, lapses, runs
from vouchbook.ledger.entries import Entry
from vouchbook.letters.memberships import SeenTerm, Status
from vouchbook.projections.memberships import everybodys_terms
from vouchbook.projections.people import everybody
from vouchbook.service.office import Office
from vouchbook.service.person import known_person
from vouchbook.service.reading import name_of


class Member(Struct, frozen=True):
    """Somebody who is a member on a day, with the plan and term that cover it, and the days without a gap around it."""

    person: str
    name: str
    plan: PlanKey
    held_by: str | None
    since: date
    through: date
    term: TermId


def status(
    office: Office,
    principal: Principal,
    person: PersonId,
    on: date,
    *,
    known_on: date | None = None,
    known_at: int | None = None,
) -> Status:
    """Whether somebody is a member on a day, as far as the book knew at the end of ``known_on``, or up to a position.

    What was known is told by when it was recorded, by the writer's clock, whatever day it was dated.

    :raises Refused: not for the asker's eyes, or nobody of that id
    """
    office.allow(principal, Action.SEE_PERSON, Circumstances(about=person))
    known_person(office, person)
    known = _known(office, known_on, known_at)
    state: memberships.Membership = office.load(MEMBERSHIP, person, until=known).state
    holders = _holders(office)
    standing = state.standing_terms
    own = _own(office, standing, holders)
    around = next(((first, last) for first, last in runs(own) if first <= on <= last), None)
    return Status(
        person=person,
        association=office.code,
        on=on,
        known_on=known_on,
        known_at=known_at,
        member=around is not None,
        since=around[0] if around else None,
        through=around[1] if around else None,
        lapses=lapses(own, on),
        terms=(
            *(_seen(office, term, state, holders, void=False) for term in standing),
            *(
                _seen(office, memberships.as_term(term), state, holders, void=True)
                for id_, term in state.terms.items()
                if id_ in state.voided
            ),
        ),
    )


def members(
    office: Office, principal: Principal, on: date, *, ending_before: date | None = None, organisations: bool = False
) -> list[Member]:
    """Everybody who is a member on a day, those whose membership ends first before the others.

    ``ending_before``: only those for whom nothing is recorded from that day on. ``organisations``: those who are
    members through their organisation alone, instead.

    :raises Refused: this list is the coordinator's
    """
    office.allow(principal, Action.SEE_EVERYBODY)
    holders = _holders(office)
    named = {row.person: row for row in everybody(office.book)}
    found: list[Member] = []
    for person, terms in everybodys_terms(office.book):
        own = _own(office, terms, holders)
        held = [term for term in terms if _ours(office, term) and term not in own] if organisations else own
        if organisations and _covering(own, on):
            continue
        covering = _covering(held, on)
        if not covering:
            continue
        first, last = next((first, last) for first, last in runs(held) if first <= on <= last)
        if ending_before is not None and last >= ending_before:
            continue
        name = name_of(office, named[person])
        holder = holders.get(covering[-1].plan)
        found.append(Member(person, name, covering[-1].plan, holder, first, last, covering[-1].term))
    return sorted(found, key=lambda member: (member.through, member.name, member.person))


def own_terms_on(office: Office, terms: Iterable[Term], on: date) -> list[Term]:
    """The terms of this association that somebody holds themself and that cover a day."""
    return _covering(_own(office, terms, _holders(office)), on)


def own_terms(office: Office, terms: Iterable[Term]) -> list[Term]:
    """The terms of this association that somebody holds themself."""
    return _own(office, terms, _holders(office))


def _covering(terms: Iterable[Term], on: date) -> list[Term]:
    return [term for term in terms if term.counts and term.first <= on <= term.last]


def _ours(office: Office, term: Term) -> bool:
    return term.association == office.code


def _own(office: Office, terms: Iterable[Term], holders: dict[PlanKey, str]) -> list[Term]:
    """The terms of this association that somebody holds themself."""
    return [term for term in terms if _ours(office, term) and holders.get(term.plan) != "organisation"]


def _holders(office: Office) -> dict[PlanKey, str]:
    """Who holds each plan, by the latest policy: one key is sold to persons, or to organisations."""
    return {row.key: row.held_by for row in office.version_on(office.today).document.plan}


def _seen(
    office: Office, term: Term, state: memberships.Membership, holders: dict[PlanKey, str], *, void: bool
) -> SeenTerm:
    return SeenTerm(
        term=term.term,
        of=term.association,
        plan=term.plan,
        first=term.first,
        last=term.last,
        source=term.source,
        bought_on=term.bought_on,
        void=void,
        moved=term.first != state.terms[term.term].first,
        held_by=holders.get(term.plan) if _ours(office, term) else None,
    )


def _known(office: Office, on: date | None, position: int | None) -> Callable[[Entry], bool] | None:
    """What had been recorded by the end of a day where the association is, and up to a position; ``None``: everything.

    :raises Refused: ``known_after_today``: nobody knows yet what will be known
    """
    if on is None and position is None:
        return None
    if on is not None and on > office.today:
        raise Refused("known_after_today", on=on, today=office.today)
    zone = ZoneInfo(office.version_on(office.today).document.association.timezone)
    end = datetime.combine(on + timedelta(days=1), time(), zone) if on is not None else None
    by = round(end.timestamp() * 1_000_000) if end is not None else None

    def known(entry: Entry) -> bool:
        if position is not None and entry.position > position:
            return False
        return by is None or entry.recorded_at < by

    return known
