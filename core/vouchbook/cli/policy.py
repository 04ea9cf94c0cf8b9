"""``vouchbook policy``: an association's rules as sentences that a coordinator approves."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import msgspec

from vouchbook.cli.asking import Asking, asked
from vouchbook.cli.policy_change import approve, propose, reject, withdraw
from vouchbook.cli.policy_diff import diff
from vouchbook.cli.policy_edit import edit
from vouchbook.cli.policy_history import history
from vouchbook.cli.policy_impact import policy_impact
from vouchbook.cli.said import page, say, wrapped
from vouchbook.cli.typed import CATEGORY
from vouchbook.cli.upgrade import say_to_come, say_upgrade
from vouchbook.domain.names import CategoryCode
from vouchbook.letters.rules import as_text, sentences
from vouchbook.service import alliance, evaluation, policy_history
from vouchbook.service.policy_change import version_of


@click.group()
def policy() -> None:
    """An association's rules: shown as sentences, and changed by two people."""


for command in (edit, diff, policy_impact, propose, approve, reject, withdraw, history):
    policy.add_command(command)


@policy.command()
@click.argument("code", required=False)
@click.option("--edition", "-e", default=None, help="An edition of the guidelines as it stands, such as 2024.")
@click.option("--category", "-c", type=CATEGORY, default=None, help="Only what concerns this category.")
@click.option("--installed", is_flag=True, help="The policy of the installed package, whatever a book has adopted.")
@click.option("--proposal", "-p", default=None, help="A proposal for CODE, by its id or digest, instead.")
@click.option("--document", is_flag=True, help="The resolved document itself: the bytes whose hash is the version.")
@asked
def show(
    asking: Asking,
    code: str | None,
    edition: str | None,
    category: str | None,
    installed: bool,
    proposal: str | None,
    document: bool,
) -> None:
    """Print each rule of CODE as a sentence, with its source; values that nobody confirmed are marked.

    Shows what the association's book has adopted; without a book, what the installed package would bring.
    With --edition instead of CODE, what that edition of the guidelines asks.
    """
    if (code is None) == (edition is None):
        raise click.UsageError("Say whose rules: an association's CODE, or the guidelines' with --edition YEAR.")
    version, whose, office = None, "", None
    asking.keyless = True  # rules are no secret
    if edition is not None:
        version, whose = evaluation.edition_policy(edition), "as installed, with no association's own rules"
        code = version.document.association.code
    elif not installed and (asking.data / "vouchbook.toml").exists() and code in asking.folder.codes():
        office = alliance.office(asking.folder, code, asking.edge)
        version, whose = office.version_on(asking.on(office)), f"adopted in {asking.data}/"
        if proposal is not None:
            found = policy_history.proposed(office, asking.principal, proposal)
            version, whose = version_of(found), f"proposal {found.made.proposal}, {found.stage.value}"
    elif proposal is not None:
        raise click.UsageError(
            "A proposal stands in the book of an association: name its CODE, and leave out --installed."
        )
    if version is None:
        version, whose = evaluation.installed_policy(str(code)), "as installed, adopted by no book here"
    chosen = CategoryCode(category) if category else None
    if document:
        click.echo(version.stored, nl=sys.stdout.isatty())  # these bytes and no other: their hash is the version
        return
    said = sentences(version, on=asking.given_day, category=chosen)
    if asking.as_json:
        asking.answer({"association": code, "policy": version.digest, "rules": msgspec.to_builtins(said)}, "")
    else:
        say(f"{whose[0].upper()}{whose[1:]}.\n")
        say(as_text(version, said, width=page()))
        if office is not None and proposal is None:
            say_to_come(office, asking.on(office))
        say_upgrade(asking, office)


@policy.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@asked
def check(asking: Asking, file: Path) -> None:
    """Read the policy FILE as a package would bring it, and say everything that is wrong with it at once.

    Nothing is adopted. Exit status 2 when the file cannot be used; each mistake has its line and a remedy.
    """
    version, in_vain = evaluation.policy_of(file)
    rules = len(sentences(version, on=asking.given_day))
    unconfirmed = sum(not said.confirmed for said in sentences(version, on=asking.given_day))
    content = {
        "policy": version.digest,
        "rules": rules,
        "unconfirmed": unconfirmed,
        "warnings": [str(mistake) for mistake in in_vain],
    }
    asking.answer(
        content,
        [
            wrapped(f"{file.name} can be used: {rules} rules, {unconfirmed} of them not confirmed by anybody."),
            f"It makes {version.digest}.",
            *(wrapped(f"Note: {mistake}") for mistake in in_vain),
        ],
    )
