"""Letters in the outbox of the small alliance, in every state, for tests that look at them."""

from __future__ import annotations

from tests.service.mailbox import Mailbox
from tests.web.live import Live

from vouchbook.desk import outbox as lying
from vouchbook.domain.names import PersonId
from vouchbook.service import posting
from vouchbook.service.office import Office
from vouchbook.service.outbox import Recipient, put
from vouchbook.service.wording import Letterhead

HEAD = Letterhead(sender="office@nc.example.org", portal="http://127.0.0.1/nc", contact="help@nc.example.org")


def posted(office: Office, someone: str) -> dict[str, str]:
    """One letter of each state that there is, by state."""
    box = Mailbox()
    box.open()
    try:
        posting.queue(office)
        box.answers = ["250 OK", "550 no", "451 later"]
        posting.post(office, box.carrier, HEAD, most=3)
        values = {"what": "A passkey was added", "on": "November 20, 2026", "link": "http://127.0.0.1/nc"}
        put(office, "security_notice", Recipient(person=PersonId(someone), email="no address"), values, once="x")
        posting.post(office, box.carrier, HEAD)
        put(office, "security_notice", Recipient(person=PersonId(someone)), values, once="y")
    finally:
        box.close()
    return {each.state: each.id for each in lying.listed(office.desk, most=1000)}


def some_letter(live: Live, state: str = lying.BOUNCED) -> str:
    """The id of a letter in this state; the first who asks has them posted."""
    office = live.hosting.office("nc")
    assert office is not None
    found = lying.listed(office.desk, state=state, most=1)
    return found[0].id if found else posted(office, live.people["nc"]["newcomer"])[state]
