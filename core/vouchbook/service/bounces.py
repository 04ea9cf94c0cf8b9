"""Mail that came back: what a mail server reports of a letter (RFC 3464), read and noted on the letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path

from msgspec import Struct

from vouchbook.desk import outbox as lying
from vouchbook.domain.authorize import Action, Principal
from vouchbook.service.message import letter_named
from vouchbook.service.office import Office

MOST = 5_000_000
"""Bytes of one report that are read; what a letter of ours comes back with is far smaller."""
READ = "read"
"""The folder, within that of the reports, where those go that were read."""
_STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})")


class Report(Struct, frozen=True):
    """What a mail server says: which letter, whether for good, and its number for why."""

    letter: str
    final: bool
    status: str


def bounced(office: Office, principal: Principal, raw: bytes) -> str | None:
    """Note a report on the letter that it speaks of, and answer which; ``None`` where it speaks of none of ours.

    A delay is no news: the server goes on trying.
    """
    office.allow(principal, Action.KEEP_OUTBOX)
    report = understood(raw[:MOST])
    if report is None:
        return None
    letter = lying.one(office.desk, report.letter)
    if letter is None:
        return None
    if report.final and letter.state == lying.SENT:
        now = office.edge.microseconds
        lying.turn(office.desk, letter, lying.BOUNCED, now, trouble=f"dsn_{report.status}")
    return letter.id


def read_folder(office: Office, principal: Principal, folder: Path) -> list[str]:
    """Read every report in a folder, or in the ``new`` of a maildir; those of ours go into ``read`` beside them."""
    office.allow(principal, Action.KEEP_OUTBOX)
    place = folder / "new" if (folder / "new").is_dir() else folder
    found = []
    for file in sorted(path for path in place.iterdir() if path.is_file() and not path.name.startswith(".")):
        with file.open("rb") as opened:
            letter = bounced(office, principal, opened.read(MOST))
        if letter is not None:
            (folder / READ).mkdir(mode=0o700, exist_ok=True)
            file.replace(folder / READ / file.name)
            found.append(letter)
    return found


def understood(raw: bytes) -> Report | None:
    """What a report says, if it is one and speaks of a letter of ours."""
    try:
        parts = list(message_from_bytes(raw, policy=default).walk())
    except (ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError):  # mail can be anything
        return None
    letter = next(_letters(parts), None)
    if letter is None:
        return None
    for fields in _recipients(parts):
        action, status = (str(fields.get(name, "")) for name in ("Action", "Status"))
        found = _STATUS.match(status)
        if action.strip().lower() in ("failed", "delayed") and found is not None:
            return Report(letter, action.strip().lower() == "failed", found[1])
    return None


def _letters(parts: Sequence[Message]) -> Iterator[str]:
    """Letters of ours whose heads came back."""
    for part in parts:
        heads = [str(part.get("Message-ID", ""))] if part is not parts[0] else []
        if part.get_content_type() == "text/rfc822-headers":
            heads += re.findall(r"(?im)^message-id:\s*(\S+)", str(part.get_payload()))
        for head in heads:
            named = letter_named(head)
            if named is not None:
                yield named


def _recipients(parts: Sequence[Message]) -> Iterator[Message]:
    """The fields of each recipient of whom a report speaks."""
    for part in parts:
        payload = part.get_payload()
        if part.get_content_type() == "message/delivery-status" and isinstance(payload, list):
            yield from (each for each in payload if isinstance(each, Message))
