"""The book's refusals in the library's words, which are those of PEP 249."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from eventsourcing import persistence

from vouchbook.ledger.dialect import Dialect
from vouchbook.ledger.errors import Busy, Conflict, Damaged, NewerFormat, NoSpace, Unwritable


@contextmanager
def in_words_of_the_library(dialect: Dialect) -> Iterator[None]:
    """:raises IntegrityError: another was faster; read again and decide again
    :raises OperationalError: the book cannot be written now: held by others, no space, no right
    :raises DatabaseError: the book is damaged, or a newer version wrote it
    """
    try:
        yield
    except Conflict as error:
        raise persistence.IntegrityError(str(error)) from error
    except (Busy, NoSpace, Unwritable) as error:
        raise persistence.OperationalError(str(error)) from error
    except (Damaged, NewerFormat) as error:
        raise persistence.DatabaseError(str(error)) from error
    except dialect.error as error:
        raise _same_name(error)(str(error)) from error


def _same_name(error: Exception) -> type[Exception]:
    for kind in type(error).__mro__:
        known = getattr(persistence, kind.__name__, None)
        if isinstance(known, type) and issubclass(known, persistence.PersistenceError):
            return known
    return persistence.DatabaseError
