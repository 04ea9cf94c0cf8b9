"""References from asking to counting: who may be asked, what comes in once, what is valid, and what is replaced."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.service.conftest import Asking
from tests.service.references import (
    LONG_AGO,
    OTHER,
    RSC_PROVIDER,
    SUPERVISOR,
    TODAY,
    Referenced,
    colleague,
    without_references,
)

from vouchbook.domain.names import CategoryCode, ColleagueId, ItemId, PersonId, SlotKey
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Erased, Purpose
from vouchbook.domain.streams import RATING
from vouchbook.domain.trace import Status, Why
from vouchbook.letters.refusals import in_words
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.service import application, colleagues, person, portfolio, rating, reading, references
from vouchbook.service.office import Office
from vouchbook.service.references import Reference

DAY = timedelta(days=1)
MORE = (
    colleague("bea", "Bea Long", "bea@example.org"),
    colleague("bea-again", "B. Long", "Bea+work@example.org"),
    colleague("self", "A Friend", "Maribel.Osei-Locklear+friend@example.org"),
    colleague("namesake", "Osei-Locklear, Maribel"),
    colleague("earlier", "Another Friend", "mlocklear@example.org"),
    colleague("nobody", "No Address"),
)


@pytest.fixture
def way(nc: Office, ask: Asking, tmp_path: Path) -> Referenced:
    return Referenced(nc, ask, tmp_path, *MORE)


def refused(way: Referenced, call, code: str) -> str:
    """Refused with this code, with words, and nothing was recorded."""
    before = way.office.book.position
    with pytest.raises(Refused) as found:
        call()
    assert found.value.code == code
    assert way.office.book.position == before
    return in_words(found.value)


def seen(way: Referenced, id_: ItemId, who: str = "coordinator") -> Reference:
    principal = way.ask(who, way.person if who == "applicant" else None).principal
    return references.one(way.office, principal, id_, TODAY)


# ── The way of one reference ──────────────────────────────────────────────────────────────────


def test_a_reference_is_followed_from_asking_to_coming_in(way: Referenced) -> None:
    asked = rating.request_rating(
        way.office, way.ask(on=TODAY - 30 * DAY), way.person, way.colleagues["alma"], OTHER, waived=False
    )
    id_ = ItemId(asked.result["rating"])
    rating.rating_opened(way.office, way.ask(on=TODAY - 20 * DAY), id_)
    for days in (10, 5):
        rating.remind(way.office, way.ask(on=TODAY - days * DAY), id_)
    found = seen(way, id_)
    assert (found.state, found.waiting, found.opened_on) == ("opened", 30, TODAY - 20 * DAY)
    assert found.reminded_on == (TODAY - 10 * DAY, TODAY - 5 * DAY)
    way.receives(id_)
    found = seen(way, id_)
    assert (found.state, found.waiting, found.received_on) == ("received", None, TODAY)
    assert found.form is not None


def test_reminding_twice_on_a_day_records_once(way: Referenced) -> None:
    id_ = way.requests("alma", OTHER)
    assert rating.remind(way.office, way.ask(), id_).last
    assert not rating.remind(way.office, way.ask(), id_).last


def test_a_coordinator_sees_everything_awaited_the_longest_first(way: Referenced) -> None:
    second = way.requests("ruth", RSC_PROVIDER)
    first = rating.request_rating(
        way.office, way.ask(on=TODAY - DAY), way.person, way.colleagues["alma"], OTHER, waived=False
    ).result["rating"]
    closed = way.requests("denise", SUPERVISOR)
    rating.decline_rating(way.office, way.ask(), closed)
    found = references.all_awaited(way.office, way.ask().principal, TODAY)
    assert [(each.rating, each.waiting) for each in found] == [(first, 1), (second, 0)]
    assert {each.name for each in found} == {"Maribel Osei-Locklear"}
    assert found[0].rater_name == "Alma Whitfield"


def test_the_right_to_read_it_is_given_up_for_each_and_until_it_comes_in(way: Referenced) -> None:
    one, other = way.requests("alma", OTHER, waived=False), way.requests("ruth", RSC_PROVIDER, waived=False)
    applicant = way.ask("applicant", way.person)
    rating.waive_access(way.office, applicant, one)
    assert [seen(way, each).waived_access for each in (one, other)] == [True, False]
    way.receives(other)
    refused(way, lambda: rating.waive_access(way.office, way.ask("applicant", way.person), other),
            "rating_already_received")  # fmt: skip
    way.receives(one)
    assert seen(way, one).waived_access


def test_declined_and_replaced_references_are_never_received(way: Referenced) -> None:
    declined, replaced = way.requests("alma", OTHER), way.requests("denise", SUPERVISOR)
    rating.decline_rating(way.office, way.ask(), declined)
    refused(way, lambda: way.receives(declined), "rating_declined")
    by = way.replaces(replaced, "tomas")
    assert by in refused(way, lambda: way.receives(replaced), "rating_replaced")
    assert (seen(way, replaced).state, seen(way, replaced).replaced_by) == ("replaced", by)
    assert (seen(way, by).slot, seen(way, by).state) == (SUPERVISOR, "requested")


def test_an_unknown_reference_is_named_with_the_way_out(way: Referenced) -> None:
    said = refused(way, lambda: rating.remind(way.office, way.ask(), ItemId("ra-0000000000")), "unknown_rating")
    assert "vouchbook reference list" in said


# ── Places ────────────────────────────────────────────────────────────────────────────────────


def test_the_places_are_those_of_the_sheet_of_the_open_application(way: Referenced) -> None:
    said = refused(way, lambda: way.requests("alma", SlotKey("supervisee")), "slot_not_asked")
    assert "supervisor, rsc_provider, other" in said
    refused(way, lambda: way.requests("alma", SlotKey("friend")), "unknown_slot")
    application.open_application(way.office, way.ask(), way.person, CategoryCode("IFA"))
    way.requests("alma", SlotKey("endorsed"))


def test_before_an_application_is_open_any_sheets_place_may_be_asked_for(way: Referenced) -> None:
    application.withdraw(way.office, way.ask("applicant", way.person), way.application)
    way.requests("alma", SlotKey("supervisee"))


# ── Who may be asked ──────────────────────────────────────────────────────────────────────────


def test_nobody_writes_their_own_reference_under_another_address(way: Referenced) -> None:
    for rater in ("self", "namesake"):
        said = refused(way, lambda rater=rater: way.requests(rater, OTHER), "rater_is_applicant")
        assert "name somebody else" in said


def test_nor_under_an_address_that_they_once_had(way: Referenced) -> None:
    way.requests("earlier", OTHER)
    for email in ("m.locklear@example.org", "mlocklear@example.org", "maribel@example.org"):
        person.correct(way.office, way.ask(), way.person, person.Correction(email=email))
    refused(way, lambda: way.requests("earlier", SUPERVISOR), "rater_is_applicant")
    refused(way, lambda: way.requests("self", SUPERVISOR), "rater_is_applicant")


def test_a_form_is_not_received_of_a_rater_who_turned_out_to_be_the_applicant(way: Referenced) -> None:
    id_ = way.requests("earlier", OTHER)
    person.correct(way.office, way.ask(), way.person, person.Correction(email="mlocklear@example.org"))
    refused(way, lambda: way.receives(id_), "rater_is_applicant")


def test_one_person_named_twice_gives_one_reference(way: Referenced) -> None:
    first = way.requests("bea", OTHER)
    said = refused(way, lambda: way.requests("bea-again", SUPERVISOR), "rater_named_twice")
    assert first in said
    way.receives(first)
    refused(way, lambda: way.requests("bea-again", SUPERVISOR), "rater_named_twice")


def test_the_coordinator_may_say_who_a_colleague_is(way: Referenced) -> None:
    """Then a name proves nothing any more, and two colleagues may turn out to be one."""
    other = way.reviewer("Maribel", email="another.maribel@example.org")
    for rater in ("namesake", "nobody"):
        colleagues.identify(way.office, way.ask(), way.person, way.colleagues[rater], other)
    way.requests("namesake", OTHER)
    refused(way, lambda: way.requests("nobody", SUPERVISOR), "rater_named_twice")


def test_who_is_asked_is_not_asked_for_another_place_meanwhile(way: Referenced) -> None:
    first = way.requests("alma", OTHER)
    assert first in refused(way, lambda: way.requests("alma", SUPERVISOR), "rater_asked_already")
    refused(way, lambda: way.replaces(first, "alma"), "rater_asked_already")
    rating.decline_rating(way.office, way.ask(), first)
    way.requests("alma", SUPERVISOR)


def test_a_colleague_whom_nobody_named_is_not_asked(way: Referenced) -> None:
    way.colleagues["who"] = ColleagueId("c-0000000000")
    refused(way, lambda: way.requests("who", OTHER), "unknown_colleague")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ((MORE[2], "self"), "rater_is_applicant"),
        ((MORE[3], "namesake"), "rater_is_applicant"),
        ((colleague("twin", "Alma W.", "ALMA.Whitfield+2@example.org"), "twin"), "raters_alike"),
    ],
)
def test_a_file_with_such_a_rater_does_not_enter(
    nc: Office, ask: Asking, tmp_path: Path, more: tuple[str, str], code: str
) -> None:
    def given(rater: str) -> str:
        return (
            f'[[ratings]]\nid = "by-{rater}"\nrater = "{rater}"\nslot = "other"\nrelationship = "a peer"\n'
            "rated_on = 2026-11-01\nknown_since = 2020-01-01\nnot_enough_information = 0\nwaived_access = true\n"
        )

    file = without_references(tmp_path, more[0], given("alma"), given(more[1]))
    before = nc.book.position
    with pytest.raises(Refused, match=code):
        portfolio.import_portfolio(nc, ask(), read_portfolio(file), file.read_bytes())
    assert nc.book.position == before


# ── Sent twice, and impossible dates ──────────────────────────────────────────────────────────


def test_the_same_form_twice_is_recorded_once_and_another_one_refused(way: Referenced) -> None:
    id_ = way.requests("alma", OTHER)
    assert way.receives(id_).last
    assert not way.receives(id_).last
    for other in ({"answers": 1}, {"rated_on": TODAY - DAY}, {"words": "better"}, {"known_since": LONG_AGO + DAY}):
        refused(way, lambda other=other: way.receives(id_, **other), "rating_already_received")


def test_impossible_dates_are_refused_and_a_form_older_than_its_request_is_not(way: Referenced) -> None:
    id_ = way.requests("alma", OTHER)
    refused(way, lambda: way.receives(id_, rated_on=TODAY + DAY), "after_today")
    refused(way, lambda: way.receives(id_, rated_on=TODAY, known_since=TODAY + DAY), "known_after_rated")
    way.receives(id_, rated_on=TODAY - 100 * DAY)


# ── What is valid, by the association's policy ────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("known_since", "valid"), [(date(2025, 11, 20), True), (date(2025, 11, 21), False)], ids=["a year", "a day less"]
)
def test_a_rater_has_known_the_applicant_for_a_year(way: Referenced, known_since: date, valid: bool) -> None:
    asked = way.all_three()
    for slot, id_ in asked.items():
        way.receives(id_, known_since=known_since if slot == OTHER else LONG_AGO)
    found = way.finding()
    assert (found.status, found.counted) == _three(valid)
    assert [each.because.code for each in found.excluded_items] == ([] if valid else [Why.KNOWN_TOO_SHORTLY])


def _three(valid: bool) -> tuple[Status, int]:
    return (Status.MET, 3) if valid else (Status.MISSING, 2)


@pytest.mark.parametrize(("answers", "valid"), [(5, True), (6, False)])
def test_six_answers_without_enough_information_are_too_many(way: Referenced, answers: int, valid: bool) -> None:
    asked = way.all_three()
    for slot, id_ in asked.items():
        way.receives(id_, answers=answers if slot == OTHER else 0)
    found = way.finding()
    assert (found.status, found.counted) == _three(valid)
    assert [each.because.code for each in found.excluded_items] == ([] if valid else [Why.NOT_ENOUGH_INFORMATION])


@pytest.mark.parametrize(("rated_on", "valid"), [(date(2019, 4, 1), True), (date(2019, 3, 31), False)])
def test_one_rater_is_endorsed_or_vetted_on_the_day_of_rating(way: Referenced, rated_on: date, valid: bool) -> None:
    """Ruth, endorsed since 1 April 2019, is the only one; the applicant has known her, as it were, for long."""
    asked = way.all_three()
    for slot, id_ in asked.items():
        on = rated_on if slot == RSC_PROVIDER else TODAY
        way.receives(id_, rated_on=on, known_since=date(2015, 1, 1))
    assert way.finding().status is (Status.MET if valid else Status.MISSING)


# ── What does not count is replaced, and what counts is not ───────────────────────────────────


def test_what_came_in_and_counts_is_not_replaced(way: Referenced) -> None:
    asked = way.all_three()
    for id_ in asked.values():
        way.receives(id_)
    for who in ("applicant", "coordinator"):
        refused(way, lambda who=who: way.replaces(asked[OTHER], "tomas", who), "rating_counts")


@pytest.mark.parametrize("not_valid", [{"answers": 6}, {"known_since": TODAY}], ids=["answers", "known shortly"])
def test_what_came_in_and_does_not_count_is(way: Referenced, not_valid) -> None:
    asked = way.all_three()
    for slot, id_ in asked.items():
        way.receives(id_, **(not_valid if slot == OTHER else {}))
    assert seen(way, asked[OTHER], "applicant").another_needed
    by = way.replaces(asked[OTHER], "tomas")
    assert asked[OTHER] not in {each.item for each in way.finding().excluded_items}, "it counts no longer, at all"
    way.receives(by)
    assert way.finding().status is Status.MET
    kept = RATING.fold(entry.event for entry in way.office.load(RATING, asked[OTHER]).entries)
    assert kept.received is not None, "it stays readable"


# ── Sealed ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("whose", ["applicant", "rater"])
def test_what_a_rater_writes_opens_with_both_peoples_keys_and_never_with_one(
    way: Referenced, place: Path, whose: str
) -> None:
    id_ = way.requests("alma", OTHER)
    way.receives(id_, words="a secret")
    words = way.office.load(RATING, id_).state.received.words
    both = (way.person, PersonId(way.colleagues["alma"]))
    assert (words.subjects, words.purpose) == (both, Purpose.REFERENCE)
    assert way.office.vault.open(words) == {"relationship": "a secret"}
    gone = both[0] if whose == "applicant" else both[1]
    destroy(place, way.office, gone)
    with pytest.raises(Erased):
        way.office.vault.open(words)


def destroy(place: Path, office: Office, subject: PersonId) -> None:
    """Destroy all keys of one person, where they are kept."""
    file = place / "keys" / "nc.sqlite"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE key SET wrapped = NULL WHERE subject = ?", (subject,))
    office.vault.forget(subject)


def test_not_a_word_of_it_is_in_what_anybody_reads(way: Referenced) -> None:
    id_ = way.requests("alma", OTHER)
    way.receives(id_, words="a secret")
    for who in ("coordinator", "applicant"):
        assert "a secret" not in repr(seen(way, id_, who))
        principal = way.ask(who, way.person if who == "applicant" else None).principal
        assert "a secret" not in repr(reading.evidence(way.office, principal, way.person))
