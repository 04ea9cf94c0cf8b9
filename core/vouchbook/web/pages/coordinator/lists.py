"""Lists of the office: the same cells as a page of fifty rows and as a whole CSV file, with filters in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Generic, TypeVar

from markupsafe import Markup, escape
from msgspec import Struct

from vouchbook.letters.on_pages import day
from vouchbook.letters.phrases import money, plain_cents
from vouchbook.web.answers import Answer
from vouchbook.web.visit import Visit

R = TypeVar("R")
PAGE = 50
"""Rows on one page."""


class Link(Struct, frozen=True):
    """Words that lead somewhere; ``more`` is heard and not seen, ``note`` stands below."""

    words: str
    url: str
    more: str = ""
    note: str = ""


class Tag(Struct, frozen=True):
    words: str
    kind: str = ""


class Money(Struct, frozen=True):
    cents: int
    currency: str = "USD"


Cell = str | int | date | Link | Tag | Money | None | tuple["Cell", ...]


class Pick(Struct, frozen=True):
    """A filter: a name in the address, its label and what may be chosen; the first choice means all."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]


class Column(Struct, frozen=True):
    """``numeric``: set to the right. ``only_file``: an id or code that only the CSV file has."""

    words: str
    numeric: bool = False
    only_file: bool = False


def number(text: str) -> int:
    """A page's number out of an address; what is none is the first."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 and int(text) else 1


class Listing(Generic[R]):
    """The rows that a page or a file of a list shows, of all that there are."""

    def __init__(self, visit: Visit, rows: Sequence[R], *, total: int | None = None) -> None:
        """:param total: where ``rows`` are already those of one page, how many there are on all of them"""
        self.visit = visit
        self.as_file = visit.query("as") == "csv"
        self.total = len(rows) if total is None else total
        self.pages = max(1, -(-self.total // PAGE))
        self.page = min(number(visit.query("page")), self.pages)
        whole = self.as_file or total is not None
        self.shown = rows if whole else rows[(self.page - 1) * PAGE : self.page * PAGE]

    def answer(
        self,
        *,
        title: str,
        columns: Sequence[Column | str],
        cells: Callable[[R], Sequence[Cell]],
        name: str,
        empty: str = "There is nothing in this list.",
        intro: Sequence[str] = (),
        filters: Sequence[Pick] = (),
        sections: Sequence[tuple[str, str]] = (),
        actions: Sequence[tuple[str, str]] = (),
        back: tuple[str, str] | None = None,
        more: str = "",
        template: str = "coordinator/list.html",
        **values: Any,  # noqa: ANN401  # what the template needs
    ) -> Answer:
        """The page, or the file where ``?as=csv`` asks for it.

        :param name: what the file is called, without its ending
        :param sections: the lists beside this one; :param actions: what one may do here
        """
        of = [Column(each) if isinstance(each, str) else each for each in columns]
        rows = [cells(row) for row in self.shown]
        if self.as_file:
            head = [column.words for column in of]
            return self.visit.csv(head, ([text(cell) for cell in row] for row in rows), f"{name}.csv")
        kept = [place for place, column in enumerate(of) if not column.only_file]
        asked = {pick.name: self.visit.query(pick.name) for pick in filters}
        here = self.visit.path.removeprefix(self.visit.hosting.prefix(self.visit.association))
        return self.visit.show(
            template,
            title=title,
            caption=title,
            head=[of[place].words for place in kept],
            numeric=[at for at, place in enumerate(kept) if of[place].numeric],
            rows=[[html(row[place]) for place in kept] for row in rows],
            total=self.total,
            page=self.page,
            pages=self.pages,
            page_url=lambda which: self.visit.url(here, **asked, page=which),
            csv_url=self.visit.url(here, **asked, **{"as": "csv"}),
            filters=[(pick, asked[pick.name]) for pick in filters],
            here=self.visit.url(here),
            intro=intro,
            sections=sections,
            actions=actions,
            back=back,
            empty=empty,
            more=more,
            **values,
        )


def html(cell: Cell) -> Markup:
    """A cell as pages show it."""
    match cell:
        case None:
            return Markup("")
        case Link(words, url, more, note):
            # Each part escaped, and put together as text: Markup.format takes ten times as long, and lists are long.
            heard = f'<span class="usa-sr-only"> {escape(more)}</span>' if more else ""
            below = f'<br><span class="usa-hint">{escape(note)}</span>' if note else ""
            return Markup(f'<a class="usa-link" href="{escape(url)}">{escape(words)}{heard}</a>{below}')  # noqa: S704
        case Tag(words, kind):
            return Markup(f'<span class="usa-tag tag--{escape(kind or "plain")}">{escape(words)}</span>')  # noqa: S704
        case Money(cents, currency):
            return escape(money(cents, currency))
        case date():
            return escape(day(cell))
        case tuple():
            return Markup("<br>").join(html(each) for each in cell if each not in (None, ""))
        case _:
            return escape(str(cell))


def text(cell: Cell) -> str:
    """A cell as files have it: days in ISO form, amounts as plain decimals."""
    match cell:
        case None:
            return ""
        case Link(words) | Tag(words):
            return words
        case Money(cents):
            return plain_cents(cents)
        case date():
            return cell.isoformat()
        case tuple():
            return "; ".join(text(each) for each in cell if each not in (None, ""))
        case _:
            return str(cell)


def link(visit: Visit, path: str, words: str, more: str = "", note: str = "") -> Link:
    return Link(words, visit.url(path), more, note)


def person(visit: Visit, id_: str, names: dict[str, str]) -> Link:
    """Somebody's name, which leads to their page."""
    return Link(names.get(id_, id_), visit.url(f"/office/people/{id_}"))


def chosen(given: str, among: Iterable[str]) -> str:
    """What an address asks for, if there is such a choice."""
    return given if given in set(among) else ""
