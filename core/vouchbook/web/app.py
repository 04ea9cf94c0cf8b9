"""The portal as an application: every route below its association's address, answered in a thread, never too many."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, cast
from urllib.parse import parse_qs, parse_qsl

import anyio.to_thread
from litestar import Litestar, Request, Response
from litestar.config.allowed_hosts import AllowedHostsConfig
from litestar.datastructures import UploadFile
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, Receive, Scope, Send

from vouchbook.service import roles, signing_in
from vouchbook.service.edge import Edge
from vouchbook.service.office import Office
from vouchbook.web import assets, cookies, kept, noting, troubles
from vouchbook.web.answers import Answer
from vouchbook.web.api import mounting, problems
from vouchbook.web.entering import stopped
from vouchbook.web.fields import Fields, Upload
from vouchbook.web.hosting import Hosting
from vouchbook.web.pages import ROUTES
from vouchbook.web.routes import Area, Route, on_behalf
from vouchbook.web.sent import Plain, sent
from vouchbook.web.settings import Settings
from vouchbook.web.visit import Visit

Asked = Request[Any, Any, Any]
MOST_FIELDS = 2_000
MOST_ASKED = 100
"""Values that an address may have after the question mark."""
FOR_EVER = "public, max-age=31536000, immutable"


def portal(settings: Settings, edge: Edge | None = None) -> Litestar:
    """The portal over one data folder."""
    hosting = Hosting(settings, edge)
    crowd = Crowd(settings.at_once)
    handlers = [handler for route in ROUTES for handler in _handlers(hosting, crowd, route)]
    app = Litestar(
        route_handlers=[*handlers, *mounting.handlers(hosting, crowd), _static(), _health(hosting), *_front(hosting)],
        openapi_config=None,
        exception_handlers={HTTPException: _outside, Exception: _outside},
        on_shutdown=[hosting.close],
        middleware=[_by_host(settings)] if settings.domain else [],
        allowed_hosts=_names(settings),
        logging_config=None,
    )
    app.state.hosting = hosting
    return app


def _names(settings: Settings) -> AllowedHostsConfig | None:
    """Under which names the portal answers; whoever watches its health need not know them."""
    if not settings.hosts:
        return None
    ours = [f"*.{settings.domain}", settings.domain] if settings.domain else []
    return AllowedHostsConfig([*settings.hosts, *ours], exclude=["^/health$"])


class Crowd:
    """How many are answered at a time; the next few wait, and whoever comes then is asked to come again."""

    def __init__(self, at_once: int) -> None:
        self.most = at_once * 5
        self.here = 0
        self._at_once = at_once
        self._limiter: anyio.CapacityLimiter | None = None

    @property
    def limiter(self) -> anyio.CapacityLimiter:
        if self._limiter is None:
            self._limiter = anyio.CapacityLimiter(self._at_once)
        return self._limiter

    async def let_in(self, work: Callable[[], Answer]) -> Answer | None:
        """The answer, or none where too many are waiting already."""
        if self.here >= self.most:
            return None
        self.here += 1
        try:
            return await anyio.to_thread.run_sync(work, limiter=self.limiter)
        finally:
            self.here -= 1


def _handlers(hosting: Hosting, crowd: Crowd, route: Route) -> list[HTTPRouteHandler]:
    paths = [route.path]
    if route.area is Area.OWN:
        paths.append(on_behalf(route.path))
    return [_handler(hosting, crowd, route, path) for path in paths]


def _handler(hosting: Hosting, crowd: Crowd, route: Route, path: str) -> HTTPRouteHandler:
    async def handle(request: Asked) -> Response[bytes]:
        if request.scope.get("query_string", b"").count(b"&") >= MOST_ASKED:
            return sent(request, troubles.bare(troubles.GARBLED))
        try:
            typed, files = await _form(request) if route.method == "POST" else ({}, {})
        except HTTPException as error:
            if error.status_code == 413:
                raise
            return sent(request, troubles.bare(troubles.GARBLED))
        except (ValueError, UnicodeError):
            return sent(request, troubles.bare(troubles.GARBLED))
        try:
            answer = await crowd.let_in(lambda: answered(hosting, route, request, Fields(typed, _read(files))))
            if answer is None:
                answer = await anyio.to_thread.run_sync(lambda: _shed(hosting, route, request, Fields(typed)))
        finally:
            for file in (each for several in files.values() for each in several):
                file.file.close()
        return sent(request, answer)

    handle.__name__ = f"{route.name.replace('.', '_')}_{'behalf' if path != route.path else 'own'}"
    typed_path = "/{association:str}" + path.replace("}", ":str}")
    return HTTPRouteHandler(
        typed_path.rstrip("/") or "/",
        http_method=[route.method],  # type: ignore[list-item]
        request_max_body_size=route.limit,
        status_code=200,
        opt={"route": route},
    )(handle)


def answered(hosting: Hosting, route: Route, request: Asked, fields: Fields) -> Answer:
    """The whole of one request, in a thread: who asks, whether they may, and what they get."""
    office = _office(hosting, request)
    if office is None:
        return troubles.bare(troubles.NOT_FOUND)
    if route.method == "GET":
        return office.looking(lambda: _answered(visiting(hosting, office, route, request, fields)))
    return _answered(visiting(hosting, office, route, request, fields))


def _answered(visit: Visit) -> Answer:
    route = visit.route
    parameters = {name: value for name, value in visit.parameters.items() if name != "about" or not visit.behalf}

    def work() -> Answer:
        turned_away = stopped(visit)
        if turned_away is not None:
            return turned_away
        answer = kept.answered(visit, lambda: route.answer(visit, **parameters))
        noting.opened(visit, answer)
        return answer

    return visit.answered(troubles.guarded(visit, work))


def _office(hosting: Hosting, request: Asked) -> Office | None:
    """The association of an address; none where no such one is hosted here."""
    try:
        return hosting.office(str(request.path_params["association"]))
    except OSError:
        return None


def visiting(hosting: Hosting, office: Office, route: Route, request: Asked, fields: Fields) -> Visit:
    """The visit that a request is."""
    parameters = dict(request.path_params)
    code = parameters.pop("association")
    settings = hosting.settings
    sent = {
        what: value
        for what in (cookies.BROWSER, cookies.SESSION, cookies.RATER, cookies.SAID)
        if (value := request.cookies.get(cookies.name(settings, code, what)))
    }
    token = sent.get(cookies.RATER if route.area is Area.RATING else cookies.SESSION)
    session = signing_in.session_of(office, token) if token else None
    person = session.person if session is not None else None
    return Visit(
        hosting,
        office,
        route,
        parameters,
        parse_qs(request.scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True),
        fields,
        sent,
        session,
        roles.held_by(office, person, office.today) if person is not None else frozenset(),
        path=str(dict(request.scope).get("shown_path", request.scope["path"])),
        remote=request.client.host if request.client else "",
        origin=_origin(settings, request),
        agent=request.headers.get("user-agent", ""),
        foreign=_foreign(settings, request),
    )


def _origin(settings: Settings, request: Asked) -> str:
    return f"{'https' if settings.secure else 'http'}://{request.headers.get('host', 'localhost')}"


def _foreign(settings: Settings, request: Asked) -> bool:
    """Whether a browser says that the form it sends stood on another site; old ones say nothing."""
    if request.headers.get("sec-fetch-site", "same-origin") in ("cross-site", "same-site"):
        return True
    origin = request.headers.get("origin")
    return origin is not None and origin.lower() != _origin(settings, request).lower()


def _shed(hosting: Hosting, route: Route, request: Asked, fields: Fields) -> Answer:
    """Too many at once: what somebody typed comes back to them, to be sent again."""
    if route.method != "POST":
        return troubles.bare(troubles.CROWDED)
    office = _office(hosting, request)
    if office is None:
        return troubles.bare(troubles.NOT_FOUND)
    visit = visiting(hosting, office, route, request, fields)
    return visit.answered(troubles.shown(visit, troubles.CROWDED))


async def _form(request: Asked) -> tuple[Mapping[str, Sequence[str]], Mapping[str, Sequence[UploadFile]]]:
    """What was typed, and the files as they wait outside the memory: only who is let in has theirs read."""
    typed: dict[str, list[str]] = {}
    files: dict[str, list[UploadFile]] = {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        for name, value in (await request.form()).multi_items():
            if isinstance(value, UploadFile):
                files.setdefault(name, []).append(value)
            else:
                typed.setdefault(name, []).append(value if isinstance(value, str) else str(value))
    elif kind == "application/x-www-form-urlencoded":
        body = (await request.body()).decode("utf-8")
        for name, value in parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"):
            typed.setdefault(name, []).append(value)
    return typed, files


def _read(files: Mapping[str, Sequence[UploadFile]]) -> dict[str, list[Upload]]:
    """The files of a form, in the thread that answers it."""
    found: dict[str, list[Upload]] = {}
    for name, several in files.items():
        for each in several:
            each.file.seek(0)
            found.setdefault(name, []).append(Upload(each.filename or "", each.file.read()))
    return found


def _outside(request: Asked, error: Exception) -> Response[bytes]:
    """What went wrong before an association was known, or beside every page."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    known = {404: troubles.NOT_FOUND, 405: troubles.NOT_FOUND, 413: troubles.TOO_LARGE, 400: troubles.GARBLED}
    trouble = known.get(status) or troubles.understood(error)
    if status == 405:
        trouble = troubles.Trouble(405, trouble.heading, trouble.words)
    if f"{mounting.BASE}/" in request.scope["path"]:
        return sent(request, problems.problem(trouble.status, "not_found", trouble.heading, trouble.words))
    return sent(request, troubles.bare(trouble))


