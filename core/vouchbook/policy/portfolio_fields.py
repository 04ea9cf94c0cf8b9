"""Takes the fields of one table of a portfolio file; what is wrong is noted with its place, and reading goes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from vouchbook.domain.names import Area, ColleagueId, ItemId
from vouchbook.policy import portfolio_values as values
from vouchbook.policy.mistakes import Mistake, meant, nearest
from vouchbook.policy.portfolio_json import shown, visible
from vouchbook.policy.portfolio_text import MOST_MISTAKES, Plain, PortfolioMistakes
from vouchbook.policy.portfolio_values import LINE, Read
from vouchbook.policy.positions import Path as Place
from vouchbook.policy.values import WrittenWrongly

E = TypeVar("E", bound=Enum)
T = TypeVar("T")


class Reading:
    """A file being read: its mistakes so far, the ids it uses, and which colleagues it refers to."""

    def __init__(self, file: Plain) -> None:
        self.file = file
        self.mistakes: list[Mistake] = []
        self.ids: dict[str, Place] = {}
        self.colleagues: set[str] = set()
        self.referred: list[tuple[Place, str]] = []

    def wrong(self, place: Place, text: str) -> None:
        line = self.file.line(place)
        self.mistakes.append(Mistake(self.file.name, line, text))
        if len(self.mistakes) == MOST_MISTAKES:
            self.mistakes.append(
                Mistake(self.file.name, line, f"{MOST_MISTAKES} mistakes: nothing after them was read")
            )
            raise PortfolioMistakes(self.mistakes)

    def check_references(self) -> None:
        for place, who in self.referred:
            if who not in self.colleagues:
                way_out = meant(visible(who), map(visible, self.colleagues))
                self.wrong(place, f'{shown(place)} = "{visible(who)}" – no id of colleagues; {way_out}')


class Fields:
    """One table of a file. A required field that is wrong or missing is noted and answered with a stand-in.

    Stand-ins never leave the reader: a file with a mistake is refused.
    """

    def __init__(self, reading: Reading, place: Place, table: object) -> None:
        self.reading = reading
        self.place = place
        self._table: Mapping[str, object] = table if isinstance(table, dict) else {}
        self._readable = isinstance(table, dict)
        self._known: dict[str, str] = {}  # the fields asked for; what to write where one is required and missing
        self.noted: set[str] = set()
        if not self._readable:
            reading.wrong(place, f"{shown(place)} – write a table of fields")

    # ── One field ─────────────────────────────────────────────────────────────────────────────

    def maybe(self, name: str, read: Read[T]) -> T | None:
        """What an optional field says."""
        self._known.setdefault(name, "")
        if name not in self._table:
            return None
        try:
            return read(self._table[name])
        except WrittenWrongly as wrong:
            self.wrong(name, str(wrong))
            return None

    def need(self, name: str, read: Read[T | None], stand_in: T, remedy: str) -> T:
        found = self.maybe(name, read)
        if found is not None:
            return found
        if name in self._table and name not in self.noted:
            self.wrong(name, f"is empty; {remedy}")
        self._known[name] = remedy
        return stand_in

    def wrong(self, name: str, text: str) -> None:
        self.noted.add(name)
        place = (*self.place, name)
        self.reading.wrong(place, f"{shown(place)}{_assigned(self._table.get(name))} – {text}")

    def text(self, name: str, most: int = LINE) -> str:
        return self.need(name, values.text(most), "", 'write it as text: "…"')

    def text_or_none(self, name: str, most: int = LINE) -> str | None:
        return self.maybe(name, values.text(most))

    def day(self, name: str) -> date:
        return self.need(name, values.day, values.FIRST, "write a day: 2026-03-01")

    def flag(self, name: str) -> bool:
        """Absent is false."""
        return self.maybe(name, values.flag) or False

    def one_of(self, name: str, kind: type[E]) -> E:
        return self.need(name, values.member(kind), next(iter(kind)), f"known: {', '.join(e.value for e in kind)}")

    # ── Ids ───────────────────────────────────────────────────────────────────────────────────

    def id(self) -> ItemId:
        written = self.need("id", values.text(100), "", "write an id that no other item of the file has")
        first = self.reading.ids.setdefault(written, self.place) if written else self.place
        if first != self.place:
            line = self.reading.file.line((*first, "id"))
            self.wrong("id", f"{shown(first)}, line {line}, has it already; ids are unique in a file")
        return ItemId(written)

    def colleague(self, name: str) -> ColleagueId:
        return self.colleague_or_none(name, needed=True) or ColleagueId("")

    def colleague_or_none(self, name: str, *, needed: bool = False) -> ColleagueId | None:
        read = values.text(100)
        written = self.need(name, read, "", "write an id of colleagues") if needed else self.maybe(name, read)
        if written:
            self.reading.referred.append(((*self.place, name), written))
        return ColleagueId(written) if written else None

    # ── Periods and hours ─────────────────────────────────────────────────────────────────────

    def running(self) -> tuple[date, date | None]:
        """``from``, and ``until`` unless it is still running."""
        first, last = self.day("from"), self.maybe("until", values.day)
        self._in_order(first, last)
        return first, last

    def period(self) -> tuple[date, date]:
        first, last = self.day("from"), self.day("until")
        self._in_order(first, last)
        return first, last

    def on_or_period(self) -> tuple[date, date]:
        """``on`` for one day, ``from`` and ``until`` for a series."""
        if "from" in self._table or "until" in self._table:
            if self.maybe("on", values.day):
                self.wrong("on", "beside from and until; write either the day or the period")
            return self.period()
        on = self.need("on", values.day, values.FIRST, "write the day, or from and until for a series")
        self._known |= {"from": "", "until": ""}
        return on, on

    def _in_order(self, first: date, last: date | None) -> None:
        if last is not None and last < first and {"from", "until"} <= self._table.keys() - self.noted:
            self.wrong("until", f"before from = {first}; exchange the two days")

    def minutes(self, first: date, last: date) -> int:
        """Whole minutes, no more than the days from ``first`` through ``last`` have."""
        minutes = self.need("hours", values.minutes, 1, values.HOURS)
        days = (last - first) // timedelta(days=1) + 1
        if minutes > 24 * 60 * days > 0:
            said = "a day has 24 hours" if days == 1 else f"{days} days have {24 * days} hours"
            self.wrong("hours", f"{said}; correct the hours or the days")
        return minutes

    # ── Lists ─────────────────────────────────────────────────────────────────────────────────

    def several(self, name: str, read: Read[T | None]) -> tuple[T, ...]:
        """The elements of a list of values, each once."""
        found: dict[T, None] = {}
        for index, value in self._elements(name, "write a list in brackets"):
            try:
                element = read(value)
            except WrittenWrongly as wrong:
                place = (*self.place, name, index)
                self.reading.wrong(place, f"{shown(place)}{_assigned(value)} – {wrong}")
            else:
                if element is not None:
                    found[element] = None
        return tuple(found)

    def areas(self) -> tuple[tuple[Area, ...], list[str]]:
        """Areas of competency, and the texts that name a finer one after a slash."""
        finer: list[str] = []
        area, plain = values.member(Area), values.text()

        def read(value: object) -> Area | None:
            written = plain(value)
            if written is not None and "/" in written:
                finer.append(written)
            return None if written is None else area(written.split("/")[0].strip())

        return self.several("competencies", read), finer

    def tables(self, name: str) -> list[Fields]:
        found = self._elements(name, f"write a list of tables, [[{name}]] in TOML")
        return [Fields(self.reading, (*self.place, name, index), table) for index, table in found]

    def table(self, name: str) -> Fields | None:
        self._known[name] = f"write a table, [{name}] in TOML"
        return Fields(self.reading, (*self.place, name), self._table[name]) if name in self._table else None

    def _elements(self, name: str, remedy: str) -> Iterator[tuple[int, object]]:
        self._known.setdefault(name, "")
        value = self._table.get(name, [])
        if isinstance(value, list):
            return iter(list(enumerate(value)))
        self.wrong(name, remedy)
        return iter(())

    def close(self) -> None:
        """Note the fields that nobody asked for, and those required ones that no misspelt field was meant for."""
        if not self._readable:
            return
        misspelt: set[str | None] = set()
        for name in self._table.keys() - self._known.keys():
            misspelt.add(nearest(visible(name), self._known))
            place = (*self.place, name)
            self.reading.wrong(place, f"{shown(place)} – unknown here; {meant(visible(name), self._known)}")
        for name in sorted(self._known.keys() - self._table.keys() - misspelt):
            if self._known[name]:
                self.reading.wrong(self.place, f"{shown((*self.place, name))} is missing – {self._known[name]}")


def _assigned(value: object) -> str:
    """`` = "…"``: a wrong value as it may be shown."""
    if isinstance(value, str):
        return f' = "{visible(value)}"'
    if isinstance(value, bool):
        return f" = {str(value).lower()}"
    if isinstance(value, int):
        return f" = {value}" if abs(value) < 10**15 else " = a number of many digits"
    return f" = {value}" if isinstance(value, date | Decimal) else ""
