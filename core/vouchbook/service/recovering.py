"""A way back in for who has lost every passkey: somebody else takes them away, and a mailed code lets in again."""

from __future__ import annotations

from vouchbook.desk import passkeys as keys
from vouchbook.domain.authorize import Action, Circumstances, Principal
from vouchbook.domain.names import PersonId
from vouchbook.service import access_log, passkeys, sessions
from vouchbook.service.office import Office
from vouchbook.service.person import known_person


def forget_passkeys(office: Office, principal: Principal, person: PersonId) -> int:
    """Take away every passkey of somebody else and end their sessions; answers how many passkeys there were.

    They are told by letter, and it stands in the access log: whoever takes a lost key away could be lying.

    :raises Refused: one's own, or nobody of that id
    """
    office.allow(principal, Action.KEEP_ROLES, Circumstances(about=person))
    known_person(office, person)
    number = keys.remove_all(office.desk, person)
    sessions.end_everywhere(office, person)
    access_log.read(office, principal, person, "passkeys", act="forget_passkeys")
    if number:
        passkeys.tell(office, person, "Your passkeys were removed by somebody else, at your wish as they said,")
    return number
