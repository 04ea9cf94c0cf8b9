"""Native events and the library's live in one book: neither writes or reads as the other, and one proof covers both."""

from __future__ import annotations

import base64
import json
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner
from eventsourcing.persistence import InfrastructureFactoryError
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger.library.samples import some, stored
from tests.ledger.samples import command, registered, write
from tests.ledger.tampering import book_file, changed, found_problems, sign_again, unguarded

from vouchbook import projections
from vouchbook.cli import main
from vouchbook.domain.application import ApplicationWithdrawn
from vouchbook.domain.events import registered as types
from vouchbook.ledger import Book, Write
from vouchbook.ledger.codec import OfLibrary
from vouchbook.ledger.export import lines
from vouchbook.ledger.leaf import leaf_hash
from vouchbook.ledger.library import BookApplicationRecorder, Lease
from vouchbook.ledger.verify import verify
from vouchbook.projections.rebuild import rebuild, verify_rows

NATIVE_NAME = "person_registered"


@pytest.mark.parametrize("stream", ["library/Lists/1", "library/", "library/person:p-1", "Library/x", ""])
def test_a_native_append_cannot_write_where_the_library_writes(book: Book, lease: Lease, stream: str) -> None:
    with pytest.raises(ValueError, match="belongs into a stream person:…"):
        book.append(command(), [Write(stream, 0, (registered("p-1"),))])
    assert book.position == 0


def test_no_registered_type_belongs_into_a_stream_of_the_library() -> None:
    assert [kind.name for kind in types() if f"{kind.stream}:".startswith("library")] == []


@pytest.mark.parametrize("name", ["", "a/b", "a:snapshots", "person:p-1", "../Lists", "a\nb", "a\x00b"])
def test_an_application_s_name_cannot_lead_out_of_its_room(lease: Lease, name: str) -> None:
    with pytest.raises(InfrastructureFactoryError, match="cannot name streams"):
        BookApplicationRecorder(lease, name)


@pytest.mark.parametrize("id_", ["person:p-1", "../../person:p-1", "/person:p-1", "library/Other/1"])
def test_an_originator_s_id_cannot_lead_out_of_its_room(book: Book, lease: Lease, id_: str) -> None:
    book.append(command(), [write("p-1", 0, registered("p-1"))])
    recorder = BookApplicationRecorder(lease, "Lists", text_ids=True)
    assert recorder.select_events(id_) == []
    recorder.insert_events([stored(id_)])
    assert [entry.stream for entry in book.follow()] == ["person:p-1", f"library/Lists/{id_}"]


def test_the_library_s_events_are_followed_unread_whatever_their_type_says(book: Book, lease: Lease) -> None:
    recorder = BookApplicationRecorder(lease, "Lists")
    recorder.insert_events([stored(topic="os:system", state=b"\xff"), stored(topic=NATIVE_NAME, state=b"{}")])
    assert [(entry.type, entry.event) for entry in book.follow()] == [
        ("os:system", OfLibrary()),
        (NATIVE_NAME, OfLibrary()),
    ]


def test_read_models_pass_over_the_library_s_events(book: Book, lease: Lease) -> None:
    book.append(command(), [write("p-1", 0, registered("p-1"))], rows=projections.changes)
    sample = next(book.follow())
    foreign = [stored(version=1, topic=sample.type, state=sample.data), stored(topic="lists:Opened", state=b"{}")]
    BookApplicationRecorder(lease, "Lists").insert_events(foreign)
    assert verify_rows(book, projections.READ_MODELS) == []
    rebuild(book, projections.READ_MODELS)
    assert verify_rows(book, projections.READ_MODELS) == []
    assert len(list(projections.changes(list(book.follow())))) == len(list(projections.changes([sample])))


def test_an_export_holds_what_the_library_stored_and_its_leaf_can_be_made_again(book: Book, lease: Lease) -> None:
    book.append(command(), [write("p-1", 0, registered("p-1"))])
    states = [b'{"a":\n1}', b"\xff\x00", b""]
    BookApplicationRecorder(lease, "Lists").insert_events([stored(state=state) for state in states])
    native, *found = [json.loads(line) for line in lines(book)]
    assert "state" not in native
    assert ["data" in line for line in found] == [False] * 3
    for line, state in zip(found, states, strict=True):
        leaf = leaf_hash(
            line["association"], line["stream"], line["version"], line["type"], line["schema"], line["command"],
            line["actor"], line["happened_on"], line["recorded_at"], base64.b64decode(line["state"]), b"",
        )  # fmt: skip
        assert base64.b64decode(line["state"]) == state
        assert base64.b64decode(line["leaf"]) == leaf


