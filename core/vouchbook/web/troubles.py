"""What went wrong, as a page: what happened, that nothing was lost, and the way on."""

from __future__ import annotations

import logging
import secrets
import sqlite3
from collections.abc import Callable
from types import TracebackType

import sqlalchemy.exc
from msgspec import Struct

from vouchbook.domain.refusal import Refused
from vouchbook.ledger.errors import Busy, CommandReused, Conflict, Damaged, NoSpace, Taken, Unwritable
from vouchbook.letters.on_pages import refusal, without_commands
from vouchbook.policy.document import NoEmerging, NoSheet, UnknownCategory
from vouchbook.policy.portfolio_text import PortfolioMistakes
from vouchbook.policy.values import WrittenWrongly
from vouchbook.web import noting
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.visit import Visit

LOG = logging.getLogger("vouchbook.web")
_NOTHING = "Nothing was recorded."
_SOON = "Nothing was lost. Try again in a few seconds."
_TAKEN = "What you asked for exists already, or somebody else was first. Nothing was recorded."
AGAIN_IN = 5  # seconds after which it is worth trying again
FORBIDDEN = frozenset(
    {"not_allowed", "someone_elses", "own_application", "not_a_reviewer", "conflict_of_interest", "person_needed"}
)


class Trouble(Struct, frozen=True):
    """``again``: what was typed is offered to be sent again as it is; ``anew``: as another form than the one before."""

    status: int
    heading: str
    words: str
    again: bool = False
    anew: bool = False
    reference: str = ""


NOT_FOUND = Trouble(
    404,
    "There is no such page",
    "Check the address, or begin at the first page. Pages move rarely; links in our letters stay.",
)
FORGED = Trouble(
    403,
    "This form could not be checked",
    "It was open for very long, or was sent from another page. Nothing was recorded. Send it again from here.",
    again=True,
)
CROWDED = Trouble(503, "Many people are here at this moment", _SOON, again=True)
TOO_LARGE = Trouble(413, "That file is too large", "Nothing was recorded. Go back and choose a smaller one.")
GARBLED = Trouble(400, "This form did not arrive whole", "Nothing was recorded. Go back and send it again.")


def understood(error: Exception) -> Trouble:
    """What a page says of whatever a service raised."""
    match error:
        case Refused(code=code):
            if code in FORBIDDEN:
                return Trouble(403, "This is not open to you", refusal(error))
            if code.startswith(("unknown_", "no_book")):
                return Trouble(404, "There is no such thing here", refusal(error))
            return Trouble(409, "This cannot be done now", f"{refusal(error)} Nothing was recorded.")
        case UnknownCategory() | NoSheet() | NoEmerging():
            return Trouble(404, "There is no such category here", without_commands(str(error)))
        case Taken():
            return Trouble(
                409,
                "There is one already",
                _TAKEN,
            )
        case CommandReused():
            return Trouble(
                409,
                "This form was sent before",
                "What you sent the first time is recorded as it was. If this is another thing, it can be recorded too.",
                again=True,
                anew=True,
            )
        case WrittenWrongly() | PortfolioMistakes():
            return Trouble(
                422, "Something is not written as it should be", f"{without_commands(str(error))} Nothing was recorded."
            )
        case Busy() | Conflict():
            return Trouble(
                503,
                "Somebody else is writing at this moment",
                "Nothing was lost. Try again in a few seconds.",
                again=True,
            )
        case NoSpace() | Unwritable() | sqlite3.OperationalError() | sqlalchemy.exc.OperationalError() | OSError():
            return Trouble(
                503,
                "The portal cannot write at this moment",
                "Nothing that was recorded is lost. Try again in a minute.",
                again=True,
            )
        case Damaged():
            return _unexpected(error, "The portal found something that it does not trust")
        case _:
            return _unexpected(error, "Something went wrong on our side")


def _unexpected(error: Exception, heading: str) -> Trouble:
    """Told to the operators with a reference that a person can quote; never with what somebody typed."""
    reference = secrets.token_hex(4)
    LOG.error("%s %s", reference, type(error).__name__, exc_info=_without_words(error))
    words = f"It has been noted. If you tell us, quote {reference}."
    return Trouble(500, heading, words, again=True, reference=reference)


def _without_words(error: Exception) -> tuple[type[BaseException], BaseException, TracebackType | None]:
    """The traceback, with the exception's own words left out: they may quote what somebody typed."""
    return type(error), type(error).__new__(type(error)), error.__traceback__


def shown(visit: Visit, trouble: Trouble) -> Answer:
    """A trouble as a page; what was typed goes along, to be sent again with one button."""
    typed = visit.fields.without("csrf") if trouble.again and visit.route.method == "POST" else {}
    same = Fields({"command": typed["command"]}) if "command" in typed and not trouble.anew else None
    answer = visit.show(
        "errors/trouble.html",
        title=trouble.heading,
        status=trouble.status,
        trouble=trouble,
        typed=typed,
        fields=same,  # the form's own id goes along: whatever was recorded after all is not recorded twice
        path=visit.path,
    )
    if trouble.status == 503:
        answer.headers.append(("retry-after", str(AGAIN_IN)))
    return answer


def bare(trouble: Trouble) -> Answer:
    """The same where there is no association to speak for: a page of its own, without anything else."""
    from vouchbook.web import templating

    body = templating.environment().get_template("errors/bare.html").render(trouble=trouble)
    answer = Answer(body.encode(), trouble.status)
    if trouble.status == 503:
        answer.headers.append(("retry-after", str(AGAIN_IN)))
    return answer


def guarded(visit: Visit, work: Callable[[], Answer]) -> Answer:
    """What ``work`` answers, or a page that says what went wrong."""
    try:
        return work()
    except Exception as error:
        visit.cookies.clear()
        if isinstance(error, Refused) and error.code in FORBIDDEN:
            noting.denied(visit)
        return visit.answered(shown(visit, understood(error)))
