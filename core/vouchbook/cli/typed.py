"""What may be typed for a day, for who asks, and for one of several words; what may not is named with the remedy."""

from __future__ import annotations

import re
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import click

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import PaymentMethod, PersonId
from vouchbook.policy.portfolio_values import FIRST, LAST


class Day(click.ParamType[date]):
    """A day as ISO 8601 writes it, of a century that people of the field live in; an impossible one is named."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day; write it like 2026-11-20", param, ctx)
        if not FIRST <= day <= LAST:
            self.fail(f"{value!r} lies outside the days that a book speaks of, {FIRST} to {LAST}", param, ctx)
        return day


class As(click.ParamType[Principal]):
    """A role, and for people of the book their id: ``coordinator``, ``reviewer:p-7k3m9q2x4d``."""

    name = "ROLE[:PERSON]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Principal:  # noqa: ANN401
        if isinstance(value, Principal):
            return value
        role, _, person = value.partition(":")
        try:
            found = Role(role)
        except ValueError:
            self.fail(f"{role!r} is no role; roles are {', '.join(r.value for r in Role)}", param, ctx)
        if person and not _PERSON.fullmatch(person):
            self.fail(
                f"{person!r} is no person's id, which look like p-7k3m9q2x4d; the book keeps no names", param, ctx
            )
        return Principal(found, PersonId(person) if person else None)


DAY = Day()
_PERSON = re.compile(r"p-[0-9a-z]{10}")


class Category(click.ParamType[str]):
    """The code of a category; one of the field's is known in small letters, too. Who offers it, the command says."""

    name = "TEXT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401
        from vouchbook.letters.categories import CATEGORIES  # not needed for --help

        typed = str(value).strip()
        return typed.upper() if typed.upper() in CATEGORIES else typed


CATEGORY = Category()


class Method(click.Choice[str]):
    """How money moves; a cheque is one also where it is spelled check."""

    def __init__(self) -> None:
        super().__init__([each.value for each in PaymentMethod])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401
        return str(super().convert(PaymentMethod.CHEQUE.value if value == "check" else value, param, ctx))


METHOD = Method()


def must_be_new(path: Path) -> None:
    """:raises click.UsageError: something has this name already, and is not written over"""
    if path.exists() or path.is_symlink():
        raise click.UsageError(f"{path} exists; name a new file.")


def choice(kind: type[Enum]) -> click.Choice[str]:
    return click.Choice([str(each.value) for each in kind])
