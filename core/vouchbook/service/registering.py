"""Registering oneself: a name, an address and a state are kept once the code that was mailed there is typed.

Whether an address is known already, nobody learns from the page: its owner does, by letter.
"""

from __future__ import annotations

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import CommandId, PersonId, StateCode
from vouchbook.domain.refusal import Refused
from vouchbook.projections.addresses import person_with
from vouchbook.service import codes, limits, person
from vouchbook.service.office import Office, Request
from vouchbook.service.outbox import Recipient, put
from vouchbook.service.sessions import CODE, begin
from vouchbook.service.signing_in import Entered, asking_limits, mailed, typing_limit
from vouchbook.service.written import who

_REGISTER = "register"


def ask_code(office: Office, words: PersonWords, *, remote: str) -> str:
    """Mail a code to an address that nobody has yet; nothing else is kept. Answers what the browser keeps.

    :raises Refused: ``too_many_attempts``
    :raises WrittenWrongly: a name or an address that is none
    """
    email = who(words).email
    digest = office.keyed("email", email)
    limits.attempt(office, *asking_limits(office, digest, remote))
    known = person_with(office.book, digest)
    asking, code = codes.make(office, _REGISTER, digest, known)
    if known is None:
        put(office, "registration_code", Recipient(email=email), mailed(code))
    else:
        put(office, "address_known", Recipient(person=known), {})
    return asking


def confirm(
    office: Office,
    id_: CommandId,
    asking: str,
    code: str,
    words: PersonWords,
    state: StateCode | None,
    *,
    remote: str,
    device: str = "",
) -> Entered:
    """Enter somebody into the book once they have typed the code that was mailed to their address, and sign them in.

    :raises Refused: the code is wrong, expired or spent, or was mailed to another address
    :raises WrittenWrongly: a name or an address that is none
    :raises Taken: the address has become somebody's in the meantime
    """
    limits.attempt(office, typing_limit(office, remote))
    kept = who(words)
    used = codes.use(office, _REGISTER, asking, code)
    if used.person is not None or used.subject != office.keyed("email", kept.email):
        raise Refused("code_wrong")
    request = Request(id_, Principal(Role.APPLICANT), office.today)
    made = PersonId(person.register(office, request, kept, state).result["person"])
    return Entered(begin(office, made, proved_by=CODE, device=device), made)
