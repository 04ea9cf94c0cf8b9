"""The desk: one file for each association, safe between threads and processes, and worth nothing to who finds it."""

from __future__ import annotations

import multiprocessing
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import bindparam, func, insert, select

from vouchbook.desk import Desk, attempts, codes, drafts, links, passkeys, sessions
from vouchbook.desk.attempts import Limit
from vouchbook.desk.codes import Code, Tried
from vouchbook.desk.tables import ATTEMPTS, DESK
from vouchbook.domain.events import Busy, Damaged, NewerFormat
from vouchbook.service.folder import Folder

NOW = 1_000_000_000_000


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    Desk.found(tmp_path / "nc.sqlite")
    return Desk(tmp_path / "nc.sqlite")


def code(asking: bytes = b"a", subject: str = "ana", digest: bytes = b"right") -> Code:
    return Code(asking, "sign_in", subject, "p-ana", digest, 0, NOW, NOW + 100)


def test_a_desk_is_made_when_it_is_first_needed_and_is_its_owners_alone(tmp_path: Path) -> None:
    with Folder.found(tmp_path / "data", tmp_path / "key") as folder:
        folder.add("nc")
        assert not (tmp_path / "data" / "desk").exists()
        assert folder.desk("nc") is folder.desk("nc")
        for path in (tmp_path / "data" / "desk", tmp_path / "data" / "desk" / "nc.sqlite"):
            assert path.stat().st_mode & 0o077 == 0, path
        with pytest.raises(LookupError, match="'tn' has no book"):
            folder.desk("tn")


def test_a_desk_that_was_lost_is_made_anew_and_nothing_else_is_missed(tmp_path: Path) -> None:
    with Folder.found(tmp_path / "data", tmp_path / "key") as folder:
        folder.add("nc")
        folder.desk("nc")
    shutil.rmtree(tmp_path / "data" / "desk")
    with Folder.open(tmp_path / "data", tmp_path / "key") as folder:
        folder.book("nc")
        assert folder.desk("nc").read(select(ATTEMPTS)) == []


def test_a_table_that_came_later_is_added_when_the_desk_is_opened(tmp_path: Path, desk: Desk) -> None:
    desk.close()
    with sqlite3.connect(tmp_path / "nc.sqlite") as connection:
        connection.execute("DROP TABLE attempt")
    connection.close()
    again = Desk(tmp_path / "nc.sqlite")
    assert again.read(select(ATTEMPTS)) == []
    again.close()


def test_what_is_no_desk_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"not a database, but long enough to be taken for one" * 100)
    with pytest.raises(Damaged, match="move it away"):
        Desk(tmp_path / "x")
    with pytest.raises(Damaged):
        Desk(tmp_path / "nowhere")


