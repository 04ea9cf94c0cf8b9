"""Scans attached to an item of evidence: sent, downloaded, taken away."""

from __future__ import annotations

from vouchbook.domain.attachment import MOST_BYTES
from vouchbook.domain.names import AttachmentId, ItemId
from vouchbook.domain.refusal import Refused
from vouchbook.service import attachments
from vouchbook.web.answers import Answer
from vouchbook.web.pages.applicant.evidence import item_page
from vouchbook.web.routes import OWN, act, page
from vouchbook.web.visit import Visit

ALONE = ("content-security-policy", "sandbox; default-src 'none'")
"""Whatever is in a document, it runs nothing and belongs to no place of ours."""


@act("/my/evidence/items/{item}/attach", who=OWN, uploads=MOST_BYTES + 500_000)
def attach(visit: Visit, item: str) -> Answer:
    fields = visit.fields
    upload = fields.file("document", "Choose a file to attach")
    if upload is not None and not fields.errors:
        try:
            done = attachments.attach(
                visit.office, visit.request(), visit.about, ItemId(item), upload.name, upload.body
            )
        except Refused as refused:
            if refused.code in ("unknown_item", "unknown_person", "item_withdrawn"):
                raise
            fields.refused(refused, "document")
        else:
            said = "Attached."
            if done.result["locked"]:
                said += " A password protects it: a reviewer may not be able to open it. A copy without one is better."
            return visit.see_other(f"/my/evidence/items/{item}", said=said)
    return item_page(visit, ItemId(item), status=422)


@page("/my/evidence/attachments/{attachment}", who=OWN)
def download(visit: Visit, attachment: str) -> Answer:
    opened = attachments.show(visit.office, visit.principal, visit.about, AttachmentId(attachment))
    return served(visit, opened)


def served(visit: Visit, opened: attachments.Opened) -> Answer:
    """A document to keep: never shown in the portal's own place, whatever a browser takes it for."""
    answer = visit.file(opened.body, opened.name, opened.type)
    answer.headers.append(ALONE)
    return answer


@page("/my/evidence/attachments/{attachment}/remove", who=OWN)
def check_removal(visit: Visit, attachment: str) -> Answer:
    seen = _seen(visit, attachment)
    return visit.show("evidence/remove.html", title="Remove this document?", seen=seen, name=seen.name)


@act("/my/evidence/attachments/{attachment}/remove", who=OWN)
def remove(visit: Visit, attachment: str) -> Answer:
    state = attachments.listing(visit.office, visit.principal, visit.about)
    item = next((each.item for each in state if each.attachment == attachment), None)
    attachments.remove(visit.office, visit.request(), visit.about, AttachmentId(attachment))
    return visit.see_other(f"/my/evidence/items/{item}" if item else "/my/evidence", said="Removed.")


def _seen(visit: Visit, attachment: str) -> attachments.SeenAttachment:
    for each in attachments.listing(visit.office, visit.principal, visit.about):
        if each.attachment == attachment:
            return each
    raise Refused("unknown_attachment", attachment=attachment)


ROUTES = (attach, download, check_removal, remove)
