"""Where a library application's events lie in a book: the names of its streams, and the ids read back from them."""

from __future__ import annotations

from uuid import UUID

from eventsourcing.persistence import DataError, InfrastructureFactoryError, ProgrammingError
from msgspec import Struct

from vouchbook.ledger.codec import LIBRARY

LARGEST = (1 << 63) - 1
EVENTS = "events"


class Room(Struct, frozen=True):
    """The streams of one application: ``library/<application>/<originator id>``.

    Its snapshots lie in ``library/<application>:snapshots/…``. With ``text_ids`` an originator's id is any text,
    otherwise it is a UUID: the library's own setting ``ORIGINATOR_ID_TYPE``.
    """

    application: str
    purpose: str = EVENTS
    text_ids: bool = False

    @property
    def begin(self) -> str:
        """What all its streams begin with, and those of no other room."""
        name = self.application if self.purpose == EVENTS else f"{self.application}:{self.purpose}"
        return f"{LIBRARY}{name}/"

    @property
    def end(self) -> str:
        """The first text after all that begin so."""
        return after(self.begin)

    def stream(self, originator_id: UUID | str) -> str:
        """:raises ProgrammingError: the id is not of the kind that this application was set to"""
        if isinstance(originator_id, UUID):
            return f"{self.begin}{originator_id}"
        if not self.text_ids:
            raise ProgrammingError(
                f"{originator_id!r} is no UUID; set ORIGINATOR_ID_TYPE=text for an application whose ids are text"
            )
        return f"{self.begin}{text(originator_id, 'the id of an originator')}"

    def originator_id(self, stream: str) -> UUID | str:
        id_ = stream[len(self.begin) :]
        return id_ if self.text_ids else UUID(id_)


def after(beginning: str) -> str:
    """The first text, in the order of code points, after all that begin with ``beginning``."""
    return f"{beginning[:-1]}{chr(ord(beginning[-1]) + 1)}"


def named(application: str) -> str:
    """The name of an application or projection, if it can stand in the name of a stream.

    :raises InfrastructureFactoryError: it cannot
    """
    if not application or "/" in application or ":" in application or not application.isprintable():
        raise InfrastructureFactoryError(
            f"{application!r} cannot name streams of a book: set `name` on the class, without '/' and ':'"
        )
    return application


def text(value: object, what: str) -> str:
    """:raises DataError: no text that the book can hold"""
    try:
        if isinstance(value, str) and value and "\x00" not in value and value.encode():
            return value
    except UnicodeEncodeError:
        pass
    raise DataError(f"{what} must be text, not empty and of whole characters; not {value!r}")
