"""What goes out once a day: to coordinators what is stuck, to members that their membership ends soon."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from tests.service.conftest import Asking
from tests.service.references import OTHER, Referenced, colleague

from vouchbook.desk import outbox as lying
from vouchbook.domain.authorize import Role
from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import PersonId, PlanKey
from vouchbook.service import alliance, digests, membership, person, posting, roles
from vouchbook.service.carriers import MailFolder
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office
from vouchbook.service.wording import Letterhead

HEAD = Letterhead(sender="office@nc.example.org", portal="https://portal.example.org/nc")


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def turned() -> Clock:
    return Clock()


@pytest.fixture
def nc(folder: Folder, turned: Clock) -> Office:
    numbers = count(1)
    return alliance.office(folder, "nc", Edge(turned, mint=lambda prefix: f"{prefix}-{next(numbers):010d}"))


def somebody(office: Office, ask: Asking, given_name: str) -> PersonId:
    words = PersonWords(given_name, "Cole", f"{given_name.lower()}@example.org")
    return PersonId(person.register(office, ask(), words).result["person"])


def texts(office: Office, letter: str, place: Path) -> list[str]:
    posting.post(office, MailFolder(place), HEAD)
    ids = [each.id for each in lying.listed(office.desk, most=500) if each.letter == letter]
    return [(place / f"{id_}.eml").read_text() for id_ in ids]


def test_each_coordinator_hears_once_a_day_what_is_stuck(
    nc: Office, ask: Asking, tmp_path: Path, turned: Clock
) -> None:
    for given_name in ("Dana", "Eli"):
        roles.give(nc, ask(), somebody(nc, ask, given_name), Role.COORDINATOR)
    way = Referenced(nc, ask, tmp_path, colleague("bea", "Bea Long", "bea@example.org"))
    way.requests("bea", OTHER)
    turned.now += timedelta(days=16)
    assert digests.daily(nc, HEAD) == 2
    assert digests.daily(nc, HEAD) == 0
    digests._done.clear()  # another process
    assert digests.daily(nc, HEAD) == 2
    found = texts(nc, "coordinator_digest", tmp_path / "out")
    assert len(found) == 2
    for said in found:
        assert "Raters who have not answered" in said
        assert "Maribel Osei-Locklear: Nothing was heard of this reference for 16" in said
    assert all(each.kept is None for each in lying.listed(nc.desk) if each.letter == "coordinator_digest")


def test_nobody_hears_where_nothing_is_stuck_or_before_the_day_begins(nc: Office, ask: Asking, turned: Clock) -> None:
    roles.give(nc, ask(), somebody(nc, ask, "Dana"), Role.COORDINATOR)
    assert digests.daily(nc, HEAD) == 0
    turned.now = datetime(2026, 11, 21, 11, 59, tzinfo=UTC)  # 6:59 in North Carolina
    assert digests.daily(nc, HEAD) == 0
    assert nc.desk not in digests._done or digests._done[nc.desk] == date(2026, 11, 20)


def test_a_member_hears_once_that_their_membership_ends_within_a_month(
    nc: Office, ask: Asking, tmp_path: Path, turned: Clock
) -> None:
    ana = somebody(nc, ask, "Ana")
    done = membership.join(nc, ask(), ana, PlanKey("individual"), bought_on=date(2026, 11, 20))
    last = date.fromisoformat(done.result["ends"])
    for days, expected in ((31, 0), (30, 0), (29, 1), (28, 0)):
        turned.now = datetime(last.year, last.month, last.day, 17, 0, tzinfo=UTC) - timedelta(days=days)
        assert digests.daily(nc, HEAD) == expected, days
    (said,) = texts(nc, "membership_ending", tmp_path / "out")
    assert "Your membership ends soon" in said
