"""Who pays: people of the book, and organisations, which have an account under an id and a name of their own."""

from __future__ import annotations

from msgspec import Struct

from vouchbook.domain import account as accounts
from vouchbook.domain.account import Account, OrganisationWords
from vouchbook.domain.authorize import Action, Circumstances, Principal
from vouchbook.domain.names import PayerId, PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Purpose, Sealed
from vouchbook.domain.streams import ACCOUNT, PERSON
from vouchbook.ledger.entries import Write
from vouchbook.projections.payers import organisations
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.opening import ERASED, opened, person_words
from vouchbook.service.person import known_person
from vouchbook.service.shelf import Loaded
from vouchbook.service.written import address, called, optional_email

ORGANISATION = "org"


class Organisation(Struct, frozen=True):
    """An employer or agency as those see it who may; ``balance`` is what it owes, in cents."""

    payer: PayerId
    name: str
    address: str
    email: str
    balance: int


def register(office: Office, request: Request, words: OrganisationWords) -> Done:
    """Open an account for an employer or agency; its id is in the result as ``payer``.

    :raises WrittenWrongly: a name or an address that is none
    """
    office.allow(request.principal, Action.KEEP_ACCOUNT)
    kept = _kept(words)

    def plan() -> Plan:
        id_ = PayerId(office.edge.mint(ORGANISATION))
        command = accounts.OpenAccount(payer=id_, on=request.on, words=_sealed(id_, kept))
        events = accounts.decide(command, accounts.NO_ACCOUNT)
        return Plan(
            writes=(Write(ACCOUNT.stream(id_), 0, tuple(events)),),
            claims=(office.claim("organisation", office.keyed("organisation", kept.name)),),
            result={"payer": id_},
        )

    return office.record(request, "register_organisation", [kept], plan)


def correct(
    office: Office,
    request: Request,
    payer: PayerId,
    *,
    name: str | None = None,
    address: str | None = None,
    email: str | None = None,
) -> Done:
    """Change an organisation's name or billing address; what is not given stays as it is.

    :raises WrittenWrongly: a name or an address that is none
    :raises Refused: there is no such organisation
    """
    office.allow(request.principal, Action.KEEP_ACCOUNT)

    def plan() -> Plan:
        loaded = known_payer(office, payer)
        before = words_of(office, loaded.state)
        if before is None:
            raise Refused("unknown_payer", payer=payer, association=office.code)
        words = _kept(
            OrganisationWords(
                name=before.name if name is None else name,
                address=before.address if address is None else address,
                email=before.email if email is None else email,
            )
        )
        same = words == before
        events = [] if same else accounts.decide(accounts.CorrectAccount(words=_sealed(payer, words)), loaded.state)
        old, new = (office.keyed("organisation", each.name) for each in (before, words))
        return Plan(
            writes=(loaded.write(events),),
            claims=(office.claim("organisation", new),) if new != old else (),
            released=(office.claim("organisation", old),) if new != old else (),
            result={"payer": payer},
        )

    return office.record(request, "correct_organisation", [payer, name, address, email], plan)


def all_organisations(office: Office, principal: Principal) -> list[Organisation]:
    """Every employer and agency that has an account."""
    office.allow(principal, Action.SEE_ACCOUNTS)
    found = []
    for payer in organisations(office.book):
        state: Account = office.load(ACCOUNT, payer).state
        words = words_of(office, state) or OrganisationWords(ERASED, "")
        found.append(Organisation(payer, words.name, words.address, words.email, state.balance))
    return found


def is_organisation(payer: str) -> bool:
    return payer.startswith(f"{ORGANISATION}-")


def whose(payer: str) -> Circumstances:
    """The case of an account: a person's is about them."""
    return Circumstances(about=PersonId(payer))


def known_payer(office: Office, payer: str) -> Loaded:
    """The account of somebody who can have one.

    :raises Refused: nobody of that id is in this book
    """
    if not is_organisation(payer):
        known_person(office, payer)
        return office.load(ACCOUNT, payer)
    loaded = office.load(ACCOUNT, payer)
    if loaded.state.payer is None:
        raise Refused("unknown_payer", payer=payer, association=office.code)
    return loaded


def words_of(office: Office, account: Account) -> OrganisationWords | None:
    """Who an organisation is; ``None`` for a person's account, and where the key was destroyed."""
    return opened(office, account.words) if account.words is not None else None


def name_of(office: Office, payer: str) -> str:
    """The name of a person or an organisation."""
    if is_organisation(payer):
        words = words_of(office, office.load(ACCOUNT, payer).state)
        return words.name if words is not None else ERASED
    return person_words(office, office.load(PERSON, payer)).name


def _kept(words: OrganisationWords) -> OrganisationWords:
    return OrganisationWords(
        name=called("the organisation's name", words.name),
        address=address("the billing address", words.address),
        email=optional_email(words.email),
    )


def _sealed(payer: PayerId, words: OrganisationWords) -> Sealed[OrganisationWords]:
    """Under a key of the organisation's own."""
    return Sealed(Purpose.IDENTITY, (PersonId(payer),), words)
