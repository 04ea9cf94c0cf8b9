"""Membership: dated terms that never overlap within one body, confirmed or voided, never overwritten."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from vouchbook.domain.evidence import Membership
from vouchbook.domain.membership import (
    BuyTerm,
    ConfirmTerm,
    RecordTerm,
    TermBought,
    TermConfirmed,
    TermRecorded,
    TermVoided,
    VoidTerm,
)
from vouchbook.domain.names import AssociationCode, PersonId, PlanKey, Source, TermId
from vouchbook.domain.streams import MEMBERSHIP
from vouchbook.domain.years import DayOfYear, MembershipYear
from vouchbook.testing import given, sealed

ROSA = PersonId("p-rosa")
NC, TN = AssociationCode("nc"), AssociationCode("tn")
JAN_1, DEC_31 = date(2026, 1, 1), date(2026, 12, 31)


def record(
    first: date,
    last: date,
    *,
    term: str = "m-2",
    of: AssociationCode = NC,
    source: Source = Source.CONFIRMED,
    plan: str = "individual",
) -> RecordTerm:
    return RecordTerm(ROSA, TermId(term), of, PlanKey(plan), first, last, source)


def term(
    first: date,
    last: date,
    *,
    term: str = "m-1",
    of: AssociationCode = NC,
    source: Source = Source.CONFIRMED,
    plan: str = "individual",
) -> TermRecorded:
    return TermRecorded(ROSA, TermId(term), of, PlanKey(plan), first, last, source)


YEAR = term(JAN_1, DEC_31)
CLAIMED = term(JAN_1, DEC_31, source=Source.ASSERTED)
VOIDED = TermVoided(TermId("m-1"))


def test_a_term_is_recorded_with_its_days() -> None:
    given().when(record(JAN_1, DEC_31, term="m-1")).then(YEAR)


def test_a_term_recorded_twice_is_recorded_once() -> None:
    given(YEAR).when(record(JAN_1, DEC_31)).then_nothing()


def test_a_claimed_term_that_is_recorded_by_the_association_is_confirmed() -> None:
    given(CLAIMED).when(record(JAN_1, DEC_31)).then(TermConfirmed(TermId("m-1"), Source.CONFIRMED))


def test_a_confirmed_term_that_is_claimed_again_stays_confirmed() -> None:
    given(YEAR).when(record(JAN_1, DEC_31, source=Source.ASSERTED)).then_nothing()


def test_a_term_of_a_single_day_is_a_term() -> None:
    given().when(record(JAN_1, JAN_1)).then(term(JAN_1, JAN_1, term="m-2"))


def test_a_term_cannot_end_before_it_begins() -> None:
    given().when(record(JAN_1, date(2025, 12, 31))).then_refused(
        "term_ends_before_it_begins", first=JAN_1, last=date(2025, 12, 31)
    )


def test_the_refusal_says_from_which_day_on_nothing_is_in_the_way() -> None:
    next_year = term(date(2027, 1, 1), date(2027, 12, 31), term="m-3")
    given(YEAR, next_year).when(record(DEC_31, DEC_31)).then_refused("term_overlaps", free=date(2028, 1, 1))


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2027, 1, 1), date(2027, 12, 31)), (date(2025, 1, 1), date(2025, 12, 31))],
    ids=["the day after", "the day before"],
)
def test_terms_may_lie_side_by_side(first: date, last: date) -> None:
    given(YEAR).when(record(first, last)).then(term(first, last, term="m-2"))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (DEC_31, date(2027, 12, 31)),
        (date(2025, 1, 1), JAN_1),
        (date(2026, 3, 1), date(2026, 3, 31)),
        (date(2025, 1, 1), date(2027, 12, 31)),
    ],
    ids=["by its last day", "by its first day", "within it", "around it"],
)
def test_terms_of_one_association_do_not_overlap(first: date, last: date) -> None:
    given(YEAR).when(record(first, last)).then_refused("term_overlaps", term="m-1", first=JAN_1, last=DEC_31)


def test_the_same_days_under_another_plan_overlap() -> None:
    given(YEAR).when(record(JAN_1, DEC_31, plan="student")).then_refused("term_overlaps", term="m-1")


def test_what_another_one_holds_may_overlap() -> None:
    """A person's own membership, and that of the organisation for which they work."""
    command = record(JAN_1, DEC_31, plan="agency")
    beside = replace(command, beside=(PlanKey("individual"),))
    given(YEAR).when(beside).then(term(JAN_1, DEC_31, term="m-2", plan="agency"))


