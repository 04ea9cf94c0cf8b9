"""What a server is given to serve: the portal, made from the settings that the environment names."""

from __future__ import annotations

import os

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from vouchbook.hosting.settings import read
from vouchbook.web import app
from vouchbook.web.proxies import behind

SETTINGS = "VOUCHBOOK_PORTAL"
"""Where the settings stand, as text: what ``vouchbook serve`` leaves to its workers."""
YEAR = 365 * 24 * 60 * 60


def portal() -> ASGIApp:
    """The portal, for a server that calls this in each of its workers."""
    settings = read(os.environ[SETTINGS])
    made: ASGIApp = app.portal(settings)
    if settings.secure:
        made = _https_only(made)
    return behind(settings.trusted_proxies)(made)


def _https_only(inner: ASGIApp) -> ASGIApp:
    """Tells browsers to come by HTTPS from now on."""
    header = (b"strict-transport-security", f"max-age={YEAR}".encode())

    async def strict(scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), header]
            await send(message)

        await inner(scope, receive, sent)

    return strict
