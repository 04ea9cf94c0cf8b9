"""References of one's own: asked for, followed, reminded, replaced; and never a word of what one says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from litestar.testing import TestClient
from tests.service.conftest import TODAY, Asking
from tests.web import small
from tests.web.applicant.own_file import OwnFile, read

from vouchbook.domain.evidence import Words
from vouchbook.domain.names import ColleagueId, ItemId, SlotKey
from vouchbook.service import rating, references

DAY = timedelta(days=1)
NEW = {"rater": "new", "new__name": "Noor Haddad", "new__email": "noor@agency.example.org"}


@pytest.fixture
def own(portal: TestClient, people: small.People) -> OwnFile:
    return OwnFile(portal, people)


def asked(own: OwnFile) -> list[references.Reference]:
    return references.of_person(own.office, Asking()("applicant", own.person).principal, own.person, TODAY)


def asks(own: OwnFile, place: str = "other", *, days_ago: int = 0) -> ItemId:
    """Ask somebody new, so many days ago."""
    from vouchbook.service import documenting

    named = documenting.add(
        own.office, Asking()(), own.person, "colleagues", {"name": ["Rae Reed"], "email": ["rae@agency.example.org"]}
    )
    request = Asking()("applicant", own.person, TODAY - days_ago * DAY)
    rater = ColleagueId(named.result["items"][0])
    return ItemId(
        rating.request_rating(own.office, request, own.person, rater, SlotKey(place), waived=False).result["rating"]
    )


def test_somebody_new_is_asked_in_one_form(own: OwnFile) -> None:
    answer = own.send("/references/ask", place="other", waived="no", **NEW)
    assert answer.status_code == 303, read(answer)
    new = asked(own)[-1] if asked(own)[-1].rater_name == "Noor Haddad" else next(
        each for each in asked(own) if each.rater_name == "Noor Haddad"
    )  # fmt: skip
    assert (new.slot, new.waived_access, new.state) == ("other", False, "requested")
    page = own.page("/references")
    assert "Noor Haddad" in page
    assert "Asked for on November 20, 2026" in page


def test_sending_the_form_twice_asks_once(own: OwnFile) -> None:
    form, before = own.form("/references/ask"), len(asked(own))
    for _ in range(2):
        form.sent(own.client, place="other", waived="yes", **NEW)
    assert len(asked(own)) == before + 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"waived": "no", **NEW}, "Choose what the reference is for"),
        ({"place": "other", **NEW}, "Choose whether you keep the right to read it"),
        ({"place": "other", "waived": "no"}, "Choose whom you ask"),
        ({"place": "nowhere", "waived": "no", **NEW}, "Choose what the reference is for"),
        ({"place": "other", "waived": "no", "rater": "new", "new__name": "A"}, "Enter their e-mail address"),
        ({"place": "other", "waived": "no", "rater": "new", "new__email": "a@b.org"}, "Enter the name"),
        ({"place": "other", "waived": "no", "rater": "c-0000000000"}, "Choose whom you ask"),
    ],
)
def test_what_is_missing_is_said_and_nobody_is_asked(own: OwnFile, typed: dict, said: str) -> None:
    before = own.position
    answer = own.send("/references/ask", **typed)
    assert (answer.status_code, said in read(answer)) == (422, True), read(answer)
    assert own.position == before


def test_nobody_asks_themselves(own: OwnFile) -> None:
    before = len(asked(own))
    mine = {**NEW, "new__name": "Maribel Osei-Locklear", "new__email": "another@address.example.org"}
    answer = own.send("/references/ask", place="other", waived="no", **mine)
    assert (answer.status_code, "nobody writes their own reference" in read(answer)) == (422, True)
    assert len(asked(own)) == before


def test_who_is_asked_already_is_not_asked_twice(own: OwnFile) -> None:
    waiting = next(each for each in asked(own) if each.state == "requested")
    before = own.position
    answer = own.send("/references/ask", place="other", waived="no", rater=str(waiting.rater))
    assert (answer.status_code, "They are asked already" in read(answer)) == (422, True)
    assert own.position == before


def test_the_waiver_is_explained_before_it_is_given(own: OwnFile) -> None:
    page = own.page("/references/ask")
    assert "You cannot take this back, and you will never see what it says" in page
    assert "checked" not in own.get("/references/ask").text.partition('name="waived"')[2].partition("</fieldset>")[0]


# ── Following ─────────────────────────────────────────────────────────────────────────────────


def test_a_rater_is_reminded_after_a_week_and_not_before(own: OwnFile) -> None:
    early, late = asks(own, days_ago=6), None
    page = own.get("/references").text
    assert f"/references/{early}/remind" not in page
    assert "You can remind them from November 21, 2026 on" in read(own.get("/references"))
    form = own.form("/references/ask")
    before = own.position
    refused = own.client.post(own.base + f"/references/{early}/remind", data=form.fields)
    assert refused.status_code == 409
    assert own.position == before
    assert late is None


def test_a_rater_asked_a_week_ago_is_reminded_with_one_button(own: OwnFile) -> None:
    id_ = asks(own, days_ago=7)
    assert own.send("/references", f"/references/{id_}/remind").status_code == 303
    assert next(each for each in asked(own) if each.rating == id_).reminded_on == (TODAY,)
    assert "reminded on November 20, 2026" in own.page("/references")


def test_the_coordinator_reminds_on_behalf_on_any_day(portal: TestClient, people: small.People) -> None:
    office = OwnFile(portal, people, behalf=True)
    waiting = next(each for each in asked(office) if each.state == "requested")
    assert office.send("/references", f"/references/{waiting.rating}/remind").status_code == 303


def test_another_is_asked_instead_and_the_first_is_shown_as_replaced(own: OwnFile) -> None:
    id_ = asks(own)
    answer = own.send(f"/references/{id_}/replace", waived="yes", **NEW)
    assert answer.status_code == 303, read(answer)
    assert next(each for each in asked(own) if each.rating == id_).state == "replaced"
    assert "Replaced (1)" in own.page("/references")


def test_the_right_to_read_is_given_up_after_it_was_explained(own: OwnFile) -> None:
    id_ = asks(own)
    assert "You cannot take this back" in own.page(f"/references/{id_}/waive")
    assert own.send(f"/references/{id_}/waive").status_code == 303
    assert next(each for each in asked(own) if each.rating == id_).waived_access


def test_what_declined_says_so_and_offers_another(own: OwnFile) -> None:
    id_ = asks(own)
    rating.decline_rating(own.office, Asking()(), id_)
    page = own.page("/references")
    assert "Declined" in page
    assert "they cannot answer" in page


def test_of_one_that_came_in_not_even_the_day_is_said(own: OwnFile) -> None:
    page = own.page("/references")
    assert "It has come in. What it says is not shown here." in page
    for word in ("not enough information", "known since", "relationship", "rated on"):
        assert word not in page.lower()


@pytest.mark.parametrize("unknown", [0, 1])
def test_pages_are_the_same_whatever_a_reference_says_that_counts(own: OwnFile, unknown: int) -> None:
    """Two references of equal validity that say different things make the same page."""
    id_ = asks(own)
    words: Words = {"text": "The best colleague" if unknown else "Barely adequate"}
    rating.receive_rating(
        own.office,
        Asking()(),
        id_,
        rated_on=TODAY,
        known_since=TODAY - 900 * DAY,
        not_enough_information=unknown,
        words=words,
    )
    seen = read(own.get("/references")).replace(id_, "")
    assert str(words["text"]) not in seen
    assert seen.count("It has come in.") == 4


def test_nobody_elses_reference_is_reminded_or_replaced(own: OwnFile, people: small.People) -> None:
    id_ = asks(own, days_ago=8)
    small.sign_in(own.client, "nc", people["nc"]["newcomer"])
    before = own.position
    form = own.form("/references/ask")
    for path in ("remind", "replace", "waive"):
        answer = own.client.post(own.base + f"/references/{id_}/{path}", data={**form.fields, "waived": "yes"})
        assert answer.status_code in (403, 404)
    assert own.position == before


def test_places_of_the_open_applications_are_offered_with_who_may_fill_them(own: OwnFile) -> None:
    page = own.page("/references/ask")
    assert "By the current supervisor" in page
    assert "For IMHS." in page
