"""Drafts, links, tokens for programs, and the access log: sealed, bounded, and nobody else's."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest
from tests.service.entrance import Door

from vouchbook.desk import drafts as rows
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.events import Damaged
from vouchbook.domain.names import PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.policy.values import WrittenWrongly
from vouchbook.service import access_log, api_tokens, drafts, links, signing_in
from vouchbook.service.folder import Folder
from vouchbook.service.sessions import FRESH, Session

TYPED = {"title": ["Circle of Security"], "hours": ["1.5"], "areas": ["law", "ethics"], "empty": []}


@pytest.fixture
def door(folder: Folder) -> Door:
    return Door(folder)


def session(door: Door, person: PersonId) -> Session:
    found = signing_in.session_of(door.office, signing_in.begin(door.office, person, proved_by="code"))
    assert found is not None
    return found


# ── Drafts ────────────────────────────────────────────────────────────────────────────────────


def test_what_was_typed_is_kept_until_it_is_dropped(door: Door) -> None:
    ana = door.somebody()
    assert drafts.kept(door.office, ana, "training") is None
    drafts.keep(door.office, ana, "training", TYPED)
    kept = drafts.kept(door.office, ana, "training")
    assert kept is not None
    assert (kept.fields, kept.at, kept.revision) == (TYPED, door.now, 1)
    assert [form for form, _ in drafts.begun(door.office, ana)] == ["training"]
    drafts.drop(door.office, ana, "training")
    assert drafts.kept(door.office, ana, "training") is None


def test_forms_and_people_are_apart(door: Door) -> None:
    ana, rosa = door.somebody(), door.somebody("Rosa")
    drafts.keep(door.office, ana, "training", TYPED)
    assert drafts.kept(door.office, ana, "rsc") is None
    assert drafts.kept(door.office, rosa, "training") is None


def test_another_window_that_saved_since_is_noticed(door: Door) -> None:
    ana = door.somebody()
    first = drafts.keep(door.office, ana, "training", TYPED, over=0)
    drafts.keep(door.office, ana, "training", {"title": ["theirs"]}, over=first.revision)
    with pytest.raises(Refused, match="draft_changed"):
        drafts.keep(door.office, ana, "training", {"title": ["mine"]}, over=first.revision)
    kept = drafts.kept(door.office, ana, "training")
    assert kept is not None
    assert kept.fields == {"title": ["theirs"]}


def test_nothing_typed_lies_open_on_the_disk(door: Door) -> None:
    ana = door.somebody()
    drafts.keep(door.office, ana, "training", TYPED)
    for file in door.office.desk.path.parent.iterdir():
        assert b"Circle of Security" not in file.read_bytes()


def test_a_draft_that_was_moved_to_somebody_else_does_not_open(door: Door) -> None:
    ana, rosa = door.somebody(), door.somebody("Rosa")
    drafts.keep(door.office, ana, "training", TYPED)
    drafts.keep(door.office, rosa, "training", {"title": ["x"]})
    stolen = rows.find(door.office.desk, ana, "training")
    assert stolen is not None
    rows.keep(door.office.desk, rosa, "training", stolen.fields, 0)
    with pytest.raises(Damaged):
        drafts.kept(door.office, rosa, "training")


def test_a_draft_of_somebody_whose_key_was_destroyed_is_gone(door: Door, folder: Folder) -> None:
    ana = door.somebody()
    drafts.keep(door.office, ana, "training", TYPED)
    connection = sqlite3.connect(folder.path / "keys" / "nc.sqlite")
    connection.execute("UPDATE key SET wrapped = NULL, proof = NULL WHERE subject = ?", (ana,))
    connection.commit()
    connection.close()
    door.office.vault.forget(ana)
    assert drafts.kept(door.office, ana, "training") is None


# ── Links ─────────────────────────────────────────────────────────────────────────────────────

DAY = timedelta(days=1)


def why_not(door: Door, purpose: str, token: str) -> str:
    with pytest.raises(Refused) as refused:
        links.use(door.office, purpose, token)
    return refused.value.code


def test_a_link_is_looked_at_often_and_used_once(door: Door) -> None:
    token = links.make(door.office, "rating", "ra-1", DAY)
    for _ in range(3):
        assert links.look(door.office, "rating", token).about == "ra-1"
    assert links.use(door.office, "rating", token).used is None
    assert why_not(door, "rating", token) == "link_used"
    with pytest.raises(Refused, match="link_used"):
        links.look(door.office, "rating", token)


def test_a_link_works_until_its_end_and_not_a_moment_longer(door: Door) -> None:
    first, second = (links.make(door.office, "rating", "ra-1", DAY) for _ in range(2))
    door.later(DAY - timedelta(microseconds=1))
    links.use(door.office, "rating", first)
    door.later(timedelta(microseconds=1))
    assert why_not(door, "rating", second) == "link_expired"


def test_a_link_for_one_thing_opens_nothing_else(door: Door, folder: Folder) -> None:
    token = links.make(door.office, "rating", "ra-1", DAY)
    assert why_not(door, "sample", token) == "link_unknown"
    assert why_not(Door(folder, "alliance"), "rating", token) == "link_unknown"
    assert why_not(door, "rating", token[:-1]) == "link_unknown"
    assert why_not(door, "rating", "") == "link_unknown"


def test_links_about_a_thing_are_ended_together(door: Door) -> None:
    mine, other = links.make(door.office, "rating", "ra-1", DAY), links.make(door.office, "rating", "ra-2", DAY)
    assert links.end(door.office, "rating", "ra-1") == 1
    assert why_not(door, "rating", mine) == "link_expired"
    links.use(door.office, "rating", other)


def test_a_link_is_kept_as_a_digest(door: Door) -> None:
    token = links.make(door.office, "rating", "ra-1", DAY)
    assert len(token) == 43
    for file in door.office.desk.path.parent.iterdir():
        assert token.encode() not in file.read_bytes()


# ── Tokens for programs ───────────────────────────────────────────────────────────────────────


def test_a_token_speaks_for_its_owner_in_one_role(door: Door) -> None:
    cora = door.somebody("Cora", Role.COORDINATOR)
    token = api_tokens.make(door.office, session(door, cora), "Spreadsheet", Role.COORDINATOR, 30)
    assert token.startswith("vouchbook_nc_")
    assert api_tokens.principal_of(door.office, token) == Principal(Role.COORDINATOR, cora)
    (listed,) = api_tokens.of_person(door.office, cora)
    assert (listed.name, listed.role, listed.used) == ("Spreadsheet", Role.COORDINATOR, door.now)


def test_a_token_ends_on_its_day_and_when_it_is_revoked(door: Door) -> None:
    ana = door.somebody()
    first, second = (api_tokens.make(door.office, session(door, ana), n, Role.APPLICANT, 30) for n in "ab")
    (one, _) = api_tokens.of_person(door.office, ana)
    api_tokens.revoke(door.office, ana, one.id)
    assert api_tokens.principal_of(door.office, first) is None or api_tokens.principal_of(door.office, second) is None
    door.later(timedelta(days=30))
    assert api_tokens.principal_of(door.office, first) is api_tokens.principal_of(door.office, second) is None


def test_a_token_speaks_no_more_once_its_owner_lost_the_role(door: Door) -> None:
    cora = door.somebody("Cora", Role.COORDINATOR)
    token = api_tokens.make(door.office, session(door, cora), "x", Role.COORDINATOR, 30)
    door.loses(cora, Role.COORDINATOR)
    assert api_tokens.principal_of(door.office, token) is None


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ALLIANCE, Role.RATER, Role.ANYONE])
def test_nobody_makes_a_token_for_a_role_they_do_not_hold(door: Door, role: Role) -> None:
    with pytest.raises(Refused, match="token_role"):
        api_tokens.make(door.office, session(door, door.somebody()), "x", role, 30)


@pytest.mark.parametrize("days", [0, -1, 367, 10**9])
def test_a_token_lasts_a_year_at_most(door: Door, days: int) -> None:
    with pytest.raises(Refused, match="token_too_long"):
        api_tokens.make(door.office, session(door, door.somebody()), "x", Role.APPLICANT, days)


def test_a_token_asks_for_a_recent_proof_and_a_name(door: Door) -> None:
    mine = session(door, door.somebody())
    with pytest.raises(WrittenWrongly):
        api_tokens.make(door.office, mine, " ", Role.APPLICANT, 30)
    door.later(FRESH)
    with pytest.raises(Refused, match="proof_needed"):
        api_tokens.make(door.office, mine, "x", Role.APPLICANT, 30)


def test_a_token_of_one_association_is_nobody_in_another(door: Door, folder: Folder) -> None:
    token = api_tokens.make(door.office, session(door, door.somebody()), "x", Role.APPLICANT, 30)
    elsewhere = Door(folder, "alliance").office
    assert api_tokens.principal_of(elsewhere, token) is None
    assert api_tokens.principal_of(elsewhere, token.replace("_nc_", "_alliance_")) is None


def test_somebody_elses_token_is_not_revoked(door: Door) -> None:
    ana, rosa = door.somebody(), door.somebody("Rosa")
    token = api_tokens.make(door.office, session(door, ana), "x", Role.APPLICANT, 30)
    (listed,) = api_tokens.of_person(door.office, ana)
    with pytest.raises(Refused, match="token_unknown"):
        api_tokens.revoke(door.office, rosa, listed.id)
    assert api_tokens.principal_of(door.office, token) is not None


# ── The access log ────────────────────────────────────────────────────────────────────────────


def test_reads_of_somebody_elses_evidence_are_noted_and_ones_own_are_not(door: Door) -> None:
    ana, cora = door.somebody(), door.somebody("Cora", Role.COORDINATOR)
    access_log.read(door.office, Principal(Role.APPLICANT, ana), ana, "evidence")
    access_log.read(door.office, Principal(Role.COORDINATOR, cora), ana, "evidence")
    (line,) = access_log.of_person(door.office, Principal(Role.APPLICANT, ana), ana)
    assert (line.actor, line.about, line.what, line.outcome) == (f"coordinator:{cora}", ana, "evidence", "read")


def test_who_pages_through_a_file_reads_it_once_an_hour(door: Door) -> None:
    ana, coordinator = door.somebody(), Principal(Role.COORDINATOR)
    for _ in range(3):
        access_log.read(door.office, coordinator, ana, "evidence")
        door.later(timedelta(minutes=31))
    assert len(access_log.of_association(door.office, coordinator)) == 2


def test_every_denial_is_noted(door: Door) -> None:
    ana = door.somebody()
    for _ in range(3):
        access_log.denied(door.office, Principal(Role.ANYONE), "office.page", "/office", person=ana)
    assert len(access_log.of_association(door.office, Principal(Role.BOARD))) == 3
    assert len(access_log.of_person(door.office, Principal(Role.APPLICANT, ana), ana)) == 3


def test_a_person_sees_nobody_elses_lines(door: Door) -> None:
    ana, rosa = door.somebody(), door.somebody("Rosa")
    access_log.read(door.office, Principal(Role.COORDINATOR), rosa, "evidence")
    assert access_log.of_person(door.office, Principal(Role.APPLICANT, ana), ana) == []
    with pytest.raises(Refused, match="someone_elses"):
        access_log.of_person(door.office, Principal(Role.APPLICANT, ana), rosa)


def test_lines_are_kept_for_more_than_a_year_and_then_go(door: Door) -> None:
    coordinator = Principal(Role.COORDINATOR)
    access_log.denied(door.office, coordinator, "decide")
    door.later(access_log.KEPT_FOR)
    access_log.denied(door.office, coordinator, "decide")
    assert len(access_log.of_association(door.office, coordinator)) == 2
    door.later(timedelta(microseconds=1))
    access_log.denied(door.office, coordinator, "decide")
    assert len(access_log.of_association(door.office, coordinator)) == 2


def test_the_log_is_read_page_by_page(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_log, "MOST", 2)
    coordinator = Principal(Role.COORDINATOR)
    for number in range(5):
        access_log.denied(door.office, coordinator, "decide", f"a-{number}")
    found: list[str] = []
    below = access_log.NEWEST
    while lines := access_log.of_association(door.office, coordinator, below):
        found += [line.what for line in lines]
        below = lines[-1].number
    assert found == ["a-4", "a-3", "a-2", "a-1", "a-0"]
