"""A read model made anew from the book is the one that was written with the events."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec import Struct
from sqlalchemy import Column, Index, Integer, LargeBinary, Text, bindparam, select
from tests.ledger.samples import command, example, examples, training, write
from tests.ledger.samples import registered as person_registered
from tests.ledger.tampering import book_file, unguarded

from vouchbook import projections
from vouchbook.domain.application import ApplicationDecided, ApplicationOpened
from vouchbook.domain.events import UnknownEventType, registered
from vouchbook.domain.evidence import PersonWords, Training
from vouchbook.domain.person import EvidenceRecorded, PersonRegistered
from vouchbook.ledger import Book, Busy, Damaged, Entry, RowChange, Write, mine, read_model
from vouchbook.ledger.codec import part_of, shape_of
from vouchbook.ledger.dialect import Connection
from vouchbook.ledger.verify import verify
from vouchbook.projections.rebuild import PAGE, outdated, prepare, rebuild, verify_rows
from vouchbook.service.folder import Folder
from vouchbook.vault import Vault

TABLE = read_model(
    "sample_training",
    Column("item", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("name", LargeBinary),
    Index("sample_training_person", "association", "person"),
)


def changes(entry: Entry) -> Iterable[RowChange]:
    person = entry.stream.partition(":")[2]
    match entry.event:
        case EvidenceRecorded(item=item, facts=Training(minutes=minutes), words=words):
            yield RowChange(
                "sample_training", {"item": item}, {"person": person, "minutes": minutes, "name": words.kept()}
            )
        case PersonRegistered(words=words):
            yield RowChange("sample_training", {"person": person}, {"name": words.kept()})
        case _:
            return


MODEL: Any = SimpleNamespace(TABLE=TABLE, changes=changes, VERSION=1)


def rows(book: Book) -> list[tuple[Any, ...]]:
    return book.fetch(_ROWS)


_ROWS = select(TABLE).where(mine(TABLE)).order_by(TABLE.c.item)
_OF = select(TABLE.c.minutes).where(mine(TABLE), TABLE.c.person == bindparam("of"))


def fill(book: Book, people: int, each: int = 3) -> None:
    for number in range(people):
        person = f"p-{number}"
        book.append(
            command(),
            [write(person, 0, *(training(person) for _ in range(each)), person_registered(person))],
            rows=lambda entries: [change for entry in entries for change in changes(entry)],
        )


@pytest.fixture
def prepared(book: Book) -> Book:
    prepare(book, [MODEL])
    return book


def test_rows_made_anew_are_those_written_with_the_events(prepared: Book) -> None:
    fill(prepared, 5)
    was = rows(prepared)
    assert len(was) == 15
    rebuild(prepared, [MODEL])
    assert rows(prepared) == was
    assert verify_rows(prepared, [MODEL]) == []
    assert verify(prepared) == []


def test_rows_that_were_lost_or_altered_are_named_and_made_again(prepared: Book) -> None:
    fill(prepared, 2)
    was = rows(prepared)
    prepared.transaction(lambda c: c.execute("DELETE FROM sample_training WHERE item = ?", (was[0][1],)))
    prepared.transaction(lambda c: c.execute("UPDATE sample_training SET minutes = 1 WHERE item = ?", (was[1][1],)))
    prepared.transaction(lambda c: c.execute("INSERT INTO sample_training VALUES ('nc', 'i-0', 'p-0', 7, NULL)"))
    said = "\n".join(verify_rows(prepared, [MODEL]))
    assert f"sample_training: the row of item '{was[0][1]}' is missing, or not as the events say; rebuild it" in said
    assert f"the row of item '{was[1][1]}' is missing, or not as the events say" in said
    assert "the row of item 'i-0' does not follow from the events; rebuild it" in said
    rebuild(prepared, [MODEL])
    assert rows(prepared) == was


def test_a_rebuild_needs_no_key(prepared: Book, place: Path) -> None:
    fill(prepared, 3)
    was = rows(prepared)
    with Folder.book_without_keys(place / "data", "nc") as keyless:
        rebuild(keyless, [MODEL])
        assert rows(keyless) == was


def test_a_kept_value_opens_with_the_vault_after_a_rebuild(prepared: Book, vault: Vault) -> None:
    fill(prepared, 1)
    rebuild(prepared, [MODEL])
    assert {vault.open_kept(row[4], PersonWords).name for row in rows(prepared)} == {"Ada Quill"}


def test_what_is_recorded_while_rows_are_made_is_in_them(prepared: Book) -> None:
    fill(prepared, 3)
    told: list[tuple[int, int]] = []

    def meanwhile(done: int, total: int) -> None:
        told.append((done, total))
        if len(told) < 3:
            prepared.append(command(), [write(f"late-{len(told)}", 0, training("p-late"))])  # without fresh rows

    rebuild(prepared, [MODEL], meanwhile)
    assert told == [(12, 12), (13, 13), (14, 14)]
    assert len(rows(prepared)) == 11
    assert verify_rows(prepared, [MODEL]) == []


def test_what_is_recorded_at_the_last_moment_before_the_switch_is_in_them_too(
    prepared: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(prepared, 2)
    real = prepared.transaction

    def overtaken(work: Callable[[Connection], Any]) -> Any:
        if work.__name__ == "switch":
            prepared.append(command(), [write("p-late", 0, training("p-late"))])  # without fresh rows
        return real(work)

    with monkeypatch.context() as patch:
        patch.setattr(prepared, "transaction", overtaken)
        rebuild(prepared, [MODEL])
    assert len(rows(prepared)) == 7
    assert verify_rows(prepared, [MODEL]) == []


def test_more_events_than_fit_one_page_are_all_read(prepared: Book) -> None:
    fill(prepared, 3, each=PAGE // 2)
    told: list[tuple[int, int]] = []
    rebuild(prepared, [MODEL], lambda done, total: told.append((done, total)))
    total = 3 * (PAGE // 2 + 1)
    assert told == [(PAGE, total), (total, total)]
    assert verify_rows(prepared, [MODEL]) == []


def test_an_interrupted_rebuild_leaves_the_old_rows(prepared: Book) -> None:
    fill(prepared, 2)
    was = rows(prepared)

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(prepared, [MODEL], interrupt)
    assert rows(prepared) == was
    rebuild(prepared, [MODEL])
    assert rows(prepared) == was


@pytest.mark.parametrize("ends", ["stopped", "done"])
def test_of_two_that_make_rows_anew_at_once_none_leaves_half_of_them(
    prepared: Book, place: Path, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    """The later one begins with empty tables: where the earlier one went on in them, its first pages were missing."""
    monkeypatch.setattr("vouchbook.projections.rebuild.PAGE", 4)
    fill(prepared, 5)
    was = rows(prepared)

    def stop(done: int, total: int) -> None:
        if ends == "stopped":
            raise KeyboardInterrupt

    def meanwhile(done: int, total: int) -> None:
        if done == 8:
            with Folder.book_without_keys(place / "data", "nc") as other, suppress(KeyboardInterrupt):
                rebuild(other, [MODEL], stop)

    with pytest.raises(Busy, match="others are making the read models of nc anew; ask again when they are done"):
        rebuild(prepared, [MODEL], meanwhile)
    assert rows(prepared) == was
    rebuild(prepared, [MODEL])
    assert rows(prepared) == was
    assert verify(prepared) == []


def test_a_read_model_that_means_something_else_now_is_made_anew_on_opening(prepared: Book) -> None:
    fill(prepared, 2)

    def doubled(entry: Entry) -> Iterable[RowChange]:
        for change in changes(entry):
            values = dict(change.values or {})
            if "minutes" in values:
                values["minutes"] = 240
            yield RowChange(change.table, change.key, values)

    newer: Any = SimpleNamespace(TABLE=TABLE, changes=doubled, VERSION=2)
    assert outdated(prepared, [newer, *projections.READ_MODELS]) == [newer]
    assert verify_rows(prepared, [newer]) == ["sample_training: made by another version; rebuild it"]
    prepare(prepared, [newer])
    assert {row[3] for row in rows(prepared)} == {240}
    assert outdated(prepared, [newer]) == []
    assert prepared.fetch(_OF, of="p-1") == [(240,)] * 3


def test_events_that_a_model_does_not_read_are_skipped(prepared: Book) -> None:
    fill(prepared, 2)
    was = rows(prepared)
    seen: set[str] = set()

    def peek(entry: Entry) -> Iterable[RowChange]:
        seen.add(entry.type)
        return changes(entry)

    model: Any = SimpleNamespace(TABLE=TABLE, changes=peek, VERSION=1, READS=(EvidenceRecorded,))
    rebuild(prepared, [model])
    assert seen == {"evidence_recorded"}
    assert [row[:4] for row in rows(prepared)] == [row[:4] for row in was]


def test_a_book_with_events_of_a_newer_version_is_not_rebuilt_in_part(prepared: Book, place: Path) -> None:
    fill(prepared, 2)
    was = rows(prepared)
    with unguarded(book_file(place)) as connection:
        connection.execute("UPDATE event SET type = 'hours_foretold' WHERE position = 3")
    with pytest.raises(UnknownEventType, match="upgrade first"):
        rebuild(prepared, [MODEL])
    assert rows(prepared) == was


def test_indexes_are_there_after_a_rebuild(prepared: Book) -> None:
    for _ in range(2):
        rebuild(prepared, [MODEL])
        found = prepared.snapshot(
            lambda c: c.execute("SELECT name FROM sqlite_schema WHERE tbl_name LIKE '%sample_training'").fetchall()
        )
        assert {"sample_training", "sample_training_person"} <= {name for (name,) in found}
        assert not [name for (name,) in found if "shadow" in name]


def test_a_position_is_not_known_to_what_makes_rows(prepared: Book) -> None:
    seen: set[int] = set()

    def peek(entry: Entry) -> Iterable[RowChange]:
        seen.add(entry.position)
        return changes(entry)

    model: Any = SimpleNamespace(TABLE=TABLE, changes=peek, VERSION=1)
    fill(prepared, 2)
    rebuild(prepared, [model])
    verify_rows(prepared, [model])
    assert seen == {0}


PARTS = [(model, cls) for model in projections.READ_MODELS for cls in getattr(model, "PARTS", {})]


@pytest.mark.parametrize(("model", "cls"), PARTS)
def test_the_parts_that_a_model_names_are_all_that_it_looks_at(model: Any, cls: type[Struct]) -> None:
    part, kind = part_of(cls, model.PARTS[cls]), next(kind for kind in registered() if kind.cls is cls)
    assert cls in model.READS
    for event in examples(kind):
        shape = shape_of(event)

        def made(event: Struct) -> list[RowChange]:
            at = ("nc", 0, f"{kind.stream}:x-1", 1, kind.name, kind.schema, "c-1", "a", command().happened_on, 1)
            return list(model.changes(Entry(*at, event, b"", b"", b"")))

        assert made(part(shape.clear(event))) == made(event) != []


def test_events_read_in_part_that_are_damaged_are_named(prepared: Book, place: Path) -> None:
    decided = next(kind for kind in registered() if kind.cls is ApplicationDecided)
    opened = next(kind for kind in registered() if kind.cls is ApplicationOpened)
    prepared.append(command(), [Write("application:a-1", 0, (example(opened), example(decided)))])
    with unguarded(book_file(place)) as connection:
        connection.execute("UPDATE event SET data = '{}' WHERE position = 2")
    with pytest.raises(Damaged, match="application_decided at version 2 of application:a-1 does not decode"):
        rebuild(prepared, projections.READ_MODELS)
