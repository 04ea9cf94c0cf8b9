"""``vouchbook evaluate``: what a sheet says of a portfolio file, without a book."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from vouchbook.cli.said import page, say, say_json
from vouchbook.cli.typed import DAY
from vouchbook.domain.names import CategoryCode
from vouchbook.letters.evaluation import as_json, as_text
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.service.evaluation import evaluate_file


@click.command()
@click.option("--association", "-a", required=True, help="Code of an installed association, such as nc.")
@click.option("--category", "-c", required=True, help="Code of a category, such as IMHS.")
@click.option(
    "--portfolio", "-p", "file", required=True, help="The portfolio file, TOML or JSON.",
    type=click.Path(path_type=Path, dir_okay=False, exists=True, readable=True),
)  # fmt: skip
@click.option("--on", type=DAY, default=None, help="The day asked; today where the association is, if left out.")
@click.option("--json", "as_json_", is_flag=True, help="Answer as JSON.")
def evaluate(association: str, category: str, file: Path, on: date | None, as_json_: bool) -> None:
    """Ask what an association's sheet says of a portfolio file, requirement by requirement.

    Nothing is recorded, and what the file claims about others is taken at its word. Exit status: 0 when
    every requirement is met or left to a reviewer, 1 when something is missing, 2 when the question itself
    was wrong.

    \b
    Example:
      vouchbook evaluate -a nc -c IMHS -p portfolio.toml --on 2026-11-20
    """
    context = click.get_current_context()
    context.find_root().meta["vouchbook.json"] = as_json_
    read = read_portfolio(file)
    trace, version = evaluate_file(association, CategoryCode(category), read, on)
    if as_json_:
        say_json(as_json(trace, version, read.names))
    else:
        say(as_text(trace, version, read.names, width=page()))
    context.exit(1 if trace.missing else 0)
