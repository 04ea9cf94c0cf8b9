"""A file that a coordinator uploads to import: checked, kept sealed beside the book until it is confirmed, recorded."""

from __future__ import annotations

import os
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from vouchbook.domain.authorize import Action
from vouchbook.domain.names import PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.policy.spreadsheet.columns import NAMES
from vouchbook.service import drafts, importing
from vouchbook.service.importing import Import, Report
from vouchbook.service.office import Office, Request

FORM = "office-import"
MOST = 4 * 1024 * 1024
"""Bytes of a file that may be uploaded; larger ones are imported at the command line."""
KINDS = (".csv", ".tsv", ".xlsx", ".toml", ".json")
SHOWN = 50


class Uploaded(Struct, frozen=True):
    """``table`` is which table the file is, where its name does not say so."""

    name: str
    table: str | None
    body: bytes


def check(office: Office, request: Request, workspace: Path, uploaded: Uploaded) -> Report:
    """What it would enter; it is kept until it is confirmed or another one is uploaded.

    :raises ImportProblems: everything that is wrong with it
    :raises Refused: not for the asker, or no kind of file that can be imported
    """
    whose = _whose(office, request)
    report = _with_file(office, request, workspace, uploaded, importing.check)
    fields = {"name": [uploaded.name], "table": [uploaded.table or ""], "body": [b64encode(uploaded.body).decode()]}
    drafts.keep(office, whose, FORM, fields)
    return report


def kept(office: Office, request: Request) -> Uploaded | None:
    """The file that the asker has uploaded and not confirmed yet."""
    draft = drafts.kept(office, _whose(office, request), FORM)
    if draft is None:
        return None
    (name,), (table,), (body,) = (draft.fields[each] for each in ("name", "table", "body"))
    return Uploaded(name, table or None, b64decode(body))


def record(office: Office, request: Request, workspace: Path) -> Report:
    """Enter what was uploaded, after the same check once more: all of it or nothing.

    :raises ImportProblems: what is wrong by now; nothing is recorded
    :raises Refused: nothing was uploaded
    """
    uploaded = kept(office, request)
    if uploaded is None:
        raise Refused("nothing_uploaded")
    report = _with_file(office, request, workspace, uploaded, importing.record)
    forget(office, request)
    return report


def forget(office: Office, request: Request) -> None:
    """Let go of what was uploaded."""
    drafts.drop(office, _whose(office, request), FORM)


def _whose(office: Office, request: Request) -> PersonId:
    """Who uploads: it is kept under their key.

    :raises Refused: not for the asker, or nobody is named
    """
    office.allow(request.principal, Action.IMPORT)
    if request.principal.person is None:
        raise Refused("person_needed", role=request.principal.role)
    return request.principal.person


def _with_file(
    office: Office,
    request: Request,
    workspace: Path,
    uploaded: Uploaded,
    do: Callable[[Office, Request, Import], Report],
) -> Report:
    """The importer reads files by name: it gets one of ours, never the name that somebody sent."""
    kind = Path(uploaded.name).suffix.lower()
    if kind not in KINDS:
        raise Refused("unknown_file_kind", kinds=KINDS)
    stem = Path(uploaded.name).stem.lower()
    name = stem if stem in NAMES else "upload"
    with tempfile.TemporaryDirectory(prefix=".import-", dir=_in_memory() or workspace) as place:
        file = Path(place) / f"{name}{kind}"
        file.write_bytes(uploaded.body)
        return do(office, request, Import((file,), workspace, uploaded.table, SHOWN))


def _in_memory() -> Path | None:
    """Where files lie in memory alone: what was uploaded is in the clear there, and gone with the machine's power."""
    shared = Path("/dev/shm")  # noqa: S108  # a folder of this process's own is made in it
    return shared if shared.is_dir() and os.access(shared, os.W_OK) else None
