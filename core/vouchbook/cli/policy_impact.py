"""``vouchbook policy impact``: whom a policy would affect, before anybody adopts it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from vouchbook.cli.asking import Asking, asked, progress
from vouchbook.cli.said import page, say, say_json
from vouchbook.cli.typed import DAY, must_be_new
from vouchbook.letters.bookkeeping import csv_row
from vouchbook.letters.impact import as_json
from vouchbook.letters.impact_page import as_text
from vouchbook.letters.impact_words import HEADINGS, table
from vouchbook.policy.version import PolicyVersion
from vouchbook.service import alliance, evaluation, impact, policy_history
from vouchbook.service.office import Office
from vouchbook.service.policy_change import version_of
from vouchbook.service.whole_file import new_file


@click.command("impact")
@click.argument("code")
@click.option(
    "--file", "file", type=click.Path(path_type=Path, dir_okay=False, exists=True), default=None,
    help="A draft: the path of a policy.toml.",
)  # fmt: skip
@click.option("--proposal", default=None, help="A proposal by its id or its digest: it says its first day itself.")
@click.option("--installed", is_flag=True, help="What the installed package brings.")
@click.option("--from", "first", type=DAY, default=None, help="The first day on which it would rule.")
@click.option(
    "--csv", "csv_file", type=click.Path(path_type=Path, dir_okay=False), default=None,
    help="Write a table of everybody concerned, by ids, to this new file.",
)  # fmt: skip
@asked
def policy_impact(
    asking: Asking,
    code: str,
    file: Path | None,
    proposal: str | None,
    installed: bool,
    first: date | None,
    csv_file: Path | None,
) -> None:
    """Say whom a policy would affect if it were adopted by CODE: every open application, endorsement and fee.

    Both policies are asked the same of everybody in the book, as of the first day and of each later one on which
    something in them differs. Listed is what comes out otherwise, and which rule does it, old → new: lines of an
    application or of a renewal, who reviews, fees still to come, who may give RSC, rate or review, prices. What was
    recorded stays: decisions, the days of an endorsement, charges. Nothing is recorded. Names are shown to the
    coordinator; the board, --json and --csv get ids.

    \b
    Examples:
      vouchbook policy impact nc --file next-year.toml --from 2027-01-01
      vouchbook policy impact nc --proposal pr-7k3m9q2x4d --csv affected.csv
    """
    office = alliance.office(asking.folder, code, asking.edge)
    version, day = _chosen(asking, office, code, file, proposal, installed=installed, first=first)
    if csv_file is not None:
        must_be_new(csv_file)
    with progress(f"Asking about everybody in {code}", impact.people(office, asking.principal)) as bar:
        found = impact.seen(office, asking.principal, version, day, step=bar.update)
    if csv_file is not None:
        with new_file(csv_file) as written:
            written.writelines(csv_row(row).encode() for row in (HEADINGS, *table(found)))
    if asking.as_json:
        say_json(as_json(found))
        return
    say(as_text(found, impact.names_of(office, asking.principal, found), width=page()))
    if csv_file is not None:
        say(f"Written to {csv_file}.")


def _chosen(
    asking: Asking,
    office: Office,
    code: str,
    file: Path | None,
    proposal: str | None,
    *,
    installed: bool,
    first: date | None,
) -> tuple[PolicyVersion, date]:
    """Which policy, and from when on."""
    if sum((file is not None, proposal is not None, installed)) != 1:
        raise click.UsageError("Say which policy: --file DRAFT, --proposal ID, or --installed.")
    if proposal is not None:
        made = policy_history.proposed(office, asking.principal, proposal)
        return version_of(made), first or made.made.in_force_from
    if first is None:
        raise click.UsageError("Say from when on it would rule: --from DAY.")
    if file is not None:
        version, _ = evaluation.policy_of(file)
        return version, first
    return evaluation.installed_policy(code), first
