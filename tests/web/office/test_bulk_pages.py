"""Many at once: the dry run names everybody and changes nothing; the confirmation does what still stands."""

from __future__ import annotations

import io
from datetime import timedelta

from msgspec.structs import replace as turned
from tests.service.conftest import Asking
from tests.web.filled import form, forms
from tests.web.office.conftest import Desk
from tests.web.office.test_decisions import given

from vouchbook.domain.authorize import Role
from vouchbook.domain.names import ItemId
from vouchbook.projections.endorsements import endorsements_of
from vouchbook.service import import_upload, rating
from vouchbook.service.office import Office

PEOPLE = b"email,given_name,family_name,state\nana@example.org,Ana,Ruiz,NC\nben@example.org,Ben,Ward,NC\n"


def later(office: Office, days: int) -> None:
    """Days have passed since the small alliance was founded."""
    now = office.edge.clock() + timedelta(days=days)
    office.edge = turned(office.edge, clock=lambda: now)


def two_weeks_on(at_work) -> Desk:
    desk = at_work()
    later(desk.office, 20)
    again: Desk = at_work()
    return again


# ── Reminders ─────────────────────────────────────────────────────────────────────────────────


def test_the_dry_run_says_who_is_meant_and_records_nothing(at_work) -> None:
    desk = two_weeks_on(at_work)
    before = desk.position
    page = desk.see("/bulk/remind").text
    assert "Nothing has happened yet" in page
    assert "1 is meant" in page
    assert "Maribel Osei-Locklear" in page
    assert desk.position == before


def test_those_who_are_not_silent_for_so_long_are_not_meant(at_work) -> None:
    desk = two_weeks_on(at_work)
    assert "Nobody is meant" in desk.see("/bulk/remind?days=21").text


def test_all_that_are_ticked_are_reminded_and_each_is_named(at_work) -> None:
    desk = two_weeks_on(at_work)
    page = desk.see("/bulk/remind")
    answer = _confirmed(desk, page)
    assert "1 entry: a reminder goes out" in answer.text
    assert "Maribel Osei-Locklear" in answer.text
    assert "Nobody is meant" in desk.see("/bulk/remind").text


def _confirmed(desk: Desk, page, **changes: object):
    (found,) = (each for each in forms(page) if each.method == "post" and "item" in {**each.fields, **each.choices})
    return found.sent(desk.client, **changes)


def test_sent_twice_it_reminds_once(at_work) -> None:
    desk = two_weeks_on(at_work)
    page = desk.see("/bulk/remind")
    _confirmed(desk, page)
    before = desk.position
    again = _confirmed(desk, page)
    assert again.status_code == 200
    assert desk.position == before


def test_what_moved_on_in_between_is_left_out_and_said(at_work) -> None:
    desk = two_weeks_on(at_work)
    page = desk.see("/bulk/remind")
    rating.decline_rating(desk.office, Asking()(), ItemId(desk.ids["rating"]))
    before = desk.position
    answer = _confirmed(desk, page)
    assert "1 was left out, because it has moved on since you looked" in answer.text
    assert desk.position == before


def test_nothing_ticked_is_nothing_done(at_work) -> None:
    desk = two_weeks_on(at_work)
    answer = _confirmed(desk, desk.see("/bulk/remind"), item=[])
    assert answer.status_code == 422
    assert "Tick at least one" in answer.text


# ── Claims and renewals ───────────────────────────────────────────────────────────────────────


def test_many_claims_are_confirmed_and_the_others_stay(desk: Desk) -> None:
    page = desk.see("/bulk/confirm?kind=rating")
    assert "3 are meant" in page.text
    answer = _confirmed(desk, page, item=_ids(page)[:2], source="confirmed", where="Forms in the folder")
    assert "2 entries: confirmed, and counts now" in answer.text
    assert "1 is meant" in desk.see("/bulk/confirm?kind=rating").text


def _ids(page) -> list[str]:
    return [part.partition('"')[0] for part in page.text.split('name="item" value="')[1:]]


def test_claims_are_not_confirmed_without_saying_where(desk: Desk) -> None:
    page = desk.see("/bulk/confirm?kind=rating")
    before = desk.position
    answer = _confirmed(desk, page, item=_ids(page))
    assert answer.status_code == 422
    assert "Say where you saw it" in answer.text
    assert desk.position == before


