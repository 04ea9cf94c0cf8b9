"""``vouchbook roster sunset``: who loses their only provider when vetting ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import click

from vouchbook.cli.asking import Asking, asked, progress
from vouchbook.cli.said import table, wrapped
from vouchbook.cli.typed import DAY
from vouchbook.letters.phrases import counted, listed
from vouchbook.letters.roster import from_anybody, last_day, nobody, ways_out
from vouchbook.service import sunset as sunsets


@contextmanager
def steps(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar in hundredths: how much there is to do is told with the first step."""
    with progress(label, 100) as bar:
        yield lambda done, total: bar.update(done * 100 // total - bar.pos)


@click.command()
@click.option("--sunset", "ends_on", type=DAY, default=None, help="Suppose that vetting ended with this day.")
@click.option("--received-since", type=DAY, default=None,
              help="Leave out providers whose last session was before this day.")  # fmt: skip
@asked
def sunset(asking: Asking, ends_on: date | None, received_since: date | None) -> None:
    """Who loses their only provider of RSC on the day with which vetting ends.

    Asked of every open application, and of everybody endorsed, where the sheet asks for RSC from a provider who counts.
    Where it asks for RSC and does not say from whom, the report says of how many files.
    """
    office = asking.office
    with steps("Asking about files") as told:
        found = sunsets.report(
            office,
            asking.principal,
            asking.on(office),
            ends_on=ends_on,
            received_since=received_since,
            progress=told,
        )
    asking.answer(found, _sunset(found))


def _sunset(found: sunsets.SunsetReport) -> list[str]:
    text = [last_day(found.end, supposed=found.supposed), ""]
    if not found.losing:
        text.append(wrapped(nobody(found.asked), hanging=""))
    else:
        files = f"{len(found.losing)}, of {counted(found.asked, 'file')}"
        text += [f"None of their providers counts from the day after on: {files}", ""]
        text.append(_people(found.losing))
        ways = ways_out(found.end.on, [each.name for each in found.others])
        text += ["", "What they can do:", *(wrapped(way, indent="- ", hanging="  ") for way in ways)]
    if found.without:
        said = (
            "None of their providers counts on that last day, either: not endorsed, not vetted, ended before, not "
            "confirmed or not identified yet"
        )
        text += ["", wrapped(said, hanging=""), "", _people(found.without)]
    if found.from_anybody:
        sheets = [(each.at, each.category, each.files) for each in found.from_anybody]
        text += ["", wrapped(from_anybody(sheets), hanging="")]
    return text


def _people(losers: tuple[sunsets.Loser, ...]) -> str:
    headers: tuple[str, ...] = ("name", "category", "file", "provider", "named, not counting")
    rows: list[tuple[object, ...]] = [
        (each.name, each.category, each.application or each.endorsement, _named(each.providers),
         _named(each.not_counting))
        for each in losers
    ]  # fmt: skip
    if not any(each.not_counting for each in losers):
        headers, rows = headers[:-1], [row[:-1] for row in rows]
    return table(headers, rows)


def _named(providers: tuple[sunsets.Provider, ...]) -> str:
    """Each with the day of the latest session."""
    return listed([f"{one.name} (last {one.last})" for one in providers], "and") if providers else ""
