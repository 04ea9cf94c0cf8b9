"""The factory finds its book by the environment, shares it within the process, and gives it back."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.application import Application
from eventsourcing.persistence import (
    DatabaseError,
    InfrastructureFactory,
    InfrastructureFactoryError,
    Mapper,
    OperationalError,
    PersistenceError,
    Tracking,
)
from eventsourcing.utils import Environment
from tests.ledger.library.samples import TALLY, some
from tests.ledger.library.waiting_list import WaitingLists
from tests.ledger.tampering import book_file, unguarded

import vouchbook
from vouchbook.ledger import Book
from vouchbook.ledger.library import (
    BookApplicationRecorder,
    BookEvents,
    BookFactory,
    BookTrackingRecorder,
    Lease,
    LoadedMapper,
    lease,
)


class Tally(BookTrackingRecorder):
    tables = (TALLY,)


def factory(env: dict[str, str], name: str = "Lists", **more: str) -> BookFactory:
    made = InfrastructureFactory.construct(Environment(name, {**env, **more}))
    assert isinstance(made, BookFactory)
    return made


def is_open(path: Path) -> bool:
    return any(shared == path.resolve() for _, shared, _ in lease._SHARED)


@pytest.mark.parametrize("missing", ["VOUCHBOOK_BOOK", "VOUCHBOOK_ASSOCIATION"])
def test_a_setting_that_is_missing_is_named_in_both_its_forms(env: dict[str, str], missing: str) -> None:
    del env[missing]
    with pytest.raises(OSError, match=f"set LISTS_{missing} or {missing}"):
        factory(env)


def test_a_setting_of_one_application_goes_before_the_general_one(env: dict[str, str], place: Path) -> None:
    own = factory(
        env, LISTS_VOUCHBOOK_BOOK=str(book_file(place).with_name("tn.sqlite")), LISTS_VOUCHBOOK_ASSOCIATION="tn"
    )
    assert own.lease.store.book.association == "tn"
    own.close()


def test_another_kind_of_ids_than_the_two_is_refused(env: dict[str, str]) -> None:
    with pytest.raises(OSError, match="'uuid' or 'text', not 'int'"):
        factory(env, ORIGINATOR_ID_TYPE="int")


def test_ids_may_be_text(env: dict[str, str]) -> None:
    texts = factory(env, ORIGINATOR_ID_TYPE="text")
    recorder = texts.application_recorder()
    recorder.insert_events(some(1, "list-1"))
    assert recorder.select_notifications(None, 1)[0].originator_id == "list-1"
    texts.close()


def test_a_book_that_is_not_there_is_not_made(env: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(OperationalError, match="check that it exists"):
        factory(env, VOUCHBOOK_BOOK=str(tmp_path / "new.sqlite"))
    assert not (tmp_path / "new.sqlite").exists()


def test_the_book_of_another_association_and_what_is_no_book_are_refused(
    env: dict[str, str], place: Path, tmp_path: Path
) -> None:
    with pytest.raises(DatabaseError, match="not the book of wv"):
        factory(env, VOUCHBOOK_ASSOCIATION="wv")
    (tmp_path / "file").write_text("no book" * 100)
    with pytest.raises(PersistenceError):
        factory(env, VOUCHBOOK_BOOK=str(tmp_path / "file"))
    assert not is_open(book_file(place))
    assert not is_open(tmp_path / "file")


def test_recorders_of_one_process_share_one_open_book(env: dict[str, str], place: Path) -> None:
    one, other = factory(env), factory(env, "Other")
    assert one.lease.store is other.lease.store
    one.close()
    one.close()
    other.application_recorder().insert_events(some(1))
    book = other.lease.store.book
    other.close()
    with pytest.raises(PersistenceError):
        BookApplicationRecorder(Lease.of(book), "Lists").insert_events(some(1))
    assert not is_open(book_file(place))


def test_a_share_that_is_forgotten_ends_with_the_last_recorder_that_holds_it(env: dict[str, str], place: Path) -> None:
    """A ``ProjectionRunner`` drops its view's factory and keeps the view."""
    view = factory(env).tracking_recorder(Tally)
    gc.collect()
    view.insert_tracking(Tracking("Lists", 1))
    del view
    gc.collect()
    assert not is_open(book_file(place))


def test_an_application_that_is_forgotten_gives_its_book_back(env: dict[str, str], place: Path) -> None:
    WaitingLists(env).open("spring")
    gc.collect()
    assert not is_open(book_file(place))


def test_the_mapper_is_ours_unless_the_environment_names_another(env: dict[str, str]) -> None:
    one = factory(env)
    assert type(one.mapper()) is LoadedMapper
    named: Mapper[Any] = factory(env, MAPPER_TOPIC="eventsourcing.persistence:Mapper").mapper()
    assert type(named) is Mapper
    assert type(one.mapper(mapper_class=Mapper)) is Mapper
    one.close()


def test_a_class_of_recorder_that_does_not_keep_to_the_book_is_refused(env: dict[str, str]) -> None:
    one = factory(env, TRACKING_RECORDER_TOPIC="eventsourcing.popo:POPOTrackingRecorder")
    with pytest.raises(TypeError, match="must be a BookTrackingRecorder"):
        one.tracking_recorder()
    one.close()


def test_a_view_s_tables_are_made_unless_the_environment_forbids_it(env: dict[str, str]) -> None:
    careful = factory(env, CREATE_TABLE="n")
    view = careful.tracking_recorder(Tally)
    with pytest.raises(PersistenceError):
        view.fetch(TALLY.select())
    assert factory(env).tracking_recorder(Tally).fetch(TALLY.select()) == []
    careful.close()


def test_the_reader_of_native_events_wants_a_book(env: dict[str, str]) -> None:
    with pytest.raises(InfrastructureFactoryError, match=r"PERSISTENCE_MODULE=vouchbook\.ledger\.library"):
        BookEvents({**env, "PERSISTENCE_MODULE": "eventsourcing.popo"})


def test_what_the_book_cannot_do_is_said_in_the_library_s_words(env: dict[str, str], place: Path) -> None:
    app = Application[UUID](env)
    with unguarded(book_file(place)) as connection:
        connection.execute("DELETE FROM head")
    with pytest.raises(DatabaseError, match="lost its head row"):
        app.recorder.insert_events(some(1))
    app.close()


def test_a_book_held_by_another_is_an_operational_error(place: Path) -> None:
    with Book.open(book_file(place), "nc", patience=0.01) as book, unguarded(book_file(place)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="nothing was recorded, ask again"):
            BookApplicationRecorder(Lease.of(book), "Lists").insert_events(some(1))
        other.execute("ROLLBACK")
        assert BookApplicationRecorder(Lease.of(book), "Lists").insert_events(some(1)) == [1]


def test_nothing_else_of_vouchbook_imports_the_library() -> None:
    """Importing it takes time that no command has to spend."""
    package = Path(vouchbook.__file__).parent
    modules = [".".join(file.relative_to(package.parent).with_suffix("").parts) for file in package.rglob("*.py")]
    others = [name for name in modules if not name.startswith(("vouchbook.ledger.library", "vouchbook.testing"))]
    assert len(others) > 100
    loads = (
        f"import importlib, sys\nfor name in {others}:\n    importlib.import_module(name.removesuffix('.__init__'))\n"
        "print([name for name in sys.modules if name.startswith('eventsourcing')])"
    )
    done = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
