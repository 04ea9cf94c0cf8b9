"""A clock that begins in the past and only moves on, and ids that follow from a seed: the edge of a sample."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

from vouchbook.domain.names import CommandId
from vouchbook.service.edge import Edge

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # as everywhere: nobody misreads an id


class Clock:
    """The hour at which a sample's people act: noon in the east of the country, and a moment later with each act."""

    def __init__(self, first: date) -> None:
        self._now = _noon(first)

    def __call__(self) -> datetime:
        """The same instant until somebody moves it on."""
        return self._now

    @property
    def today(self) -> date:
        return self._now.date()

    def microseconds(self) -> int:
        """The instant as a book records it; each look is a little later."""
        self._now += timedelta(milliseconds=40)
        return int(self._now.timestamp()) * 1_000_000 + self._now.microsecond

    def turn_to(self, day: date) -> None:
        """Go on to a day; never back."""
        if day > self.today:
            self._now = _noon(day)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 17, 0, tzinfo=UTC)


class Chance:
    """Ids, salts and choices that are the same for the same seed."""

    def __init__(self, seed: int, *about: str) -> None:
        self.random = Random(f"{seed}/{'/'.join(about)}")  # noqa: S311  # made-up people, no secrets

    def mint(self, prefix: str) -> str:
        bits = self.random.getrandbits(50)
        return f"{prefix}-" + "".join(_LETTERS[bits >> shift & 31] for shift in range(45, -1, -5))

    def salt(self) -> str:
        return f"{self.random.getrandbits(128):032x}"

    def command(self) -> CommandId:
        return CommandId(self.mint("sample"))

    def edge(self, clock: Clock) -> Edge:
        return Edge(clock, self.mint, self.salt)
