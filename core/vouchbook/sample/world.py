"""One association of a sample: its office, its staff, its names, and who ended up at which stage."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.evidence import Standing
from vouchbook.domain.names import (
    ApplicationId,
    AssociationCode,
    CategoryCode,
    ItemId,
    PersonId,
    Source,
    StateCode,
)
from vouchbook.sample.clock import Chance, Clock
from vouchbook.sample.names import Names
from vouchbook.service import evidence, person, roles
from vouchbook.service.office import Office, Request

LICENCE_BEFORE = 640
"""Days before today on which the associations are licensed; whatever happens, happens later."""
REVIEWERS = 4
_MENTORS = ("mi", "mn", "va", "az")


class Cast(Struct, frozen=True):
    """Somebody of the sample, by ids and codes: for links, tests and benchmarks. ``panel`` are their reviewers."""

    association: str
    stage: str
    person: PersonId
    category: str | None = None
    application: ApplicationId | None = None
    rating: ItemId | None = None
    panel: tuple[PersonId, ...] = ()


class World:
    """Everything that the lives of one association share."""

    def __init__(self, office: Office, clock: Clock, chance: Chance, names: Names, today: date) -> None:
        self.office, self.clock, self.chance, self.names, self.today = office, clock, chance, names, today
        self.coordinator = self.board = PersonId("")
        self.reviewers: tuple[PersonId, ...] = ()
        self.cast: list[Cast] = []

    @property
    def code(self) -> AssociationCode:
        return self.office.code

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    # ── Who asks, on the day that it is ───────────────────────────────────────────────────────

    def by(self, role: Role, who: PersonId | None) -> Request:
        return Request(self.chance.command(), Principal(role, who), self.clock.today)

    def staff(self) -> Request:
        return self.by(Role.COORDINATOR, self.coordinator or None)

    # ── Staff ─────────────────────────────────────────────────────────────────────────────────

    def staffed(self) -> None:
        """A coordinator, an officer of the board, and reviewers who are endorsed elsewhere."""
        self.coordinator = self._employed(Role.COORDINATOR, given_by=self.by(Role.ALLIANCE, None))
        self.board = self._employed(Role.BOARD)
        self.reviewers = tuple(self._reviewer(_MENTORS[number % len(_MENTORS)]) for number in range(REVIEWERS))

    def _employed(self, role: Role, given_by: Request | None = None) -> PersonId:
        who = PersonId(self._registered())
        roles.give(self.office, given_by or self.staff(), who, role)
        self.cast.append(Cast(self.code, role.value, who))
        return who

    def _reviewer(self, where: str) -> PersonId:
        """Endorsed by another association, which the coordinator has seen in its registry."""
        who = self._employed(Role.REVIEWER)
        held = Standing(None, AssociationCode(where), self.ago(3650), category=CategoryCode("IMHM-C"))
        (item,) = evidence.claim_standing(self.office, self.staff(), who, held).result["items"]
        seen = f"public registry of {where.upper()}"
        claims = evidence.Claims((ItemId(item),))
        evidence.confirm(self.office, self.staff(), who, claims, source=Source.REGISTRY, where=seen)
        return who

    def _registered(self) -> str:
        state = StateCode(self.code.upper())
        done = person.register(self.office, self.staff(), self.names.person(self.code), state)
        return str(done.result["person"])
