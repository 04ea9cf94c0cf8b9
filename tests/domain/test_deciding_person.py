"""A person and their evidence: registered once, every item with its revisions, claims confirmed by others."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

import pytest

from vouchbook.domain import evidence as kinds
from vouchbook.domain.evidence import CLAIMS, Facts, PersonWords
from vouchbook.domain.names import (
    AssociationCode,
    DegreeLevel,
    EmployerKey,
    ItemId,
    KeyedDigest,
    PersonId,
    PlanKey,
    Source,
    StateCode,
)
from vouchbook.domain.person import (
    Confirm,
    Correct,
    EvidenceConfirmed,
    EvidenceRecorded,
    EvidenceWithdrawn,
    NewItem,
    PersonCorrected,
    PersonRegistered,
    Record,
    Register,
    Revise,
    Withdraw,
    happened,
)
from vouchbook.domain.sealed import Purpose
from vouchbook.domain.streams import PERSON
from vouchbook.testing import DATED, colleague, dated, given, item, sealed

TODAY = date(2026, 3, 2)
TOMORROW = TODAY + timedelta(days=1)
ROSA = PersonId("p-rosa")
NC = StateCode("NC")
MAIL = KeyedDigest("hmac:rosa")
WORDS = sealed(PersonWords("Rosa", "Lane", "rosa@example.org"), purpose=Purpose.IDENTITY)
REGISTERED = PersonRegistered(ROSA, MAIL, NC, WORDS)
WHERE = sealed("in the registry of Tennessee")


def recorded(new: NewItem, revision: int = 1, source: Source = Source.ASSERTED) -> EvidenceRecorded:
    return EvidenceRecorded(new.item, revision, source, new.facts, new.words)


def training(minutes: int = 90) -> Facts:
    return kinds.Training(first=date(2025, 5, 1), last=date(2025, 5, 2), minutes=minutes)


def record(*items: NewItem) -> Record:
    return Record(items, Source.ASSERTED, TODAY)


def confirm(id_: str, source: Source = Source.REGISTRY, seen_on: date = TODAY) -> Confirm:
    return Confirm(ItemId(id_), source, seen_on, TODAY, WHERE)


T1 = item("tr-1", training(), title="Attachment in the first year")
T2 = item("tr-2", training(30))
STANDING = item("st-1", dated("standing", date(2024, 1, 1)))
CONFIRMED = EvidenceConfirmed(ItemId("st-1"), 1, Source.REGISTRY, TODAY, WHERE)


# ── Registered ────────────────────────────────────────────────────────────────────────────────


def test_a_person_is_registered_with_their_words_sealed() -> None:
    given().when(Register(ROSA, MAIL, NC, WORDS)).then(REGISTERED)


def test_registering_twice_records_nothing() -> None:
    given(REGISTERED).when(Register(ROSA, MAIL, NC, WORDS)).then_nothing()


def test_another_address_for_a_registered_person_is_a_correction_and_no_registration() -> None:
    given(REGISTERED).when(Register(ROSA, KeyedDigest("hmac:other"), NC, WORDS)).then_refused(
        "person_exists", person=ROSA
    )


def test_nobody_else_is_registered_under_the_id_of_a_person() -> None:
    given(REGISTERED).when(Register(PersonId("p-tom"), MAIL, NC, WORDS)).then_refused("person_exists", person=ROSA)


def test_a_correction_is_recorded_beside_what_was_said_before() -> None:
    new = sealed(PersonWords("Rosa", "Lane-Ortiz", "rosa@example.org"), purpose=Purpose.IDENTITY)
    given(REGISTERED).when(Correct(MAIL, None, new)).then(PersonCorrected(MAIL, None, new))


def test_after_a_correction_the_new_address_holds() -> None:
    other = KeyedDigest("hmac:other")
    person = PERSON.fold([REGISTERED, PersonCorrected(other, None, WORDS)])
    assert (person.id, person.email, person.state) == (ROSA, other, None)


@pytest.mark.parametrize(
    "command",
    [Correct(MAIL, NC, WORDS), record(T1), Revise(T1, Source.ASSERTED, TODAY), confirm("st-1"), Withdraw(ItemId("x"))],
    ids=lambda command: type(command).__name__,
)
def test_of_somebody_who_is_not_registered_nothing_is_recorded(command) -> None:
    given().when(command).then_refused("unknown_person")


# ── Evidence enters ───────────────────────────────────────────────────────────────────────────


def test_evidence_enters_as_the_first_revision() -> None:
    given(REGISTERED).when(record(T1)).then(recorded(T1))


def test_several_items_enter_together_in_their_order() -> None:
    given(REGISTERED).when(record(T1, T2)).then(recorded(T1), recorded(T2))


def test_an_item_recorded_twice_is_recorded_once() -> None:
    given(REGISTERED, recorded(T1)).when(record(T1)).then_nothing()


def test_of_several_items_only_the_new_ones_are_recorded() -> None:
    given(REGISTERED, recorded(T1)).when(record(T1, T2)).then(recorded(T2))


def test_an_id_with_other_facts_asks_for_a_revision() -> None:
    given(REGISTERED, recorded(T1)).when(record(item("tr-1", training(120)))).then_refused("item_exists", item="tr-1")


def test_one_id_twice_in_a_file_is_recorded_once() -> None:
    given(REGISTERED).when(record(T1, T1)).then(recorded(T1))


def test_one_id_twice_in_a_file_with_different_facts_is_refused() -> None:
    given(REGISTERED).when(record(T1, item("tr-1", training(120)))).then_refused("item_exists", item="tr-1")


def test_when_one_item_is_refused_none_is_recorded() -> None:
    given(REGISTERED).when(record(T2, item("si-1", dated("signature", TOMORROW)))).then_refused("after_today")


# ── Nothing that has not happened ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", DATED)
def test_evidence_of_today_is_evidence(kind: str) -> None:
    new = item("x-1", dated(kind, TODAY))
    given(REGISTERED).when(record(new)).then(recorded(new))


@pytest.mark.parametrize("kind", DATED)
def test_evidence_of_tomorrow_is_refused(kind: str) -> None:
    new = item("x-1", dated(kind, TOMORROW))
    given(REGISTERED).when(record(new)).then_refused("after_today", item="x-1", on=TOMORROW, today=TODAY)


@pytest.mark.parametrize("kind", DATED)
def test_a_revision_cannot_move_evidence_into_the_future(kind: str) -> None:
    first = item("x-1", dated(kind, TODAY))
    later = item("x-1", dated(kind, TOMORROW))
    given(REGISTERED, recorded(first)).when(Revise(later, Source.ASSERTED, TODAY)).then_refused("after_today")


WITHOUT_A_DAY: dict[str, Facts] = {
    "colleague": colleague("c-ana"),
    "membership": kinds.Membership(AssociationCode("nc"), PlanKey("individual"), TODAY, date(2027, 12, 31)),
}


@pytest.mark.parametrize("kind", WITHOUT_A_DAY)
def test_a_colleague_has_no_day_and_a_membership_may_reach_into_the_future(kind: str) -> None:
    new = item("x-1", WITHOUT_A_DAY[kind])
    given(REGISTERED).when(record(new)).then(recorded(new))


def test_every_kind_of_facts_is_tried_above() -> None:
    tried = {type(make(TODAY)) for make in DATED.values()} | {type(facts) for facts in WITHOUT_A_DAY.values()}
    assert tried == set(get_args(Facts))


def test_a_licence_or_standing_may_end_in_the_future() -> None:
    licence = kinds.Licence(kinds.LicenceKind.MENTAL_HEALTH, first=TODAY, last=date(2027, 6, 30))
    standing = kinds.Standing(None, AssociationCode("tn"), first=TODAY, last=date(2027, 6, 30))
    assert (happened(licence), happened(standing)) == (TODAY, TODAY)


def test_work_is_dated_by_its_last_day_or_if_it_goes_on_by_its_first() -> None:
    employer = EmployerKey("hmac:employer")
    assert happened(kinds.Work(date(2020, 1, 1), employer)) == date(2020, 1, 1)
    assert happened(kinds.Work(date(2020, 1, 1), employer, last=TODAY)) == TODAY


# ── Revised and withdrawn ─────────────────────────────────────────────────────────────────────


def test_a_revision_counts_on_from_the_last_one() -> None:
    longer, longest = item("tr-1", training(120)), item("tr-1", training(150))
    given(REGISTERED, recorded(T1)).when(Revise(longer, Source.ASSERTED, TODAY)).then(recorded(longer, 2))
    given(REGISTERED, recorded(T1), recorded(longer, 2)).when(Revise(longest, Source.ASSERTED, TODAY)).then(
        recorded(longest, 3)
    )


def test_only_the_current_revision_is_evidence() -> None:
    longer = item("tr-1", training(120))
    (held,) = PERSON.fold([REGISTERED, recorded(T1), recorded(longer, 2)]).evidence
    assert (held.revision, held.facts) == (2, longer.facts)


def test_a_revision_is_of_the_same_kind() -> None:
    degree = item("tr-1", kinds.Education(DegreeLevel.MASTER, TODAY))
    given(REGISTERED, recorded(T1)).when(Revise(degree, Source.ASSERTED, TODAY)).then_refused("other_kind", item="tr-1")


def test_what_was_never_recorded_cannot_be_revised() -> None:
    given(REGISTERED).when(Revise(T1, Source.ASSERTED, TODAY)).then_refused("unknown_item", item="tr-1")


def test_a_revision_is_unconfirmed_whatever_the_one_before_was() -> None:
    longer = item("st-1", dated("standing", date(2023, 1, 1)))
    events = [REGISTERED, recorded(STANDING), CONFIRMED, recorded(longer, 2)]
    assert PERSON.fold(events).items[ItemId("st-1")].source is Source.ASSERTED


def test_a_withdrawn_item_is_no_evidence_any_more() -> None:
    gone = EvidenceWithdrawn(ItemId("tr-1"), 1)
    given(REGISTERED, recorded(T1)).when(Withdraw(ItemId("tr-1"))).then(gone)
    assert [held.id for held in PERSON.fold([REGISTERED, recorded(T1), recorded(T2), gone]).evidence] == ["tr-2"]


def test_a_withdrawal_names_the_revision_that_was_held() -> None:
    longer = item("tr-1", training(120))
    given(REGISTERED, recorded(T1), recorded(longer, 2)).when(Withdraw(ItemId("tr-1"))).then(
        EvidenceWithdrawn(ItemId("tr-1"), 2)
    )


WITHDRAWN = (REGISTERED, recorded(T1), recorded(STANDING), EvidenceWithdrawn(ItemId("tr-1"), 1))


def test_withdrawing_twice_records_nothing() -> None:
    given(*WITHDRAWN).when(Withdraw(ItemId("tr-1"))).then_nothing()


def test_what_was_never_recorded_cannot_be_withdrawn() -> None:
    given(REGISTERED).when(Withdraw(ItemId("tr-9"))).then_refused("unknown_item", item="tr-9")


@pytest.mark.parametrize(
    "command",
    [Revise(T1, Source.ASSERTED, TODAY), record(T1), record(item("tr-1", training(5)))],
    ids=["revised", "recorded again", "recorded with other facts"],
)
def test_a_withdrawn_item_comes_back_only_as_a_new_one(command) -> None:
    given(*WITHDRAWN).when(command).then_refused("item_withdrawn", item="tr-1")


def test_a_withdrawn_claim_cannot_be_confirmed() -> None:
    given(REGISTERED, recorded(STANDING), EvidenceWithdrawn(ItemId("st-1"), 1)).when(confirm("st-1")).then_refused(
        "item_withdrawn", item="st-1"
    )


# ── Confirmed ─────────────────────────────────────────────────────────────────────────────────


def test_a_claim_is_confirmed_in_the_revision_that_was_seen() -> None:
    given(REGISTERED, recorded(STANDING)).when(confirm("st-1")).then(CONFIRMED)


def test_confirming_twice_from_the_same_source_records_nothing() -> None:
    given(REGISTERED, recorded(STANDING), CONFIRMED).when(confirm("st-1")).then_nothing()


def test_a_claim_from_a_registry_may_be_seen_by_the_coordinator_too() -> None:
    given(REGISTERED, recorded(STANDING), CONFIRMED).when(confirm("st-1", Source.CONFIRMED)).then(
        EvidenceConfirmed(ItemId("st-1"), 1, Source.CONFIRMED, TODAY, WHERE)
    )


def test_an_assertion_confirms_nothing_and_takes_no_confirmation_back() -> None:
    given(REGISTERED, recorded(STANDING)).when(confirm("st-1", Source.ASSERTED)).then_nothing()
    given(REGISTERED, recorded(STANDING), CONFIRMED).when(confirm("st-1", Source.ASSERTED)).then_nothing()


def test_a_claim_cannot_have_been_seen_tomorrow() -> None:
    given(REGISTERED, recorded(STANDING)).when(confirm("st-1", seen_on=TOMORROW)).then_refused(
        "after_today", item="st-1", on=TOMORROW, today=TODAY
    )


def test_what_is_not_there_cannot_be_confirmed() -> None:
    given(REGISTERED).when(confirm("st-1")).then_refused("unknown_item", item="st-1")


EVERY_KIND: dict[str, Facts] = {**{kind: make(TODAY) for kind, make in DATED.items()}, **WITHOUT_A_DAY}
NO_CLAIMS = [kind for kind, facts in EVERY_KIND.items() if not isinstance(facts, CLAIMS)]


def test_the_claims_are_what_a_person_cannot_say_about_themself() -> None:
    assert sorted(set(EVERY_KIND) - set(NO_CLAIMS)) == ["exam", "membership", "rating", "standing"]


@pytest.mark.parametrize("kind", NO_CLAIMS)
def test_what_is_no_claim_needs_no_confirmation(kind: str) -> None:
    given(REGISTERED, recorded(item("x-1", EVERY_KIND[kind]))).when(confirm("x-1")).then_refused(
        "needs_no_confirmation", item="x-1"
    )


def test_a_colleague_is_found_by_id_until_withdrawn() -> None:
    ana = item("c-1", colleague("c-ana"))
    named = [REGISTERED, recorded(T1), recorded(ana)]
    assert PERSON.fold(named).colleague("c-ana") == ana.facts
    assert PERSON.fold(named).colleague("c-bo") is None
    assert PERSON.fold([*named, EvidenceWithdrawn(ItemId("c-1"), 1)]).colleague("c-ana") is None
