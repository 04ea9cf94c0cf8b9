"""Pages that are shown again as they were, while nothing that they rest on was written: the tokens in them are new.

Only pages that say so are kept (``@page(…, kept=True)``): what they show follows from the address, from who asks with
which roles in which session, from the day, and from the book, the keys and the desk of the association. Whether one
may come in, and what is noted of it, is asked each time.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from vouchbook import associations
from vouchbook.service.keeping import MOST_BYTES
from vouchbook.web.answers import HTML, Answer

if TYPE_CHECKING:
    from vouchbook.web.visit import Visit

_PLACE = secrets.token_hex(16)
"""Nobody outside this process knows it, so that nobody can write it into a page."""
CSRF, COMMAND = f"{_PLACE}-csrf", f"{_PLACE}-command"
"""What stands in a kept page where each showing has a token and an id of its own."""
_LONGEST = 200  # letters of a query; longer ones are nobody's habit


def answered(visit: Visit, make: Callable[[], Answer]) -> Answer:
    """What ``make`` answers, or what it has answered before where it would answer the same."""
    key = _key(visit)
    if key is None:
        return make()
    keeping = visit.office.keeping
    kept = keeping.found(key)
    if kept is not None:
        for work in kept.each_time:
            work()
        return Answer(_filled(visit, kept.answer))
    told, visit.cookies = visit.cookies, []
    visit.leaves_places = True
    try:
        with keeping.making() as rests:
            answer = make()
    finally:
        visit.leaves_places = False
        said_now, visit.cookies = visit.cookies, told
    plain = answer.status == 200 and answer.kind == HTML and not (answer.headers or answer.cookies or said_now)
    parts = _parts(answer.body)
    if plain and len(answer.body) <= MOST_BYTES:
        keeping.keep(key, parts, rests)
    answer.body = _filled(visit, parts)
    answer.cookies = [*answer.cookies, *said_now]
    return answer


def _key(visit: Visit) -> Hashable | None:
    """Everything besides what was written that a kept page may follow from; none: it says something once."""
    query = visit.whole_query()
    if not visit.route.kept or visit.said or len(query) > _LONGEST:
        return None
    session = visit.session.id if visit.session is not None else None
    package = associations.installed().get(visit.association)
    return (
        visit.route.path, visit.path, visit.origin, query, visit.person, session, visit.roles, visit.today, package,
    )  # fmt: skip


def _parts(body: bytes) -> tuple[bytes, ...]:
    """The page in pieces: text, which place follows, text, …"""
    parts: list[bytes] = []
    for piece in body.split(f"{_PLACE}-".encode()):
        if not parts:
            parts.append(piece)
            continue
        name = b"csrf" if piece.startswith(b"csrf") else b"command"
        parts += (name, piece.removeprefix(name))
    return tuple(parts)


def _filled(visit: Visit, parts: tuple[bytes, ...]) -> bytes:
    if len(parts) == 1:
        return parts[0]
    filled = list(parts)
    csrf = visit.csrf().encode()
    for number in range(1, len(parts), 2):
        filled[number] = csrf if parts[number] == b"csrf" else visit.new_command().encode()
    return b"".join(filled)
