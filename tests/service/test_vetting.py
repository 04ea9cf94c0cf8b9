"""Vetting through the book: neutral judges, one open at a time, ended by an endorsement; what a case reads of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.service.conftest import TODAY, clock
from tests.service.journey import Journey
from tests.service.test_canary import leaks
from tests.service.test_emerging import ABOUT_RSC, ERS, SIGNED, Begun, policy
from tests.service.test_policy_moves import adopt

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.evidence import Colleague, PersonWords, Standing, Work
from vouchbook.domain.names import (
    AssociationCode,
    CategoryCode,
    ColleagueId,
    Document,
    ItemId,
    PersonId,
    RequirementKey,
    Source,
    VettingId,
    VettingScope,
)
from vouchbook.domain.refusal import Refused
from vouchbook.domain.trace import Finding, Status
from vouchbook.domain.vetting import EndCause, VettedBy, VettingStatus
from vouchbook.ledger.book import now
from vouchbook.policy.rules import Length
from vouchbook.policy.version import PolicyVersion
from vouchbook.service import (
    alliance,
    application,
    book,
    colleagues,
    evidence,
    explanation,
    person,
    reading,
    vetted,
    vetting,
)
from vouchbook.service.case import Known, read_case
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office

COORDINATOR = Principal(Role.COORDINATOR)
DAY = timedelta(days=1)
RSC, REFERENCE = VettingScope.RSC, VettingScope.REFERENCE
LONG_AGO = date(2024, 11, 4)
RSC_LINE = RequirementKey("rsc")


def somebody(office: Office, ask, name: str) -> PersonId:
    words = PersonWords(name, "Canaryname", f"{name.lower()}@canary.example.org")
    return PersonId(person.register(office, ask(), words).result["person"])


def begin(office: Office, ask, who: PersonId, scope: VettingScope = RSC, on: date = TODAY) -> VettingId:
    return VettingId(vetting.open_vetting(office, ask(on=on), who, scope).result["vetting"])


def talk(office: Office, ask, id_: VettingId, by: PersonId | None = None, on: date = TODAY) -> None:
    how = VettedBy.INTERVIEW
    vetting.interview(office, ask(on=on), id_, by=by, how=how, held_on=on, words="CanaryNotes of the interview")


def vet(office: Office, ask, who: PersonId, scope: VettingScope = RSC, on: date = TODAY) -> VettingId:
    id_ = begin(office, ask, who, scope, on)
    talk(office, ask, id_, on=on)
    vetting.decide(office, ask(on=on), id_, vetted=True, reason="CanaryReason to vet")
    return id_


def status(office: Office, id_: VettingId, on: date = TODAY) -> VettingStatus:
    return vetted.show(office, COORDINATOR, id_, on).status


@pytest.fixture
def nora(nc: Office, ask) -> PersonId:
    return somebody(nc, ask, "Nora")


# ── Its way ───────────────────────────────────────────────────────────────────────────────────


def test_somebody_is_vetted_and_counts_through_the_sunset_of_the_policy(nc: Office, ask, nora: PersonId) -> None:
    id_ = vet(nc, ask, nora)
    assert status(nc, id_) is VettingStatus.VETTED
    assert status(nc, id_, date(2027, 12, 21)) is VettingStatus.VETTED
    assert status(nc, id_, date(2027, 12, 22)) is VettingStatus.SUNSET


def test_one_vetting_per_person_and_scope_is_open_and_one_scope_says_nothing_of_the_other(
    nc: Office, ask, nora: PersonId
) -> None:
    id_ = begin(nc, ask, nora)
    with pytest.raises(Refused, match="vetting_open") as refused:
        begin(nc, ask, nora)
    assert refused.value.parameters["vetting"] == id_
    other = begin(nc, ask, nora, REFERENCE)
    assert {status(nc, each) for each in (id_, other)} == {VettingStatus.OPEN}


def test_who_is_vetted_is_vetted_anew_only_when_that_is_over(nc: Office, ask, nora: PersonId) -> None:
    id_ = vet(nc, ask, nora)
    with pytest.raises(Refused, match="vetted_already"):
        begin(nc, ask, nora)
    vetting.end(nc, ask(), id_, EndCause.WITHDRAWN, "gives RSC no more")
    begin(nc, ask, nora)


def test_two_who_open_at_once_open_one(nc: Office, ask, nora: PersonId, place: Path, founded: Path) -> None:
    opened: list[VettingId] = []

    def at_the_last_moment() -> int:
        if not opened:
            opened.append(begin(nc, ask, nora))
        return now()

    with Folder.open(place, founded / "root-key", clock=at_the_last_moment) as folder:
        elsewhere = alliance.office(folder, "nc", Edge(clock))
        with pytest.raises(Refused, match="vetting_open"):
            begin(elsewhere, ask, nora)


def test_asked_again_it_is_recorded_once(nc: Office, ask, nora: PersonId) -> None:
    request = ask()
    assert vetting.open_vetting(nc, request, nora, RSC).result == vetting.open_vetting(nc, request, nora, RSC).result
    assert len(vetted.listing(nc, COORDINATOR, TODAY)) == 1


@pytest.fixture
def after_the_sunset(folder: Folder) -> Office:
    return alliance.office(folder, "nc", Edge(lambda: datetime(2027, 12, 22, 17, tzinfo=UTC)))


def test_after_the_sunset_nobody_is_vetted_anew_and_the_refusal_says_what_is_possible(
    after_the_sunset: Office, nc: Office, ask, nora: PersonId
) -> None:
    before = after_the_sunset.book.position
    with pytest.raises(Refused, match="vetting_closed"):
        begin(after_the_sunset, ask, nora, on=date(2027, 12, 22))
    assert after_the_sunset.book.position == before
    begin(after_the_sunset, ask, nora, on=date(2027, 12, 21))


# ── Who may ───────────────────────────────────────────────────────────────────────────────────


def test_nobody_interviews_or_decides_on_themself(nc: Office, ask, nora: PersonId) -> None:
    id_ = begin(nc, ask, nora)
    with pytest.raises(Refused, match="own_vetting"):
        talk(nc, ask, id_, by=nora)
    with pytest.raises(Refused, match="own_application"):  # nor writes down what somebody else did
        vetting.interview(
            nc, ask("coordinator", nora), id_, by=None, how=VettedBy.INTERVIEW, held_on=TODAY, words="I am fine"
        )
    talk(nc, ask, id_)
    with pytest.raises(Refused, match="own_application"):
        vetting.decide(nc, ask("coordinator", nora), id_, vetted=True, reason="I am fine")


def test_a_conflict_of_interest_bars_from_interviewing_and_deciding(nc: Office, ask, nora: PersonId) -> None:
    carol, ida = somebody(nc, ask, "Carol"), somebody(nc, ask, "Ida")
    for who in (nora, carol):
        job = Work(date(2020, 1, 1), nc.employer("Canary Clinic"))
        evidence.record(nc, ask(), who, ((job, {"role": "therapist"}),))
    id_ = begin(nc, ask, nora)
    with pytest.raises(Refused, match="vetting_conflict") as refused:
        talk(nc, ask, id_, by=carol)
    assert refused.value.parameters["relations"] == ("same_employer",)
    talk(nc, ask, id_, by=ida)
    with pytest.raises(Refused, match="vetting_conflict"):
        vetting.decide(nc, ask("coordinator", carol), id_, vetted=True, reason="good")
    vetting.decide(nc, ask("coordinator", ida), id_, vetted=True, reason="good")


def test_an_interviewer_is_somebody_of_the_book(nc: Office, ask, nora: PersonId) -> None:
    with pytest.raises(Refused, match="unknown_person"):
        talk(nc, ask, begin(nc, ask, nora), by=PersonId("p-0000000000"))


def test_whom_it_is_about_reads_the_reason_and_neither_notes_nor_who_held_it(nc: Office, ask, nora: PersonId) -> None:
    ida = somebody(nc, ask, "Ida")
    id_ = begin(nc, ask, nora)
    talk(nc, ask, id_, by=ida)
    vetting.decide(nc, ask(), id_, vetted=False, reason="not familiar with the Guidelines yet")
    mine = vetted.show(nc, Principal(Role.APPLICANT, nora), id_, TODAY)
    assert (mine.reason, mine.interviews[0].by, mine.interviews[0].words) == (
        "not familiar with the Guidelines yet", None, None,
    )  # fmt: skip
    theirs = vetted.show(nc, COORDINATOR, id_, TODAY)
    assert (theirs.interviews[0].by, theirs.interviews[0].words) == (ida, "CanaryNotes of the interview")


# ── Endorsed ──────────────────────────────────────────────────────────────────────────────────


def test_an_endorsement_ends_the_vetting_whose_place_it_takes_in_the_same_moment(nc: Office, ask) -> None:
    way = Journey(nc, ask).ready_to_decide()
    rsc, reference = vet(nc, ask, way.person), vet(nc, ask, way.person, REFERENCE)
    done = way.decided()
    assert (status(nc, rsc, TODAY + DAY), status(nc, reference, TODAY + DAY)) == (
        VettingStatus.VETTED,  # a specialist does not give RSC that counts
        VettingStatus.ENDORSED,
    )
    shown = vetted.show(nc, COORDINATOR, reference, TODAY)
    assert (shown.ended_on, shown.endorsement, shown.status) == (
        TODAY, done.result["endorsement"], VettingStatus.VETTED,
    )  # fmt: skip
    types = _types(nc, done.first, done.last)
    assert "vetting_ended" in types
    assert "endorsement_granted" in types


def _types(office: Office, first: int, last: int) -> list[str]:
    return [entry.type for entry in book.entries(office, COORDINATOR) if first <= entry.position <= last]


def signed_alone(office: Office) -> PolicyVersion:
    """For ERS a training and a signature are asked, of the emerging the signature; NC's standings stay."""
    document = policy(office, Length(months=24)).document
    (sheet,) = (each for each in document.sheets if each.category == ERS)
    asked = tuple(line for line in sheet.lines if line.rule.key in (SIGNED, ABOUT_RSC))
    (row,) = document.emerging
    emerging = (replace(row, asks=(SIGNED,)),)
    return PolicyVersion.of(replace(document, sheets=(replace(sheet, lines=asked),), emerging=emerging))