def test_a_desk_of_a_newer_version_is_left_alone(tmp_path: Path, desk: Desk) -> None:
    desk.close()
    connection = sqlite3.connect(tmp_path / "nc.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(NewerFormat, match="upgrade Vouchbook"):
        Desk(tmp_path / "nc.sqlite")


def test_what_is_not_finished_is_not_there(desk: Desk) -> None:
    def half() -> None:
        with desk.writing() as hand:
            hand.write(insert(ATTEMPTS), kind="a", subject="b", at=1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert desk.read(select(ATTEMPTS)) == []
    desk.write(insert(ATTEMPTS), kind="a", subject="b", at=1)
    assert len(desk.read(select(ATTEMPTS))) == 1


def test_whoever_writes_for_too_long_makes_others_busy_and_harms_nothing(tmp_path: Path, desk: Desk) -> None:
    other = Desk(tmp_path / "nc.sqlite", patience=0.05)
    with desk.writing() as hand:
        hand.write(insert(ATTEMPTS), kind="a", subject="b", at=1)
        with pytest.raises(Busy, match="ask again"):
            other.write(insert(ATTEMPTS), kind="a", subject="b", at=2)
        assert other.read(select(ATTEMPTS)) == [], "reading waits for nobody"
    other.write(insert(ATTEMPTS), kind="a", subject="b", at=2)
    assert len(desk.read(select(ATTEMPTS))) == 2
    other.close()


def test_names_and_values_never_become_sql(desk: Desk) -> None:
    nasty = "'; DROP TABLE attempt; --"
    desk.write(insert(ATTEMPTS), kind=nasty, subject=nasty, at=1)
    found = desk.read(select(ATTEMPTS).where(ATTEMPTS.c.kind == bindparam("of")), of=nasty)
    assert [row["subject"] for row in found] == [nasty]


# ── At the same time ──────────────────────────────────────────────────────────────────────────


def at_once(number: int, work: object) -> None:
    threads = [threading.Thread(target=work) for _ in range(number)]  # type: ignore[arg-type]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_code_that_twenty_type_at_once_lets_one_in(desk: Desk) -> None:
    codes.make(desk, code())
    answers: list[Tried] = []
    at_once(20, lambda: answers.append(codes.use(desk, b"a", "sign_in", b"right", NOW, tries=5)[0]))
    assert answers.count(Tried.RIGHT) == 1


def test_tries_at_once_are_counted_one_by_one(desk: Desk) -> None:
    codes.make(desk, code())
    answers: list[Tried] = []
    at_once(20, lambda: answers.append(codes.use(desk, b"a", "sign_in", b"wrong", NOW, tries=5)[0]))
    assert (answers.count(Tried.WRONG), answers.count(Tried.TOO_OFTEN)) == (4, 16)


def test_a_link_for_one_use_that_twenty_open_at_once_opens_for_one(desk: Desk) -> None:
    links.make(desk, links.Link(b"d", "rating", "ra-1", NOW, NOW + 100, None, 0))
    opened: list[object] = []
    at_once(20, lambda: opened.append(links.use(desk, b"d", "rating", NOW)))
    assert len([each for each in opened if each]) == 1


def test_a_challenge_is_answered_once_however_many_answer(desk: Desk) -> None:
    answered: list[bool] = []
    at_once(20, lambda: answered.append(passkeys.answered(desk, b"c", NOW, NOW + 100)))
    assert answered.count(True) == 1


def test_two_windows_that_save_over_the_same_draft_do_not_overwrite_silently(desk: Desk) -> None:
    assert drafts.keep(desk, "p", "form", b"1", NOW, over=0) == 1
    kept: list[int | None] = []
    at_once(10, lambda: kept.append(drafts.keep(desk, "p", "form", b"2", NOW, over=1)))
    assert sorted(kept, key=str) == [2, *[None] * 9]


def _tries(path: Path, number: int) -> int:
    desk = Desk(path)
    passed = sum(attempts.attempt(desk, [Limit("k", "s", 50, 100)], NOW) == 0 for _ in range(number))
    desk.close()
    return passed


def test_limits_hold_over_processes(tmp_path: Path, desk: Desk) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        passed = pool.starmap(_tries, [(tmp_path / "nc.sqlite", 30)] * 3)
    assert sum(passed) == 50
    assert desk.read(select(func.count()).select_from(ATTEMPTS))[0][0] == 50


def test_an_attempt_over_one_limit_counts_against_none(desk: Desk) -> None:
    own, shared = Limit("own", "a", 1, 100), Limit("all", "x", 10, 100)
    assert attempts.attempt(desk, [own, shared], NOW) == 0
    assert attempts.attempt(desk, [own, shared], NOW + 40) == 60
    assert desk.read(select(func.count()).select_from(ATTEMPTS))[0][0] == 2
    assert attempts.attempt(desk, [own, shared], NOW + 100) == 0


# ── What is swept ─────────────────────────────────────────────────────────────────────────────


def test_what_ended_long_ago_is_swept_when_somebody_comes(desk: Desk) -> None:
    day = 86_400_000_000
    old = sessions.Session(b"old", "s-1", "p", None, NOW, NOW, 100, NOW + 100, "code")
    sessions.begin(desk, old)
    codes.make(desk, code())
    sessions.begin(desk, sessions.Session(b"new", "s-2", "p", None, NOW + 2 * day, 0, 100, NOW + 3 * day, "code"))
    codes.make(desk, Code(b"b", "sign_in", "rosa", None, b"", 0, NOW + day, NOW + 2 * day))
    assert sessions.find(desk, b"old") is None
    assert codes.find(desk, b"a", "sign_in") is None
    assert codes.find(desk, b"b", "sign_in") is not None


def test_a_desk_holds_text_numbers_and_bytes_only() -> None:
    kinds = {type(column.type).__name__ for table in DESK.tables.values() for column in table.columns}
    assert kinds == {"Text", "BigInteger", "Integer", "LargeBinary"}
