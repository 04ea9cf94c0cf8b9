"""Somebody begins as emerging, is endorsed so for a limited time, and completes it by an ordinary application."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from msgspec import UNSET
from msgspec.structs import replace
from tests.service.conftest import TODAY, clock
from tests.service.journey import Journey
from tests.service.test_policy_moves import adopt

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.endorsement import EndorsementStatus
from vouchbook.domain.evidence import Training
from vouchbook.domain.names import (
    About,
    ApplicationId,
    CategoryCode,
    CommandId,
    Document,
    EndorsementId,
    Occasion,
    PersonId,
    QuestionKey,
    RequirementKey,
)
from vouchbook.domain.refusal import Refused
from vouchbook.hookspecs import Term
from vouchbook.ledger.book import now
from vouchbook.ledger.errors import CommandReused, Taken
from vouchbook.letters.refusals import in_words
from vouchbook.policy import rules
from vouchbook.policy.document import EmergingRow, RenewalRow, ReviewRow
from vouchbook.policy.rules import Judgement, Length, Line, Rule, Sheet, Where
from vouchbook.policy.version import PolicyVersion
from vouchbook.service import alliance, application, evidence, explanation, reading, registry
from vouchbook.service.case import read_case
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.granting import bounded
from vouchbook.service.office import Done, Office, Request

ERS, MENTOR = CategoryCode("ERS"), CategoryCode("IMHM-C")
COORDINATOR = Principal(Role.COORDINATOR)
PUBLIC = Principal(Role.ANYONE)
DUE = date(2028, 12, 31)
HELD, SIGNED, ABOUT_RSC = (RequirementKey(key) for key in ("endorsement", "signatures", "training"))


def lines(*asked: Rule) -> tuple[Line, ...]:
    return tuple(Line(rule, "own", None, None, "sheet", None, confirmed=True) for rule in asked)


def policy(office: Office, within: Length) -> PolicyVersion:
    """ERS asks for an endorsement as a mentor, a signature, and a training; of the emerging all but the training."""
    document = office.version_on(TODAY).document
    asked = lines(
        rules.Holds(HELD, (MENTOR,)),
        rules.Signatures(
            SIGNED, (Document.CODE_OF_ETHICS,), judgement=(Judgement(QuestionKey("read"), "Was it read?"),)
        ),
        rules.Hours(ABOUT_RSC, "training", 360, where=Where(about=(About.RSC,))),
    )
    held = lines(rules.Holds(HELD, (ERS,)))
    sheets = (
        Sheet(ERS, Occasion.APPLICATION, None, None, asked),
        Sheet(MENTOR, Occasion.APPLICATION, None, None, held),
    )
    tables = {
        "emerging": (EmergingRow(for_=(ERS,), asks=(HELD, SIGNED), complete_within=within),),
        "review": (ReviewRow(reviewers=1, how="alone"),),
        "renewal": (RenewalRow(every_years=3, next_due=DUE, grace_until="03-31"),),
    }
    return PolicyVersion.of(replace(document, sheets=sheets, **tables))


@pytest.fixture
def begin(nc: Office, ask) -> Callable[..., Begun]:
    def begun(within: Length = Length(months=24)) -> Begun:
        adopt(nc, policy(nc, within))
        return Begun(nc, ask)

    return begun


class Begun(Journey):
    """A mentor, endorsed elsewhere, on the way to becoming an ERS."""

    def __init__(self, office: Office, ask) -> None:
        super().__init__(office, ask)
        self.person = self.reviewer("Rosa")
        evidence.sign(office, ask("applicant", self.person), self.person, Document.CODE_OF_ETHICS)

    def open(self, *, emerging: bool, category: CategoryCode = ERS) -> Begun:
        done = application.open_application(self.office, self.ask(), self.person, category, emerging=emerging)
        self.application = ApplicationId(done.result["application"])
        return self

    def trained(self) -> Begun:
        facts = Training(TODAY, TODAY, 360, (About.RSC,))
        evidence.record(self.office, self.ask(), self.person, ((facts, {"title": "Giving RSC"}),))
        return self

    def approved(self) -> EndorsementId:
        self.submitted()
        self.reviewers = [self.panelist()]
        self.reviewed()
        return EndorsementId(self.decided().result["endorsement"])

    def panelist(self) -> PersonId:
        from vouchbook.service import review

        who = self.reviewer(f"Paul{self.office.book.position}")
        review.assign(self.office, self.ask(), self.application, who)
        return who

    def shown(self, endorsement: EndorsementId, on: date = TODAY) -> registry.Listed:
        return registry.show(self.office, PUBLIC, endorsement, on)


# ── Begun ─────────────────────────────────────────────────────────────────────────────────────


def test_who_begins_as_emerging_is_asked_a_part_of_the_sheet_and_endorsed_so(begin) -> None:
    way = begin().open(emerging=True)
    entry = way.shown(way.approved())
    assert (entry.emerging, entry.status, entry.completed_by) == (True, EndorsementStatus.ACTIVE, None)
    assert (entry.valid_from, entry.valid_until) == (TODAY, date(2028, 11, 19))
    state = read_case(way.office, way.application).application.state
    for ruled in (state.submitted, state.decided):
        assert ruled.trace.emerging is True
        assert [finding.requirement for finding in ruled.trace.findings] == [HELD, SIGNED]
    explained = explanation.explain(way.office, COORDINATOR, way.application, recompute=True)
    assert (explained.trace.emerging, explained.again) == (True, ())


def test_the_part_that_is_asked_has_to_be_met(begin, nc: Office, ask) -> None:
    way = begin()
    way.person = way.reviewer("Ina", category="IMHS")
    with pytest.raises(Refused) as refused:
        way.open(emerging=True).submitted()
    assert refused.value.parameters["requirements"] == (HELD, SIGNED)


@pytest.mark.parametrize(
    ("within", "last", "grace"),
    [
        (Length(months=24), date(2028, 11, 19), None),
        (Length(months=26), DUE, date(2029, 1, 19)),
        (Length(months=60), DUE, date(2029, 3, 31)),
    ],
)
def test_it_lasts_no_longer_than_policy_gives_for_the_rest_and_no_longer_than_any_other(
    begin, within: Length, last: date, grace: date | None
) -> None:
    way = begin(within).open(emerging=True)
    entry = way.approved()
    granted = way.office.book.read(f"endorsement:{entry}")[0].event
    assert (granted.emerging, granted.valid_until, granted.grace_until) == (True, last, grace)


@pytest.mark.parametrize(("last", "grace"), [(date(2028, 12, 30), None), (DUE, None), (date(2029, 1, 1), "2029-01-01")])
def test_grace_ends_with_the_time_for_the_rest(last: date, grace: str | None) -> None:
    term = bounded(Term(TODAY, DUE, date(2029, 3, 31)), last)
    assert (term.last, term.grace_until) == (min(last, DUE), date.fromisoformat(grace) if grace else None)


def test_where_nobody_may_begin_as_emerging_the_refusal_says_what_to_do(begin) -> None:
    way = begin()
    with pytest.raises(Refused, match="no_emerging") as refused:
        way.open(emerging=True, category=MENTOR)
    assert in_words(refused.value) == (
        "nc lets nobody begin in IMHM-C as emerging on 2026-11-20; open the application without --emerging, for the "
        "complete endorsement"
    )
    way.open(emerging=False, category=MENTOR)


def test_one_application_for_the_category_is_open_at_a_time_emerging_or_not(begin) -> None:
    way = begin().open(emerging=True)
    with pytest.raises(Taken):
        way.open(emerging=False)


def test_the_same_request_for_something_else_is_refused(begin) -> None:
    way = begin()
    request = Request(CommandId("one"), COORDINATOR, TODAY)

    def asked(*, emerging: bool) -> Done:
        return application.open_application(way.office, request, way.person, ERS, emerging=emerging)

    assert asked(emerging=True).result == asked(emerging=True).result
    with pytest.raises(CommandReused):
        asked(emerging=False)


def test_who_is_approved_while_they_begin_once_more_has_begun_already(
    begin, nc: Office, ask, place: Path, founded: Path
) -> None:
    """In another process, after it was asked what was granted, and before that was recorded."""
    way = begin().open(emerging=True).submitted()
    way.reviewers = [way.panelist()]
    way.reviewed()
    approved: list[Done] = []

    def at_the_last_moment() -> int:
        if not approved:
            approved.append(way.decided())
        return now()

    with Folder.open(place, founded / "root-key", clock=at_the_last_moment) as folder:
        elsewhere = alliance.office(folder, "nc", Edge(clock))
        with pytest.raises(Refused, match="begun_already") as refused:
            application.open_application(elsewhere, ask(), way.person, ERS, emerging=True)
    assert refused.value.parameters["endorsement"] == approved[0].result["endorsement"]


# ── Completed ─────────────────────────────────────────────────────────────────────────────────


def test_an_ordinary_application_asks_everything_and_completes_it(begin) -> None:
    way = begin().open(emerging=True)
    begun = way.approved()
    with pytest.raises(Refused) as refused:
        way.open(emerging=False).submitted()
    assert refused.value.parameters["requirements"] == (ABOUT_RSC,)

    complete = way.trained().approved()
    assert (way.shown(complete).emerging, way.shown(complete).valid_until) == (False, DUE)
    assert way.shown(begun).completed_by == complete
    assert read_case(way.office, way.application).application.state.decided.trace.emerging is UNSET

    listed = registry.listing(way.office, PUBLIC, TODAY)
    assert [entry.endorsement for entry in listed] == [complete]
    everything = registry.listing(way.office, PUBLIC, TODAY, all_=True)
    assert {entry.endorsement for entry in everything} == {begun, complete}


def test_what_was_begun_and_never_completed_ends(begin) -> None:
    way = begin().open(emerging=True)
    entry = way.approved()
    for on, status in (
        (date(2028, 11, 19), EndorsementStatus.ACTIVE),
        (date(2028, 11, 20), EndorsementStatus.LAPSED),
    ):
        assert way.shown(entry, on).status is status
        assert len(registry.listing(way.office, PUBLIC, on)) == (status is EndorsementStatus.ACTIVE)


def test_nobody_begins_twice(begin) -> None:
    way = begin().open(emerging=True)
    begun = way.approved()
    with pytest.raises(Refused, match="begun_already") as refused:
        way.open(emerging=True)
    assert in_words(refused.value) == (
        f"endorsement {begun} in ERS was granted as emerging, and the time for the rest runs from then; open the "
        "application without --emerging, to complete it"
    )


def test_lists_say_what_is_emerging(begin) -> None:
    way = begin().open(emerging=True)
    way.approved()
    way.open(emerging=False)
    seen = reading.person(way.office, COORDINATOR, way.person)
    assert [row.emerging for row in seen.applications] == [True, False]
    assert [row.emerging for row in seen.endorsements] == [True]


# ── What one holds by it ──────────────────────────────────────────────────────────────────────


def test_what_the_book_itself_granted_needs_no_claim_and_counts_once_it_is_complete(begin) -> None:
    way = begin().open(emerging=True)
    way.approved()
    way.open(emerging=False, category=MENTOR)
    with pytest.raises(Refused, match="requirements_missing"):
        way.submitted()
    mentor = way.application

    complete = way.trained().open(emerging=False).approved()
    way.application = mentor
    way.submitted()
    (finding,) = read_case(way.office, mentor).application.state.submitted.trace.findings
    assert finding.counted_items == (complete,)
    labels = explanation.explain(way.office, COORDINATOR, mentor).labels
    assert labels[finding.counted_items[0]] == "ERS of nc, held by themself"
