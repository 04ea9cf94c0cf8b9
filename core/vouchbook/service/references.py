"""The references that were asked for: how far each has come, and how long it is awaited; never what one says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from vouchbook.domain import evidence
from vouchbook.domain.authorize import Action, Circumstances, Principal
from vouchbook.domain.names import CategoryCode, ColleagueId, DeclineCause, ItemId, PersonId, SlotKey, Source
from vouchbook.domain.rating import (
    Rating,
    RatingDeclined,
    RatingReceived,
    RatingReplaced,
    RatingRequested,
)
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import RATING
from vouchbook.domain.trace import Audience, Excluded, Finding, Trace, Unit, Why
from vouchbook.policy.document import NoSheet, UnknownCategory
from vouchbook.policy.rules import Slot
from vouchbook.projections.ratings import awaited
from vouchbook.projections.ratings import silent_since as silent
from vouchbook.service.access import audience_of
from vouchbook.service.case import moments_of, ratings_asked, read_case
from vouchbook.service.evaluation import evaluate_case
from vouchbook.service.office import Office
from vouchbook.service.opening import colleague_names, person_words
from vouchbook.service.person import known_person
from vouchbook.service.shelf import Loaded
from vouchbook.service.slots import any_slots, asked_of, open_applications

_MAY_COUNT = frozenset({Why.CLAIM_UNCONFIRMED, Why.AFTER_DAY_ASKED, Why.SAME_RATER, Why.NO_SLOT})
"""Why a rating takes no place though nothing is wrong with what its form says."""


class Reference(Struct, frozen=True):
    """One reference with the days of its way. ``waiting`` days so far, while it is awaited.

    ``another_needed``: it came in and an open application's sheet does not count it; that is all that an
    applicant hears of it. ``not_me``: who declined is somebody else than who was meant. ``form`` is what
    the rules read of it; an applicant gets none.
    """

    rating: ItemId
    person: PersonId
    name: str
    rater: ColleagueId
    rater_name: str
    slot: SlotKey
    waived_access: bool
    state: str
    requested_on: date
    waiting: int | None
    opened_on: date | None
    reminded_on: tuple[date, ...]
    received_on: date | None
    declined_on: date | None
    replaced_on: date | None
    replaced_by: ItemId | None
    needs_confirming: bool
    another_needed: bool
    form: evidence.Rating | None
    not_me: bool = False


def all_awaited(office: Office, principal: Principal, on: date) -> list[Reference]:
    """Every reference that has not come in, the longest awaited first; a coordinator's list."""
    office.allow(principal, Action.SEE_EVERYBODY)
    return [_seen(office, office.load(RATING, rating), on, Audience.APPLICANT) for rating in awaited(office.book)]


def awaited_page(
    office: Office, principal: Principal, on: date, *, silent_since: date, after: int = 0, most: int | None = None
) -> tuple[list[Reference], int]:
    """Of the references that have not come in, those of which nothing was heard after a day, the longest silent first.

    :param most: so many, leaving out the first ``after``; and how many there are is told beside them
    """
    office.allow(principal, Action.SEE_EVERYBODY)
    rows = silent(office.book, silent_since)
    shown = rows[after:] if most is None else rows[after : after + most]
    return [_seen(office, office.load(RATING, row.rating), on, Audience.APPLICANT) for row in shown], len(rows)


def of_person(office: Office, principal: Principal, person: PersonId, on: date) -> list[Reference]:
    """Every reference that somebody asked for, in the order of asking."""
    office.allow(principal, Action.SEE_PERSON, Circumstances(about=person))
    known_person(office, person)
    failing = _not_counting(office, person, on)
    found = [
        _seen(office, each, on, audience_of(principal, person), another_needed=rating in failing)
        for rating, each in ratings_asked(office, person).items()
    ]
    return sorted(found, key=lambda each: (each.requested_on, each.rating))


class Place(Struct, frozen=True):
    """A place that a reference fills: ``categories`` applied for ask for it, ``by`` are the references that may."""

    slot: Slot
    categories: tuple[CategoryCode, ...]
    by: tuple[ItemId, ...]


