"""Opening an application in Tennessee's book, which is for residents: by where one lives on the day one asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.service.conftest import TODAY, Asking, clock

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import ApplicationId, AssociationCode, CategoryCode, CommandId, PersonId, StateCode
from vouchbook.domain.refusal import Refused
from vouchbook.letters.refusals import in_words
from vouchbook.projections.applications import applications
from vouchbook.service import alliance, application, person
from vouchbook.service.edge import Edge
from vouchbook.service.office import Office, Request

IFS = CategoryCode("IFS")


@pytest.fixture
def tn(tmp_path: Path) -> Iterator[Office]:
    with alliance.found(tmp_path / "alliance", tmp_path / "root-key") as folder:
        folder.add(alliance.ALLIANCE_CODE)
        request = Request(CommandId("founding"), Principal(Role.ALLIANCE), TODAY)
        alliance.license_association(folder, request, AssociationCode("tn"), Edge(clock))
        yield alliance.office(folder, "tn", Edge(clock))


def registered(tn: Office, ask: Asking, state: str | None) -> PersonId:
    words = PersonWords("Amara", "Tolliver", "amara.tolliver@example.org")
    done = person.register(tn, ask(), words, StateCode(state) if state else None)
    return PersonId(done.result["person"])


def refused(tn: Office, ask: Asking, who: PersonId) -> Refused:
    before = tn.book.position
    with pytest.raises(Refused) as answer:
        application.open_application(tn, ask(), who, IFS)
    assert tn.book.position == before, "nothing is recorded"
    assert applications(tn.book) == []
    return answer.value


def test_a_resident_may_open_an_application(tn: Office, ask: Asking) -> None:
    who = registered(tn, ask, "TN")
    assert application.open_application(tn, ask(), who, IFS).result["person"] == who


def test_somebody_from_another_state_is_told_where_to_apply(tn: Office, ask: Asking) -> None:
    no = refused(tn, ask, registered(tn, ask, "NC"))
    assert no.code == "not_resident"
    said = in_words(no)
    assert "tn takes applications of residents of TN alone" in said
    assert "the association of NC" in said
    assert "the Alliance itself" in said


def test_where_nobody_recorded_a_state_it_is_to_be_recorded_first(tn: Office, ask: Asking) -> None:
    who = registered(tn, ask, None)
    no = refused(tn, ask, who)
    assert no.code == "residence_unknown"
    assert "person correct PERSON --state" in in_words(no)
    person.correct(tn, ask(), who, person.Correction(state=StateCode("TN")))
    application.open_application(tn, ask(), who, IFS)


def test_whoever_moves_away_later_keeps_the_application_that_is_open(tn: Office, ask: Asking) -> None:
    who = registered(tn, ask, "TN")
    application.open_application(tn, ask(), who, IFS)
    person.correct(tn, ask(), who, person.Correction(state=StateCode("NC")))
    (opened,) = applications(tn.book)
    application.withdraw(tn, ask(), ApplicationId(opened.application))
    with pytest.raises(Refused):
        application.open_application(tn, ask(), who, IFS)


def test_north_carolina_asks_nobody_where_they_live(nc: Office, ask: Asking) -> None:
    application.open_application(nc, ask(), registered(nc, ask, None), IFS)
