"""The roster: who may give RSC or rate on a day, by what, from when until when, and how many they take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.authorize import Action, Principal, Role
from vouchbook.domain.evidence import Item, Portfolio, Rsc, Standing
from vouchbook.domain.names import AssociationCode, CategoryCode, ItemId, PersonId, Source, VettingScope
from vouchbook.domain.person import Person
from vouchbook.domain.provider import Event, Provider
from vouchbook.domain.streams import PERSON, PROVIDER
from vouchbook.domain.trace import Moments
from vouchbook.policy.calendar import earlier
from vouchbook.policy.document import UnknownCategory
from vouchbook.policy.providers import MAY, Counting, Stretch
from vouchbook.policy.rules import Length
from vouchbook.projections.endorsements import endorsements
from vouchbook.projections.identified import identified
from vouchbook.projections.providers import providers as listed_providers
from vouchbook.projections.vettings import vettings
from vouchbook.service.held import holder
from vouchbook.service.office import Office
from vouchbook.service.opening import ERASED, person_words

Progress = Callable[[int, int], None]
LATELY = Length(months=6)
"""Who received RSC within this length of time counts as somebody's supervisee now."""


class HeldStanding(Struct, frozen=True):
    """An endorsement or vetting by which somebody counts; ``where`` it comes from is an association's code."""

    item: ItemId
    where: AssociationCode
    category: CategoryCode | None
    vetted: VettingScope | None
    emerging: bool
    first: date
    last: date | None
    source: Source


class Listed(Struct, frozen=True):
    """Somebody who counts on the day: by which standings, for whose applicants, from when until when.

    ``now`` is how many people are known to have received RSC from them within the last months: those whose evidence is
    here and whose provider is identified. There may be more. To others than the coordinator it is not told.
    """

    person: PersonId
    name: str
    standings: tuple[HeldStanding, ...]
    categories: tuple[CategoryCode, ...]
    since: date | None
    until: date | None
    listed: bool = False
    takes_outside: bool = False
    capacity: int | None = None
    now: int | None = None


class Roster(Struct, frozen=True):
    """Everybody who counts on a day for a scope; ``lately``: since when the people they have now were counted."""

    on: date
    scope: VettingScope
    category: CategoryCode | None
    lately: date
    providers: tuple[Listed, ...]


def listing(
    office: Office,
    principal: Principal,
    on: date,
    *,
    scope: VettingScope = VettingScope.RSC,
    category: CategoryCode | None = None,
    progress: Progress | None = None,
) -> Roster:
    """Who may give RSC, or rate, on a day.

    A coordinator sees everybody; others see who is on the roster and takes people from outside.

    :param progress: told how many of those who may count are done, and of how many
    :raises UnknownCategory: the association does not offer the category
    """
    office.allow(principal, Action.SEE_REGISTRY)
    association = office.association(on)
    document = association.version.document
    if category is not None and category not in document.association.categories:
        offered = ", ".join(document.association.categories)
        raise UnknownCategory(f"{office.code} offers {offered}; not {category!r}")
    counting = Counting(document, MAY[scope], Moments(asked=on), association.questions)
    everything = principal.role is Role.COORDINATOR
    lately = earlier(on, LATELY)
    have = supervisees(office, lately, on) if everything and scope is VettingScope.RSC else {}
    found = []
    candidates = _candidates(office)
    for done, person in enumerate(candidates, 1):
        if progress:
            progress(done, len(candidates))
        place = on_roster(office, person, on)
        if not everything and not (place and place.takes_outside):
            continue
        one = _listed(office, person, counting, on, category)
        if one is not None and (everything or one.name != ERASED):  # who was forgotten takes nobody any more
            known = len(have.get(person, ())) if scope is VettingScope.RSC and everything else None
            found.append(_with_roster(one, place, known))
    ordered = sorted(found, key=lambda each: (each.name.casefold(), each.person))
    return Roster(on, scope, category, lately, tuple(ordered))


