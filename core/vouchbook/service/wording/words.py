"""Which function finds the words of which letter; a letter laid down by hand brings its own."""

from __future__ import annotations

from collections.abc import Mapping

from vouchbook.service.office import Office
from vouchbook.service.outbox import Private, Queued
from vouchbook.service.wording import cases, money, people, references
from vouchbook.service.wording.asked import Asked, Mint, NotWorded, Worded, Words
from vouchbook.service.wording.letterhead import Letterhead

WORDS: Mapping[str, Words] = {
    "reference_asked": references.asked,
    "reference_reminder": references.reminder,
    "reference_thanks": references.thanks,
    "reference_replaced": references.replaced,
    "reference_received": references.received,
    "reference_declined": references.declined,
    "reference_declined_office": references.declined_office,
    "submission_received": cases.submitted,
    "evidence_let_in": cases.let_in,
    "item_returned": cases.returned,
    "decision_approved": cases.decided,
    "decision_deferred": cases.decided,
    "decision_on_hold": cases.decided,
    "reviewer_assigned": cases.assigned,
    "reviewer_released": cases.released,
    "charged": money.charged,
    "invoice_issued": money.invoice,
    "payment_received": money.receipt,
    "refund_paid": money.refund,
    "scholarship_granted": money.scholarship,
    "membership_confirmed": people.membership,
    "membership_ending": people.membership,
    "vetting_decided": people.vetted,
    "policy_waiting": people.policy_waiting,
}

PAGES = {"address_known": "/sign-in", "address_unknown": "/register", "security_notice": "/account"}
"""Where letters that were laid down by hand lead to."""


def worded(
    office: Office, queued: Queued, letterhead: Letterhead, mint: Mint, private: Private | None = None
) -> Worded:
    """What a letter says: found in the book, or as it was laid down with it.

    :raises NotWorded: what it is about is not there any more
    """
    if private is not None:
        page = PAGES.get(queued.name)
        return Worded(private.values if page is None else {"link": letterhead.page(page), **private.values})
    if queued.name not in WORDS:
        raise NotWorded(f"nobody finds the words of {queued.name}: lay it down with its values instead")
    return WORDS[queued.name](Asked(office, queued, letterhead, mint))
