"""Letters on their way: sent once at a time, tried again after growing pauses, given up, refused, come back."""

from __future__ import annotations

import logging
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from itertools import count
from pathlib import Path

import pytest
from tests.service.conftest import Asking
from tests.service.journey import Journey
from tests.service.mailbox import Mailbox, page, text
from tests.service.references import OTHER, SUPERVISOR, Referenced, colleague

from vouchbook.desk import outbox as lying
from vouchbook.domain.authorize import Role
from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import ItemId, Outcome, PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.ledger import work
from vouchbook.letters.mail.catalog import LETTERS
from vouchbook.service import alliance, correspondence, links, person, posting, rating, review, roles
from vouchbook.service.carriers import MailFolder, NotNow, Smtp
from vouchbook.service.case import ratings_asked
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office
from vouchbook.service.outbox import Recipient, letter, put
from vouchbook.service.wording import Letterhead

BEGIN = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
HEAD = Letterhead(sender="office@nc.example.org", portal="https://portal.example.org/nc", contact="help@nc.example.org")
MORE = (colleague("bea", "Bea Long", "bea@example.org"), colleague("nobody", "No Address"))
MINUTE = timedelta(minutes=1)


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def after(self, span: timedelta) -> None:
        self.now += span


@pytest.fixture
def turned() -> Clock:
    return Clock()


@pytest.fixture
def nc(folder: Folder, turned: Clock) -> Office:
    numbers = count(1)
    return alliance.office(folder, "nc", Edge(turned, mint=lambda prefix: f"{prefix}-{next(numbers):010d}"))


@pytest.fixture
def box() -> Iterator[Mailbox]:
    made = Mailbox()
    made.open()
    yield made
    made.close()


@pytest.fixture
def way(nc: Office, ask: Asking, tmp_path: Path) -> Referenced:
    return Referenced(nc, ask, tmp_path, *MORE)


def somebody(office: Office, ask: Asking, given_name: str = "Ana", email: str = "ana@example.org") -> PersonId:
    done = person.register(office, ask(), PersonWords(given_name, "Ruiz", email))
    return PersonId(done.result["person"])


def code_for(office: Office, who: PersonId, code: str = "493 027") -> str:
    return put(office, "sign_in_code", Recipient(person=who), {"code": code, "minutes": "10"})


def states(office: Office) -> dict[str, str]:
    return {each.letter: each.state for each in lying.listed(office.desk)}


def state(office: Office, id_: str) -> tuple[str, str | None, int]:
    found = lying.one(office.desk, id_)
    assert found is not None
    return found.state, found.trouble, found.tries


def named(box: Mailbox, subject: str) -> EmailMessage:
    (found,) = (each for each in box.letters if each["Subject"] == subject)
    return found


# ── From what happened to the letter ──────────────────────────────────────────────────────────


def test_a_request_for_a_reference_reaches_the_rater_with_a_link_of_their_own(way: Referenced, box: Mailbox) -> None:
    asked = way.requests("bea", OTHER)
    posting.post(way.office, box.carrier, HEAD)
    mail = named(box, "A reference is asked of you")
    assert mail["To"] == "Bea Long <bea@example.org>"
    said = text(mail)
    assert "Maribel Osei-Locklear is applying for Endorsement" in said
    (token,) = re.findall(r"https://portal\.example\.org/nc/reference#(\S+)", said)
    assert f"/reference#{token}" in page(mail)
    assert links.look(way.office, "rating", token).about == asked
    way.office.edge.clock.after(timedelta(days=44))  # type: ignore[attr-defined]
    links.use(way.office, "rating", token)
    assert links.use(way.office, "rating", token).about == asked  # somebody comes back to what they have begun
    way.office.edge.clock.after(timedelta(days=2))  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="link_expired"):
        links.look(way.office, "rating", token)


def test_the_secret_of_a_link_is_in_the_mail_and_nowhere_else(way: Referenced, box: Mailbox, place: Path) -> None:
    way.requests("bea", OTHER)
    posting.post(way.office, box.carrier, HEAD)
    (token,) = re.findall(r"/reference#(\S+)", text(named(box, "A reference is asked of you")))
    (lies,) = (each for each in lying.listed(way.office.desk) if each.letter == "reference_asked")
    shown = correspondence.show(way.office, way.ask().principal, lies.id, HEAD)
    assert shown.as_it_went
    assert shown.written is not None
    assert "••••••" in shown.written.text
    assert token not in shown.written.text + shown.written.body
    assert not any(token.encode() in file.read_bytes() for file in place.rglob("*") if file.is_file())


