"""``vouchbook serve`` in processes of its own, as it is hosted: real sockets, its memory and its log to be read."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path

import httpx

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import CommandId, PersonId
from vouchbook.service import alliance, person, signing_in
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office, Request

VOUCHBOOK = Path(sys.executable).with_name("vouchbook")
_numbers = count(1)


class Served:
    """``vouchbook serve`` in processes of its own, and its data folder beside it."""

    def __init__(self, place: Path, port: int, server: subprocess.Popen[bytes], log: Path, office: Office) -> None:
        self.place, self.port, self.server, self.log, self.office = place, port, server, log, office
        self.url = f"http://127.0.0.1:{port}"
        self.open = ExitStack()

    def somebody(self) -> tuple[httpx.Client, PersonId]:
        """A browser in which somebody new has just signed in."""
        number = next(_numbers)
        words = PersonWords("Dana", "Day", f"dana{number}@example.org")
        asked = Request(CommandId(f"new-{number}-{self.port}"), Principal(Role.COORDINATOR), self.office.today)
        who = PersonId(person.register(self.office, asked, words).result["person"])
        browser = self.browser()
        browser.cookies.set("vouchbook-nc-session", signing_in.begin(self.office, who, proved_by="code"))
        return browser, who

    def browser(self, **cookies: str) -> httpx.Client:
        return self.open.enter_context(httpx.Client(base_url=self.url, timeout=60, cookies=cookies))

    def memory(self) -> int:
        """Bytes that all of its processes hold in memory."""
        return sum(_resident(each) for each in family(self.server.pid))


def family(pid: int) -> list[int]:
    children = [int(each) for task in Path(f"/proc/{pid}/task").glob("*/children") for each in task.read_text().split()]
    return [pid, *(each for child in children for each in family(child))]


def _resident(pid: int) -> int:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) * 1024 if found else 0


@contextmanager
def serving(place: Path, *words: str) -> Iterator[Served]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VOUCHBOOK_")}
    log = place.with_name(f"log-{port}")
    with log.open("wb") as out:
        server = subprocess.Popen(
            [VOUCHBOOK, "serve", "--data", str(place), "--port", str(port), *words],
            env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        until = time.monotonic() + 60
        while server.poll() is None and time.monotonic() < until:
            with suppress(httpx.TransportError):
                if httpx.get(f"http://127.0.0.1:{port}/nc/", timeout=20).status_code == 200:
                    break
            time.sleep(0.05)
        with Folder.open(place) as folder:
            found = Served(place, port, server, log, alliance.office(folder, "nc", Edge()))
            with found.open:
                yield found
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()
