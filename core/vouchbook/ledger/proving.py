"""The pass over every event beside its command: one tight loop a page, and a closer look where it stops."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec import Struct

from vouchbook.domain.events import registered
from vouchbook.ledger.codec import LIBRARY
from vouchbook.ledger.leaf import leaf_hash, leaf_hashes
from vouchbook.ledger.tables import check

Row = tuple[Any, ...]


class Problem(Struct, frozen=True):
    """Something that is not as it was written; ``row`` is a position, a key, or empty for the whole table."""

    table: str
    row: str
    what: str

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.what}" if self.row else f"{self.table}: {self.what}"


class Proof:
    """What was read so far of a book's events, in their order."""

    def __init__(self, commands: Iterator[Row]) -> None:
        """:param commands: the rows of those that recorded events, in the order of their first positions"""
        self.position = 0
        self.commands = 0
        self._of_events = commands
        self._known = {(kind.name, schema) for kind in registered() for schema in range(1, kind.schema + 1)}
        self._versions: dict[object, int] = {}
        self._leaves: list[bytes] = []  # of the command whose events are being read
        self._first = 1
        self._last: Row | None = None

    def events(self, pages: Iterable[list[Row]], tell: Callable[[int], None]) -> Iterator[Problem]:
        """Leaves, positions, versions and types; and each command with events beside them, in the same order."""
        for page in pages:
            yield from self._leaves_of(page)
            yield from self._page(page)
            tell(self.position)
        if self._last is not None:
            yield from self._command(next(self._of_events, None), self._last)
        for row in self._of_events:
            yield Problem("command", str(row[1]), "its events are missing")

    def silent(self, row: Row) -> Iterator[Problem]:
        """A command that recorded nothing."""
        if (row[7], row[8]) != (0, 0):
            yield Problem("command", str(row[1]), "recorded nothing, yet names positions")
        yield from self._check(row, b"")

    def _leaves_of(self, page: list[Row]) -> Iterator[Problem]:
        try:
            if leaf_hashes(page) == [row[-1] for row in page]:
                return
        except (TypeError, ValueError, OverflowError):  # not even the kind of value that was written
            pass
        for row in page:
            association, position, stream, version, type_, schema, command, actor, day, at, data, sealed, leaf = row
            try:
                computed = leaf_hash(association, stream, version, type_, schema, command, actor, day, at, data, sealed)
            except (TypeError, ValueError, OverflowError):
                computed = b""
            if computed != leaf or type(sealed) is not bytes:  # an empty text hashes as nothing sealed
                yield Problem("event", str(position), "its content is not what its leaf was made of")

    def _page(self, page: list[Row]) -> Iterator[Problem]:
        expected, versions, known, leaves, last = self.position, self._versions, self._known, self._leaves, self._last
        id_ = last[6] if last is not None else page[0][6]
        for row in page:
            _, position, stream, version, type_, schema, command, _, _, _, _, _, leaf = row
            expected += 1
            if position != expected:
                yield Problem("event", str(position), f"position {expected} should follow: rows are missing or moved")
                expected = position if isinstance(position, int) else expected
            if version == versions.get(stream, 0) + 1 and (type_, schema) in known:
                versions[stream] = version
            else:
                yield from self._odd(row)
            if command != id_:
                assert last is not None  # noqa: S101  # the first row's command is the one compared with
                yield from self._command(next(self._of_events, None), last)
                leaves = self._leaves = []
                self._first, id_ = position, command
            leaves.append(leaf)
            last = row
        self.position, self._last = expected, last

    def _odd(self, row: Row) -> Iterator[Problem]:
        """A version or a type that is not one of ours, which it may be only in a stream of the library's."""
        _, position, stream, version, type_, schema, *_ = row
        before = self._versions.get(stream)
        if isinstance(stream, str) and stream.startswith(LIBRARY):
            if not isinstance(version, int) or version <= (-1 if before is None else before):
                yield Problem("event", str(position), f"version {version} does not rise in {stream}")
        else:
            if version != (before or 0) + 1:
                yield Problem("event", str(position), f"version {version} does not continue {stream}")
            if (type_, schema) not in self._known:
                yield Problem("event", str(position), f"{type_} in schema {schema} is no event that this version knows")
        self._versions[stream] = version if isinstance(version, int) else 0

    def _command(self, row: Row | None, event: Row) -> Iterator[Problem]:
        """A command's row beside the last of its events and the leaves of all."""
        first = self._first
        if row is None or row[1] != event[6]:
            yield Problem("event", str(first), f"the row of its command {event[6]} is missing or out of its order")
            return
        if row[7] != first or row[8] != event[1]:
            what = f"names positions {row[7]} to {row[8]}, its events are {first} to {event[1]}"
            yield Problem("command", row[1], what)
        if row[4:7] != event[7:10]:
            yield Problem("command", row[1], "actor, day or time are not those of its events")
        try:
            leaves = b"".join(self._leaves)
        except TypeError:  # a leaf that is no bytes
            leaves = b""
        yield from self._check(row, leaves)

    def _check(self, row: Row, leaves: bytes) -> Iterator[Problem]:
        self.commands += 1
        if not same(row[10], *row[:7], row[9], leaves):
            yield Problem("command", str(row[1]), "was altered, or the events it recorded were")


def same(stored: object, *columns: Any) -> bool:  # noqa: ANN401  # whatever stands in the columns now
    try:
        return check(*columns) == stored
    except (TypeError, ValueError):
        return False