def test_ones_own_claims_are_left_out(at_work) -> None:
    desk = at_work()
    given(desk, desk.ids["applicant"], Role.COORDINATOR)
    own = at_work("applicant")
    page = own.see("/bulk/confirm?kind=rating").text
    assert "Nobody is meant" in page
    assert "This is about you: somebody else has to do it." in page


def test_what_is_left_out_stays_so_whoever_ticks_it(at_work) -> None:
    desk = at_work()
    given(desk, desk.ids["applicant"], Role.COORDINATOR)
    theirs = _ids(desk.see("/bulk/confirm?kind=rating"))
    own = at_work("applicant")
    page = own.see("/bulk/confirm?kind=exam")
    before = own.position
    answer = _confirmed(own, page, item=theirs, kind="rating", source="confirmed", where="I know them")
    assert "0 entries" in answer.text
    assert answer.text.count("This is about you") == 3
    assert own.position == before


def test_renewals_are_charged_once_with_what_the_policy_asks(at_work) -> None:
    desk = at_work()
    (row,) = endorsements_of(desk.office.book, desk.ids["endorsed"])
    later(desk.office, max((row.valid_until - desk.office.today).days - 60, 0))
    desk = at_work()
    page = desk.see("/bulk/renewals?within=90")
    assert "1 is meant" in page.text, page.text
    assert "$" in page.text
    assert "1 entry: charged" in _confirmed(desk, page).text
    left = desk.see("/bulk/renewals?within=90").text
    assert "The renewal is charged already." in left
    assert "Nobody is meant" in left


# ── A spreadsheet ─────────────────────────────────────────────────────────────────────────────


def uploaded(desk: Desk, name: str, body: bytes, **fields: str):
    found = form(desk.see("/bulk/import"), "/bulk/import")
    data = {key: values[0] for key, values in found.fields.items()} | fields
    return desk.client.post(desk.at + "/bulk/import", data=data, files={"file": (name, io.BytesIO(body))})


def test_a_spreadsheet_is_looked_at_before_it_is_recorded(desk: Desk) -> None:
    before = desk.position
    answer = uploaded(desk, "people.csv", PEOPLE)
    assert "What this file would enter" in answer.text
    assert "Nothing has been recorded yet" in answer.text
    assert desk.position == before
    done = form(answer, "/import/record").sent(desk.client)
    assert "Recorded, all together" in done.text
    assert "Ana Ruiz" in desk.see("/people").text
    again = form(answer, "/import/record").sent(desk.client)
    assert again.status_code == 422
    assert "no file waits" in again.text.lower()


def test_everything_that_is_wrong_with_it_is_named_at_once(desk: Desk) -> None:
    answer = uploaded(desk, "people.csv", b"email,given_name,family_name\nnot-an-address,Ana,Ruiz\n,Ben,Ward\n")
    assert answer.status_code == 422
    assert "row 2" in answer.text
    assert "row 3" in answer.text


def test_a_file_of_another_kind_is_refused(desk: Desk) -> None:
    for name in ("people.exe", "people", "../../people.svg"):
        answer = uploaded(desk, name, PEOPLE)
        assert answer.status_code == 422, name
        assert "cannot be imported" in answer.text, name
    assert uploaded(desk, "people.csv", b"").status_code == 422


def test_a_table_whose_file_is_called_otherwise_is_named(desk: Desk) -> None:
    assert uploaded(desk, "my list.csv", PEOPLE).status_code == 422
    assert "What this file would enter" in uploaded(desk, "my list.csv", PEOPLE, table="people").text


def test_what_was_uploaded_is_sealed_and_gone_once_it_is_let_go(desk: Desk, place) -> None:
    answer = uploaded(desk, "people.csv", PEOPLE)
    held = b"".join(path.read_bytes() for path in (place / "desk").iterdir())
    assert b"ana@example.org" not in held
    assert not [path for path in place.iterdir() if path.name.startswith(".import-")]
    form(answer, "/import/drop").sent(desk.client)
    asking = Asking()("coordinator", desk.ids["coordinator"])
    assert import_upload.kept(desk.office, asking) is None


def test_the_board_does_nothing_in_bulk(at_work) -> None:
    board = at_work("board")
    for path in ("/bulk/remind", "/bulk/confirm", "/bulk/renewals", "/bulk/import"):
        assert board.see(path).status_code == 403
