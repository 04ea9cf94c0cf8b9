"""Documents attached to evidence: scans of transcripts and certificates, sealed beside the book, opened for who may."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from vouchbook.domain import attachment as attachments
from vouchbook.domain import person as people
from vouchbook.domain.attachment import AttachmentAdded, AttachmentKind
from vouchbook.domain.authorize import Action, Circumstances, Principal, Role
from vouchbook.domain.names import ApplicationId, AttachmentId, Digest, ItemId, PersonId
from vouchbook.domain.person import Person
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Address, Purpose, Sealed, Unsealed
from vouchbook.domain.streams import APPLICATION, PERSON
from vouchbook.projections.applications import applications_of
from vouchbook.projections.attachments import attachments as rows
from vouchbook.service import access_log
from vouchbook.service.access import allowed
from vouchbook.service.attachment_content import looked_at
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.opening import ERASED, opened
from vouchbook.service.person import known_person
from vouchbook.service.shelf import Loaded

TYPES = {AttachmentKind.PDF: "application/pdf", AttachmentKind.PNG: "image/png", AttachmentKind.JPEG: "image/jpeg"}
ORPHANED_AFTER = timedelta(days=1)
"""Longer than any append takes: what no event names by then was left by somebody who was interrupted."""
PREFIX = "at"


class SeenAttachment(Struct, frozen=True):
    """A document as it is listed; ``locked``: a password opens it, which a reviewer may not have."""

    attachment: AttachmentId
    item: ItemId
    name: str
    kind: AttachmentKind
    bytes: int
    locked: bool
    on: date


class Opened(Struct, frozen=True):
    """A document with its bytes, for whoever may read it."""

    name: str
    type: str
    body: bytes


def attach(office: Office, request: Request, person: PersonId, item: ItemId, name: str, body: bytes) -> Done:
    """Attach a file to an item of evidence; its id is in the result as ``attachment``.

    The sealed bytes are on the disk before the event that names them.

    :raises Refused: no such item, too many documents, or a file that is not kept: the words say what to do
    :raises NoSpace: the disk is full; nothing was recorded
    """
    office.allow(request.principal, Action.RECORD_EVIDENCE, Circumstances(about=person))
    looked = looked_at(name, body)
    id_ = AttachmentId(office.edge.mint(PREFIX))
    (box,) = office.vault.seal([Unsealed(_at(office, person, id_), Purpose.EVIDENCE, (person,), body)])
    command = attachments.Attach(
        attachment=id_,
        item=item,
        kind=looked.kind,
        bytes=len(body),
        blob=_digest(box),
        locked=looked.locked,
        name=Sealed(Purpose.EVIDENCE, (person,), looked.name),
    )

    def plan() -> Plan:
        loaded = known_person(office, person)
        events = people.decide(command, loaded.state)
        return Plan(
            writes=(loaded.write(events),),
            result={"person": person, "item": item, "attachment": id_, "locked": looked.locked},
        )

    people.decide(command, known_person(office, person).state)  # what is refused is not written first
    if office.blobs.swept_on != office.today:
        office.blobs.swept_on = office.today
        swept(office)
    office.blobs.write(id_, box)
    content = [person, item, looked.name, hashlib.sha256(body).hexdigest()]
    done = office.record(request, "attach", content, plan)  # where it fails, nobody knows how far it came: see swept
    if done.result["attachment"] != id_:  # asked twice
        office.blobs.remove(id_)
    return done


def remove(office: Office, request: Request, person: PersonId, attachment: AttachmentId) -> Done:
    """Take a document away; what an application was submitted with stays with it, and is listed no more."""
    office.allow(request.principal, Action.WITHDRAW_EVIDENCE, Circumstances(about=person))
    kept = False

    def plan() -> Plan:
        nonlocal kept
        loaded = known_person(office, person)
        kept = _was_submitted(office, loaded, attachment)
        events = people.decide(attachments.Detach(attachment, kept), loaded.state)
        return Plan(writes=(loaded.write(events),), result={"person": person, "attachment": attachment})

    done = office.record(request, "remove_attachment", [person, attachment], plan)
    state: Person = known_person(office, person).state
    if not state.attachments[attachment].kept:
        office.blobs.remove(attachment)
    return done


def listing(
    office: Office, principal: Principal, person: PersonId, application: ApplicationId | None = None
) -> list[SeenAttachment]:
    """Every document that somebody has attached and not removed.

    :param application: as whose reviewer one looks
    """
    _allow(office, principal, person, application)
    loaded = known_person(office, person)
    return [
        SeenAttachment(
            attachment=each.attachment,
            item=each.item,
            name=opened(office, each.name) or ERASED,
            kind=each.kind,
            bytes=each.bytes,
            locked=each.locked,
            on=on,
        )
        for each, on in _added(loaded)
        if not loaded.state.attachments[each.attachment].removed
    ]


def show(
    office: Office,
    principal: Principal,
    person: PersonId,
    attachment: AttachmentId,
    application: ApplicationId | None = None,
) -> Opened:
    """A document's bytes; that somebody else looked is noted in the access log.

    :param application: as whose reviewer one looks; then also what was removed since it was submitted
    :raises Refused: not for the asker, never attached, removed, or not what was attached
    :raises Erased: the key of whose it is was destroyed
    """
    _allow(office, principal, person, application)
    state: Person = known_person(office, person).state
    known = state.attachments.get(attachment)
    if known is None:
        raise Refused("unknown_attachment", attachment=attachment)
    if known.removed and not (known.kept and application is not None):
        raise Refused("attachment_gone", attachment=attachment)
    box = office.blobs.read(attachment)
    if _digest(box) != known.added.blob:
        raise Refused("attachment_altered", attachment=attachment)
    body = office.vault.open_box(_at(office, person, attachment), Purpose.EVIDENCE, (person,), box)
    access_log.read(office, principal, person, attachment)
    return Opened(opened(office, known.added.name) or ERASED, TYPES[known.added.kind], body)


def sweep(office: Office, principal: Principal) -> int:
    """Take away the files that no event names, left by those who were interrupted; how many those were."""
    office.allow(principal, Action.REBUILD)
    return swept(office)


def swept(office: Office) -> int:
    """The same, for the work that goes on by itself."""
    before = (office.edge.clock() - ORPHANED_AFTER).timestamp()
    old = [*office.blobs.older(before)]
    needed = {row.attachment for row in rows(office.book) if row.needed} if old else set()
    for id_ in old:
        if id_ not in needed:
            office.blobs.remove(id_)
    return len([id_ for id_ in old if id_ not in needed])


def _allow(office: Office, principal: Principal, person: PersonId, application: ApplicationId | None) -> None:
    """A reviewer looks as a member of the panel of one application; who else, as with everything of a person."""
    if principal.role is not Role.REVIEWER or application is None:
        office.allow(principal, Action.SEE_PERSON, Circumstances(about=person))
        return
    if allowed(office, principal, Action.SEE_APPLICATION, application).person != person:
        raise Refused("not_a_reviewer", reviewer=principal.person)


def _was_submitted(office: Office, loaded: Loaded, attachment: AttachmentId) -> bool:
    """Whether any application of theirs was ever submitted while the document was there."""
    since = next(
        (
            entry.version
            for entry in loaded.entries
            if isinstance(entry.event, AttachmentAdded) and entry.event.attachment == attachment
        ),
        None,
    )
    if since is None:
        return False
    person = str(loaded.state.id)
    states = (office.load(APPLICATION, row.application).state for row in office.listed(applications_of, person))
    return any(state.person_version >= since for state in states)


def _added(loaded: Loaded) -> Iterator[tuple[AttachmentAdded, date]]:
    for entry in loaded.entries:
        if isinstance(entry.event, AttachmentAdded):
            yield entry.event, entry.happened_on


def _at(office: Office, person: PersonId, attachment: AttachmentId) -> Address:
    """The one place where the bytes belong: moved to another person or another name, they do not open."""
    return Address(office.code, PERSON.stream(person), 0, "attachment", attachment)


def _digest(box: bytes) -> Digest:
    return Digest(f"sha256:{hashlib.sha256(box).hexdigest()}")
