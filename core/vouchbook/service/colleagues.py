"""Who the colleagues are that somebody names: persons of this book, and until when what they hold elsewhere holds."""

from __future__ import annotations

from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain import person as people
from vouchbook.domain.authorize import Action, Circumstances, Principal
from vouchbook.domain.evidence import Colleague, Standing
from vouchbook.domain.names import ColleagueId, ItemId, PersonId, Source
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Purpose, Sealed
from vouchbook.domain.streams import PERSON
from vouchbook.projections.addresses import person_with
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.opening import colleague_names, item_words, person_words
from vouchbook.service.person import known_person
from vouchbook.service.written import sealed_reason


def identify(office: Office, request: Request, person: PersonId, colleague: ColleagueId, who: PersonId | None) -> Done:
    """Say who of this book a colleague is; ``None`` takes it back.

    From then on the rules read what the book knows of them: endorsed here, vetted here, seen in another registry.

    :raises Refused: no such colleague, nobody of that id, the person themself, or whoever asks
    """
    office.allow(request.principal, Action.IDENTIFY_COLLEAGUE, Circumstances(about=person))
    office.allow(request.principal, Action.IDENTIFY_COLLEAGUE, Circumstances(about=who))  # nor is it them by their word

    def plan() -> Plan:
        loaded = known_person(office, person)
        if who is not None:
            known_person(office, who)
        events = people.decide(people.Identify(colleague, who), loaded.state)
        return Plan(writes=(loaded.write(events),), result={"person": person, "colleague": colleague, "is": who})

    return office.record(request, "identify_colleague", [person, colleague, who], plan)


class NamedColleague(Struct, frozen=True):
    """Somebody who was named: ``is_person`` where that is recorded, ``same_address`` where the book has it too."""

    colleague: ColleagueId
    name: str
    is_person: PersonId | None
    is_name: str | None
    same_address: PersonId | None


def named_by(office: Office, principal: Principal, person: PersonId) -> list[NamedColleague]:
    """Everybody whom somebody names as a colleague, with who they are; for whoever may identify them."""
    office.allow(principal, Action.IDENTIFY_COLLEAGUE, Circumstances(about=person))
    loaded = known_person(office, person)
    names = colleague_names(office, loaded)
    found = []
    for item in loaded.state.evidence:
        if isinstance(item.facts, Colleague):
            who = loaded.state.identified.get(item.facts.colleague)
            same = person_with(office.book, item.facts.email) if item.facts.email else None
            name = person_words(office, known_person(office, who)).name if who else None
            found.append(NamedColleague(item.facts.colleague, names[item.facts.colleague], who, name, same))
    return found


def standing_ended(
    office: Office, request: Request, person: PersonId, item: ItemId, last: date, *, source: Source, where: str
) -> Done:
    """Record that an endorsement held elsewhere ends, or has ended, with ``last``: seen today, ``where`` says where.

    What was given up to that day goes on counting; a standing recorded in error is withdrawn instead.

    :raises Refused: no standing, or it would end before it begins
    """
    office.allow(request.principal, Action.CONFIRM_EVIDENCE, Circumstances(about=person))
    seen = sealed_reason(person, where)

    def plan() -> Plan:
        loaded = known_person(office, person)
        held = loaded.state.items.get(item)
        result = {"person": person, "item": item}
        if held is None or item in loaded.state.withdrawn or not isinstance(held.facts, Standing):
            raise Refused("no_standing", item=item, person=person)
        if last < held.facts.first:
            raise Refused("standing_ends_before_it_begins", first=held.facts.first, last=last)
        if held.facts.last == last and held.source is not Source.ASSERTED:
            return Plan(writes=(), result=result)
        words = Sealed(Purpose.EVIDENCE, (person,), item_words(office, loaded).get(item, {}))
        ended = people.NewItem(item, replace(held.facts, last=last), words)
        revised = people.decide(people.Revise(ended, Source.ASSERTED, request.on), loaded.state)
        confirm = people.Confirm(item, source, seen_on=request.on, today=request.on, where=seen)
        confirmed = people.decide(confirm, PERSON.fold(revised, loaded.state))
        return Plan(writes=(loaded.write((*revised, *confirmed)),), result=result)

    return office.record(request, "standing_ended", [person, item, last, source, where], plan)
