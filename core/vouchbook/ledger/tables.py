"""The tables of a book, each keyed by its association first; projections add their read models here."""

from __future__ import annotations

from hashlib import sha256

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    bindparam,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import SchemaItem
from sqlalchemy.sql.compiler import SQLCompiler

BOOK_FORMAT = 1
"""Raised when an older version could no longer read or write a book correctly."""

BOOK = MetaData()
READ_MODELS = MetaData()

_LONG = BigInteger().with_variant(Integer(), "sqlite")


class RowNumber(BigInteger):
    """The position: part of the key, and in SQLite the row's own number, which saves a tree at every append."""


@compiles(RowNumber, "sqlite")
def _row_number(_type: RowNumber, _compiler: object, **_: object) -> str:
    return "INTEGER PRIMARY KEY"


def _text(name: str, *, key: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=key, nullable=False)


def _long(name: str, *, key: bool = False) -> Column[int]:
    return Column(name, _LONG, primary_key=key, nullable=False, autoincrement=False)


def _bytes(name: str, *, key: bool = False) -> Column[bytes]:
    return Column(name, LargeBinary, primary_key=key, nullable=False)


head = Table(
    "head", BOOK,
    _text("association", key=True),
    _long("position"), _long("commands"), _long("claims"), _long("jobs"), _long("cursors"),
)  # fmt: skip
"""One row per association: its last position, and how many rows the other tables must hold."""

event = Table(
    "event", BOOK,
    _text("association"), Column("position", RowNumber, nullable=False, autoincrement=False),
    _text("stream"), _long("version"), _text("type"), _long("schema"),
    _text("command"), _text("actor"), _text("happened_on"), _long("recorded_at"),
    _bytes("data"), _bytes("sealed"), _bytes("leaf"),
    PrimaryKeyConstraint("association", "position").ddl_if(dialect="postgresql"),
    Index("event_stream", "association", "stream", "version", unique=True),
)  # fmt: skip

command = Table(
    "command", BOOK,
    _text("association", key=True), _text("id", key=True),
    _text("name"), _bytes("fingerprint"), _text("actor"), _text("happened_on"), _long("recorded_at"),
    _long("first"), _long("last"), _bytes("result"), _bytes("check"),
)  # fmt: skip
"""Every command answered; ``check`` covers its row and its leaves, its events prove ``first`` and ``last``."""

claim = Table(
    "claim", BOOK,
    _text("association", key=True), _text("kind", key=True), _bytes("digest", key=True),
    _text("command"), _bytes("check"),
    sqlite_with_rowid=False,
)  # fmt: skip

job = Table(
    "job", BOOK,
    _text("association", key=True), _text("id", key=True),
    _text("kind"), _long("due"), _bytes("data"), _text("command"), _bytes("check"),
    Index("job_due", "association", "due"),
    sqlite_with_rowid=False,
)  # fmt: skip

cursor = Table(
    "cursor", BOOK,
    _text("association", key=True), _text("name", key=True),
    _long("position"), _text("shape"), _bytes("check"),
    sqlite_with_rowid=False,
)  # fmt: skip
"""How far a follower has come; ``shape`` names the definition that its rows were made with."""


def read_model(name: str, *columns_and_indexes: SchemaItem) -> Table:
    """Declare a read model; the association becomes the first column of its key."""
    if name in BOOK.tables:
        raise ValueError(f"{name} is a table of the book itself; give the read model another name")
    return Table(name, READ_MODELS, _text("association", key=True), *columns_and_indexes)


def mine(table: Table) -> ColumnElement[bool]:
    """The condition that keeps a statement within one association: ``Book.fetch`` fills it in."""
    return table.c.association == bindparam("association")


class _Unindexed(ColumnElement[str]):
    """A column that SQLite must not look up by: of one association are all rows of its file."""

    inherit_cache = False

    def __init__(self, column: ColumnElement[str]) -> None:
        self.column = column
        self.type = column.type


@compiles(_Unindexed)
def _plain(element: _Unindexed, compiler: SQLCompiler, **options: object) -> str:
    return compiler.process(element.column, **options)


@compiles(_Unindexed, "sqlite")
def _unindexed(element: _Unindexed, compiler: SQLCompiler, **options: object) -> str:
    return "+" + compiler.process(element.column, **options)


def mine_in_order(table: Table) -> ColumnElement[bool]:
    """As ``mine``, for statements that read in the order of positions instead of gathering and sorting."""
    return _Unindexed(table.c.association) == bindparam("association")


def check(*columns: str | int | bytes) -> bytes:
    """A digest over a row's own columns, so that a changed one is found."""
    return sha256(_encode(columns)).digest()


_encode = msgspec.msgpack.Encoder().encode  # tells bytes from text, as JSON does not
