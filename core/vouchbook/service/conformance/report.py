"""What a check of an association found: in groups, each problem with the place where it is and the way out."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

Step = Callable[[], None]
"""Told of every step of a long check; ``steps`` says how many there are."""


def no_step() -> None:
    """Tell nobody."""


class Problem(Struct, frozen=True):
    """Something that keeps a package from being relied on; ``where`` is a file of it, with the line where there is one.

    ``code`` names the kind of problem, for machines.
    """

    code: str
    what: str
    way_out: str
    where: str | None = None


class Checked(Struct, frozen=True):
    """One group of a check: what was looked at, what is wrong with it, and what is worth knowing."""

    group: str
    said: str
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


class Conformance(Struct, frozen=True):
    """Everything that a check found of an installed association."""

    association: str
    package: str
    version: str
    checked: tuple[Checked, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(problem for each in self.checked for problem in each.problems)

    @property
    def holds(self) -> bool:
        return not self.problems


def not_looked_at(group: str, first: str) -> Checked:
    """A group that something else stands in the way of."""
    return Checked(group, f"not looked at: {first} first")
