"""What a proxy in front of the portal says of who asks, taken only from addresses that the settings trust."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
FORWARDED = (b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"forwarded", b"x-real-ip")


def behind(trusted: Sequence[str]) -> Callable[[ASGIApp], ASGIApp]:
    """Around an application: it sees the one who asked, and no header of a proxy, whoever wrote it."""
    networks = [ipaddress.ip_network(each) for each in trusted]

    def wrapped(app: ASGIApp) -> ASGIApp:
        async def seen(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == ScopeType.HTTP:
                scope = cast("Scope", {**scope, **_said(dict(scope), networks)})
            await app(scope, receive, send)

        return seen

    return wrapped


def _said(scope: dict[str, Any], networks: Sequence[Network]) -> dict[str, Any]:
    """What of the scope is different: the headers, and where a trusted proxy says so, client, scheme and host."""
    headers: list[tuple[bytes, bytes]] = list(scope["headers"])
    plain = [(name, value) for name, value in headers if name not in FORWARDED]
    client = scope.get("client")
    if not client or not _within(client[0], networks):
        return {"headers": plain}
    found: dict[str, Any] = {}
    told = _last(headers, b"x-forwarded-for")
    if told:
        found["client"] = (_who(told, networks), 0)
    if (scheme := (_last(headers, b"x-forwarded-proto") or [""])[-1]) in ("http", "https"):
        found["scheme"] = scheme
    if host := (_last(headers, b"x-forwarded-host") or [""])[-1]:
        plain = [(name, value) for name, value in plain if name != b"host"]
        plain.append((b"host", host.encode("latin-1")))
    return {**found, "headers": plain}


def _last(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> list[str]:
    """Every word of a header that may come several times, in the order in which proxies added them."""
    words = [word.strip() for each, value in headers if each == name for word in value.decode("latin-1").split(",")]
    return [word for word in words if word]


def _who(told: Sequence[str], networks: Sequence[Network]) -> str:
    """The last address that is no proxy of ours: whatever stands before it, anybody may have written."""
    for address in reversed(told):
        if not _within(address, networks):
            return address if _is_address(address) else "unknown"
    return told[0]


def _within(address: str, networks: Sequence[Network]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None) or found
    return any(mapped in network for network in networks)


def _is_address(written: str) -> bool:
    try:
        ipaddress.ip_address(written)
    except ValueError:
        return False
    return True
