"""``vouchbook sample``: an alliance of made-up people, to try the product with."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
import msgspec

from vouchbook.cli.asking import progress
from vouchbook.cli.said import say, say_json
from vouchbook.cli.typed import DAY
from vouchbook.sample import ASSOCIATIONS, STAGES, USUAL, Made, day_everywhere, make
from vouchbook.service.edge import Edge

MOST = 200_000


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--seed", type=int, default=1, show_default=True, help="Another number makes other people.")
@click.option("--on", type=DAY, default=None, help="The day that their lives lead up to; today if left out.")
@click.option(
    "--people", type=click.IntRange(USUAL, MOST), default=USUAL, show_default=True,
    help="How many; those beyond the usual live in North Carolina, one of ten of them, 300 at most, in as many ways as "
    "the usual.",
)  # fmt: skip
@click.option(
    "--key-file", type=click.Path(path_type=Path, dir_okay=False), default=None, envvar="VOUCHBOOK_KEY_FILE",
    help="Where the root key goes; FOLDER.root-key beside the folder if left out. [env: VOUCHBOOK_KEY_FILE]",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON: who is at which stage, by ids.")
def sample(folder: Path, seed: int, on: date | None, people: int, key_file: Path | None, as_json: bool) -> None:
    """Make an alliance in FOLDER, which must be new or empty: North Carolina, Tennessee and West Virginia, with
    people in every stage from a first look to an endorsement, and the staff who work for them.

    Everybody is made up, by chance from the seed: the same seed and day make the same people. They live through the
    months before the day as people do, so that everything has its history; keep real people out of this folder.

    \b
    Example:
      vouchbook sample build/play
      vouchbook serve --data build/play
    """
    click.get_current_context().find_root().meta["vouchbook.json"] = as_json
    today = day_everywhere(Edge())
    if on is not None and on > today:
        raise click.UsageError(f"{on} is still to come; lives lead up to today, {today}, or to a day before it.")
    path = folder.absolute()
    key = key_file or path.with_name(path.name + ".root-key")
    with progress("Living", people) as bar:
        done = 0

        def told(now: int, of: int) -> None:
            nonlocal done
            bar.length = of
            bar.update(now - done)
            done = now

        made = make(path, key, on or today, seed=seed, people=people, progress=told)
    if as_json:
        say_json({"folder": str(path), "key_file": str(key), "day": on or today, **msgspec.to_builtins(made)})
        return
    say(f"Made {made.people:,} people in {folder}/, of {', '.join(ASSOCIATIONS)}, in {_stages(made)} stages.")
    for each in made.stopped:
        say(f"  The rules of that day turned one of them down: {each}")
    say(f"To look at them:  vouchbook serve --data {folder}")


def _stages(made: Made) -> int:
    return len({each.stage for each in made.cast} & set(STAGES))
