"""The page on the eventsourcing library is true: its example runs on a folder such as the tutorial leaves behind."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest
from tests.docs.pages import ROOT, run_page
from tests.service.journey import Journey

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import AssociationCode, CommandId, PersonId
from vouchbook.service import alliance
from vouchbook.service.edge import Edge
from vouchbook.service.office import Request

PAGE = ROOT / "docs" / "explanation" / "library.md"
DAY = date(2026, 11, 20)


def clock() -> datetime:
    return datetime(2026, 11, 20, 17, 0, tzinfo=UTC)


_numbers = count(1)


def ask(role: str = "coordinator", person: str | None = None) -> Request:
    principal = Principal(Role(role), PersonId(person) if person else None)
    return Request(CommandId(f"page-{next(_numbers)}"), principal, DAY)


@pytest.mark.timeout(180)
def test_the_example_runs(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    data = tmp_path / "build" / "first-endorsement"
    with alliance.found(data, data.with_name("first-endorsement.root-key")) as folder:
        folder.add(alliance.ALLIANCE_CODE)
        alliance.license_association(folder, ask("alliance"), AssociationCode("nc"), Edge(clock))
        Journey(alliance.office(folder, "nc", Edge(clock)), ask).ready_to_decide().decided()
    played = run_page(PAGE, tmp_path)
    shown = next(each.output for each in played if "ledger show" in each.command)
    assert shown.count("waiting_lists:WaitingList.Joined") == 2
    assert "by applicant:p-0c5t8w1v6n" in shown
