"""What may be attached: scans, by their bytes and not by their names; everything else is told what to do."""

from __future__ import annotations

import random

import pytest
from tests.service.documents import LOCKED_PDF, PDF, PROGRAM, SVG, archive, chunk, jpeg, png

from vouchbook.domain.attachment import MOST_BYTES, AttachmentKind
from vouchbook.domain.refusal import Refused
from vouchbook.letters.refusals import in_words
from vouchbook.service.attachment_content import looked_at, shown_name


def refused(name: str, body: bytes) -> str:
    with pytest.raises(Refused) as error:
        looked_at(name, body)
    assert in_words(error.value), "every refusal has words"
    return error.value.code


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("transcript.pdf", PDF, AttachmentKind.PDF),
        ("Transcript.PDF", PDF, AttachmentKind.PDF),
        ("page.png", png(), AttachmentKind.PNG),
        ("photo.jpg", jpeg(), AttachmentKind.JPEG),
        ("photo.jpeg", jpeg(), AttachmentKind.JPEG),
        ("from a camera.jpg", jpeg() + jpeg(), AttachmentKind.JPEG),
    ],
)
def test_a_scan_is_kept(name: str, body: bytes, kind: AttachmentKind) -> None:
    assert looked_at(name, body).kind is kind


def test_a_pdf_with_a_password_is_kept_and_it_is_said() -> None:
    assert looked_at("a.pdf", LOCKED_PDF).locked
    assert not looked_at("a.pdf", PDF).locked


def test_an_empty_file_is_refused() -> None:
    assert refused("a.pdf", b"") == "attachment_empty"


def test_the_largest_file_is_kept_and_one_byte_more_is_refused() -> None:
    filled = PDF[:9] + b"%" + b"x" * (MOST_BYTES - len(PDF) - 2) + b"\n" + PDF[9:]
    assert len(filled) == MOST_BYTES
    assert looked_at("a.pdf", filled).kind is AttachmentKind.PDF
    assert refused("a.pdf", filled + b"\n") == "attachment_too_large"


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("setup.exe", PROGRAM, "attachment_unknown"),
        ("transcript.pdf", PROGRAM, "attachment_other_kind"),
        ("scan.png", PROGRAM, "attachment_other_kind"),
        ("scan.jpg", b"#!/bin/sh\nrm -rf /\n", "attachment_other_kind"),
        ("drawing.svg", SVG, "attachment_markup"),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "attachment_markup"),
        ("drawing.png", SVG, "attachment_other_kind"),
        ("page.html", b"<!doctype html><p>hello", "attachment_markup"),
        ("page.pdf", b"<html><script>alert(1)</script>", "attachment_other_kind"),
        ("letter.docx", archive("word/document.xml"), "attachment_office"),
        ("letter.docm", archive("word/vbaProject.bin"), "attachment_office"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "attachment_office"),
        ("letter.pdf", archive("word/document.xml"), "attachment_other_kind"),
        ("scans.zip", archive("a.pdf"), "attachment_unknown"),
        ("photo.heic", b"\0\0\0\x18ftypheic" + b"\0" * 20, "attachment_photo"),
        ("photo.jpg", b"\0\0\0\x18ftypheic" + b"\0" * 20, "attachment_other_kind"),
        ("moving.gif", b"GIF89a" + b"\0" * 20, "attachment_image"),
        ("scan.tiff", b"II*\x00" + b"\0" * 20, "attachment_image"),
        ("transcript", PDF, "attachment_ending"),
        ("transcript.pdf.exe", PDF, "attachment_ending"),
        ("transcript.png", PDF, "attachment_other_kind"),
        ("notes.txt", b"hello", "attachment_unknown"),
        ("text.pdf", b"hello", "attachment_other_kind"),
    ],
)
def test_what_is_no_scan_is_refused(name: str, body: bytes, code: str) -> None:
    assert refused(name, body) == code


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.pdf", PDF.removesuffix(b"%%EOF\n") + archive("a.html") + b"%%EOF\n"),
        ("a.pdf", PDF + archive("a.js")),
        ("a.jpg", jpeg() + archive("a.js")),
        ("a.png", png() + archive("a.js")),
        ("a.png", png() + b"anything at all"),
        ("a.jpg", jpeg(comment=b"<script>alert(1)</script>")),
        ("a.jpg", jpeg(comment=PDF)),
        ("a.png", png(more=chunk(b"tEXt", b"Comment\0<html><script src=//evil></script>"))),
    ],
)
def test_a_file_of_two_kinds_at_once_is_refused(name: str, body: bytes) -> None:
    assert refused(name, body) == "attachment_two_kinds"


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.pdf", b"%PDF-1.4\n"),
        ("a.png", png()[:-5]),
        ("a.png", png()[:40]),
        ("a.png", png().replace(b"IDAT", b"IDAX")),
        ("a.jpg", jpeg()[:12]),
        ("a.jpg", jpeg()[:-2]),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00\x01"),
        ("a.png", png(0, 4)),
        ("a.jpg", jpeg(0, 4)),
    ],
)
def test_a_damaged_file_is_refused(name: str, body: bytes) -> None:
    assert refused(name, body) == "attachment_damaged"


@pytest.mark.parametrize(
    "body", [png(10_001, 10_000), png(30_001, 1), png(2_147_483_647, 2_147_483_647), png(9_000, 9_000)]
)
def test_a_picture_that_would_swell_is_refused(body: bytes) -> None:
    assert refused("a.png", body) == "attachment_too_many_dots"


def test_a_picture_of_the_same_kind_in_jpeg_is_refused_too() -> None:
    assert refused("a.jpg", jpeg(60_000, 60_000)) == "attachment_too_many_dots"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\ana\\scan.pdf", "scan.pdf"),
        ("a\r\nContent-Type: text/html.pdf", "aContent-Type: text/html.pdf".rpartition("/")[2]),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("  .pdf", "pdf"),
        ("", "document"),
        ("..", "document"),
        ("x" * 500 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_shown_without_folders_and_without_what_nobody_sees(given: str, shown: str) -> None:
    assert shown_name(given) == shown


def test_no_bytes_at_all_make_it_stumble() -> None:
    random_ = random.Random(5)
    for begins in (b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b""):
        for _ in range(500):
            body = begins + random_.randbytes(random_.randrange(1, 200))
            for name in ("a.pdf", "a.png", "a.jpg"):
                _said(name, body)


def test_no_change_of_a_byte_makes_it_stumble() -> None:
    random_ = random.Random(6)
    for name, whole in (("a.png", png()), ("a.jpg", jpeg()), ("a.pdf", PDF)):
        for _ in range(500):
            body = bytearray(whole)
            body[random_.randrange(len(body))] = random_.randrange(256)
            _said(name, bytes(body))


def _said(name: str, body: bytes) -> str:
    """What is said of a file: nothing where it is kept, words where it is not; never another error."""
    try:
        looked_at(name, body)
    except Refused as error:
        return in_words(error)
    return ""
