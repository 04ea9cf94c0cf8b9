"""What an endpoint is: an address, what it takes and gives, and the function that answers; and one call of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Generic, TypeVar

from msgspec import Struct

from vouchbook.domain.authorize import Principal
from vouchbook.domain.names import AssociationCode, CommandId
from vouchbook.service.office import Done, Office, Request

T = TypeVar("T")
MOST = 100
"""Entries of one page of a list."""
_COMMANDS = uuid.UUID("0b6c3f6e-3a3c-4a58-9a1e-7b9c7d6f3f10")


class Parameter(Struct, frozen=True):
    """One value of the address after the question mark; ``kind`` is ``str``, ``int`` or ``date``."""

    name: str
    kind: type
    says: str


ON = Parameter("on", date, "The day asked about; today if left out.")
PAGE = Parameter("page", int, "Which page of the list, from 1.")
SIZE = Parameter("size", int, f"Entries on a page, {MOST} at most.")


class Endpoint(Struct, frozen=True):
    """One operation. ``open_``: it answers everybody, without a token. ``lists``: it answers page by page."""

    method: str
    path: str
    name: str
    says: str
    answer: Callable[[Call], Any]
    gives: Any
    takes: Any = None
    asks: tuple[Parameter, ...] = ()
    open_: bool = False
    lists: bool = False
    status: int = 200


class Call(Struct):
    """One request to an endpoint: who asks whom for what. ``key`` is what makes asking twice harmless."""

    office: Office
    principal: Principal
    today: date
    path: dict[str, str]
    query: dict[str, Any]
    body: Any = None
    key: str | None = None
    speaker: str = ""

    def request(self) -> Request:
        """What a service is asked with: the same key of the same token is the same command."""
        asked = uuid.uuid5(_COMMANDS, f"{self.speaker}\0{self.key}") if self.key else uuid.uuid4()
        return Request(CommandId(str(asked)), self.principal, self.today)

    @property
    def on(self) -> date:
        day: date | None = self.query.get("on")
        return day or self.today

    def page(self, found: Sequence[T]) -> Page[T]:
        """The part of a list that was asked for."""
        size = min(max(self.query.get("size") or MOST, 1), MOST)
        last = max(1, -(-len(found) // size))
        number = min(max(self.query.get("page") or 1, 1), last)
        return Page(tuple(found[(number - 1) * size : number * size]), number, last, len(found))


class Page(Struct, Generic[T], frozen=True):
    """Part of a list: which page of how many, and how many entries all of them have."""

    entries: tuple[T, ...]
    page: int
    pages: int
    total: int


class Recorded(Struct, frozen=True):
    """What a command came to: the positions that it took in the book (0 when nothing new was to record), and ids."""

    command: CommandId
    first: int
    last: int
    result: dict[str, Any]


class Association(Struct, frozen=True):
    """Who answers here, under which policy today."""

    code: AssociationCode
    name: str
    today: date
    policy: str
    categories: tuple[str, ...]


def recorded(done: Done) -> Recorded:
    """Asked again with the same key, it says the same: whether it was asked before is nobody's business."""
    return Recorded(done.command, done.first, done.last, done.result)
