"""How a rater comes in: the link from their letter, then a code that is mailed when it is opened, and no account.

Whoever holds the link alone, because it was forwarded, or looked at by a letter box, gets no further than asking for
the code: that goes to the rater's own address.
"""

from __future__ import annotations

from msgspec import Struct

from vouchbook.desk import links as rows
from vouchbook.domain.names import ItemId
from vouchbook.domain.rating import Rating, RatingRequested
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import PERSON, RATING
from vouchbook.service import codes, limits, links, sessions
from vouchbook.service.office import Office
from vouchbook.service.opening import person_words
from vouchbook.service.outbox import Recipient, put
from vouchbook.service.signing_in import DAY, QUARTER, mailed, typing_limit
from vouchbook.service.wording import addressed
from vouchbook.service.wording.references import PURPOSE


class Entered(Struct, frozen=True):
    """A rater is in: the token for their browser, and for which reference."""

    token: str
    rating: ItemId


def ask_code(office: Office, token: str, *, remote: str) -> str:
    """Mail a code to the rater whose link this is; answers what the browser keeps until the code is typed.

    :param remote: the network address that asks, for the limits
    :raises Refused: the link is none, has expired, or its reference is not awaited any more; nobody knows where to
        write to; asked too often
    """
    limits.attempt(office, limits.limit(office, "asked_from", limits.network(remote), 30, QUARTER))
    rating = ItemId(links.look(office, PURPOSE, token).about)
    asked = must_be_awaited(office, rating)
    limits.attempt(
        office,
        limits.limit(office, "asked", f"rating {rating}", 5, QUARTER),
        limits.limit(office, "asked_daily", f"rating {rating}", 20, DAY),
    )
    to = Recipient(rating=rating)
    if not addressed(office, to).email:
        raise Refused("rater_without_address", rating=rating)
    asking, code = codes.make(office, PURPOSE, rating, None)
    applicant = person_words(office, office.load(PERSON, asked.person)).name
    put(office, "rater_code", to, {**mailed(code), "applicant": applicant})
    return asking


def by_code(office: Office, asking: str, code: str, *, remote: str) -> Entered:
    """Come in with the code that was mailed: to this one reference and to nothing else.

    :raises Refused: the code is wrong, expired or spent; the reference is not awaited any more
    """
    limits.attempt(office, typing_limit(office, remote))
    rating = ItemId(codes.use(office, PURPOSE, asking, code).subject)
    must_be_awaited(office, rating)
    return Entered(sessions.begin(office, rating=rating, proved_by=sessions.CODE), rating)


def must_be_awaited(office: Office, rating: ItemId) -> RatingRequested:
    """What was asked of this rater, who may still answer.

    :raises Refused: ``form_received``, ``form_declined``, ``form_replaced``: nothing more is asked of them
    """
    state: Rating = office.load(RATING, rating).state
    if state.received is not None:
        raise Refused("form_received")
    if state.replaced_by is not None:
        raise Refused("form_replaced")
    if state.declined or state.requested is None:
        raise Refused("form_declined")
    return state.requested


def until(office: Office, rating: ItemId) -> int | None:
    """Until when, in microseconds, the newest link of a reference opens it; none where there is no link."""
    return rows.latest(office.desk, PURPOSE, rating)
