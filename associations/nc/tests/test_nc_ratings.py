"""The specialist's sheet, "Professional Reference Ratings", with NC's page on them: three places, three people."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from vouchbook.domain.evidence import Rating
from vouchbook.domain.names import SlotKey
from vouchbook.domain.trace import Finding, Lack, Status, Why

DAY = timedelta(days=1)
RATED = date(2026, 10, 12)


def three(nc, **other) -> list[Rating]:
    """The three ratings, the last of them changed."""
    return [nc.rating("denise", "supervisor"), nc.rating("ruth", "rsc_provider"), nc.rating("alma", "other", **other)]


def slots(finding: Finding) -> list[SlotKey | None]:
    return [lack.slot for lack in finding.lacking if lack.code is Lack.SLOT]


def test_three_valid_ratings_fill_the_three_places(nc):
    found = nc.finding("ratings")
    assert (found.status, found.counted, found.required) == (Status.MET, 3, 3)


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_each_place_is_needed(nc, missing):
    ratings = three(nc)
    slot = ratings.pop(missing).slot
    found = nc.finding("ratings", rating=ratings)
    assert (found.status, slots(found)) == (Status.MISSING, [slot])


def test_five_answers_of_not_enough_information_are_fine_and_six_are_too_many(nc):
    assert nc.finding("ratings", rating=three(nc, not_enough=5)).status is Status.MET
    found = nc.finding("ratings", rating=three(nc, not_enough=6))
    assert (found.status, slots(found)) == (Status.MISSING, ["other"])
    assert nc.because(found, "rating-3").code is Why.NOT_ENOUGH_INFORMATION


def test_a_rater_must_have_known_the_applicant_for_a_year(nc):
    year_before = date(2025, 10, 12)
    assert (RATED - year_before).days == 365
    assert nc.finding("ratings", rating=three(nc, known_since=year_before)).status is Status.MET
    found = nc.finding("ratings", rating=three(nc, known_since=year_before + DAY))
    assert found.status is Status.MISSING
    assert (nc.because(found, "rating-3").code, nc.because(found, "rating-3").until) == (
        Why.KNOWN_TOO_SHORTLY,
        RATED + DAY,
    )


def test_a_year_is_a_calendar_year_also_across_a_leap_day(nc):
    since = date(2023, 3, 1)
    short = three(nc, known_since=since, on=date(2024, 2, 29))
    assert (date(2024, 2, 29) - since).days == 365
    assert nc.finding("ratings", rating=short).status is Status.MISSING
    assert nc.finding("ratings", rating=three(nc, known_since=since, on=date(2024, 3, 1))).status is Status.MET


def test_a_rating_after_the_day_asked_does_not_count_yet(nc):
    found = nc.finding("ratings", rating=three(nc, on=nc.today + DAY))
    assert nc.because(found, "rating-3").code is Why.AFTER_DAY_ASKED


def test_the_same_person_cannot_fill_two_places(nc):
    ratings = [nc.rating("denise", "supervisor"), nc.rating("ruth", "rsc_provider"), nc.rating("ruth", "other")]
    found = nc.finding("ratings", rating=ratings)
    assert (found.status, slots(found)) == (Status.MISSING, ["other"])
    assert nc.because(found, "rating-3").code is Why.SAME_RATER


def test_raters_are_seated_so_that_most_places_are_filled(nc):
    """Ruth could be the other reference, but only she can be the one who gave RSC."""
    ratings = [nc.rating("ruth", "other"), nc.rating("denise", "supervisor"), nc.rating("ruth", "rsc_provider"),
               nc.rating("alma", "other")]  # fmt: skip
    found = nc.finding("ratings", rating=ratings)
    assert found.status is Status.MET
    assert nc.because(found, "rating-1").code is Why.SAME_RATER


def test_of_two_ratings_by_one_person_for_one_place_only_one_counts(nc):
    """Also when the other one alone would have been for reviewers to say: nobody needs to accept it any more."""
    before = replace(three(nc)[0], rated_on=date(2024, 11, 20), known_since=date(2023, 1, 1))
    for again in (three(nc)[0], before):
        found = nc.finding("ratings", rating=[*three(nc), again])
        assert (found.counted, found.counted_items) == (3, ("rating-1", "rating-2", "rating-3"))
        assert (found.status, nc.because(found, "rating-4").code) == (Status.MET, Why.NO_SLOT)


def test_the_supervisor_is_someone_of_a_current_employer_else_reviewers_say(nc):
    elsewhere = [nc.colleague("denise", "another agency"), nc.colleague("ruth"), nc.colleague("alma")]
    found = nc.finding("ratings", colleague=elsewhere)
    assert (found.status, found.pending_items) == (Status.JUDGEMENT, ("rating-1",))
    assert nc.finding("ratings", colleague=elsewhere, settled=[nc.answered("ratings", item="rating-1")]).status is (
        Status.MET
    )
    refused = nc.answered("ratings", item="rating-1", answer=False)
    assert slots(nc.finding("ratings", colleague=elsewhere, settled=[refused])) == ["supervisor"]


def test_a_job_that_had_ended_when_the_supervisor_rated_leaves_it_to_reviewers(nc):
    ended = [nc.job(date(2023, 1, 1), RATED)]
    assert nc.finding("ratings", work=ended).status is Status.MET
    assert nc.finding("ratings", work=[nc.job(date(2023, 1, 1), RATED - DAY)]).status is Status.JUDGEMENT


def test_who_gave_no_session_cannot_be_the_one_who_gave_rsc(nc):
    found = nc.finding("ratings", rsc=[nc.session("50", until=date(2026, 10, 1), by="somebody")])
    assert (found.status, slots(found)) == (Status.MISSING, ["rsc_provider"])
    assert nc.because(found, "rating-2").code is Why.GAVE_NO_RSC


def test_a_place_that_the_sheet_does_not_have_is_no_place(nc):
    found = nc.finding("ratings", rating=[*three(nc), nc.rating("zoe", "neighbour")])
    assert nc.because(found, "rating-4").code is Why.NO_SLOT


def test_at_least_one_rater_must_be_endorsed_in_any_category_or_vetted_for_references(nc):
    rated = three(nc)
    assert nc.finding("ratings", rating=rated, standing=[nc.endorsed("alma", "IFA", of="tn")]).status is Status.MET
    assert nc.finding("ratings", rating=rated, standing=[nc.vetted("alma", "reference")]).status is Status.MET
    nobody = nc.finding("ratings", rating=rated, standing=[])
    assert nobody.status is Status.MISSING
    assert [lack.code for lack in nobody.lacking] == [Lack.ENDORSED_RATER]


def test_an_endorsed_rater_whose_place_is_doubtful_leaves_it_to_reviewers(nc):
    """All places are filled by raters without standing; the endorsed one may be a supervisor, or may be not."""
    ratings = [*three(nc), nc.rating("grace", "supervisor")]
    evidence = {
        "rating": ratings,
        "standing": [nc.endorsed("ruth", "ERS", until=RATED - DAY), nc.endorsed("grace", "IFA")],
    }
    found = nc.finding("ratings", **evidence)
    assert (found.status, found.pending_items) == (Status.JUDGEMENT, ("rating-4",))
    accepted = nc.finding("ratings", **evidence, settled=[nc.answered("ratings", item="rating-4")])
    assert (accepted.status, accepted.counted_items) == (Status.MET, ("rating-2", "rating-3", "rating-4"))
    refused = nc.finding("ratings", **evidence, settled=[nc.answered("ratings", item="rating-4", answer=False)])
    assert [lack.code for lack in refused.lacking] == [Lack.ENDORSED_RATER]


def test_a_rater_vetted_for_rsc_or_by_another_association_is_not_enough(nc):
    for standing in (nc.vetted("alma", "rsc"), nc.vetted("alma", "reference", of="sc")):
        assert nc.finding("ratings", standing=[standing]).status is Status.MISSING


def test_the_raters_standing_is_asked_on_the_day_rated(nc):
    for first, last, status in [
        (RATED, RATED, Status.MET),
        (RATED + DAY, None, Status.MISSING),
        (date(2020, 1, 1), RATED - DAY, Status.MISSING),
    ]:
        standing = [nc.endorsed("alma", "IMHS", since=first, until=last)]
        assert nc.finding("ratings", standing=standing).status is status


def test_a_vetted_rater_counts_through_the_sunset(nc):
    sunset, asked = date(2027, 12, 21), date(2028, 1, 10)
    vetted = [nc.vetted("alma", "reference")]
    assert nc.finding("ratings", on=asked, rating=three(nc, on=sunset), standing=vetted).status is Status.MET
    assert nc.finding("ratings", on=asked, rating=three(nc, on=sunset + DAY), standing=vetted).status is Status.MISSING


def test_waiving_access_or_not_makes_no_difference(nc):
    ratings = [replace(rating, waived_access=False) for rating in three(nc)]
    assert nc.finding("ratings", rating=ratings) == nc.finding("ratings")


def test_in_a_book_a_rating_counts_once_it_is_confirmed(nc):
    assert nc.finding("ratings", in_a_book=True).status is Status.MET
    found = nc.finding("ratings", in_a_book=True, unconfirmed=("rating-3",))
    assert (found.status, slots(found)) == (Status.MISSING, ["other"])
    assert nc.because(found, "rating-3").code is Why.CLAIM_UNCONFIRMED
