"""``vouchbook init``: an alliance in a new data folder."""

from __future__ import annotations

import uuid
from pathlib import Path

import click

from vouchbook.cli.said import say, say_json
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import AssociationCode, CommandId
from vouchbook.service import alliance, evaluation
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.office import Request


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--with", "codes", multiple=True, metavar="CODE", help="Found this installed association at once.")
@click.option(
    "--key-file", type=click.Path(path_type=Path, dir_okay=False), default=None, envvar="VOUCHBOOK_KEY_FILE",
    help="Where the root key goes; FOLDER.root-key beside the folder if left out. [env: VOUCHBOOK_KEY_FILE]",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def init(folder: Path, codes: tuple[str, ...], key_file: Path | None, as_json: bool) -> None:
    """Found an alliance in FOLDER, which must be new or empty.

    The root key, without which nothing sealed can ever be read, goes beside the folder, never into it. Keep a
    copy of it apart from the backups of the folder.

    \b
    Example:
      vouchbook init my-alliance --with nc
    """
    click.get_current_context().find_root().meta["vouchbook.json"] = as_json
    for code in codes:
        evaluation.installed_policy(code)  # what cannot be founded is said before anything is made
    path = folder.absolute()
    key = key_file or path.with_name(path.name + ".root-key")
    with alliance.found(path, key) as made:
        made.add(alliance.ALLIANCE_CODE)
        for code in codes:
            license_(made, code)
    if as_json:
        say_json({"folder": str(path), "key_file": str(key), "books": list(codes)})
        return
    say(f"Founded an alliance in {folder}/" + (f" with a book of {', '.join(codes)}." if codes else "."))
    say(f"Root key: {key}  (readable by you alone; copy it to a safe place, apart from the folder)")


def license_(folder: Folder, code: str) -> None:
    """Found one association as the Alliance does, today."""
    request = Request(CommandId(str(uuid.uuid4())), Principal(Role.ALLIANCE), Edge().today("UTC"))
    alliance.license_association(folder, request, AssociationCode(code))
