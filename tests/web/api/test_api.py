"""The API: JSON for what exists, under the same rules as the pages; tokens, problems, keys, ETags, pages."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import CommandId, PersonId
from vouchbook.service import api_tokens, roles, signing_in
from vouchbook.service.office import Request
from vouchbook.web.api import answering
from vouchbook.web.api.described import description
from vouchbook.web.api.endpoints import ENDPOINTS

V1 = "/nc/api/v1"


@pytest.fixture
def office(portal):
    return portal.app.state.hosting.office("nc")


@pytest.fixture
def token(portal, people):
    def made(who: str, role: Role, association: str = "nc") -> dict[str, str]:
        office = portal.app.state.hosting.office(association)
        opened = signing_in.begin(office, PersonId(people[association][who]), proved_by="code")
        session = signing_in.session_of(office, opened)
        assert session is not None
        return {"authorization": f"Bearer {api_tokens.make(office, session, 'a test', role, 30)}"}

    return made


@pytest.fixture
def coordinator(token):
    return token("coordinator", Role.COORDINATOR)


@pytest.fixture
def applicant(token):
    return token("applicant", Role.APPLICANT)


NEW = {"given_name": "Ada", "family_name": "Newly", "email": "ada@example.org", "state": "NC"}


def is_problem(answer, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert said["code"] == code
    assert said["type"] == f"urn:vouchbook:problem:{code}"
    assert said["status"] == status
    assert len(said["detail"]) > 10


# ── Tokens ────────────────────────────────────────────────────────────────────────────────────


def test_what_everybody_may_see_needs_no_token(portal):
    assert portal.get(f"{V1}/association").json()["code"] == "nc"
    assert portal.get(f"{V1}/registry").json()["total"] == 1
    assert portal.get(f"{V1}/policy").json()["total"] > 50


@pytest.mark.parametrize("endpoint", [each for each in ENDPOINTS if not each.open_], ids=lambda each: each.name)
def test_everything_else_needs_one(portal, endpoint):
    path = endpoint.path.replace("{", "").replace("}", "")
    answer = portal.request(endpoint.method, V1 + path, json={})
    is_problem(answer, 401, "token_needed")
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_token_works_for_its_own_association_alone(portal, coordinator):
    assert portal.get(f"{V1}/people", headers=coordinator).status_code == 200
    is_problem(portal.get("/tn/api/v1/people", headers=coordinator), 401, "token_unknown")


def test_a_token_speaks_in_its_role_alone(portal, token, people):
    """Cora is a coordinator; this token of hers is an applicant's."""
    mine = token("coordinator", Role.APPLICANT)
    is_problem(portal.get(f"{V1}/people", headers=mine), 403, "not_allowed")
    assert portal.get(f"{V1}/people/{people['nc']['coordinator']}", headers=mine).status_code == 200


def test_a_token_ends_with_the_role_that_it_speaks_in(portal, office, coordinator, people, as_):
    who = PersonId(people["nc"]["coordinator"])
    other = as_("other_coordinator")
    by = Principal(Role.COORDINATOR, PersonId(people["nc"]["other_coordinator"]))
    roles.end(office, Request(CommandId("ending"), by, office.today), who, Role.COORDINATOR)
    is_problem(other.get(f"{V1}/people", headers=coordinator), 401, "token_unknown")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer x", "Basic abc", "Bearer vouchbook_nc_guess", "Bearer " + "x" * 5000]
)
def test_a_token_that_is_none_is_refused(portal, header):
    assert portal.get(f"{V1}/people", headers={"authorization": header}).status_code == 401


def test_an_applicant_sees_nobody_elses_file(portal, applicant, people):
    assert portal.get(f"{V1}/people/{people['nc']['applicant']}/evidence", headers=applicant).status_code == 200
    for path in ("", "/evidence", "/references"):
        other = portal.get(f"{V1}/people/{people['nc']['submitted']}{path}", headers=applicant)
        is_problem(other, 403, "someone_elses")


# ── Recording, once ───────────────────────────────────────────────────────────────────────────


def test_the_same_key_records_once_and_answers_the_same(portal, coordinator, office):
    headers = {**coordinator, "idempotency-key": "a-1"}
    first = portal.post(f"{V1}/people", headers=headers, json=NEW)
    before = office.book.position
    second = portal.post(f"{V1}/people", headers=headers, json=NEW)
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert office.book.position == before


def test_a_key_stands_for_one_request(portal, coordinator, office):
    headers = {**coordinator, "idempotency-key": "a-1"}
    portal.post(f"{V1}/people", headers=headers, json=NEW)
    before = office.book.position
    is_problem(portal.post(f"{V1}/people", headers=headers, json={**NEW, "email": "b@example.org"}), 422, "key_reused")
    assert office.book.position == before


def test_two_tokens_may_use_the_same_key(portal, token):
    for number, who in enumerate(("coordinator", "other_coordinator")):
        headers = {**token(who, Role.COORDINATOR), "idempotency-key": "1"}
        body = {**NEW, "email": f"same-key-{number}@example.org"}
        assert portal.post(f"{V1}/people", headers=headers, json=body).status_code == 201


@pytest.mark.parametrize("key", ["x" * 201, "tab\there"])
def test_a_key_that_cannot_be_one_is_said(portal, coordinator, key):
    answer = portal.post(f"{V1}/people", headers={**coordinator, "idempotency-key": key}, json=NEW)
    is_problem(answer, 400, "key")


