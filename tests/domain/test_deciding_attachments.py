"""Items revised as they were seen, and documents attached to them."""

from __future__ import annotations

from datetime import date
from typing import Any

from vouchbook.domain.attachment import Attach, AttachmentAdded, AttachmentKind, AttachmentRemoved, Detach
from vouchbook.domain.evidence import Training
from vouchbook.domain.names import AttachmentId, Digest, ItemId, KeyedDigest, PersonId, Source
from vouchbook.domain.person import (
    EvidenceRecorded,
    EvidenceWithdrawn,
    NewItem,
    PersonRegistered,
    Revise,
    Withdraw,
)
from vouchbook.testing import given
from vouchbook.testing import sealed as in_a_box

sealed: Any = in_a_box  # what is within is never opened here

TODAY = date(2026, 11, 20)
ITEM, ID = ItemId("tr-1"), AttachmentId("at-1")
BLOB = Digest("sha256:" + "0" * 64)
THERE = PersonRegistered(PersonId("p-1"), KeyedDigest("hmac:" + "0" * 64), None, sealed("who"))


def recorded(revision: int = 1, minutes: int = 60) -> EvidenceRecorded:
    return EvidenceRecorded(ITEM, revision, Source.ASSERTED, Training(TODAY, TODAY, minutes), sealed("words"))


def revise(seen: int | None) -> Revise:
    return Revise(NewItem(ITEM, Training(TODAY, TODAY, 90), sealed("words")), Source.ASSERTED, TODAY, seen)


def attach(item: ItemId = ITEM, blob: Digest = BLOB) -> Attach:
    return Attach(ID, item, AttachmentKind.PDF, 9, blob, locked=False, name=sealed("a.pdf"))


ADDED = AttachmentAdded(ID, ITEM, AttachmentKind.PDF, 9, BLOB, False, sealed("a.pdf"))


def test_a_revision_is_written_over_the_one_that_was_seen_and_no_other() -> None:
    given(THERE, recorded()).when(revise(1)).then(recorded(2, 90))
    given(THERE, recorded(), recorded(2)).when(revise(1)).then_refused("item_moved_on", item=ITEM, revision=2)
    given(THERE, recorded(), recorded(2)).when(revise(None)).then(recorded(3, 90))


def test_an_item_is_taken_back_as_it_was_seen() -> None:
    given(THERE, recorded()).when(Withdraw(ITEM, 1)).then(EvidenceWithdrawn(ITEM, 1))
    given(THERE, recorded(), recorded(2)).when(Withdraw(ITEM, 1)).then_refused("item_moved_on", item=ITEM, revision=2)
    given(THERE, recorded(), EvidenceWithdrawn(ITEM, 1)).when(Withdraw(ITEM, 1)).then_nothing()


def test_a_document_is_attached_to_an_item_that_stands() -> None:
    given(THERE, recorded()).when(attach()).then(ADDED)
    given(THERE).when(attach()).then_refused("unknown_item", item=ITEM)
    given(THERE, recorded(), EvidenceWithdrawn(ITEM, 1)).when(attach()).then_refused("item_withdrawn", item=ITEM)


def test_the_same_document_twice_is_one_and_another_under_its_id_is_refused() -> None:
    given(THERE, recorded(), ADDED).when(attach()).then_nothing()
    other = Digest("sha256:" + "1" * 64)
    given(THERE, recorded(), ADDED).when(attach(blob=other)).then_refused("attachment_exists", attachment=ID)


def test_a_document_is_taken_away_once() -> None:
    gone = AttachmentRemoved(ID, kept=False)
    given(THERE, recorded(), ADDED).when(Detach(ID, kept=False)).then(gone)
    given(THERE, recorded(), ADDED, gone).when(Detach(ID, kept=False)).then_nothing()
    given(THERE, recorded()).when(Detach(ID, kept=False)).then_refused("unknown_attachment", attachment=ID)
