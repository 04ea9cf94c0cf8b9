"""A value that only its subjects' keys open: everything personal, and every free text, in an event."""

from __future__ import annotations

from enum import Enum
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct

from vouchbook.domain.names import PersonId

T = TypeVar("T")


class Purpose(Enum):
    """What a key is for: one key per subject and purpose, so that one can be destroyed alone."""

    IDENTITY = "identity"
    EVIDENCE = "evidence"
    REFERENCE = "reference"


class Address(Struct, frozen=True, array_like=True, gc=False):
    """The one place in all books where a box belongs; sealed in with it, so that a moved box does not open."""

    association: str
    stream: str
    version: int
    type: str
    field: str


class Sealed(Struct, Generic[T], frozen=True, gc=False):
    """A personal value: open on its way into the book, closed (``box`` and ``at`` only) when read from it.

    With several ``subjects`` the keys of all are needed: a rating is the applicant's and the rater's.
    Nothing in domain, policy, projections or followers opens a box; letters, pages and exports do.
    """

    purpose: Purpose
    subjects: tuple[PersonId, ...]
    value: T | None = None
    box: bytes = b""
    at: Address | None = None

    def kept(self) -> bytes:
        """The closed value with its address in one piece, as a read model keeps it; ``vault.open_kept`` opens it."""
        if self.at is None:
            raise ValueError("only a value read from the book, or on its way into a read model, has an address to keep")
        return msgspec.msgpack.encode(Kept(self.at, self.purpose, self.subjects, self.box))


class Unsealed(Struct, frozen=True, gc=False):
    """A personal value on its way into its box: ``plain`` is what will be sealed."""

    at: Address
    purpose: Purpose
    subjects: tuple[PersonId, ...]
    plain: bytes


class Kept(Struct, frozen=True, array_like=True, gc=False):
    """A closed value away from its event: what ``Sealed.kept`` packs."""

    at: Address
    purpose: Purpose
    subjects: tuple[PersonId, ...]
    box: bytes


class Erased(Exception):
    """The key of a subject was destroyed at their wish: what it sealed can never be read again."""
