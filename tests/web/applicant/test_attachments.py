"""Scans attached in somebody's file: sent by a form, downloaded and never shown in place, refused in plain words."""

from __future__ import annotations

import pytest
from litestar.testing import TestClient
from tests.service.documents import LOCKED_PDF, PDF, PROGRAM, SVG, archive, jpeg, png
from tests.web import small
from tests.web.applicant.own_file import OwnFile, read

from vouchbook.domain.attachment import MOST_BYTES


@pytest.fixture
def own(portal: TestClient, people: small.People) -> OwnFile:
    return OwnFile(portal, people)


def sent(own: OwnFile, name: str, body: bytes):
    at = f"/evidence/items/{own.item('education')}"
    return own.upload(at, f"{at}/attach", "document", name, body)


def link(own: OwnFile) -> str:
    page = own.get(f"/evidence/items/{own.item('education')}").text
    return page.partition('href="/nc')[0] and page.split("/evidence/attachments/")[1].partition('"')[0]


@pytest.mark.parametrize(
    ("name", "body", "type_"),
    [("transcript.pdf", PDF, "application/pdf"), ("page.png", png(), "image/png"), ("photo.jpg", jpeg(), "image/jpeg")],
)
def test_a_scan_is_attached_and_downloaded_byte_for_byte(own: OwnFile, name: str, body: bytes, type_: str) -> None:
    answer = sent(own, name, body)
    assert answer.status_code == 303, read(answer)
    assert name in own.page(f"/evidence/items/{own.item('education')}")
    got = own.get(f"/evidence/attachments/{link(own)}")
    assert (got.status_code, got.content, got.headers["content-type"]) == (200, body, type_)


def test_a_document_is_kept_and_never_shown_in_the_portals_own_place(own: OwnFile) -> None:
    sent(own, "transcript.pdf", PDF)
    headers = own.get(f"/evidence/attachments/{link(own)}").headers
    assert headers["content-disposition"] == 'attachment; filename="transcript.pdf"'
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers.get_list("content-security-policy")[-1]
    assert headers["cache-control"] == "no-store"


def test_a_name_that_would_break_a_header_does_not(own: OwnFile) -> None:
    sent(own, 'a"; filename="evil.html\r\nX: y.pdf', PDF)
    headers = own.get(f"/evidence/attachments/{link(own)}").headers
    assert "x" not in headers
    assert headers["content-disposition"].count('"') == 2


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("setup.exe", PROGRAM, "only PDF, PNG and JPEG files are kept"),
        ("transcript.pdf", PROGRAM, "what is in it is something else"),
        ("drawing.svg", SVG, "web pages and drawings"),
        ("drawing.svg", b"<svg/>", "web pages and drawings"),
        ("page.html", b"<!doctype html>", "web pages and drawings"),
        ("letter.docm", archive("word/vbaProject.bin"), "office files are not kept"),
        ("scan.pdf", PDF + archive("a.js"), "of two kinds at once"),
        ("bomb.png", png(60_000, 60_000), "more dots than"),
        ("empty.pdf", b"", "this file is empty"),
        ("scan.png", PDF, "what is in it is something else"),
        ("photo.heic", b"\0\0\0\x18ftypheic" + b"\0" * 9, "photo library"),
        ("transcript", PDF, "give it a name that ends in"),
    ],
)
def test_what_is_no_scan_is_refused_and_nothing_is_recorded(own: OwnFile, name: str, body: bytes, said: str) -> None:
    before = own.position
    answer = sent(own, name, body)
    assert answer.status_code == 422
    assert said.lower() in read(answer).lower()
    assert "Attach a scan or a photo" in read(answer), "the form is there to choose another one"
    assert own.position == before


def test_a_file_above_ten_megabytes_is_refused_in_words(own: OwnFile) -> None:
    answer = sent(own, "a.pdf", PDF + b" " * MOST_BYTES)
    assert (answer.status_code, "larger than 10 MB" in read(answer)) == (422, True)


def test_two_gigabytes_are_refused_by_what_they_say_of_their_size(own: OwnFile) -> None:
    """Nothing of it is read into memory: the length that is announced is enough."""
    at = f"{own.base}/evidence/items/{own.item('education')}/attach"
    headers = {"content-type": "multipart/form-data; boundary=x", "content-length": str(2 * 1024**3)}
    answer = own.client.post(at, content=b"--x--", headers=headers)
    assert answer.status_code == 413
    assert "too large" in read(answer)


def test_a_stream_that_says_no_size_is_cut_off(own: OwnFile) -> None:
    read_so_far = 0

    def endless():
        nonlocal read_so_far
        yield b'--x\r\nContent-Disposition: form-data; name="document"; filename="a.pdf"\r\n\r\n'
        while read_so_far < 200 * 1024**2:
            read_so_far += 1024**2
            yield b"x" * 1024**2

    at = f"{own.base}/evidence/items/{own.item('education')}/attach"
    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert own.client.post(at, content=endless(), headers=headers).status_code == 413


def test_a_password_is_said(own: OwnFile) -> None:
    sent(own, "locked.pdf", LOCKED_PDF)
    assert "Has a password" in own.page(f"/evidence/items/{own.item('education')}")


def test_a_form_without_a_file_says_so(own: OwnFile) -> None:
    at = f"/evidence/items/{own.item('education')}"
    answer = own.send(at, f"{at}/attach")
    assert (answer.status_code, "Choose a file to attach" in read(answer)) == (422, True)


def test_removing_is_asked_once_more(own: OwnFile) -> None:
    sent(own, "transcript.pdf", PDF)
    id_ = link(own)
    assert "transcript.pdf" in own.page(f"/evidence/attachments/{id_}/remove")
    assert own.send(f"/evidence/attachments/{id_}/remove").status_code == 303
    assert "transcript.pdf" not in own.page(f"/evidence/items/{own.item('education')}")
    assert own.get(f"/evidence/attachments/{id_}").status_code in (404, 409)


def test_nobody_else_downloads_it(own: OwnFile, people: small.People) -> None:
    sent(own, "transcript.pdf", PDF)
    id_ = link(own)
    for who in ("newcomer", "reviewer", "board", "endorsed"):
        small.sign_in(own.client, "nc", people["nc"][who])
        assert own.client.get(f"/nc/my/evidence/attachments/{id_}").status_code in (403, 404)
        assert own.client.get(f"/nc/office/people/{own.person}/file/evidence/attachments/{id_}").status_code == 403
    small.sign_in(own.client, "nc", people["nc"]["coordinator"])
    assert own.client.get(f"/nc/office/people/{own.person}/file/evidence/attachments/{id_}").content == PDF


def test_the_list_says_how_many_documents_an_item_has(own: OwnFile) -> None:
    sent(own, "transcript.pdf", PDF)
    assert "1 document" in own.page("/evidence")


def test_neither_name_nor_bytes_lie_open_in_the_data_folder(own: OwnFile, place) -> None:
    sent(own, "CanaryName.pdf", PDF.replace(b"/Catalog", b"/CanaryBytes"))
    assert [path for path in place.rglob("*") if path.is_file() and b"Canary" in path.read_bytes()] == []
