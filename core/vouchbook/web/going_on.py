"""Where somebody goes on after signing in, and what they had typed when their session ended: nothing of it is lost."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from msgspec import Struct

from vouchbook.domain.authorize import Role
from vouchbook.domain.events import Damaged, NewerFormat
from vouchbook.domain.names import PersonId
from vouchbook.domain.sealed import Erased
from vouchbook.service import beside, signing_in
from vouchbook.service.alliance import ALLIANCE_CODE
from vouchbook.web.answers import Answer, see_other

if TYPE_CHECKING:
    from vouchbook.web.visit import Visit

_OURS = re.compile(r"/(?![/\\])[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*")
_UPWARDS = re.compile(r"(?:/|%2f)(?:\.|%2e){1,2}(?:/|%2f|\?|$)", re.IGNORECASE)
_LONGEST = 2_000
HELD = "held"
"""The hidden field in which a form travels through the sign-in pages, sealed for the one who typed it."""
ROOM = 1 << 20
"""Bytes that a sign-in page takes on top of its own fields, for what it holds."""


class Form(Struct, frozen=True):
    """A form that was sent when its session had ended: to which page of the association, and what was in it."""

    path: str
    fields: dict[str, list[str]]
    files: bool


def next_of(given: str) -> str:
    """A page of this association, without its prefix; nothing for whatever leads elsewhere.

    >>> next_of("/my/evidence?page=2")
    '/my/evidence?page=2'
    >>> next_of("//evil.example"), next_of("https://evil.example"), next_of("/my/../../tn")
    ('', '', '')
    """
    if len(given) > _LONGEST or not _OURS.fullmatch(given) or _UPWARDS.search(given):
        return ""
    return given


def here(visit: Visit) -> str:
    """The page that is asked for, as ``next`` names it."""
    path = visit.path.removeprefix(visit.hosting.prefix(visit.association)) or "/"
    asked = [(name, value) for name, values in visit.all_queries().items() for value in values]
    return next_of(f"{path}?{urlencode(asked)}" if asked else path)


def home(visit: Visit, roles: frozenset[Role]) -> str:
    """Where somebody begins who did not say where they want to go."""
    if visit.association == ALLIANCE_CODE:
        return "/associations"
    if roles & {Role.COORDINATOR, Role.BOARD}:
        return "/office"
    return "/review" if Role.REVIEWER in roles else "/my"


def go(visit: Visit, path: str) -> Answer:
    return visit.answered(see_other(visit.hosting.prefix(visit.association) + path))


def hold(visit: Visit, whose: PersonId) -> str:
    """The form that was sent, sealed so that it opens for this person alone."""
    path = visit.path.removeprefix(visit.hosting.prefix(visit.association))
    form = Form(path, visit.fields.without("csrf"), visit.fields.has_files)
    try:
        box = beside.sealed(visit.office, whose, "held", visit.browser, form)
    except Erased:
        return ""
    return base64.urlsafe_b64encode(box).decode()


def held(visit: Visit, whose: PersonId, sealed: str) -> Form | None:
    """What was held, if this person typed it in this browser."""
    try:
        box = base64.urlsafe_b64decode(sealed.encode("ascii"))
        form = beside.opened(visit.office, whose, "held", visit.browser, box, Form)
    except (binascii.Error, ValueError, UnicodeError, Damaged, NewerFormat):
        return None
    return form if form is not None and next_of(form.path) else None


def former(visit: Visit) -> PersonId | None:
    """Who had signed in here, if the form that was sent is one that they had opened."""
    session = signing_in.former(visit.office, visit.ended) if visit.ended else None
    if session is None or not visit.from_our_form(visit.fields.value("csrf"), of=session):
        return None
    return session.person
