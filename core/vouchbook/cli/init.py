"""``vouchbook init``: an alliance in a new data folder."""

from __future__ import annotations

import uuid
from pathlib import Path

import click

from vouchbook.cli.asking import Asking, asked
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import AssociationCode, CommandId
from vouchbook.service import alliance
from vouchbook.service.folder import Folder
from vouchbook.service.office import Request


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--with", "codes", multiple=True, metavar="CODE", help="Found this installed association at once.")
@asked
def init(asking: Asking, folder: Path, codes: tuple[str, ...]) -> None:
    """Found an alliance in FOLDER, which must be new or empty.

    The root key, without which nothing sealed can ever be read, goes to FOLDER.root-key beside the folder
    unless --key-file names another place. Keep a copy of it apart from the backups of the folder.

    \b
    Example:
      vouchbook init alliance --with nc
    """
    key_file = asking.key_file or folder.absolute().with_name(folder.absolute().name + ".root-key")
    with alliance.found(folder, key_file) as made:
        made.add(alliance.ALLIANCE_CODE)
        for code in codes:
            license_(made, code, asking)
        books = [code for code in made.codes() if code != alliance.ALLIANCE_CODE]
    asking.answer(
        {"folder": str(folder), "key_file": str(key_file), "books": books},
        [
            f"Founded an alliance in {folder}/" + (f" with a book of {', '.join(books)}." if books else "."),
            f"Root key: {key_file}  (readable by you alone; copy it to a safe place, apart from the folder)",
        ],
    )


def license_(folder: Folder, code: str, asking: Asking) -> None:
    """Found one association as the Alliance does."""
    at_alliance = alliance.office(folder, alliance.ALLIANCE_CODE, asking.edge)
    on = asking.on(at_alliance)
    request = Request(CommandId(str(uuid.uuid4())), Principal(Role.ALLIANCE), on)
    alliance.license_association(folder, request, AssociationCode(code), asking.edge)
