"""A mail server on this machine that takes letters, refuses them, drops the line or is silent, as a test wants it."""

from __future__ import annotations

import socket
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from vouchbook.service.carriers import Smtp


class Mailbox:
    """``answers`` are given to the next letters, one each; without one, a letter is taken."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.asked = 0
        self.answers: list[str] = []
        self.at_rcpt: list[str] = []
        self.drops = 0
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._controller: Controller | None = None

    # The names of these hooks are those that aiosmtpd calls.
    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.at_rcpt:
            answer = self.at_rcpt.pop(0)
            if not answer.startswith("2"):
                return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.asked += 1
        if self.drops:
            self.drops -= 1
            transport: Any = server.transport
            transport.abort()
            return "421 gone"
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("2"):
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=default)
            assert isinstance(message, EmailMessage)
            self.letters.append(message)
        return answer

    def open(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def close(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    @property
    def carrier(self) -> Smtp:
        return Smtp("127.0.0.1", self.port, "none", patience=1.0)


def text(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def page(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())