def test_evidence_is_entered_as_the_form_on_the_page_enters_it(portal, applicant, people, office):
    address = f"{V1}/people/{people['nc']['applicant']}/evidence"
    before = portal.get(address, headers=applicant).json()["total"]
    fields = {"title": "Attachment in practice", "from": "2026-03-01", "hours": "6"}
    answer = portal.post(address, headers=applicant, json={"form": "training", "fields": fields})
    assert answer.status_code == 201, answer.text
    assert portal.get(address, headers=applicant).json()["total"] == before + 1


def test_fields_that_cannot_be_read_are_named(portal, applicant, people, office):
    before = office.book.position
    address = f"{V1}/people/{people['nc']['applicant']}/evidence"
    answer = portal.post(
        address, headers=applicant, json={"form": "training", "fields": {"title": "X", "hours": "many"}}
    )
    is_problem(answer, 422, "fields")
    assert {"hours", "from"} <= {*answer.json()["fields"]}
    assert office.book.position == before


def test_a_refusal_is_a_problem_with_its_code_and_what_it_speaks_of(portal, applicant, people, office):
    before = office.book.position
    answer = portal.post(f"{V1}/applications/{people['nc']['applicant_application']}/submission", headers=applicant)
    is_problem(answer, 409, "requirements_missing")
    assert "rsc" in answer.json()["parameters"]["requirements"]
    assert "vouchbook " not in answer.json()["detail"]
    assert office.book.position == before


# ── What cannot be read ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "no_json"),
        (b"\xff\xfe", "application/json", 400, "no_json"),
        (b"[]", "application/json", 422, "body"),
        (b"{}", "application/json", 422, "body"),
        (json.dumps({**NEW, "role": "coordinator"}).encode(), "application/json", 422, "body"),
        (json.dumps({**NEW, "state": "nc"}).encode(), "application/json", 422, "body"),
        (json.dumps({**NEW, "email": "no address"}).encode(), "application/json", 422, "unreadable"),
        (json.dumps(NEW).encode(), "text/plain", 415, "content_type"),
        (b"[" * 100_000, "application/json", 422, "body"),
        (b'"' + b"x" * 300_000 + b'"', "application/json", 413, "too_large"),
    ],
)
def test_a_body_that_is_not_as_described_changes_nothing(portal, coordinator, office, body, kind, status, code):
    before = office.book.position
    answer = portal.post(f"{V1}/people", headers={**coordinator, "content-type": kind}, content=body)
    is_problem(answer, status, code)
    assert office.book.position == before


@pytest.mark.parametrize("query", ["nonsense=1", "page=0", "page=-1", "page=x", "page=1&page=2", "size=1e3", "page="])
def test_a_parameter_that_is_none_is_said(portal, coordinator, query):
    is_problem(portal.get(f"{V1}/people?{query}", headers=coordinator), 400, "parameter")


@pytest.mark.parametrize("path", ["/nothing", "/people/p-1/nothing", "/", "/people/../x"])
def test_what_is_not_there_is_a_problem_too(portal, coordinator, path):
    answer = portal.get(f"{V1}{path}", headers=coordinator)
    assert answer.status_code == 404


def test_another_method_is_refused_as_a_problem(portal):
    answer = portal.put(f"{V1}/people")
    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"


# ── Lists, and what one knows already ─────────────────────────────────────────────────────────


def test_a_list_comes_in_pages_that_name_their_neighbours(portal, coordinator):
    first = portal.get(f"{V1}/people?size=3", headers=coordinator)
    assert len(first.json()["entries"]) == 3
    assert f'<{V1}/people?size=3&page=2>; rel="next"' in first.headers["link"]
    assert 'rel="prev"' not in first.headers["link"]
    seen: list[str] = []
    address: str | None = f"{V1}/people?size=3"
    while address:
        page = portal.get(address, headers=coordinator)
        seen += [each["person"] for each in page.json()["entries"]]
        links = {
            part.split('rel="')[1].rstrip('"'): part[1:].split(">")[0] for part in page.headers["link"].split(", ")
        }
        address = links.get("next")
    assert len(seen) == len({*seen}) == first.json()["total"]


def test_what_one_knows_already_is_not_sent_again(portal, coordinator):
    first = portal.get(f"{V1}/people", headers=coordinator)
    again = portal.get(f"{V1}/people", headers={**coordinator, "if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    portal.post(f"{V1}/people", headers=coordinator, json=NEW)
    now = portal.get(f"{V1}/people", headers={**coordinator, "if-none-match": first.headers["etag"]})
    assert now.status_code == 200


def test_whoever_asks_too_often_is_asked_to_wait(portal, monkeypatch):
    monkeypatch.setattr(answering, "OFTEN", (3, timedelta(minutes=1)))
    answers = [portal.get(f"{V1}/association") for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["retry-after"] == "60"


# ── The description ───────────────────────────────────────────────────────────────────────────


def test_the_description_is_served_from_here(portal):
    made = portal.get(f"{V1}/openapi.json").json()
    assert made["openapi"] == "3.1.0"
    assert made["servers"] == [{"url": V1}]
    assert len(made["paths"]) == len({each.path for each in ENDPOINTS})


def test_every_reference_in_the_description_leads_somewhere():
    made = description("/x", "x")
    text = json.dumps(made)
    for part in text.split('"$ref": "#/components/schemas/')[1:]:
        assert part.split('"')[0] in made["components"]["schemas"]


def test_it_can_be_read_as_a_page(portal):
    page = portal.get("/nc/api")
    assert page.status_code == 200
    for endpoint in ENDPOINTS:
        assert endpoint.says in page.text.replace("&#39;", "'")
