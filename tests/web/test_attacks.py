"""What an attacker would try who has read the code: each was found in a review, and stays closed."""

from __future__ import annotations

import csv
import io
import threading
from datetime import date

import pytest
from tests.web.filled import form

from vouchbook.desk import outbox as lying
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.events import Busy
from vouchbook.domain.names import CommandId, PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.letters.bookkeeping import csv_row
from vouchbook.service import access_log, api_tokens, impact, impact_runs, person, signing_in
from vouchbook.service.office import Request
from vouchbook.web.answers import table


@pytest.fixture
def nc(portal):
    return portal.app.state.hosting.office("nc")


def asks(who: str | None, id_: str, nc) -> Request:
    return Request(CommandId(id_), Principal(Role.COORDINATOR, PersonId(who) if who else None), nc.today)


# ── More work than anybody needs ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("number", ["999999999", "20000", "1000", "\u00b2", "9" * 5000, "-1", "٣"])
def test_a_row_that_nobody_has_makes_no_page_of_rows(as_, number):
    """The fields of an inner table carry a row's number: one of a thousand million was a page of as many rows."""
    client = as_("applicant")
    page = form(client.get("/nc/my/evidence/add/education"), "/my/evidence/add/education")
    name = next(name for name in (*page.fields, *page.choices) if ".0." in name).replace(".0.", f".{number}.")
    answer = client.post(page.action, data={**page.fields, name: ["x"]})
    assert answer.status_code == 422
    assert len(answer.content) < 100_000
    kept = client.post("/nc/my/evidence/drafts/education", data={**page.fields, name: ["x"]})
    assert kept.status_code == 204
    again = client.get("/nc/my/evidence/add/education")
    assert again.status_code == 200, "the draft is shown: it must not hold the page for ever"
    assert len(again.content) < 100_000


def test_ninety_rows_are_shown_again_as_they_were_typed(as_):
    client = as_("applicant")
    page = form(client.get("/nc/my/evidence/add/education"), "/my/evidence/add/education")
    name = next(name for name in page.fields if ".0." in name)
    answer = client.post(page.action, data={**page.fields, name.replace(".0.", ".89."): ["the last one"]})
    assert answer.status_code == 422
    assert "the last one" in answer.text


@pytest.mark.parametrize(("values", "status"), [(100, 200), (101, 400), (5_000, 400)])
def test_an_address_with_endless_values_is_turned_away(portal, values, status):
    asked = "&".join(f"a{number}=1" for number in range(values))
    assert portal.get(f"/nc/registry?{asked}").status_code == status


# ── One person as two ─────────────────────────────────────────────────────────────────────────


def test_no_coordinator_becomes_the_second_person_by_changing_that_ones_address(portal, people, as_, nc):
    """Whoever reads the mail of an address signs in by it: two people would be one."""
    client, other = as_("coordinator"), people["nc"]["other_coordinator"]
    for path in (f"/office/people/{other}/correct", f"/office/people/{other}/file/details"):
        before = nc.book.position
        page = form(client.get(f"/nc{path}"), path)
        answer = client.post(page.action, data={**page.fields, "email": ["mine@example.org"]})
        assert answer.status_code in (409, 422), path
        assert "hold a role" in answer.text
        assert nc.book.position == before
    correction = person.Correction(email="mine@example.org")
    with pytest.raises(Refused, match="email_of_staff"):
        person.correct(nc, asks(people["nc"]["coordinator"], "by-api", nc), PersonId(other), correction)


def test_a_name_of_staff_is_corrected_and_the_operator_changes_their_address(people, nc):
    other = PersonId(people["nc"]["other_coordinator"])
    person.correct(nc, asks(people["nc"]["coordinator"], "a", nc), other, person.Correction(family_name="Cole"))
    person.correct(nc, asks(None, "b", nc), other, person.Correction(email="carl.new@nc.example.org"))
    own = person.Correction(email="carl.own@nc.example.org")
    assert person.correct(nc, asks(other, "c", nc), other, own).last


def test_who_loses_an_address_is_told_there_and_signed_out(portal, people, as_, nc):
    who = PersonId(people["nc"]["newcomer"])
    theirs = signing_in.begin(nc, who, proved_by="code")
    client = as_("coordinator")
    page = form(client.get(f"/nc/office/people/{who}/correct"), "/correct")
    assert page.sent(client, email="attacker@example.org").status_code == 303
    assert signing_in.session_of(nc, theirs) is None
    (letter,) = [each for each in lying.listed(nc.desk) if each.letter == "security_notice"]
    from vouchbook.service.posting import read
    from vouchbook.service.wording import Letterhead

    opened = read(nc, letter, Letterhead(), lambda *_: "")
    assert opened.to.email == "nell@nc.example.org"
    assert "was changed" in opened.written().text


# ── Whom an applicant's program may enter ─────────────────────────────────────────────────────


