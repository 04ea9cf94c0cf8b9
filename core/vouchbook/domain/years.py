"""How long a membership runs: to the end of a year with its cut-off, or for a year from the day on which it begins."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

DAY = timedelta(days=1)


class DayOfYear(Struct, frozen=True):
    """A day of every year; 29 February is the 28th in a year that has none."""

    month: int
    day: int

    @classmethod
    def read(cls, written: str) -> DayOfYear:
        """``"12-31"``, as a policy document writes it."""
        month, day = written.split("-")
        return cls(int(month), int(day))

    def of(self, year: int) -> date:
        """The day in a year.

        >>> DayOfYear(2, 29).of(2027), DayOfYear(2, 29).of(2028)
        (datetime.date(2027, 2, 28), datetime.date(2028, 2, 29))
        """
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return date(year, self.month, self.day - 1)


class MembershipYear(Struct, frozen=True):
    """``ends``: the day on which the year ends, ``None`` for a year of one's own; ``next_from``: the cut-off.

    What begins on the cut-off or later runs to the end of the next year. It may lie in the calendar year before
    the one in which the year ends.
    """

    ends: DayOfYear | None = None
    next_from: DayOfYear | None = None

    def last(self, begins: date) -> date:
        """The last day of a membership that begins on a day.

        >>> calendar = MembershipYear(DayOfYear(12, 31), next_from=DayOfYear(10, 1))
        >>> calendar.last(date(2026, 9, 30)), calendar.last(date(2026, 10, 1))
        (datetime.date(2026, 12, 31), datetime.date(2027, 12, 31))
        >>> MembershipYear().last(date(2026, 3, 2))
        datetime.date(2027, 3, 1)
        """
        if self.ends is None:
            return DayOfYear(begins.month, begins.day).of(begins.year + 1) - DAY
        last = self.ends.of(begins.year)
        if last < begins:
            last = self.ends.of(begins.year + 1)
        if self.next_from is not None and begins >= _latest(self.next_from, last):
            last = self.ends.of(last.year + 1)
        return last


def _latest(day: DayOfYear, upto: date) -> date:
    """The latest such day up to another one."""
    this_year = day.of(upto.year)
    return this_year if this_year <= upto else day.of(upto.year - 1)


def as_long(first: date, last: date, begins: date) -> date:
    """The last day of a stretch that begins later and is as long, in whole months and days, as ``first`` to ``last``.

    >>> as_long(date(2026, 3, 1), date(2027, 12, 31), date(2027, 1, 1))
    datetime.date(2028, 10, 31)
    """
    end = last + DAY
    months = (end.year - first.year) * 12 + end.month - first.month
    while _months_later(first, months) > end:
        months -= 1
    rest = end - _months_later(first, months)
    return _months_later(begins, months) + rest - DAY


def _months_later(day: date, months: int) -> date:
    """The day so many months later; what a month lacks falls back to its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = date(year + (month == 11), (month + 1) % 12 + 1, 1) - DAY
    return date(year, month + 1, min(day.day, last.day))
