"""Puts the API below each association's address, beside the pages: the same crowd, the same threads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import anyio.to_thread
import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler

from vouchbook.web.answers import Answer
from vouchbook.web.api import problems
from vouchbook.web.api.answering import LARGEST, answered
from vouchbook.web.api.described import description
from vouchbook.web.api.endpoint import Endpoint
from vouchbook.web.api.endpoints import ENDPOINTS
from vouchbook.web.hosting import Hosting
from vouchbook.web.sent import sent

if TYPE_CHECKING:
    from vouchbook.web.app import Crowd

BASE = "/api/v1"
Asked = Request[Any, Any, Any]


def handlers(hosting: Hosting, crowd: Crowd) -> list[HTTPRouteHandler]:
    """One for each endpoint, one for the description, and one that says of everything else that it is not there."""
    return [*(_handler(hosting, crowd, each) for each in ENDPOINTS), _described(hosting), *_nothing()]


def _handler(hosting: Hosting, crowd: Crowd, endpoint: Endpoint) -> HTTPRouteHandler:
    async def handle(request: Asked) -> Response[bytes]:
        try:
            body = await request.body() if endpoint.method == "POST" else b""
        except HTTPException:
            return sent(
                request, problems.problem(413, "too_large", "This is too much", f"Send {LARGEST} bytes at most.")
            )
        answer = await crowd.let_in(lambda: _answer(hosting, endpoint, request, body))
        if answer is None:
            answer = problems.problem(503, "crowded", "Many are here at this moment", "Come again in a few seconds.")
        return sent(request, answer)

    handle.__name__ = f"api_{endpoint.name}"
    return HTTPRouteHandler(
        "/{association:str}" + BASE + endpoint.path.replace("}", ":str}"),
        http_method=[endpoint.method],  # type: ignore[list-item]
        request_max_body_size=LARGEST,
        status_code=200,
        opt={"endpoint": endpoint},
    )(handle)


def _answer(hosting: Hosting, endpoint: Endpoint, request: Asked, body: bytes) -> Answer:
    path = dict(request.path_params)
    code = str(path.pop("association"))
    office = hosting.office(code)
    if office is None or not office.policies.adopted:
        return problems.problem(*problems.NOT_HERE)
    written = request.scope.get("query_string", b"").decode("latin-1")
    shown = str(dict(request.scope).get("shown_path", request.scope["path"]))
    try:
        query = parse_qs(written, keep_blank_values=True, max_num_fields=50, errors="strict")
    except ValueError:
        return problems.problem(400, "parameter", "This request cannot be read", "The address is not in UTF-8.")
    headers = {name.lower(): value for name, value in request.headers.items()}
    remote = request.client.host if request.client else ""
    return answered(office, endpoint, path, query, headers, body, f"{shown}?{written}", remote)


def _described(hosting: Hosting) -> HTTPRouteHandler:
    async def openapi(request: Asked) -> Response[bytes]:
        code = str(request.path_params["association"])
        office = await anyio.to_thread.run_sync(lambda: hosting.office(code))
        if office is None:
            return sent(request, problems.problem(*problems.NOT_HERE))
        made = description(f"{hosting.prefix(code)}{BASE}", f"Vouchbook, {code}")
        answer = Answer(msgspec.json.encode(made), kind="application/json", headers=[("cache-control", "no-cache")])
        return sent(request, answer)

    return HTTPRouteHandler("/{association:str}" + BASE + "/openapi.json", http_method=["GET"], status_code=200)(
        openapi
    )


def _nothing() -> list[HTTPRouteHandler]:
    """Whatever is not an endpoint is answered as a problem, too."""

    async def nothing(request: Asked) -> Response[bytes]:
        return sent(request, problems.problem(*problems.NOT_HERE))

    methods: list[Any] = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    return [
        HTTPRouteHandler("/{association:str}" + BASE + "/{rest:path}", http_method=methods, status_code=200)(nothing)
    ]