@pytest.mark.parametrize("email", ["nell@nc.example.org", "nobody@example.org"])
def test_an_applicants_program_registers_nobody_and_learns_of_nobody(people, portal, nc, email):
    """Without a mailed code somebody would be entered, and a known address would be told from an unknown one."""
    session = signing_in.session_of(nc, signing_in.begin(nc, PersonId(people["nc"]["applicant"]), proved_by="code"))
    assert session is not None
    key = api_tokens.make(nc, session, "a program", Role.APPLICANT, 3)
    new = {"given_name": "A", "family_name": "B", "email": email}
    before = nc.book.position
    answer = portal.post("/nc/api/v1/people", json=new, headers={"authorization": f"Bearer {key}"})
    assert (answer.status_code, answer.json()["code"]) == (403, "someone_elses")
    assert nc.book.position == before


# ── Work that is begun by looking ─────────────────────────────────────────────────────────────


def test_questions_that_take_long_are_worked_out_a_few_at_a_time(people, nc, monkeypatch):
    held = threading.Event()
    monkeypatch.setattr(impact, "seen", lambda *_, **__: held.wait(20))
    asker = Principal(Role.COORDINATOR, PersonId(people["nc"]["coordinator"]))
    version = nc.version_on(nc.today)
    try:
        for day in range(1, impact_runs.AT_ONCE + 1):
            impact_runs.follow(nc, asker, version, date(2027, 1, day), wait=0)
        assert not impact_runs.follow(nc, asker, version, date(2027, 1, 1), wait=0).over, (
            "one that is there is followed"
        )
        with pytest.raises(Busy):
            impact_runs.follow(nc, asker, version, date(2027, 2, 1), wait=0)
    finally:
        held.set()


# ── Files for spreadsheets ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "  =1", "\uff1d1+1", "\uff20x"]
)
def test_no_cell_of_a_file_is_a_formula(cell):
    for written in (table(("a",), [(cell,)], "x.csv").body.decode("utf-8-sig"), csv_row((cell,))):
        found = next(row for row in csv.reader(io.StringIO(written, newline="")) if row != ["a"])
        assert found[0].startswith("'") or found[0].lstrip()[:1] not in "=+-@", written


def test_what_is_refused_is_noted_in_a_few_letters(as_, nc):
    client = as_("applicant")
    assert client.get(f"/nc/office/people/{'x' * 5000}").status_code == 403
    lines = access_log.of_association(nc, Principal(Role.COORDINATOR))
    assert max(len(line.what) for line in lines) <= 200


# ── Locked out by somebody else ───────────────────────────────────────────────────────────────


def test_whoever_asks_for_anothers_codes_all_day_takes_none_from_them(nc):
    mail = "nell@nc.example.org"
    mine = signing_in.ask_code(nc, mail, remote="198.51.100.7")
    for _ in range(5):
        signing_in.ask_code(nc, mail, remote="203.0.113.66")
    with pytest.raises(Refused, match="too_many_attempts"):
        signing_in.ask_code(nc, mail, remote="203.0.113.66")
    assert signing_in.ask_code(nc, mail, remote="198.51.100.8")
    with pytest.raises(Refused) as answer:  # it is still the one that was mailed: wrong, and not spent
        signing_in.by_code(nc, mine, "x", remote="198.51.100.7")
    assert answer.value.code == "code_wrong"


def test_many_networks_together_fill_nobodys_mailbox(nc):
    def ask(number: int) -> None:
        signing_in.ask_code(nc, "nell@nc.example.org", remote=f"198.51.{number}.1")

    for number in range(40):
        ask(number)
    with pytest.raises(Refused, match="too_many_attempts"):
        ask(99)


def test_one_house_is_one_network_whatever_its_numbers(nc):
    for number in range(30):
        signing_in.ask_code(nc, f"p{number}@example.org", remote=f"2001:db8:1:2::{number + 1:x}")
    with pytest.raises(Refused, match="too_many_attempts"):
        signing_in.ask_code(nc, "last@example.org", remote="2001:db8:1:2:ffff::1")
    assert signing_in.ask_code(nc, "last@example.org", remote="2001:db8:1:3::1")


# ── What somebody holds of a session ──────────────────────────────────────────────────────────


def test_a_proof_gives_a_new_token_and_the_old_one_opens_nothing(people, nc):
    who = PersonId(people["nc"]["coordinator"])
    stolen = signing_in.begin(nc, who, proved_by="sample")
    session = signing_in.session_of(nc, stolen)
    assert session is not None
    from vouchbook.service import sessions

    token = sessions.prove(nc, session, "code")
    assert signing_in.session_of(nc, stolen) is None
    renewed = signing_in.session_of(nc, token)
    assert renewed is not None
    assert renewed.id == session.id, "forms that were open before go on"
    with pytest.raises(Refused):
        sessions.prove(nc, session, "code")


def test_a_session_that_is_brought_along_is_none_after_signing_in(portal, people, nc):
    """Fixation: whoever slips a session into a browser does not share the one that begins there."""
    planted = signing_in.begin(nc, PersonId(people["nc"]["newcomer"]), proved_by="code")
    portal.cookies.set("vouchbook-nc-session", planted)
    from vouchbook.service import links
    from vouchbook.service.sessions import SAMPLE

    link = links.make(nc, SAMPLE, people["nc"]["applicant"], signing_in.SAMPLE_LASTS)
    page = form(portal.get("/nc/try"), "/try")
    answer = page.sent(portal, link=link)
    assert answer.status_code == 303
    assert signing_in.session_of(nc, planted) is None
    assert planted not in "".join(answer.headers.get_list("set-cookie"))