def test_who_becomes_a_reflective_supervisor_is_vetted_for_rsc_no_longer(nc: Office, ask) -> None:
    adopt(nc, signed_alone(nc))
    way = Begun(nc, ask)
    way.person = way.reviewer("Ina", category="IMHS")
    evidence.sign(nc, ask("applicant", way.person), way.person, Document.CODE_OF_ETHICS)
    rsc, begun = vet(nc, ask, way.person), begin(nc, ask, way.person, REFERENCE)
    way.open(emerging=True).approved()
    assert status(nc, rsc, TODAY + DAY) is VettingStatus.VETTED, "while emerging, they give no RSC that counts for IMHS"
    assert status(nc, begun, TODAY + DAY) is VettingStatus.ENDORSED, "what was only opened is spared, too"
    way.trained().open(emerging=False).approved()
    assert status(nc, rsc, TODAY + DAY) is VettingStatus.ENDORSED


def test_ended_by_hand_because_they_are_endorsed_elsewhere_that_has_to_be_known(nc: Office, ask, nora) -> None:
    id_ = vet(nc, ask, nora)
    with pytest.raises(Refused, match="not_endorsed"):
        vetting.end(nc, ask(), id_, EndCause.ENDORSED, "Michigan")
    held = Standing(None, AssociationCode("mi"), date(2026, 1, 1), category=CategoryCode("IMHM-C"))
    (item,) = evidence.claim_standing(nc, ask(), nora, held).result["items"]
    with pytest.raises(Refused, match="not_endorsed"):
        vetting.end(nc, ask(), id_, EndCause.ENDORSED, "Michigan")
    evidence.confirm(nc, ask(), nora, evidence.Claims((ItemId(item),)), source=Source.REGISTRY, where="registry")
    vetting.end(nc, ask(), id_, EndCause.ENDORSED, "Michigan")
    assert status(nc, id_, TODAY + DAY) is VettingStatus.ENDORSED