def _candidates(office: Office) -> list[PersonId]:
    """Everybody who may count: endorsed or vetted here, on the roster, or identified as somebody's colleague."""
    book = office.book
    found = [row.person for row in endorsements(book)] + [row.person for row in vettings(book)]
    found += [row.person for row in listed_providers(book)] + [row.is_person for row in identified(book)]
    return [PersonId(each) for each in dict.fromkeys(found)]


def _listed(
    office: Office, person: PersonId, counting: Counting, on: date, category: CategoryCode | None
) -> Listed | None:
    """Somebody as they count on the day; ``None``: they do not, for this category."""
    held = holder(office, person)
    portfolio = held.portfolio(office.code)
    categories = counting.categories(portfolio, None)
    if not categories or (category is not None and category not in categories):
        return None
    wanted = categories if category is None else (category,)
    stretches = [each for each in counting.stretches(portfolio, None) if each.category in wanted and each.on(on)]
    return Listed(
        person=person,
        name=person_words(office, held.person).name,
        standings=tuple(
            standings(item for item in portfolio.items if counting.categories(_alone(item, portfolio), None))
        ),
        categories=categories,
        since=_earliest(stretches),
        until=_latest(stretches),
    )


def _alone(standing: Item, portfolio: Portfolio) -> Portfolio:
    """What is held without the other standings."""
    return Portfolio(tuple(i for i in portfolio.items if i is standing or not isinstance(i.facts, Standing)))


def _earliest(stretches: list[Stretch]) -> date | None:
    return min((each.first for each in stretches if each.first), default=None)


def _latest(stretches: list[Stretch]) -> date | None:
    """The last day for some category; ``None``: there is no end, or no policy data says one."""
    if any(each.last is None for each in stretches):
        return None
    return max((each.last for each in stretches if each.last), default=None)


def _with_roster(one: Listed, place: Provider | None, now: int | None) -> Listed:
    outside, capacity = (place.takes_outside, place.capacity) if place else (False, None)
    return replace(one, listed=place is not None, takes_outside=outside, capacity=capacity, now=now)


def on_roster(office: Office, person: PersonId, on: date) -> Provider | None:
    """Their place on the roster on a day, as it was said by then."""
    state: Provider = PROVIDER.fold(event for event in said_of(office, person) if event.on <= on)
    if state.listed_on is None or (state.left_on is not None and on > state.left_on):
        return None
    return state


def said_of(office: Office, person: PersonId) -> list[Event]:
    """Everything that was said of somebody's place on the roster."""
    entries = office.load(PROVIDER, person).entries
    return [entry.event for entry in entries if isinstance(entry.event, Event)]


def standings(items: Iterable[Item]) -> Iterator[HeldStanding]:
    """What is held, as it is listed."""
    for item in items:
        facts = item.facts
        if isinstance(facts, Standing):
            yield HeldStanding(
                item=item.id,
                where=facts.association,
                category=facts.category,
                vetted=facts.vetted,
                emerging=facts.emerging,
                first=facts.first,
                last=facts.last,
                source=item.source,
            )


def supervisees(office: Office, first: date, last: date) -> dict[PersonId, set[PersonId]]:
    """Who is known to have received RSC from whom between two days, of those whose providers are identified."""
    found: dict[PersonId, set[PersonId]] = {}
    for receiving in dict.fromkeys(row.person for row in identified(office.book)):
        person: Person = office.load(PERSON, receiving).state
        for who in _gave(person, first, last):
            found.setdefault(who, set()).add(PersonId(receiving))
    return found


def _gave(person: Person, first: date, last: date) -> Iterable[PersonId]:
    for item in person.evidence:
        facts = item.facts
        if isinstance(facts, Rsc) and not facts.peer and facts.first <= last and facts.last > first:
            who = person.identified.get(facts.provider)
            if who is not None:
                yield who
