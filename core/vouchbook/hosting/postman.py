"""Carries letters away while the portal is served: one thread of one process, for all associations of a folder."""

from __future__ import annotations

import threading
from collections.abc import Callable

from vouchbook.desk import outbox
from vouchbook.domain.refusal import Refused
from vouchbook.hosting.settings import Brand, Mail, Settings
from vouchbook.service import alliance, digests, posting
from vouchbook.service.carriers import Carrier, MailFolder, Smtp
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.wording import Letterhead

REST, LONGEST_REST = 1.0, 60.0
"""Seconds between rounds; longer while the server cannot be reached."""
Told = Callable[[str], None]


def carrier(mail: Mail) -> Carrier | None:
    """Who carries letters away; none where nothing is set: they wait in the outbox.

    :raises OSError: the file of the password cannot be read
    """
    if mail.folder is not None:
        return MailFolder(mail.folder)
    if mail.server is None:
        return None
    server = Smtp.at(mail.server)
    if mail.password_file is None:
        return server
    password = mail.password_file.read_text("utf-8").strip()
    return Smtp(server.host, server.port, server.safety, server.user, password)


def letterhead(settings: Settings, code: str, here: str) -> Letterhead:
    """How letters of an association look, and where their links lead.

    :param here: the portal's own address, where the settings name none
    """
    brand = settings.brands.get(code, Brand())
    return Letterhead(
        sender=settings.mail.sender,
        portal=settings.base(code, here),
        contact=brand.contact or "",
        name=brand.name,
        short=brand.short,
        colour=brand.colour,
    )


class Postman:
    """Goes round until it is stopped; what it could not do now, it does later."""

    def __init__(self, settings: Settings, here: str, told: Told) -> None:
        self._settings, self._here, self._told = settings, here, told
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self) -> Carrier | None:
        """Start, if somebody carries letters away at all."""
        by = carrier(self._settings.mail)
        if by is not None:
            self._thread = threading.Thread(target=self._goes_round, args=(by,), name="postman", daemon=True)
            self._thread.start()
        return by

    def end(self) -> None:
        """Let a letter that is on its way arrive, and begin no other."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def _goes_round(self, by: Carrier) -> None:
        rest, edge = REST, Edge()
        with Folder.open(self._settings.data, self._settings.key_file) as folder:
            while not self._stop.wait(rest):
                failed = False
                for code in folder.codes():
                    if self._stop.is_set():
                        return
                    failed |= self._at(folder, code, by, edge)
                rest = min(rest * 2, LONGEST_REST) if failed else REST

    def _at(self, folder: Folder, code: str, by: Carrier, edge: Edge) -> bool:
        """One association's letters; whether the server could not be reached."""
        try:
            office = alliance.office(folder, code, edge)
            head = letterhead(self._settings, code, self._here)
            digests.daily(office, head)
            done = posting.post(office, by, head, stop=self._stop)
        except Refused:
            return False
        except Exception as error:  # whatever it is, the others' letters go
            self._told(f"Letters of {code} wait: {type(error).__name__}")
            return True
        for problem in done.problems:
            self._told(f"Letters of {code}: {problem}")
        return bool(done.came[outbox.FAILED]) and not done.sent
