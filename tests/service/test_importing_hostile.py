"""Files that nobody should be able to make the book swallow: each gets a clear answer, and nothing is recorded."""

from __future__ import annotations

import os
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.service.conftest import Asking
from tests.service.tables import GOOD, HEADER, PEOPLE, TRAINING, packed, parts, row, workbook, written
from tests.service.test_importing import Desk

from vouchbook.service import importing
from vouchbook.service.importing import ImportProblems, Stage
from vouchbook.service.importing.files import MOST_BYTES, File, Kind, Unreadable, opened
from vouchbook.service.office import Office

NOBODY = 65534
"""Somebody without special rights."""

HEAD = TRAINING.split("\n")[0] + "\n"


@pytest.fixture
def desk(nc: Office, ask: Asking, place: Path, tmp_path: Path) -> Desk:
    """With Ana and Bo in the book."""
    found = Desk(nc, ask, place)
    found.record(*written(tmp_path, people=PEOPLE))
    return found


def of_text(desk: Desk, folder: Path, content: str | bytes) -> list[str]:
    (folder / "training.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    return desk.problems(folder / "training.csv")


def of_parts(desk: Desk, folder: Path, of: dict[str, bytes], **how: int) -> list[str]:
    return desk.problems(packed(folder / "book.xlsx", of, **how))


# ── Formulas ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    ["=1+1", '=HYPERLINK("http://x")', "+A1", "-A1", "@SUM(A1)", "=cmd|' /C calc'!A0", "  =1+1", "＝1+1", "-", "--",
     "+1+cmd", "-2+3+x"],
)  # fmt: skip
def test_a_formula_is_refused_by_row_and_column(desk: Desk, tmp_path: Path, text: str) -> None:
    quoted = text.replace('"', '""')
    (said,) = of_text(desk, tmp_path, f'{HEAD}ana@example.org,t1,"{quoted}",2026-03-01,1,,\n')
    assert said.startswith("training.csv row 2, column title")
    assert "enter the value" in said


@pytest.mark.parametrize("text", ["+1 (919) 555-0100", "-5", "+19195550100", "1-2", "a=b", "–"])
def test_numbers_and_texts_with_such_marks_are_no_formulas(desk: Desk, tmp_path: Path, text: str) -> None:
    (tmp_path / "training.csv").write_text(f"{HEAD}ana@example.org,t1,{text},2026-03-01,1,,\n", "utf-8")
    assert desk.check(tmp_path / "training.csv").entered == {"training": 1}


def test_formulas_of_a_workbook_are_refused_whatever_they_last_came_to(desk: Desk, tmp_path: Path) -> None:
    cells = (
        '<c r="A2" t="inlineStr"><is><t>ana@example.org</t></is></c><c r="B2" t="str"><f>A1&amp;"x"</f><v>Seen</v></c>'
        '<c r="C2"><f t="shared" si="0"/><v>46000</v></c><c r="D2"><f t="array" ref="D2">1+1</f><v>2</v></c>'
    )
    said = of_parts(desk, tmp_path, parts(HEADER + f'<row r="2">{cells}</row>'))
    assert [problem.split(":")[0] for problem in said] == [
        'book.xlsx sheet training row 2, column on ("=")',
        'book.xlsx sheet training row 2, column hours ("=1+1")',
        'book.xlsx sheet training row 2, column title ("=A1&"x"")',
    ]
    assert all("holds a formula; enter the value" in problem for problem in said)


def test_a_text_that_begins_like_a_formula_is_refused_in_a_workbook_too(desk: Desk, tmp_path: Path) -> None:
    said = of_parts(desk, tmp_path, parts(HEADER + row(2, "ana@example.org", "=1+1", "2026-03-01", "1")))
    assert said[0].startswith('book.xlsx sheet training row 2, column title ("=1+1"): begins with = like a formula')


def test_what_a_spreadsheet_could_not_work_out_is_named(desk: Desk, tmp_path: Path) -> None:
    bad = GOOD.replace('<c r="D2" t="inlineStr"><is><t>1.5</t></is></c>', '<c r="D2" t="e"><v>#REF!</v></c>')
    (said,) = of_parts(desk, tmp_path, parts(HEADER + bad))
    assert said.startswith('book.xlsx sheet training row 2, column hours ("#REF!"): the spreadsheet could not work')


