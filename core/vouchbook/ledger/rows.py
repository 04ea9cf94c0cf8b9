"""Read-model rows: what a change becomes in the database, built once for every form of change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import Enum
from operator import itemgetter
from typing import Any

from sqlalchemy import Table, and_, bindparam, delete, insert, update

from vouchbook.ledger.dialect import Connection, Dialect, Sql
from vouchbook.ledger.entries import RowChange

Form = tuple[str, tuple[str, ...], tuple[str, ...] | None]
Row = tuple[Any, ...]
Step = Callable[[Connection, Row], int]
Ready = tuple[Step, Row]
Bulk = Callable[[Connection, Sequence[Row]], int]


_AS_IT_IS = frozenset({str, int, bytes, bool, type(None)})


def stored(value: object) -> object:
    """A value as the database keeps it: days in ISO form, codes as their text."""
    if type(value) in _AS_IT_IS:
        return value
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
        self._keys: dict[tuple[str, tuple[str, ...]], Callable[[Row], Row] | None] = {}
        self._bulks: dict[tuple[str, tuple[str, ...]], Bulk] = {}

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
        """As one change after another, in fewer steps: what becomes of a row is gathered first, and written once."""
        gathered: dict[Row, Mapping[str, Any]] = {}
        for change in changes:
            form = change.table, tuple(change.key)
            if form not in self._keys:
                self._keys[form] = self._key(*form)
            in_order = self._keys[form]
            if in_order is None or change.values is None:  # other rows may be meant: those gathered come first
                self._write_gathered(connection, gathered)
                for step, row in self.prepared((change,)):
                    step(connection, row)
                continue
            place = (change.table, *in_order(tuple(map(stored, change.key.values()))))
            known = gathered.get(place)
            gathered[place] = change.values if known is None else {**known, **change.values}
        self._write_gathered(connection, gathered)

    def _write_gathered(self, connection: Connection, gathered: dict[Row, Mapping[str, Any]]) -> None:
        alike: dict[tuple[str, tuple[str, ...]], list[Row]] = {}
        for place, values in gathered.items():
            whole = (self._association, *place[1:], *values.values())
            row = tuple([value if type(value) in _AS_IT_IS else stored(value) for value in whole])
            alike.setdefault((place[0], tuple(values)), []).append(row)
        gathered.clear()
        for form, rows in alike.items():
            bulk = self._bulks.get(form)
            if bulk is None:
                bulk = self._bulks[form] = self._bulk(*form)
            bulk(connection, rows)

    def _key(self, name: str, key: tuple[str, ...]) -> Callable[[Row], Row] | None:
        """Brings a whole key into the table's order; ``None`` for another, or where rows depend on each other."""
        table = self._table(name)
        wanted = [column.name for column in table.primary_key][1:]
        if sorted(key) != sorted(wanted) or len(table.constraints) > 1:
            return None
        return _picker([key.index(column) for column in wanted])

    def _bulk(self, name: str, values: tuple[str, ...]) -> Bulk:
        table = self._table(name)
        keyed = tuple(column.name for column in table.primary_key)
        form = (name, keyed[1:], values)
        step = self._step(form)
        if not set(values).isdisjoint(keyed):  # a row that gets another key
            return lambda connection, rows: sum(step(connection, row) for row in rows)
        given = {*keyed, *values}
        named = (*(f"key_{column}" for column in keyed), *(f"new_{column}" for column in values))
        if all(column.nullable for column in table.columns if column.name not in given):
            whole = zip((*keyed, *values), named, strict=True)
            made: dict[str, Any] = {column: bindparam(value) for column, value in whole}
            return _many(self._dialect.upsert(table, keyed, values, made), named)
        where = and_(*(table.c[column] == bindparam(f"key_{column}") for column in keyed))
        fresh: dict[str, Any] = {column: bindparam(f"new_{column}") for column in values}
        change = _many(self._dialect.sql(update(table).where(where).values(fresh)), named)

        def merge(connection: Connection, rows: Sequence[Row]) -> int:
            if change(connection, rows) != len(rows):  # some are not there, which a whole row was to say first
                for row in rows:
                    step(connection, row)
            return len(rows)

        return merge

    def _table(self, name: str) -> Table:
        table = self._tables.get(name)
        if table is None:
            raise LookupError(f"no read model is called {name!r}; there are {', '.join(sorted(self._tables))}")
        return table

    def _step(self, form: Form) -> Step:
        name, key, values = form
        table = self._table(name)
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


def _many(sql: Sql, named: tuple[str, ...]) -> Bulk:
    pick, text = _picker([named.index(name) for name in sql.names]), sql.text

    def bulk(connection: Connection, rows: Sequence[Row]) -> int:
        return connection.executemany(text, [pick(row) for row in rows]).rowcount

    return bulk


def _picker(order: Sequence[int]) -> Callable[[Row], Row]:
    if list(order) == list(range(len(order))):
        return lambda row: row
    return itemgetter(*order) if len(order) > 1 else lambda row: (row[order[0]],)
