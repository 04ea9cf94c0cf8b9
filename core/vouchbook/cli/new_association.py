"""``vouchbook new-association``: the package of a new association, written into a new folder."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from vouchbook.authoring import write_association
from vouchbook.cli.said import say, say_json


@click.command("new-association")
@click.argument("code")
@click.option("--name", default=None, help="The association's full name; it can be changed later.")
@click.option(
    "--into", default=Path(), show_default="the working folder", help="The folder in which the new one is made.",
    type=click.Path(path_type=Path, file_okay=False),
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def new_association(code: str, name: str | None, into: Path, as_json: bool) -> None:
    """Write the package of a new association, whose CODE are the two letters of its state.

    It is complete: a policy that reads and says of every assumed value that nobody has confirmed it, two sample
    portfolios, tests, documentation. Nothing that is there is overwritten.

    \b
    Example:
      vouchbook new-association va --name "Virginia Association for Infant Mental Health"
    """
    click.get_current_context().find_root().meta["vouchbook.json"] = as_json
    written = write_association(code, name, into)
    folder = into / written.folder.name
    if as_json:
        say_json({"association": code, "folder": str(written.folder), "files": list(written.files)})
        return
    say(f"Wrote {folder}/ with {len(written.files)} files:")
    say("\n".join(f"  {file}" for file in written.files))
    say(
        f"\nInstall it as it stands, with its tests, and go on from there:\n"
        f"  pip install -e {shlex.quote(f'{folder}[test]')}\n"
        f"  vouchbook association check {code}\n"
        f"What it asks is in {folder}/vouchbook_{code}/policy.toml; the comments there say how to change it."
    )
