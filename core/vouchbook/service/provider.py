"""One provider: entered on the roster, changed, taken off it; and what they held and hold, day by day."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from msgspec import Struct

from vouchbook.domain import provider as providers
from vouchbook.domain.authorize import Action, Circumstances, Principal
from vouchbook.domain.evidence import Portfolio
from vouchbook.domain.names import ItemId, PersonId, VettingId, VettingScope
from vouchbook.domain.person import EvidenceConfirmed
from vouchbook.domain.provider import Provider
from vouchbook.domain.streams import PROVIDER
from vouchbook.domain.trace import Moments
from vouchbook.domain.vetting import VettingStatus
from vouchbook.policy import vettings as rules
from vouchbook.policy.calendar import earlier
from vouchbook.policy.providers import MAY, Counting, Stretch
from vouchbook.service.held import Holder, holder
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.opening import ERASED, opened, person_words
from vouchbook.service.person import known_person
from vouchbook.service.roster import LATELY, HeldStanding, on_roster, said_of, standings, supervisees
from vouchbook.service.shelf import Loaded


def enter(office: Office, request: Request, person: PersonId, *, capacity: int | None, takes_outside: bool) -> Done:
    """Put somebody on the roster, who must count as a provider of RSC or as a rater on this day.

    :raises Refused: they hold nothing that counts, or are on the roster already with other words
    """
    office.allow(request.principal, Action.KEEP_ROSTER, Circumstances(about=person))

    def plan() -> Plan:
        known_person(office, person)
        loaded = office.load(PROVIDER, person)
        command = providers.List(person, capacity, takes_outside, request.on, _counts(office, person, request.on))
        return _planned(loaded, providers.decide(command, loaded.state), person)

    return office.record(request, "enter_roster", [person, capacity, takes_outside], plan)


def change(
    office: Office,
    request: Request,
    person: PersonId,
    *,
    capacity: int | None = None,
    takes_outside: bool | None = None,
) -> Done:
    """Say that they take more or fewer people, or from outside or not; what is not given stays as it is."""
    office.allow(request.principal, Action.KEEP_ROSTER, Circumstances(about=person))

    def plan() -> Plan:
        known_person(office, person)
        loaded = office.load(PROVIDER, person)
        state: Provider = loaded.state
        command = providers.Change(
            capacity=state.capacity if capacity is None else capacity,
            takes_outside=state.takes_outside if takes_outside is None else takes_outside,
            on=request.on,
        )
        return _planned(loaded, providers.decide(command, state), person)

    return office.record(request, "change_roster", [person, capacity, takes_outside], plan)


def leave(office: Office, request: Request, person: PersonId) -> Done:
    """Take somebody off the roster; what they hold stays as it is."""
    office.allow(request.principal, Action.KEEP_ROSTER, Circumstances(about=person))

    def plan() -> Plan:
        known_person(office, person)
        loaded = office.load(PROVIDER, person)
        return _planned(loaded, providers.decide(providers.Delist(request.on), loaded.state), person)

    return office.record(request, "leave_roster", [person], plan)


def _planned(loaded: Loaded, events: list[providers.Event], person: PersonId) -> Plan:
    return Plan(writes=(loaded.write(events),), result={"person": person})


def _counts(office: Office, person: PersonId, on: date) -> bool:
    portfolio = holder(office, person).portfolio(office.code)
    association = office.association(on)
    document = association.version.document
    asked = (Counting(document, may, Moments(asked=on), association.questions) for may in MAY.values())
    return any(each.categories(portfolio, None) for each in asked)


# ── What may be seen ──────────────────────────────────────────────────────────────────────────


class SeenWhere(Struct, frozen=True):
    """That somebody looked a standing up: on which day, and where."""

    on: date
    where: str


class HeldOverTime(Struct, frozen=True):
    """A standing with its days; ``status`` is that of a vetting, ``seen`` where one held elsewhere was looked up."""

    held: HeldStanding
    status: VettingStatus | None
    seen: SeenWhere | None


class Step(Struct, frozen=True):
    """One thing that was said of their place on the roster."""

    on: date
    what: str
    capacity: int | None
    takes_outside: bool | None


class ShownProvider(Struct, frozen=True):
    """Everything about one provider; ``counts`` are the stretches of days by policy data, scope by scope."""

    person: PersonId
    name: str
    on: date
    held: tuple[HeldOverTime, ...]
    counts: dict[VettingScope, tuple[Stretch, ...]]
    listed: bool
    capacity: int | None
    takes_outside: bool
    history: tuple[Step, ...]
    now: tuple[PersonId, ...]
    lately: date


def show(office: Office, principal: Principal, person: PersonId, on: date) -> ShownProvider:
    """What somebody holds and held as a provider, whether on the roster or not.

    :raises Refused: not for the asker's eyes, or nobody of that id
    """
    office.allow(principal, Action.SEE_PERSON, Circumstances(about=person))
    loaded = known_person(office, person)
    association = office.association(on)
    document = association.version.document
    held = holder(office, person)
    portfolio = held.portfolio(office.code)
    vettings = {VettingId(each.stream.partition(":")[2]): each.state for each in held.vettings}
    statuses = {str(id_): rules.status(state, document, on) for id_, state in vettings.items()}
    place, lately = on_roster(office, person, on), earlier(on, LATELY)
    return ShownProvider(
        person=person,
        name=person_words(office, loaded).name,
        on=on,
        held=tuple(
            HeldOverTime(each, statuses.get(each.item), _seen(office, held, each.item))
            for each in standings(portfolio.items)
        ),
        counts={scope: _stretches(Counting(document, may, Moments(asked=on)), portfolio) for scope, may in MAY.items()},
        listed=place is not None,
        capacity=place.capacity if place else None,
        takes_outside=place is not None and place.takes_outside,
        history=tuple(_step(event) for event in said_of(office, person)),
        now=tuple(sorted(supervisees(office, lately, on).get(person, ()))) if principal.person != person else (),
        lately=lately,
    )


def _stretches(counting: Counting, portfolio: Portfolio) -> tuple[Stretch, ...]:
    return tuple(counting.stretches(portfolio, None))


def _seen(office: Office, held: Holder, item: ItemId) -> SeenWhere | None:
    """Where what is held elsewhere was looked up last."""
    for entry in reversed(held.person.entries):
        event = entry.event
        if isinstance(event, EvidenceConfirmed) and event.item == item:
            return SeenWhere(event.seen_on, opened(office, event.where) or ERASED)
    return None


def _step(event: providers.Event) -> Step:
    match event:
        case providers.ProviderListed(on=on, capacity=capacity, takes_outside=outside):
            return Step(on, "entered", capacity, outside)
        case providers.ProviderChanged(on=on, capacity=capacity, takes_outside=outside):
            return Step(on, "changed", capacity, outside)
        case providers.ProviderDelisted(on=on):
            return Step(on, "left", None, None)
        case _:
            assert_never(event)
