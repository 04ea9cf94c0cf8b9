"""Passkeys: made by who has just shown who they are, good for one site, one person, one challenge, once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from tests.service.authenticator import PRESENT, Authenticator
from tests.service.entrance import REMOTE, Door
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.policy.values import WrittenWrongly
from vouchbook.service import access_log, challenges, passkeys, recovering, sessions, signing_in
from vouchbook.service.folder import Folder
from vouchbook.service.passkeys import SIGN_IN, STEP_UP, Site
from vouchbook.service.sessions import Session

ORIGIN, HOST = "https://endorse.example.org", "endorse.example.org"
SITE = Site(HOST, ORIGIN, "NCIMHA", "browser-1")


@pytest.fixture
def door(folder: Folder) -> Door:
    return Door(folder)


@pytest.fixture
def cora(door: Door) -> PersonId:
    return door.somebody("Cora", Role.COORDINATOR)


def session(door: Door, person: PersonId, by: str = "code") -> Session:
    found = signing_in.session_of(door.office, signing_in.begin(door.office, person, proved_by=by))
    assert found is not None
    return found


def registered(door: Door, person: PersonId, *, counts: bool = True) -> Authenticator:
    """A passkey of this person, made just now."""
    proven, key = session(door, person, "passkey"), Authenticator(ORIGIN, HOST, counts=counts)
    options = passkeys.registration(door.office, proven, SITE)
    passkeys.register(door.office, proven, key.makes(options), SITE, "My phone")
    return key


def asked(door: Door) -> str:
    return passkeys.asking(door.office, SITE, SIGN_IN, SITE.browser)


def signs_in(door: Door, answer: str, site: Site = SITE) -> PersonId:
    return signing_in.by_passkey(door.office, answer, site, remote=REMOTE).person


def refused(door: Door, answer: str, site: Site = SITE) -> str:
    with pytest.raises(Refused) as turned_down:
        signs_in(door, answer, site)
    return turned_down.value.code


# ── Made ──────────────────────────────────────────────────────────────────────────────────────


def test_a_passkey_is_made_listed_and_told_to_its_owner(door: Door, cora: PersonId) -> None:
    registered(door, cora)
    (only,) = passkeys.of_person(door.office, cora)
    assert (only.name, only.used) == ("My phone", None)
    assert ("security_notice", cora) in door.letters()


def test_a_passkey_asks_the_device_to_check_who_holds_it(door: Door, cora: PersonId) -> None:
    options = json.loads(passkeys.registration(door.office, session(door, cora), SITE))
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert json.loads(asked(door))["userVerification"] == "required"
    assert "p-" not in base64url_to_bytes(options["user"]["id"]).decode("latin-1")


def test_nobody_makes_a_passkey_in_a_session_that_rested(door: Door, cora: PersonId) -> None:
    old = session(door, cora)
    options = passkeys.registration(door.office, old, SITE)
    door.later(timedelta(minutes=15))
    for act in (
        lambda: passkeys.registration(door.office, old, SITE),
        lambda: passkeys.register(door.office, old, Authenticator(ORIGIN, HOST).makes(options), SITE, "x"),
        lambda: passkeys.remove(door.office, old, "k-1"),
    ):
        with pytest.raises(Refused, match="proof_needed"):
            act()


CHEATS: list[dict[str, Any]] = [
    {"origin": "https://evil.example"},
    {"origin": "http://endorse.example.org"},
    {"host": "evil.example"},
    {"challenge": bytes_to_base64url(bytes(72))},
    {"challenge": ""},
    {"flags": PRESENT},
    {"flags": 0},
]


@pytest.mark.parametrize("cheat", [*CHEATS, {"kind": "webauthn.get"}], ids=str)
def test_a_passkey_that_was_made_elsewhere_or_for_something_else_is_not_kept(
    door: Door, cora: PersonId, cheat: dict[str, Any]
) -> None:
    proven = session(door, cora)
    answer = Authenticator(ORIGIN, HOST).makes(passkeys.registration(door.office, proven, SITE), **cheat)
    with pytest.raises(Refused, match="passkey_refused"):
        passkeys.register(door.office, proven, answer, SITE, "My phone")
    assert not passkeys.has_any(door.office, cora)


def test_a_challenge_of_another_session_makes_no_passkey(door: Door, cora: PersonId) -> None:
    rosa = session(door, door.somebody("Rosa"))
    options = passkeys.registration(door.office, session(door, cora), SITE)
    with pytest.raises(Refused, match="passkey_refused"):
        passkeys.register(door.office, rosa, Authenticator(ORIGIN, HOST).makes(options), SITE, "x")


def test_one_device_is_one_persons(door: Door, cora: PersonId) -> None:
    key, rosa = registered(door, cora), session(door, door.somebody("Rosa"))
    with pytest.raises(Refused, match="passkey_exists"):
        passkeys.register(door.office, rosa, key.makes(passkeys.registration(door.office, rosa, SITE)), SITE, "x")


def test_a_device_that_is_known_is_left_out_of_the_next_request(door: Door, cora: PersonId) -> None:
    key = registered(door, cora)
    options = json.loads(passkeys.registration(door.office, session(door, cora, "passkey"), SITE))
    assert [each["id"] for each in options["excludeCredentials"]] == [bytes_to_base64url(key.id)]


@pytest.mark.parametrize("name", ["", " ", "x\u202e"])
def test_a_passkey_has_a_name(door: Door, cora: PersonId, name: str) -> None:
    proven = session(door, cora)
    answer = Authenticator(ORIGIN, HOST).makes(passkeys.registration(door.office, proven, SITE))
    with pytest.raises(WrittenWrongly):
        passkeys.register(door.office, proven, answer, SITE, name)


# ── Shown at the door ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("counts", [True, False])
def test_a_passkey_signs_in_its_owner_and_proves_who_they_are(door: Door, cora: PersonId, counts: bool) -> None:
    key = registered(door, cora, counts=counts)
    for _ in range(3):
        entered = signing_in.by_passkey(door.office, key.shows(asked(door)), SITE, remote=REMOTE)
        assert entered.person == cora
        found = signing_in.session_of(door.office, entered.token)
        assert found is not None
        assert (found.proved_by, signing_in.is_fresh(door.office, found)) == ("passkey", True)


def test_nobody_is_asked_who_they_are_before(door: Door, cora: PersonId) -> None:
    registered(door, cora)
    assert json.loads(asked(door))["allowCredentials"] == []


@pytest.mark.parametrize("cheat", [*CHEATS, {"kind": "webauthn.create"}, {"signature": bytes(70)}], ids=str)
def test_an_answer_from_elsewhere_signs_nobody_in(door: Door, cora: PersonId, cheat: dict[str, Any]) -> None:
    key = registered(door, cora)
    assert refused(door, key.shows(asked(door), **cheat)) == "passkey_refused"


def test_an_answer_is_good_once(door: Door, cora: PersonId) -> None:
    answer = registered(door, cora, counts=False).shows(asked(door))
    signs_in(door, answer)
    assert refused(door, answer) == "passkey_refused"


def test_a_challenge_is_good_for_ten_minutes(door: Door, cora: PersonId) -> None:
    key = registered(door, cora)
    first, second = asked(door), asked(door)
    door.later(challenges.LASTS - timedelta(microseconds=1))
    signs_in(door, key.shows(first))
    door.later(timedelta(microseconds=1))
    assert refused(door, key.shows(second)) == "passkey_refused"


def test_a_challenge_is_of_one_browser_and_one_purpose(door: Door, cora: PersonId) -> None:
    key = registered(door, cora)
    other = Site(HOST, ORIGIN, "NCIMHA", "browser-2")
    assert refused(door, key.shows(asked(door)), other) == "passkey_refused"
    for_proving = passkeys.asking(door.office, SITE, STEP_UP, SITE.browser, cora)
    assert refused(door, key.shows(for_proving)) == "passkey_refused"


def test_a_device_that_nobody_registered_is_not_known(door: Door, cora: PersonId) -> None:
    registered(door, cora)
    assert refused(door, Authenticator(ORIGIN, HOST).shows(asked(door))) == "passkey_refused"


def test_a_copied_device_is_noticed_by_its_count(door: Door, cora: PersonId) -> None:
    key = registered(door, cora)
    signs_in(door, key.shows(asked(door)))
    copied = key.count
    signs_in(door, key.shows(asked(door)))
    key.count = copied
    assert refused(door, key.shows(asked(door))) == "passkey_copied"


def test_a_device_that_stops_counting_is_noticed(door: Door, cora: PersonId) -> None:
    key = registered(door, cora)
    signs_in(door, key.shows(asked(door)))
    key.counts, key.count = False, 0
    assert refused(door, key.shows(asked(door))) == "passkey_copied"


def test_a_removed_passkey_opens_nothing(door: Door, cora: PersonId) -> None:
    key = registered(door, cora)
    (only,) = passkeys.of_person(door.office, cora)
    passkeys.remove(door.office, session(door, cora, "passkey"), only.id)
    assert refused(door, key.shows(asked(door))) == "passkey_refused"


def test_somebody_elses_passkey_is_not_removed(door: Door, cora: PersonId) -> None:
    registered(door, cora)
    (only,) = passkeys.of_person(door.office, cora)
    with pytest.raises(Refused, match="passkey_unknown"):
        passkeys.remove(door.office, session(door, door.somebody("Rosa")), only.id)


def test_a_passkey_of_one_association_is_none_of_another(folder: Folder, door: Door, cora: PersonId) -> None:
    key, elsewhere = registered(door, cora), Door(folder, "alliance")
    assert refused(elsewhere, key.shows(asked(elsewhere))) == "passkey_refused"


JUNK = [
    "", "x", "null", "[]", "{}", "1", '"x"', "[" * 50_000, "{" * 99_999, "x" * 200_000, '{"id":1}',
    '{"id":"a","rawId":"a","type":"public-key","response":{}}', '{"id":"é","rawId":"é","type":"x","response":null}',
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA"}}',
]  # fmt: skip


@pytest.mark.parametrize("answer", JUNK, ids=range(len(JUNK)))
def test_what_no_browser_sends_is_refused_and_nothing_else(door: Door, cora: PersonId, answer: str) -> None:
    registered(door, cora)
    assert refused(door, answer) == "passkey_refused"
    with pytest.raises(Refused, match="passkey_refused"):
        passkeys.register(door.office, session(door, cora, "passkey"), answer, SITE, "x")


def test_any_change_of_an_answer_is_noticed(door: Door, cora: PersonId) -> None:
    key = registered(door, cora)
    answer = json.loads(key.shows(asked(door)))
    for name in ("clientDataJSON", "authenticatorData", "signature"):
        whole = base64url_to_bytes(answer["response"][name])
        for at in range(0, len(whole), 7):
            changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
            told = {**answer, "response": {**answer["response"], name: bytes_to_base64url(changed)}}
            with pytest.raises(Refused, match="passkey_refused"):
                passkeys.checked(door.office, json.dumps(told), SITE, SIGN_IN, SITE.browser)


# ── Shown once more ───────────────────────────────────────────────────────────────────────────


def test_whoever_has_a_passkey_proves_with_nothing_less(door: Door, cora: PersonId) -> None:
    key = registered(door, cora)
    by_code = session(door, cora, "code")
    assert not signing_in.is_fresh(door.office, by_code), "a mailed code lets them in, and proves nothing weighty"
    with pytest.raises(Refused, match="passkey_needed"):
        signing_in.ask_proof(door.office, by_code)
    options = passkeys.asking(door.office, SITE, STEP_UP, by_code.id, cora)
    assert len(json.loads(options)["allowCredentials"]) == 1
    signing_in.prove_by_passkey(door.office, by_code, key.shows(options), SITE)


def test_a_code_that_was_asked_for_before_the_passkey_was_made_proves_nothing_any_more(
    door: Door, cora: PersonId
) -> None:
    by_code = session(door, cora)
    asking = signing_in.ask_proof(door.office, by_code)
    registered(door, cora)
    with pytest.raises(Refused, match="passkey_needed"):
        signing_in.prove_by_code(door.office, by_code, asking, door.codes[-1])


def test_somebody_elses_passkey_proves_nothing(door: Door, cora: PersonId) -> None:
    rosa = door.somebody("Rosa")
    key, hers = registered(door, rosa), session(door, cora)
    options = passkeys.asking(door.office, SITE, STEP_UP, hers.id, cora)
    with pytest.raises(Refused, match="passkey_refused"):
        signing_in.prove_by_passkey(door.office, hers, key.shows(options), SITE)


def test_a_sign_in_answer_does_not_prove(door: Door, cora: PersonId) -> None:
    key, hers = registered(door, cora), session(door, cora)
    with pytest.raises(Refused, match="passkey_refused"):
        signing_in.prove_by_passkey(door.office, hers, key.shows(asked(door)), SITE)


# ── Lost ──────────────────────────────────────────────────────────────────────────────────────


def test_somebody_else_takes_lost_passkeys_away_and_a_code_lets_in_and_proves_again(door: Door, cora: PersonId) -> None:
    key, other = registered(door, cora), door.somebody("Carl", Role.COORDINATOR)
    running = session(door, cora, "passkey")
    assert recovering.forget_passkeys(door.office, Principal(Role.COORDINATOR, other), cora) == 1
    assert refused(door, key.shows(asked(door))) == "passkey_refused"
    assert running.id not in {each.id for each in sessions.of_person(door.office, cora)}
    assert signing_in.is_fresh(door.office, session(door, cora, "code"))
    assert door.letters().count(("security_notice", cora)) == 2
    (line,) = access_log.of_person(door.office, Principal(Role.APPLICANT, cora), cora)
    assert (line.actor, line.act) == (f"coordinator:{other}", "forget_passkeys")


def test_nobody_takes_their_own_away_past_the_proof(door: Door, cora: PersonId) -> None:
    registered(door, cora)
    with pytest.raises(Refused, match="own_application"):
        recovering.forget_passkeys(door.office, Principal(Role.COORDINATOR, cora), cora)
    assert passkeys.has_any(door.office, cora)