def test_the_rater_is_thanked_and_the_applicant_hears_that_it_came_and_nothing_of_what_it_says(
    way: Referenced, box: Mailbox
) -> None:
    asked = way.requests("bea", OTHER)
    way.receives(asked)
    posting.post(way.office, box.carrier, HEAD)
    assert "nothing left for you to do" in text(named(box, "Your reference has come in: thank you"))
    told = text(named(box, "A reference for you has come in"))
    assert "The reference by Bea Long came in on November 20, 2026." in told
    assert states(way.office)["reference_asked"] == lying.CANCELLED  # nobody is asked for what is there


def test_a_letter_to_a_rater_whose_address_nobody_knows_says_so_and_can_be_printed(
    way: Referenced, box: Mailbox
) -> None:
    way.requests("nobody", SUPERVISOR)
    posting.post(way.office, box.carrier, HEAD)
    (lies,) = (each for each in lying.listed(way.office.desk) if each.letter == "reference_asked")
    assert (lies.state, lies.trouble, lies.tries) == (lying.NO_ADDRESS, "no_address", 0)
    paper = correspondence.show(way.office, way.ask().principal, lies.id, HEAD, paper=True)
    assert paper.written is not None
    assert "We know no e-mail address of yours." in paper.written.text
    assert "reference#" not in paper.written.text


def test_asking_twice_sends_one_letter(way: Referenced, box: Mailbox) -> None:
    request = way.ask("applicant", way.person)
    for _ in range(2):
        rating.request_rating(way.office, request, way.person, way.colleagues["bea"], OTHER, waived=True)
    (reference,) = map(ItemId, ratings_asked(way.office, str(way.person)))
    reminding = way.ask()
    for request in (reminding, reminding, way.ask()):  # the third is another one on the same day: it records nothing
        rating.remind(way.office, request, reference)
    posting.post(way.office, box.carrier, HEAD)
    subjects = [str(each["Subject"]) for each in box.letters]
    assert subjects.count("A reference is asked of you") == 1
    assert subjects.count("A reminder: a reference is asked of you") == 1


def test_what_was_refused_sends_nothing(way: Referenced, box: Mailbox) -> None:
    posting.post(way.office, box.carrier, HEAD)
    before = len(box.letters)
    with pytest.raises(Refused):
        rating.request_rating(way.office, way.ask(), way.person, way.colleagues["bea"], "nonsense", waived=True)  # type: ignore[arg-type]
    assert posting.post(way.office, box.carrier, HEAD).queued == 0
    assert len(box.letters) == before


def test_declining_tells_the_applicant_and_every_coordinator_once(
    way: Referenced, nc: Office, ask: Asking, box: Mailbox
) -> None:
    for given_name in ("Dana", "Eli"):
        who = somebody(nc, ask, given_name, f"{given_name.lower()}@office.example.org")
        for role in (Role.COORDINATOR, Role.BOARD):
            roles.give(nc, ask(), who, role)
    rating.decline_rating(nc, ask(), way.requests("bea", OTHER))
    posting.post(nc, box.carrier, HEAD)
    assert "No reason is needed for that" in " ".join(text(named(box, "A reference was declined")).split())
    told = sorted(str(each["To"]) for each in box.letters if each["Subject"] == "A rater has declined")
    assert told == ["Dana Ruiz <dana@office.example.org>", "Eli Ruiz <eli@office.example.org>"]


def test_who_is_asked_instead_is_written_to_and_who_was_asked_first_hears_that_it_is_over(
    way: Referenced, box: Mailbox
) -> None:
    first = way.requests("bea", OTHER)
    rating.replace_rating(way.office, way.ask(), first, way.colleagues["alma"], waived=True)
    posting.post(way.office, box.carrier, HEAD)
    assert named(box, "Your reference is not needed any more")["To"] == "Bea Long <bea@example.org>"
    assert states(way.office)["reference_asked"] in (lying.NO_ADDRESS, lying.SENT)


