"""The portal with bare pages beside its own: what the server of ``bench_portal.py`` serves in each worker.

A bare page is what the framework makes of a template: the same server, the same hop to a thread, the same headers,
and a template of the size of the page that it stands beside, with nothing asked and nothing looked up.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import jinja2
from litestar import Litestar, Request, Response
from litestar.handlers import HTTPRouteHandler

from vouchbook.hosting.settings import read
from vouchbook.web import app
from vouchbook.web.answers import Answer

PAGES = "VOUCHBOOK_BENCH_PAGES"
"""A folder with the pages as they were once answered."""


def portal() -> Litestar:
    made = app.portal(read(os.environ["VOUCHBOOK_PORTAL"]))
    made.register(_bare())
    return made


def _bare() -> HTTPRouteHandler:
    limiter: list[anyio.CapacityLimiter] = []

    async def bare(request: Request[Any, Any, Any]) -> Response[bytes]:
        if not limiter:
            limiter.append(anyio.CapacityLimiter(8))
        name = str(request.path_params["name"])
        answer = await anyio.to_thread.run_sync(lambda: _answer(name), limiter=limiter[0])
        headers = dict(answer.packed(request.headers.get("accept-encoding", "")))
        kept = {name.decode(): value.decode() for name, value in headers.items() if name != b"content-length"}
        return Response(answer.body, headers=kept, media_type=kept.pop("content-type"))

    return HTTPRouteHandler("/bare/{name:str}", http_method=["GET"], status_code=200)(bare)


def _answer(name: str) -> Answer:
    return Answer(_template(name).render(title="Bare", entries=("one", "two", "three")).encode())


@cache
def _template(name: str) -> jinja2.Template:
    """The page's own text as a template, with a title and a few entries to fill in."""
    page = (Path(os.environ[PAGES]) / name).read_text("utf-8")
    body = page.replace("{", "&#123;").replace("}", "&#125;")
    loop = "{% for entry in entries %}<li>{{ entry }}</li>{% endfor %}"
    return jinja2.Environment(autoescape=True).from_string("<title>{{ title }}</title>" + body + loop)
