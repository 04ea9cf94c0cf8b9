"""The folder of columns: what it holds and what never, that it is whole or refused, and that writing needs no room."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.policy.by_hand import degree, endorsed, portfolio, rsc, training, work
from tests.policy.columns.beside import written
from tests.policy.crowd import crowd

from vouchbook.domain import evidence
from vouchbook.domain.evidence import Item, Portfolio
from vouchbook.domain.names import AssociationCode, ColleagueId, EmployerKey, ItemId, PersonId, SlotKey, Source
from vouchbook.policy.columns import writer
from vouchbook.policy.columns.layout import CLOSED, FORMAT, HEAD, TABLES
from vouchbook.policy.columns.people import People
from vouchbook.policy.columns.store import Columns, UnreadableColumns
from vouchbook.policy.columns.writer import AlreadyThere, Writer, write

ZZ = AssociationCode("zz")


@pytest.fixture
def columns(tmp_path: Path) -> Columns:
    return written(tmp_path / "columns", [each for _, each in crowd(40, "zz")])


def everybody(columns: Columns) -> People:
    return People(columns, 0, columns.people)


# ── What it holds ─────────────────────────────────────────────────────────────────────────────


def test_everybody_is_there_by_their_id_whatever_its_length(tmp_path):
    ids = [PersonId(each) for each in ("a", "", "Zoë-0", "b" * 300)]
    write(tmp_path / "columns", ZZ, ((each, portfolio(training(1))) for each in ids), position=7)
    columns = Columns(tmp_path / "columns")
    assert columns.ids(0, 4) == ids
    assert columns.ids(2, 3) == ids[2:3]
    assert (columns.head.association, columns.head.position, columns.people) == ("zz", 7, 4)


def test_a_session_is_a_row_of_numbers(tmp_path):
    session = rsc(1.5, date(2026, 3, 3), date(2026, 3, 4), by="ruth")
    table = everybody(written(tmp_path / "columns", [portfolio(), portfolio(session, rsc(1, by="ana"))])).table("rsc")
    assert table.owner.tolist() == [1, 1]
    assert table.ints("first")[0] == date(2026, 3, 3).toordinal()
    assert table.ints("last")[0] == date(2026, 3, 4).toordinal()
    assert table.ints("minutes").tolist() == [90, 60]
    assert table.ints("provider").tolist() == [1, 2]


def test_an_open_end_is_the_last_day_there_is(tmp_path):
    columns = written(tmp_path / "columns", [portfolio(work(date(2020, 1, 1)), endorsed("ruth", "ERS"))])
    for kind in ("work", "standing"):
        assert everybody(columns).table(kind).ints("last").tolist() == [date.max.toordinal()]


def test_a_claim_counts_in_columns_when_it_does_in_the_portfolio(tmp_path):
    held = endorsed("ruth", "ERS")
    asserted = Portfolio((Item(ItemId("1"), held), Item(ItemId("2"), held, source=Source.CONFIRMED)))
    columns = written(tmp_path / "columns", [asserted, replace(asserted, claims_taken=True)])
    assert everybody(columns).table("standing").flags("believed").tolist() == [False, True, True, True]


def test_neither_words_nor_ids_of_items_colleagues_and_employers_are_in_any_file(tmp_path):
    found = (
        Item(ItemId("item-of-mine"), rsc(1, by="ruth-the-provider")),
        Item(ItemId("item-of-mine-2"), replace(work(date(2020, 1, 1)), employer=EmployerKey("the-clinic"))),
        Item(ItemId("item-of-mine-3"), evidence.Colleague(ColleagueId("ruth-the-provider"), EmployerKey("the-clinic"))),
        Item(
            ItemId("item-of-mine-4"),
            evidence.Rating(
                ColleagueId("ruth-the-provider"), SlotKey("other"), date(2026, 1, 1), date(2020, 1, 1), 0, False
            ),
        ),
    )
    written(tmp_path / "columns", [Portfolio(found)])
    files = sorted((tmp_path / "columns").iterdir())
    assert len(files) == 1 + sum(len(columns) + 1 for columns in TABLES.values())
    for word in (b"ruth", b"clinic", b"item-of-mine"):
        assert [file.name for file in files if word in file.read_bytes()] == []


def test_what_numbers_cannot_say_sets_a_person_aside_and_nobody_else(tmp_path):
    backwards = rsc(1, date(2026, 3, 3), date(2026, 3, 2))
    endless = evidence.Training(date(2026, 3, 3), date(2026, 3, 3), 2**31)
    columns = written(tmp_path / "columns", [portfolio(each) for each in (backwards, rsc(1), endless, degree())])
    assert everybody(columns).aside.tolist() == [True, False, True, False]
    assert columns.head.aside == 2
    assert everybody(columns).table("rsc").owner.tolist() == [1]


def test_who_has_answers_of_reviewers_is_set_aside(tmp_path):
    with Writer(tmp_path / "columns", ZZ) as columns:
        columns.add(PersonId("a"), portfolio(rsc(1)), answered=True)
        columns.add(PersonId("b"), portfolio(rsc(1)))
    assert everybody(Columns(tmp_path / "columns")).aside.tolist() == [True, False]


def test_nobody_at_all_can_be_written_and_read(tmp_path):
    columns = written(tmp_path / "columns", [])
    assert (columns.people, columns.ids(0, 0), columns.damaged()) == (0, [], ())


def test_the_same_people_make_the_same_bytes_and_others_make_others(tmp_path):
    digests = [
        written(tmp_path / name, [each for _, each in crowd(30, "zz", first)]).digest
        for name, first in (("one", 0), ("again", 0), ("other", 1))
    ]
    assert digests[0] == digests[1] != digests[2]


def test_every_name_has_a_bit_that_its_column_can_hold():
    for table in TABLES.values():
        for column, kind in table.items():
            if kind == "<u4":
                assert len(CLOSED[column]) <= 32


# ── Whole or refused ──────────────────────────────────────────────────────────────────────────


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear Ruth")
    with pytest.raises(AlreadyThere, match="not empty; name another folder"):
        Writer(tmp_path, ZZ)
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_columns_that_were_not_finished_are_none(tmp_path):
    def interrupted() -> Iterator[tuple[PersonId, Portfolio]]:
        yield from crowd(3)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "columns", ZZ, interrupted())
    with pytest.raises(UnreadableColumns, match=r"no finished columns.*write them again"):
        Columns(tmp_path / "columns")


def test_a_format_of_another_day_is_refused_by_its_name(columns):
    head = columns.folder / HEAD
    head.write_text(head.read_text().replace(FORMAT, "vouchbook-columns/9"))
    with pytest.raises(UnreadableColumns, match=r"vouchbook-columns/9.*this version reads"):
        Columns(columns.folder)


@pytest.mark.parametrize("harm", ["missing", "shorter", "longer", "of another type", "no head"])
def test_a_file_that_is_not_what_the_head_says_is_refused(columns, harm):
    file = columns.folder / "rsc.first.npy"
    stored = file.read_bytes()
    match harm:
        case "missing":
            file.unlink()
        case "shorter":
            file.write_bytes(stored[:-1])
        case "longer":
            file.write_bytes(stored + b"0")
        case "of another type":
            file.write_bytes(stored.replace(b"<i4", b"<u4"))
        case _:
            file.write_bytes(stored[20:])
    with pytest.raises(UnreadableColumns, match=r"rsc\.first\.npy.*write the columns again"):
        Columns(columns.folder)


def test_a_head_that_is_none_is_refused(columns):
    (columns.folder / HEAD).write_text('{"format": "vouchbook-columns/1"}')
    with pytest.raises(UnreadableColumns, match=f"{HEAD} is no head of columns"):
        Columns(columns.folder)


def test_a_changed_byte_is_found_when_one_asks(columns):
    assert columns.damaged() == ()
    file = columns.folder / "training.minutes.npy"
    stored = bytearray(file.read_bytes())
    stored[-1] ^= 1
    file.write_bytes(stored)
    assert Columns(columns.folder).damaged() == ("training.minutes.npy",)


# ── No room ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("most", [1, 7, 10_000])
def test_it_does_not_matter_how_many_rows_are_written_at_once(tmp_path, monkeypatch, most):
    found = [each for _, each in crowd(25, "zz")]
    usual = written(tmp_path / "usual", found).digest
    monkeypatch.setattr(writer, "_AT_ONCE", most)
    assert written(tmp_path / "other", found).digest == usual


def test_writing_more_people_takes_no_more_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(writer, "_AT_ONCE", 100)
    peaks = []
    one = portfolio(*[training(1)] * 20, *[rsc(1)] * 20)
    for number in (200, 1_000):
        tracemalloc.start()
        write(tmp_path / str(number), ZZ, ((PersonId(f"{n:032}"), one) for n in range(number)))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.1 * peaks[0]
