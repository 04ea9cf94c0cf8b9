"""A draft of the next policy as somebody keeps it in the portal: begun from what is in force, changed row by row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from vouchbook.domain.authorize import Action, Principal
from vouchbook.domain.events import Published
from vouchbook.domain.names import PersonId
from vouchbook.letters.proposals import sentences
from vouchbook.policy.compare import Side, compare, days_of_change
from vouchbook.policy.editing import forms
from vouchbook.policy.editing.change import Edit
from vouchbook.policy.editing.rows import named, ruling
from vouchbook.policy.editing.text import Text
from vouchbook.policy.mistakes import Mistake
from vouchbook.policy.portfolio_values import LAST
from vouchbook.policy.reader import read_policy
from vouchbook.policy.version import PolicyVersion
from vouchbook.service import drafts, policy_editing
from vouchbook.service.evaluation import installed_editions, policy_of
from vouchbook.service.office import Office
from vouchbook.service.policy_change import Draft

_FORM = "policy"
CALLED = "your draft"


class Kept(Struct, frozen=True):
    """Somebody's draft: its text, what it makes, and since which version it is theirs. ``changed``: not as it began."""

    text: str
    version: PolicyVersion
    in_vain: tuple[Mistake, ...]
    begin: policy_editing.Start
    changed: bool

    @property
    def proposable(self) -> Draft:
        return Draft(Published(self.text), self.version, self.in_vain)


class RowForm(Struct, frozen=True):
    """The form of one row: its fields, what stands in them, and where the row comes from.

    ``row`` is nothing for a new one. ``edition``: it stands in the guidelines, and changing it adds one's own.
    """

    table: str
    key: dict[str, Any]
    fields: tuple[forms.Asked, ...]
    typed: dict[str, list[str]]
    row: dict[str, Any] | None
    edition: str | None = None


def kept(office: Office, principal: Principal) -> Kept:
    """The asker's draft; where they have none, what it would begin with.

    :raises Refused: not theirs to change
    :raises NoText: the book holds no text to begin with
    """
    office.allow(principal, Action.PROPOSE_POLICY)
    begin = policy_editing.start(office, office.code)
    mine = drafts.kept(office, PersonId(str(principal.person)), _FORM)
    text = mine.fields["text"][0] if mine is not None and mine.fields.get("base") == [begin.base.digest] else begin.text
    version, in_vain = policy_of(text, CALLED)
    return Kept(text, version, in_vain, begin, text != begin.text)


def changes(mine: Kept, on: date) -> list[tuple[date, tuple[str, ...]]]:
    """What the draft would change on a day, and on each later one on which that is something else; in words."""
    base, now = mine.begin.base.document, mine.version.document
    days = sorted({on, *days_of_change(base, on, LAST), *days_of_change(now, on, LAST)})
    told: list[tuple[date, tuple[str, ...]]] = []
    for day in days:
        said = sentences(compare(Side(base, day), Side(now, day)))
        if said != (told[-1][1] if told else ()):
            told.append((day, said))
    return told


def change(office: Office, principal: Principal, edit: Edit) -> policy_editing.Drafted:
    """Change one row of the asker's draft, and keep it; nothing is recorded in the book.

    :raises UnknownRow, OnlyByHand, NotWritten: what was typed cannot be used; the draft stays as it was
    """
    mine = kept(office, principal)
    made = policy_editing.redrafted(mine.begin, mine.text, CALLED, edit, begun=not mine.changed)
    _keep(office, principal, mine.begin, made.edited.text)
    return made


def replace(office: Office, principal: Principal, text: str) -> Kept:
    """Take a whole file as the asker's draft.

    :raises PolicyMistakes: everything that is wrong with it; the draft stays as it was
    """
    mine = kept(office, principal)
    policy_of(text, "the file")
    _keep(office, principal, mine.begin, text)
    return kept(office, principal)


def drop(office: Office, principal: Principal) -> None:
    """Let go of the draft."""
    office.allow(principal, Action.PROPOSE_POLICY)
    drafts.drop(office, PersonId(str(principal.person)), _FORM)


def form_of(office: Office, principal: Principal, table: str, key: Mapping[str, Any], on: date) -> RowForm:
    """The form of the row of this key that rules on a day in the asker's draft.

    :raises UnknownRow: no such table, or several rows are meant
    :raises LookupError: no row of that key rules on the day
    """
    mine = kept(office, principal)
    editions = installed_editions()
    file = Text(mine.text, CALLED)
    wanted = named(table, key)
    found = ruling(table, file.rows(table), wanted, on, read_policy(mine.text, editions, name=CALLED), editions)
    if found is None:
        raise LookupError(f"no row of {table} with this key rules on {on}")
    row = dict(found.row)
    asked = forms.fields_of(table, str(row["kind"]) if table == "requirement" else None)
    return RowForm(table, dict(key), asked, forms.typed(asked, row), row, found.edition)


def new_form(office: Office, principal: Principal, table: str, kind: str | None = None) -> RowForm:
    """An empty form for a row of a table.

    :raises LookupError: no such table, or no such kind of rule
    """
    office.allow(principal, Action.PROPOSE_POLICY)
    return RowForm(table, {}, forms.fields_of(table, kind), {}, None)


def _keep(office: Office, principal: Principal, begin: policy_editing.Start, text: str) -> None:
    fields: dict[str, list[str]] = {"text": [text], "base": [begin.base.digest]}
    drafts.keep(office, PersonId(str(principal.person)), _FORM, fields)