# ── Text that is none ─────────────────────────────────────────────────────────────────────────


def test_bytes_of_another_encoding_are_named_where_they_stand(desk: Desk, tmp_path: Path) -> None:
    rows = HEAD.encode() + "ana@example.org,t1,Größe,2026-03-01,1,,\n".encode()
    rows += "ana@example.org,t2,Größe,2026-03-01,1,,\n".encode("cp1252")
    rows += "ana@example.org,t3,“quoted”,2026-03-01,1,,\n".encode("cp1252")
    said = of_text(desk, tmp_path, rows)
    assert [problem.split(":")[0] for problem in said] == [
        'training.csv row 3, column title ("Gr��e")', 'training.csv row 4, column title ("�quoted�")',
    ]  # fmt: skip
    assert 'byte 0xF6 is no UTF-8; save the table as "CSV UTF-8"' in said[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n ,,\n", "row 1: is empty; the first row names the columns"),
        (TRAINING.encode("utf-16-le"), "is no text in UTF-8, by its zero bytes"),
        (TRAINING.encode("utf-32"), "is text in UTF-32"),
        (b"\xff\xfe" + TRAINING.encode("utf-16-le")[:101], "is no text after row"),
        (HEAD.encode() + b"x" * 1_000_001, "has a line of more than 1,000,000 characters"),
        (HEAD.encode() + b"," * 600, "row 2 has 601 cells; a table has at most 500 columns"),
        (b"PK\x03\x04" + b"x" * 50, "is a workbook, whatever its name says"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 50, "is a workbook, whatever its name says"),
    ],
    ids=["empty", "blank", "UTF-16 without a mark", "UTF-32", "half a character", "an endless line", "500 columns",
         "a workbook", "an old workbook"],
)  # fmt: skip
def test_text_that_is_no_table_is_refused_whole(desk: Desk, tmp_path: Path, content: bytes, said: str) -> None:
    assert said in of_text(desk, tmp_path, content)[0]


def test_what_nobody_can_see_is_named(desk: Desk, tmp_path: Path) -> None:
    for hidden, named in (("\0", "U+0000"), ("\x1b[2J", "U+001B"), ("\u202e", "U+202E")):
        (said,) = of_text(desk, tmp_path, f"{HEAD}ana@example.org,t1,a{hidden}b,2026-03-01,1,,\n")
        assert f"holds the invisible character {named}" in said
        assert hidden not in said


def test_quotation_marks_are_asked_to_be_closed(desk: Desk, tmp_path: Path) -> None:
    good = "ana@example.org,t1,Good,2026-03-01,1,,\n"
    said = of_text(desk, tmp_path, HEAD + good + 'ana@example.org,t2,"ab"c,2026-03-01,1,,\n' + good + '"x,1\n\n')
    assert said == [
        "training.csv row 3: a quotation mark stands within a text (',' expected after '\"'); write \"\" for it, and "
        "the text between quotation marks",
        'training.csv row 4, column id ("t1"): row 2 has this id already; ids are unique for each person',
        'training.csv row 5: a quotation mark that opens in this row is never closed; close it, or write "" for one '
        "within a text",
    ]


def test_a_text_may_hold_lines_and_separators_between_quotation_marks(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "training.csv").write_text(f'{HEAD}ana@example.org,t1,"a, b\nc ""d""",2026-03-01,1,,\nx,,,,,,\n')
    (said,) = desk.problems(tmp_path / "training.csv")[:1]
    assert said.startswith("training.csv row 3"), "rows are counted as a spreadsheet counts them"


def test_rows_that_are_too_long_or_too_short_are_named(desk: Desk, tmp_path: Path) -> None:
    said = of_text(
        desk, tmp_path,
        HEAD + "ana@example.org,t1,a, b,2026-03-01,1,,\nana@example.org,t2\nana@example.org,t3,c,2026-03-01,1\n",
    )  # fmt: skip
    assert said == [
        "training.csv row 2: has 8 cells, and the header 7; put a text that holds the separator between quotation "
        "marks",
        "training.csv row 3: has 2 cells, and the header 7; write the others",
    ]