def test_the_command_line_shows_them_whatever_they_hold(book: Book, place: Path, lease: Lease) -> None:
    book.append(command(), [write("p-1", 0, registered("p-1"))])
    recorder = BookApplicationRecorder(lease, "Lists")
    recorder.insert_events([stored(topic="lists:Opened", state=b'{"cohort":"2027-spring"}')])
    recorder.insert_events([stored(topic="\x1b[2J", state=b"\xff\xfe"), stored(state=b"[1,2]"), stored(state=b"")])
    asked = ["ledger", "show", "--data", str(place / "data"), "--association", "nc"]
    shown = CliRunner().invoke(main, asked)
    assert shown.exit_code == 0, shown.output
    assert "state {cohort 2027-spring}" in shown.output
    assert "state 2 bytes that are no JSON" in shown.output
    assert "\x1b" not in shown.output
    found = json.loads(CliRunner().invoke(main, [*asked, "--json"]).output)
    assert [each["position"] for each in found] == [1, 2, 3, 4, 5]
    assert found[1]["data"] == {"state": {"cohort": "2027-spring"}}
    assert found[3]["data"] == {"state": [1, 2]}


def test_every_changed_column_of_a_library_event_is_found(place: Path, lease: Lease) -> None:
    BookApplicationRecorder(lease, "Lists").insert_events([stored(), stored()])
    lease.close()
    assert found_problems(place) == []
    with unguarded(book_file(place)) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(event)") if row[1] != "position"]
        before = dict(zip(names, connection.execute(f"SELECT {', '.join(names)} FROM event").fetchone(), strict=True))
    missed = []
    for name, value in before.items():
        for other in changed(value):
            if other == value:
                continue
            with unguarded(book_file(place)) as connection:
                connection.execute(f"UPDATE event SET {name} = ? WHERE position = 1", (other,))
            if not found_problems(place):
                missed.append((name, other))
            with unguarded(book_file(place)) as connection:
                connection.execute(f"UPDATE event SET {name} = ? WHERE position = 1", (value,))
    assert missed == []
    assert found_problems(place) == []


def test_a_library_event_that_is_taken_away_is_found(place: Path, lease: Lease) -> None:
    BookApplicationRecorder(lease, "Lists").insert_events(some(3))
    lease.close()
    with unguarded(book_file(place)) as connection:
        connection.execute("DELETE FROM event WHERE position = 2")
    assert found_problems(place)


def test_a_forger_cannot_turn_a_version_back(place: Path, lease: Lease) -> None:
    BookApplicationRecorder(lease, "Lists").insert_events(some(2))
    lease.close()
    with unguarded(book_file(place)) as connection:
        connection.execute("UPDATE event SET version = 0 WHERE position = 2")
        sign_again(connection)
    assert any("does not rise" in problem for problem in found_problems(place))


def test_what_is_in_a_native_stream_stays_native_even_if_it_looks_like_the_library_s(place: Path, lease: Lease) -> None:
    BookApplicationRecorder(lease, "Lists").insert_events(some(1))
    lease.close()
    with unguarded(book_file(place)) as connection:
        connection.execute("UPDATE event SET stream = 'person:p-1'")
        sign_again(connection)
    assert any("is no event that this version knows" in problem for problem in found_problems(place))


steps = st.lists(st.tuples(st.sampled_from(["native", "One", "Two"]), st.integers(1, 3)), max_size=10)


@settings(max_examples=25)
@given(steps)
def test_however_they_alternate_each_finds_its_own_in_order_and_the_book_is_whole(taken: list[tuple[str, int]]) -> None:
    recorded: dict[str, list[int]] = {"native": [], "One": [], "Two": []}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "nc.sqlite"
        Book.found(path, "nc")
        with Book.open(path, "nc") as book:
            lease = Lease.of(book)
            recorders = {name: BookApplicationRecorder(lease, name) for name in ("One", "Two")}
            for turn, (who, number) in enumerate(taken):
                if who == "native":
                    events = (ApplicationWithdrawn(command().happened_on),) * number
                    done = book.append(command(), [Write(f"application:{turn}", 0, events)])
                    recorded[who] += range(done.first, done.last + 1)
                else:
                    recorded[who] += recorders[who].insert_events(some(number)) or ()
            for name, recorder in recorders.items():
                assert [each.id for each in recorder.select_notifications(None, 100)] == recorded[name]
            native = [entry.position for entry in book.follow() if not isinstance(entry.event, OfLibrary)]
            assert native == recorded["native"]
            assert sorted(chain(*recorded.values())) == list(range(1, book.position + 1))
            assert verify(book) == []
