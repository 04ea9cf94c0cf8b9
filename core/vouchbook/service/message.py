"""A letter as a mail message: headers that nobody can add to, plain text first, HTML beside it."""

from __future__ import annotations

import re
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from vouchbook.letters.mail.writing import Written

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LETTER = re.compile(r"<(letter-[0-9a-z]{6,40})@")


class BadAddress(ValueError):
    """No letter can go to this address, or in this name."""


def message(
    id_: str, written: Written, *, sender: str, sender_name: str, to: str, to_name: str, answers: str, at: datetime
) -> EmailMessage:
    """One letter, ready to be handed over. Its ``Message-ID`` is the same however often it is sent.

    :raises BadAddress: what should be an address is none, or holds what no header may
    """
    made = EmailMessage(policy=SMTP)
    made["From"] = _address(sender_name, sender)
    made["To"] = _address(to_name, to)
    made["Subject"] = written.subject
    made["Date"] = format_datetime(at)
    made["Message-ID"] = f"<{id_}@{sender.rpartition('@')[2]}>"
    if answers:
        made["Reply-To"] = _address("", answers)
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    made.set_content(written.text, cte="quoted-printable")
    made.add_alternative(written.html, subtype="html", cte="quoted-printable")
    return made


def letter_named(text: str) -> str | None:
    """The letter that a ``Message-ID`` of ours names.

    >>> letter_named("<letter-0a1b2c3d@example.org>")
    'letter-0a1b2c3d'
    """
    found = _LETTER.search(text)
    return found[1] if found else None


def _address(name: str, address: str) -> Address:
    """:raises BadAddress: a line break in either, or no address"""
    if _CONTROL.search(name) or _CONTROL.search(address) or not address.isprintable():
        raise BadAddress("a name or an address holds what no header may")
    try:
        made = Address(display_name=name, addr_spec=address)
    except (ValueError, IndexError, MessageError) as error:
        raise BadAddress("this is no e-mail address") from error
    if not made.username or not made.domain:
        raise BadAddress("this is no e-mail address")
    return made