def test_the_header_is_read_with_care_and_its_mistakes_are_said_once(desk: Desk, tmp_path: Path) -> None:
    said = of_text(desk, tmp_path, "E-MAIL,Email,titel,TITLE,,hours,=A1\n" + "ana@example.org,,,One,x,1,\n" * 2)
    assert said == [
        "training.csv row 1, column Email: stands here twice, in A and B; keep one",
        'training.csv row 1, column titel: unknown here; did you mean "title"?',
        "training.csv row 1, column =A1: begins with = like a formula; enter the value, and begin a text with a "
        "letter; this row names the columns",
        "training.csv row 1, column on: this column is missing from the table training",
        'training.csv row 2, column E ("x"): this column has no name in the first row',
        'training.csv row 3, column E ("x"): this column has no name in the first row',
        "training.csv row 3: says the same as row 2; keep one, or give each an id",
    ]


def test_without_a_column_that_says_whose_it_is_that_is_said_once(desk: Desk, tmp_path: Path) -> None:
    said = of_text(desk, tmp_path, "title,on,hours\nOne,2026-03-01,1\nTwo,2026-03-01,1\n")
    assert said == ["training.csv row 1, column email: this column is missing; it says whose row each is"]


@pytest.mark.parametrize(
    ("written_as", "said"),
    [
        ("3/1/2026", "may be 1 March or 3 January; write 2026-03-01 or 2026-01-03"),
        ("03/03/2026", "write it year first: 2026-03-03"),
        ("12/31/2026", "write it year first: 2026-12-31"),
        ("31.12.2026", "write it year first: 2026-12-31"),
        ("3/1/26", "with all four digits of the year"),
        ("45352", "is how a spreadsheet counts days"),
        ("March 1, 2026", "write a day, year first and without a time: 2026-03-01"),
        ("2026-02-30", "there is no such day"),
        ("2026-03-01 10:00", "without a time"),
        ("1026-03-01", "days are between 1900-01-01 and 2199-12-31"),
    ],
)
def test_a_day_is_never_guessed(desk: Desk, tmp_path: Path, written_as: str, said: str) -> None:
    found = of_text(desk, tmp_path, f'{HEAD}ana@example.org,t1,One,"{written_as}",1,,\n')
    assert said in found[0]


# ── Files that are none ───────────────────────────────────────────────────────────────────────


def test_a_file_of_two_gigabytes_is_refused_before_it_is_read(desk: Desk, tmp_path: Path) -> None:
    for name in ("training.csv", "training.xlsx"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(2 * 10**9)
        (said,) = desk.problems(tmp_path / name)
        assert said == f"{name}: has 2,000 MB, and at most {MOST_BYTES // 10**6} MB are read; split it into several"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("training.xls", "is of an old kind of workbook"),
        ("training.xlsm", "may hold macros"),
        ("training.xlsb", "is a binary workbook"),
        ("training.ods", "save it as .xlsx"),
        ("training.pdf", "is of no kind that can be imported"),
        ("training", "is of no kind that can be imported"),
    ],
)
def test_other_kinds_of_files_are_told_how_to_become_tables(desk: Desk, tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / name).write_text(TRAINING)
    assert said in desk.problems(tmp_path / name)[0]


def test_what_is_no_file_is_refused(desk: Desk, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "training.csv")
    assert "is no ordinary file" in desk.problems(tmp_path / "training.csv")[0]
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    assert "cannot be read" in desk.problems(tmp_path / "loop.csv")[0]
    (tmp_path / "none").mkdir()
    assert "this folder holds no file" in desk.problems(tmp_path / "none")[0]
    assert "No such file" in desk.problems(tmp_path / "nowhere.csv")[0]


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    (path,) = written(tmp_path, training=TRAINING)
    path.chmod(0)
    file = File(path, path.name, Kind.TEXT, path.stat().st_size)
    mine = os.geteuid()
    try:
        if mine == 0:  # who may read everything asks as somebody who may not
            os.seteuid(NOBODY)
        with pytest.raises(Unreadable, match="check its owner and who may read it"), opened(file):
            pass
    finally:
        os.seteuid(mine)


def test_a_file_that_is_changed_while_it_is_read_is_refused(desk: Desk, tmp_path: Path) -> None:
    (path,) = written(tmp_path, training=TRAINING)

    def change(stage: Stage, done: int, _: int) -> None:
        if stage is Stage.READING and done:
            path.write_text(TRAINING.replace("Circle", "Square"))
            os.utime(path, ns=(1, 1))

    with pytest.raises(ImportProblems, match="was changed while it was read"):
        importing.record(desk.office, desk.ask(), desk.wanted(path), change)