def test_terms_of_different_associations_may_overlap() -> None:
    given(YEAR).when(record(JAN_1, DEC_31, of=TN)).then(term(JAN_1, DEC_31, term="m-2", of=TN))


def test_a_voided_term_is_in_nobodys_way() -> None:
    given(YEAR, VOIDED).when(record(DEC_31, date(2027, 12, 31))).then(term(DEC_31, date(2027, 12, 31), term="m-2"))


def test_a_voided_term_may_be_recorded_anew_under_another_id() -> None:
    given(YEAR, VOIDED).when(record(JAN_1, DEC_31)).then(term(JAN_1, DEC_31, term="m-2"))


@pytest.mark.parametrize("before", [(YEAR,), (YEAR, VOIDED)], ids=["standing", "voided"])
def test_no_term_is_overwritten_by_one_of_its_id(before: tuple[TermRecorded | TermVoided, ...]) -> None:
    given(*before).when(record(date(2027, 1, 1), date(2027, 12, 31), term="m-1")).then_refused(
        "term_exists", term="m-1"
    )


def test_a_claimed_term_is_confirmed() -> None:
    given(CLAIMED).when(ConfirmTerm(TermId("m-1"), Source.CONFIRMED)).then(
        TermConfirmed(TermId("m-1"), Source.CONFIRMED)
    )


def test_confirming_twice_records_nothing() -> None:
    given(CLAIMED, TermConfirmed(TermId("m-1"), Source.CONFIRMED)).when(
        ConfirmTerm(TermId("m-1"), Source.CONFIRMED)
    ).then_nothing()


def test_an_assertion_takes_no_confirmation_back() -> None:
    given(YEAR).when(ConfirmTerm(TermId("m-1"), Source.ASSERTED)).then_nothing()


def test_a_term_recorded_in_error_is_voided_once() -> None:
    given(YEAR).when(VoidTerm(TermId("m-1"))).then(VOIDED)
    given(YEAR, VOIDED).when(VoidTerm(TermId("m-1"))).then_nothing()


def test_a_voided_term_cannot_be_confirmed() -> None:
    given(CLAIMED, VOIDED).when(ConfirmTerm(TermId("m-1"), Source.CONFIRMED)).then_refused("unknown_term", term="m-1")


@pytest.mark.parametrize(
    "command",
    [ConfirmTerm(TermId("m-9"), Source.CONFIRMED), VoidTerm(TermId("m-9"))],
    ids=lambda command: type(command).__name__,
)
def test_an_unknown_term_can_be_neither_confirmed_nor_voided(command) -> None:
    given(YEAR).when(command).then_refused("unknown_term", term="m-9")


@pytest.mark.parametrize(
    ("on", "covered"),
    [(date(2025, 12, 31), False), (JAN_1, True), (DEC_31, True), (date(2027, 1, 1), False)],
    ids=["the day before", "the first day", "the last day", "the day after"],
)
def test_a_term_covers_its_days_and_no_other(on: date, covered: bool) -> None:
    assert MEMBERSHIP.fold([YEAR]).covers(on, NC) is covered


def test_a_term_covers_nothing_of_another_association() -> None:
    assert not MEMBERSHIP.fold([YEAR]).covers(JAN_1, TN)


def test_a_claimed_term_covers_nothing_until_it_is_confirmed() -> None:
    assert not MEMBERSHIP.fold([CLAIMED]).covers(JAN_1, NC)
    assert MEMBERSHIP.fold([CLAIMED, TermConfirmed(TermId("m-1"), Source.REGISTRY)]).covers(JAN_1, NC)


def test_a_voided_term_stays_readable_and_covers_nothing() -> None:
    membership = MEMBERSHIP.fold([YEAR, VOIDED])
    assert membership.terms[TermId("m-1")] == YEAR
    assert not membership.covers(JAN_1, NC)
    assert membership.items == ()


def test_rules_read_a_term_as_evidence_with_its_source() -> None:
    (held,) = MEMBERSHIP.fold([CLAIMED]).items
    assert (held.id, held.source) == ("m-1", Source.ASSERTED)
    assert held.facts == Membership(NC, PlanKey("individual"), JAN_1, DEC_31)