def _static() -> HTTPRouteHandler:
    async def static(request: Asked) -> Response[bytes]:
        found = assets.asset(str(request.path_params["name"]).lstrip("/"))
        if found is None:
            return sent(request, troubles.bare(troubles.NOT_FOUND))
        packed = found.packed is not None and "gzip" in request.headers.get("accept-encoding", "")
        known = request.scope["query_string"].decode("latin-1") == found.digest
        headers = [
            ("content-type", found.kind),
            ("cache-control", FOR_EVER if known else "no-cache"),
            ("etag", f'"{found.digest}"'),
            ("x-content-type-options", "nosniff"),
            ("cross-origin-resource-policy", "same-origin"),
            ("vary", "accept-encoding"),
        ]
        if packed:
            headers.append(("content-encoding", "gzip"))
        if request.headers.get("if-none-match") == f'"{found.digest}"':
            return Plain(b"", 304, [(name.encode(), value.encode()) for name, value in headers])
        body = found.packed if packed and found.packed is not None else found.body
        headers.append(("content-length", str(len(body))))
        return Plain(body, 200, [(name.encode(), value.encode()) for name, value in headers])

    return HTTPRouteHandler("/static/{name:path}", http_method=["GET"], status_code=200)(static)


def _health(hosting: Hosting) -> HTTPRouteHandler:
    async def health(request: Asked) -> Response[bytes]:
        def look() -> Answer:
            try:
                hosting.codes()
            except Exception:
                return Answer(b"not ready\n", 503, "text/plain; charset=utf-8")
            return Answer(b"ready\n", kind="text/plain; charset=utf-8")

        return sent(request, await asyncio.to_thread(look))

    return HTTPRouteHandler("/health", http_method=["GET"], status_code=200)(health)


def _front(hosting: Hosting) -> list[HTTPRouteHandler]:
    """The page before all associations: which of them are here."""

    async def front(request: Asked) -> Response[bytes]:
        from vouchbook.web import front as page

        return sent(request, await anyio.to_thread.run_sync(lambda: page.shown(hosting)))

    return [HTTPRouteHandler("/", http_method=["GET"], status_code=200)(front)]


def _by_host(settings: Settings) -> Callable[[ASGIApp], ASGIApp]:
    """Where each association has a host of its own: ``nc.example.org/my`` is ``/nc/my``."""
    ending = f".{settings.domain}"

    def wrapped(app: ASGIApp) -> ASGIApp:
        async def by_host(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == ScopeType.HTTP:
                host = dict(scope["headers"]).get(b"host", b"").decode("latin-1").partition(":")[0].lower()
                path = scope["path"]
                if host.endswith(ending) and not path.startswith(("/static/", "/health")):
                    there = {"path": f"/{host.removesuffix(ending)}{path}", "shown_path": path}
                    scope = cast("Scope", {**scope, **there})
            await app(scope, receive, send)

        return by_host

    return wrapped


Middleware = Callable[[Scope, Receive, Send], Awaitable[None]]
