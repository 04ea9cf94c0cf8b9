"""Many items at once: pasted or sent, shown as they are understood, entered once somebody says so."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from litestar.testing import TestClient
from tests.web import filled, small
from tests.web.applicant.own_file import OwnFile, read

from vouchbook.letters.evidence_forms import FORMS
from vouchbook.service.importing import own as table

TRAININGS = "title\ton\thours\nCircle of Security\t3/1/2026\t6\nBaby moves\t2026-04-02\t1:30\n"


@pytest.fixture
def own(portal: TestClient, people: small.People) -> OwnFile:
    return OwnFile(portal, people)


def workbook() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["title", "on", "hours"], ["Circle of Security", "2026-03-01", 6], ["Baby moves", "2026-04-02", 1.5]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_pasted_table_is_shown_and_recorded_only_once_it_is_confirmed(own: OwnFile) -> None:
    before, items = own.position, len(own.items())
    answer = own.send("/evidence/table", kind="training", table=TRAININGS)
    assert answer.status_code == 200
    assert "Circle of Security, 6 clock hours, March 1, 2026" in read(answer)
    assert own.position == before
    (confirm,) = [form for form in filled.forms(answer) if form.action.endswith("/table/enter")]
    done = confirm.sent(own.client)
    assert done.status_code == 303
    assert len(own.items()) == items + 2
    assert confirm.sent(own.client).status_code == 303
    assert len(own.items()) == items + 2, "sent twice, entered once"


@pytest.mark.parametrize(
    ("name", "body"),
    [("mine.xlsx", workbook()), ("mine.csv", TRAININGS.replace("\t", ",").encode()), ("mine.tsv", TRAININGS.encode()),
     ("mine.csv", TRAININGS.encode("utf-16"))],
)  # fmt: skip
def test_a_file_that_was_sent_is_the_same_table(own: OwnFile, name: str, body: bytes) -> None:
    answer = own.upload("/evidence/table", "/evidence/table", "file", name, body, kind="training")
    assert answer.status_code == 200, read(answer)
    assert "Baby moves, 1.5 clock hours, April 2, 2026" in read(answer)
    (confirm,) = [form for form in filled.forms(answer) if form.action.endswith("/table/enter")]
    assert confirm.sent(own.client).status_code == 303


def test_one_wrong_row_keeps_all_out_and_is_corrected_on_the_page(own: OwnFile) -> None:
    before = own.position
    answer = own.send("/evidence/table", kind="training", table=TRAININGS + "No hours\t4/5/2026\t\n")
    said = read(answer)
    assert "1 thing to correct" in said
    assert "hours" in said
    assert [form for form in filled.forms(answer) if form.action.endswith("/table/enter")] == []
    (again,) = [form for form in filled.forms(answer) if "table" in form.fields]
    mended = again.sent(own.client, table=TRAININGS + "No hours\t4/5/2026\t2\n")
    assert "Add 3 items" in read(mended)
    assert own.position == before


def test_what_went_wrong_between_look_and_word_enters_nothing(own: OwnFile) -> None:
    """Somebody withdraws the person whom a row names, between the look and the word."""
    named = own.items("colleague")[0]
    rows = f"provider\tsetting\ton\thours\n{named.words['name']}\tindividual\t3/1/2026\t1\n"
    answer = own.send("/evidence/table", kind="rsc", table=rows)
    (confirm,) = [form for form in filled.forms(answer) if form.action.endswith("/table/enter")]
    own.send(f"/evidence/items/{named.item}/withdraw")
    before = own.position
    refused = confirm.sent(own.client)
    assert refused.status_code == 409
    assert own.position == before


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("empty.csv", b"", "is empty"),
        ("table.pdf", b"%PDF-1.4", "is no table"),
        ("setup.xlsx", b"MZ\x90\x00" + b"\0" * 100, "is no workbook, whatever its name says"),
        ("macros.xlsm", workbook(), "is no table"),
        ("workbook.csv", workbook(), "is a workbook, whatever its name says"),
        ("bytes.csv", b"title,on\xff\xfe,hours\n", "UTF-8"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_plain_words(own: OwnFile, name: str, body: bytes, said: str) -> None:
    before = own.position
    answer = own.upload("/evidence/table", "/evidence/table", "file", name, body, kind="training")
    assert (answer.status_code, said in read(answer)) == (422, True), read(answer)
    assert own.position == before


def test_a_workbook_that_swells_is_refused(own: OwnFile) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    answer = own.upload("/evidence/table", "/evidence/table", "file", "bomb.xlsx", out.getvalue(), kind="training")
    assert (answer.status_code, "unpacks to" in read(answer)) == (422, True)


def test_nothing_pasted_and_nothing_chosen_is_said(own: OwnFile) -> None:
    answer = own.send("/evidence/table", kind="training")
    assert (answer.status_code, "Paste a table, or choose a file" in read(answer)) == (422, True)


def test_a_file_above_the_limit_is_refused_before_it_is_read(own: OwnFile) -> None:
    body = b"x" * (table.MOST_BYTES + 1_000_000)
    answer = own.upload("/evidence/table", "/evidence/table", "file", "big.csv", body, kind="training")
    assert answer.status_code == 413


def test_what_is_no_kind_of_table_is_refused(own: OwnFile) -> None:
    for kind in ("ratings", "people", "signatures", "nonsense"):
        answer = own.send("/evidence/table", kind=kind, table="a\tb\n1\t2\n")
        assert answer.status_code == 422
    form = own.form("/evidence/table")
    answer = own.client.post(own.base + "/evidence/table/enter", data={**form.fields, "kind": "ratings", "table": "a"})
    assert answer.status_code == 422


@pytest.mark.parametrize("kind", table.OFFERED)
def test_an_empty_table_can_be_downloaded_and_is_understood(own: OwnFile, kind: str) -> None:
    answer = own.get(f"/evidence/table/{kind}/columns.csv")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    assert FORMS[kind].called in own.page(f"/evidence/table?kind={kind}")
    again = own.upload("/evidence/table", "/evidence/table", "file", "t.csv", answer.content, kind=kind)
    assert "There is nothing new in this table" in read(again)


def test_a_cell_that_looks_like_a_formula_is_not_taken(own: OwnFile) -> None:
    rows = "title\ton\thours\n=cmd|' /C calc'!A0\t3/1/2026\t1\n"
    assert "formula" in read(own.send("/evidence/table", kind="training", table=rows))


def test_no_words_of_the_command_line_are_said(own: OwnFile) -> None:
    rows = "title\ton\thours\tconfirmed\temail\nA\tsoon\tmany\tyes\tsomebody@else.org\n"
    assert "vouchbook " not in read(own.send("/evidence/table", kind="training", table=rows))
