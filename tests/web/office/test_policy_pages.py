"""A coordinator changes the policy on a page: a typed form, what it would do, whom it would affect, a second person."""

from __future__ import annotations

from datetime import date

import pytest
from tests.web.filled import form, forms

FEE = "/nc/office/policy/edit/fee?occasion=registration&for=every"


@pytest.fixture
def coordinator(as_):
    return as_("coordinator")


@pytest.fixture
def office(portal):
    return portal.app.state.hosting.office("nc")


def drafted(client, amount: str = "30.00"):
    page = form(client.get(FEE), "/edit/fee")
    return page.sent(client, amount=amount, from_="2027-01-01", title="Minutes of the board")


def proposed(client):
    drafted(client)
    answer = form(client.get("/nc/office/policy/draft"), "/propose").sent(
        client, from_="2027-01-01", reason="As the board wants"
    )
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_every_rule_is_a_sentence_with_its_source(coordinator):
    page = coordinator.get("/nc/office/policy/tables/fee")
    assert "registration costs $20.00" in page.text
    assert "South Carolina (SCIMHA)" in page.text


def test_what_nobody_has_confirmed_is_marked(coordinator):
    assert "Not confirmed" in coordinator.get("/nc/office/policy/tables/fee").text
    assert "9 not confirmed" in coordinator.get("/nc/office/policy").text


def test_the_form_has_a_field_for_every_field_of_the_type(coordinator):
    found = form(coordinator.get(FEE), "/edit/fee")
    assert {
        "amount",
        "due",
        "refund",
        "kept",
        "added_to",
        "paid_before",
        "from",
        "until",
        "source",
        "line",
        "note",
    } <= {*found.fields}
    assert found.fields["amount"] == ["20.00"]
    assert (
        found.choices["due"][1:]
        == ["registration", "submission", "exam", "decision", "renewal", "reinstatement", "purchase"]
        or "registration" in found.choices["due"]
    )


def test_a_change_goes_into_the_draft_and_nowhere_else(coordinator, office):
    before = office.book.position
    assert drafted(coordinator).headers["location"] == "/nc/office/policy/draft"
    page = coordinator.get("/nc/office/policy/draft")
    assert "registration costs $30.00" in page.text
    assert office.book.position == before


def test_the_draft_is_the_coordinators_own(coordinator, as_):
    drafted(coordinator)
    assert "You have changed nothing yet" in as_("other_coordinator").get("/nc/office/policy/draft").text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": "-5"}, "amount"),
        ({"amount": "much"}, "amount"),
        ({"from_": ""}, "Enter the first day"),
        ({"from_": "2027-02-30"}, "Enter a real date"),
        ({"until": "2026-12-31"}, "Choose a day after the first one"),
        ({"title": ""}, "Choose who says so"),
        ({"refund": "part"}, "how much is not given back"),
        ({"amount": "20.00"}, "every value is still as it is in force"),
        ({"url": "javascript:alert(1)"}, "begins with https://"),
    ],
)
def test_what_cannot_be_used_is_said_and_the_draft_stays(coordinator, changes, said):
    given = {"amount": "30.00", "from_": "2027-01-01", "title": "Minutes", **changes}
    answer = form(coordinator.get(FEE), "/edit/fee").sent(coordinator, **given)
    assert answer.status_code == 422
    assert said in answer.text
    assert "<title>Error: " in answer.text
    assert "You have changed nothing yet" in coordinator.get("/nc/office/policy/draft").text


def test_a_row_within_a_row_is_changed_in_its_own_group(coordinator):
    address = "/nc/office/policy/edit/standing?may=give_rsc&for=IMHS"
    found = form(coordinator.get(address), "/edit/standing")
    assert found.fields["any_of.0.holds"] == ["IMHM-C, ERS"]
    answer = found.sent(coordinator, any_of__1__remove="yes", from_="2027-01-01", title="Minutes")
    assert answer.status_code == 303, answer.text
    now = form(coordinator.get(f"{address}&on=2027-01-01"), "/edit/standing")
    assert now.fields["any_of.1.vetted"] == ["rsc"]


def test_a_requirement_is_changed_like_any_other_row(coordinator):
    address = "/nc/office/policy/edit/requirement?for=IMHS&at=application&key=rsc"
    found = form(coordinator.get(address), "/edit/requirement")
    assert found.sent(coordinator, minimum="52", from_="2027-01-01", title="Minutes").status_code == 303
    assert "52" in coordinator.get("/nc/office/policy/draft").text


