"""The stored bytes are the version: they are hashed, and read back in whatever format they were written."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import pytest

from vouchbook.policy import version
from vouchbook.policy.compose import compose
from vouchbook.policy.reader import read_policy
from vouchbook.policy.version import FORMAT, UPCASTS, Plain, PolicyVersion, UnreadablePolicy, digest_of

TEXT = """\
format = "vouchbook-policy/1"
[association]
code = "zz"
name = "Somewhere – “quoted”"
timezone = "UTC"
year_end = "12-31"
currency = "USD"
families = ["IMH"]
categories = ["IMHS"]
[sources]
sheet = { title = "A sheet" }
"""
VERSION = compose(read_policy(TEXT), {})


def test_the_digest_is_that_of_the_stored_bytes() -> None:
    assert VERSION.digest == f"sha256:{hashlib.sha256(VERSION.stored).hexdigest()}"


def test_bytes_that_another_encoder_wrote_keep_their_own_digest() -> None:
    spaced = msgspec.json.format(VERSION.stored, indent=2)
    read = PolicyVersion.read(spaced)
    assert read.document == VERSION.document
    assert read.stored == spaced
    assert read.digest == digest_of(spaced) != VERSION.digest


def test_a_version_read_twice_is_decoded_once() -> None:
    assert PolicyVersion.read(VERSION.stored) is PolicyVersion.read(bytes(bytearray(VERSION.stored)))


@pytest.mark.parametrize("stored", [b"", b"{}", b"[1]", b'{"format":1}', b'{"format":"vouchbook-policy/1"}', b"\xff"])
def test_bytes_that_are_no_policy_are_refused_by_their_digest(stored: bytes) -> None:
    with pytest.raises(UnreadablePolicy, match=digest_of(stored)):
        PolicyVersion.read(stored)


def test_a_document_of_a_newer_format_asks_for_an_upgrade() -> None:
    newer = VERSION.stored.replace(b"vouchbook-policy/1", b"vouchbook-policy/7")
    with pytest.raises(UnreadablePolicy, match=r"format 'vouchbook-policy/7' cannot be read; .* upgrade first"):
        PolicyVersion.read(newer)


def test_a_document_of_an_older_format_is_read_through_its_upcasters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Format 0 never was: it shows that a book written in an older format stays readable, and keeps its digest."""

    def named(plain: Plain) -> Plain:
        plain["association"]["name"] = plain["association"].pop("title")
        return {**plain, "format": FORMAT}

    older = VERSION.stored.replace(b"vouchbook-policy/1", b"vouchbook-policy/0").replace(b'"name":', b'"title":', 1)
    monkeypatch.setattr(version, "UPCASTS", {**UPCASTS, "vouchbook-policy/0": named})
    read = PolicyVersion.read(older)
    assert read.document == VERSION.document
    assert (read.stored, read.digest) == (older, digest_of(older))


@pytest.mark.parametrize(
    "file", sorted((Path(__file__).parent / "recorded").glob("policy.*.json")), ids=lambda f: f.name
)
def test_every_format_that_was_ever_stored_can_be_read(file: Path) -> None:
    """Add a file per format; never edit one."""
    assert PolicyVersion.read(file.read_bytes()).document.association.code
