"""Wishes about money: asked for in one's own file, seen and answered by the office."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain import wish as wishes
from vouchbook.domain.authorize import Action, Circumstances, Principal
from vouchbook.domain.names import ChargeId, PersonId, PlanKey, WishId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Purpose, Sealed
from vouchbook.domain.streams import WISH
from vouchbook.domain.wish import Answer, Wish, WishKind
from vouchbook.policy.document import ruling_row
from vouchbook.projections import wishes as rows
from vouchbook.service.accounts import outstanding
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.opening import ERASED, opened, person_words
from vouchbook.service.person import known_person
from vouchbook.service.written import described


class SeenWish(Struct, frozen=True):
    """A wish with its words; ``answer`` is what became of it, with the office's words, or nothing while it waits."""

    wish: WishId
    person: PersonId
    name: str
    kind: WishKind
    plan: PlanKey | None
    charges: tuple[ChargeId, ...]
    made_on: date
    words: str
    answer: Answer | None
    answered_on: date | None
    answered: str
    taken_back_on: date | None

    @property
    def open(self) -> bool:
        return self.answer is None and self.taken_back_on is None


def make(
    office: Office,
    request: Request,
    person: PersonId,
    kind: WishKind,
    *,
    plan: PlanKey | None = None,
    charges: tuple[ChargeId, ...] = (),
    words: str = "",
) -> Done:
    """Ask the office for something; its id is in the result as ``wish``. The same again, while it waits, is one wish.

    :raises Refused: a plan that persons cannot join, nothing that is owed, or no words where they are needed
    :raises WrittenWrongly: endless words, or such as nobody can see
    """
    office.allow(request.principal, Action.MAKE_WISH, Circumstances(about=person))
    kept = described("what you write", words)

    def planned() -> Plan:
        known_person(office, person)
        for row in office.listed(rows.wishes_of, person):
            there: Wish = office.load(WISH, row.wish).state
            if there.open and there.made and (there.made.kind, there.made.plan) == (kind, plan):
                if set(there.made.charges) == set(charges):
                    return Plan(writes=(), result={"person": person, "wish": row.wish})
        id_ = WishId(office.edge.mint("w"))
        loaded = office.load(WISH, id_)
        command = wishes.Make(
            wish=id_,
            person=person,
            kind=kind,
            plan=plan,
            charges=charges,
            on=request.on,
            words=Sealed(Purpose.EVIDENCE, (person,), kept) if kept else None,
            sold=plans_for_persons(office, request.on),
            owed=tuple(each.charge for each in outstanding(office, person, request.on)),
        )
        return Plan(
            writes=(loaded.write(wishes.decide(command, loaded.state)),), result={"person": person, "wish": id_}
        )

    return office.record(request, "make_wish", [person, kind, plan, charges, kept], planned)


def answer(office: Office, request: Request, wish: WishId, what: Answer, words: str = "") -> Done:
    """Say what became of a wish; why not, where it is not granted.

    :raises Refused: one's own, taken back, answered otherwise before, or no reason
    """
    person = _whose(office, request.principal, Action.ANSWER_WISH, wish)
    kept = described("the answer", words)

    def plan() -> Plan:
        loaded = office.load(WISH, wish)
        sealed = Sealed(Purpose.EVIDENCE, (person,), kept) if kept else None
        events = wishes.decide(wishes.Reply(what, request.on, sealed), loaded.state)
        return Plan(writes=(loaded.write(events),), result={"person": person, "wish": wish})

    return office.record(request, "answer_wish", [wish, what, kept], plan)


def take_back(office: Office, request: Request, wish: WishId) -> Done:
    """Say that it is not needed any more.

    :raises Refused: answered already
    """
    person = _whose(office, request.principal, Action.MAKE_WISH, wish)

    def plan() -> Plan:
        loaded = office.load(WISH, wish)
        events = wishes.decide(wishes.TakeBack(request.on), loaded.state)
        return Plan(writes=(loaded.write(events),), result={"person": person, "wish": wish})

    return office.record(request, "take_back_wish", [wish], plan)


def of_person(office: Office, principal: Principal, person: PersonId) -> list[SeenWish]:
    """What somebody asked for, the latest first."""
    office.allow(principal, Action.SEE_ACCOUNT, Circumstances(about=person))
    known_person(office, person)
    return [_seen(office, WishId(row.wish)) for row in reversed(rows.wishes_of(office.book, person))]


def waiting(office: Office, principal: Principal) -> list[SeenWish]:
    """What nobody has answered, the oldest first."""
    office.allow(principal, Action.SEE_ACCOUNTS)
    return [_seen(office, WishId(row.wish)) for row in rows.open_wishes(office.book)]


def one(office: Office, principal: Principal, wish: WishId) -> SeenWish:
    """:raises Refused: there is none, or not for the asker"""
    _whose(office, principal, Action.SEE_ACCOUNT, wish)
    return _seen(office, wish)


def plans_for_persons(office: Office, on: date) -> tuple[PlanKey, ...]:
    """The plans that a person, and no organisation, may join on a day."""
    sold = office.version_on(on).document.plan
    found = []
    for key in dict.fromkeys(row.key for row in sold):
        row = ruling_row(tuple(each for each in sold if each.key == key), on)
        if row is not None and row.held_by == "person":
            found.append(key)
    return tuple(found)


def _whose(office: Office, principal: Principal, action: Action, wish: WishId) -> PersonId:
    """Who made it, if this is the asker's to do; who may not hear of it hears the same of one that was never made."""
    made = office.load(WISH, wish).state.made
    office.allow(principal, action, Circumstances(about=made.person if made else None))
    if made is None:
        raise Refused("unknown_wish", wish=wish)
    return PersonId(made.person)


def _seen(office: Office, id_: WishId) -> SeenWish:
    state: Wish = office.load(WISH, id_).state
    made, answered = state.made, state.answered
    if made is None:
        raise Refused("unknown_wish", wish=id_)
    return SeenWish(
        wish=made.wish,
        person=made.person,
        name=person_words(office, known_person(office, made.person)).name,
        kind=made.kind,
        plan=made.plan,
        charges=made.charges,
        made_on=made.on,
        words=(opened(office, made.words) or ERASED) if made.words is not None else "",
        answer=answered.answer if answered else None,
        answered_on=answered.on if answered else None,
        answered=(opened(office, answered.words) or ERASED) if answered and answered.words is not None else "",
        taken_back_on=state.taken_back_on,
    )
