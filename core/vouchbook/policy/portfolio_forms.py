"""Forms for one item of evidence: found by asking the readers of the portfolio file, and read by them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from functools import cache
from typing import TypeVar

from msgspec import Struct

from vouchbook.domain.names import (
    About,
    Area,
    ColleagueId,
    DegreeLevel,
    Family,
    ItemId,
    ServiceKind,
    VettingScope,
    With,
)
from vouchbook.policy import portfolio_values as values
from vouchbook.policy.portfolio_fields import Fields, Reading
from vouchbook.policy.portfolio_people import CATEGORIES, EMERGING, VETTED, claimed_standing
from vouchbook.policy.portfolio_tables import TABLES, Read
from vouchbook.policy.portfolio_text import Plain
from vouchbook.policy.spreadsheet.cells import in_cells, meanings
from vouchbook.policy.values import WrittenWrongly

E = TypeVar("E", bound=Enum)
T = TypeVar("T")
Typed = Mapping[str, Sequence[str]]
"""What was typed into each field; days as ``2026-03-01``. Fields of an inner table are ``coursework.0.title``."""
Wrong = Callable[[str, str], None]
"""Told of each mistake: the field, and what to do; nothing where it only has to be filled in."""

HOLDER = "holder"
"""The field that says whose standing it is."""


class Shape(Enum):
    """How a field is filled in."""

    LINE = "line"
    PAGE = "page"
    DAY = "day"
    HOURS = "hours"
    NUMBER = "number"
    SHARE = "share"
    FLAG = "flag"
    YES_OR_NO = "yes_or_no"
    ONE = "one"
    MANY = "many"
    COLLEAGUE = "colleague"
    ROWS = "rows"


class Field(Struct, frozen=True):
    """``options`` are the codes among which to choose; ``rows`` the fields of each element of an inner table."""

    name: str
    shape: Shape
    required: bool = False
    options: tuple[str, ...] = ()
    rows: tuple[Field, ...] = ()


def _standing(of: Fields) -> Iterator[Read]:
    """What a colleague holds, which a portfolio file says within the colleague."""
    holder = of.colleague(HOLDER)
    yield Read(claimed_standing(of, holder), {}, like=f"standing-{holder}")


FORMS: Mapping[str, Callable[[Fields], Iterator[Read]]] = {
    **{name: TABLES[name] for name in ("education", "training", "rsc", "work", "colleagues")},
    "standings": _standing,
    **{name: TABLES[name] for name in ("licences", "endorsements", "memberships", "service", "attestations", "exam")},
}
"""What a person adds by form. A reference is asked for, a document signed, each in a place of its own."""
KIND_OF: Mapping[str, str] = {
    "education": "education",
    "training": "training",
    "rsc": "rsc",
    "work": "work",
    "colleague": "colleagues",
    "licence": "licences",
    "membership": "memberships",
    "service": "service",
    "attestation": "attestations",
    "exam": "exam",
}
"""The form for an item by the tag of its facts; a standing's depends on who holds it."""


def form_of(tag: str, holder: ColleagueId | None) -> str | None:
    """The form in which an item is written; ``None`` for what has none."""
    if tag == "standing":
        return "endorsements" if holder is None else "standings"
    return KIND_OF.get(tag)


@cache
def fields_of(form: str) -> tuple[Field, ...]:
    """The fields of a form in the order in which its reader asks for them.

    :raises KeyError: there is no such form
    """
    asked = _Asked()
    for _ in FORMS[form](asked):
        pass
    without = {"standing"} if form == "colleagues" else set()
    return tuple(field for name, field in asked.found.items() if name not in without)


def read_form(form: str, typed: Typed, wrong: Wrong) -> list[Read]:
    """What somebody typed, as the reader of a portfolio file understands it; mistakes are told by field.

    :raises KeyError: there is no such form
    """
    fields = FormFields(typed, wrong)
    found = list(FORMS[form](fields))
    fields.close()
    return found


class FormFields(Fields):
    """What was typed into a form, in the hands of the reader that reads the same item in a portfolio file."""

    def __init__(self, typed: Typed, wrong: Wrong, *, prefix: str = "") -> None:
        super().__init__(_NO_FILE, (), {})
        self._typed = {
            name: [value.replace("\r\n", "\n").strip() for value in given if value.strip()]
            for name, given in typed.items()
            if any(value.strip() for value in given)
        }
        self._table = self._typed
        self._tell = wrong
        self._prefix = prefix

    def maybe(self, name: str, read: values.Read[T]) -> T | None:
        self._known.setdefault(name, "")
        if name not in self._typed or name in self.noted:
            return None
        first: WrittenWrongly | None = None
        for meaning in meanings(self._typed[name][0]):
            try:
                return read(meaning)
            except WrittenWrongly as wrong:
                first = first or wrong
        self.wrong(name, str(first))
        return None

    def wrong(self, name: str, text: str) -> None:
        self.noted.add(name)
        self._tell(f"{self._prefix}{name}", in_cells(text))

    def id(self) -> ItemId:
        """Nobody names an item here: the book does."""
        return ItemId("")

    def on_or_period(self) -> tuple[date, date]:
        """The first day, and the last one where there are several."""
        first = self.need("from", values.day, values.FIRST, "write the day")
        last = self.maybe("until", values.day) or first
        if "until" not in self.noted:
            self._in_order(first, last)
        return first, last

    def several(self, name: str, read: values.Read[T | None]) -> tuple[T, ...]:
        self._known.setdefault(name, "")
        found: dict[T, None] = {}
        for element in self._typed.get(name, ()):
            try:
                value = read(element)
            except WrittenWrongly as wrong:
                self.wrong(name, str(wrong))
            else:
                if value is not None:
                    found[value] = None
        return tuple(found)

    def tables(self, name: str) -> list[Fields]:
        self._known.setdefault(name, "")
        begins = f"{name}."
        rows: dict[str, dict[str, Sequence[str]]] = {}
        for field, given in self._typed.items():
            number, dot, inner = field.removeprefix(begins).partition(".")
            if field.startswith(begins) and dot and is_row(number):
                rows.setdefault(number, {})[inner] = given
        numbers = sorted(rows, key=int)
        return [FormFields(rows[number], self._tell, prefix=f"{self._prefix}{begins}{number}.") for number in numbers]

    def close(self) -> None:
        """Say which required fields are empty; whatever else was sent is no field of this form."""
        for name, remedy in self._known.items():
            if remedy and name not in self._typed and name not in self.noted:
                self.noted.add(name)
                self._tell(f"{self._prefix}{name}", "")


