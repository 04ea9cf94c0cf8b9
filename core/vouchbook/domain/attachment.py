"""Documents attached to items of evidence: what is recorded of each; its bytes lie sealed beside the book."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.events import event
from vouchbook.domain.names import AttachmentId, Digest, ItemId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Sealed

MOST_OF_ITEM = 30
"""Documents of one item: a transcript scanned page by page still fits."""
MOST_OF_PERSON = 300
"""Documents of everything that somebody ever documents: one for each training of many years."""
MOST_BYTES = 10_000_000
"""Of one document: a scan of ten pages in good quality."""


class AttachmentKind(Enum):
    """What a document is, by its own bytes."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"


@event("attachment_added", stream="person")
class AttachmentAdded(Struct, frozen=True):
    """A document was attached to an item; ``blob`` is the digest of its sealed bytes; ``locked``: it has a password."""

    attachment: AttachmentId
    item: ItemId
    kind: AttachmentKind
    bytes: int
    blob: Digest
    locked: bool
    name: Sealed[str]


@event("attachment_removed", stream="person")
class AttachmentRemoved(Struct, frozen=True):
    """A document was taken away; ``kept``: an application was submitted with it, so its bytes stay."""

    attachment: AttachmentId
    kept: bool


AttachmentEvent = AttachmentAdded | AttachmentRemoved


class Attach(Struct, frozen=True):
    attachment: AttachmentId
    item: ItemId
    kind: AttachmentKind
    bytes: int
    blob: Digest
    locked: bool
    name: Sealed[str]


class Detach(Struct, frozen=True):
    """``kept``: an application was submitted with it."""

    attachment: AttachmentId
    kept: bool


AttachmentCommand = Attach | Detach


class Attachment(Struct, frozen=True):
    """A document as it stands: ``removed`` takes it out of every list, ``kept`` leaves its bytes where they are."""

    added: AttachmentAdded
    removed: bool = False
    kept: bool = True


Attachments = Mapping[AttachmentId, Attachment]


def standing(attachments: Attachments) -> Iterator[AttachmentAdded]:
    """Those that nobody took away, in the order in which they came."""
    return (each.added for each in attachments.values() if not each.removed)


def decide(command: AttachmentCommand, attachments: Attachments) -> list[AttachmentEvent]:
    """:raises Refused: too many documents, an empty or endless one, or one that was never attached"""
    match command:
        case Attach(attachment=id_, item=item, bytes=size):
            if id_ in attachments:
                there = attachments[id_].added
                if (there.item, there.blob, there.kind) == (item, command.blob, command.kind):
                    return []
                raise Refused("attachment_exists", attachment=id_)
            if not 0 < size <= MOST_BYTES:
                raise Refused("attachment_too_large", most=MOST_BYTES // 1_000_000)
            all_ = [*standing(attachments)]
            if len(all_) >= MOST_OF_PERSON:
                raise Refused("attachments_full", most=MOST_OF_PERSON)
            if len([each for each in all_ if each.item == item]) >= MOST_OF_ITEM:
                raise Refused("attachments_of_item_full", most=MOST_OF_ITEM)
            return [
                AttachmentAdded(
                    attachment=id_,
                    item=item,
                    kind=command.kind,
                    bytes=size,
                    blob=command.blob,
                    locked=command.locked,
                    name=command.name,
                )
            ]
        case Detach(attachment=id_, kept=kept):
            if id_ not in attachments:
                raise Refused("unknown_attachment", attachment=id_)
            return [] if attachments[id_].removed else [AttachmentRemoved(attachment=id_, kept=kept)]
        case _:
            assert_never(command)


def evolve(attachments: Attachments, event: AttachmentEvent) -> Attachments:
    match event:
        case AttachmentAdded(attachment=id_):
            return {**attachments, id_: Attachment(event)}
        case AttachmentRemoved(attachment=id_, kept=kept):
            return {**attachments, id_: replace(attachments[id_], removed=True, kept=kept)}
        case _:
            assert_never(event)
