"""``vouchbook compare``: one portfolio before all installed associations, for somebody who wonders about a move."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from vouchbook.cli.said import page, say, say_json
from vouchbook.cli.typed import CATEGORY, DAY
from vouchbook.domain.names import CategoryCode
from vouchbook.letters.elsewhere_json import as_json, glance_as_json
from vouchbook.letters.elsewhere_page import as_text, glance_as_text
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.service import elsewhere
from vouchbook.service.edge import Edge


@click.command()
@click.argument("portfolio", type=click.Path(path_type=Path, dir_okay=False, exists=True, readable=True))
@click.option(
    "--category", "-c", type=CATEGORY, default=None, help="Line by line for this category; without it, all at a glance."
)
@click.option("--association", "-a", "codes", multiple=True, help="Only this association; may be given several times.")
@click.option("--on", type=DAY, default=None, help="The day asked about; today if left out.")
@click.option("--json", "as_json_", is_flag=True, help="Answer as JSON.")
def compare(portfolio: Path, category: str | None, codes: tuple[str, ...], on: date | None, as_json_: bool) -> None:
    """Ask all installed associations about the same PORTFOLIO file: where would an application stand?

    With a category: what each answers line by line, whether one may apply there, what each would charge, and why
    the answers differ. Without one, every category at a glance. The rules are those of the installed packages.

    Nothing is recorded, no data folder is needed, and what the file claims about others is taken at its word. Exit
    status: 0 whatever the answers are, 2 when the question itself was wrong.

    \b
    Examples:
      vouchbook compare portfolio.toml
      vouchbook compare portfolio.toml -c IMHS --on 2026-11-20
      vouchbook compare portfolio.toml -c IMHS -a nc -a tn
    """
    click.get_current_context().find_root().meta["vouchbook.json"] = as_json_
    asking = elsewhere.ask(read_portfolio(portfolio), codes, on, Edge())
    if category is None:
        glance = elsewhere.at_a_glance(asking)
        if as_json_:
            say_json(glance_as_json(glance))
        else:
            say(glance_as_text(glance, width=page()))
        return
    found = elsewhere.in_category(asking, CategoryCode(category))
    if as_json_:
        say_json(as_json(found))
    else:
        say(as_text(found, width=page()))
