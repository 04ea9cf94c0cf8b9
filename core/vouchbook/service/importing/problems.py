"""What is wrong with an import: every mistake counted, the first of them kept, each with its place and a way out."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from vouchbook.policy.spreadsheet.cells import Cell, shown


class Place(Struct, frozen=True, order=True):
    """Where something stands: the file in its order, then the sheet, the row or line, and the column in its order."""

    file: int
    sheet: int = 0
    row: int = 0
    column: int = 0


class Problem(Struct, frozen=True):
    """One mistake; ``row`` is a spreadsheet's, ``line`` that of a portfolio file, ``item`` an item's id there."""

    place: Place
    file: str
    text: str
    sheet: str | None = None
    row: int | None = None
    line: int | None = None
    item: str | None = None
    column: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        """``people.csv row 17, column hours ("ten"): write clock hours: 1.5 or 1:30``."""
        if self.line is not None:
            return f"{self.file}:{self.line}: {self.text}"
        where = [self.file]
        where += [f"sheet {self.sheet}"] if self.sheet is not None else []
        where += [f"row {self.row}"] if self.row is not None else []
        said = " ".join(where)
        said += f", {self.item}" if self.item is not None else ""
        said += f", column {self.column}" if self.column is not None else ""
        said += f' ("{self.value}")' if self.value is not None else ""
        return f"{said}: {self.text}"

    def plain(self) -> dict[str, Any]:
        """The same for a program."""
        found = {name: getattr(self, name) for name in self.__struct_fields__ if name not in ("place", "text")}
        return {**{name: value for name, value in found.items() if value is not None}, "problem": self.text}


class Problems:
    """Counts them all, and keeps the first ``most`` in the order of their places."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.total = 0
        self._kept: list[Problem] = []

    def add(self, problem: Problem) -> None:
        self.total += 1
        self._kept.append(problem)
        if len(self._kept) >= 2 * self.most + 100:
            self._kept = self.first()

    def first(self) -> list[Problem]:
        return sorted(self._kept, key=lambda each: each.place)[: self.most]


class ImportProblems(Exception):
    """Files cannot be imported as they are; nothing was recorded."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems.first()
        self.total = problems.total
        super().__init__(self.total)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


def quoted(value: Cell) -> str | None:
    """A cell as a problem shows it; nothing of an empty one."""
    return None if value is None else shown(value)
