"""One call from its first byte to its last: who asks, what they sent, what they get."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import msgspec

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.refusal import Refused
from vouchbook.service import api_tokens, limits
from vouchbook.service.access_log import denied
from vouchbook.service.office import Office
from vouchbook.web.answers import Answer
from vouchbook.web.api import problems
from vouchbook.web.api.endpoint import Call, Endpoint, Page
from vouchbook.web.troubles import understood

LARGEST = 256 * 1024
"""Bytes of JSON that one call may send."""
OFTEN = (600, timedelta(minutes=1))
"""So many calls of one token, or of one address without one, in a while."""
_ANYONE = Principal(Role.ANYONE)


def answered(
    office: Office,
    endpoint: Endpoint,
    path: Mapping[str, str],
    query: Mapping[str, list[str]],
    headers: Mapping[str, str],
    body: bytes,
    address: str,
    remote: str,
) -> Answer:
    """:param address: the call's own address, for links to other pages of a list"""
    try:
        speaker, principal = _speaker(office, headers, remote)
        if principal is None and not endpoint.open_:
            return problems.problem(*problems.NO_TOKEN)
        limits.attempt(office, limits.limit(office, "api", speaker, *OFTEN))
        asker = principal or _ANYONE
        call = Call(office, asker, office.today, dict(path), _query(endpoint, query), speaker=speaker)
        if endpoint.takes is not None:
            _must_be_json(headers)
            call.body = msgspec.json.decode(body, type=endpoint.takes)
        if endpoint.method == "POST":
            call.key = _key(headers)
        found = endpoint.answer(call)
    except _Unreadable as wrong:
        return problems.problem(wrong.status, wrong.code, "This request cannot be read", str(wrong))
    except msgspec.ValidationError as wrong:
        return problems.problem(422, "body", "The body is not as described", str(wrong))
    except (msgspec.DecodeError, RecursionError):
        return problems.problem(400, "no_json", "The body is no JSON", "Send one JSON object in UTF-8.")
    except Refused as refused:
        if refused.code == "too_many_attempts":
            return _slow_down(refused)
        if understood(refused).status == 403:
            denied(office, asker, endpoint.name)
        return problems.of(refused)
    except Exception as error:
        return problems.of(error)
    return _found(endpoint, found, headers, address)


class _Unreadable(Exception):
    def __init__(self, status: int, code: str, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.code = code


def _speaker(office: Office, headers: Mapping[str, str], remote: str) -> tuple[str, Principal | None]:
    """Who speaks, for limits and keys; and as whom, where a token says so."""
    kind, _, token = headers.get("authorization", "").partition(" ")
    if not kind:
        return f"address {limits.network(remote)}", None
    principal = api_tokens.principal_of(office, token.strip()) if kind.lower() == "bearer" else None
    if principal is None:
        limits.attempt(office, limits.limit(office, "api token", limits.network(remote), 30, timedelta(minutes=1)))
        raise _Unreadable(
            401, "token_unknown", "This token is unknown here or has ended; each association has its own."
        )
    return f"token {sha256(token.encode()).hexdigest()}", principal


def _query(endpoint: Endpoint, given: Mapping[str, list[str]]) -> dict[str, Any]:
    known = {each.name: each for each in endpoint.asks}
    found: dict[str, Any] = {}
    for name, values in given.items():
        if name not in known:
            takes = f"It takes: {', '.join(known)}." if known else "It takes none."
            raise _Unreadable(400, "parameter", f"There is no parameter {name[:40]!r} here. {takes}")
        if len(values) != 1 or not values[0]:
            raise _Unreadable(400, "parameter", f"Give {name} once, with a value.")
        found[name] = _read(known[name].kind, name, values[0])
    return found


def _read(kind: type, name: str, written: str) -> Any:  # noqa: ANN401  # as the parameter's kind says
    try:
        if kind is int and written.isascii() and written.isdigit() and len(written) < 10 and int(written) > 0:
            return int(written)
        if kind is date and len(written) == 10:
            return date.fromisoformat(written)
        if kind is str and len(written) <= 200 and written.isprintable():
            return written
    except ValueError:
        pass
    wanted = {int: "a whole number from 1", date: "a day such as 2026-11-20", str: "at most 200 printable letters"}
    raise _Unreadable(400, "parameter", f"{name} is {wanted[kind]}.")


def _must_be_json(headers: Mapping[str, str]) -> None:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise _Unreadable(415, "content_type", "Send JSON, with Content-Type: application/json.")


def _key(headers: Mapping[str, str]) -> str | None:
    key = headers.get("idempotency-key")
    if key is not None and not (0 < len(key) <= 200 and key.isascii() and key.isprintable()):
        raise _Unreadable(400, "key", "An Idempotency-Key has 1 to 200 printable ASCII letters.")
    return key


def _slow_down(refused: Refused) -> Answer:
    answer = problems.of(refused)
    answer.status = 429
    answer.headers.append(("retry-after", "60"))
    return answer


def _found(endpoint: Endpoint, found: object, headers: Mapping[str, str], address: str) -> Answer:
    body = msgspec.json.encode(found)
    answer = Answer(body, endpoint.status, "application/json")
    if endpoint.method == "GET":
        tag = f'"{sha256(body).hexdigest()[:32]}"'
        answer.headers += [("etag", tag), ("cache-control", "private, no-cache"), ("vary", "authorization")]
        if tag in (each.strip().removeprefix("W/") for each in headers.get("if-none-match", "").split(",")):
            answer.body, answer.status = b"", 304
        if isinstance(found, Page):
            answer.headers += _links(found, address)
    return answer


def _links(page: Page[Any], address: str) -> list[tuple[str, str]]:
    """The neighbours of a page of a list, as RFC 8288 has them."""
    beside = {"first": 1, "prev": page.page - 1, "next": page.page + 1, "last": page.pages}
    path, _, query = address.partition("?")
    kept = "&".join(part for part in query.split("&") if part and not part.startswith("page="))
    links = [
        f'<{path}?{f"{kept}&" if kept else ""}page={number}>; rel="{rel}"'
        for rel, number in beside.items()
        if 1 <= number <= page.pages
    ]
    return [("link", ", ".join(links))]