# ── Workbooks that are none ───────────────────────────────────────────────────────────────────


def test_a_workbook_made_by_hand_is_read(desk: Desk, tmp_path: Path) -> None:
    """What the others differ from in one point each."""
    assert desk.check(packed(tmp_path / "book.xlsx", parts(HEADER + GOOD))).entered == {"training": 1}


def test_texts_that_cells_share_are_read(desk: Desk, tmp_path: Path) -> None:
    shared = GOOD.replace('<c r="B2" t="inlineStr"><is><t>Seeing babies</t></is></c>', '<c r="B2" t="s"><v>1</v></c>')
    texts = "<si><t>no</t></si><si><r><t>Seeing </t></r><r><t>all_x000A_</t></r><rPh><t>aid</t></rPh></si>"
    desk.record(packed(tmp_path / "book.xlsx", parts(HEADER + shared, texts=texts)))
    assert "Seeing all" in str(desk.words("ana@example.org"))
    assert "aid" not in str(desk.words("ana@example.org"))


_LAUGH = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 10}">' for n in range(10))
_LAUGHING = f"<!DOCTYPE x [{_LAUGH}]><x>&l9;</x>".encode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"xl/vbaProject.bin": b"x"}, "holds macros"),
        ({"xl/macrosheets/sheet1.xml": b"x"}, "holds macros"),
        ({"xl/externalLinks/externalLink1.xml": b"x"}, "refers to other workbooks"),
        ({"xl/worksheets/sheet1.xml": _LAUGHING}, "declares a document type"),
        ({"xl/workbook.xml": b'<!DOCTYPE x SYSTEM "file:///etc/hostname"><x/>'}, "declares a document type"),
        ({"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row"}, "is damaged at xl/worksheets/sheet1.xml"),
        ({"xl/worksheets/sheet1.xml": b"\0\1\2"}, "is damaged at xl/worksheets/sheet1.xml"),
        ({"_rels/.rels": b"<x/>"}, "is a ZIP archive, but no workbook"),
        ({"xl/workbook.xml": b"<x/>"}, "has no sheet named after a table"),
        ({"xl/workbook.xml": b"<x/>" + b" " * 5_100_000}, "is larger than 5 MB"),
        ({f"xl/{n}.xml": b"" for n in range(2_100)}, "holds more than 2,000 parts"),
    ],
    ids=["macros", "macro sheets", "links", "laughing entities", "an entity of a file", "half a sheet", "no XML",
         "no links", "no sheets", "a swollen workbook", "parts"],
)  # fmt: skip
def test_a_workbook_with_something_else_in_it_is_refused(
    desk: Desk, tmp_path: Path, change: dict[str, bytes], said: str
) -> None:
    if "xl/workbook.xml" in change and b" " * 9 in change["xl/workbook.xml"]:
        change = {"xl/workbook.xml": b"<x/><!--" + os.urandom(2_600_000).hex().encode() + b"-->"}
    assert said in of_parts(desk, tmp_path, {**parts(HEADER + GOOD), **change})[0]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (row(1_048_577, "x"), "a sheet has at most 1,048,576 rows"),
        (row(99_999_999_999, "x"), "a sheet has at most 1,048,576 rows"),
        ('<row r="2"/><row r="2"/>', "row 2 follows row 2"),
        ('<row r="5"/><row r="3"/>', "row 3 follows row 5"),
        ('<row r="-1"/>', "at most 1,048,576 rows"),
        ('<row r="2"><c r="XFD2"><v>1</v></c></row>', "something stands in XFD2; a table has at most 500 columns"),
        ('<row r="2"><c r="ZZZZZ2"><v>1</v></c></row>', "no cell has the place 'ZZZZZ2'"),
        ('<row r="2"><c t="s"><v>7</v></c></row>', "there is no text 7"),
        ("<a>" * 40 + "</a>" * 40, "elements lie too deep in each other"),
    ],
    ids=["rows", "a far row", "a row twice", "rows out of order", "a row before the first", "a far cell", "no cell",
         "no text", "deep"],
)  # fmt: skip
def test_a_sheet_that_is_no_table_is_refused(desk: Desk, tmp_path: Path, rows: str, said: str) -> None:
    assert said in of_parts(desk, tmp_path, parts(HEADER + rows))[-1]


