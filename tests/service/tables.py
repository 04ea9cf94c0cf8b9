"""Tables as coordinators keep them: text and workbooks, good ones and such as nobody would make by accident."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl

PEOPLE = "email,given_name,family_name,state\nana@example.org,Ana,Ruiz,NC\nbo@example.org,Bo,Lee,NC\n"
TRAINING = (
    "email,id,title,on,hours,about,competencies\n"
    "ana@example.org,t1,Seeing babies,2026-03-01,1:30,deia,thinking;reflection\n"
    "ana@example.org,t2,Circle of Security,2026-03-02,1.5,,\n"
    "bo@example.org,,Observing,2026-03-03,2,,\n"
)


def written(folder: Path, **tables: str) -> tuple[Path, ...]:
    """CSV files, each named after its table."""
    paths = []
    for name, text in tables.items():
        paths.append(folder / f"{name}.csv")
        paths[-1].write_text(text, "utf-8", newline="")
    return tuple(paths)


def many(folder: Path, rows: int, people: int) -> tuple[Path, Path]:
    """A table of people, and one of what they were trained in, in no order of people."""
    with (folder / "people.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["email", "given_name", "family_name"])
        writer.writerows([f"person{n}@example.org", f"Given{n}", f"Family{n}"] for n in range(people))
    with (folder / "training.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["email", "id", "title", "on", "hours", "competencies"])
        writer.writerows(
            [f"person{n * 7 % people}@example.org", f"t{n}", f"Part {n}", f"2025-{1 + n % 12:02}-{1 + n % 28:02}",
             "1.5", "thinking;reflection"]
            for n in range(rows)
        )  # fmt: skip
    return folder / "people.csv", folder / "training.csv"


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """As a spreadsheet saves it."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def parts(sheet: str, *, texts: str | None = None, more: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """The parts of a workbook with one sheet, ``training``, whose rows are given as XML."""
    found = {
        "_rels/.rels": f'<Relationships xmlns="{_LINKS}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
        f'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="training" sheetId="1" '
        f'r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_LINKS}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" '
        f'Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet if sheet.startswith("<?") else _sheet(sheet),
    }
    if texts is not None:
        found["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}">{texts}</sst>'
    return {**{name: text.encode() for name, text in found.items()}, **(more or {})}


def _sheet(rows: str) -> str:
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def row(number: int, *cells: object, attributes: str = "") -> str:
    """A row of inline texts."""
    made = "".join(
        f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{escape(str(cell))}</t></is></c>'
        for place, cell in enumerate(cells)
        if cell is not None
    )
    return f'<row r="{number}"{attributes}>{made}</row>'


HEADER = row(1, "email", "title", "on", "hours")
GOOD = row(2, "ana@example.org", "Seeing babies", "2026-03-01", "1.5")


def packed(path: Path, of: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in of.items():
            archive.writestr(name, content)
    return path
