"""People of a book: registered once, corrected, imported with everything they have documented."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from vouchbook.domain import membership as memberships
from vouchbook.domain import person as people
from vouchbook.domain import rating as ratings
from vouchbook.domain.authorize import Action, Circumstances
from vouchbook.domain.evidence import Colleague, Facts, Membership, PersonWords, Rating, Words
from vouchbook.domain.names import ColleagueId, ItemId, PersonId, Source, StateCode, TermId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Purpose, Sealed
from vouchbook.domain.streams import MEMBERSHIP, PERSON, RATING
from vouchbook.ledger.entries import Write
from vouchbook.policy.portfolio_file import FileEntry, PortfolioFile, remapped
from vouchbook.service.office import Done, Loaded, Office, Plan, Request


def register(office: Office, request: Request, words: PersonWords, state: StateCode | None = None) -> Done:
    """Enter someone into the book; their id is in the result as ``person``.

    :raises Taken: this e-mail address is already somebody's
    """
    office.allow(request.principal, Action.REGISTER_PERSON)
    content = [words, state]
    return office.record(request, "register_person", content, lambda: _register(office, words, state))


def _register(office: Office, words: PersonWords, state: StateCode | None) -> Plan:
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


def correct(
    office: Office, request: Request, person: PersonId, words: PersonWords, state: StateCode | None = None
) -> Done:
    """Change a name, address or state; an e-mail address given up is free for others."""
    office.allow(request.principal, Action.CORRECT_PERSON, Circumstances(about=person))

    def plan() -> Plan:
        loaded = known_person(office, person)
        email = office.keyed("email", words.email)
        sealed = Sealed(Purpose.IDENTITY, (person,), words)
        events = people.decide(people.Correct(email=email, state=state, words=sealed), loaded.state)
        moved = loaded.state.email != email
        return Plan(
            writes=(loaded.write(events),),
            claims=(office.claim("email", email),) if moved else (),
            released=(office.claim("email", loaded.state.email),) if moved else (),
            result={"person": person},
        )

    return office.record(request, "correct_person", [person, words, state], plan)


def import_portfolio(office: Office, request: Request, file: PortfolioFile, content: bytes) -> Done:
    """Enter a person with everything their portfolio file says, all or nothing.

    What the file says about others, memberships, ratings and exams enters as a claim, which counts once it
    is confirmed. ``content`` is the file's bytes, so that the same command with another file is refused.
    """
    office.allow(request.principal, Action.REGISTER_PERSON)

    def plan() -> Plan:
        registered = _register(office, file.person, _state(file))
        person = PersonId(registered.result["person"])
        added = _added(office, request, person, file.entries, Source.ASSERTED)
        (first,) = registered.writes
        state = PERSON.fold(first.events)
        recorded = people.decide(people.Record(added.items, Source.ASSERTED, request.on), state)
        return Plan(
            writes=(Write(first.stream, 0, (*first.events, *recorded)), *added.writes),
            claims=registered.claims,
            result={"person": person, "items": list(added.ids)},
        )

    return office.record(request, "import_portfolio", office.vault.fingerprint(content), plan)


def add_evidence(office: Office, request: Request, person: PersonId, file: PortfolioFile, content: bytes) -> Done:
    """Add the items of a portfolio file to somebody who is already in the book."""
    office.allow(request.principal, Action.RECORD_EVIDENCE, Circumstances(about=person))

    def plan() -> Plan:
        loaded = known_person(office, person)
        if office.keyed("email", file.person.email) != loaded.state.email:
            raise Refused("someone_elses_file", person=person)
        added = _added(office, request, person, file.entries, Source.ASSERTED)
        recorded = people.decide(people.Record(added.items, Source.ASSERTED, request.on), loaded.state)
        return Plan(writes=(loaded.write(recorded), *added.writes), result={"person": person, "items": list(added.ids)})

    return office.record(request, "add_evidence", [person, office.vault.fingerprint(content)], plan)


def _state(file: PortfolioFile) -> StateCode | None:
    return StateCode(file.state) if file.state else None


class _Added(Struct, frozen=True):
    items: tuple[people.NewItem, ...]
    writes: tuple[Write, ...]
    ids: tuple[str, ...]


def prefix(facts: Facts) -> str:
    """``tr`` for a training, ``c`` for a colleague, who is named often: an id says what it names."""
    tag = str(facts.__struct_config__.tag)
    return {"colleague": "c", "membership": "m"}.get(tag, tag[:2])


def _added(
    office: Office, request: Request, person: PersonId, entries: tuple[FileEntry, ...], source: Source
) -> _Added:
    """A file's entries under ids of our own: a file's ids are free text and may name people."""
    ids = {str(entry.ref): office.edge.mint(prefix(entry.facts)) for entry in entries}
    items: list[people.NewItem] = []
    writes: list[Write] = []
    membership = office.load(MEMBERSHIP, person)
    terms: list[Any] = []
    state = membership.state
    for entry in entries:
        facts = remapped(entry.facts, colleague=lambda c: ColleagueId(ids[c]), employer=office.employer)
        match facts:
            case Membership():
                events = memberships.decide(_term(person, TermId(ids[entry.ref]), facts, source), state)
                state = MEMBERSHIP.fold(events, state)
                terms.extend(events)
            case Rating():
                writes.append(_rating(person, ItemId(ids[entry.ref]), facts, entry.words, request, source))
            case _:
                facts = _with_email(office, facts, entry.words)
                sealed = Sealed(Purpose.EVIDENCE, (person,), {**entry.words, "ref": entry.ref})
                items.append(people.NewItem(ItemId(ids[entry.ref]), facts, sealed))
    return _Added(tuple(items), (membership.write(terms), *writes), tuple(ids.values()))


def _with_email(office: Office, facts: Facts, words: Words) -> Facts:
    """A colleague's address as a digest, by which the book recognises the same person elsewhere."""
    if isinstance(facts, Colleague) and isinstance(words.get("email"), str):
        return Colleague(
            colleague=facts.colleague,
            employer=facts.employer,
            email=office.keyed("email", str(words["email"])),
            degree_level=facts.degree_level,
        )
    return facts


def _term(person: PersonId, term: TermId, facts: Membership, source: Source) -> memberships.RecordTerm:
    return memberships.RecordTerm(
        person=person,
        term=term,
        association=facts.association,
        plan=facts.plan,
        first=facts.first,
        last=facts.last,
        source=source,
    )


def _rating(person: PersonId, id_: ItemId, facts: Rating, words: Words, request: Request, source: Source) -> Write:
    asked = ratings.decide(
        ratings.Request(
            rating=id_, person=person, rater=facts.rater, slot=facts.slot, waived_access=facts.waived_access
        ),
        ratings.NOT_ASKED,
    )
    received = ratings.decide(
        ratings.Receive(
            rated_on=facts.rated_on,
            known_since=facts.known_since,
            not_enough_information=facts.not_enough_information,
            source=source,
            words=Sealed(Purpose.REFERENCE, (person, PersonId(facts.rater)), words),
            today=request.on,
        ),
        RATING.fold(asked),
    )
    return Write(RATING.stream(id_), 0, (*asked, *received))


def known_person(office: Office, person: str) -> Loaded:
    """:raises Refused: nobody of that id is in this book"""
    loaded = office.load(PERSON, person)
    if loaded.state.id is None:
        raise Refused("unknown_person", person=person, association=office.code)
    return loaded