def test_empty_rows_and_columns_count_for_nothing(desk: Desk, tmp_path: Path) -> None:
    """Whoever formats whole columns saves a million empty cells."""
    empty = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/><c r="XFD{n}" s="1"/></row>' for n in range(3, 20_000))
    far = row(1_048_576, "ana@example.org", "The last", "2026-03-01", "1")
    report = desk.check(packed(tmp_path / "book.xlsx", parts(HEADER + GOOD + empty + far)))
    assert report.entered == {"training": 2}


def test_what_a_sheet_says_of_its_size_is_not_believed(desk: Desk, tmp_path: Path) -> None:
    of = parts(HEADER + GOOD)
    name = "xl/worksheets/sheet1.xml"
    of[name] = of[name].replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')
    assert desk.check(packed(tmp_path / "book.xlsx", of)).entered == {"training": 1}


def bomb(sheet: bytes) -> dict[str, bytes]:
    return {**parts(""), "xl/worksheets/sheet1.xml": sheet}


def test_a_part_that_swells_is_refused_unread(desk: Desk, tmp_path: Path) -> None:
    (said,) = of_parts(desk, tmp_path, bomb(b"<x>" + b" " * 20_000_000))
    assert "unpacks to" in said
    assert "times its size" in said


def test_parts_that_unpack_to_too_much_together_are_refused_unread(desk: Desk, tmp_path: Path) -> None:
    path = packed(tmp_path / "book.xlsx", parts(HEADER + GOOD))
    with zipfile.ZipFile(path, "a") as archive:
        archive.filelist[-1].file_size = 700_000_000
        archive._didModify = True  # type: ignore[attr-defined]  # the list of parts is written anew
    (said,) = desk.problems(path)
    assert "unpacks to more than 600 MB" in said


def test_a_part_that_unpacks_to_more_than_it_says_is_damaged(desk: Desk, tmp_path: Path) -> None:
    """Its size in the list of parts is a lie: no more than that is unpacked."""
    sheet = parts(HEADER + "".join(row(n, "x" * 100) for n in range(2, 50_000)))["xl/worksheets/sheet1.xml"]
    path = packed(tmp_path / "book.xlsx", bomb(sheet))
    with zipfile.ZipFile(path, "a") as archive:
        archive.filelist[-1].file_size = 900
        archive._didModify = True  # type: ignore[attr-defined]
    assert "is damaged at xl/worksheets/sheet1.xml" in desk.problems(path)[0]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_part_packed_as_no_workbook_packs_is_refused(desk: Desk, tmp_path: Path, method: int) -> None:
    """These unpack as much as they like at once."""
    assert "is packed as in no workbook" in of_parts(desk, tmp_path, parts(HEADER + GOOD), method=method)[0]


def test_a_part_that_is_twice_there_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = packed(tmp_path / "book.xlsx", parts(HEADER + GOOD))
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/worksheets/sheet1.xml", b"<other/>")
    assert "or one of them twice" in desk.problems(path)[0]


def test_a_password_is_asked_to_be_taken_off(desk: Desk, tmp_path: Path) -> None:
    path = packed(tmp_path / "book.xlsx", parts(HEADER + GOOD))
    with zipfile.ZipFile(path, "a") as archive:
        archive.filelist[-1].flag_bits |= 1
        archive._didModify = True  # type: ignore[attr-defined]
    assert "save it without one" in desk.problems(path)[0]
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 500)
    assert "protected by a password" in desk.problems(path)[0]


def test_an_endless_list_of_parts_is_refused_before_it_is_read(desk: Desk, tmp_path: Path) -> None:
    path = packed(tmp_path / "book.xlsx", parts(HEADER + GOOD))
    content = bytearray(path.read_bytes())
    end = content.rfind(b"PK\x05\x06")
    content[end + 12 : end + 16] = (50_000_000).to_bytes(4, "little")
    path.write_bytes(content)
    assert "lists more parts than a workbook has" in desk.problems(path)[0]


def test_a_workbook_cut_off_anywhere_is_refused(desk: Desk, tmp_path: Path) -> None:
    whole = packed(tmp_path / "whole.xlsx", parts(HEADER + GOOD)).read_bytes()
    for length in range(4, len(whole), 97):
        (tmp_path / "book.xlsx").write_bytes(whole[:length])
        assert len(desk.problems(tmp_path / "book.xlsx")) == 1


