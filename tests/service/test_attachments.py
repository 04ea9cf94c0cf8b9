"""Documents attached to evidence: sealed beside the book, read by who may, and gone when they are removed."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from tests.service.conftest import Asking
from tests.service.documents import LOCKED_PDF, PDF, PROGRAM, jpeg, png
from tests.service.journey import Journey

from vouchbook.domain import attachment as attachments_
from vouchbook.domain.attachment import AttachmentAdded, AttachmentKind
from vouchbook.domain.names import AttachmentId, ItemId, PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import PERSON
from vouchbook.ledger.errors import Unwritable
from vouchbook.service import access_log, attachments, evidence, reading
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office, Request


@pytest.fixture
def way(nc: Office, ask: Asking) -> Journey:
    return Journey(nc, ask).imported().opened()


def item_of(way: Journey, kind: str = "education", number: int = 0) -> ItemId:
    items = reading.evidence(way.office, way.ask().principal, way.person)
    return [each.item for each in items if each.kind == kind][number]


def own(way: Journey) -> Request:
    return way.ask("applicant", way.person)


def attached(way: Journey, body: bytes = PDF, name: str = "transcript.pdf", item: ItemId | None = None) -> AttachmentId:
    done = attachments.attach(way.office, own(way), way.person, item or item_of(way), name, body)
    return AttachmentId(done.result["attachment"])


def test_what_was_attached_is_listed_and_comes_back_byte_for_byte(way: Journey) -> None:
    id_ = attached(way, png(), "page 1.png")
    (seen,) = attachments.listing(way.office, own(way).principal, way.person)
    assert (seen.name, seen.kind, seen.bytes, seen.locked) == ("page 1.png", AttachmentKind.PNG, len(png()), False)
    opened = attachments.show(way.office, own(way).principal, way.person, id_)
    assert (opened.body, opened.name, opened.type) == (png(), "page 1.png", "image/png")


def test_that_a_password_opens_it_is_said(way: Journey) -> None:
    attached(way, LOCKED_PDF)
    assert attachments.listing(way.office, own(way).principal, way.person)[0].locked


def test_the_event_holds_ids_kind_size_and_digest_and_no_name(way: Journey) -> None:
    attached(way)
    event = way.office.load(PERSON, way.person).entries[-1].event
    assert isinstance(event, AttachmentAdded)
    assert (event.kind, event.bytes, event.blob[:7]) == (AttachmentKind.PDF, len(PDF), "sha256:")
    assert b"transcript" not in event.name.box


def test_neither_bytes_nor_name_stand_in_the_clear_in_any_file(way: Journey, place: Path, folder: Folder) -> None:
    canary = PDF.replace(b"/Catalog", b"/Catalog/CanaryBytes 1")
    attached(way, canary, "CanaryName.pdf")
    attached(way, jpeg(comment=b"CanaryBytes"), "CanaryName.jpg")
    for close in (lambda: None, folder.close):
        close()
        held = [path for path in place.rglob("*") if path.is_file() and b"Canary" in path.read_bytes()]
        assert held == []
        assert not [path for path in place.rglob("*") if "Canary" in path.name]


def test_what_is_refused_leaves_no_file_and_no_event(way: Journey, place: Path) -> None:
    before = way.office.book.position
    for name, body, item in (
        ("setup.pdf", PROGRAM, item_of(way)),
        ("empty.pdf", b"", item_of(way)),
        ("transcript.pdf", PDF, ItemId("ed-0000000000")),
    ):
        with pytest.raises(Refused):
            attachments.attach(way.office, own(way), way.person, item, name, body)
    assert way.office.book.position == before
    assert files(place) == []


def test_a_withdrawn_item_takes_no_document(way: Journey) -> None:
    item = item_of(way)
    evidence.withdraw(way.office, own(way), way.person, item)
    with pytest.raises(Refused, match="item_withdrawn"):
        attached(way, item=item)


def test_sending_the_same_form_twice_attaches_once(way: Journey, place: Path) -> None:
    request, item = own(way), item_of(way)
    first = attachments.attach(way.office, request, way.person, item, "a.pdf", PDF)
    again = attachments.attach(way.office, request, way.person, item, "a.pdf", PDF)
    assert again.repeated
    assert again.result == first.result
    assert len(files(place)) == 1


def test_a_removed_document_is_gone_from_the_list_and_from_the_disk(way: Journey, place: Path) -> None:
    id_ = attached(way)
    attachments.remove(way.office, own(way), way.person, id_)
    assert attachments.listing(way.office, own(way).principal, way.person) == []
    assert files(place) == []
    with pytest.raises(Refused, match="attachment_gone"):
        attachments.show(way.office, own(way).principal, way.person, id_)
    position = way.office.book.position
    attachments.remove(way.office, own(way), way.person, id_)
    assert way.office.book.position == position, "removing twice records nothing"


def test_what_was_submitted_with_it_stays_for_the_panel(nc: Office, ask: Asking, place: Path) -> None:
    way = Journey(nc, ask).ready_to_submit()
    before = attached(way, name="before.pdf")
    way.submitted()
    after = attached(way, name="after.pdf")
    way.panel()
    for id_ in (before, after):
        attachments.remove(nc, own(way), way.person, id_)
    assert files(place) == [before]
    panel = ask("reviewer", way.reviewers[0]).principal
    assert attachments.show(nc, panel, way.person, before, way.application).body == PDF
    with pytest.raises(Refused, match="attachment_gone"):
        attachments.show(nc, panel, way.person, after, way.application)


def test_the_panel_and_the_coordinator_read_it_and_that_is_noted(nc: Office, ask: Asking) -> None:
    way = Journey(nc, ask).ready_to_submit()
    id_ = attached(way)
    way.submitted().panel()
    attachments.show(nc, own(way).principal, way.person, id_)
    assert access_log.of_person(nc, own(way).principal, way.person) == [], "one's own reading is nobody's business"
    for principal, application in (
        (ask().principal, None),
        (ask("reviewer", way.reviewers[0]).principal, way.application),
    ):
        assert attachments.listing(nc, principal, way.person, application)[0].attachment == id_
        assert attachments.show(nc, principal, way.person, id_, application).body == PDF
    noted = access_log.of_person(nc, own(way).principal, way.person)
    assert {(line.actor.partition(":")[0], line.what) for line in noted} == {("coordinator", id_), ("reviewer", id_)}


def test_nobody_else_reads_it(nc: Office, ask: Asking) -> None:
    way = Journey(nc, ask).ready_to_submit()
    id_ = attached(way)
    way.submitted().panel()
    stranger = way.reviewer("Sasha")
    for asker in (
        ask("applicant", stranger),
        ask("reviewer", stranger),
        ask("reviewer", way.reviewers[0]),
        ask("anyone"),
        ask("board", stranger),
        ask("alliance"),
    ):
        for application in (None, way.application) if asker.principal.person == stranger else (None,):
            with pytest.raises(Refused):
                attachments.show(nc, asker.principal, way.person, id_, application)
            with pytest.raises(Refused):
                attachments.listing(nc, asker.principal, way.person, application)


def test_a_panel_of_one_applicant_does_not_read_anothers(nc: Office, ask: Asking, tmp_path: Path) -> None:
    from tests.service.books import Way

    one, other = Way(nc, tmp_path, 1), Way(nc, tmp_path, 2)
    one.ready_to_submit().submitted().panel()
    other.imported()
    id_ = attached(other)
    with pytest.raises(Refused, match="not_a_reviewer"):
        attachments.show(nc, ask("reviewer", one.reviewers[0]).principal, other.person, id_, one.application)


def test_an_id_of_somebody_else_is_unknown_here(nc: Office, ask: Asking, tmp_path: Path) -> None:
    from tests.service.books import Way

    one, other = Way(nc, tmp_path, 1).imported(), Way(nc, tmp_path, 2).imported()
    id_ = attached(one)
    with pytest.raises(Refused, match="unknown_attachment"):
        attachments.show(nc, own(other).principal, other.person, id_)
    with pytest.raises(Refused, match="unknown_attachment"):
        attachments.remove(nc, own(other), other.person, id_)


def test_bytes_that_were_altered_or_exchanged_are_not_shown(way: Journey, place: Path) -> None:
    one, other = attached(way), attached(way, png(), "b.png")
    paths = {path.name: path for path in (place / "attachments" / "nc").iterdir()}
    first, second = paths[one].read_bytes(), paths[other].read_bytes()
    paths[one].write_bytes(second)
    paths[other].write_bytes(second[:-1] + bytes((second[-1] ^ 1,)))
    for id_ in (one, other):
        with pytest.raises(Refused, match="attachment_altered"):
            attachments.show(way.office, own(way).principal, way.person, id_)
    paths[one].write_bytes(first)
    assert attachments.show(way.office, own(way).principal, way.person, one).body == PDF


def test_thirty_documents_of_one_item_are_kept_and_not_one_more() -> None:
    added = {AttachmentId(f"at-{n:010d}"): one(n, "ed-1") for n in range(attachments_.MOST_OF_ITEM)}
    with pytest.raises(Refused, match="attachments_of_item_full"):
        attachments_.decide(attach("ed-1"), added)
    assert attachments_.decide(attach("ed-2"), added)
    removed = attachments_.evolve(added, attachments_.AttachmentRemoved(AttachmentId("at-0000000000"), kept=True))
    assert attachments_.decide(attach("ed-1"), removed)


def test_three_hundred_documents_of_one_person_are_kept_and_not_one_more() -> None:
    added = {AttachmentId(f"at-{n:010d}"): one(n, f"ed-{n}") for n in range(attachments_.MOST_OF_PERSON)}
    with pytest.raises(Refused, match="attachments_full"):
        attachments_.decide(attach("ed-x"), added)


def one(number: int, item: str) -> attachments_.Attachment:
    (event,) = attachments_.decide(attach(item, f"at-{number:010d}"), {})
    assert isinstance(event, AttachmentAdded)
    return attachments_.Attachment(event)


def attach(item: str, id_: str = "at-new0000000") -> attachments_.Attach:
    from vouchbook.domain.names import Digest
    from vouchbook.domain.sealed import Purpose, Sealed

    name = Sealed(Purpose.EVIDENCE, (PersonId("p-1"),), "a.pdf")
    blob = Digest("sha256:" + "0" * 64)
    return attachments_.Attach(AttachmentId(id_), ItemId(item), AttachmentKind.PDF, 9, blob, locked=False, name=name)


def test_a_file_that_no_event_names_is_swept_after_a_day_and_not_before(way: Journey, place: Path) -> None:
    kept = attached(way)
    way.office.blobs.write("at-0rphan0000", b"left by a crash")
    room = place / "attachments" / "nc"
    assert attachments.sweep(way.office, way.ask().principal) == 0
    before = (way.office.edge.clock() - attachments.ORPHANED_AFTER - timedelta(minutes=1)).timestamp()
    for path in room.iterdir():
        os.utime(path, (before, before))
    assert attachments.sweep(way.office, way.ask().principal) == 1
    assert files(place) == [kept]


def test_a_folder_that_cannot_be_written_records_nothing(way: Journey, place: Path) -> None:
    position = way.office.book.position
    (place / "attachments").write_text("in the way")
    with pytest.raises(Unwritable):
        attached(way)
    assert way.office.book.position == position


def files(place: Path) -> list[str]:
    room = place / "attachments" / "nc"
    return sorted(path.name for path in room.iterdir()) if room.exists() else []
