"""The portal as browsers reach it: served on a free port of this machine, from a thread of this process."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar
from msgspec import Struct
from tests.service.conftest import clock

from vouchbook import sample
from vouchbook.domain.names import ItemId, PersonId
from vouchbook.service import signing_in
from vouchbook.service.edge import Edge
from vouchbook.web import cookies
from vouchbook.web.app import portal
from vouchbook.web.hosting import Hosting
from vouchbook.web.settings import Settings


class Live(Struct, frozen=True):
    """A portal that is being served. ``people`` are those of ``tests.web.small``, by association."""

    url: str
    hosting: Hosting
    people: dict[str, dict[str, str]]

    def cookie(self, who: str, association: str = "nc") -> dict[str, str]:
        """The session of somebody who has just signed in, as a browser context takes it."""
        office = self.hosting.office(association)
        assert office is not None, f"there is no association {association!r}"
        known = self.people[association][who]
        if known.startswith("ra-"):  # who was asked for this reference, come by their link
            token, what = signing_in.begin(office, rating=ItemId(known), proved_by="code"), cookies.RATER
        else:
            token, what = signing_in.begin(office, PersonId(known), proved_by="code"), cookies.SESSION
        name = cookies.name(self.hosting.settings, association, what)
        return {"name": name, "value": token, "url": self.url}


def cast(place: Path) -> dict[str, dict[str, str]]:
    """Who is who in a sample, by association, then by stage: the first who reached it, their application and panel."""
    made = sample.made_in(place)
    assert made is not None, f"{place} is no sample"
    people: dict[str, dict[str, str]] = {}
    for each in made.cast:
        known = people.setdefault(each.association, {})
        panel = {f"{each.stage}_reviewer_{number}": who for number, who in enumerate(each.panel, 1)}
        ids = {
            each.stage: each.person,
            f"{each.stage}_application": each.application,
            f"{each.stage}_rating": each.rating,
        }
        for name, id_ in (ids | panel).items():
            if id_ is not None:
                known.setdefault(name, id_)
    return people


@contextmanager
def served(place: Path, key_file: Path, people: dict[str, dict[str, str]], *, made_up: bool = False) -> Iterator[Live]:
    """The portal over a data folder, until the block ends."""
    app = portal(Settings(data=place, key_file=key_file, sample=made_up), Edge(clock))
    with listening(app) as url:
        yield Live(url, app.state.hosting, people)


@contextmanager
def listening(app: Litestar) -> Iterator[str]:
    """The address at which an application answers, until the block ends."""
    port = _free_port()
    server = Server(app, port=port, interface=Interfaces.ASGI, log_enabled=False, websockets=False)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=lambda: loop.run_until_complete(server.serve()), name="portal")
    thread.start()
    try:
        _wait_for(port, thread)
        yield f"http://127.0.0.1:{port}"
    finally:
        loop.call_soon_threadsafe(server.stop)
        thread.join()
        loop.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, thread: threading.Thread) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and thread.is_alive():
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise AssertionError("the portal does not answer")
