"""Read-model rows: what a change becomes in the database, built once for every form of change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import Table, and_, bindparam, delete, insert, update

from vouchbook.ledger.dialect import Connection, Dialect, Sql
from vouchbook.ledger.entries import RowChange

Form = tuple[str, tuple[str, ...], tuple[str, ...] | None]
Row = tuple[Any, ...]
Step = Callable[[Connection, Row], int]
Ready = tuple[Step, Row]


def stored(value: object) -> object:
    """A value as the database keeps it: days in ISO form, codes as their text."""
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


class RowWriter:
    """Writes changes to the read models of one association."""

    def __init__(self, dialect: Dialect, tables: Mapping[str, Table], association: str) -> None:
        """:param tables: by the name that changes use; a rebuild hands in others under the same names"""
        self._dialect = dialect
        self._tables = tables
        self._association = association
        self._steps: dict[Form, Step] = {}

    def prepared(self, changes: Iterable[RowChange]) -> list[Ready]:
        """What ``write`` will do, with everything looked up and converted: no transaction is open yet."""
        ready = []
        for change in changes:
            values = change.values
            form = (change.table, tuple(change.key), None if values is None else tuple(values))
            step = self._steps.get(form)
            if step is None:
                step = self._steps[form] = self._step(form)
            row = (self._association, *map(stored, change.key.values()), *map(stored, (values or {}).values()))
            ready.append((step, row))
        return ready

    def write(self, connection: Connection, changes: Iterable[RowChange]) -> None:
        for step, row in self.prepared(changes):
            step(connection, row)

    def _step(self, form: Form) -> Step:
        name, key, values = form
        table = self._tables.get(name)
        if table is None:
            raise LookupError(f"no read model is called {name!r}; there are {', '.join(sorted(self._tables))}")
        columns = {column.name for column in table.columns}
        if unknown := [column for column in (*key, *(values or ())) if column not in columns]:
            raise LookupError(f"{name} has no column {', '.join(unknown)}; it has {', '.join(sorted(columns))}")
        keyed = ("association", *key)
        named = (*(f"key_{column}" for column in keyed), *(f"new_{column}" for column in values or ()))
        where = and_(*(table.c[column] == bindparam(f"key_{column}") for column in keyed))
        if values is None:
            return _one(self._dialect.sql(delete(table).where(where)), named)
        fresh: dict[str, Any] = {column: bindparam(f"new_{column}") for column in values}
        primary = {column.name for column in table.primary_key}
        if set(keyed) != primary:
            return _one(self._dialect.sql(update(table).where(where).values(fresh)), named)
        made = {**{column: bindparam(f"key_{column}") for column in keyed}, **fresh}
        if not values or set(made) == columns:
            return _one(self._dialect.upsert(table, keyed, values, made), named)
        change = _one(self._dialect.sql(update(table).where(where).values(fresh)), named)
        add = _one(self._dialect.sql(insert(table).values(made)), named)

        def merge(connection: Connection, row: Row) -> int:
            return change(connection, row) or add(connection, row)

        return merge


def _one(sql: Sql, named: tuple[str, ...]) -> Step:
    order = [named.index(name) for name in sql.names]
    text = sql.text

    def step(connection: Connection, row: Row) -> int:
        return connection.execute(text, [row[at] for at in order]).rowcount

    return step
