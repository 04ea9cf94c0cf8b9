"""The door: codes that work once, sessions that end, and answers from which nobody learns who is known here."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.service.entrance import REMOTE, Door

from vouchbook.domain.authorize import Role
from vouchbook.domain.names import ItemId, PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.policy.values import WrittenWrongly
from vouchbook.service import codes, sessions, signing_in
from vouchbook.service.folder import Folder

MINUTE = timedelta(minutes=1)


@pytest.fixture
def door(folder: Folder) -> Door:
    return Door(folder)


def asked(door: Door, email: str = "ana@example.org", remote: str = REMOTE) -> str:
    return signing_in.ask_code(door.office, email, remote=remote)


def entered(door: Door, asking: str, code: str | None = None, remote: str = REMOTE) -> signing_in.Entered:
    return signing_in.by_code(door.office, asking, door.codes[-1] if code is None else code, remote=remote)


def refused(door: Door, asking: str, code: str | None = None) -> str:
    with pytest.raises(Refused) as answer:
        entered(door, asking, code)
    return answer.value.code


def other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


# ── Codes ─────────────────────────────────────────────────────────────────────────────────────


def test_a_code_that_was_mailed_lets_its_owner_in(door: Door) -> None:
    ana = door.somebody()
    came = entered(door, asked(door))
    assert came.person == ana
    session = signing_in.session_of(door.office, came.token)
    assert session is not None
    assert (session.person, session.proved_by) == (ana, "code")
    assert door.letters() == [("sign_in_code", ana)]


@pytest.mark.parametrize("typed", ["ANA@Example.org", "  ana@example.org "])
def test_an_address_is_the_same_however_it_is_typed(door: Door, typed: str) -> None:
    ana = door.somebody()
    assert entered(door, asked(door, typed)).person == ana


@pytest.mark.parametrize("how", ["{0} {1}", " {0}-{1} ", "{0}\u00a0{1}", "{0}{1}\t"])
def test_a_code_may_be_pasted_as_the_letter_shows_it(door: Door, how: str) -> None:
    door.somebody()
    asking = asked(door)
    entered(door, asking, how.format(door.codes[-1][:3], door.codes[-1][3:]))


def test_a_code_works_once(door: Door) -> None:
    door.somebody()
    asking = asked(door)
    entered(door, asking)
    assert refused(door, asking) == "code_spent"


def test_a_code_works_for_ten_minutes_and_not_a_moment_longer(door: Door) -> None:
    door.somebody()
    asking = asked(door)
    door.later(codes.LASTS - timedelta(microseconds=1))
    entered(door, asking)
    asking = asked(door)
    door.later(codes.LASTS)
    assert refused(door, asking) == "code_expired"


def test_the_fifth_try_may_be_right_and_the_sixth_is_not_heard(door: Door) -> None:
    door.somebody()
    asking = asked(door)
    for _ in range(4):
        assert refused(door, asking, other(door.codes[-1])) == "code_wrong"
    entered(door, asking)
    asking = asked(door)
    for _ in range(4):
        assert refused(door, asking, other(door.codes[-1])) == "code_wrong"
    assert refused(door, asking, other(door.codes[-1])) == "code_spent"
    assert refused(door, asking) == "code_spent"


def test_a_new_code_makes_the_earlier_one_worthless(door: Door) -> None:
    door.somebody()
    first, code = asked(door), door.codes[-1]
    second = asked(door)
    assert refused(door, first, code) == "code_spent"
    entered(door, second)


def test_a_forwarded_code_is_worth_nothing_in_another_browser(door: Door) -> None:
    """Whoever reads the letter does not have what the browser that asked keeps."""
    door.somebody()
    asked(door)
    assert refused(door, door.office.edge.token()) == "code_spent"
    assert refused(door, "") == "code_spent"


def test_somebody_elses_code_does_not_open_my_file(door: Door) -> None:
    door.somebody()
    rosa = door.somebody("Rosa")
    mine = asked(door)
    theirs = asked(door, "rosa@example.org")
    assert refused(door, mine, door.codes[-1]) == "code_wrong"
    assert entered(door, theirs).person == rosa


def test_a_code_is_of_one_association(folder: Folder, door: Door) -> None:
    door.somebody()
    asking = asked(door)
    elsewhere = Door(folder, "alliance")
    elsewhere.somebody()
    assert refused(elsewhere, asking, door.codes[-1]) == "code_spent"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "0" * 5000, "100000\x00"])
def test_whatever_is_typed_gets_an_answer(door: Door, typed: str) -> None:
    door.somebody()
    assert refused(door, asked(door), typed) == "code_wrong"


@pytest.mark.parametrize("typed", ["", "ana", "ana@", "a b@example.org", "ana@example.org\r\nBcc: x@y.org"])
def test_what_is_no_address_is_said_so(door: Door, typed: str) -> None:
    with pytest.raises(WrittenWrongly):
        asked(door, typed)


# ── Nobody learns who is known here ───────────────────────────────────────────────────────────


def test_an_unknown_address_gets_the_same_answer_and_a_letter_of_its_own(door: Door) -> None:
    ana = door.somebody()
    known, unknown = asked(door), asked(door, "nobody@example.org")
    assert len(known) == len(unknown)
    assert sorted(door.letters()) == [("address_unknown", None), ("sign_in_code", ana)]


def test_a_code_for_an_unknown_address_lets_nobody_in_even_if_it_is_guessed(door: Door) -> None:
    assert refused(door, asked(door, "nobody@example.org")) == "code_wrong"


def test_wrong_codes_are_answered_alike_for_known_and_unknown_addresses(door: Door) -> None:
    door.somebody()
    answers = []
    for email in ("ana@example.org", "nobody@example.org"):
        asking = asked(door, email)
        answers.append([refused(door, asking, other(door.codes[-1])) for _ in range(6)])
    assert answers[0] == answers[1]


def test_limits_are_the_same_for_known_and_unknown_addresses(door: Door) -> None:
    door.somebody()
    numbers = []
    for email in ("ana@example.org", "nobody@example.org"):
        for _ in range(5):
            asked(door, email, remote=email)
        with pytest.raises(Refused) as answer:
            asked(door, email, remote=email)
        numbers.append((answer.value.code, answer.value.parameters))
    assert numbers == [("too_many_attempts", {"minutes": 15})] * 2


# ── Limits ────────────────────────────────────────────────────────────────────────────────────


def test_a_limit_says_how_long_to_wait_and_then_lets_pass(door: Door) -> None:
    door.somebody()
    for _ in range(5):
        asked(door)
        door.later(MINUTE)
    with pytest.raises(Refused) as answer:
        asked(door)
    assert (answer.value.code, answer.value.parameters) == ("too_many_attempts", {"minutes": 10})
    door.later(10 * MINUTE)
    asked(door)


def test_one_network_address_cannot_ask_for_everybody(door: Door) -> None:
    for number in range(30):
        asked(door, f"p{number}@example.org")
    with pytest.raises(Refused, match="too_many_attempts"):
        asked(door, "ana@example.org")
    asked(door, "ana@example.org", remote="192.0.2.2")


def test_one_network_address_cannot_try_codes_for_ever(door: Door) -> None:
    door.somebody()
    for _ in range(60):
        assert refused(door, "x", "1") == "code_spent"
    with pytest.raises(Refused, match="too_many_attempts"):
        entered(door, asked(door))


def test_limits_count_over_all_processes(folder: Folder, door: Door) -> None:
    """Another worker is another office over the same file."""
    door.somebody()
    beside = Door(folder)
    for each in (door, beside, door, beside, door):
        asked(each)
    for each in (door, beside):
        with pytest.raises(Refused, match="too_many_attempts"):
            asked(each)


# ── Sessions ──────────────────────────────────────────────────────────────────────────────────


def begun(door: Door, who: PersonId, device: str = "") -> str:
    return signing_in.begin(door.office, who, proved_by="code", device=device)


def open_(door: Door, token: str) -> bool:
    return signing_in.session_of(door.office, token) is not None


def test_a_session_rests_for_two_hours_and_not_longer(door: Door) -> None:
    token = begun(door, door.somebody())
    door.later(sessions.RESTS - MINUTE)
    assert open_(door, token)
    door.later(sessions.RESTS - MINUTE)
    assert open_(door, token), "being used keeps it open"
    door.later(sessions.RESTS)
    assert not open_(door, token)


def test_whoever_sees_other_peoples_files_rests_for_half_an_hour(door: Door) -> None:
    token = begun(door, door.somebody("Cora", Role.COORDINATOR))
    door.later(sessions.RESTS_STAFF - MINUTE)
    assert open_(door, token)
    door.later(sessions.RESTS_STAFF)
    assert not open_(door, token)


def test_a_session_ends_after_a_working_day_however_busy(door: Door) -> None:
    token = begun(door, door.somebody())
    for _ in range(11):
        door.later(timedelta(hours=1))
        assert open_(door, token)
    door.later(timedelta(minutes=59))
    assert open_(door, token)
    door.later(MINUTE)
    assert not open_(door, token)


def test_sessions_are_listed_and_one_of_them_is_ended(door: Door) -> None:
    ana = door.somebody()
    phone, desk = begun(door, ana, device="A phone"), begun(door, ana, device="A computer")
    listed = sessions.of_person(door.office, ana)
    assert {each.device for each in listed} == {"A phone", "A computer"}
    (on_phone,) = (each for each in listed if each.device == "A phone")
    sessions.end_one(door.office, ana, on_phone.id)
    assert (open_(door, phone), open_(door, desk)) == (False, True)


def test_somebody_elses_session_is_not_ended(door: Door) -> None:
    ana, rosa = door.somebody(), door.somebody("Rosa")
    token = begun(door, ana)
    (session,) = sessions.of_person(door.office, ana)
    for id_ in (session.id, "s-0000000000"):
        with pytest.raises(Refused, match="session_unknown"):
            sessions.end_one(door.office, rosa, id_)
    assert open_(door, token)


def test_all_sessions_end_on_request_or_all_but_this_one(door: Door) -> None:
    ana, rosa = door.somebody(), door.somebody("Rosa")
    here, there, hers = begun(door, ana), begun(door, ana), begun(door, rosa)
    assert sessions.end_everywhere(door.office, ana, but=signing_in.session_of(door.office, here)) == 1
    assert (open_(door, here), open_(door, there), open_(door, hers)) == (True, False, True)
    sessions.end_everywhere(door.office, ana)
    assert (open_(door, here), open_(door, hers)) == (False, True)


@pytest.mark.parametrize("token", ["", "x", "0" * 43, "' OR 1=1 --", "\ud800".encode("utf-8", "replace").decode()])
def test_a_forged_token_opens_nothing(door: Door, token: str) -> None:
    begun(door, door.somebody())
    assert not open_(door, token)


def test_a_token_of_one_association_opens_nothing_in_another(folder: Folder, door: Door) -> None:
    token = begun(door, door.somebody())
    assert not open_(Door(folder, "alliance"), token)


def test_what_is_kept_of_a_session_opens_no_session(door: Door) -> None:
    token = begun(door, door.somebody(), device="Rosa's telephone")
    files = [file.read_bytes() for file in door.office.desk.path.parent.iterdir()]
    assert not any(token.encode() in file or b"telephone" in file for file in files)


def test_a_session_that_ended_is_known_for_a_day_and_opens_nothing(door: Door) -> None:
    ana = door.somebody()
    token = begun(door, ana)
    assert signing_in.former(door.office, token) is None
    sessions.end_everywhere(door.office, ana)
    was = signing_in.former(door.office, token)
    assert was is not None
    assert was.person == ana
    assert not open_(door, token)


def test_a_role_that_ends_is_gone_from_a_running_session(door: Door) -> None:
    cora = door.somebody("Cora", Role.COORDINATOR)
    token = begun(door, cora)
    assert signing_in.roles_of(door.office, cora) == {Role.COORDINATOR}
    door.loses(cora, Role.COORDINATOR)
    assert open_(door, token)
    assert signing_in.roles_of(door.office, cora) == frozenset()


def test_a_rater_has_a_session_that_is_nobodys_of_the_book(door: Door) -> None:
    token = signing_in.begin(door.office, rating=ItemId("ra-1"), proved_by="code")
    session = signing_in.session_of(door.office, token)
    assert session is not None
    assert (session.person, session.rating) == (None, "ra-1")
    with pytest.raises(ValueError, match="a person's or a rater's"):
        signing_in.begin(door.office, proved_by="code")


# ── Showing once more who one is ──────────────────────────────────────────────────────────────


def test_a_proof_stands_for_fifteen_minutes(door: Door) -> None:
    token = begun(door, door.somebody())
    session = signing_in.session_of(door.office, token)
    assert session is not None
    door.later(sessions.FRESH - timedelta(microseconds=1))
    assert signing_in.is_fresh(door.office, session)
    door.later(timedelta(microseconds=1))
    assert not signing_in.is_fresh(door.office, session)


def test_a_mailed_code_proves_once_more(door: Door) -> None:
    token = begun(door, door.somebody("Cora", Role.COORDINATOR))
    door.later(20 * MINUTE)
    session = signing_in.session_of(door.office, token)
    assert session is not None
    asking = signing_in.ask_proof(door.office, session)
    anew = signing_in.prove_by_code(door.office, session, asking, door.codes[-1])
    assert signing_in.session_of(door.office, token) is None, "what somebody held before proves nothing now"
    again = signing_in.session_of(door.office, anew)
    assert again is not None
    assert signing_in.is_fresh(door.office, again)


def test_a_code_to_sign_in_proves_nothing_later_and_the_other_way_round(door: Door) -> None:
    session = signing_in.session_of(door.office, begun(door, door.somebody()))
    assert session is not None
    for_entering = asked(door)
    with pytest.raises(Refused, match="code_spent"):
        signing_in.prove_by_code(door.office, session, for_entering, door.codes[-1])
    for_proving = signing_in.ask_proof(door.office, session)
    assert refused(door, for_proving) == "code_spent"


def test_nobody_proves_with_somebody_elses_code(door: Door) -> None:
    ana = signing_in.session_of(door.office, begun(door, door.somebody()))
    rosa = signing_in.session_of(door.office, begun(door, door.somebody("Rosa")))
    assert ana is not None
    assert rosa is not None
    asking = signing_in.ask_proof(door.office, rosa)
    with pytest.raises(Refused, match="code_wrong"):
        signing_in.prove_by_code(door.office, ana, asking, door.codes[-1])


# ── Links to try the product ──────────────────────────────────────────────────────────────────


def test_a_sample_link_signs_in_as_often_as_one_likes_for_a_day(door: Door) -> None:
    ana = door.somebody()
    token = signing_in.sample_link(door.office, ana)
    assert [signing_in.by_sample_link(door.office, token).person for _ in range(3)] == [ana] * 3
    door.later(signing_in.SAMPLE_LASTS)
    with pytest.raises(Refused, match="link_expired"):
        signing_in.by_sample_link(door.office, token)
