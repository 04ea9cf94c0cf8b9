"""People of a book: registered once, and corrected."""

from __future__ import annotations

from msgspec import Struct

from vouchbook.desk import sessions
from vouchbook.domain import person as people
from vouchbook.domain.authorize import Action, Circumstances
from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import PersonId, StateCode
from vouchbook.domain.refusal import Refused
from vouchbook.domain.roles import Roles
from vouchbook.domain.sealed import Purpose, Sealed
from vouchbook.domain.streams import PERSON, ROLES
from vouchbook.ledger.entries import Write
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.opening import person_words
from vouchbook.service.outbox import Recipient, put
from vouchbook.service.shelf import Loaded
from vouchbook.service.written import who


def register(office: Office, request: Request, words: PersonWords, state: StateCode | None = None) -> Done:
    """Enter someone into the book; their id is in the result as ``person``.

    :raises WrittenWrongly: a name or an address that is none
    :raises Taken: this e-mail address is already somebody's
    """
    office.allow(request.principal, Action.REGISTER_PERSON)
    kept = who(words)
    return office.record(request, "register_person", [kept, state], lambda: registration(office, kept, state))


def registration(office: Office, words: PersonWords, state: StateCode | None) -> Plan:
    """What is recorded of somebody who enters the book; the id is in its result."""
    id_ = PersonId(office.edge.mint("p"))
    command = people.Register(
        person=id_,
        email=office.keyed("email", words.email),
        state=state,
        words=Sealed(Purpose.IDENTITY, (id_,), words),
    )
    events = people.decide(command, people.NOBODY)
    return Plan(
        writes=(Write(PERSON.stream(id_), 0, tuple(events)),),
        claims=(office.claim("email", office.keyed("email", words.email)),),
        result={"person": id_},
    )


class Correction(Struct, frozen=True):
    """What of a person changes; what is not given stays as it is."""

    given_name: str | None = None
    family_name: str | None = None
    email: str | None = None
    state: StateCode | None = None

    def of(self, words: PersonWords) -> PersonWords:
        return PersonWords(
            given_name=words.given_name if self.given_name is None else self.given_name,
            family_name=words.family_name if self.family_name is None else self.family_name,
            email=words.email if self.email is None else self.email,
            county=words.county,
            phone=words.phone,
            languages=words.languages,
        )


def correct(office: Office, request: Request, person: PersonId, correction: Correction) -> Done:
    """Change a name, address or state; an e-mail address given up is free for others.

    Whoever reads the mail of an address signs in by it. The address given up is told; where somebody else has changed
    it, its owner's sessions end.

    :raises Refused: ``email_of_staff``: with the address of one who holds a role, one person would be two
    :raises WrittenWrongly: a name or an address that is none
    :raises Taken: the new address is already somebody's
    """
    office.allow(request.principal, Action.CORRECT_PERSON, Circumstances(about=person))
    given_up: list[str] = []

    def plan() -> Plan:
        loaded = known_person(office, person)
        before = person_words(office, loaded)
        words = who(correction.of(before))
        email = office.keyed("email", words.email)
        sealed = Sealed(Purpose.IDENTITY, (person,), words)
        state = correction.state or loaded.state.state
        same = (words, state) == (before, loaded.state.state)
        events = [] if same else people.decide(people.Correct(email=email, state=state, words=sealed), loaded.state)
        moved = loaded.state.email != email
        given_up[:] = [before.email] if moved and before.email else []
        if moved and request.principal.person not in (None, person) and _holds_a_role(office, person, request):
            raise Refused("email_of_staff", person=person)
        return Plan(
            writes=(loaded.write(events),),
            claims=(office.claim("email", email),) if moved else (),
            released=(office.claim("email", loaded.state.email),) if moved else (),
            result={"person": person},
        )

    done = office.record(request, "correct_person", [person, correction], plan)
    if given_up and not done.repeated:
        _told(office, request, person, given_up[0])
    return done


def _holds_a_role(office: Office, person: PersonId, request: Request) -> bool:
    roles: Roles = office.load(ROLES, office.code).state
    return bool(roles.of(person, request.on))


def _told(office: Office, request: Request, person: PersonId, before: str) -> None:
    """Write to the address that was given up, and sign out who came in by it."""
    what = "The e-mail address with which you sign in was changed"
    said = {"what": what, "on": f"{request.on:%B} {request.on.day}, {request.on.year}"}
    put(office, "security_notice", Recipient(person=person, email=before), said)
    if request.principal.person != person:
        sessions.end_all(office.desk, person, office.edge.microseconds)


def known_person(office: Office, person: str) -> Loaded:
    """:raises Refused: nobody of that id is in this book"""
    loaded = office.load(PERSON, person)
    if loaded.state.id is None:
        raise Refused("unknown_person", person=person, association=office.code)
    return loaded
