"""``vouchbook evaluate``: what a sheet says of a portfolio file, without a book."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from vouchbook.cli.said import page, say, say_json
from vouchbook.cli.typed import CATEGORY, DAY
from vouchbook.domain.names import CategoryCode
from vouchbook.letters.evaluation import as_json, as_text
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.service.evaluation import evaluate_file, evaluate_under_edition


@click.command()
@click.option("--association", "-a", default=None, help="Code of an installed association, such as nc.")
@click.option("--edition", "-e", default=None, help="An edition of the guidelines as it stands, such as 2024.")
@click.option("--category", "-c", type=CATEGORY, required=True, help="Code of a category, such as IMHS.")
@click.option(
    "--portfolio", "-p", "file", required=True, help="The portfolio file, TOML or JSON.",
    type=click.Path(path_type=Path, dir_okay=False, exists=True, readable=True),
)  # fmt: skip
@click.option(
    "--on",
    type=DAY,
    default=None,
    help="The day asked; today where the association is, if left out (for an edition: today in UTC).",
)
@click.option("--emerging", is_flag=True, help="As one who begins as emerging: only what is asked of those.")
@click.option("--json", "as_json_", is_flag=True, help="Answer as JSON.")
def evaluate(
    association: str | None,
    edition: str | None,
    category: str,
    file: Path,
    on: date | None,
    emerging: bool,
    as_json_: bool,
) -> None:
    """Ask what an association's sheet, or that of the guidelines alone, says of a portfolio file.

    An edition of the guidelines is asked as it stands: with no association's own rules, and for any day. Of people
    who are vetted, those count there whom the Alliance itself has vetted (in the file: association = "alliance").

    Nothing is recorded, and what the file claims about others is taken at its word. Exit status: 0 when
    every requirement is met or left to a reviewer, 1 when something is missing, 2 when the question itself
    was wrong.

    \b
    Example:
      vouchbook evaluate -a nc -c IMHS -p portfolio.toml --on 2026-11-20
      vouchbook evaluate --edition 2024 -c IFA -p portfolio.toml --on 2024-09-20
    """
    context = click.get_current_context()
    context.find_root().meta["vouchbook.json"] = as_json_
    if (association is None) == (edition is None):
        raise click.UsageError(
            "Say whose rules: an association's with -a CODE, or the guidelines' with --edition YEAR."
        )
    read = read_portfolio(file)
    if edition is not None:
        trace, version = evaluate_under_edition(edition, CategoryCode(category), read, on, emerging=emerging)
    else:
        trace, version = evaluate_file(str(association), CategoryCode(category), read, on, emerging=emerging)
    if as_json_:
        say_json(as_json(trace, version, read.names))
    else:
        say(as_text(trace, version, read.names, width=page()))
    context.exit(1 if trace.missing else 0)
