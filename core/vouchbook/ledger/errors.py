"""What may keep a command out of the book, or a reader from it; every message names the way out."""

from __future__ import annotations

from vouchbook.domain.events import Busy, Damaged, NewerFormat, UnknownEventType

__all__ = [
    "Busy",
    "CommandReused",
    "Conflict",
    "Damaged",
    "ListMoved",
    "NewerFormat",
    "NoSpace",
    "Taken",
    "UnknownEventType",
    "Unwritable",
]


class Conflict(Exception):
    """A stream has moved on since it was read: read it again, decide again, and ask again."""

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        super().__init__(
            f"{stream} is at version {actual}, not {expected} as this decision assumed; read it again and decide again"
        )
        self.stream, self.expected, self.actual = stream, expected, actual


class ListMoved(Conflict):
    """A list that the decision read says something else by now: read it again, decide again, and ask again."""

    def __init__(self) -> None:
        Exception.__init__(self, "what this decision read has changed since; read it again and decide again")


class Taken(Exception):
    """Another command holds a claim that only one may hold."""

    def __init__(self, kind: str, digest: bytes, holder: str) -> None:
        super().__init__(
            f"{kind} {digest.hex()[:16]} is held since command {holder}; release it there first, or claim another"
        )
        self.kind, self.digest, self.holder = kind, digest, holder


class CommandReused(Exception):
    """A command id came back with other content."""

    def __init__(self, command: str) -> None:
        super().__init__(
            f"command {command} was recorded with other content; give the changed request an id of its own"
        )
        self.command = command


class NoSpace(Exception):
    """The disk is full: nothing was recorded, everything recorded before stands, and writing resumes by itself."""


class Unwritable(Exception):
    """The book's file is missing, or this process may not write it."""
