"""Several processes write one book: each position once, no acknowledged command lost, nothing half."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.ledger.processes import Child, opened, write_on
from tests.ledger.samples import command, registered, training, write

from vouchbook.domain.names import CommandId
from vouchbook.ledger import Book, Busy, Conflict
from vouchbook.ledger.verify import verify
from vouchbook.projections import READ_MODELS
from vouchbook.projections.rebuild import verify_rows

KILLS = int(os.environ.get("VOUCHBOOK_KILLS", "25"))
"""Writers killed in turn; a thousand take a few minutes."""


def test_of_two_that_decide_on_the_same_state_one_is_told_so(place: Path) -> None:
    def decide(say: Callable[[str], None]) -> None:
        with opened(place) as folder:
            book, _ = folder.book("nc")
            for number in range(60):
                try:
                    book.append(command(id_=f"c-{os.getpid()}-{number}"), [write(f"p-{number}", 0, registered("p"))])
                    say("recorded")
                except Conflict:
                    say("conflict")

    answers = [child.finished() for child in [Child(decide), Child(decide)]]
    assert [len(said) for said in answers] == [60, 60]
    assert sum(said.count("recorded") for said in answers) == 60
    with opened(place) as folder:
        book, _ = folder.book("nc")
        assert book.position == 60
        assert verify(book) == []


def test_two_that_write_different_streams_both_succeed(place: Path) -> None:
    def work(name: str) -> Callable[[Callable[[str], None]], None]:
        def record(say: Callable[[str], None]) -> None:
            with opened(place) as folder:
                book, _ = folder.book("nc")
                for number in range(80):
                    done = book.append(command(id_=f"c-{name}-{number}"), [write(name, number, training("p-shared"))])
                    say(str(done.first))

        return record

    said = [child.finished() for child in [Child(work("one")), Child(work("two"))]]
    positions = sorted(int(position) for of_one in said for position in of_one)
    assert positions == list(range(1, 161))
    with opened(place) as folder:
        assert verify(folder.book("nc")[0]) == []


def test_one_command_sent_by_two_is_recorded_once(place: Path) -> None:
    def send(say: Callable[[str], None]) -> None:
        with opened(place) as folder:
            book, _ = folder.book("nc")
            for number in range(40):
                done = book.append(command(id_=f"c-{number}"), [write(f"p-{number}", 0, registered("p"))])
                say(f"{done.first} {done.repeated}")

    answers = [child.finished() for child in [Child(send), Child(send)]]
    assert [line.split()[0] for line in answers[0]] == [line.split()[0] for line in answers[1]]
    assert sum(line.endswith("False") for said in answers for line in said) == 40
    with opened(place) as folder:
        assert folder.book("nc")[0].position == 40


def test_a_book_held_too_long_by_another_is_busy_and_nothing_is_recorded(place: Path) -> None:
    with opened(place) as folder:
        held, vault = folder.book("nc")
        with Book.open(place / "data" / "books" / "nc.sqlite", "nc", vault, patience=0.05) as impatient:

            def hold(_: object) -> None:
                with pytest.raises(Busy, match="nothing was recorded, ask again"):
                    impatient.append(command(), [write("p-1", 0, registered("p-1"))])

            held.transaction(hold)
            assert impatient.append(command(), [write("p-1", 0, registered("p-1"))]).first == 1


@pytest.mark.timeout(60 + KILLS)
def test_no_acknowledged_command_is_lost_and_none_is_half_there_when_writers_are_killed(place: Path) -> None:
    chance = random.Random(7)
    acknowledged: set[str] = set()
    for turn in range(KILLS):
        writers = [Child(lambda say, name=f"{turn}-{n}": write_on(place, name, say)) for n in range(1 + turn % 2)]  # type: ignore[misc]
        if turn % 5:  # else the blow may fall while the book is being opened
            acknowledged |= {writer.said.readline().decode().strip() for writer in writers}
        time.sleep(chance.uniform(0, 0.03))  # the moment is the point
        for writer in writers:
            acknowledged |= set(writer.kill())
        with opened(place) as folder:
            book, _ = folder.book("nc")
            lost = [id_ for id_ in acknowledged if book.known(CommandId(id_), b"asked") is None]
            assert lost == []
            assert verify(book) == []
            assert verify_rows(book, READ_MODELS) == []
    assert len(acknowledged) > 2 * KILLS, "the writers never came to write; let them live longer"
