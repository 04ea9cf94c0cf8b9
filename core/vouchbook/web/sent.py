"""An answer on its way to the browser, byte for byte as the portal made it."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response
from litestar.types import Receive, Scope, Send

from vouchbook.web.answers import Answer


def sent(request: Request[Any, Any, Any], answer: Answer) -> Response[bytes]:
    """The answer, packed where the reader takes that."""
    headers = answer.packed(request.headers.get("accept-encoding", ""))
    return Plain(answer.body, answer.status, headers)


class Plain(Response[bytes]):
    """An answer that is sent as it is: its headers and cookies were made by the portal."""

    def __init__(self, body: bytes, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        super().__init__(body, status_code=status)
        self._ready = headers

    def to_asgi_response(self, *_: Any, **__: Any) -> Any:  # noqa: ANN401
        body, status, headers = self.content, self.status_code, self._ready

        async def respond(scope: Scope, receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": status or 200, "headers": headers})
            await send({"type": "http.response.body", "body": body, "more_body": False})

        return respond
