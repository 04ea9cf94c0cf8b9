"""Compares two policies as each rules on a day: sheet by sheet, line by line, and every other table row by row.

``stricter`` is a promise, held by property tests: what a line finds of anybody is never better under the new
rule than under the old one. Where that cannot be promised, the answer is ``other``.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from vouchbook.domain.names import CategoryCode, Occasion
from vouchbook.policy.comparing import tables
from vouchbook.policy.comparing.days import days_of_change
from vouchbook.policy.comparing.effects import Change, Effect, joined
from vouchbook.policy.comparing.lines import LineChange, lines
from vouchbook.policy.comparing.standings import Side
from vouchbook.policy.comparing.tables import RowChange
from vouchbook.policy.document import NoSheet, UnknownCategory, sheet_on
from vouchbook.policy.rules import Sheet
from vouchbook.policy.source import TABLES

__all__ = ["Change", "Comparison", "Effect", "LineChange", "RowChange", "SheetChange", "Side", "compare",
           "days_of_change"]  # fmt: skip


class SheetChange(Struct, frozen=True):
    """A sheet that rules on one of the two days only; its lines are compared with nothing."""

    category: CategoryCode
    at: Occasion
    old: Sheet | None
    new: Sheet | None


class Comparison(Struct, frozen=True):
    """Everything in which ``new`` differs from ``old``; what is not named here is the same.

    ``only_old`` and ``only_new`` are the categories that one of the two alone offers, ``compared`` those of which
    a sheet of both was looked at, ``association`` what an association says of itself.
    """

    old: Side
    new: Side
    compared: tuple[CategoryCode, ...]
    only_old: tuple[CategoryCode, ...]
    only_new: tuple[CategoryCode, ...]
    lines: tuple[LineChange, ...]
    sheets: tuple[SheetChange, ...]
    rows: tuple[RowChange, ...]
    association: tuple[Change, ...]

    @property
    def effect(self) -> Effect:
        """What the lines of the sheets do taken together."""
        return joined(line.effect for line in self.lines)

    @property
    def nothing(self) -> bool:
        return not (self.lines or self.sheets or self.rows or self.association or self.only_old or self.only_new)


def compare(
    old: Side,
    new: Side,
    *,
    category: CategoryCode | None = None,
    sheets_alone: bool = False,
    these_days_alone: bool = False,
) -> Comparison:
    """How the policy ``new`` differs from ``old``, each as it rules on its day; of one ``category``, or of all.

    ``sheets_alone``: one of the two is an edition of the guidelines, which has no days and says nothing of fees,
    reviews or an association's own name: only the tables that it fills are compared, as they rule on the day.
    ``these_days_alone``: who counts as what on other days is left aside, though sessions were held on them.

    :raises UnknownCategory: neither offers the category
    """
    offered, offered_now = (side.document.association.categories for side in (old, new))
    if category is not None and category not in (*offered, *offered_now):
        codes = " and ".join(dict.fromkeys(side.document.association.code for side in (old, new)))
        known = ", ".join(dict.fromkeys([*offered, *offered_now]))
        raise UnknownCategory(f"{codes}: offered are {known}; not {category!r}")
    asked = [each for each in (*offered_now, *offered) if category in (None, each)]
    both = [each for each in dict.fromkeys(asked) if each in offered and each in offered_now]
    every_day = not (sheets_alone or these_days_alone)
    pairs = [(_sheet(old, each, at), _sheet(new, each, at)) for each in both for at in Occasion]
    return Comparison(
        old=old,
        new=new,
        compared=tuple(dict.fromkeys(was.category for was, now in pairs if was and now)),
        only_old=tuple(each for each in offered if each in asked and each not in both),
        only_new=tuple(each for each in offered_now if each in asked and each not in both),
        lines=tuple(
            line for was, now in pairs if was and now for line in lines(old, new, was, now, every_day=every_day)
        ),
        sheets=tuple(_only(pairs)),
        rows=tuple(tables.rows(old, new, _tables(old, new, sheets_alone), category)),
        association=()
        if sheets_alone
        else tuple(tables.association(old.document.association, new.document.association)),
    )


def _only(pairs: list[tuple[Sheet | None, Sheet | None]]) -> Iterator[SheetChange]:
    for was, now in pairs:
        there = now or was
        if there and not (was and now):
            yield SheetChange(there.category, there.at, was, now)


def _sheet(side: Side, category: CategoryCode, at: Occasion) -> Sheet | None:
    try:
        return sheet_on(side.document, category, at, side.on)[1]
    except NoSheet:
        return None


def _tables(old: Side, new: Side, sheets_alone: bool) -> tuple[str, ...]:
    if not sheets_alone:
        return tuple(TABLES)
    return tuple(
        table for table in TABLES if table != "guidelines" and all(_filled(table, each) for each in (old, new))
    )


def _filled(table: str, side: Side) -> bool:
    return bool(getattr(side.document, table))
