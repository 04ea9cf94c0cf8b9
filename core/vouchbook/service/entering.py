"""How an item that a file gives enters the book: known again where it stands, a claim where it speaks of others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain import membership as memberships
from vouchbook.domain import rating as ratings
from vouchbook.domain.evidence import Colleague, Facts, Item, Membership, Rating, Words
from vouchbook.domain.names import AssociationCode, ItemId, PersonId, PlanKey, Source, TermId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Purpose, Sealed
from vouchbook.domain.streams import RATING
from vouchbook.ledger.entries import Write
from vouchbook.policy.portfolio_tables import OTHER
from vouchbook.service.case import ratings_asked, received
from vouchbook.service.office import Office
from vouchbook.service.opening import item_words
from vouchbook.service.shelf import Loaded

NUMBERED = ("memberships", "licences", "standing", "signatures", "attestations", "exam")
"""The tables whose items have no id of their own in a file: they are known again by what they say."""


class Known(Struct, frozen=True):
    """What stands in somebody's pool: items by their id in a file, and all that is said, with its words."""

    by_ref: Mapping[str, Item] = {}
    said: frozenset[Facts] = frozenset()
    words: Mapping[ItemId, Words] = {}


def known_of(office: Office, person: Loaded, *, own_file: bool = False) -> Known:
    """What somebody's pool holds already, by the id that a file gave it and by what it says.

    ``own_file``: without what raters' own forms say: an applicant could learn it by guessing.
    """
    words, pool = item_words(office, person), person.state.evidence
    asked = ratings_asked(office, person.state.id).values()
    told = [rating for rating in asked if rating.state.from_file or not own_file]
    return Known(
        by_ref={str(words[item.id]["ref"]): item for item in pool if "ref" in words.get(item.id, {})},
        said=frozenset(item.facts for item in (*pool, *received(told))),
        words=words,
    )


def prefix(facts: Facts) -> str:
    """``tr`` for a training, ``c`` for a colleague, who is named often: an id says what it names."""
    tag = str(facts.__struct_config__.tag)
    return {"colleague": "c", "membership": "m"}.get(tag, tag[:2])


def stands(table: str, ref: str, facts: Facts, known: Known) -> bool:
    """Whether an item stands here already: by its id in the file, or by what it says where it has none.

    :raises Refused: ``item_exists``: its id stands for something else
    """
    if table in NUMBERED:
        return facts in known.said
    there = known.by_ref.get(ref)
    if there is not None and there.facts != facts:
        raise Refused("item_exists", item=there.id)
    return there is not None


def with_email(office: Office, facts: Facts, words: Words) -> Facts:
    """A colleague's address as a digest, by which the book recognises the same person elsewhere."""
    if isinstance(facts, Colleague) and isinstance(words.get("email"), str):
        return replace(facts, email=office.keyed("email", str(words["email"])))
    return facts


def sold_plans(office: Office, on: date) -> frozenset[PlanKey]:
    """The plans of membership that the association sells."""
    return frozenset(row.key for row in office.version_on(on).document.plan)


def term_claimed(
    code: AssociationCode,
    person: PersonId,
    term: TermId,
    facts: Membership,
    sold: frozenset[PlanKey],
    membership: memberships.Membership,
) -> list[memberships.Event]:
    """A term of membership as a claim; nothing where it stands already.

    A plan is a code only where the association sells it; whatever else a file calls it does not enter the clear.

    :raises Refused: it overlaps another term
    """
    command = memberships.RecordTerm(
        person=person,
        term=term,
        association=facts.association,
        plan=facts.plan if facts.association == code and facts.plan in sold else PlanKey(OTHER),
        first=facts.first,
        last=facts.last,
        source=Source.ASSERTED,
    )
    return memberships.decide(command, membership)


def rating_received(person: PersonId, id_: ItemId, facts: Rating, words: Words, on: date) -> Write:
    """A reference that came in a file: asked for and received at once, and a claim until the rater's form is there.

    :raises Refused: dated after ``on``
    """
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
            today=on,
        ),
        RATING.fold(asked),
    )
    return Write(RATING.stream(id_), 0, (*asked, *received))
