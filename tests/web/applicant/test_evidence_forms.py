"""Evidence by form: added, changed, taken back; nothing typed is lost, and nobody's words are written over."""

from __future__ import annotations

from typing import Any

import pytest
from litestar.testing import TestClient
from tests.service.conftest import Asking
from tests.web import filled, small
from tests.web.applicant.own_file import OwnFile, read

from vouchbook.domain.names import PersonId, Source
from vouchbook.domain.streams import PERSON
from vouchbook.letters.evidence_forms import FORMS
from vouchbook.service import documenting, drafts, evidence
from vouchbook.web import cookies

TRAINING = {"title": "Circle of Security", "from_": "2026-03-01", "hours": "1.5"}


@pytest.fixture
def own(portal: TestClient, people: small.People) -> OwnFile:
    return OwnFile(portal, people)


FILLED: dict[str, dict[str, Any]] = {
    "training": TRAINING,
    "rsc": {"setting": "individual", "from_": "2026-03-01", "hours": "1"},
    "education": {"level": "master", "degree": "M.S.W.", "field": "Social work", "institution": "UNC",
                  "awarded_on": "2018-05-15", "coursework__0__title": "Infancy"},
    "work": {"employer": "Agency", "role": "Therapist", "from_": "2020-01-06", "with_": ["infant", "parent"]},
    "colleagues": {"name": "Pat Rivers", "email": "pat@example.org"},
    "standings": {"as_": "IMHM-C", "association": "mi", "from_": "2019-01-01"},
    "licences": {"kind": "LCSW", "issued_by": "State Board", "from_": "2019-01-01"},
    "endorsements": {"as_": "IFS", "association": "tn", "from_": "2019-01-01"},
    "memberships": {"association": "WAIMH", "plan": "individual", "from_": "2026-01-01", "until": "2026-12-31"},
    "service": {"kind": "reviewing", "association": "nc", "from_": "2026-03-01", "hours": "2"},
    "attestations": {"statement": "gives_rsc", "given_on": "2026-03-01"},
    "exam": {"part": "essay", "sat_on": "2026-03-01", "score": "0.9", "passed": "yes"},
}  # fmt: skip


def test_there_is_a_filled_form_for_every_kind() -> None:
    assert set(FILLED) == set(FORMS)


@pytest.mark.parametrize("form", FORMS)
def test_every_kind_is_added_by_its_form_and_stands_in_the_list(own: OwnFile, form: str) -> None:
    typed = dict(FILLED[form])
    named = documenting.named_by(own.office, Asking()().principal, own.person)[0]
    for field in ("provider", "holder"):
        if field in FORMS[form].fields and form in ("rsc", "standings"):
            typed[field] = str(named.colleague)
    before = {each.item for each in own.items()}
    answer = own.send(f"/evidence/add/{form}", **typed)
    assert answer.status_code == 303, read(answer)
    (new,) = [each for each in own.items() if each.item not in before]
    assert new.source is Source.ASSERTED
    assert own.get(f"/evidence/items/{new.item}").status_code == 200
    assert FORMS[form].called in own.page("/evidence")


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_form_says_what_is_missing_and_records_nothing(own: OwnFile, form: str) -> None:
    before = own.position
    answer = own.send(f"/evidence/add/{form}")
    assert answer.status_code == 422
    assert "There is a problem" in read(answer)
    assert "<title>Error: " in answer.text
    for asked in FORMS[form].fields.values():
        assert not asked.missing or "." in asked.label or asked.missing in read(answer) or "course" in asked.missing
    assert own.position == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"hours": "25"}, "There are not that many hours in these days"),
        ({"hours": "many"}, "Enter hours such as 1.5 or 1:30"),
        ({"from_": "soon"}, "Enter a real date, such as 6/20/2026"),
        ({"from_": "2026-11-21"}, "This lies in the future"),
        ({"until": "2026-02-28"}, "The last day is before the first one"),
        ({"title": "x" * 301}, "at most 300 are kept"),
        ({"title": "a\x00b"}, "invisible character"),
        ({"about": ["rsc", "anything"]}, ""),
    ],
)
def test_a_mistake_stands_beside_its_field_and_everything_typed_stays(own: OwnFile, typed: dict, said: str) -> None:
    before = own.position
    answer = own.send("/evidence/add/training", **{**TRAINING, "provider": "UNC Chapel Hill", **typed})
    assert answer.status_code == 422
    assert said in read(answer)
    again = next(form for form in filled.forms(answer) if "title" in form.fields)
    assert again.fields["provider"] == ["UNC Chapel Hill"]
    assert own.position == before


