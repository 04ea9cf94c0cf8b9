"""Files outside the book that are whole or not there: an export under a new name, a draft in place of what it was."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """What is written becomes a file of this name when all of it is there; a file that has the name already stays.

    Only whoever asked may read it, for an export is of people.

    :raises FileExistsError: the name is taken, be it by a link that leads nowhere
    """
    with _beside(path) as (file, part):
        yield file
        file.close()
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        part.replace(path)


def write_whole(path: Path, text: str) -> None:
    """Put a text in place of what a file holds, which stays as it is until all of the text is there."""
    target = path.resolve()  # a link stays a link
    with _beside(target) as (file, part):
        file.write(text.encode())
        file.close()
        if target.exists():
            shutil.copymode(target, part)
        else:
            part.chmod(0o644)
        part.replace(target)


@contextmanager
def _beside(path: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A file of no name that anybody else uses, in the folder of ``path``; gone afterwards unless it was renamed."""
    try:
        opened, name = tempfile.mkstemp(prefix=".vouchbook-", dir=path.parent)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error  # what was asked for, not our name for it
    part = Path(name)
    try:
        with os.fdopen(opened, "wb") as file:
            yield file, part
    finally:
        part.unlink(missing_ok=True)
