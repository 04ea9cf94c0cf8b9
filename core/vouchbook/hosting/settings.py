"""Everything that hosting decides: where the data lies, under which addresses, behind what, and how it looks."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

WAITING = 4
"""So many times those who are answered at once may wait; whoever comes then is asked to come again."""


class Brand(Struct, frozen=True):
    """How an association looks: ``colour`` carries white text, ``logo`` is the path of a file.

    ``contact`` is where people write to, and where answers to letters go.
    """

    name: str | None = None
    short: str | None = None
    colour: str | None = None
    logo: Path | None = None
    contact: str | None = None


class Mail(Struct, frozen=True):
    """Who carries letters away: a mail server, or a ``folder`` of files; from whom they come.

    A password stands in a file of its own, never in the settings.
    """

    server: str | None = None
    password_file: Path | None = None
    folder: Path | None = None
    sender: str = "no-reply@localhost"


class Settings(Struct, frozen=True):
    """One portal.

    ``secure``: it is reached by HTTPS, so that cookies are sent over nothing else. ``hosts`` are the names under which
    it answers; none: every name. ``domain``: each association at ``<code>.<domain>`` and not at ``/<code>/``.
    ``trusted_proxies``: addresses whose word on who asks is taken (X-Forwarded-For, -Proto and -Host).
    ``sample``: the people are made up, and every page says so. ``at_once``: requests that are worked on at the same
    time in one process. ``address`` is what letters call the portal, where no domain says it.
    """

    data: Path
    key_file: Path | None = None
    secure: bool = False
    hosts: tuple[str, ...] = ()
    domain: str | None = None
    sample: bool = False
    at_once: int = 8
    brands: dict[str, Brand] = {}
    trusted_proxies: tuple[str, ...] = ()
    address: str | None = None
    mail: Mail = Mail()

    def base(self, code: str, otherwise: str) -> str:
        """The address below which an association's pages are, as letters write it; no slash at its end.

        :param otherwise: the portal's own address, where the settings name none

        >>> Settings(Path("data"), domain="example.org", secure=True).base("nc", "http://127.0.0.1:8080")
        'https://nc.example.org'
        >>> Settings(Path("data")).base("nc", "http://127.0.0.1:8080")
        'http://127.0.0.1:8080/nc'
        """
        scheme = "https" if self.secure else "http"
        if self.domain:
            port = otherwise.rpartition(":")[2] if not self.address and not self.secure else ""
            return f"{scheme}://{code}.{self.domain}" + (f":{port}" if port.isdecimal() else "")
        return f"{self.address or otherwise}/{code}"


def written(settings: Settings) -> str:
    """The settings as text, for the processes that serve by them."""
    return msgspec.json.encode(settings, enc_hook=str).decode()


def read(text: str) -> Settings:
    """What ``written`` wrote."""
    return msgspec.json.decode(text.encode(), type=Settings, dec_hook=_path)


def _path(kind: type, value: object) -> object:
    if kind is Path:
        return Path(str(value))
    raise NotImplementedError(kind)
