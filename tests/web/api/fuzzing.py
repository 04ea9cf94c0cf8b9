"""An API to be asked anything: one small alliance for the whole file, and a coordinator's token."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, cast

import msgspec
import requests
from litestar.testing import TestClient
from tests.service.conftest import clock
from tests.web import small

from vouchbook.domain.authorize import Role
from vouchbook.domain.names import PersonId
from vouchbook.service import api_tokens, signing_in
from vouchbook.service.edge import Edge
from vouchbook.web.api import answering
from vouchbook.web.api.described import description
from vouchbook.web.app import portal
from vouchbook.web.settings import Settings

BASE = "/nc/api/v1"


class Served:
    """The portal without a server: requests go to it as it would get them."""

    description = description(BASE, "nc")

    def __init__(self) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="fuzzed-"))
        atexit.register(shutil.rmtree, self.place, ignore_errors=True)
        small.made(self.place)
        people = msgspec.json.decode((self.place / "people.json").read_bytes())
        settings = Settings(data=self.place / "alliance", key_file=self.place / "root-key")
        self.client = TestClient(portal(settings, Edge(clock)), base_url="http://127.0.0.1")
        self.office = self.client.app.state.hosting.office("nc")
        session = signing_in.session_of(
            self.office, signing_in.begin(self.office, PersonId(people["nc"]["coordinator"]), proved_by="code")
        )
        assert session is not None
        self.token = api_tokens.make(self.office, session, "a test", Role.COORDINATOR, 30)
        answering.OFTEN = (10**6, answering.OFTEN[1])

    @property
    def position(self) -> int:
        return self.office.book.position

    def ask(self, case: Any) -> Any:
        """Send what a case says, as the coordinator or as nobody."""
        given = case.as_transport_kwargs(base_url=f"http://127.0.0.1{BASE}")
        known = {name: given.get(name) for name in ("method", "url", "headers", "params", "data", "json")}
        made = requests.Request(**known).prepare()
        headers = [
            (name.encode("latin-1"), value if isinstance(value, bytes) else value.encode("latin-1", "replace"))
            for name, value in made.headers.items()
            if name.lower() != "content-length"
        ]
        headers.append((b"authorization", f"Bearer {self.token}".encode()))
        return self.client.request(
            str(made.method), str(made.url), headers=headers, content=cast("bytes | None", made.body)
        )


@cache
def served() -> Served:
    return Served()