def test_the_way_of_an_application_is_told_in_letters(nc: Office, ask: Asking, box: Mailbox) -> None:
    way = Journey(nc, ask).ready_to_decide()
    way.decided()
    posting.post(nc, box.carrier, HEAD)
    received = text(named(box, "Your application has been submitted"))
    assert "for Infant Mental Health Specialist was submitted on November 20, 2026" in " ".join(received.split())
    panel = [str(each["To"]) for each in box.letters if each["Subject"] == "An application waits for your review"]
    assert sorted(panel) == ["Paul Reviewer <paul@reviews.example.org>", "Rosa Reviewer <rosa@reviews.example.org>"]
    decided = text(named(box, "Your application has been decided"))
    assert "was approved on November 20, 2026" in " ".join(decided.split())
    assert "> as the panel says" in decided
    fees = [text(each) for each in box.letters if each["Subject"] == "A fee is due"]
    assert any("Processing, Infant Mental Health Specialist: $100.00" in said for said in fees)


def test_a_deferral_says_what_is_missing_in_the_words_of_the_applicants_own_page(
    nc: Office, ask: Asking, box: Mailbox
) -> None:
    way = Journey(nc, ask).ready_to_submit().submitted().panel()
    for reviewer in way.reviewers:
        (first, *_) = (question for question in way.open_questions(reviewer) if question.key is not None)
        no = review.Answer(first.requirement, accepted=False, reason="CanaryReason", key=first.key)
        review.answer(nc, ask("reviewer", reviewer), way.application, (no,))
        way.answers(reviewer)
        way.completed(reviewer, Outcome.DEFERRED)
    way.decided(Outcome.DEFERRED)
    posting.post(nc, box.carrier, HEAD)
    said = text(named(box, "Your application has been decided"))
    assert "That is not a refusal" in " ".join(said.split())
    assert "What is missing\n---------------" in said
    assert "The reviewers answered no:" in said
    assert "CanaryReason" not in said  # what one reviewer wrote is not the decision
    assert "vouchbook" not in said  # nobody who reads a letter has a command line


def test_no_letter_of_an_import_is_queued(nc: Office, ask: Asking) -> None:
    Journey(nc, ask).imported()
    assert posting.queue(nc) == 0


# ── Jobs hold nothing personal ────────────────────────────────────────────────────────────────


def test_a_job_holds_no_address(nc: Office, ask: Asking) -> None:
    with pytest.raises(ValueError, match="a job holds no address"):
        letter(nc, ask(), "reference_thanks", Recipient(email="ana@example.org"))


@pytest.mark.parametrize("call", [letter, put])
def test_a_letter_that_does_not_exist_is_refused_where_it_is_asked_for(
    nc: Office, ask: Asking, call: Callable[..., object]
) -> None:
    arguments = (nc, ask(), "lettr") if call is letter else (nc, "lettr")
    with pytest.raises(ValueError, match="there is no letter 'lettr'"):
        call(*arguments, Recipient(person=PersonId("p-1")), {})


