"""Drafts: what somebody has typed into a form and not sent, sealed under their key until they send or drop it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from vouchbook.desk import drafts as rows
from vouchbook.domain.names import PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.service import beside
from vouchbook.service.office import Office


class Draft(Struct, frozen=True):
    """The fields as typed; ``revision`` tells a window whether another one has saved since."""

    fields: dict[str, list[str]]
    at: datetime
    revision: int


def keep(
    office: Office, person: PersonId, form: str, fields: Mapping[str, Sequence[str]], *, over: int | None = None
) -> Draft:
    """Keep what was typed, in place of what was kept.

    :param over: the revision that this window has seen, 0 for none; left out, the last to save is kept
    :raises Refused: ``draft_changed``: another window has saved since
    :raises Erased: the person's key was destroyed
    """
    kept = {name: list(values) for name, values in fields.items()}
    now = office.edge.microseconds
    box = beside.sealed(office, person, "draft", form, kept)
    revision = rows.keep(office.desk, person, form, box, now, over=over)
    if revision is None:
        raise Refused("draft_changed")
    return Draft(kept, beside.moment(now), revision)


def kept(office: Office, person: PersonId, form: str) -> Draft | None:
    """What somebody typed into this form last; nothing once it was sent, or their key destroyed."""
    row = rows.find(office.desk, person, form)
    if row is None:
        return None
    fields = beside.opened(office, person, "draft", form, row.fields, dict[str, list[str]])
    return None if fields is None else Draft(fields, beside.moment(row.at), row.revision)


def begun(office: Office, person: PersonId) -> list[tuple[str, datetime]]:
    """The forms that somebody has begun and not sent, and when they saved them."""
    return [(form, beside.moment(at)) for form, at in rows.forms_of(office.desk, person)]


def drop(office: Office, person: PersonId, form: str) -> None:
    """The form was sent, or its writer lets go of it."""
    rows.drop(office.desk, person, form)