def is_row(written: str) -> bool:
    """Whether a part of a field's name numbers a row of an inner table; nobody has a thousand.

    >>> is_row("12"), is_row("1000"), is_row("title")
    (True, False, False)
    """
    return written.isascii() and written.isdigit() and len(written) < 4


_NO_FILE = Reading(Plain("", "", {}, toml=True))
_ENUMS: Mapping[object, type[Enum]] = {
    values.member(kind): kind for kind in (About, Area, DegreeLevel, Family, ServiceKind, VettingScope, With)
}
_HELD = (*CATEGORIES, EMERGING, VETTED)


class _Asked(Fields):
    """Notes what a reader asks for, and hands it stand-ins."""

    def __init__(self) -> None:
        super().__init__(_NO_FILE, (), {})
        self.found: dict[str, Field] = {}

    def _note(self, field: Field) -> None:
        self.found.setdefault(field.name, field)

    def maybe(self, name: str, read: values.Read[T]) -> T | None:
        self._note(_described(name, read))
        return None

    def need(self, name: str, read: values.Read[T | None], stand_in: T, remedy: str) -> T:
        self._note(_described(name, read, required=True))
        return stand_in

    def text(self, name: str, most: int = values.LINE) -> str:
        self._note(Field(name, _of_length(most), required=True))
        return ""

    def text_or_none(self, name: str, most: int = values.LINE) -> str | None:
        self._note(Field(name, _of_length(most)))
        return None

    def flag(self, name: str) -> bool:
        self._note(Field(name, Shape.FLAG))
        return False

    def one_of(self, name: str, kind: type[E]) -> E:
        self._note(Field(name, Shape.ONE, required=True, options=_values(kind)))
        return next(iter(kind))

    def id(self) -> ItemId:
        return ItemId("")

    def colleague_or_none(self, name: str, *, needed: bool = False) -> ColleagueId | None:
        self._note(Field(name, Shape.COLLEAGUE, required=needed))
        return ColleagueId("") if needed else None

    def on_or_period(self) -> tuple[date, date]:
        self._note(Field("from", Shape.DAY, required=True))
        self._note(Field("until", Shape.DAY))
        return values.FIRST, values.FIRST

    def minutes(self, first: date, last: date) -> int:
        self._note(Field("hours", Shape.HOURS, required=True))
        return 1

    def several(self, name: str, read: values.Read[T | None]) -> tuple[T, ...]:
        self._note(Field(name, Shape.MANY, options=_options(read)))
        return ()

    def areas(self) -> tuple[tuple[Area, ...], list[str]]:
        self._note(Field("competencies", Shape.MANY, options=_values(Area)))
        return (), []

    def tables(self, name: str) -> list[Fields]:
        self.found[name] = Field(name, Shape.ROWS)
        return [_Inner(self, name)]


class _Inner(_Asked):
    """The fields of an element of an inner table, told to the outer one once they were asked for."""

    def __init__(self, outer: _Asked, name: str) -> None:
        super().__init__()
        self._outer, self._name = outer, name

    def close(self) -> None:
        self._outer.found[self._name] = Field(self._name, Shape.ROWS, rows=tuple(self.found.values()))


def _described(name: str, read: values.Read[T], *, required: bool = False) -> Field:
    if read is values.day:
        return Field(name, Shape.DAY, required)
    if read is values.flag:
        return Field(name, Shape.YES_OR_NO if required else Shape.FLAG, required, ("yes", "no") if required else ())
    if read is values.share:
        return Field(name, Shape.SHARE, required)
    if options := _options(read):
        return Field(name, Shape.ONE, required, options)
    return Field(name, Shape.NUMBER if _takes(read, 1) else Shape.LINE, required)


def _options(read: values.Read[T]) -> tuple[str, ...]:
    """The codes that a reader knows, where it knows any."""
    kind = _ENUMS.get(read)
    if kind is not None:
        return _values(kind)
    return tuple(code for code in _HELD if _takes(read, code)) if _takes(read, "IFA") and not _takes(read, "?") else ()


def _takes(read: values.Read[T], value: object) -> bool:
    try:
        read(value)
    except WrittenWrongly:
        return False
    return True


def _values(kind: type[Enum]) -> tuple[str, ...]:
    return tuple(str(each.value) for each in kind)


def _of_length(most: int) -> Shape:
    return Shape.PAGE if most >= values.PAGE else Shape.LINE
