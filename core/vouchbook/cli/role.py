"""``vouchbook role``: who acts for the association."""

from __future__ import annotations

import click

from vouchbook.cli.asking import Asking, asked
from vouchbook.cli.said import say_csv, table
from vouchbook.cli.typed import choice
from vouchbook.domain.authorize import Role
from vouchbook.domain.names import PersonId
from vouchbook.letters.names import spaced
from vouchbook.letters.phrases import counted
from vouchbook.service import recovering, roles

COLUMNS = ("person", "name", "role", "first", "until")


@click.group()
def role() -> None:
    """Roles: who acts for the association, and from when to when.

    A coordinator gives and ends roles of others, never their own; whoever runs this command makes the first
    coordinator. Everybody in the book is an applicant for their own file, without being given anything.
    """


@role.command()
@click.argument("person_id")
@click.argument("name", metavar="ROLE", type=choice(Role))
@asked
def give(asking: Asking, person_id: str, name: str) -> None:
    """Let PERSON_ID act in ROLE from today on: coordinator, board or reviewer; alliance in the Alliance's own book."""
    office = asking.office
    done = roles.give(office, asking.request(office), PersonId(person_id), Role(name))
    asking.done(done, f"{person_id} acts as {spaced(name)} from now on.", id_=person_id)


@role.command()
@click.argument("person_id")
@click.argument("name", metavar="ROLE", type=choice(Role))
@asked
def end(asking: Asking, person_id: str, name: str) -> None:
    """End ROLE of PERSON_ID from today on, wherever they are signed in."""
    office = asking.office
    done = roles.end(office, asking.request(office), PersonId(person_id), Role(name))
    asking.done(done, f"{person_id} does not act as {spaced(name)} any more.", id_=person_id)


@role.command("forget-passkeys")
@click.argument("person_id")
@asked
def forget_passkeys(asking: Asking, person_id: str) -> None:
    """Take away the passkeys of PERSON_ID, who has lost them, and end their sessions; they sign in with a code again.

    They are told by letter. Nobody does this for themself.
    """
    number = recovering.forget_passkeys(asking.office, asking.principal, PersonId(person_id))
    asking.answer({"person": person_id, "passkeys": number}, f"{counted(number, 'passkey')} of {person_id} removed.")


@role.command("list")
@click.option("--csv", "as_csv", is_flag=True, help="Answer as comma-separated values.")
@asked
def list_(asking: Asking, as_csv: bool) -> None:
    """List who holds a role, and who held one."""
    office = asking.office
    found = roles.listing(office, asking.principal)
    if as_csv:
        say_csv(COLUMNS, [{**{name: getattr(row, name) for name in COLUMNS}, "role": row.role.value} for row in found])
        return
    shown = [(row.person, row.name, row.role.value, row.first, row.until or "") for row in found]
    none = "Nobody was given a role yet; give one with: vouchbook role give PERSON coordinator"
    asking.answer(found, table(("id", "name", "role", "from", "until"), shown, empty=none))
