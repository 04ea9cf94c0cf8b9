"""The book as its keepers look at it: shown, verified, exported, its read models made anew."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from vouchbook.domain.authorize import Action, Principal
from vouchbook.ledger import export
from vouchbook.ledger.entries import Entry
from vouchbook.ledger.verify import Progress
from vouchbook.ledger.verify import verify as prove
from vouchbook.projections import READ_MODELS
from vouchbook.projections.rebuild import rebuild, verify_rows
from vouchbook.service.office import Office


def entries(
    office: Office,
    principal: Principal,
    *,
    stream: str | None = None,
    type_: str | None = None,
    after: int = 0,
    limit: int | None = None,
) -> Iterator[Entry]:
    """Events in the order of the book, of one stream or type where asked, later than position ``after``."""
    office.allow(principal, Action.READ_LEDGER)
    if after >= office.book.position:
        return iter(())
    source = office.book.read(stream) if stream is not None else office.book.follow(after)
    found = (entry for entry in source if entry.position > after and type_ in (None, entry.type))
    return islice(found, min(limit, office.book.position)) if limit is not None else found


def verify(office: Office, principal: Principal, progress: Progress | None = None) -> list[str]:
    """What is not as it was written, in words: events and their neighbours first, then read models."""
    office.allow(principal, Action.READ_LEDGER)
    found = [str(problem) for problem in prove(office.book, progress)]
    return found or verify_rows(office.book, READ_MODELS)


def exported(office: Office, principal: Principal) -> Iterator[bytes]:
    """Every event as a JSON line."""
    office.allow(principal, Action.READ_LEDGER)
    return export.lines(office.book)


def rebuild_read_models(office: Office, principal: Principal, progress: Progress | None = None) -> int:
    """Make every read model anew from the events; needs no key. Answers how many events were read."""
    office.allow(principal, Action.REBUILD)
    rebuild(office.book, READ_MODELS, progress)
    return office.book.position