def test_days_are_written_as_people_here_write_them(own: OwnFile) -> None:
    assert own.send("/evidence/add/training", **{**TRAINING, "from_": "3/1/2026"}).status_code == 303
    assert "March 1, 2026" in own.page("/evidence")


def test_what_was_typed_is_shown_as_text_and_not_as_marks(own: OwnFile) -> None:
    own.send("/evidence/add/training", **{**TRAINING, "title": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in own.get("/evidence").text
    assert "<script>alert(1)</script>" in own.page("/evidence")


def test_sending_the_same_form_twice_records_once(own: OwnFile) -> None:
    form, before = own.form("/evidence/add/training"), len(own.items())
    assert form.sent(own.client, **TRAINING).status_code == 303
    assert form.sent(own.client, **TRAINING).status_code == 303
    assert len(own.items()) == before + 1


def test_somebody_new_is_named_in_the_same_form_and_listed_from_then_on(own: OwnFile) -> None:
    rsc = {"setting": "group", "from_": "2026-03-01", "hours": "1", "provider": "new"}
    answer = own.send("/evidence/add/rsc", **rsc)
    assert (answer.status_code, "Enter the name" in read(answer)) == (422, True)
    answer = own.send("/evidence/add/rsc", **rsc, new__name="Noor Haddad", new__employer="Agency")
    assert answer.status_code == 303
    assert "Group RSC with Noor Haddad" in own.page("/evidence")
    assert "Noor Haddad (Agency)" in own.page("/evidence/add/rsc")


def test_a_colleague_that_nobody_has_named_cannot_be_chosen(own: OwnFile) -> None:
    before = own.position
    answer = own.send("/evidence/add/rsc", setting="group", from_="2026-03-01", hours="1", provider="c-0000000000")
    assert (answer.status_code, "Choose one of these" in read(answer)) == (422, True)
    assert own.position == before


def test_an_employer_written_before_is_offered(own: OwnFile) -> None:
    own.send("/evidence/add/work", **FILLED["work"])
    assert "You have written before:" in own.page("/evidence/add/work")


def test_saving_and_adding_another_leads_to_an_empty_form(own: OwnFile) -> None:
    answer = own.send("/evidence/add/training", **TRAINING, then="another")
    assert answer.headers["location"] == "/nc/my/evidence/add/training"


def test_what_is_named_in_the_address_by_an_items_kind_is_the_same_form(own: OwnFile) -> None:
    assert "Add a person you name" in own.page("/evidence/add/colleague")
    assert own.get("/evidence/add/nonsense").status_code == 404
    assert own.get("/evidence/add/ratings").status_code == 404, "a reference is asked for, not written by oneself"


def test_a_confirmation_cannot_be_typed(own: OwnFile) -> None:
    before = {each.item for each in own.items()}
    own.send("/evidence/add/endorsements", **FILLED["endorsements"], source="confirmed", revision="7")
    (new,) = [each for each in own.items() if each.item not in before]
    assert (new.source, new.revision, new.needs_confirming) == (Source.ASSERTED, 1, True)


# ── Changing ──────────────────────────────────────────────────────────────────────────────────


def test_a_change_is_a_new_revision_and_the_form_begins_with_what_is_recorded(own: OwnFile) -> None:
    item = own.item("training")
    form = own.form(f"/evidence/items/{item}/change")
    assert form.fields["title"][0]
    assert form.sent(own.client, title="Another title").status_code == 303
    (now,) = [each for each in own.items("training") if each.item == item]
    assert (now.revision, now.words["title"]) == (2, "Another title")


def test_a_form_sent_as_it_is_records_nothing(own: OwnFile) -> None:
    for kind in ("training", "education", "work", "rsc", "colleague"):
        before = own.position
        assert own.send(f"/evidence/items/{own.item(kind)}/change").status_code == 303
        assert own.position == before


def test_two_windows_do_not_write_over_each_other(own: OwnFile) -> None:
    item = own.item("training")
    one, other = (own.form(f"/evidence/items/{item}/change") for _ in range(2))
    assert one.sent(own.client, title="From the first window").status_code == 303
    before = own.position
    answer = other.sent(own.client, title="From the second window")
    assert answer.status_code == 409
    assert own.position == before
    said = read(answer)
    assert "From the first window" in said
    assert "From the second window" in said
    choose = next(form for form in filled.forms(answer) if "seen" in form.fields)
    assert choose.sent(own.client).status_code == 303
    assert [each.words["title"] for each in own.items("training") if each.item == item] == ["From the second window"]


def test_each_course_says_which_one_it_is_and_none_hides_another(own: OwnFile) -> None:
    item = own.item("education")
    one, other = (own.form(f"/evidence/items/{item}/change") for _ in range(2))
    titles = {"coursework__0__title": "The first course", "coursework__1__title": "The second course"}
    assert one.sent(own.client, **titles).status_code == 303
    page = own.page(f"/evidence/items/{item}")
    assert page.index("Course 1: Title") < page.index("The first course") < page.index("Course 2: Title")
    said = read(other.sent(own.client, coursework__1__title="Another course"))
    assert "The first course" in said
    assert "Another course" in said
    assert "The second course" in said


def test_two_people_do_not_write_over_each_other(portal: TestClient, people: small.People) -> None:
    own = OwnFile(portal, people)
    item = own.item("training")
    mine = own.form(f"/evidence/items/{item}/change")
    session = dict(portal.cookies)
    office = OwnFile(portal, people, behalf=True)
    assert office.send(f"/evidence/items/{item}/change", title="The coordinator's").status_code == 303
    portal.cookies.update(session)
    small.sign_in(portal, "nc", own.person)
    answer = own.form(f"/evidence/items/{item}/change")
    assert answer.fields["title"] == ["The coordinator's"]
    sent = {**answer.fields, "title": ["Mine"], "seen": mine.fields["seen"]}
    refused = portal.post(own.base + f"/evidence/items/{item}/change", data=sent)
    assert refused.status_code == 409
    assert "The coordinator's" in read(refused)


def test_changing_what_was_confirmed_is_said_to_need_a_word_again(own: OwnFile) -> None:
    item = own.item("standing")
    claims = evidence.Claims((item,))
    evidence.confirm(own.office, Asking()(), own.person, claims, source=Source.REGISTRY, where="seen")
    assert "This was confirmed" in own.page(f"/evidence/items/{item}/change")
    own.send(f"/evidence/items/{item}/change", association="tn")
    assert next(each for each in own.items() if each.item == item).needs_confirming


def test_a_colleague_with_another_name_is_nobody_in_particular_any_more(own: OwnFile, people: small.People) -> None:
    from vouchbook.domain.names import ColleagueId
    from vouchbook.service import colleagues

    item = own.item("colleague")
    who = PersonId(people["nc"]["reviewer"])
    colleagues.identify(own.office, Asking()(), own.person, ColleagueId(item), who)
    own.send(f"/evidence/items/{item}/change", employer="Another agency")
    assert own.office.load(PERSON, own.person).state.identified
    own.send(f"/evidence/items/{item}/change", name="Quite Another")
    assert not own.office.load(PERSON, own.person).state.identified


# ── Taking back ───────────────────────────────────────────────────────────────────────────────


def test_taking_back_is_asked_once_more_and_says_what_it_is_used_for(own: OwnFile) -> None:
    item = own.item("training")
    page = own.page(f"/evidence/items/{item}/withdraw")
    assert "Training hours (IMHS)" in page
    assert own.send(f"/evidence/items/{item}/withdraw").status_code == 303
    assert next(each for each in own.items() if each.item == item).withdrawn
    assert "Withdrawn (1)" in own.page("/evidence")
    assert "You withdrew this" in own.page(f"/evidence/items/{item}")


def test_taking_back_a_person_whom_others_name_is_said(own: OwnFile) -> None:
    named = next(e for e in documenting.named_by(own.office, Asking()().principal, own.person) if e.named_in)
    assert "this person, and may not count without them" in own.page(f"/evidence/items/{named.item}/withdraw")


def test_what_was_changed_meanwhile_is_not_taken_back(own: OwnFile) -> None:
    item = own.item("training")
    form = own.form(f"/evidence/items/{item}/withdraw")
    own.send(f"/evidence/items/{item}/change", title="Changed")
    before = own.position
    answer = form.sent(own.client)
    assert (answer.status_code, "changed meanwhile" in read(answer)) == (409, True)
    assert own.position == before


# ── Drafts, and a session that ends ───────────────────────────────────────────────────────────


def test_a_draft_is_kept_and_comes_back_and_goes_once_it_is_sent(own: OwnFile) -> None:
    before = own.position
    form = own.form("/evidence/add/training")
    assert 'data-draft="/nc/my/evidence/drafts/training"' in own.get("/evidence/add/training").text
    kept = {**form.fields, "title": ["Half a ti"]}
    assert own.client.post("/nc/my/evidence/drafts/training", data=kept).status_code == 204
    assert own.position == before, "a draft is not in the book"
    again = own.form("/evidence/add/training")
    assert again.fields["title"] == ["Half a ti"]
    assert "You had begun this" in own.page("/evidence/add/training")
    assert again.sent(own.client, **TRAINING).status_code == 303
    assert own.form("/evidence/add/training").fields["title"] == [""]


def test_a_draft_of_a_change_keeps_the_revision_that_was_seen(own: OwnFile) -> None:
    item = own.item("training")
    form = own.form(f"/evidence/items/{item}/change")
    own.client.post(f"/nc/my/evidence/drafts/{item}", data={**form.fields, "title": ["From the draft"]})
    form.sent(own.client, title="Sent from elsewhere")
    own.client.post(f"/nc/my/evidence/drafts/{item}", data={**form.fields, "title": ["From the draft"]})
    answer = own.send(f"/evidence/items/{item}/change")
    assert answer.status_code == 409


def test_a_draft_is_dropped_on_request(own: OwnFile) -> None:
    form = own.form("/evidence/add/training")
    own.client.post("/nc/my/evidence/drafts/training", data={**form.fields, "title": ["Half"]})
    answer = own.send("/evidence/add/training", "/evidence/drafts/training/drop")
    assert answer.status_code == 303
    assert own.form("/evidence/add/training").fields["title"] == [""]


def test_a_draft_of_no_form_is_not_kept(own: OwnFile) -> None:
    form = own.form("/evidence/add/training")
    own.client.post("/nc/my/evidence/drafts/anything", data=form.fields)
    assert drafts.begun(own.office, own.person) == []


def test_a_session_that_ends_in_the_middle_of_a_form_loses_nothing(own: OwnFile) -> None:
    form, before = own.form("/evidence/add/training"), own.position
    name = cookies.name(own.client.app.state.hosting.settings, "nc", cookies.SESSION)
    own.client.cookies.delete(name)
    answer = form.sent(own.client, **TRAINING)
    assert answer.status_code == 401
    assert own.position == before
    assert "Sign in" in read(answer)


# ── On behalf ─────────────────────────────────────────────────────────────────────────────────


def test_the_coordinator_adds_for_somebody_and_it_is_seen_who_did(portal: TestClient, people: small.People) -> None:
    office = OwnFile(portal, people, behalf=True)
    answer = office.send("/evidence/add/training", **TRAINING)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(office.base)
    entry = office.office.load(PERSON, office.person).entries[-1]
    assert entry.actor == f"coordinator:{people['nc']['coordinator']}"
    assert "You are working in the file of" in office.page("/evidence")


def test_nobody_else_opens_somebodys_file(portal: TestClient, people: small.People) -> None:
    own = OwnFile(portal, people)
    item = own.item("training")
    small.sign_in(portal, "nc", people["nc"]["newcomer"])
    for path in (f"/evidence/items/{item}", f"/evidence/items/{item}/change", f"/evidence/items/{item}/withdraw"):
        assert own.get(path).status_code in (403, 404)
    assert portal.get(f"/nc/office/people/{own.person}/file/evidence").status_code == 403


# ── Looking ───────────────────────────────────────────────────────────────────────────────────


def test_looking_records_nothing(own: OwnFile) -> None:
    before = own.position
    for path in ("/evidence", "/evidence/add", "/evidence/table", *(f"/evidence/add/{form}" for form in FORMS)):
        own.page(path)
    for item in own.items():
        own.page(f"/evidence/items/{item.item}")
    assert own.position == before


def test_the_list_says_what_is_used_where_and_what_waits_for_a_word(own: OwnFile) -> None:
    page = own.page("/evidence")
    assert "Counts for Training hours (IMHS)" in page
    assert "Not confirmed yet" in page
    assert "Named in" in page


def test_what_stands_twice_is_hinted_at_and_never_refused(own: OwnFile) -> None:
    for _ in range(2):
        assert own.send("/evidence/add/training", **TRAINING).status_code == 303
    assert "If it is one thing, withdraw one of them" in own.page("/evidence")


def test_whoever_has_nothing_yet_is_led_to_the_first_form(portal: TestClient, people: small.People) -> None:
    assert "Nothing is recorded yet" in OwnFile(portal, people, "newcomer").page("/evidence")