# ── What a case reads of it ───────────────────────────────────────────────────────────────────


class Supervised(Journey):
    """An applicant half of whose RSC was given by Tomás, of whom nothing is confirmed."""

    def __init__(self, office: Office, ask) -> None:
        super().__init__(office, ask)
        self.imported().opened().member()
        self.ruth, self.tomas = self._colleague("Ruth"), self._colleague("Tom")
        standings = [i for i in self.items() if isinstance(i.facts, Standing) and i.facts.holder != self.tomas]
        claims = evidence.Claims(tuple(i.item for i in standings), ("rating",))
        evidence.confirm(office, ask(), self.person, claims, source=Source.CONFIRMED, where="seen")
        self.is_tomas = somebody(office, ask, "Tomás")

    def items(self) -> list[reading.SeenItem]:
        return [i for i in reading.evidence(self.office, COORDINATOR, self.person) if not i.withdrawn]

    def _colleague(self, name: str) -> ColleagueId:
        found = next(
            i for i in self.items() if isinstance(i.facts, Colleague) and str(i.words["name"]).startswith(name)
        )
        assert isinstance(found.facts, Colleague)
        return found.facts.colleague

    def identified(self) -> None:
        colleagues.identify(self.office, self.ask(), self.person, self.tomas, self.is_tomas)

    def rsc(self, known: Known = Known()) -> Finding:
        trace = explanation.explain(self.office, COORDINATOR, self.application, known).trace
        return next(finding for finding in trace.findings if finding.requirement == RSC_LINE)


