"""The answer no: a code with parameters, whose words and way out stand in ``letters``."""

from __future__ import annotations

from datetime import date
from enum import Enum


class Refused(Exception):
    """A request was understood and turned down; nothing is recorded.

    ``parameters`` are dates, numbers, ids, codes or tuples of them.
    """

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code, parameters)
        self.code = code
        self.parameters = parameters

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={_shown(value)}" for name, value in self.parameters.items())
        return f"{self.code} ({shown})" if shown else self.code


def _shown(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ", ".join(_shown(each) for each in value)
    return str(value)
