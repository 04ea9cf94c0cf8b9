"""A value that only its subjects' keys open: everything personal, and every free text, in an event."""

from __future__ import annotations

from enum import Enum
from typing import Generic, TypeVar

from msgspec import Struct

from vouchbook.domain.names import PersonId

T = TypeVar("T")


class Purpose(Enum):
    """What a key is for: one key per subject and purpose, so that one can be destroyed alone."""

    IDENTITY = "identity"
    EVIDENCE = "evidence"
    REFERENCE = "reference"


class Sealed(Struct, Generic[T], frozen=True):
    """A personal value: open on its way into the book, closed (``box`` only) when read from it.

    With several ``subjects`` the keys of all are needed: a rating is the applicant's and the rater's.
    Nothing in domain, policy, projections or followers opens a box; letters, pages and exports do.
    """

    purpose: Purpose
    subjects: tuple[PersonId, ...]
    value: T | None = None
    box: bytes = b""
