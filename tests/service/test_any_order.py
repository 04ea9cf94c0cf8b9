"""Whatever is asked, by whomever, in whatever order: an answer, a whole book, and read models as the events say."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.service.conftest import TODAY, Asking, clock
from tests.service.journey import IMHS, Journey

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.endorsement import EndorsementStatus
from vouchbook.domain.evidence import Exam
from vouchbook.domain.names import (
    ApplicationId,
    Document,
    EndorsementId,
    ExamPart,
    ItemId,
    Outcome,
    PersonId,
    PlanKey,
    Source,
)
from vouchbook.domain.refusal import Refused
from vouchbook.ledger.errors import Conflict, Taken
from vouchbook.policy.values import WrittenWrongly
from vouchbook.projections.applications import applications_of
from vouchbook.service import (
    alliance,
    application,
    book,
    evidence,
    explanation,
    membership,
    person,
    reading,
    registry,
    review,
)
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office, Request

ANSWERS = (Refused, Taken, Conflict, LookupError, WrittenWrongly)
"""How a service says no; anything else that it raises is a mistake of ours."""


@pytest.fixture(scope="module")
def peopled(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[PersonId]]:
    """Two applicants with their portfolios confirmed, two reviewers, a root key."""
    place = tmp_path_factory.mktemp("peopled") / "alliance"
    shutil.copytree(founded / "alliance", place)
    with Folder.open(place, founded / "root-key") as folder:
        office = alliance.office(folder, "nc", Edge(clock))
        ways = [Journey(office, Asking()).imported(name).confirmed() for name in ("imhs-complete", "imhs-doubtful")]
        people = [way.person for way in ways] + [ways[0].reviewer(name) for name in ("Rosa", "Paul")]
    return place, founded / "root-key", people


USUALLY = {"submit": "applicant", "sign": "applicant", "answer": "reviewer", "complete": "reviewer"}


class Crowd:
    """Two applicants and two reviewers who ask for what they may and may not."""

    def __init__(self, office: Office, people: list[PersonId]) -> None:
        self.office, self.people = office, people
        self.ask = Asking()

    def file(self, who: int) -> ApplicationId:
        """Their latest application; where there is none, an id that names nothing."""
        rows = applications_of(self.office.book, self.people[who])
        return ApplicationId(rows[-1].application if rows else "a-0000000000")

    def does(self, act: str, role: str | None, who: int, other: int, days: int) -> None:
        """``role`` asks; ``None`` is whoever should."""
        by = role or USUALLY.get(act, "coordinator")
        me = {"applicant": self.people[who], "reviewer": self.people[other]}.get(by)
        getattr(self, f"_{act}")(self.ask(by, me, TODAY - timedelta(days=days)), who, other)

    def _open(self, request: Request, who: int, _: int) -> None:
        application.open_application(self.office, request, self.people[who], IMHS)

    def _submit(self, request: Request, who: int, _: int) -> None:
        application.submit(self.office, request, self.file(who))

    def _sign(self, request: Request, who: int, _: int) -> None:
        evidence.sign(self.office, request, self.people[who], Document.CODE_OF_ETHICS)

    def _confirm(self, request: Request, who: int, _: int) -> None:
        claims = evidence.Claims(kinds=("membership", "exam"))
        evidence.confirm(self.office, request, self.people[who], claims, source=Source.CONFIRMED, where="seen")

    def _join(self, request: Request, who: int, _: int) -> None:
        membership.join(self.office, request, self.people[who], PlanKey("individual"), bought_on=request.on)

    def _assign(self, request: Request, who: int, other: int) -> None:
        review.assign(self.office, request, self.file(who), self.people[other])

    def _answer(self, request: Request, who: int, other: int) -> None:
        asked = review.questions(self.office, request, self.file(who)).open
        given = tuple(review.Answer(q.requirement, other != 0, "seen", key=q.key, item=q.item) for q in asked)
        review.answer(self.office, request, self.file(who), given)

    def _complete(self, request: Request, who: int, _: int) -> None:
        review.complete(self.office, request, self.file(who), Outcome.APPROVED)

    def _exam(self, request: Request, who: int, other: int) -> None:
        result = Exam(ExamPart.ESSAY if other % 2 else ExamPart.MULTIPLE_CHOICE, date(2026, 11, 1), 9_000, True)
        application.record_exam(self.office, request, self.file(who), result)

    def _cure(self, request: Request, who: int, _: int) -> None:
        application.cure(self.office, request, self.file(who), "asked for")

    def _take_back(self, request: Request, who: int, other: int) -> None:
        items = reading.evidence(self.office, request.principal, self.people[who])
        evidence.withdraw(self.office, request, self.people[who], ItemId(items[other].item))

    def _withdraw(self, request: Request, who: int, _: int) -> None:
        application.withdraw(self.office, request, self.file(who))

    def _decide(self, request: Request, who: int, other: int) -> None:
        application.decide(self.office, request, self.file(who), list(Outcome)[other % 3], "as the panel says")

    def _explain(self, request: Request, who: int, _: int) -> None:
        explanation.explain(self.office, request.principal, self.file(who), recompute=True)

    def _correct(self, request: Request, who: int, other: int) -> None:
        correction = person.Correction(email=f"{other}@example.org")
        person.correct(self.office, request, self.people[who], correction)


ACTS = sorted(name[1:] for name in vars(Crowd) if re.match("_[a-z]", name))
LIKELY = ("open", "confirm", "join", "submit", "assign", "assign", "answer", "complete", "exam", "decide")
ROLES = st.sampled_from([None, None, None, None, None, *(role.value for role in Role)])
STEPS = st.tuples(
    st.sampled_from([*ACTS, *LIKELY, *LIKELY]),
    ROLES,
    st.integers(0, 1),
    st.integers(0, 3),
    st.sampled_from([0, 0, 0, 4]),
)
"""What, by whom, about which applicant, with which other person, how many days ago."""

THE_WHOLE_WAY = [
    *(("open", None, 0, 0, 0), ("confirm", None, 0, 0, 0), ("submit", None, 0, 0, 0)),
    *((act, None, 0, reader, 0) for reader in (2, 3) for act in ("assign", "answer", "complete")),
    *(("answer", None, 0, 2, 0), ("exam", None, 0, 0, 0), ("exam", None, 0, 1, 0), ("decide", None, 0, 0, 0)),
]


@pytest.mark.timeout(120)
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(before=st.integers(0, len(THE_WHOLE_WAY)), steps=st.lists(STEPS, max_size=24))
def test_every_request_is_answered_and_the_book_stays_whole(
    peopled: tuple[Path, Path, list[PersonId]],
    tmp_path_factory: pytest.TempPathFactory,
    before: int,
    steps: list[tuple[str, str | None, int, int, int]],
) -> None:
    """Some of the whole way, and then anything."""
    founded, key, people = peopled
    place = tmp_path_factory.mktemp("crowd") / "alliance"
    shutil.copytree(founded, place)
    with Folder.open(place, key) as folder:
        crowd = Crowd(alliance.office(folder, "nc", Edge(clock)), people)
        for step in (*THE_WHOLE_WAY[:before], *steps):
            position = crowd.office.book.position
            try:
                crowd.does(*step)
            except ANSWERS:
                assert crowd.office.book.position == position, "a refusal records nothing"
        assert book.verify(crowd.office, Principal(Role.COORDINATOR)) == []
        _only_the_approved_are_endorsed(crowd)
    shutil.rmtree(place)


def _only_the_approved_are_endorsed(crowd: Crowd) -> None:
    rows = {row.application: row for who in crowd.people for row in applications_of(crowd.office.book, who)}
    granted = [entry for entry in crowd.office.book.follow() if entry.type == "endorsement_granted"]
    approved = [row.application for row in rows.values() if row.outcome == Outcome.APPROVED.value]
    assert sorted(str(entry.event.application) for entry in granted) == sorted(approved)  # type: ignore[attr-defined]
    for entry in granted:
        id_ = EndorsementId(entry.stream.partition(":")[2])
        assert registry.show(crowd.office, Principal(Role.ANYONE), id_, TODAY).status is EndorsementStatus.ACTIVE


def test_the_whole_way_ends_in_the_registry(peopled: tuple[Path, Path, list[PersonId]], tmp_path: Path) -> None:
    """Otherwise the property above would be about refusals only."""
    shutil.copytree(peopled[0], tmp_path / "alliance")
    with Folder.open(tmp_path / "alliance", peopled[1]) as folder:
        crowd = Crowd(alliance.office(folder, "nc", Edge(clock)), peopled[2])
        for step in THE_WHOLE_WAY:
            crowd.does(*step)
        assert len(registry.listing(crowd.office, Principal(Role.ANYONE), TODAY)) == 1
