"""To whom a letter goes: the name to greet and the address, as they are known when it is sent."""

from __future__ import annotations

from msgspec import Struct

from vouchbook.domain.account import Account
from vouchbook.domain.evidence import Colleague
from vouchbook.domain.names import ColleagueId, PersonId
from vouchbook.domain.streams import ACCOUNT, PERSON, RATING
from vouchbook.service.office import Office
from vouchbook.service.opening import ERASED, item_words, person_words
from vouchbook.service.outbox import Recipient
from vouchbook.service.payers import is_organisation, words_of


class Addressee(Struct, frozen=True):
    """``email`` is empty where none is known, and the letter is printed or somebody calls; ``address`` is the postal
    one, where there is one.
    """

    name: str
    email: str = ""
    address: str = ""


NOBODY = Addressee("")


def addressed(office: Office, to: Recipient) -> Addressee:
    """Who a recipient is today; whoever was erased has neither name nor address."""
    found = NOBODY
    if to.rating is not None:
        found = rater_of(office, to)
    elif to.payer is not None and is_organisation(to.payer):
        found = _organisation(office, to.payer)
    elif to.person is not None or to.payer is not None:
        found = _person(office, str(to.person or to.payer))
    return Addressee(found.name, to.email, found.address) if to.email else found


def rater_of(office: Office, to: Recipient) -> Addressee:
    """The rater of a reference: by what the applicant wrote down, else by this book, if it is known who they are."""
    asked = office.load(RATING, str(to.rating)).state.requested
    if asked is None:
        return NOBODY
    return colleague(office, asked.person, asked.rater)


def colleague(office: Office, person: PersonId, who: ColleagueId) -> Addressee:
    """Somebody whom an applicant has named."""
    applicant = office.load(PERSON, person)
    words = item_words(office, applicant)
    said = next(
        (
            words.get(item.id, {})
            for item in applicant.state.items.values()
            if isinstance(item.facts, Colleague) and item.facts.colleague == who
        ),
        {},
    )
    known = applicant.state.identified.get(who)
    here = _person(office, known) if known is not None else NOBODY
    return Addressee(str(said.get("name") or here.name), str(said.get("email") or here.email))


def _person(office: Office, person: str) -> Addressee:
    loaded = office.load(PERSON, person)
    if loaded.state.id is None:
        return NOBODY
    words = person_words(office, loaded)
    return NOBODY if words.given_name == ERASED else Addressee(words.name, words.email)


def _organisation(office: Office, payer: str) -> Addressee:
    account: Account = office.load(ACCOUNT, payer).state
    words = words_of(office, account)
    return NOBODY if words is None else Addressee(words.name, words.email, words.address)
