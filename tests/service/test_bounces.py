"""Mail that comes back: which letter it speaks of, what it changes, and that it can be anything."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.service.conftest import Asking

from vouchbook.desk import outbox as lying
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.service import bounces, correspondence, person, posting
from vouchbook.service.bounces import Report, understood
from vouchbook.service.carriers import MailFolder
from vouchbook.service.office import Office
from vouchbook.service.outbox import Recipient, put
from vouchbook.service.wording import Letterhead

HEAD = Letterhead(sender="office@nc.example.org", portal="https://portal.example.org/nc")


def report(letter: str, *, action: str = "failed", status: str = "5.1.1", headers_only: bool = True) -> bytes:
    """What a mail server writes about a letter, as RFC 3464 has it."""
    head = f"Message-ID: <{letter}@nc.example.org>\r\nSubject: A reference is asked of you\r\n"
    back = (
        f"Content-Type: text/rfc822-headers\r\n\r\n{head}\r\n"
        if headers_only
        else f"Content-Type: message/rfc822\r\n\r\n{head}Content-Type: text/plain\r\n\r\nDear Ana,\r\n"
    )
    return (
        "From: MAILER-DAEMON@mx.example.net\r\nTo: office@nc.example.org\r\nSubject: Undelivered\r\n"
        "Message-ID: <own-1@mx.example.net>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI am sorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example.net\r\n\r\n"
        f"Final-Recipient: rfc822; ana@example.org\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 ana@example.org is unknown\r\n\r\n"
        f"--b\r\n{back}--b--\r\n"
    ).encode()


@pytest.fixture
def sent(nc: Office, ask: Asking, tmp_path: Path) -> str:
    """The id of a letter that a server took."""
    who = PersonId(person.register(nc, ask(), PersonWords("Ana", "Ruiz", "ana@example.org")).result["person"])
    values = {"what": "A passkey was added", "on": "today", "link": "https://portal.example.org/nc"}
    id_ = put(nc, "security_notice", Recipient(person=who), values)
    posting.post(nc, MailFolder(tmp_path / "out"), HEAD)
    return id_


def state(office: Office, id_: str) -> tuple[str, str | None]:
    found = lying.one(office.desk, id_)
    assert found is not None
    return found.state, found.trouble


@pytest.mark.parametrize("headers_only", [True, False])
def test_a_letter_that_came_back_is_noted_as_not_arrived_with_the_servers_number_and_none_of_its_words(
    nc: Office, ask: Asking, sent: str, headers_only: bool
) -> None:
    assert bounces.bounced(nc, ask().principal, report(sent, headers_only=headers_only)) == sent
    assert state(nc, sent) == (lying.BOUNCED, "dsn_5.1.1")
    listed = correspondence.listing(nc, ask().principal, state=lying.BOUNCED)
    assert [each.trouble for each in listed] == ["it came back undelivered (5.1.1)"]


def test_a_delay_is_no_news(nc: Office, ask: Asking, sent: str) -> None:
    assert bounces.bounced(nc, ask().principal, report(sent, action="delayed", status="4.4.1")) == sent
    assert state(nc, sent) == (lying.SENT, None)


def test_the_same_report_twice_changes_nothing_more(nc: Office, ask: Asking, sent: str) -> None:
    for status in ("5.1.1", "5.2.2"):
        bounces.bounced(nc, ask().principal, report(sent, status=status))
    assert state(nc, sent) == (lying.BOUNCED, "dsn_5.1.1")


def test_a_letter_that_came_back_can_be_sent_again(nc: Office, ask: Asking, sent: str, tmp_path: Path) -> None:
    bounces.bounced(nc, ask().principal, report(sent))
    with pytest.raises(Refused, match="letter_not_kept"):
        correspondence.again(nc, ask().principal, sent)  # its words were laid down by hand, and went with it


@pytest.mark.parametrize("raw", [
    b"", b"\x00\xff", b"Subject: hello\r\n\r\nI am on holiday.", report("letter-000000000000000000000000"),
    report("not-ours"), b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n",
])  # fmt: skip
def test_what_speaks_of_no_letter_of_ours_changes_nothing(nc: Office, ask: Asking, sent: str, raw: bytes) -> None:
    assert bounces.bounced(nc, ask().principal, raw) is None
    assert state(nc, sent) == (lying.SENT, None)


def test_somebody_who_answers_a_letter_is_no_bounce(nc: Office, ask: Asking, sent: str) -> None:
    answer = EmailMessage()
    answer["Subject"] = "Re: A change in how you sign in"
    answer["In-Reply-To"] = f"<{sent}@nc.example.org>"
    answer.set_content(f"Thank you!\nMessage-ID: <{sent}@nc.example.org>\nAction: failed\nStatus: 5.1.1")
    assert bounces.bounced(nc, ask().principal, answer.as_bytes()) is None
    assert state(nc, sent) == (lying.SENT, None)


@pytest.mark.parametrize("below", ["", "new"])
def test_a_folder_of_reports_is_read_once_and_what_is_not_ours_stays(
    nc: Office, ask: Asking, sent: str, tmp_path: Path, below: str
) -> None:
    place = tmp_path / "reports"
    (place / below).mkdir(parents=True)
    (place / below / "1").write_bytes(report(sent))
    (place / below / "2").write_bytes(b"Subject: hello\r\n\r\nno report")
    assert bounces.read_folder(nc, ask().principal, place) == [sent]
    assert [path.name for path in (place / "read").iterdir()] == ["1"]
    assert (place / below / "2").exists()
    assert bounces.read_folder(nc, ask().principal, place) == []


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.REVIEWER, Role.BOARD, Role.ANYONE])
def test_only_the_office_notes_reports(nc: Office, sent: str, role: Role) -> None:
    with pytest.raises(Refused):
        bounces.bounced(nc, Principal(role, PersonId("p-1")), report(sent))
    assert state(nc, sent) == (lying.SENT, None)


@given(st.binary(max_size=400))
def test_mail_can_be_anything(raw: bytes) -> None:
    assert understood(raw) is None or isinstance(understood(raw), Report)


@given(st.data())
def test_a_report_in_which_bytes_were_lost_or_changed_is_read_or_passed_by(data: st.DataObject) -> None:
    whole = bytearray(report("letter-0123456789abcdef01234567"))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    found = understood(bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    assert found is None or found.letter.startswith("letter-")
