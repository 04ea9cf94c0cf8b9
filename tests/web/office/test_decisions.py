"""Reviewers are named and applications decided on pages: who may, what is shown before, and what is turned down."""

from __future__ import annotations

from msgspec.structs import replace
from tests.service.books import Way
from tests.service.conftest import TODAY, Asking
from tests.web.filled import form
from tests.web.office.conftest import Desk

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import ApplicationId, CommandId, PersonId
from vouchbook.domain.streams import PERSON
from vouchbook.service import application, person, roles
from vouchbook.service.office import Request
from vouchbook.service.opening import item_words
from vouchbook.service.sessions import FRESH

DECIDE = "/applications/{examined_application}/decide"
REVIEWERS = "/applications/{submitted_application}/reviewers"


def given(desk: Desk, who: str, role: Role) -> None:
    request = Request(CommandId(f"given-{who}-{role.value}"), Principal(Role.ALLIANCE), TODAY)
    roles.give(desk.office, request, PersonId(who), role)


# ── The decision ──────────────────────────────────────────────────────────────────────────────


def test_the_check_page_shows_what_the_decision_rests_on_and_which_letter_goes_out(desk: Desk) -> None:
    page = desk.see(DECIDE).text
    assert "9 of 9 requirements met" in page
    assert page.count("Recommends: approve.") == 2
    assert "“Decision: approved”" in page


def test_an_approval_grants_the_endorsement(desk: Desk) -> None:
    answer = desk.send(DECIDE, outcome="approved", reason="As the panel says")
    page = desk.follow(answer)
    assert "Approved. The endorsement is granted" in page
    assert "As the panel says" in page
    assert "Endorsements" in desk.see("/people/{examined}").text


def test_a_decision_needs_a_reason_and_a_word(desk: Desk) -> None:
    before = desk.position
    answer = desk.send(DECIDE)
    assert answer.status_code == 422
    assert "Say what your decision is" in answer.text
    assert "Give the reason" in answer.text
    assert desk.position == before


def test_two_who_decide_the_same_get_a_clear_answer(desk: Desk) -> None:
    page = desk.see(DECIDE)
    desk.follow(desk.send(DECIDE, outcome="approved", reason="As the panel says"))
    late = form(page, "/decide").sent(desk.client, outcome="approved", reason="So do I")
    assert "Somebody has decided so already" in desk.follow(late)


def test_another_decision_after_an_approval_is_refused_with_its_day(desk: Desk) -> None:
    page = desk.see(DECIDE)
    desk.send(DECIDE, outcome="approved", reason="As the panel says")
    before = desk.position
    late = form(page, "/decide").sent(desk.client, outcome="deferred", reason="Not yet")
    assert late.status_code == 422
    assert "There is a problem" in late.text
    assert desk.position == before


def test_reviews_that_are_not_complete_keep_it_from_being_approved(desk: Desk) -> None:
    answer = desk.send("/applications/{reviewed_application}/decide", outcome="approved", reason="In a hurry")
    assert answer.status_code == 422
    assert "review" in answer.text.partition("There is a problem")[2][:400]


def test_nobody_decides_their_own_case(at_work) -> None:
    desk = at_work()
    given(desk, desk.ids["examined"], Role.COORDINATOR)
    own = at_work("examined")
    before = own.position
    assert own.see(DECIDE).status_code == 403
    assert "your own" in own.see("/applications/{examined_application}").text
    assert own.position == before


def test_who_proved_themself_too_long_ago_is_asked_once_more(desk: Desk) -> None:
    later = desk.office.edge.clock() + FRESH
    desk.office.edge = replace(desk.office.edge, clock=lambda: later)
    answer = desk.see(DECIDE)
    assert "Decide: " not in answer.text
    assert desk.see("/applications/{examined_application}").status_code == 200


def test_the_board_decides_nothing(at_work) -> None:
    assert at_work("board").see(DECIDE).status_code == 403


