"""``vouchbook ledger``: the book itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec

from vouchbook.cli.asking import Asking, asked, moment, progress
from vouchbook.cli.said import say
from vouchbook.cli.typed import must_be_new
from vouchbook.domain.sealed import Sealed
from vouchbook.ledger.codec import OfLibrary
from vouchbook.ledger.entries import Entry
from vouchbook.letters.phrases import counted
from vouchbook.service import book as books
from vouchbook.service.whole_file import new_file


@click.group()
def ledger() -> None:
    """The book itself: shown, verified, exported."""


@ledger.command()
@click.option("--stream", default=None, help="Only this stream, such as application:a-7k3m9q2x4d.")
@click.option("--type", "type_", default=None, help="Only events of this type, such as application_decided.")
@click.option("--after", type=click.IntRange(min=0), default=0, help="Only later than this position.")
@click.option("--limit", type=click.IntRange(min=1), default=None, help="At most so many.")
@asked
def show(asking: Asking, stream: str | None, type_: str | None, after: int, limit: int | None) -> None:
    """Show events in the order of the book: what is clear in clear, what is sealed as sealed."""
    office = asking.office_without_key
    found = books.entries(office, asking.principal, stream=stream, type_=type_, after=after, limit=limit)
    if asking.as_json:
        asking.answer([_as_json(entry) for entry in found], "")
        return
    for entry in found:
        say(
            f"{entry.position:>6}  {entry.happened_on}  {entry.type:<22} {entry.stream} v{entry.version}\n"
            f"        by {entry.actor}, recorded {moment(entry.recorded_at)}"
        )
        for line in _contents(entry):
            say(f"        {line}")


def _as_json(entry: Entry) -> dict[str, Any]:
    return {
        "position": entry.position,
        "stream": entry.stream,
        "version": entry.version,
        "type": entry.type,
        "schema": entry.schema,
        "command": entry.command,
        "actor": entry.actor,
        "happened_on": entry.happened_on,
        "recorded_at": entry.recorded_at,
        "data": _clear(entry),
        "sealed": [name for name, _ in _sealed(entry)],
        "leaf": entry.leaf.hex(),
    }


_LONG = 160


def _contents(entry: Entry) -> Iterator[str]:
    """The clear fields in one line, cut where they are long; then what is sealed, and under whose keys."""
    clear = _clear(entry)
    said = ", ".join(f"{name} {_short(value)}" for name, value in clear.items() if value not in (None, [], {}))
    if said:
        yield said if len(said) <= _LONG else f"{said[:_LONG]}…"
    for name, sealed in _sealed(entry):
        yield f"sealed: {name}, under the {sealed.purpose.value} key of {' and '.join(sealed.subjects)}"


def _clear(entry: Entry) -> dict[str, Any]:
    """The clear fields; what the eventsourcing library stored is its own, and need be no JSON."""
    if not isinstance(entry.event, OfLibrary):
        return msgspec.json.decode(entry.data, type=dict[str, Any])
    try:
        return {"state": msgspec.json.decode(entry.data)}
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {"state": f"{len(entry.data)} bytes that are no JSON"}


def _short(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} {_short(v)}" for k, v in value.items() if v not in (None, [], {})) + "}"
    if isinstance(value, list):
        return f"[{', '.join(_short(v) for v in value)}]" if len(value) < 4 else f"[{len(value)} of them]"
    text = str(value)
    return text if len(text) <= 48 else f"{text[:24]}…"


def _sealed(entry: Entry) -> Iterator[tuple[str, Sealed[object]]]:
    for name in entry.event.__struct_fields__:
        value = getattr(entry.event, name)
        if isinstance(value, Sealed):
            yield name, value


@ledger.command()
@asked
def verify(asking: Asking) -> None:
    """Prove the book against itself: every leaf, number and row. Exit status 1 when anything was altered.

    Needs no key: what is sealed is checked as sealed.
    """
    office = asking.office_without_key
    total = max(office.book.position, 1)
    with progress("Verifying", total) as bar:
        problems = books.verify(office, asking.principal, lambda done, _: bar.update(done - bar.pos))
    content = {"association": office.code, "events": office.book.position, "problems": [str(p) for p in problems]}
    if problems:
        text = [f"{counted(len(problems), 'problem')} in the book of {office.code}:", *(f"  {p}" for p in problems),
                "Keep this file as it is, and restore the newest backup that verifies."]  # fmt: skip
    else:
        text = [
            f"The book of {office.code} is whole: {office.book.position} events, every leaf and row as it was written."
        ]
    asking.answer(content, text)
    click.get_current_context().exit(1 if problems else 0)


@ledger.command()
@click.option("--to", "target", type=click.Path(path_type=Path, dir_okay=False), default=None,
              help="A new file; standard output if left out.")  # fmt: skip
@asked
def export(asking: Asking, target: Path | None) -> None:
    """Write the whole book as JSON lines: the clear part readable, the sealed part still sealed."""
    office = asking.office_without_key
    lines = books.exported(office, asking.principal)
    if target is None:
        for line in lines:
            sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
        return
    must_be_new(target)
    with new_file(target) as file, progress("Exporting", max(office.book.position, 1)) as bar:
        for line in lines:
            file.write(line)
            bar.update(1)
    asking.answer({"file": str(target), "events": office.book.position}, f"{office.book.position} events in {target}.")
