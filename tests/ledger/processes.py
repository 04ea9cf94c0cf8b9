"""Writers in processes of their own, which may be killed at any moment."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import BinaryIO

from tests.ledger.samples import command, registered, training, write

from vouchbook import projections
from vouchbook.ledger import Claim, Job
from vouchbook.service.folder import Folder


class Child:
    """A forked process and what it says."""

    def __init__(self, work: Callable[[Callable[[str], None]], None]) -> None:
        said, saying = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.close(said)
                work(lambda text: _say(saying, text))
                os._exit(0)
            except BaseException:
                traceback.print_exc(file=sys.stderr)
                os._exit(1)
        os.close(saying)
        self.said: BinaryIO = os.fdopen(said, "rb")

    def kill(self) -> list[str]:
        """Stop it at once; what it had said until then, whole lines only."""
        os.kill(self.pid, signal.SIGKILL)
        return self.finished()

    def finished(self) -> list[str]:
        lines = self.said.read().split(b"\n")[:-1]
        self.said.close()
        _, self.status = os.waitpid(self.pid, 0)
        return [line.decode() for line in lines]


def _say(pipe: int, text: str) -> None:
    os.write(pipe, text.encode() + b"\n")  # short enough to arrive whole


@contextmanager
def opened(place: Path) -> Iterator[Folder]:
    with Folder.open(place / "data", place / "root.key") as folder:
        yield folder


def write_on(place: Path, name: str, say: Callable[[str], None]) -> None:
    """Commands without end, each acknowledged by its id once ``append`` has returned."""
    with opened(place) as folder:
        book, _ = folder.book("nc")
        for number in count():
            person, id_ = f"p-{name}-{number}", f"c-{name}-{number}"
            digest = f"{person:>32}".encode()
            book.append(
                command(id_=id_),
                [write(person, 0, registered(person), training(person))],
                claims=[Claim("email", digest)],
                released=[Claim("email", f"p-{name}-{number - 1:>32}".encode())],
                rows=projections.changes,
                jobs=[Job(f"j-{name}-{number}", "mail", number, b"{}")],
            )
            say(id_)
            book.append(command(id_=f"{id_}-again"), [write(person, 2, training(person))], rows=projections.changes)
            say(f"{id_}-again")
