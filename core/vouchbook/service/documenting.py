"""Evidence by form: what somebody typed becomes an item, or a new revision of one that nobody changed meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from vouchbook.domain import membership as memberships
from vouchbook.domain import person as people
from vouchbook.domain.authorize import Action, Circumstances, Principal
from vouchbook.domain.evidence import Colleague, Facts, Membership, Standing, Words
from vouchbook.domain.names import ColleagueId, ItemId, PersonId, Source, TermId
from vouchbook.domain.person import Person
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Purpose, Sealed
from vouchbook.domain.streams import MEMBERSHIP, PERSON
from vouchbook.policy.portfolio_file import folded, remapped
from vouchbook.policy.portfolio_forms import FORMS, form_of, read_form
from vouchbook.policy.portfolio_tables import OTHER, Read
from vouchbook.policy.portfolio_typed import kept_beside, typed_of
from vouchbook.service.entering import prefix, sold_plans, term_claimed, with_email
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.opening import item_words
from vouchbook.service.person import known_person
from vouchbook.service.shelf import Loaded

Typed = Mapping[str, Sequence[str]]
NEW = "new"
"""Chosen instead of a colleague: somebody who is named beside it, under ``new.name`` and so on."""


class Mistaken(Exception):
    """A form cannot be read: every field with what is wrong with it, empty where it only has to be filled in."""

    def __init__(self, mistakes: Sequence[tuple[str, str]]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(len(self.mistakes))


class Written(Struct, frozen=True):
    """An item as its form shows it; ``revision`` is to be sent back with what is changed."""

    item: ItemId
    form: str
    revision: int
    typed: dict[str, list[str]]
    confirmed: bool
    withdrawn: bool


class Named(Struct, frozen=True):
    """Somebody whom a person has named, to be chosen again; ``named_in`` is how many other items name them."""

    colleague: ColleagueId
    item: ItemId
    name: str
    email: str
    employer: str
    named_in: int


def add(office: Office, request: Request, person: PersonId, form: str, typed: Typed) -> Done:
    """Enter what somebody typed into a form; a colleague who is new is entered with it. The ids are in the result.

    What it says of others enters as a claim.

    :raises Mistaken: fields that cannot be read
    :raises Refused: dated after the day of asking, an unknown body, or not the asker's to record
    """
    office.allow(request.principal, Action.RECORD_EVIDENCE, Circumstances(about=person))
    reads = _read(office, known_person(office, person), form, typed)

    def plan() -> Plan:
        loaded = known_person(office, person)
        terms = office.load(MEMBERSHIP, person)
        ids: list[str] = []
        new: dict[ColleagueId, ColleagueId] = {}
        items: list[people.NewItem] = []
        laid: list[memberships.Event] = []
        for read in reads:
            id_ = office.edge.mint(prefix(read.facts))
            if isinstance(read.facts, Colleague):
                new[read.facts.colleague] = ColleagueId(id_)
            facts, said = _ours(office, read, new), dict(_words(read))
            if isinstance(facts, Membership):
                sold, state = sold_plans(office, request.on), MEMBERSHIP.fold(laid, terms.state)
                laid += term_claimed(office.code, person, TermId(id_), facts, sold, state)
            else:
                items.append(people.NewItem(ItemId(id_), facts, Sealed(Purpose.EVIDENCE, (person,), said)))
            ids.append(id_)
        events = people.decide(people.Record(tuple(items), Source.ASSERTED, request.on), loaded.state)
        return Plan(writes=(loaded.write(events), terms.write(laid)), result={"person": person, "items": ids})

    return office.record(request, "add_evidence", [person, form, _plain(typed)], plan)


def revise(office: Office, request: Request, person: PersonId, item: ItemId, typed: Typed, *, seen: int) -> Done:
    """Put what somebody typed in the place of an item's latest revision, ``seen``; nobody has confirmed it then.

    A colleague who gets another name or address is nobody in particular of the book any more.

    :raises Mistaken: fields that cannot be read
    :raises Refused: ``item_moved_on``: revised since; withdrawn; dated after the day of asking
    """
    office.allow(request.principal, Action.RECORD_EVIDENCE, Circumstances(about=person))
    form = _written(office, known_person(office, person), item).form
    reads = _read(office, known_person(office, person), form, typed)

    def plan() -> Plan:
        loaded = known_person(office, person)
        before = item_words(office, loaded).get(item, {})
        held = loaded.state.items[item]
        new: dict[ColleagueId, ColleagueId] = {}
        writes: list[people.NewItem] = []
        for read in reads[:-1]:  # a colleague who is new
            id_ = office.edge.mint(prefix(read.facts))
            new[ColleagueId(NEW)] = ColleagueId(id_)
            named = _ours(office, read, new)
            writes.append(people.NewItem(ItemId(id_), named, Sealed(Purpose.EVIDENCE, (person,), dict(_words(read)))))
        if isinstance(held.facts, Colleague):
            new = {ColleagueId(""): held.facts.colleague}
        facts = _ours(office, reads[-1], new)
        words = kept_beside(before, dict(_words(reads[-1])), facts)
        result = {"person": person, "item": item}
        same = words == before and _in_any_order(facts, words) == _in_any_order(held.facts, before)
        if same and held.revision == seen and item not in loaded.state.withdrawn:
            return Plan(writes=(), result=result)
        events = people.decide(people.Record(tuple(writes), Source.ASSERTED, request.on), loaded.state)
        sealed = Sealed(Purpose.EVIDENCE, (person,), words)
        command = people.Revise(people.NewItem(item, facts, sealed), Source.ASSERTED, request.on, seen)
        events += people.decide(command, PERSON.fold(events, loaded.state))
        if isinstance(facts, Colleague) and _is_another(before, words):
            nobody = people.Identify(facts.colleague, None)
            events += people.decide(nobody, PERSON.fold(events, loaded.state))
        return Plan(writes=(loaded.write(events),), result=result)

    return office.record(request, "revise_evidence", [person, item, seen, _plain(typed)], plan)


def withdraw(office: Office, request: Request, person: PersonId, item: ItemId, *, seen: int) -> Done:
    """Take an item back as it was ``seen``; what was submitted with it stays submitted.

    :raises Refused: ``item_moved_on``: revised since
    """
    office.allow(request.principal, Action.WITHDRAW_EVIDENCE, Circumstances(about=person))

    def plan() -> Plan:
        loaded = known_person(office, person)
        events = people.decide(people.Withdraw(item, seen), loaded.state)
        return Plan(writes=(loaded.write(events),), result={"person": person, "item": item})

    return office.record(request, "withdraw_evidence", [person, item, seen], plan)


def written(office: Office, principal: Principal, person: PersonId, item: ItemId) -> Written:
    """An item as it would be typed.

    :raises Refused: not for the asker's eyes; no such item, or none that has a form
    """
    office.allow(principal, Action.SEE_PERSON, Circumstances(about=person))
    return _written(office, known_person(office, person), item)


def named_by(office: Office, principal: Principal, person: PersonId) -> list[Named]:
    """Everybody whom somebody has named, by name, so that nobody types a name twice."""
    office.allow(principal, Action.SEE_PERSON, Circumstances(about=person))
    loaded = known_person(office, person)
    words = item_words(office, loaded)
    found = []
    for item in loaded.state.evidence:
        if isinstance(item.facts, Colleague):
            said, who = words.get(item.id, {}), item.facts.colleague
            found.append(
                Named(
                    colleague=who,
                    item=item.id,
                    name=str(said.get("name", who)),
                    email=str(said.get("email", "")),
                    employer=str(said.get("employer", "")),
                    named_in=sum(_names(each.facts, who) for each in loaded.state.evidence),
                )
            )
    return sorted(found, key=lambda each: (folded(each.name), each.colleague))


def employers(office: Office, principal: Principal, person: PersonId) -> list[str]:
    """The employers whom somebody has written of, to be chosen again."""
    office.allow(principal, Action.SEE_PERSON, Circumstances(about=person))
    loaded = known_person(office, person)
    words = item_words(office, loaded)
    said = (str(words.get(item.id, {}).get("employer", "")) for item in loaded.state.evidence)
    return sorted({folded(each): each for each in said if each}.values(), key=folded)


def _written(office: Office, loaded: Loaded, item: ItemId) -> Written:
    state: Person = loaded.state
    held = state.items.get(item)
    if held is None:
        raise Refused("unknown_item", item=item)
    holder = held.facts.holder if isinstance(held.facts, Standing) else None
    form = form_of(str(held.facts.__struct_config__.tag), holder)
    if form is None:
        raise Refused("not_offered_here")
    return Written(
        item=item,
        form=form,
        revision=held.revision,
        typed=typed_of(held.facts, item_words(office, loaded).get(item, {})),
        confirmed=held.source is not Source.ASSERTED,
        withdrawn=item in state.withdrawn,
    )


def _read(office: Office, loaded: Loaded, form: str, typed: Typed) -> list[Read]:
    """What was typed, a new colleague first.

    :raises Mistaken: fields that cannot be read, or a colleague nobody has named
    """
    if form not in FORMS:
        raise Refused("not_offered_here")
    mistakes: list[tuple[str, str]] = []

    def wrong(field: str, advice: str) -> None:
        mistakes.append((field, advice))

    reads = read_form(form, typed, wrong)
    named = {who for read in reads for who in _colleagues(read.facts)}
    if NEW in named:
        begins = f"{NEW}."
        inner = {name.removeprefix(begins): given for name, given in typed.items() if name.startswith(begins)}
        of_new = read_form("colleagues", inner, lambda field, advice: wrong(f"{begins}{field}", advice))
        (new,) = of_new
        facts = remapped(new.facts, colleague=lambda _: ColleagueId(NEW), employer=lambda each: each)
        reads = [new._replace(facts=facts), *reads]
    if not mistakes:
        field, last = _field_of(reads[-1].facts), reads[-1].facts
        mistakes += [(field, "choose one of these") for who in named - {NEW} if loaded.state.colleague(who) is None]
        if isinstance(last, Membership) and last.association == OTHER:
            mistakes.append(("association", "write its code: two letters of a state, or initials in capitals"))
    if mistakes:
        raise Mistaken(mistakes)
    return reads


def _ours(office: Office, read: Read, new: Mapping[ColleagueId, ColleagueId]) -> Facts:
    """The facts as the book writes them: employers by their digests, addresses too, a new colleague by an id."""
    facts = remapped(read.facts, colleague=lambda who: new.get(who, who), employer=office.employer)
    return with_email(office, facts, dict(_words(read)))


def _words(read: Read) -> Iterator[tuple[str, str | list[str]]]:
    return ((name, said) for name, said in read.words.items() if said)


def _colleagues(facts: Facts) -> Iterator[ColleagueId]:
    """Whom an item names."""
    found: list[ColleagueId] = []

    def note(who: ColleagueId) -> ColleagueId:
        found.append(who)
        return who

    if not isinstance(facts, Colleague):
        remapped(facts, colleague=note, employer=lambda each: each)
    return iter(found)


def _names(facts: Facts, who: ColleagueId) -> bool:
    return who in _colleagues(facts)


def _field_of(facts: Facts) -> str:
    return "holder" if isinstance(facts, Standing) else "provider" if hasattr(facts, "provider") else "supervisor"


def _in_any_order(facts: Facts, words: Words) -> dict[str, list[str]]:
    """What a form says of an item; in which order several things were chosen means nothing."""
    return {name: sorted(given) for name, given in typed_of(facts, words).items()}


def _is_another(before: Words, after: Words) -> bool:
    return any(folded(str(before.get(name, ""))) != folded(str(after.get(name, ""))) for name in ("name", "email"))


def _plain(typed: Typed) -> dict[str, list[str]]:
    """What was asked for, however the form was sent: without fields in which nothing stands."""
    return {name: [*given] for name, given in sorted(typed.items()) if any(each.strip() for each in given)}
