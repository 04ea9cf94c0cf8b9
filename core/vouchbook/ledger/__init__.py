"""The book: append, read, follow, verify; the only room that may know the ``eventsourcing`` library."""

from vouchbook.ledger.book import Book
from vouchbook.ledger.entries import Claim, Command, Entry, Job, Recorded, RowChange, Write
from vouchbook.ledger.errors import (
    Busy,
    CommandReused,
    Conflict,
    Damaged,
    NewerFormat,
    NoSpace,
    Taken,
    UnknownEventType,
    Unwritable,
)
from vouchbook.ledger.tables import mine, read_model

__all__ = [
    "Book",
    "Busy",
    "Claim",
    "Command",
    "CommandReused",
    "Conflict",
    "Damaged",
    "Entry",
    "Job",
    "NewerFormat",
    "NoSpace",
    "Recorded",
    "RowChange",
    "Taken",
    "UnknownEventType",
    "Unwritable",
    "Write",
    "mine",
    "read_model",
]
