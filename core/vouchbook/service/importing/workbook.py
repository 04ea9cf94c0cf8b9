"""The rows of a workbook (XLSX), streamed: nothing in it can swell, be worked out, or reach another file.

A workbook is a ZIP archive of XML parts. openpyxl knows its number formats; its reader is not used, because it keeps
every text of a workbook in memory and takes several times as long (docs/decisions/0012).
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, Protocol, TypeVar
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from vouchbook.policy.portfolio_json import visible
from vouchbook.policy.spreadsheet.cells import Cell
from vouchbook.service.importing.files import Unreadable
from vouchbook.service.importing.workbook_parts import Contents, Links, Part, SharedTexts, SheetRows, Styles, TooMuch

MOST_PARTS = 2_000
MOST_UNPACKED = 600_000_000
"""Bytes of all parts together: about a million rows."""
MOST_SMALL = 5_000_000
"""Bytes of a part that only says what the others are."""
MOST_RATIO = 200
"""How many times its packed size a part may have; tables have 10 to 30."""
_ALWAYS_SMALL = 1_000_000  # bytes, whatever the ratio
_MOST_DIRECTORY = 1_000_000  # bytes of the list of parts
_SILENT = 4_000_000  # bytes in which nothing begins or ends: one endless name, comment or attribute
_CHUNK = 65_536
_COPY = "copy the values of the table into a new workbook"
_SAVE_AGAIN = "open it in a spreadsheet and save it again as .xlsx"

T = TypeVar("T")
P = TypeVar("P", bound=Part[None])
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError, KeyError, ParseError)


class Texts(Protocol):
    """Where the texts that cells share are kept: not in memory."""

    def add(self, text: str) -> None: ...
    def __getitem__(self, number: int, /) -> str: ...


class Workbook:
    """An opened workbook. ``sheets`` leads from the names on its tabs to the parts that hold them.

    :param advance: told how many bytes of the file were read on
    :raises Unreadable: it is none, is damaged, or holds what no table needs
    """

    def __init__(self, file: BinaryIO, texts: Texts, advance: Callable[[int], None]) -> None:
        self._texts, self._advance = texts, advance
        _look_at_directory(file)
        try:
            self._archive = zipfile.ZipFile(file)
        except (*_DAMAGED, ValueError) as error:
            raise Unreadable(f"is no workbook, or a damaged one ({_said(error)}); {_SAVE_AGAIN}") from error
        self._parts = _examined(self._archive.infolist())
        start = self._links("").of_kind("officeDocument")
        if start is None:
            raise Unreadable(f"is a ZIP archive, but no workbook; {_SAVE_AGAIN}")
        contents, links = self._small(start, Contents()), self._links(start)
        self._since_1904 = contents.since_1904
        targets = ((name, links.target(id_)) for name, id_ in contents.sheets)
        self.sheets = {name: part for name, part in targets if part in self._parts}
        styles = links.of_kind("styles")
        self._styles = self._small(styles, Styles()) if styles in self._parts else Styles()
        self._shared = links.of_kind("sharedStrings")

    def rows(self, sheet: str) -> Iterator[tuple[int, list[Cell]]]:
        """The rows of a sheet in which something stands, each with the number that the spreadsheet shows.

        :raises Unreadable: the sheet is damaged, or no table
        """
        if self._shared in self._parts:
            for text in self._stream(self._shared, SharedTexts()):
                self._texts.add(text)
            self._shared = None  # once for all sheets
        yield from self._stream(self.sheets[sheet], SheetRows(self._texts, self._styles, since_1904=self._since_1904))

    def _links(self, part: str) -> Links:
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        return self._small(path, Links(folder)) if path in self._parts else Links(folder)

    def _small(self, name: str, part: P) -> P:
        """A part read whole, because it is small."""
        info = self._parts.get(name)
        if info is not None and info.file_size > MOST_SMALL:
            raise Unreadable(f"{visible(name)} in it is larger than {MOST_SMALL // 10**6} MB; {_COPY}")
        for _ in self._stream(name, part):
            pass
        return part

    def _stream(self, name: str, part: Part[T]) -> Iterator[T]:
        """What becomes ready in a part, while it is read."""
        called = visible(name)
        parser = DefusedXMLParser(target=part, forbid_dtd=True)
        try:
            with self._archive.open(name) as packed:
                silent, told, share = 0, 0, self._parts[name].compress_size / max(self._parts[name].file_size, 1)
                while chunk := packed.read(_CHUNK):
                    parser.feed(chunk)
                    silent = silent + len(chunk) if part.told == told else 0
                    told = part.told
                    if silent > _SILENT:
                        raise TooMuch("something in it has no end")
                    yield from part.found
                    part.found.clear()
                    self._advance(int(len(chunk) * share))
            parser.close()
            yield from part.found
            part.found.clear()
        except DefusedXmlException:
            raise Unreadable(f"{called} in it declares a document type, as no workbook does; {_SAVE_AGAIN}") from None
        except TooMuch as error:
            raise Unreadable(f"{called} in it is no table: {error}") from None
        except (*_DAMAGED, RuntimeError, IndexError, ValueError) as error:
            raise Unreadable(f"is damaged at {called} ({_said(error)}); {_SAVE_AGAIN}") from error


def _said(error: Exception) -> str:
    """What a library said of something damaged, which it may quote."""
    return visible(str(error), 80)


def _look_at_directory(file: BinaryIO) -> None:
    """Refuse an endless list of parts before anything is made of it."""
    size = file.seek(0, 2)
    begin = max(0, size - 65_600)
    file.seek(begin)
    tail = file.read()
    at = tail.find(b"PK\x05\x06")
    while at >= 0:
        ends = tail[at : at + 22]
        directory = int.from_bytes(ends[12:16], "little") if len(ends) == 22 else 0
        if directory > _MOST_DIRECTORY or tail[at - 20 : at - 16] == b"PK\x06\x07":
            raise Unreadable(f"lists more parts than a workbook has; {_SAVE_AGAIN}")
        at = tail.find(b"PK\x05\x06", at + 1)
    file.seek(0)


def _examined(parts: Sequence[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The parts by name. A part cannot be larger than it says here: what unpacks to more is damaged."""
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or len(set(names)) < len(names):
        raise Unreadable(f"holds more than {MOST_PARTS:,} parts, or one of them twice; {_COPY}")
    lower = [name.lower() for name in names]
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in lower):
        raise Unreadable('holds macros; save it as "Excel Workbook (*.xlsx)", which has none')
    if any("/externallinks/" in name for name in lower):
        raise Unreadable(f"refers to other workbooks; break the links (Data, Edit Links), or {_COPY}")
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable(f"unpacks to more than {MOST_UNPACKED // 10**6} MB; split the table into several workbooks")
    for part in parts:
        called = visible(part.filename)
        if part.flag_bits & 1:
            raise Unreadable("is protected by a password; save it without one")
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable(f"{called} in it is packed as in no workbook; {_SAVE_AGAIN}")
        if part.file_size > max(_ALWAYS_SMALL, MOST_RATIO * part.compress_size):
            raise Unreadable(
                f"{called} in it unpacks to {part.file_size // max(part.compress_size, 1):,} times its size, "
                f"as no table does; {_COPY}"
            )
    return dict(zip(names, parts, strict=True))
