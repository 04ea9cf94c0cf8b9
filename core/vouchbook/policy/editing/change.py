"""One change of a policy file: a new dated row, a row that ends, a value that is confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from msgspec import Struct

from vouchbook.policy.editing import typed
from vouchbook.policy.editing.rows import Ruling, UnknownRow, keys, named, ruling
from vouchbook.policy.editing.text import Row, Text
from vouchbook.policy.mistakes import meant
from vouchbook.policy.reader import read_policy
from vouchbook.policy.source import Guidelines

_SAYS_SO = ("source", "line", "note", "confirmed")


class Edit(Struct, frozen=True, kw_only=True):
    """What somebody wants changed; values as they were typed.

    With ``end``, the row that rules on that day rules through it and no longer. With ``confirm``, the values of the
    row that rules on ``from_`` stay, and are no longer marked as unconfirmed. Else a whole row is added from
    ``from_`` on: the row that rules then, with what is ``set``, and without what is ``unset``.
    """

    table: str
    key: Mapping[str, Any]
    set: tuple[tuple[str, str], ...] = ()
    unset: tuple[str, ...] = ()
    from_: date
    until: date | None = None
    end: bool = False
    confirm: bool = False
    unconfirmed: bool = False
    source: str | None = None
    title: str | None = None
    url: str | None = None
    line: str | None = None
    note: str | None = None


class Edited(Struct, frozen=True):
    """The new text, and what was done: ``before`` is the row that ruled, taken from the file or from an edition."""

    text: str
    done: Literal["added", "changed", "ended", "confirmed"]
    row: Row
    before: Row | None
    edition: str | None = None


def edited(text: str, name: str, edit: Edit, editions: Mapping[str, Guidelines]) -> Edited:
    """A policy file's text with the change.

    :raises PolicyMistakes: the text is wrong as it stands
    :raises UnknownRow: no row, or several, are meant; or who says so is left out
    :raises OnlyByHand: the file is written in a way that cannot be changed line by line
    """
    source = read_policy(text, editions, name=name)
    key = named(edit.table, edit.key)
    file = Text(text, name)
    rules = ruling(edit.table, file.rows(edit.table), key, edit.from_, source, editions)
    if edit.end or edit.confirm:
        if rules is None or rules.index is None:
            raise UnknownRow(_none_of_its_own(edit, rules))
        return _ended(file, edit, rules, rules.index) if edit.end else _confirmed(file, edit, rules, rules.index)
    return _added(file, edit, key, rules)


def _added(file: Text, edit: Edit, key: Mapping[str, Any], rules: Ruling | None) -> Edited:
    if not edit.set and not edit.unset and not edit.until:
        raise UnknownRow("nothing is to be changed; say what with --set NAME=VALUE, for instance --set amount=30.00")
    file = _sourced(file, edit)
    row = _new_row(edit, key, rules)
    again = rules is not None and rules.index is not None and rules.row.get("from") == edit.from_
    if rules is not None and rules.index is not None and again:
        text = file.replaced(edit.table, rules.index, row)
        return Edited(text, "changed", row, rules.row)
    text = file.added(edit.table, row, rules.index if rules else None)
    return Edited(text, "added", row, rules.row if rules else None, rules.edition if rules else None)


def _new_row(edit: Edit, key: Mapping[str, Any], rules: Ruling | None) -> Row:
    """A whole row: its key, its days, who says so; then what the row says that rules, with what was set."""
    before: Row = rules.row if rules else {}
    of_key = {**{name: before[name] for name in keys(edit.table) if name in before}, **key}
    if edit.table == "requirement" and of_key.get("at") == "application" and "at" not in before:
        of_key.pop("at")  # the usual one is left out
    days = {"from": edit.from_, **({"until": edit.until} if edit.until else {})}
    says_so = {"source": edit.source, "line": edit.line, "note": edit.note}
    head = {**of_key, **days, **{name: value for name, value in says_so.items() if value is not None}}
    if edit.unconfirmed:
        head["confirmed"] = False
    row = {**head, **{name: value for name, value in before.items() if name not in (*head, "until", *_SAYS_SO)}}
    for name, text in edit.set:
        row = _set(row, name.split("."), typed.value(edit.table, row, name, text))
    for name in edit.unset:
        row = _unset(row, name.split("."))
    return row


def _set(row: Mapping[str, Any], path: list[str], value: object) -> dict[str, Any]:
    first, *rest = path
    within = row.get(first)
    return {**row, first: _set(within if isinstance(within, Mapping) else {}, rest, value) if rest else value}


def _unset(row: Mapping[str, Any], path: list[str]) -> dict[str, Any]:
    first, *rest = path
    within = row.get(first)
    kept = _unset(within, rest) if rest and isinstance(within, Mapping) else {}
    return {name: kept if name == first else value for name, value in row.items() if name != first or kept}


def _ended(file: Text, edit: Edit, rules: Ruling, index: int) -> Edited:
    if edit.set:
        raise UnknownRow("a row that ends keeps its values; leave out --set, or add a row with --from instead of --end")
    text = file.set(edit.table, index, "until", edit.from_)
    return Edited(text, "ended", {**rules.row, "until": edit.from_}, rules.row)


def _confirmed(file: Text, edit: Edit, rules: Ruling, index: int) -> Edited:
    if edit.set:
        raise UnknownRow("to confirm leaves the values as they are; leave out --set, or leave out --confirm")
    file = _sourced(file, edit)
    row, text = dict(rules.row), ""
    new = {"confirmed": True, "source": edit.source, "line": edit.line, "note": edit.note}
    for name, value in new.items():
        if value is not None and row.get(name, name == "confirmed") != value:
            text = file.set(edit.table, index, name, value)
            file, row[name] = Text(text, file.name), value
    if not text:
        raise UnknownRow("that row is confirmed already, with this source; there is nothing to change")
    return Edited(text, "confirmed", row, rules.row)


def _sourced(file: Text, edit: Edit) -> Text:
    """The file, with the document that says so among its sources.

    :raises UnknownRow: nobody is named who says so, or nothing is known of them
    """
    known = file.raw.get("sources", {})
    if edit.source is None:
        raise UnknownRow(
            "say who says so with --source KEY, and for a document that the file does not know yet --source-title "
            f"TITLE; it knows: {', '.join(known) or 'none'}"
        )
    if edit.source not in known:
        if edit.title is None:
            raise UnknownRow(
                f"the file knows no source {edit.source!r}; {meant(edit.source, known)} Give a new one its title with "
                "--source-title"
            )
        said = {"title": edit.title, **({"url": edit.url} if edit.url else {})}
        return Text(file.sourced(edit.source, said), file.name)
    if edit.title is not None and known[edit.source].get("title") != edit.title:
        raise UnknownRow(
            f"source {edit.source!r} is {known[edit.source].get('title')!r}; give the new document another key"
        )
    return file


def _none_of_its_own(edit: Edit, rules: Ruling | None) -> str:
    if rules is not None:
        return (
            f"the row that rules on {edit.from_} is that of the guidelines of {rules.edition}, which the file adopts "
            "as a whole; add a row of your own beside it with --set and --from"
        )
    return f"no row of [[{edit.table}]] rules on {edit.from_} with this key; see: vouchbook policy show"
