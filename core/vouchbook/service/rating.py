"""References: asked of a colleague for a place on the sheet, followed until the rater's form came in, or replaced."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from vouchbook.domain import rating as ratings
from vouchbook.domain.authorize import Action, Circumstances, Role
from vouchbook.domain.evidence import Words
from vouchbook.domain.names import ColleagueId, DeclineCause, ItemId, PersonId, SlotKey, Source
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Purpose, Sealed
from vouchbook.domain.streams import RATING
from vouchbook.policy import portfolio_values as values
from vouchbook.service.case import ratings_asked
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.opening import opened
from vouchbook.service.outbox import Recipient, Wanted, letters
from vouchbook.service.person import known_person
from vouchbook.service.raters import must_be_another_person, must_not_be_asked_already
from vouchbook.service.references import Reference, may_count
from vouchbook.service.shelf import Loaded
from vouchbook.service.slots import must_be_asked_of
from vouchbook.service.written import described

APPLICANT_WAITS = 7
"""Days after which an applicant may remind a rater who was asked, or reminded by anybody."""
MOST_QUESTIONS = 1000
"""No form of a reference asks more."""


def request_rating(
    office: Office, request: Request, person: PersonId, rater: ColleagueId, slot: SlotKey, *, waived: bool
) -> Done:
    """Ask a colleague for a reference; ``waived``: the applicant gives up the right to read it.

    :raises Refused: the rater is the applicant, is asked already or named twice; the sheet has no such place
    """
    office.allow(request.principal, Action.REQUEST_RATING, Circumstances(about=person))

    def plan() -> Plan:
        loaded = known_person(office, person)
        must_be_asked_of(office, person, request.on, slot)
        _must_be_asked(office, loaded, rater)
        rating, new = _new(office)
        events = ratings.decide(ratings.Request(rating, person, rater, slot, waived, request.on), new.state)
        return Plan(
            writes=(new.write(events),),
            unchanged=((loaded.stream, loaded.version),),
            jobs=letters(office, request, events, ("reference_asked", Recipient(rating=rating), {})),
            result={"person": person, "rating": rating},
        )

    return office.record(request, "request_rating", [person, rater, slot, waived], plan)


def replace_rating(office: Office, request: Request, rating: ItemId, rater: ColleagueId, *, waived: bool) -> Done:
    """Ask somebody else for the same place; the new reference is in the result as ``rating``.

    :raises Refused: what came in and may count is not replaced; and as ``request_rating``
    """
    asked = _asked(office, request, rating, Action.REQUEST_RATING)
    person, slot = asked.person, asked.slot

    def plan() -> Plan:
        loaded, now = known_person(office, person), office.load(RATING, rating)
        must_be_asked_of(office, person, request.on, slot)
        _must_be_asked(office, loaded, rater, instead_of=rating)
        by, new = _new(office)
        counts = now.state.received is not None and may_count(office, person, rating, request.on)
        replaced = ratings.decide(ratings.Replace(by, request.on, counts), now.state)
        events = ratings.decide(ratings.Request(by, person, rater, slot, waived, request.on), new.state)
        return Plan(
            writes=(now.write(replaced), new.write(events)),
            unchanged=((loaded.stream, loaded.version),),
            jobs=(
                *letters(office, request, events, ("reference_asked", Recipient(rating=by), {})),
                *letters(
                    office,
                    request,
                    replaced if now.state.awaited else (),
                    ("reference_replaced", Recipient(rating=rating), {}),
                ),
            ),
            result={"person": person, "rating": by, "replaced": rating},
        )

    return office.record(request, "replace_rating", [rating, rater, waived], plan)


def waive_access(office: Office, request: Request, rating: ItemId) -> Done:
    """Give up the right to read a reference that has not come in yet; nobody takes that back."""
    return _followed(office, request, rating, "waive_access", ratings.WaiveAccess(request.on), Action.REQUEST_RATING)


def rating_opened(office: Office, request: Request, rating: ItemId) -> Done:
    """The rater has opened the form; a second time is no news."""
    return _followed(office, request, rating, "rating_opened", ratings.Open(request.on), Action.RECEIVE_RATING)


def remind(office: Office, request: Request, rating: ItemId) -> Done:
    """Ask a rater once more: the coordinator once on a day, the applicant after a week in which nobody did.

    :raises Refused: ``reminded_lately``: says from which day on
    """
    pause = APPLICANT_WAITS if request.principal.role is Role.APPLICANT else 0
    again: Wanted = ("reference_reminder", Recipient(rating=rating), {"on": request.on.isoformat()})
    return _followed(
        office, request, rating, "remind_rater", ratings.Remind(request.on, pause), wanted=lambda _: (again,)
    )


def may_be_reminded_from(found: Reference, role: Role) -> date:
    """The first day on which somebody in this role may remind the rater of a reference that is awaited."""
    if role is not Role.APPLICANT:
        return found.requested_on
    return max((found.requested_on, *found.reminded_on)) + timedelta(days=APPLICANT_WAITS)


def decline_rating(office: Office, request: Request, rating: ItemId, *, not_me: bool = False) -> Done:
    """The rater will not answer; ``not_me``: the letter reached somebody else than who was meant."""

    def wanted(person: PersonId) -> tuple[Wanted, ...]:
        return (
            ("reference_declined", Recipient(person=person), {"rating": rating}),
            ("reference_declined_office", Recipient(roles=(Role.COORDINATOR,)), {"rating": rating}),
        )

    command = ratings.Decline(DeclineCause.NOT_ME if not_me else DeclineCause.DECLINED)
    name = "decline_rating_not_me" if not_me else "decline_rating"
    return _followed(office, request, rating, name, command, Action.RECEIVE_RATING, wanted=wanted)


def receive_rating(
    office: Office,
    request: Request,
    rating: ItemId,
    *,
    rated_on: date,
    known_since: date,
    not_enough_information: int,
    words: Words,
) -> Done:
    """Record a rater's form, as it reached the coordinator; the same form once more records nothing.

    A form may be older than its request: some come on paper before anybody enters that they were asked for.

    :raises WrittenWrongly: more answers than a form has questions, or words that are endless
    :raises Refused: another form was received before, it was never asked for, or it is dated impossibly
    """
    asked = _asked(office, request, rating, Action.RECEIVE_RATING)
    person, rater = asked.person, asked.rater
    values.whole(MOST_QUESTIONS)(not_enough_information)
    kept = {name: described(name, text) if isinstance(text, str) else text for name, text in words.items()}

    def plan() -> Plan:
        now = office.load(RATING, rating)
        must_be_another_person(office, known_person(office, person), rater)
        events = ratings.decide(
            ratings.Receive(
                rated_on=rated_on,
                known_since=known_since,
                not_enough_information=not_enough_information,
                source=Source.CONFIRMED,
                words=Sealed(Purpose.REFERENCE, (person, PersonId(rater)), kept),
                today=request.on,
                repeats=_repeats(office, now.state, kept),
            ),
            now.state,
        )
        about = {"rating": rating, "on": request.on.isoformat()}
        came: tuple[Wanted, ...] = (
            ("reference_thanks", Recipient(rating=rating), about),
            ("reference_received", Recipient(person=person), about),
        )
        return Plan(
            writes=(now.write(events),),
            jobs=letters(office, request, events, *came),
            result={"person": person, "rating": rating},
        )

    content = [rating, rated_on, known_since, not_enough_information, words]
    return office.record(request, "receive_rating", content, plan)


def _followed(
    office: Office,
    request: Request,
    rating: ItemId,
    name: str,
    command: ratings.Command,
    action: Action = Action.FOLLOW_RATING,
    wanted: Callable[[PersonId], tuple[Wanted, ...]] = lambda _: (),
) -> Done:
    person = _asked(office, request, rating, action).person

    def plan() -> Plan:
        now = office.load(RATING, rating)
        events = ratings.decide(command, now.state)
        return Plan(
            writes=(now.write(events),),
            jobs=letters(office, request, events, *wanted(person)),
            result={"person": person, "rating": rating},
        )

    return office.record(request, name, [rating], plan)


def _asked(office: Office, request: Request, rating: ItemId, action: Action) -> ratings.RatingRequested:
    """:raises Refused: not the asker's to do; who may not hear of it hears the same of one that was never asked for"""
    asked: ratings.RatingRequested | None = office.load(RATING, rating).state.requested
    office.allow(request.principal, action, Circumstances(about=asked.person if asked else None, rating=rating))
    if asked is None:
        raise Refused("unknown_rating", rating=rating, association=office.code)
    return asked


def _must_be_asked(office: Office, applicant: Loaded, rater: ColleagueId, instead_of: ItemId | None = None) -> None:
    """:raises Refused: nobody of that name, the applicant themself, or somebody who is asked already"""
    if applicant.state.colleague(rater) is None:
        raise Refused("unknown_colleague", colleague=rater, person=applicant.state.id)
    must_be_another_person(office, applicant, rater)
    others = ratings_asked(office, str(applicant.state.id))
    replaced = others.get(instead_of) if instead_of is not None else None
    left_out = replaced is not None and not (replaced.state.awaited and replaced.state.requested.rater == rater)
    kept = (each.state for id_, each in others.items() if not (left_out and id_ == instead_of))
    must_not_be_asked_already(office, applicant, rater, kept)


def _repeats(office: Office, rating: ratings.Rating, words: Words) -> bool:
    """Whether a form's words came in before; what the applicant's own file said of it is no form."""
    if rating.received is None or rating.received.source is Source.ASSERTED:
        return False
    return opened(office, rating.received.words) == words


def _new(office: Office) -> tuple[ItemId, Loaded]:
    rating = ItemId(office.edge.mint("ra"))
    return rating, office.load(RATING, rating)
