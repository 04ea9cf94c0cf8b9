"""A portfolio file enters the book: everything it says, under ids of our own, all or nothing, and each item once."""

from __future__ import annotations

from msgspec import Struct

from vouchbook.domain import membership as memberships
from vouchbook.domain import person as people
from vouchbook.domain.authorize import Action, Circumstances
from vouchbook.domain.evidence import Colleague, Membership, Rating
from vouchbook.domain.names import ColleagueId, ItemId, PersonId, Source, StateCode, TermId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Purpose, Sealed
from vouchbook.domain.streams import MEMBERSHIP, PERSON
from vouchbook.domain.trace import Audience
from vouchbook.ledger.entries import Write
from vouchbook.policy.portfolio_file import FileEntry, PortfolioFile, remapped
from vouchbook.service import raters
from vouchbook.service.access import audience_of
from vouchbook.service.entering import (
    NUMBERED,
    Known,
    known_of,
    prefix,
    rating_received,
    sold_plans,
    stands,
    term_claimed,
    with_email,
)
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.person import known_person, registration
from vouchbook.service.slots import must_be_slots


def import_portfolio(office: Office, request: Request, file: PortfolioFile, content: bytes) -> Done:
    """Enter a person with everything their portfolio file says, all or nothing.

    What the file says about others, memberships, ratings and exams enters as a claim, which counts once it
    is confirmed. ``content`` is the file's bytes, so that the same command with another file is refused.

    :raises Taken: the e-mail address is already somebody's
    """
    office.allow(request.principal, Action.REGISTER_PERSON)

    def plan() -> Plan:
        registered = registration(office, file.person, StateCode(file.state) if file.state else None)
        (first,) = registered.writes
        person = PersonId(registered.result["person"])
        entered = _entered(office, request, person, file.entries, Known(), raters.Known.of([file.person]))
        recorded = people.decide(people.Record(entered.items, Source.ASSERTED, request.on), PERSON.fold(first.events))
        return Plan(
            writes=(Write(first.stream, 0, (*first.events, *recorded)), *entered.writes),
            claims=registered.claims,
            result={"person": person, "items": list(entered.ids)},
        )

    return office.record(request, "import_portfolio", office.vault.fingerprint(content), plan)


def add_evidence(office: Office, request: Request, person: PersonId, file: PortfolioFile, content: bytes) -> Done:
    """Add the items of a portfolio file to somebody who is already in the book; what stands there already stays.

    :raises Refused: somebody else's file, or an item that stands there with other facts
    """
    office.allow(request.principal, Action.RECORD_EVIDENCE, Circumstances(about=person))

    def plan() -> Plan:
        loaded = known_person(office, person)
        if office.keyed("email", file.person.email) != loaded.state.email:
            raise Refused("someone_elses_file", person=person)
        own = audience_of(request.principal, person) is Audience.APPLICANT
        known = known_of(office, loaded, own_file=own)
        entered = _entered(office, request, person, file.entries, known, raters.ever(office, loaded))
        recorded = people.decide(people.Record(entered.items, Source.ASSERTED, request.on), loaded.state)
        return Plan(
            writes=(loaded.write(recorded), *entered.writes), result={"person": person, "items": list(entered.ids)}
        )

    return office.record(request, "add_evidence", [person, office.vault.fingerprint(content)], plan)


class _Entered(Struct, frozen=True):
    items: tuple[people.NewItem, ...]
    writes: tuple[Write, ...]
    ids: tuple[str, ...]


def _entered(
    office: Office,
    request: Request,
    person: PersonId,
    entries: tuple[FileEntry, ...],
    known: Known,
    applicant: raters.Known,
) -> _Entered:
    """A file's entries under ids of our own: a file's ids are free text and may name people.

    :raises Refused: an id of the file names something else in the book, a reference fills no place of a sheet, or the
        applicant wrote it
    """
    _must_be_others(entries, applicant)
    must_be_slots(office, request.on, (e.facts.slot for e in entries if isinstance(e.facts, Rating)))
    ids = {str(entry.ref): _id(office, entry, known) for entry in entries}
    items: list[people.NewItem] = []
    membership, terms = office.load(MEMBERSHIP, person), list[memberships.Event]()
    writes: list[Write] = []
    new: list[str] = []
    for entry in entries:
        id_ = ids[str(entry.ref)]
        facts = remapped(entry.facts, colleague=lambda c: ColleagueId(ids[c]), employer=office.employer)
        facts = with_email(office, facts, entry.words)
        match facts:
            case Membership():
                state = MEMBERSHIP.fold(terms, membership.state)
                terms += term_claimed(office.code, person, TermId(id_), facts, sold_plans(office, request.on), state)
                continue
            case Rating() if facts not in known.said:
                writes.append(rating_received(person, ItemId(id_), facts, entry.words, request.on))
            case Rating():
                continue
            case _:
                if stands(entry.table, entry.ref, facts, known):
                    continue
                sealed = Sealed(Purpose.EVIDENCE, (person,), {**entry.words, "ref": entry.ref})
                items.append(people.NewItem(ItemId(id_), facts, sealed))
        new.append(id_)
    recorded = [event.term for event in terms if isinstance(event, memberships.TermRecorded)]
    return _Entered(tuple(items), (membership.write(terms), *writes), (*new, *recorded))


def _must_be_others(entries: tuple[FileEntry, ...], applicant: raters.Known) -> None:
    """:raises Refused: a rater is the applicant, or stands in the file twice"""
    words = {str(entry.ref): entry.words for entry in entries if isinstance(entry.facts, Colleague)}
    found = raters.Raters(applicant)
    for entry in entries:
        if isinstance(entry.facts, Rating):
            rater = entry.facts.rater
            found.take(rater, words.get(rater, {}), rater)


def _id(office: Office, entry: FileEntry, known: Known) -> str:
    """The id that an item has here; a new one for an item that does not stand here yet."""
    there = None if entry.table in NUMBERED else known.by_ref.get(str(entry.ref))
    return office.edge.mint(prefix(entry.facts)) if there is None else there.id
