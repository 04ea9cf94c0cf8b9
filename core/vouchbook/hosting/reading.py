"""Reads the file of settings: every mistake with its line and the way to mend it, all at once."""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from vouchbook.hosting import colours, logos
from vouchbook.hosting.mistakes import SettingsMistakes
from vouchbook.hosting.settings import Brand, Mail, Settings
from vouchbook.policy.mistakes import Mistake, meant, shown
from vouchbook.policy.positions import positions
from vouchbook.service.carriers import Smtp

MOST_BYTES = 100_000
Where = tuple[str | int, ...]
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_CODE = re.compile(r"[a-z][a-z0-9-]{0,31}")
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+")


class Wrong(ValueError):
    """A value is written wrongly; the message is the way to mend it."""


def read_settings(path: Path, *, data: Path | None = None, key_file: Path | None = None) -> Settings:
    """What a file of settings says; paths in it count from the folder that it lies in.

    :param data: named elsewhere, for instance on the command line: it goes before the file's own
    :raises SettingsMistakes: everything that is wrong with it
    """
    text = _text(path)
    try:
        tables = tomllib.loads(text)
    except ValueError as error:
        at = re.search(r"at line (\d+)", str(error))
        said = re.sub(r" \(at .*\)$", "", str(error))
        raise SettingsMistakes([Mistake(path.name, int(at[1]) if at else 1, f"no TOML: {said}")]) from None
    file = _File(path, tables, text)
    settings = _settings(file, data, key_file)
    if settings is None or file.mistakes:
        raise SettingsMistakes(file.mistakes)
    return settings


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            body = file.read(MOST_BYTES + 1)
        if len(body) <= MOST_BYTES:
            return body.decode("utf-8-sig")
        wrong = f"larger than {MOST_BYTES // 1000} kB; settings are a page of text"
    except UnicodeDecodeError:
        wrong = "no UTF-8; save the file as UTF-8"
    except OSError as error:
        wrong = f"cannot be read ({error.strerror}); check the path, or leave out --settings"
    raise SettingsMistakes([Mistake(path.name, 1, wrong)])


class _File:
    """The tables of a file, with what is wrong in them so far."""

    def __init__(self, path: Path, tables: Mapping[str, Any], text: str) -> None:
        self.path, self.tables, self._text = path, tables, text
        self.mistakes: list[Mistake] = []
        self._lines: Mapping[Where, int] | None = None

    def wrong(self, where: Where, said: str) -> None:
        if self._lines is None:
            self._lines = positions(self._text)
        while where not in self._lines and where:
            where = where[:-1]
        self.mistakes.append(Mistake(self.path.name, self._lines.get(where, 1), said))

    def table(self, where: Where, found: object, readers: Mapping[str, Callable[[object], Any]]) -> dict[str, Any]:
        """The values of a table, each by its reader; what cannot be read, or is not known, is a mistake."""
        if not isinstance(found, dict):
            self.wrong(where, f"{where[-1]} is a table: write [{'.'.join(map(str, where))}] on a line of its own")
            return {}
        values = {}
        for name, value in found.items():
            if name not in readers:
                self.wrong((*where, name), f"{name}: no such setting here; {meant(name, readers)}")
                continue
            try:
                values[name] = readers[name](value)
            except Wrong as wrong:
                told = "…" if name == "server" else shown(value)  # it may hold a password
                self.wrong((*where, name), f"{name} = {told} – {wrong}")
        return values

    def place(self, value: object) -> Path:
        """A path, counted from the file's own folder."""
        return (self.path.absolute().parent / _words(value)).resolve()


