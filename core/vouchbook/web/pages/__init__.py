"""Every page and every form of the portal, one module for each noun; each ends with the ``ROUTES`` it answers."""

from __future__ import annotations

from vouchbook.web.pages import (
    access,
    account_security,
    alliance,
    api_reference,
    branding,
    confirming,
    more,
    registering,
    registry,
    signing_in,
    welcome,
)
from vouchbook.web.pages.applicant import (
    attachments,
    calendar,
    deciding,
    details,
    eligibility,
    elsewhere,
    evidence,
    evidence_forms,
    fee_requests,
    fees,
    history,
    home,
    my_data,
    opening,
    pasting,
    references,
    requirements,
    submitting,
)
from vouchbook.web.pages.coordinator import desk, outbox, policy, policy_draft, policy_proposals, signing_in_of
from vouchbook.web.pages.rating import entering, filling, sending
from vouchbook.web.pages.reviewer import answering, case, finishing, queue
from vouchbook.web.routes import Route

MODULES = (
    branding,
    welcome,
    registry,
    alliance,
    api_reference,
    signing_in,
    confirming,
    registering,
    account_security,
    access,
    signing_in_of,
    desk,
    outbox,
    policy,
    policy_draft,
    policy_proposals,
    home,
    opening,
    requirements,
    evidence,
    evidence_forms,
    attachments,
    pasting,
    references,
    fees,
    fee_requests,
    queue,
    case,
    answering,
    finishing,
    entering,
    filling,
    sending,
    submitting,
    deciding,
    history,
    elsewhere,
    calendar,
    my_data,
    eligibility,
    more,
    details,
)

ROUTES: tuple[Route, ...] = tuple(route for module in MODULES for route in module.ROUTES)