@pytest.fixture
def way(nc: Office, ask) -> Supervised:
    return Supervised(nc, ask)


def test_an_identified_provider_counts_on_the_days_on_which_they_were_vetted_here(way: Supervised) -> None:
    assert way.rsc().status is Status.MISSING
    vet(way.office, way.ask, way.is_tomas, on=LONG_AGO)
    assert way.rsc().status is Status.MISSING, "nobody has said who the colleague is"
    way.identified()
    assert way.rsc().status is Status.MET
    way.submitted()


def test_a_vetting_that_was_decided_after_the_sessions_does_not_reach_back(way: Supervised) -> None:
    vet(way.office, way.ask, way.is_tomas, on=date(2026, 6, 1))
    way.identified()
    assert way.rsc().status is Status.MISSING


def test_vetted_for_references_says_nothing_of_rsc(way: Supervised) -> None:
    vet(way.office, way.ask, way.is_tomas, REFERENCE, on=LONG_AGO)
    way.identified()
    assert way.rsc().status is Status.MISSING


def test_what_an_identified_provider_holds_elsewhere_counts_once_it_was_seen_in_the_registry(way: Supervised) -> None:
    way.identified()
    held = Standing(None, AssociationCode("mi"), date(2020, 1, 1), category=CategoryCode("IMHM-C"))
    (item,) = evidence.claim_standing(way.office, way.ask(), way.is_tomas, held).result["items"]
    assert way.rsc().status is Status.MISSING
    claims = evidence.Claims((ItemId(item),))
    evidence.confirm(way.office, way.ask(), way.is_tomas, claims, source=Source.REGISTRY, where="Michigan's page")
    assert way.rsc().status is Status.MET

    end = date(2025, 12, 31)  # the registry lists them no more: the series that ran past that day counts no longer
    colleagues.standing_ended(
        way.office, way.ask(), way.is_tomas, ItemId(item), end, source=Source.REGISTRY, where="not listed any more"
    )
    assert way.rsc().status is Status.MISSING
    assert way.rsc(Known(position=way.office.book.position - 2)).status is Status.MET


