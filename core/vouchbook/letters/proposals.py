"""Proposals of a policy in words: what they would change, undo and say of days gone by, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from vouchbook.letters.differences import Differences, differences
from vouchbook.letters.names import called
from vouchbook.letters.phrases import day, listed
from vouchbook.letters.rules import TITLES, wrapped
from vouchbook.policy.compare import Comparison
from vouchbook.policy.past import Past
from vouchbook.policy.portfolio_values import FIRST

UNDONE = "What this association changed itself, and this would change again"
PAST = "Said otherwise of days gone by, on which no decided case rests"
BELOW = "Asks less than the licensed edition of the guidelines"
ASSUMED = "The licence is assumed; nobody has confirmed it."


class PastSaid(Struct, frozen=True):
    """A stretch of days, both included, with what the proposal says otherwise of them."""

    first: date | None
    last: date
    said: tuple[str, ...]


def past_said(past: Iterable[Past]) -> tuple[PastSaid, ...]:
    """Each stretch of days; a first day of nothing is since ever."""
    return tuple(
        PastSaid(None if each.first == FIRST else each.first, each.last, sentences(each.found)) for each in past
    )


def sentences(found: Comparison) -> tuple[str, ...]:
    """Every difference in a line of its own."""
    return tuple(_said(differences(found)))


def past_page(past: Sequence[PastSaid], width: int) -> str:
    """For a terminal; empty where nothing is said otherwise."""
    lines: list[str] = []
    for each in past:
        since = "since ever, through" if each.first is None else f"{day(each.first)} to"
        lines += [f"  {since} {day(each.last)}", *(line for said in each.said for line in wrapped(said, "    ", width))]
    return _headed(PAST, lines, width)


def list_page(heading: str, said: Iterable[str], width: int) -> str:
    """Sentences under a heading; empty where there is none."""
    return _headed(heading, [line for each in said for line in wrapped(each, "  ", width)], width)


def _headed(heading: str, lines: Sequence[str], width: int) -> str:
    return "\n".join([heading, "─" * min(len(heading), width), *lines]) + "\n" if lines else ""


def _said(found: Differences) -> Iterator[str]:
    if found.only_before:
        yield f"no longer offered: {', '.join(found.only_before)}"
    if found.only_now:
        yield f"newly offered: {', '.join(found.only_now)}"
    for sheet in found.sheets:
        said = "a sheet where there was none" if sheet.before is None else "no sheet any more"
        yield f"{', '.join(sheet.categories)}, {called(sheet.at)}: {said}"
    for line in found.lines:
        what = [clause.text for clause in line.clauses] or [*line.words]
        yield f"{', '.join(line.categories)}, {called(line.at)}, {line.key}: {'; '.join(what)}"
    for row in found.rows:
        told = row.now or row.before
        if told is not None:
            changed = listed([*row.fields, *row.words], "and")
            which = changed if row.now and row.before else "new" if row.now else "no longer"
            yield f"{TITLES[row.table]} ({which}): {told.text}"
