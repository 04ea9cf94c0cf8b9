"""Hints at evidence in words: what may stand twice, said so that nobody takes it for an error."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from vouchbook.letters.on_pages import day
from vouchbook.letters.phrases import listed

_SAYS = {
    "alike": "{items} say the same. If it is one thing, withdraw one of them: nothing counts twice.",
    "same_training": "{items} have the same title and the same days. If it is one training, withdraw one of them.",
    "same_rsc": "{items} are with the same provider on the same days. If a series holds the session, withdraw one.",
    "same_job": "{items} are the same job at the same time. If it is one job, withdraw one of them.",
    "long_day": "{items} add up to more hours than {on} has. Check the hours and the day.",
}


def hint(code: str, items: Sequence[str], on: date | None = None) -> str:
    """What a hint says of the items it is about, named as people know them."""
    quoted = [f"“{each}”" for each in dict.fromkeys(items)]
    named = listed(quoted, "and") if len(quoted) > 1 else f"{len(items)} items called {quoted[0]}"
    return _SAYS[code].format(items=named, on=day(on) if on else "")