def test_no_word_of_a_person_stands_open_in_the_queue_the_outbox_or_the_log(
    way: Referenced, nc: Office, ask: Asking, box: Mailbox, place: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ana = somebody(nc, ask, "Canarygiven", "canary@example.org")
    way.requests("bea", OTHER)
    code_for(nc, ana, "Canarycode")
    put(nc, "registration_code", Recipient(email="canary-new@example.org"), {"code": "Canarynew", "minutes": "10"})
    box.answers = ["554 canary@example.org is unknown here", "451 canary, later"]
    for _ in range(3):
        assert all("canary" not in str(job).lower() for job in work.due(nc.book, nc.edge.microseconds))
        _no_canary(place)
        done = posting.post(nc, box.carrier, HEAD)
        assert "canary" not in str(done).lower()
        nc.edge.clock.after(10 * MINUTE)  # type: ignore[attr-defined]
    _no_canary(place)
    ours = [each.getMessage() for each in caplog.records if each.name.startswith("vouchbook")]
    assert not any("canary" in each.lower() or "@" in each for each in ours)


def _no_canary(place: Path) -> None:
    words = (b"canary", b"bea@example", b"bea long", b"maribel")
    files = [file.read_bytes().lower() for file in place.rglob("*") if file.is_file()]
    assert not [word for word in words for content in files if word in content]


# ── One at a time, and at least once ──────────────────────────────────────────────────────────


def test_two_workers_never_send_the_same_letter_at_the_same_time(nc: Office, ask: Asking, box: Mailbox) -> None:
    ana = somebody(nc, ask)
    for number in range(30):
        code_for(nc, ana, f"{number:06d}")
    both = threading.Barrier(4)

    def work_on() -> None:
        both.wait()
        posting.post(nc, box.carrier, HEAD)

    workers = [threading.Thread(target=work_on) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    ids = [str(each["Message-ID"]) for each in box.letters]
    assert (len(ids), len(set(ids))) == (30, 30)


def test_a_letter_in_somebodys_hands_is_taken_by_nobody_else_until_they_have_had_it_too_long(
    nc: Office, ask: Asking, turned: Clock
) -> None:
    code_for(nc, somebody(nc, ask))
    first = lying.take(nc.desk, nc.edge.microseconds)
    assert first is not None
    turned.after(timedelta(minutes=14))
    assert lying.take(nc.desk, nc.edge.microseconds) is None
    turned.after(timedelta(minutes=2))
    second = lying.take(nc.desk, nc.edge.microseconds)
    assert second is not None
    assert not lying.settle(nc.desk, first, lying.SENT, nc.edge.microseconds)  # it is not theirs any more
    assert lying.settle(nc.desk, second, lying.SENT, nc.edge.microseconds)


def test_a_worker_that_dies_after_sending_leaves_a_letter_that_goes_again_under_the_same_message_id(
    way: Referenced, box: Mailbox, turned: Clock
) -> None:
    way.requests("bea", OTHER)

    class Dies(Exception):
        pass

    class Dying(Smtp, frozen=True):
        pass

    real = lying.settle

    def never(*_: object, **__: object) -> bool:
        raise Dies

    lying.settle = never  # the machine stops right after the server said yes
    try:
        with pytest.raises(Dies):
            posting.post(way.office, box.carrier, HEAD)
    finally:
        lying.settle = real
    turned.after(timedelta(minutes=16))
    posting.post(way.office, box.carrier, HEAD)
    twice = [str(each["Message-ID"]) for each in box.letters]
    assert any(twice.count(each) == 2 for each in twice)


def test_a_queued_letter_that_was_moved_and_not_struck_off_lies_in_the_outbox_once(way: Referenced) -> None:
    way.requests("bea", OTHER)
    jobs = work.due(way.office.book, way.office.edge.microseconds)
    posting.queue(way.office)
    before = len(lying.listed(way.office.desk))
    for job in jobs:  # as if the machine had stopped between the two
        lying.add(
            way.office.desk, job.id, "reference_asked", job.data, person=None, rating=None, payer=None, now=job.due
        )
    assert len(lying.listed(way.office.desk)) == before


# ── What goes wrong ───────────────────────────────────────────────────────────────────────────


def test_what_the_server_cannot_take_now_is_tried_again_after_pauses_that_grow_and_then_given_up(
    way: Referenced, nc: Office, box: Mailbox, turned: Clock
) -> None:
    way.requests("bea", OTHER)
    posting.queue(nc)
    (asked,) = (each for each in lying.listed(nc.desk) if each.letter == "reference_asked")
    pauses = []
    for tried in range(1, len(posting.PAUSES) + 1):
        box.answers = ["451 come again"] * 5
        posting.post(nc, box.carrier, HEAD)
        assert state(nc, asked.id) == (lying.FAILED, "smtp_451", tried)
        found = lying.one(nc.desk, asked.id)
        assert found is not None
        pauses.append((found.due - nc.edge.microseconds) // 60_000_000)
        turned.after(timedelta(microseconds=found.due - nc.edge.microseconds) - timedelta(seconds=1))
        box.answers = []
        before = box.asked
        posting.post(nc, box.carrier, HEAD)
        assert state(nc, asked.id)[0] == lying.FAILED, "a second before its time it is not tried"
        assert box.asked >= before
        turned.after(timedelta(seconds=1))
    assert pauses == [1, 5, 15, 60, 180, 360, 720, 1440, 1440]
    box.answers = ["451 come again"] * 5
    posting.post(nc, box.carrier, HEAD)
    assert state(nc, asked.id) == (lying.GIVEN_UP, "smtp_451", 10)


@pytest.mark.parametrize("code", [550, 552, 554])
def test_what_the_server_refuses_for_good_is_not_tried_again(
    nc: Office, ask: Asking, box: Mailbox, turned: Clock, code: int
) -> None:
    asked = _about_a_membership(nc, ask)
    box.answers = [f"{code} no"]
    posting.post(nc, box.carrier, HEAD)
    assert state(nc, asked)[:2] == (lying.BOUNCED, f"smtp_{code}")
    turned.after(timedelta(days=9))
    posting.post(nc, box.carrier, HEAD)
    assert box.letters == []


@pytest.mark.parametrize(("answer", "expected"), [
    ("550 no such user", (lying.BOUNCED, "smtp_550")),
    ("450 mailbox busy", (lying.FAILED, "smtp_450")),
])  # fmt: skip
def test_an_address_is_refused_before_the_letter_is_read(
    nc: Office, ask: Asking, box: Mailbox, answer: str, expected: tuple[str, str]
) -> None:
    asked = _about_a_membership(nc, ask)
    box.at_rcpt = [answer]
    posting.post(nc, box.carrier, HEAD)
    assert state(nc, asked)[:2] == expected
    assert box.asked == 0


def test_one_refused_letter_does_not_hold_up_the_next(nc: Office, ask: Asking, box: Mailbox) -> None:
    for email in ("a@example.org", "b@example.org", "c@example.org"):
        code_for(nc, somebody(nc, ask, "Ana", email))
    box.answers = ["250 OK", "550 no", "250 OK"]
    assert posting.post(nc, box.carrier, HEAD).came == {lying.SENT: 2, lying.BOUNCED: 1}


def test_a_server_that_drops_the_line_gets_the_letter_again(
    nc: Office, ask: Asking, box: Mailbox, turned: Clock
) -> None:
    asked = _about_a_membership(nc, ask)
    box.drops = 1
    posting.post(nc, box.carrier, HEAD)
    assert state(nc, asked)[:2] == (lying.FAILED, "unreachable")
    turned.after(MINUTE)
    posting.post(nc, box.carrier, HEAD)
    assert state(nc, asked)[0] == lying.SENT
    assert len(box.letters) == 1


def test_a_silent_server_is_not_waited_for_for_ever(nc: Office, ask: Asking) -> None:
    import socket

    asked = _about_a_membership(nc, ask)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        posting.post(nc, Smtp("127.0.0.1", silent.getsockname()[1], "none", patience=0.2), HEAD)
    assert state(nc, asked)[:2] == (lying.FAILED, "unreachable")


def test_while_the_server_is_gone_one_letter_is_tried_and_the_others_wait(
    nc: Office, ask: Asking, box: Mailbox, turned: Clock
) -> None:
    ana = somebody(nc, ask)
    for number in range(5):
        code_for(nc, ana, f"{number:06d}")
    box.close()
    assert posting.post(nc, box.carrier, HEAD).came == {lying.FAILED: 1}
    assert lying.counted(nc.desk)[lying.WAITING] == 4
    box.open()
    turned.after(MINUTE)
    assert posting.post(nc, box.carrier, HEAD).came == {lying.SENT: 5}


def test_a_server_that_speaks_no_tls_gets_no_letter_where_tls_was_asked_for(
    nc: Office, ask: Asking, box: Mailbox
) -> None:
    asked = _about_a_membership(nc, ask)
    for safety in ("starttls", "tls"):
        posting.post(nc, Smtp("127.0.0.1", box.port, safety, patience=1.0), HEAD)
        assert state(nc, asked)[:2] == (lying.FAILED, {"starttls": "not_safe", "tls": "unreachable"}[safety])
        nc.edge.clock.after(6 * MINUTE)  # type: ignore[attr-defined]
    assert box.letters == []


def test_a_code_that_has_run_out_is_not_sent(nc: Office, ask: Asking, box: Mailbox, turned: Clock) -> None:
    id_ = code_for(nc, somebody(nc, ask))
    turned.after(10 * MINUTE)
    late = code_for(nc, somebody(nc, ask, "Bo", "bo@example.org"))
    turned.after(timedelta(seconds=1))
    posting.post(nc, box.carrier, HEAD)
    assert state(nc, id_)[:2] == (lying.GIVEN_UP, "too_late")
    assert state(nc, late)[0] == lying.SENT


def test_a_code_goes_before_everything_else(way: Referenced, nc: Office, box: Mailbox, turned: Clock) -> None:
    way.requests("bea", OTHER)
    turned.after(MINUTE)
    code_for(nc, way.person)
    posting.post(nc, box.carrier, HEAD)
    assert box.letters[0]["Subject"] == "Your sign-in code"


def test_a_code_is_kept_nowhere_once_it_has_gone(nc: Office, ask: Asking, box: Mailbox) -> None:
    id_ = code_for(nc, somebody(nc, ask))
    posting.post(nc, box.carrier, HEAD)
    found = lying.one(nc.desk, id_)
    assert found is not None
    assert (found.private, found.kept) == (None, None)
    shown = correspondence.show(nc, ask().principal, id_, HEAD)
    assert shown.written is None
    with pytest.raises(Refused, match="letter_not_kept"):
        correspondence.again(nc, ask().principal, id_)


@pytest.mark.parametrize("email", ["not an address", "a@b@c", "@example.org", "ana@", ""])
def test_what_is_no_address_is_written_to_by_nobody(nc: Office, ask: Asking, box: Mailbox, email: str) -> None:
    ana = somebody(nc, ask)
    id_ = put(nc, "security_notice", Recipient(person=ana, email=email or None), {"what": "x", "on": "y", "link": "z"})
    posting.post(nc, box.carrier, HEAD)
    expected = (lying.NO_ADDRESS, "bad_address") if email else (lying.SENT, None)
    assert state(nc, id_)[:2] == expected


@pytest.mark.parametrize("evil", ["Ana\r\nBcc: everybody@example.org", "Ana\nSubject: x", "Ana\x00", "Ana\u2028x"])
def test_nothing_that_somebody_calls_themself_becomes_a_header(
    nc: Office, ask: Asking, box: Mailbox, evil: str
) -> None:
    from vouchbook.letters.mail.writing import Head, preview
    from vouchbook.service.message import BadAddress, message

    written = preview("sign_in_code", Head("NC", "NC"))
    with pytest.raises(BadAddress):
        message(
            "letter-1", written, sender="office@example.org", sender_name="NC", to="ana@example.org", to_name=evil,
            answers="", at=BEGIN,
        )  # fmt: skip
    with pytest.raises(BadAddress):
        message(
            "letter-1", written, sender="office@example.org", sender_name="NC", to=f"{evil}@example.org", to_name="Ana",
            answers="", at=BEGIN,
        )  # fmt: skip


def test_a_folder_gets_one_file_for_each_letter_that_only_its_owner_reads(way: Referenced, tmp_path: Path) -> None:
    way.requests("bea", OTHER)
    done = posting.post(way.office, MailFolder(tmp_path / "letters"), HEAD)
    files = sorted((tmp_path / "letters").iterdir())
    assert len(files) == done.sent > 0
    assert {file.suffix for file in files} == {".eml"}
    assert {file.stat().st_mode & 0o077 for file in files} == {0}


def test_a_folder_that_cannot_be_written_to_lets_letters_wait(way: Referenced, tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("a file is in the way")
    way.requests("bea", OTHER)
    assert posting.post(way.office, MailFolder(tmp_path / "letters"), HEAD).came == {lying.FAILED: 1}


def test_a_password_is_never_shown() -> None:
    named = Smtp.at("smtp://user:s3cret@mail.example.org")
    assert (named.port, named.safety, named.user, named.password) == (587, "starttls", "user", "s3cret")
    assert "s3cret" not in repr(named) + str(named) + named.called
    assert "s3cret" not in str(NotNow("unreachable", reached=False))


@pytest.mark.parametrize("address", ["http://mail.example.org", "smtp://", "mailto:x"])
def test_a_mail_server_is_named_in_one_of_three_ways(address: str) -> None:
    with pytest.raises(ValueError, match="write a mail server as smtp://"):
        Smtp.at(address)


def test_every_letter_that_an_event_asks_for_finds_its_words() -> None:
    from vouchbook.service.wording.words import WORDS

    by_hand = {name for name, each in LETTERS.items() if name not in WORDS}
    assert by_hand == BY_HAND


BY_HAND = {
    "sign_in_code", "registration_code", "address_known", "address_unknown", "security_notice", "rater_code",
    "coordinator_digest",
}  # fmt: skip


def test_a_broken_outbox_row_does_not_stop_the_others(nc: Office, ask: Asking, box: Mailbox, place: Path) -> None:
    ana = somebody(nc, ask)
    first = code_for(nc, ana)
    code_for(nc, ana, "111 111")
    with closing(sqlite3.connect(place / "desk" / "nc.sqlite")) as desk:
        desk.execute("UPDATE outbox SET private = x'00' WHERE id = ?", (first,))
        desk.commit()
    done = posting.post(nc, box.carrier, HEAD)
    assert done.came == {lying.FAILED: 1, lying.SENT: 1}
    assert done.problems == [f"{first} (sign_in_code) could not be written: Damaged"]


def _about_a_membership(office: Office, ask: Asking) -> str:
    """A letter that lives long: somebody is told of a change in how they sign in."""
    values = {"what": "A passkey was added", "on": "November 20, 2026", "link": "https://portal.example.org/nc"}
    return put(office, "security_notice", Recipient(person=somebody(office, ask)), values)
