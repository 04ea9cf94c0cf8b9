"""The office's letters: what became of each, one read, printed, sent again or stopped; what they look like."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from litestar.testing import TestClient
from tests.web import small
from tests.web.letters import posted

from vouchbook.desk import outbox as lying
from vouchbook.letters.mail.catalog import LETTERS
from vouchbook.service.office import Office


@pytest.fixture
def office(portal: TestClient) -> Office:
    found: Office = portal.app.state.hosting.office("nc")
    return found


@pytest.fixture
def ids(office: Office, people: small.People) -> dict[str, str]:
    """One letter of each state."""
    return posted(office, people["nc"]["newcomer"])


@pytest.fixture
def coordinator(as_: Callable[..., TestClient]) -> TestClient:
    return as_("coordinator")


def sent(client: TestClient, path: str) -> int:
    token = client.get("/nc/office/outbox").text.partition('name="csrf" value="')[2].partition('"')[0]
    return client.post(f"/nc{path}", data={"csrf": token}).status_code


def state(office: Office, id_: str) -> str:
    found = lying.one(office.desk, id_)
    assert found is not None
    return found.state


def test_the_list_says_what_became_of_each_letter_and_how_many_wait(
    coordinator: TestClient, ids: dict[str, str]
) -> None:
    page = coordinator.get("/nc/office/outbox").text
    assert "2 of them wait for you." in page
    for words in ("Sent", "Did not arrive", "Will be tried again", "Waiting", "No address"):
        assert f">{words}</span>" in page


@pytest.mark.parametrize(("asked", "shown", "hidden"), [
    ("bounced", "Did not arrive", ">Sent</span>"), ("stuck", "No address", ">Sent</span>"),
    ("sent", ">Sent</span>", ">Did not arrive</span>"), ("nonsense", ">Sent</span>", "Traceback"),
])  # fmt: skip
def test_the_list_can_be_narrowed(
    coordinator: TestClient, ids: dict[str, str], asked: str, shown: str, hidden: str
) -> None:
    page = coordinator.get(f"/nc/office/outbox?state={asked}").text
    assert shown in page
    assert hidden not in page.partition("<table")[2]


def test_the_list_comes_as_csv_with_the_reasons(coordinator: TestClient, ids: dict[str, str]) -> None:
    file = coordinator.get("/nc/office/outbox?state=bounced&as=csv")
    assert file.headers["content-type"].startswith("text/csv")
    assert "the mail server refused it (550)" in file.text
    assert ids["bounced"] in file.text


def test_a_letter_is_shown_as_it_went(coordinator: TestClient, ids: dict[str, str]) -> None:
    page = coordinator.get(f"/nc/office/outbox/{ids['bounced']}").text
    assert "As it went" in page
    assert "The mail server refused it (550)." in page
    assert "Dear " in page


def test_a_letter_that_waits_is_shown_as_it_would_go(coordinator: TestClient, ids: dict[str, str]) -> None:
    page = coordinator.get(f"/nc/office/outbox/{ids['waiting']}").text
    assert "As it would go now" in page
    assert "A passkey was added on November 20, 2026." in page


def test_a_letter_can_be_printed(coordinator: TestClient, ids: dict[str, str]) -> None:
    page = coordinator.get(f"/nc/office/outbox/{ids['bounced']}/print")
    assert page.status_code == 200
    assert "November 20, 2026" in page.text


def test_a_letter_that_did_not_arrive_is_sent_again_and_one_that_has_not_gone_is_stopped(
    coordinator: TestClient, ids: dict[str, str], office: Office
) -> None:
    assert sent(coordinator, f"/office/outbox/{ids['bounced']}/again") == 303
    assert state(office, ids["bounced"]) == lying.WAITING
    assert sent(coordinator, f"/office/outbox/{ids['bounced']}/again") == 409  # it waits already
    assert sent(coordinator, f"/office/outbox/{ids['bounced']}/cancel") == 303
    assert state(office, ids["bounced"]) == lying.CANCELLED


def test_what_has_gone_is_not_taken_back(coordinator: TestClient, ids: dict[str, str], office: Office) -> None:
    assert sent(coordinator, f"/office/outbox/{ids['sent']}/cancel") == 409
    assert state(office, ids["sent"]) == lying.SENT


def test_a_letter_in_a_workers_hands_is_not_stopped(
    coordinator: TestClient, ids: dict[str, str], office: Office
) -> None:
    taken = lying.take(office.desk, office.edge.microseconds)
    assert taken is not None
    assert sent(coordinator, f"/office/outbox/{taken.id}/cancel") == 409
    assert lying.settle(office.desk, taken, lying.SENT, office.edge.microseconds)


def test_looking_changes_nothing(coordinator: TestClient, ids: dict[str, str], office: Office) -> None:
    before = [(each.id, each.state, each.changed) for each in lying.listed(office.desk, most=1000)]
    position = office.book.position
    for path in ("", f"/{ids['bounced']}", f"/{ids['waiting']}/print", "/words", "/words/reference_asked"):
        assert coordinator.get(f"/nc/office/outbox{path}").status_code == 200
    assert [(each.id, each.state, each.changed) for each in lying.listed(office.desk, most=1000)] == before
    assert office.book.position == position


def test_a_letter_that_is_not_there_is_not_found(coordinator: TestClient) -> None:
    assert coordinator.get("/nc/office/outbox/letter-0").status_code == 404
    assert coordinator.get("/nc/office/outbox/words/nonsense").status_code == 404
    assert sent(coordinator, "/office/outbox/letter-0/again") in (404, 409)


def test_a_form_of_another_place_changes_nothing(coordinator: TestClient, ids: dict[str, str], office: Office) -> None:
    assert coordinator.post(f"/nc/office/outbox/{ids['bounced']}/again", data={"csrf": "x"}).status_code == 403
    assert state(office, ids["bounced"]) == lying.BOUNCED


@pytest.mark.parametrize("who", ["applicant", "reviewer", "board"])
def test_nobody_else_reads_the_letters(as_: Callable[..., TestClient], ids: dict[str, str], who: str) -> None:
    client = as_(who)
    for path in ("/office/outbox", f"/office/outbox/{ids['bounced']}", "/office/outbox/words"):
        assert client.get(f"/nc{path}").status_code == 403


def test_a_coordinator_of_another_association_finds_none_of_them(
    as_: Callable[..., TestClient], ids: dict[str, str]
) -> None:
    client = as_("coordinator", "tn")
    assert client.get(f"/tn/office/outbox/{ids['bounced']}").status_code == 404
    assert "Maribel" not in client.get("/tn/office/outbox").text


@pytest.mark.parametrize("name", LETTERS)
def test_every_letter_can_be_looked_at_beforehand(coordinator: TestClient, name: str) -> None:
    page = coordinator.get(f"/nc/office/outbox/words/{name}")
    assert page.status_code == 200
    assert "Subject:" in page.text
    assert "is broken" not in page.text