def test_an_application_of_another_association_is_not_there(at_work) -> None:
    nc = at_work()
    path = nc.at + "/applications/{examined_application}".format_map(nc.ids)
    tn = at_work("coordinator", "tn")
    there = tn.client.get(path.replace("/nc/", "/tn/"))
    assert there.status_code == 404
    assert "Maribel" not in there.text
    assert tn.client.get(path.replace("/nc/", "/tn/") + "/decide").status_code == 404


# ── The panel ─────────────────────────────────────────────────────────────────────────────────


def test_a_reviewer_who_is_free_is_named_with_a_click(desk: Desk) -> None:
    who = desk.ids["examined_reviewer_1"]
    answer = desk.send(REVIEWERS, reviewer=who)
    assert "is on the panel, and is told so by mail" in desk.follow(answer)
    assert "1 of 2 named" in desk.see("/applications/{submitted_application}").text


def test_who_has_no_standing_to_review_is_marked_and_refused(desk: Desk) -> None:
    page = desk.see(REVIEWERS).text
    assert "May not review this" in page
    answer = desk.send(REVIEWERS, reviewer=desk.ids["reviewer"])
    assert answer.status_code == 422
    assert "There is a problem" in answer.text


def test_a_conflict_is_shown_before_and_passes_only_with_a_reason(desk: Desk, tmp_path) -> None:
    way = Way(desk.office, tmp_path, 77)
    who = way.reviewer("Denise", email="denise.abernathy@agency.example.org")
    given(desk, who, Role.REVIEWER)
    rater = _address_of_a_rater(desk)
    person.correct(desk.office, Asking()(), who, person.Correction(email=rater))
    page = desk.see(REVIEWERS).text
    assert "Conflict of interest" in page
    before = desk.position
    refused = desk.send(REVIEWERS, reviewer=who)
    assert refused.status_code == 422
    assert desk.position == before
    passed = desk.send(REVIEWERS, reviewer=who, override="Nobody else covers this county")
    if "Let the conflict pass" in page:
        assert "is on the panel" in desk.follow(passed)
        assert "Nobody else covers this county" in desk.see("/applications/{submitted_application}").text
    else:
        assert passed.status_code == 422


def _address_of_a_rater(desk: Desk) -> str:
    words = item_words(desk.office, desk.office.load(PERSON, desk.ids["submitted"]))
    return next(str(each["email"]) for each in words.values() if each.get("email"))


def test_taking_somebody_off_a_panel_needs_a_reason(desk: Desk) -> None:
    path = "/applications/{reviewed_application}/reviewers/{reviewed_reviewer_1}/release"
    assert desk.send(path).status_code == 422
    page = desk.follow(desk.send(path, reason="On leave"))
    assert "Taken off the panel" in page
    assert "1 of 2 named" in page


def test_reviews_lists_for_whom_each_waits(desk: Desk) -> None:
    page = desk.see("/reviews").text
    assert "2 reviewers to be named" in page
    assert "0 of 2 completed" in page


# ── What else is entered ──────────────────────────────────────────────────────────────────────


def test_an_exam_result_is_recorded_and_one_of_tomorrow_is_not(desk: Desk) -> None:
    path = "/applications/{reviewed_application}/exam"
    wrong = desk.send(path, part="essay", sat_on="2026-11-21", score="87.5", passed="yes")
    assert wrong.status_code == 422
    page = desk.follow(desk.send(path, part="essay", sat_on="2026-11-19", score="87.5", passed="yes"))
    assert "The result is recorded" in page


def test_later_evidence_is_let_in_with_a_reason_and_nothing_new_is_said(desk: Desk) -> None:
    path = "/applications/{reviewed_application}/cure"
    assert desk.send(path).status_code == 422
    assert "Nothing is new since the submission" in desk.follow(desk.send(path, reason="A transcript came"))


def test_a_withdrawn_application_is_over(desk: Desk) -> None:
    page = desk.follow(desk.send("/applications/{submitted_application}/withdraw"))
    assert "The application is withdrawn" in page
    assert "Withdrawn" in page
    again = application.withdraw(
        desk.office, Asking()("coordinator", desk.ids["coordinator"]), ApplicationId(desk.ids["submitted_application"])
    )
    assert again.last == 0
