"""``vouchbook projections``: read models, rebuilt from the book."""

from __future__ import annotations

import click

from vouchbook.cli.asking import Asking, asked, progress
from vouchbook.service import book as books


@click.group()
def projections() -> None:
    """Read models, rebuilt from the book."""


@projections.command()
@asked
def rebuild(asking: Asking) -> None:
    """Make every read model anew from the events, beside the old ones, then switch; needs no key."""
    office = asking.office_without_key
    with progress("Rebuilding", max(office.book.position, 1)) as bar:
        events = books.rebuild_read_models(office, asking.principal, lambda done, _: bar.update(done - bar.pos))
    asking.answer({"events": events}, f"Read models of {office.code} rebuilt from {events} events.")
