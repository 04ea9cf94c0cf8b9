"""A portfolio file enters the book: everything it says, under ids of our own, all or nothing, and each item once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain import membership as memberships
from vouchbook.domain import person as people
from vouchbook.domain import rating as ratings
from vouchbook.domain.authorize import Action, Circumstances
from vouchbook.domain.evidence import Colleague, Facts, Item, Membership, Rating, Words
from vouchbook.domain.names import ColleagueId, ItemId, PersonId, PlanKey, Source, StateCode, TermId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Purpose, Sealed
from vouchbook.domain.streams import MEMBERSHIP, PERSON, RATING
from vouchbook.ledger.entries import Write
from vouchbook.policy.portfolio_file import FileEntry, PortfolioFile, remapped
from vouchbook.policy.portfolio_tables import OTHER
from vouchbook.service.case import ratings_asked, received
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.opening import item_words
from vouchbook.service.person import known_person, registration
from vouchbook.service.shelf import Loaded
from vouchbook.service.slots import must_be_slots

NUMBERED = ("memberships", "licences", "standing", "signatures", "attestations", "exam")
"""The tables whose items have no id of their own in a file: they are known again by what they say."""


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
        entered = _entered(office, request, person, file.entries, _Known())
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
        entered = _entered(office, request, person, file.entries, _known(office, loaded))
        recorded = people.decide(people.Record(entered.items, Source.ASSERTED, request.on), loaded.state)
        return Plan(
            writes=(loaded.write(recorded), *entered.writes), result={"person": person, "items": list(entered.ids)}
        )

    return office.record(request, "add_evidence", [person, office.vault.fingerprint(content)], plan)


class _Known(Struct, frozen=True):
    """What stands in somebody's pool: items by their id in a file, and all that is said."""

    by_ref: dict[str, Item] = {}
    said: frozenset[Facts] = frozenset()


def _known(office: Office, person: Loaded) -> _Known:
    words = item_words(office, person)
    pool = person.state.evidence
    return _Known(
        by_ref={str(words[item.id]["ref"]): item for item in pool if "ref" in words.get(item.id, {})},
        said=frozenset(item.facts for item in (*pool, *received(ratings_asked(office, person.state.id).values()))),
    )


class _Entered(Struct, frozen=True):
    items: tuple[people.NewItem, ...]
    writes: tuple[Write, ...]
    ids: tuple[str, ...]


def prefix(facts: Facts) -> str:
    """``tr`` for a training, ``c`` for a colleague, who is named often: an id says what it names."""
    tag = str(facts.__struct_config__.tag)
    return {"colleague": "c", "membership": "m"}.get(tag, tag[:2])


def _entered(
    office: Office, request: Request, person: PersonId, entries: tuple[FileEntry, ...], known: _Known
) -> _Entered:
    """A file's entries under ids of our own: a file's ids are free text and may name people.

    :raises Refused: an id of the file names something else in the book, or a reference fills no place of a sheet
    """
    must_be_slots(office, request.on, (e.facts.slot for e in entries if isinstance(e.facts, Rating)))
    ids = {str(entry.ref): _id(office, entry, known) for entry in entries}
    items: list[people.NewItem] = []
    claimed: list[tuple[TermId, Membership]] = []
    writes: list[Write] = []
    new: list[str] = []
    for entry in entries:
        id_ = ids[str(entry.ref)]
        facts = remapped(entry.facts, colleague=lambda c: ColleagueId(ids[c]), employer=office.employer)
        facts = _with_email(office, facts, entry.words)
        match facts:
            case Membership():
                claimed.append((TermId(id_), facts))
                continue
            case Rating() if facts not in known.said:
                writes.append(_rating(person, ItemId(id_), facts, entry.words, request))
            case Rating():
                continue
            case _:
                if _stands(entry, facts, known):
                    continue
                sealed = Sealed(Purpose.EVIDENCE, (person,), {**entry.words, "ref": entry.ref})
                items.append(people.NewItem(ItemId(id_), facts, sealed))
        new.append(id_)
    membership, terms = _terms(office, person, claimed, request.on)
    return _Entered(tuple(items), (membership, *writes), (*new, *terms))


def _id(office: Office, entry: FileEntry, known: _Known) -> str:
    """The id that an item has here; a new one for an item that does not stand here yet."""
    there = None if entry.table in NUMBERED else known.by_ref.get(str(entry.ref))
    return office.edge.mint(prefix(entry.facts)) if there is None else there.id


def _stands(entry: FileEntry, facts: Facts, known: _Known) -> bool:
    """Whether an item stands here already: by its id in the file, or by what it says where it has none."""
    if entry.table in NUMBERED:
        return facts in known.said
    there = known.by_ref.get(str(entry.ref))
    if there is not None and there.facts != facts:
        raise Refused("item_exists", item=there.id)
    return there is not None


def _with_email(office: Office, facts: Facts, words: Words) -> Facts:
    """A colleague's address as a digest, by which the book recognises the same person elsewhere."""
    if isinstance(facts, Colleague) and isinstance(words.get("email"), str):
        return replace(facts, email=office.keyed("email", str(words["email"])))
    return facts


def _terms(
    office: Office, person: PersonId, claimed: Iterable[tuple[TermId, Membership]], on: date
) -> tuple[Write, list[TermId]]:
    """The claimed terms of membership, and the ids of those that are new.

    A plan is a code only where the association sells it; whatever else a file calls it does not enter the clear.
    """
    membership = office.load(MEMBERSHIP, person)
    sold = {row.key for row in office.version_on(on).document.plan}
    state, events = membership.state, list[memberships.Event]()
    for term, facts in claimed:
        command = memberships.RecordTerm(
            person=person,
            term=term,
            association=facts.association,
            plan=facts.plan if facts.association == office.code and facts.plan in sold else PlanKey(OTHER),
            first=facts.first,
            last=facts.last,
            source=Source.ASSERTED,
        )
        decided = memberships.decide(command, state)
        state = MEMBERSHIP.fold(decided, state)
        events += decided
    return membership.write(events), [e.term for e in events if isinstance(e, memberships.TermRecorded)]


def _rating(person: PersonId, id_: ItemId, facts: Rating, words: Words, request: Request) -> Write:
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
            source=Source.ASSERTED,
            words=Sealed(Purpose.REFERENCE, (person, PersonId(facts.rater)), words),
            today=request.on,
        ),
        RATING.fold(asked),
    )
    return Write(RATING.stream(id_), 0, (*asked, *received))
