"""Fills a book with many people at once, for benchmarks: accounts, evidence, memberships, applications, references."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from vouchbook.associations import Association
from vouchbook.domain import application as applications
from vouchbook.domain import membership as memberships
from vouchbook.domain import person as people
from vouchbook.domain import rating as ratings
from vouchbook.domain.evidence import Colleague
from vouchbook.domain.names import (
    ApplicationId,
    CategoryCode,
    ColleagueId,
    FeeDue,
    ItemId,
    PersonId,
    SlotKey,
    Source,
    StateCode,
    TermId,
)
from vouchbook.domain.sealed import Purpose, Sealed
from vouchbook.domain.streams import APPLICATION, MEMBERSHIP, PERSON, RATING
from vouchbook.domain.trace import Moments
from vouchbook.ledger.entries import Write
from vouchbook.policy.portfolio_file import PortfolioFile, remapped
from vouchbook.sample.life import PLAN
from vouchbook.sample.portfolios import Gap, portfolio, slots
from vouchbook.sample.world import World
from vouchbook.service.charging import charges_at
from vouchbook.service.entering import prefix
from vouchbook.service.office import Plan
from vouchbook.service.person import registration

_FROM, _TO = 600, 20
"""Days before today between which they come."""
_DAYS = 40
_CATEGORIES = ("IFA", "IFS", "IMHS", "ECFS", "IMHS", "IFS")
_GAPS = ((Gap.RSC,), (Gap.TRAINING, Gap.RSC), (), (Gap.WORK,), (Gap.EDUCATION, Gap.RSC))


def filled(world: World, number: int) -> Iterator[date]:
    """So many people more, some on each of several days; each recorded with the others of the day, or none of them."""
    each_day, more = divmod(max(number, 0), _DAYS)
    for turn in range(_DAYS):
        coming = each_day + (turn < more)
        if coming:
            yield world.ago(_FROM - (_FROM - _TO) * turn // _DAYS)
            _entered(world, coming)


def _entered(world: World, number: int) -> None:
    association = world.office.association(world.clock.today)
    made = [(f"person-{each}", _plan(world, association)) for each in range(number)]
    request = world.staff()
    with tempfile.TemporaryDirectory() as place:
        world.office.record_all(request, "sample", [request.id, number], lambda: made, Path(place))


def _plan(world: World, association: Association) -> Plan:
    """Half have applied, most of those asked for references; all are members."""
    office, random, today = world.office, world.chance.random, world.clock.today
    category, gaps = random.choice(_CATEGORIES), frozenset(random.choice(_GAPS))
    words, state = world.names.person(world.code), world.code.upper()
    file = portfolio(words, state, category, today, random, world.names, gaps)
    registered = registration(office, words, StateCode(state))
    (first,) = registered.writes
    person = PersonId(registered.result["person"])
    items, ids = _items(world, person, file)
    recorded = people.decide(people.Record(items, Source.ASSERTED, today), PERSON.fold(first.events))
    writes = [Write(first.stream, 0, (*first.events, *recorded)), _membership(world, association, person)]
    claims = list(registered.claims)
    if random.random() < 0.5:
        id_ = ApplicationId(office.edge.mint("a"))
        asked = applications.Open(id_, person, CategoryCode(category), today, False, None)
        events = applications.decide(asked, APPLICATION.initial)
        opened = APPLICATION.fold(events)
        moments = Moments(asked=today, registered=today)
        fees = charges_at(office, association, FeeDue.REGISTRATION, opened, moments)
        writes += [Write(APPLICATION.stream(id_), 0, tuple(events)), *fees]
        claims.append(office.claim("open_application", person, category))
        for slot, who in slots(category).items() if random.random() < 0.7 else ():
            rating = ItemId(office.edge.mint("ra"))
            request = ratings.Request(rating, person, ColleagueId(ids[str(who)]), SlotKey(slot), True, today)
            writes.append(Write(RATING.stream(rating), 0, tuple(ratings.decide(request, RATING.initial))))
    return Plan(writes=tuple(writes), claims=tuple(claims), result={"person": person})


def _items(world: World, person: PersonId, file: PortfolioFile) -> tuple[tuple[people.NewItem, ...], dict[str, str]]:
    office = world.office
    ids = {str(entry.ref): office.edge.mint(prefix(entry.facts)) for entry in file.entries}
    items: list[people.NewItem] = []
    for entry in file.entries:
        facts = remapped(entry.facts, colleague=lambda c: ColleagueId(ids[c]), employer=office.employer)
        if isinstance(facts, Colleague):
            facts = facts.__class__(
                facts.colleague,
                facts.employer,
                office.keyed("email", str(entry.words["email"])),
                facts.degree_level,
                facts.receives_rsc,
            )
        items.append(
            people.NewItem(ItemId(ids[str(entry.ref)]), facts, Sealed(Purpose.EVIDENCE, (person,), entry.words))
        )
    return tuple(items), ids


def _membership(world: World, association: Association, person: PersonId) -> Write:
    today = world.clock.today
    days = association.membership_term(PLAN, today)
    command = memberships.BuyTerm(
        person=person,
        term=TermId(world.office.edge.mint("m")),
        association=world.code,
        plan=PLAN,
        bought_on=today,
        first=days.first,
        last=days.last,
        year=None,
    )
    return Write(MEMBERSHIP.stream(person), 0, tuple(memberships.decide(command, MEMBERSHIP.initial)))