def test_a_row_ends_and_a_value_is_confirmed(coordinator):
    page = coordinator.get(FEE)
    change, confirm, end = (each for each in forms(page) if "/edit/fee" in each.action)
    assert end.sent(coordinator, end="2026-12-31").status_code == 303
    assert "no longer" in coordinator.get("/nc/office/policy/draft").text
    coordinator.post("/nc/office/policy/draft/drop", data=change.fields)
    assert confirm.sent(coordinator, title="The board said so").status_code == 303
    assert "confirmed" in coordinator.get("/nc/office/policy/draft").text


def test_a_rule_that_does_not_exist_has_no_form(coordinator):
    for path in ("nonsense?new=yes", "fee?occasion=nothing", "requirement?for=IMHS&key=none", "fee"):
        assert coordinator.get(f"/nc/office/policy/edit/{path}").status_code == 404


def test_who_would_be_affected_is_said_before_anybody_adopts_it(coordinator):
    drafted(coordinator)
    page = coordinator.get("/nc/office/policy/draft/affected?from=2027-01-01")
    while "loads again by itself" in page.text:
        page = coordinator.get("/nc/office/policy/draft/affected?from=2027-01-01")
    assert "$20.00 → $30.00" in page.text
    rows = coordinator.get("/nc/office/policy/draft/affected?from=2027-01-01&as=csv")
    assert rows.headers["content-type"].startswith("text/csv")


def test_a_proposal_is_read_by_a_second_person_and_rules_from_its_day(coordinator, as_, office):
    address = proposed(coordinator)
    assert "Take it back" in coordinator.get(address).text
    board = as_("board")
    page = board.get(address)
    assert "registration costs $20.00" in page.text
    assert "registration costs $30.00" in page.text
    assert "As the board wants" in page.text
    assert form(page, "/approve").sent(board).status_code == 303
    assert office.policies.on(date(2027, 1, 1)) != office.policies.on(date(2026, 12, 31))


def test_nobody_approves_their_own(coordinator, office):
    address = proposed(coordinator)
    before = office.book.position
    token = form(coordinator.get(address), "/withdraw").fields
    answer = coordinator.post(f"{address}/approve", data=token)
    assert answer.status_code == 409
    assert "Nobody settles what they proposed themselves" in answer.text
    assert office.book.position == before


def test_a_rejection_needs_its_reason(coordinator, as_):
    address = proposed(coordinator)
    board = as_("board")
    assert form(board.get(address), "/reject").sent(board, reason=" ").status_code == 422
    assert form(board.get(address), "/reject").sent(board, reason="Too early").status_code == 303
    assert "Rejected" in board.get(address).text
    assert "Too early" in board.get(address).text


def test_sent_twice_it_is_proposed_once(coordinator, office):
    drafted(coordinator)
    page = form(coordinator.get("/nc/office/policy/draft"), "/propose")
    first = page.sent(coordinator, from_="2027-01-01", reason="once")
    drafted(coordinator)
    second = page.sent(coordinator, from_="2027-01-01", reason="once")
    assert first.headers["location"] == second.headers["location"]
    assert len(office.policies.proposals) == 1


def test_a_draft_goes_out_as_a_file_and_comes_back(coordinator):
    drafted(coordinator)
    text = coordinator.get("/nc/office/policy/draft/policy.toml").content
    assert b"30.00" in text
    page = form(coordinator.get("/nc/office/policy/draft"), "/file")
    changed = text.replace(b'"30.00"', b'"31.00"').replace(b"30.00", b"31.00")
    answer = coordinator.post(page.action, data=page.fields, files={"file": ("policy.toml", changed)})
    assert answer.status_code == 303, answer.text
    assert "$31.00" in coordinator.get("/nc/office/policy/draft").text


@pytest.mark.parametrize(
    ("body", "said"), [(b"\xff\xfe", "no text file"), (b"format = 1", "format"), (b"", "Choose a policy file")]
)
def test_a_file_that_is_no_policy_leaves_the_draft_as_it_was(coordinator, body, said):
    drafted(coordinator)
    page = form(coordinator.get("/nc/office/policy/draft"), "/file")
    answer = coordinator.post(page.action, data=page.fields, files={"file": ("policy.toml", body)})
    assert answer.status_code == 422
    assert said in answer.text
    assert "$30.00" in coordinator.get("/nc/office/policy/draft").text


def test_the_board_reads_and_approves_and_writes_no_draft(as_):
    board = as_("board")
    assert board.get("/nc/office/policy").status_code == 200
    assert board.get("/nc/office/policy/draft").status_code == 403
    assert board.get(FEE).status_code == 403


@pytest.mark.parametrize("who", ["applicant", "newcomer", "reviewer"])
def test_nobody_else_comes_in(as_, who):
    client = as_(who)
    for path in ("", "/tables/fee", "/draft", "/edit/fee?new=yes"):
        assert client.get(f"/nc/office/policy{path}").status_code == 403