def test_it_can_be_taken_back_who_a_colleague_is(way: Supervised) -> None:
    vet(way.office, way.ask, way.is_tomas, on=LONG_AGO)
    way.identified()
    colleagues.identify(way.office, way.ask(), way.person, way.tomas, None)
    assert way.rsc().status is Status.MISSING


def test_nobody_is_their_own_colleague(way: Supervised) -> None:
    before = way.office.book.position
    with pytest.raises(Refused, match="colleague_is_themself"):
        colleagues.identify(way.office, way.ask(), way.person, way.tomas, way.person)
    with pytest.raises(Refused, match="unknown_colleague"):
        colleagues.identify(way.office, way.ask(), way.person, ColleagueId("c-0"), way.is_tomas)
    with pytest.raises(Refused, match="unknown_person"):
        colleagues.identify(way.office, way.ask(), way.person, way.tomas, PersonId("p-0000000000"))
    assert way.office.book.position == before


def test_who_is_identified_as_somebodys_provider_is_no_neutral_reviewer_or_interviewer(way: Supervised) -> None:
    way.identified()
    id_ = begin(way.office, way.ask, way.person)
    with pytest.raises(Refused, match="vetting_conflict") as refused:
        talk(way.office, way.ask, id_, by=way.is_tomas)
    assert "rsc_provider" in str(refused.value)


def test_what_was_decided_on_stays_explained_when_the_vetting_ends_later(way: Supervised) -> None:
    id_ = vet(way.office, way.ask, way.is_tomas, on=LONG_AGO)
    way.identified()
    way.submitted()
    at = way.office.book.position
    vetting.end(way.office, way.ask(), id_, EndCause.WITHDRAWN, "withdrawn")
    explained = explanation.explain(way.office, COORDINATOR, way.application, recompute=True)
    assert explained.again == ()
    assert way.rsc(Known(position=at)).status is Status.MET
    assert way.rsc(Known(on=TODAY)).status is Status.MET


def test_a_vetting_that_is_withdrawn_while_somebody_submits_is_not_counted(
    way: Supervised, place: Path, founded: Path
) -> None:
    """The provider's streams are held unchanged: what was read is asked again when one of them moves on."""
    id_ = vet(way.office, way.ask, way.is_tomas, on=LONG_AGO)
    way.identified()
    ended: list[bool] = []

    def at_the_last_moment() -> int:
        if not ended:
            ended.append(True)
            vetting.end(way.office, way.ask(on=date(2025, 2, 1)), id_, EndCause.WITHDRAWN, "long ago, as it turns out")
        return now()

    with Folder.open(place, founded / "root-key", clock=at_the_last_moment) as folder:
        elsewhere = alliance.office(folder, "nc", Edge(clock))
        with pytest.raises(Refused, match="requirements_missing") as refused:
            application.submit(elsewhere, way.ask("applicant", way.person), way.application)
    assert "rsc" in str(refused.value)


def test_a_case_says_which_streams_of_its_colleagues_it_read(way: Supervised) -> None:
    id_ = vet(way.office, way.ask, way.is_tomas, on=LONG_AGO)
    way.identified()
    versions = dict(read_case(way.office, way.application).versions)
    assert versions[f"vetting:{id_}"] == 3
    assert f"person:{way.is_tomas}" in versions


# ── Sealed ────────────────────────────────────────────────────────────────────────────────────


def test_no_word_of_it_is_found_in_the_data_folder(nc: Office, ask, nora, folder: Folder, place: Path) -> None:
    id_ = vet(nc, ask, nora)
    vetting.end(nc, ask(), id_, EndCause.WITHDRAWN, "CanaryEnd")
    folder.close()
    assert leaks(place) == []