def places(office: Office, principal: Principal, person: PersonId, on: date) -> list[Place]:
    """The places of the sheets of somebody's open applications; before there is any, those that any sheet has."""
    office.allow(principal, Action.SEE_PERSON, Circumstances(about=person))
    known_person(office, person)
    asked = asked_of(office, person, on)
    if not open_applications(office, person):
        asked = {key: (slot, ()) for key, slot in any_slots(office, on).items()}
    failing = _not_counting(office, person, on)
    by: dict[SlotKey, list[ItemId]] = {}
    for rating, each in ratings_asked(office, person).items():
        state: Rating = each.state
        may = state.awaited or (state.received is not None and rating not in failing)
        if state.requested is not None and state.replaced_by is None and may:
            by.setdefault(state.requested.slot, []).append(rating)
    return [Place(slot, categories, tuple(by.get(key, ()))) for key, (slot, categories) in asked.items()]


def one(office: Office, principal: Principal, rating: ItemId, on: date) -> Reference:
    """:raises Refused: not for the asker's eyes, or never asked for"""
    loaded = office.load(RATING, rating)
    asked: RatingRequested | None = loaded.state.requested
    office.allow(principal, Action.SEE_PERSON, Circumstances(about=asked.person if asked else None))
    if asked is None:
        raise Refused("unknown_rating", rating=rating, association=office.code)
    failing = _not_counting(office, asked.person, on)
    return _seen(office, loaded, on, audience_of(principal, asked.person), another_needed=rating in failing)


def may_count(office: Office, person: PersonId, rating: ItemId, on: date) -> bool:
    """Whether what came in counts for every open application, or may once it is confirmed; so too while none is."""
    return rating not in _not_counting(office, person, on)


def _seen(office: Office, loaded: Loaded, on: date, audience: Audience, *, another_needed: bool = False) -> Reference:
    state: Rating = loaded.state
    asked = state.requested
    if asked is None:
        raise LookupError(f"{loaded.stream} begins with no request")
    days = {type(entry.event): entry.happened_on for entry in reversed(loaded.entries)}  # the first of each
    applicant = known_person(office, asked.person)
    item = state.item
    return Reference(
        rating=asked.rating,
        person=asked.person,
        name=person_words(office, applicant).name,
        rater=asked.rater,
        rater_name=colleague_names(office, applicant).get(asked.rater, asked.rater),
        slot=asked.slot,
        waived_access=state.waived_access,
        state=_state(state),
        requested_on=days[RatingRequested],
        waiting=max((on - days[RatingRequested]).days, 0) if state.awaited else None,
        opened_on=state.opened_on,
        reminded_on=tuple(sorted(state.reminded_on)),
        received_on=days.get(RatingReceived),
        declined_on=days.get(RatingDeclined),
        replaced_on=days.get(RatingReplaced),
        replaced_by=state.replaced_by,
        needs_confirming=item is not None and item.source is Source.ASSERTED,
        another_needed=another_needed,
        form=item.facts if item and audience is not Audience.APPLICANT else None,  # type: ignore[arg-type]
        not_me=state.declined is DeclineCause.NOT_ME,
    )


def _state(rating: Rating) -> str:
    """One word for how far it has come."""
    if rating.replaced_by is not None:
        return "replaced"
    if rating.received is not None:
        return "received"
    if rating.declined:
        return "declined"
    return "opened" if rating.opened_on is not None else "requested"


def _not_counting(office: Office, person: PersonId, on: date) -> set[ItemId]:
    """The references that an open application's sheet does not take, because of what they say or who wrote them.

    Asked is the pool as it stands and, where something was submitted, also what reviewers said of it since.
    """
    found: set[ItemId] = set()
    for row in open_applications(office, person):
        case = read_case(office, row.application)
        moments = moments_of(case.application.state, max(on, row.opened_on))
        for submitting in (True, False):
            try:
                trace = evaluate_case(office, case, office.association(on), moments, submitting=submitting)
            except (NoSheet, UnknownCategory):  # no line is left that could turn a reference away
                continue
            found |= {each.item for each in _excluded(trace) if each.because.code not in _MAY_COUNT}
    return found


def _excluded(trace: Trace) -> Iterator[Excluded]:
    for finding in trace.findings:
        yield from _of_ratings(finding)


def _of_ratings(finding: Finding) -> Iterator[Excluded]:
    for option in finding.options:
        yield from _of_ratings(option)
    if finding.unit is Unit.RATINGS:
        yield from finding.excluded_items