# ── What is bought ────────────────────────────────────────────────────────────────────────────

CALENDAR = MembershipYear(DayOfYear(12, 31), DayOfYear(10, 1))
MARCH_5 = date(2026, 3, 5)
BOUGHT, BOUGHT_AGAIN = (
    TermBought(ROSA, TermId(id_), NC, PlanKey("individual"), MARCH_5, MARCH_5, DEC_31, CALENDAR)
    for id_ in ("m-1", "m-2")
)


def buy(on: date = MARCH_5, term: str = "m-2", *, last: date = DEC_31, another: bool = False) -> BuyTerm:
    return BuyTerm(ROSA, TermId(term), NC, PlanKey("individual"), on, on, last, CALENDAR, another)


def test_a_purchase_is_recorded_with_the_day_of_buying_and_how_long_it_runs() -> None:
    given().when(buy(term="m-1")).then(BOUGHT)


def test_the_same_purchase_recorded_twice_is_recorded_once() -> None:
    given(BOUGHT).when(buy()).then_nothing()
    given(BOUGHT).when(buy(term="m-1", another=True)).then_nothing()


def test_bought_once_more_on_the_same_day_if_somebody_says_so() -> None:
    given(BOUGHT).when(buy(another=True)).then(BOUGHT_AGAIN)


def test_a_purchase_that_was_void_may_be_recorded_anew_under_another_id() -> None:
    given(BOUGHT, VOIDED).when(buy()).then(BOUGHT_AGAIN)
    given(BOUGHT, VOIDED).when(buy(term="m-1")).then_refused("term_exists", term="m-1")


def test_what_the_association_answers_cannot_end_before_it_begins() -> None:
    given().when(buy(last=date(2026, 3, 4))).then_refused("term_ends_before_it_begins", first=MARCH_5)


def test_a_purchase_needs_no_confirmation() -> None:
    given(BOUGHT).when(ConfirmTerm(TermId("m-1"), Source.REGISTRY)).then_nothing()


def test_stated_days_do_not_overlap_what_was_bought_where_it_lies_now() -> None:
    november = TermBought(
        ROSA,
        TermId("m-3"),
        NC,
        PlanKey("individual"),
        date(2026, 11, 5),
        date(2026, 11, 5),
        date(2027, 12, 31),
        CALENDAR,
    )
    given(november).when(record(date(2026, 11, 4), date(2026, 11, 5))).then_refused("term_overlaps", term="m-3")
    given(BOUGHT, november).when(record(date(2026, 11, 4), date(2026, 11, 5))).then_refused("term_overlaps", term="m-1")
    given(BOUGHT, november).when(record(date(2028, 1, 1), date(2028, 1, 1))).then(
        term(date(2028, 1, 1), date(2028, 1, 1), term="m-2")
    )


# ── Claims beside what was bought ─────────────────────────────────────────────────────────────


def test_where_a_claim_was_seen_is_kept() -> None:
    where = sealed("WAIMH's list of members")
    given(CLAIMED).when(ConfirmTerm(TermId("m-1"), Source.CONFIRMED, MARCH_5, where)).then(
        TermConfirmed(TermId("m-1"), Source.CONFIRMED, MARCH_5, where)
    )


def test_a_claim_of_days_that_were_bought_needs_nobody_to_confirm_it() -> None:
    claim = term(date(2026, 4, 1), DEC_31, term="m-3", source=Source.ASSERTED)
    given(BOUGHT, claim).when(ConfirmTerm(TermId("m-3"), Source.CONFIRMED)).then_nothing()
    assert [item.id for item in MEMBERSHIP.fold([BOUGHT, claim]).items] == ["m-1"]


def test_a_claim_of_more_days_than_were_bought_is_shown_and_cannot_be_confirmed_as_it_stands() -> None:
    given(BOUGHT, CLAIMED_3).when(ConfirmTerm(TermId("m-3"), Source.CONFIRMED)).then_refused(
        "term_overlaps", term="m-1", free=date(2027, 1, 1)
    )
    assert [item.id for item in MEMBERSHIP.fold([BOUGHT, CLAIMED_3]).items] == ["m-3", "m-1"]


CLAIMED_3 = term(JAN_1, DEC_31, term="m-3", source=Source.ASSERTED)
