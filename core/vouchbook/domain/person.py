"""A person and their evidence: one pool for every category, renewal and application."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain import attachment as attachments
from vouchbook.domain import evidence as kinds
from vouchbook.domain.attachment import AttachmentAdded, AttachmentRemoved, Attachments
from vouchbook.domain.events import as_it_stands, event
from vouchbook.domain.evidence import CLAIMS, Facts, Item, PersonWords, Words
from vouchbook.domain.names import ColleagueId, ItemId, KeyedDigest, PersonId, Source, StateCode
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Sealed

# ── What happened ─────────────────────────────────────────────────────────────────────────────


@event("person_registered", stream="person")
class PersonRegistered(Struct, frozen=True):
    """Someone entered the book: an applicant, a reviewer, a coordinator."""

    person: PersonId
    email: KeyedDigest
    state: StateCode | None
    words: Sealed[PersonWords]


@event("person_corrected", stream="person")
class PersonCorrected(Struct, frozen=True):
    """A name, address or state changed; what was said before stays in the book, sealed."""

    email: KeyedDigest
    state: StateCode | None
    words: Sealed[PersonWords]


@event("evidence_recorded", stream="person", schema=3, upcasts=(as_it_stands, as_it_stands))
class EvidenceRecorded(Struct, frozen=True):
    """An item of evidence, or a new revision of one; ``revision`` counts from 1."""

    item: ItemId
    revision: int
    source: Source
    facts: Facts
    words: Sealed[Words]


@event("evidence_confirmed", stream="person")
class EvidenceConfirmed(Struct, frozen=True):
    """A claim was matched to a registry or seen by the coordinator, on ``seen_on``; ``where`` says where."""

    item: ItemId
    revision: int
    source: Source
    seen_on: date
    where: Sealed[str]


@event("evidence_withdrawn", stream="person")
class EvidenceWithdrawn(Struct, frozen=True):
    """The person takes an item back; what was submitted with it stays submitted."""

    item: ItemId
    revision: int


@event("colleague_identified", stream="person")
class ColleagueIdentified(Struct, frozen=True):
    """A colleague whom the person names is somebody of this book, or, with ``None``, nobody of it after all.

    From then on what the book itself knows of their standings is read beside what was claimed of them.
    """

    colleague: ColleagueId
    person: PersonId | None


Event = (
    PersonRegistered
    | PersonCorrected
    | EvidenceRecorded
    | EvidenceConfirmed
    | EvidenceWithdrawn
    | ColleagueIdentified
    | AttachmentAdded
    | AttachmentRemoved
)

# ── What is asked ─────────────────────────────────────────────────────────────────────────────


class Register(Struct, frozen=True):
    person: PersonId
    email: KeyedDigest
    state: StateCode | None
    words: Sealed[PersonWords]


class Correct(Struct, frozen=True):
    email: KeyedDigest
    state: StateCode | None
    words: Sealed[PersonWords]


class NewItem(Struct, frozen=True):
    """An item as it enters the book: a minted id, its facts, its words."""

    item: ItemId
    facts: Facts
    words: Sealed[Words]


class Record(Struct, frozen=True):
    """Enter items of evidence; all or none. ``today`` bounds what can have happened."""

    items: tuple[NewItem, ...]
    source: Source
    today: date


class Revise(Struct, frozen=True):
    """Replace an item's facts and words by a new revision, which nobody has confirmed yet.

    ``seen`` is the revision that the asker had before them, where they say so: no other one is written over.
    """

    new: NewItem
    source: Source
    today: date
    seen: int | None = None


class Confirm(Struct, frozen=True):
    """Say that a claim was seen in a registry or by the coordinator."""

    item: ItemId
    source: Source
    seen_on: date
    today: date
    where: Sealed[str]


class Withdraw(Struct, frozen=True):
    """``seen`` is the revision that the asker had before them, where they say so."""

    item: ItemId
    seen: int | None = None


class Identify(Struct, frozen=True):
    """Say who of this book a colleague is; ``None`` takes it back."""

    colleague: ColleagueId
    person: PersonId | None


Command = Register | Correct | Record | Revise | Confirm | Withdraw | Identify | attachments.Attach | attachments.Detach

# ── What follows ──────────────────────────────────────────────────────────────────────────────


class Person(Struct, frozen=True):
    """A person as the book knows them: current items by id, in the order in which they came."""

    id: PersonId | None = None
    email: KeyedDigest | None = None
    state: StateCode | None = None
    words: Sealed[PersonWords] | None = None
    items: Mapping[ItemId, Item] = {}
    withdrawn: frozenset[ItemId] = frozenset()
    identified: Mapping[ColleagueId, PersonId] = {}
    attachments: Attachments = {}

    @property
    def evidence(self) -> tuple[Item, ...]:
        return tuple(item for id_, item in self.items.items() if id_ not in self.withdrawn)

    def colleague(self, id_: str) -> kinds.Colleague | None:
        for item in self.evidence:
            if isinstance(item.facts, kinds.Colleague) and item.facts.colleague == id_:
                return item.facts
        return None


NOBODY = Person()


def decide(command: Command, person: Person) -> list[Event]:
    """The events that follow from a request; none when it is already so.

    :raises Refused: with the code of the reason
    """
    if isinstance(command, Register):
        return _register(command, person)
    if person.id is None:
        raise Refused("unknown_person")
    match command:
        case Correct(email=email, state=state, words=words):
            return [PersonCorrected(email=email, state=state, words=words)]
        case Record(items=items, source=source, today=today):
            return _record_all(items, source, today, person)
        case Revise():
            return _revise(command, person)
        case Confirm():
            return _confirm(command, person)
        case Withdraw(item=item, seen=seen):
            if item in person.withdrawn:
                return []
            return [EvidenceWithdrawn(item=item, revision=_as_seen(item, seen, person).revision)]
        case Identify(colleague=colleague, person=who):
            return _identify(colleague, who, person)
        case attachments.Attach(item=item):
            _current(item, person)
            return [*attachments.decide(command, person.attachments)]
        case attachments.Detach():
            return [*attachments.decide(command, person.attachments)]
        case _:
            assert_never(command)


def _register(command: Register, person: Person) -> list[Event]:
    if person.id is not None:
        if person.id == command.person and person.email == command.email:
            return []
        raise Refused("person_exists", person=person.id)
    return [
        PersonRegistered(person=command.person, email=command.email, state=command.state, words=command.words),
    ]


def _record_all(items: tuple[NewItem, ...], source: Source, today: date, person: Person) -> list[Event]:
    recorded: list[Event] = []
    twice = len({new.item for new in items}) < len(items)
    for new in items:
        events = _record(new, source, today, person)
        recorded += events
        if twice:  # one id given twice is seen by a person who holds the first
            for each in events:
                person = evolve(person, each)
    return recorded


def _record(new: NewItem, source: Source, today: date, person: Person) -> list[Event]:
    not_in_the_future(new.item, new.facts, today)
    if new.item in person.items:
        held = _current(new.item, person)
        if held.facts == new.facts:
            return []
        raise Refused("item_exists", item=new.item)
    return [EvidenceRecorded(item=new.item, revision=1, source=source, facts=new.facts, words=new.words)]


def _revise(command: Revise, person: Person) -> list[Event]:
    new, source = command.new, command.source
    not_in_the_future(new.item, new.facts, command.today)
    held = _as_seen(new.item, command.seen, person)
    if type(held.facts) is not type(new.facts):
        raise Refused("other_kind", item=new.item)
    return [
        EvidenceRecorded(item=new.item, revision=held.revision + 1, source=source, facts=new.facts, words=new.words)
    ]


def _confirm(command: Confirm, person: Person) -> list[Event]:
    held = _current(command.item, person)
    if not isinstance(held.facts, CLAIMS):
        raise Refused("needs_no_confirmation", item=command.item)
    if command.seen_on > command.today:
        raise Refused("after_today", item=command.item, on=command.seen_on, today=command.today)
    if command.source in (held.source, Source.ASSERTED):
        return []
    return [
        EvidenceConfirmed(
            item=command.item,
            revision=held.revision,
            source=command.source,
            seen_on=command.seen_on,
            where=command.where,
        )
    ]


def _identify(colleague: ColleagueId, who: PersonId | None, person: Person) -> list[Event]:
    if person.identified.get(colleague) == who:
        return []
    if who is not None:
        if person.colleague(colleague) is None:
            raise Refused("unknown_colleague", colleague=colleague, person=person.id)
        if who == person.id:
            raise Refused("colleague_is_themself", colleague=colleague, person=who)
    return [ColleagueIdentified(colleague=colleague, person=who)]


def _as_seen(item: ItemId, seen: int | None, person: Person) -> Item:
    """:raises Refused: ``item_moved_on``: somebody has revised it since"""
    held = _current(item, person)
    if seen is not None and held.revision != seen:
        raise Refused("item_moved_on", item=item, revision=held.revision)
    return held


def _current(item: ItemId, person: Person) -> Item:
    if item not in person.items:
        raise Refused("unknown_item", item=item)
    if item in person.withdrawn:
        raise Refused("item_withdrawn", item=item)
    return person.items[item]


def evolve(person: Person, event: Event) -> Person:
    match event:
        case PersonRegistered(person=id_, email=email, state=state, words=words):
            return replace(person, id=id_, email=email, state=state, words=words)
        case PersonCorrected(email=email, state=state, words=words):
            return replace(person, email=email, state=state, words=words)
        case EvidenceRecorded(item=item, revision=revision, source=source, facts=facts):
            held = Item(id=item, facts=facts, revision=revision, source=source)
            return replace(person, items={**person.items, item: held})
        case EvidenceConfirmed(item=item, source=source):
            return replace(person, items={**person.items, item: replace(person.items[item], source=source)})
        case EvidenceWithdrawn(item=item):
            return replace(person, withdrawn=person.withdrawn | {item})
        case ColleagueIdentified(colleague=colleague, person=who):
            others = {known: other for known, other in person.identified.items() if known != colleague}
            return replace(person, identified=others if who is None else {**others, colleague: who})
        case AttachmentAdded() | AttachmentRemoved():
            return replace(person, attachments=attachments.evolve(person.attachments, event))
        case _:
            assert_never(event)


def happened(facts: Facts) -> date | None:
    """The latest day on which these facts say that something has already happened."""
    match facts:
        case kinds.Education(awarded_on=on) | kinds.Rating(rated_on=on) | kinds.Signature(signed_on=on):
            return on
        case kinds.Attestation(given_on=on) | kinds.Exam(sat_on=on):
            return on
        case kinds.Training(last=on) | kinds.Rsc(last=on) | kinds.ServiceHours(last=on):
            return on
        case kinds.Work(first=first, last=last):
            return last or first
        case kinds.Standing(first=on) | kinds.Licence(first=on):
            return on
        case kinds.Colleague() | kinds.Membership():
            return None
        case _:
            assert_never(facts)


def not_in_the_future(item: ItemId, facts: Facts, today: date) -> None:
    """Refuse evidence of what has not happened yet.

    :raises Refused: ``after_today``
    """
    on = happened(facts)
    if on is not None and on > today:
        raise Refused("after_today", item=item, on=on, today=today)
