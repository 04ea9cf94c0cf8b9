"""``vouchbook registry``: the public registry of endorsements."""

from __future__ import annotations

import click

from vouchbook.cli.asking import Asking, asked
from vouchbook.cli.said import table, wrapped
from vouchbook.domain.names import EndorsementId
from vouchbook.letters.names import endorsed
from vouchbook.service import registry as entries

NOTICE = "An Endorsement is neither a licence nor a guarantee; the association takes no complaints about practice."


@click.group()
def registry() -> None:
    """The public registry of endorsements."""


@registry.command("list")
@click.option("--all", "all_", is_flag=True, help="Also those that are not active on the day.")
@asked
def list_(asking: Asking, all_: bool) -> None:
    """List who is endorsed, by category, on a day."""
    office = asking.office
    found = entries.listing(office, asking.principal, asking.on(office), all_=all_)
    shown = [
        (endorsed(e.category, emerging=e.emerging), e.name, e.valid_from, e.valid_until, _word(e), e.endorsement)
        for e in found
    ]
    listed = table(("category", "name", "from", "until", "status", "entry"), shown)
    names = [wrapped(f"{code}: {name}") for code, name in dict.fromkeys((e.category, e.category_name) for e in found)]
    asking.answer(found, [listed, "", *names, wrapped(NOTICE, hanging="")])


@registry.command()
@click.argument("endorsement")
@asked
def show(asking: Asking, endorsement: str) -> None:
    """Show one entry with its status on a day."""
    office = asking.office
    on = asking.on(office)
    entry = entries.show(office, asking.principal, EndorsementId(endorsement), on)
    text = [
        f"{entry.name}, {endorsed(f'{entry.category_name} ({entry.category})', emerging=entry.emerging)}",
        f"Endorsed from {entry.valid_from} to {entry.valid_until}; on {on}: {_word(entry)}",
        *_emerging(entry),
        wrapped(NOTICE, hanging=""),
    ]
    asking.answer(entry, text)


@registry.command()
@click.argument("endorsement")
@click.option("--name", required=True, help="The name that somebody gave you.")
@asked
def verify(asking: Asking, endorsement: str, name: str) -> None:
    """Check that an entry was granted to a name, and its status on a day. Exit status 1 when it was not."""
    office = asking.office
    on = asking.on(office)
    entry = entries.show(office, asking.principal, EndorsementId(endorsement), on)
    same = entries.speaks_of(office, asking.principal, EndorsementId(endorsement), name)
    text = (
        f"Yes: {endorsement} was granted to {name}; on {on} it is {_word(entry)}."
        if same
        else f"No: {endorsement} was not granted to anybody called {name}."
    )
    asking.answer({"endorsement": endorsement, "same_name": same, "on": on, "status": entry.status.value}, text)
    click.get_current_context().exit(0 if same else 1)


def _emerging(entry: entries.Listed) -> list[str]:
    """What beginning as emerging means for this entry."""
    if not entry.emerging:
        return []
    if entry.completed_by:
        return [f"It began as emerging and is complete since: see {entry.completed_by}"]
    return ["Emerging: still to be completed, and it ends if it is not"]


def _word(entry: entries.Listed) -> str:
    return entry.status.value.replace("_", " ")
