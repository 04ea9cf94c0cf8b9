"""Three associations in one folder, founded once for a whole run: people, a decided case, a day that can turn."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path

from msgspec import Struct
from tests.service.conftest import TODAY, Asking
from tests.service.journey import IMHS, Journey

from vouchbook.associations import package
from vouchbook.domain.account import OrganisationWords
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import (
    ApplicationId,
    AssociationCode,
    CommandId,
    FundKey,
    PayerId,
    PersonId,
    PlanKey,
    Source,
    StateCode,
)
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.service import alliance, application, evidence, funds, membership, payers, person, portfolio
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office, Request

STATES = ("nc", "tn", "wv")
FUND = FundKey("membership_scholarship")
"""North Carolina's; the others have none."""


class Peopled(Struct, frozen=True):
    """Who is in an association's book: who applies, who keeps it, who is on its board, and an employer."""

    applicants: tuple[PersonId, ...]
    coordinator: PersonId
    board: PersonId
    employer: PayerId
    decided: ApplicationId | None


class Clock:
    """A day that only moves on."""

    def __init__(self) -> None:
        self.today = TODAY

    def __call__(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 17, 0, tzinfo=UTC)

    def on(self, days: int) -> date:
        self.today += timedelta(days=days)
        return self.today


@cache
def founded() -> tuple[Path, dict[str, Peopled]]:
    """The folder that every example is a copy of, with its root key beside it."""
    place = Path(tempfile.mkdtemp(prefix="three-states-"))
    people: dict[str, Peopled] = {}
    with alliance.found(place / "alliance", place / "root-key") as folder:
        folder.add(alliance.ALLIANCE_CODE)
        clock = Clock()
        for code in STATES:
            request = Request(CommandId(f"founding-{code}"), Principal(Role.ALLIANCE), TODAY)
            alliance.license_association(folder, request, AssociationCode(code), Edge(clock))
            people[code] = _peopled(office_of(folder, code, clock))
    return place, people


def office_of(folder: Folder, code: str, clock: Clock) -> Office:
    """An office whose ids are counted, so that an example that fails can be played again."""
    numbers = count(folder.book(code)[0].position * 100 + 1)
    return alliance.office(folder, code, Edge(clock, mint=lambda prefix: f"{prefix}-{next(numbers):010d}"))


def copied(to: Path) -> tuple[Folder, dict[str, Peopled]]:
    place, people = founded()
    shutil.copytree(place / "alliance", to / "alliance")
    return Folder.open(to / "alliance", place / "root-key"), people


def _peopled(office: Office) -> Peopled:
    ask = Asking()
    decided = None
    if office.code == "nc":
        way = Journey(office, ask).ready_to_decide()
        way.decided()
        decided = way.application
    first = "imhs-moving" if decided else "imhs-complete"
    applicants = tuple(_applicant(office, ask, name) for name in (first, "imhs-doubtful"))
    for who in applicants:  # so that there is something to pay from the beginning
        membership.join(office, ask(), who, PlanKey("individual"), bought_on=date(2026, 3, 2))
        application.open_application(office, ask(), who, IMHS)
    if decided:
        funds.open_fund(office, ask(), FUND)
        funds.add_budget(office, ask(), FUND, 6000)
    named = OrganisationWords(name="Blue Ridge Families", address="1 Main Street", email="pay@example.org")
    return Peopled(
        applicants=applicants,
        coordinator=_person(office, ask, "Cora"),
        board=_person(office, ask, "Bo"),
        employer=PayerId(payers.register(office, ask(), named).result["payer"]),
        decided=decided,
    )


def _person(office: Office, ask: Asking, name: str) -> PersonId:
    words = PersonWords(name, "Keeper", f"{name.lower()}@example.org")
    done = person.register(office, ask(), words, state=StateCode(office.code.upper()))
    return PersonId(done.result["person"])


def _applicant(office: Office, ask: Asking, name: str) -> PersonId:
    path = package(office.code).folder / "samples" / f"{name}.toml"
    done = portfolio.import_portfolio(office, ask(), read_portfolio(path), path.read_bytes())
    who = PersonId(done.result["person"])
    person.correct(office, ask(), who, person.Correction(state=StateCode(office.code.upper())))
    evidence.confirm(
        office, ask(), who, evidence.Claims(kinds=("standing", "rating")), source=Source.CONFIRMED, where="x"
    )
    return who