@pytest.mark.parametrize(
    "sheet",
    [
        b"<x " + b"".join(b'a%d="%d" ' % (n, n) for n in range(700_000)) + b"/>",
        b"<!--" + bytes(range(65, 91)) * 300_000 + b"-->",
        b"<worksheet><sheetData>" + b"<a><b/></a>" * 200_000,
        b"<worksheet><sheetData><row><c><is><t>" + bytes(range(65, 91)) * 400_000,
        b"<worksheet><sheetData><row>" + b"".join(b'<c r="A1"><v>%d</v></c>' % n for n in range(100_000)),
    ],
    ids=["an endless tag", "an endless comment", "endless elements", "an endless text", "an endless row"],
)
def test_memory_stays_flat_whatever_has_no_end(desk: Desk, tmp_path: Path, sheet: bytes) -> None:
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in bomb(sheet).items():
            archive.writestr(name, content, zipfile.ZIP_STORED if "sheet1" in name else None)
    del sheet
    desk.problems(path)
    tracemalloc.start()
    try:
        with pytest.raises(ImportProblems):
            desk.check(path)
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()


def test_sizes_of_many_shared_texts_do_not_pile_up(desk: Desk, tmp_path: Path) -> None:
    texts = "".join(f"<si><t>Text number {n}, of which there are many</t></si>" for n in range(60_000))
    rows = "".join(
        f'<row r="{n}"><c t="s"><v>0</v></c><c t="s"><v>{n}</v></c></row>' for n in range(2, 400)
    )  # fmt: skip
    path = packed(tmp_path / "book.xlsx", parts(HEADER + rows, texts=texts))
    tracemalloc.start()
    try:
        with pytest.raises(ImportProblems):
            desk.check(path)
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()


# ── Anything at all ───────────────────────────────────────────────────────────────────────────

ALIVE = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def answered(desk: Desk, path: Path) -> None:
    """Entered, or refused with problems that a terminal can show; never anything else."""
    before = desk.office.book.position
    try:
        desk.check(path)
    except ImportProblems as found:
        for problem in found.problems:
            assert not {"\x1b", "\x00", "\u202e"} & set(str(problem))
            assert len(str(problem)) < 1_000
    assert desk.office.book.position == before


@ALIVE
@given(content=st.binary(max_size=400))
def test_any_bytes_get_an_answer(desk: Desk, tmp_path: Path, content: bytes) -> None:
    for name in ("training.csv", "people.tsv", "book.xlsx", "ana.toml", "ana.json"):
        (tmp_path / name).write_bytes(content)
        answered(desk, tmp_path / name)


@ALIVE
@given(cells=st.lists(st.lists(st.text(max_size=12), max_size=9), max_size=6))
def test_any_cells_below_a_good_header_get_an_answer(desk: Desk, tmp_path: Path, cells: list[list[str]]) -> None:
    rows = "".join(",".join('"' + each.replace('"', '""') + '"' for each in row_) + "\n" for row_ in cells)
    (tmp_path / "training.csv").write_bytes((HEAD + rows).encode("utf-8", "surrogatepass"))
    answered(desk, tmp_path / "training.csv")


@ALIVE
@given(data=st.data())
def test_a_workbook_with_any_byte_changed_gets_an_answer(desk: Desk, tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(packed(tmp_path / "good.xlsx", parts(HEADER + GOOD)).read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "book.xlsx").write_bytes(content)
    answered(desk, tmp_path / "book.xlsx")


@ALIVE
@given(data=st.data())
def test_a_sheet_with_any_byte_changed_gets_an_answer(desk: Desk, tmp_path: Path, data: st.DataObject) -> None:
    of = parts(HEADER + GOOD, texts="<si><t>x</t></si>")
    name = data.draw(st.sampled_from(sorted(of)))
    content = bytearray(of[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    packed(tmp_path / "book.xlsx", {**of, name: bytes(content)})
    answered(desk, tmp_path / "book.xlsx")


def test_a_workbook_of_the_program_itself_is_read_as_it_was_written(desk: Desk, tmp_path: Path) -> None:
    book = workbook(tmp_path / "training.xlsx", {"training": [line.split(",") for line in TRAINING.splitlines()]})
    assert desk.check(book).entered == {"training": 3}
    assert zlib.crc32(book.read_bytes())
