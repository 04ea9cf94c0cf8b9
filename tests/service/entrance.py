"""A door to try: an office whose clock a test turns and whose codes it knows, and what lies in its outbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

from sqlalchemy import select

from vouchbook.desk.tables import OUTBOX
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import CommandId, PersonId
from vouchbook.service import alliance, person, roles
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office, Request

NOON = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
REMOTE = "192.0.2.1"


class Door:
    """One association's, with a clock of its own; ``codes`` are those that were drawn, the latest last."""

    _numbers = count(1)

    def __init__(self, folder: Folder, code: str = "nc") -> None:
        self.now = NOON
        self.codes: list[str] = []
        self.office: Office = alliance.office(folder, code, Edge(lambda: self.now, code=self._draw))

    def _draw(self) -> str:
        self.codes.append(f"{100_000 + 7 * len(self.codes):06d}")
        return self.codes[-1]

    def later(self, span: timedelta) -> None:
        self.now += span

    def somebody(self, name: str = "Ana", *held: Role) -> PersonId:
        """Registered under ``ana@example.org``, with these roles."""
        words = PersonWords(name, "Ruiz", f"{name.lower()}@example.org")
        who = PersonId(person.register(self.office, self._asks(Role.COORDINATOR), words).result["person"])
        for role in held:
            roles.give(self.office, self._asks(Role.ALLIANCE), who, role)
        return who

    def loses(self, who: PersonId, role: Role) -> None:
        roles.end(self.office, self._asks(Role.ALLIANCE), who, role)

    def letters(self) -> list[tuple[str, str | None]]:
        """Which letters lie in the outbox, and to whom."""
        rows = self.office.desk.read(
            select(OUTBOX.c.letter, OUTBOX.c.person).order_by(OUTBOX.c.queued, OUTBOX.c.letter)
        )
        return [(row["letter"], row["person"]) for row in rows]

    def _asks(self, role: Role) -> Request:
        return Request(CommandId(f"door-{next(self._numbers)}"), Principal(role), self.office.today)
