"""``vouchbook person``: who is in the book."""

from __future__ import annotations

import re
from pathlib import Path

import click

from vouchbook.cli.asking import Asking, asked
from vouchbook.cli.said import table
from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import PersonId, StateCode
from vouchbook.letters.names import endorsed
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.service import person as people
from vouchbook.service import portfolio, reading


@click.group()
def person() -> None:
    """People: registered, or imported with a portfolio."""


@person.command()
@click.option("--given-name", required=True)
@click.option("--family-name", required=True)
@click.option("--email", required=True)
@click.option("--state", default=None, help="Two letters: where they live.")
@asked
def register(asking: Asking, given_name: str, family_name: str, email: str, state: str | None) -> None:
    """Enter somebody into the book; their name and address are sealed, their id is printed."""
    office = asking.office
    words = PersonWords(given_name, family_name, email)
    done = people.register(office, asking.request(office), words, _state(state))
    name = " ".join(words.name.split())
    asking.done(done, f"{name} is {done.result['person']}.", id_=done.result["person"])


@person.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@asked
def import_(asking: Asking, file: Path) -> None:
    """Enter somebody with everything that the portfolio FILE says (TOML or JSON), all or nothing.

    What the file says about others, memberships, ratings and exams enters as a claim: it counts once the
    coordinator has confirmed it.
    """
    office = asking.office
    read = read_portfolio(file)
    done = portfolio.import_portfolio(office, asking.request(office), read, file.read_bytes())
    name = read.person.name
    asking.done(
        done,
        f"{name} is {done.result['person']}, with {len(read.entries)} items of evidence.",
        id_=done.result["person"],
    )


@person.command()
@click.argument("person_id")
@click.option("--given-name", default=None)
@click.option("--family-name", default=None)
@click.option("--email", default=None)
@click.option("--state", default=None, help="Two letters: where they live.")
@asked
def correct(
    asking: Asking,
    person_id: str,
    given_name: str | None,
    family_name: str | None,
    email: str | None,
    state: str | None,
) -> None:
    """Change a name, an address or the state; what is not given stays as it is."""
    office = asking.office
    correction = people.Correction(given_name, family_name, email, _state(state))
    done = people.correct(office, asking.request(office), PersonId(person_id), correction)
    now = reading.person(office, asking.principal, PersonId(person_id))
    asking.done(done, f"{person_id} is now {now.words.name}.")


@person.command()
@click.argument("person_id")
@asked
def show(asking: Asking, person_id: str) -> None:
    """Show somebody: name, membership, applications, endorsements."""
    office = asking.office
    seen = reading.person(office, asking.principal, PersonId(person_id))
    lines = [
        f"{seen.words.name} ({seen.person})" + (f", {seen.state}" if seen.state else ""),
        f"{seen.words.email}",
        f"{seen.items} items of evidence, {seen.unconfirmed} of them claims not confirmed yet",
        *(
            f"Application {a.application}: {endorsed(a.category, emerging=a.emerging)}, opened {a.opened_on}"
            for a in seen.applications
        ),
        *(
            f"Endorsed {endorsed(e.category, emerging=e.emerging)} from {e.valid_from} to {e.valid_until}"
            for e in seen.endorsements
        ),
    ]
    asking.answer(seen, lines)


@person.command("list")
@asked
def list_(asking: Asking) -> None:
    """List everybody in the book."""
    office = asking.office
    rows = reading.everybody(office, asking.principal)
    asking.answer(rows, table(("id", "name"), [(row.person, row.name) for row in rows]))


def _state(given: str | None) -> StateCode | None:
    if given is None:
        return None
    if not re.fullmatch("[A-Za-z]{2}", given):
        raise click.BadParameter(f"{given!r} is no state; write two letters, such as NC", param_hint="--state")
    return StateCode(given.upper())
