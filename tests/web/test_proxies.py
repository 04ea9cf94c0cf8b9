"""What a proxy says of who asks is believed from addresses that the settings trust, and from nobody else."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from vouchbook.web.proxies import behind

FORGED = [
    (b"x-forwarded-for", b"203.0.113.9"),
    (b"x-forwarded-proto", b"https"),
    (b"x-forwarded-host", b"evil.example"),
]


def seen(client: str, headers: list[tuple[bytes, bytes]], trusted: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        found.update(scope)

    scope = {"type": "http", "client": (client, 5), "scheme": "http", "headers": [(b"host", b"here.example"), *headers]}
    wrapped = behind(trusted)(cast("Any", app))
    asyncio.run(cast("Any", wrapped(cast("Any", scope), cast("Any", None), cast("Any", None))))
    return found


def test_nobody_is_believed_where_no_proxy_is_set() -> None:
    found = seen("198.51.100.1", FORGED, ())
    assert found["client"][0] == "198.51.100.1"
    assert found["scheme"] == "http"
    assert found["headers"] == [(b"host", b"here.example")]


def test_a_stranger_who_says_what_a_proxy_says_is_not_believed() -> None:
    found = seen("198.51.100.1", FORGED, ("127.0.0.1/32", "10.0.0.0/8"))
    assert found["client"][0] == "198.51.100.1"
    assert dict(found["headers"])[b"host"] == b"here.example"


@pytest.mark.parametrize("client", ["127.0.0.1", "10.2.3.4", "::ffff:10.2.3.4"])
def test_a_trusted_proxy_says_who_asked_how_and_for_what(client: str) -> None:
    found = seen(client, FORGED, ("127.0.0.1/32", "10.0.0.0/8"))
    assert found["client"][0] == "203.0.113.9"
    assert found["scheme"] == "https"
    assert dict(found["headers"])[b"host"] == b"evil.example"


def test_of_several_addresses_the_last_that_is_no_proxy_of_ours_asked() -> None:
    """Whatever stands before it, the one who asked may have written."""
    headers = [(b"x-forwarded-for", b"6.6.6.6, 203.0.113.9"), (b"x-forwarded-for", b"10.1.1.1")]
    assert seen("127.0.0.1", headers, ("127.0.0.1/32", "10.0.0.0/8"))["client"][0] == "203.0.113.9"


@pytest.mark.parametrize("told", [b"", b",", b"<script>", b"unknown", b"203.0.113.9:80"])
def test_what_is_no_address_is_nobody(told: bytes) -> None:
    found = seen("127.0.0.1", [(b"x-forwarded-for", told), (b"x-forwarded-proto", b"gopher")], ("127.0.0.1/32",))
    assert found["client"][0] in ("127.0.0.1", "unknown")
    assert found["scheme"] == "http"
