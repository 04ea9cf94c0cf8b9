"""What an import comes to, in numbers."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from vouchbook.service.importing.reading import FileRead
from vouchbook.service.importing.settling import Settled


class Report(Struct, frozen=True):
    """What an import would enter, or has entered: numbers by table, never whose they are.

    ``there`` stands in the book already. ``claims`` of the new items count once they are confirmed. ``withdrawn`` and
    ``reworded`` are known items that the book no longer counts, or says in other words; ``details`` are known people
    of whom the files say more than the book, which stays as it is.
    """

    files: tuple[FileRead, ...]
    passed_over: tuple[str, ...]
    people_new: int
    people_known: int
    entered: dict[str, int]
    there: dict[str, int]
    claims: int
    withdrawn: int
    reworded: int
    details: int
    recorded: bool = False
    first: int = 0
    last: int = 0
    problems: tuple[str, ...] = ()

    @property
    def nothing_new(self) -> bool:
        return not self.people_new and not self.entered


class Counted:
    """Adds up what becomes of each person."""

    def __init__(self) -> None:
        self._new = self._known = self._claims = self._withdrawn = self._reworded = self._details = 0
        self._entered: Counter[str] = Counter()
        self._there: Counter[str] = Counter()

    def add(self, settled: Settled) -> None:
        self._new += settled.new
        self._known += not settled.new
        self._details += not settled.agrees
        self._claims += settled.claims
        self._withdrawn += settled.withdrawn
        self._reworded += settled.reworded
        self._entered.update(settled.entered)
        self._there.update(settled.there)

    def report(self, files: tuple[FileRead, ...], passed_over: tuple[str, ...]) -> Report:
        return Report(
            files=files,
            passed_over=passed_over,
            people_new=self._new,
            people_known=self._known,
            entered=dict(self._entered),
            there=dict(self._there),
            claims=self._claims,
            withdrawn=self._withdrawn,
            reworded=self._reworded,
            details=self._details,
        )
