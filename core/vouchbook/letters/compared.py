"""What is told of two policies: which they are, what differs, what changes on other days; for a program too."""

from __future__ import annotations

from datetime import date

import msgspec
from msgspec import Struct

from vouchbook.letters.differences import Differences
from vouchbook.policy.compare import Effect

Json = dict[str, object]


class Asked(Struct, frozen=True):
    """One of the two policies compared: what it is called with its day, whose it is, which version."""

    called: str
    whose: str
    policy: str
    on: date


class Day(Struct, frozen=True):
    """A day on which a policy comes to say something else; ``ends``: vettings that count no longer from then on.

    ``instead`` is what would have changed on that day under the policy before, where that is something else.
    """

    on: date
    differences: Differences
    ends: tuple[str, ...] = ()
    instead: Differences | None = None


class Page(Struct, frozen=True):
    """Two policies, what differs between them, and what changes on the days between and after.

    ``otherwise`` are earlier days on which the two differ, and not as they do on the day asked about.
    """

    before: Asked
    now: Asked
    differences: Differences
    between: tuple[Day, ...] = ()
    later: tuple[Day, ...] = ()
    otherwise: tuple[date, ...] = ()


def as_json(page: Page) -> Json:
    """The same content; effects, fields and days as codes, sentences as they are shown."""
    made: Json = msgspec.to_builtins(page, enc_hook=str)
    return {"summary": summary(page.differences), **made}


def summary(found: Differences) -> dict[str, int]:
    """So many lines of sheets by what changed about them, each once for all its categories; and other rows."""
    return {
        "stricter": found.lines_that_are(Effect.STRICTER),
        "looser": found.lines_that_are(Effect.LOOSER),
        "other": found.lines_that_are(Effect.OTHER),
        "same": found.lines_that_are(Effect.SAME) + found.worded_anew,
        "sheets": len(found.sheets),
        "rows": len(found.rows),
    }
