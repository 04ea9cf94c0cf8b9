"""``vouchbook import``: many people and items at once, checked first, then recorded all together or not at all."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import msgspec

from vouchbook.cli.asking import Asking, asked, progress
from vouchbook.cli.errors import REFUSED, Answer
from vouchbook.cli.said import say, table
from vouchbook.letters.phrases import counted
from vouchbook.policy.spreadsheet.columns import NAMES, columns
from vouchbook.service import importing
from vouchbook.service.importing import Import, Progress, Report, Stage

STOPPED = {
    False: "Stopped. Nothing of this import was recorded.",
    True: "Stopped when all of this import was recorded already; it stays recorded.",
}
_LONGEST = 100  # characters of the command that is shown again


@click.command("import")
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, metavar="FILE…")
@click.option("--table", type=click.Choice(NAMES), default=None,
              help="Which table every file is, where its name does not say so.")  # fmt: skip
@click.option("--record", is_flag=True, help="Record it, if nothing is wrong; without this it is only checked.")
@click.option("--show-problems", type=click.IntRange(min=1), default=20, show_default=True, metavar="N",
              help="How many problems are listed; all are counted.")  # fmt: skip
@click.option("--template", is_flag=True, help="Print the header of --table as a CSV file, and do nothing else.")
@asked
def import_(
    asking: Asking, files: tuple[Path, ...], table: str | None, record: bool, show_problems: int, template: bool
) -> None:
    """Enter many people, and what they document, from tables and portfolios; folders are read file by file.

    Tables are CSV (UTF-8), TSV, or the sheets of an Excel workbook (.xlsx), each named after what it holds:
    people, training, rsc, colleagues, work, education and so on. Portfolios are TOML or JSON, one person each.

    Everything is read and checked first, and every problem is named with its file, row and column; nothing is
    recorded unless --record is given and nothing is wrong. What is in the book already is not entered again. What
    the files say about others enters as a claim, which counts once it is confirmed.

    \b
    Example:
      vouchbook import people.csv training.csv
      vouchbook import people.csv training.csv --record
      vouchbook import --template --table training > training.csv
    """
    if template:
        _template(table)
        return
    if not files:
        raise click.UsageError("Name the files to import: vouchbook import people.csv training.csv")
    office = asking.office
    request = asking.request(office)
    wanted = Import(files, asking.folder.path, table, show_problems)
    with _bars(silent=asking.as_json or asking.quiet) as told:
        try:
            report = (importing.record if record else importing.check)(office, request, wanted, told)
        except importing.Stopped as stopped:
            raise Answer(STOPPED[stopped.recorded], REFUSED, "stopped", {"recorded": stopped.recorded}) from None
    for problem in report.problems:
        say(f"Warning: {problem}; what was recorded stays recorded.", err=True)
    if not asking.quiet:
        asking.answer(_plain(report), [*_said(report), "", _ending(report, files, table)])


def _template(table: str | None) -> None:
    if table is None:
        raise click.UsageError(f"Say which table with --table NAME; there are {', '.join(NAMES)}.")
    header = ",".join(columns(table))
    sys.stdout.buffer.write(f"\ufeff{header}\r\n".encode())  # begins as spreadsheets know UTF-8
    sys.stdout.buffer.flush()


def _said(report: Report) -> Iterator[str]:
    """What was read, what of it is new, and what one should know of it."""
    for file in report.files:
        where = file.file if file.sheet is None else f"{file.file} sheet {file.sheet}"
        yield f"{where}: {file.table}, {counted(f'{file.rows:,}', 'item' if file.table == 'portfolio' else 'row')}"
    for name in report.passed_over:
        yield f"{name}: not read, because its name is that of no table"
    yield ""
    kinds = dict.fromkeys((*report.entered, *report.there))
    rows = [("people", report.people_new, report.people_known)]
    rows += [(kind, report.entered.get(kind, 0), report.there.get(kind, 0)) for kind in kinds]
    yield table(("", "recorded" if report.recorded else "new", "already there"),
                [(kind, f"{new:,}", f"{there:,}") for kind, new, there in rows])  # fmt: skip
    if remarks := list(_remarks(report)):
        yield from ("", *remarks)


def _remarks(report: Report) -> Iterator[str]:
    confirm = "vouchbook evidence confirm PERSON"
    for number, one, several in (
        (report.claims, f"new item is a claim about others; it counts once it is confirmed: {confirm}",
         f"new items are claims about others; each counts once it is confirmed: {confirm}"),
        (report.reworded, "known item is worded otherwise here; the book keeps its own words.",
         "known items are worded otherwise here; the book keeps its own words."),
        (report.withdrawn, "known item is withdrawn in the book, and stays so; under another id it is new.",
         "known items are withdrawn in the book, and stay so; under other ids they are new."),
        (report.details, "known person has other details here (county, telephone, languages); the book keeps its own.",
         "known people have other details here (county, telephone, languages); the book keeps its own."),
    ):  # fmt: skip
        if number:
            yield f"{number:,} {one if number == 1 else several}"


def _ending(report: Report, files: tuple[Path, ...], table: str | None) -> str:
    if report.recorded and report.last:
        return f"Recorded, all together.  [events {report.first}-{report.last}]"
    if report.nothing_new:
        return "Everything is in the book already; nothing was recorded, and nothing is left to record."
    again = ["vouchbook", "import", *map(str, files), *(["--table", table] if table else []), "--record"]
    shown = shlex.join(again)
    return f"Nothing was recorded. To record: {shown if len(shown) <= _LONGEST else 'the same again, with --record'}"


def _plain(report: Report) -> dict[str, Any]:
    found = msgspec.to_builtins(report)
    people = {"new": found.pop("people_new"), "there": found.pop("people_known")}
    entered, there = found.pop("entered"), found.pop("there")
    items = {kind: {"new": entered.get(kind, 0), "there": there.get(kind, 0)} for kind in {**entered, **there}}
    return {"recorded": found.pop("recorded"), "people": people, "items": items, **found}


@contextmanager
def _bars(*, silent: bool) -> Iterator[Progress]:
    """One bar after another, for each stage of the import; nothing where nobody watches."""
    shown: list[Any] = []
    stage: Stage | None = None

    def told(now: Stage, done: int, total: int) -> None:
        nonlocal stage
        if silent:
            return
        if now is not stage:
            _end(shown)
            stage = now
            shown.append(progress(f"{now.value:<10}", max(total, 1)).__enter__())
        bar = shown[-1]
        bar.length = max(total, 1)
        bar.update(done - bar.pos)

    try:
        yield told
    finally:
        _end(shown)


def _end(shown: list[Any]) -> None:
    while shown:
        shown.pop().__exit__(None, None, None)