def _settings(file: _File, data: Path | None, key_file: Path | None) -> Settings | None:
    brands: dict[str, Brand] = {}
    mail = Mail()

    def association(value: object) -> None:
        for code, table in value.items() if isinstance(value, dict) else ():
            if not _CODE.fullmatch(code):
                file.wrong(("association", code), f"{code}: write an association's code, such as [association.nc]")
            brands[code] = Brand(**file.table(("association", code), table, _brand(file)))
        if not isinstance(value, dict):
            raise Wrong("write a table for each association, such as [association.nc]")

    def letters(value: object) -> None:
        nonlocal mail
        mail = Mail(**file.table(("mail",), value, _mail(file)))
        if mail.server and mail.folder:
            file.wrong(("mail", "folder"), "folder: letters go to a server or to a folder; leave one of them out")
        if mail.password_file and not mail.server:
            file.wrong(("mail", "password_file"), "password_file: name the server, too")

    readers = {
        "data": file.place, "key_file": file.place, "secure": _flag, "hosts": _hosts, "domain": _host, "sample": _flag,
        "at_once": _count, "trusted_proxies": _networks, "address": _address,
        "association": association, "mail": letters,
    }  # fmt: skip
    values = file.table((), file.tables, readers)
    values.pop("association", None)
    values.pop("mail", None)
    values |= {name: given for name, given in (("data", data), ("key_file", key_file)) if given is not None}
    if "data" not in values and "data" not in file.tables:
        file.wrong((), 'data: is missing; name the data folder here (data = "alliance") or with --data')
    address = str(values.get("address", ""))
    if address.startswith("http://") and values.get("secure"):
        file.wrong(("address",), "address: a portal with secure = true is at https://…")
    return None if file.mistakes else Settings(**values, brands=brands, mail=mail)


def _brand(file: _File) -> Mapping[str, Callable[[object], Any]]:
    def logo(value: object) -> Path:
        path = file.place(value)
        try:
            logos.logo(path)
        except logos.WrongLogo as wrong:
            raise Wrong(str(wrong)) from None
        return path

    return {"name": _short(120), "short": _short(24), "colour": _colour, "logo": logo, "contact": _email}


def _mail(file: _File) -> Mapping[str, Callable[[object], Any]]:
    def secret(value: object) -> Path:
        path = file.place(value)
        if not path.is_file():
            raise Wrong("there is no such file; write the password of the mail server into it, and nothing else")
        if path.stat().st_mode & 0o077:
            raise Wrong("others can read this file; keep it to yourself: chmod 600")
        return path

    return {"server": _server, "password_file": secret, "folder": file.place, "sender": _email}


# ── Values ────────────────────────────────────────────────────────────────────────────────────


def _words(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise Wrong("write a text in quotation marks")
    return value.strip()


def _short(most: int) -> Callable[[object], str]:
    def read(value: object) -> str:
        text = _words(value)
        if len(text) > most:
            raise Wrong(f"has {len(text)} characters; {most} fit at the head of a page")
        return text

    return read


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise Wrong("write true or false")
    return value


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 256:
        raise Wrong("write a whole number from 1 to 256")
    return value


def _host(value: object) -> str:
    text = _words(value).lower()
    if not _HOST.fullmatch(text):
        raise Wrong("write a host's name alone, such as endorsement.example.org")
    return text


def _hosts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise Wrong('write a list of names: ["endorsement.example.org"]')
    return tuple(map(_host, value))


def _networks(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise Wrong('write a list of addresses: ["127.0.0.1", "10.0.0.0/8"]')
    found = []
    for each in value:
        try:
            found.append(str(ipaddress.ip_network(_words(each))))
        except ValueError:
            raise Wrong(f"{shown(each)} is no address and no network, such as 127.0.0.1 or 10.0.0.0/8") from None
    return tuple(found)


def _address(value: object) -> str:
    text = _words(value).rstrip("/")
    if not re.fullmatch(r"https?://[^/?#@\s]+", text):
        raise Wrong("write where the portal is found, without a path: https://endorsement.example.org")
    return text


def _email(value: object) -> str:
    text = _words(value)
    if not _EMAIL.fullmatch(text):
        raise Wrong("write an e-mail address: name@example.org")
    return text


def _server(value: object) -> str:
    text = _words(value)
    try:
        found = Smtp.at(text)
    except ValueError as error:
        raise Wrong(str(error)) from None
    if found.password:
        raise Wrong("a password does not stand here; write it into a file of its own, and name that: password_file")
    return text


def _colour(value: object) -> str:
    text = _words(value).lower()
    if not colours.is_colour(text):
        raise Wrong('write a colour as six hexadecimal digits: "#005ea2"')
    if not colours.readable(text):
        measured = min(colours.contrast(text, ground) for ground in colours.GROUNDS)
        raise Wrong(
            f"its contrast with white text and with the page is {measured:.2f}:1, and {colours.ENOUGH}:1 are needed "
            f"to read it; the nearest colour that passes is {colours.nearest(text)}"
        )
    return text
