"""Who carries letters away: a mail server, or a folder that gets a file for each."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import unquote, urlsplit

from msgspec import Struct

PATIENCE = 30.0
"""Seconds that a mail server may be silent."""
_PORTS = {"none": 25, "starttls": 587, "tls": 465}


class TurnedAway(Exception):
    """The server will not take this letter, now or ever; ``code`` says why, without the server's words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotNow(Exception):
    """This letter could not be handed over this time; ``reached``: the server answered, so that others may go."""

    def __init__(self, code: str, *, reached: bool) -> None:
        super().__init__(code)
        self.code = code
        self.reached = reached


class Hand(Protocol):
    """Takes one letter after another, while a connection stands."""

    def send(self, message: EmailMessage) -> None:
        """:raises TurnedAway: never
        :raises NotNow: try again later
        """


class Carrier(Protocol):
    @property
    def called(self) -> str:
        """Where letters go, in words, without a password."""

    @contextmanager
    def round(self) -> Iterator[Hand]:
        """For one round of letters; nothing is opened before the first."""


class Smtp(Struct, frozen=True):
    """A mail server; ``safety`` is how the line is encrypted."""

    host: str
    port: int
    safety: Literal["none", "starttls", "tls"] = "starttls"
    user: str = ""
    password: str = ""
    patience: float = PATIENCE
    trusting: ssl.SSLContext | None = None

    @property
    def called(self) -> str:
        return f"the mail server {self.host}:{self.port}"

    def __repr__(self) -> str:
        return f"Smtp({self.host}:{self.port}, {self.safety})"  # never the password

    @contextmanager
    def round(self) -> Iterator[Hand]:
        line = _Line(self)
        try:
            yield line
        finally:
            line.close()

    @classmethod
    def at(cls, address: str) -> Smtp:
        """``smtp://[user:password@]host[:port]`` with STARTTLS, ``smtps://`` with TLS, ``smtp+plain://`` with neither.

        :raises ValueError: it is none of these
        """
        parts = urlsplit(address)
        safety = {"smtp": "starttls", "smtps": "tls", "smtp+plain": "none"}.get(parts.scheme)
        if safety is None or not parts.hostname:
            raise ValueError(
                "write a mail server as smtp://user:password@mail.example.org:587 (STARTTLS), smtps://… (TLS), "
                "or smtp+plain://… for a server on this machine"
            )
        return cls(
            parts.hostname,
            parts.port or _PORTS[safety],
            safety,  # type: ignore[arg-type]
            unquote(parts.username or ""),
            unquote(parts.password or ""),
        )


class _Line:
    """One connection, opened with the first letter and opened again where it broke."""

    def __init__(self, to: Smtp) -> None:
        self._to = to
        self._smtp: smtplib.SMTP | None = None

    def send(self, message: EmailMessage) -> None:
        try:
            smtp = self._open()
            smtp.send_message(message, to_addrs=[message["To"].addresses[0].addr_spec])
        except smtplib.SMTPRecipientsRefused as error:
            ((code, _),) = error.recipients.values()
            raise _answered(code) from None
        except smtplib.SMTPNotSupportedError:
            raise TurnedAway("address_not_supported") from None
        except smtplib.SMTPAuthenticationError:
            self.close()
            raise NotNow("sign_in_refused", reached=False) from None
        except smtplib.SMTPSenderRefused as error:
            self._reset()
            raise NotNow(f"sender_refused_{error.smtp_code}", reached=False) from None
        except smtplib.SMTPDataError as error:
            self._reset()
            raise _answered(error.smtp_code) from None
        except (smtplib.SMTPException, OSError, EOFError):
            self.close()
            raise NotNow("unreachable", reached=False) from None

    def _open(self) -> smtplib.SMTP:
        if self._smtp is None:
            to, trusting = self._to, self._to.trusting or ssl.create_default_context()
            if to.safety == "tls":
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(to.host, to.port, timeout=to.patience, context=trusting)
            else:
                smtp = smtplib.SMTP(to.host, to.port, timeout=to.patience)
            try:
                if to.safety == "starttls":
                    smtp.starttls(context=trusting)
                if to.user:
                    smtp.login(to.user, to.password)
            except smtplib.SMTPNotSupportedError:
                smtp.close()
                raise NotNow("not_safe", reached=False) from None
            except BaseException:
                smtp.close()  # a line that could not be made safe carries nothing
                raise
            self._smtp = smtp
        return self._smtp

    def _reset(self) -> None:
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.rset()

    def close(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            try:
                smtp.quit()
            except (smtplib.SMTPException, OSError):
                smtp.close()


def _answered(code: int) -> TurnedAway | NotNow:
    """What a server's number means: 5xx is for ever, anything else may pass."""
    return TurnedAway(f"smtp_{code}") if 500 <= code < 600 else NotNow(f"smtp_{code}", reached=True)


class MailFolder(Struct, frozen=True):
    """A folder that gets one ``.eml`` file for each letter: to try things out, or for another program to carry on."""

    path: Path

    @property
    def called(self) -> str:
        return f"the folder {self.path}"

    @contextmanager
    def round(self) -> Iterator[Hand]:
        yield self

    def send(self, message: EmailMessage) -> None:
        """The same letter twice is the same file."""
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        part = self.path / f".{name}.part"
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(part, "wb", opener=_own) as file:  # a path's own takes no opener
                file.write(message.as_bytes())
            part.replace(self.path / f"{name}.eml")
        except OSError:
            raise NotNow("folder_not_writable", reached=False) from None


def _own(path: str, flags: int) -> int:
    """Nobody else on this machine reads other people's mail."""
    return os.open(path, flags, 0o600)


def carrier(named: str) -> Smtp | MailFolder:
    """A mail server by its address, or a folder by its path.

    :raises ValueError: an address of another kind
    """
    return Smtp.at(named) if "://" in named else MailFolder(Path(named))
