"""Every letter there is: what it is called, to whom it goes and when, an example, and what of it is secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

Words = Mapping[str, Any]
"""What a template fills in: texts, and lists of texts."""

APPLICANT, RATER, REVIEWER, PAYER, OFFICE = (
    "the applicant", "the rater", "the reviewer", "whoever pays", "the coordinators",
)  # fmt: skip
LINK = "https://portal.example.org/nc"
_CODE: Words = {"code": "493 027", "minutes": 10}
_REASON = "The transcript of the second degree is missing; everything else is in order."


class Letter(Struct, frozen=True):
    """One letter. ``secret`` words open something: they are in the mail and nowhere else.

    ``lives``: minutes after which it is of no use and is not sent any more. ``copied``: false where it names so many
    that no copy is kept.
    """

    title: str
    to: str
    when: str
    example: Words
    secret: tuple[str, ...] = ()
    lives: int | None = None
    copied: bool = True


LETTERS: dict[str, Letter] = {
    "sign_in_code": Letter("Sign-in code", "whoever signs in", "they ask for a code", _CODE, ("code",), 10),
    "registration_code": Letter(
        "Registration code", "whoever opens a file", "they confirm their address",
        {**_CODE, "to": {"name": ""}}, ("code",), 10,
    ),
    "address_known": Letter(
        "Address known already", "a person", "they register a second time", {"link": f"{LINK}/sign-in"}
    ),
    "address_unknown": Letter(
        "Address not known", "whoever typed the address", "a code is asked for",
        {"to": {"name": ""}, "link": f"{LINK}/register"},
    ),
    "security_notice": Letter(
        "Change in signing in", "a person", "a passkey is added or removed",
        {"what": "A passkey was added to your account", "on": "November 20, 2026", "link": f"{LINK}/my/security"},
    ),
    "reference_asked": Letter(
        "Reference asked", RATER, "a reference is asked for, or asked of somebody else",
        {
            "applicant": "Ana Ruiz", "place": "supervisor", "waived": True, "until": "January 4, 2027",
            "link": f"{LINK}/reference#secret",
        },
        ("link",),
    ),
    "rater_code": Letter(
        "Rater's code", RATER, "the form is opened", {**_CODE, "applicant": "Ana Ruiz"}, ("code",), 10
    ),
    "reference_reminder": Letter(
        "Reference reminder", RATER, "a coordinator reminds",
        {
            "applicant": "Ana Ruiz", "asked_on": "November 2, 2026", "until": "January 4, 2027",
            "link": f"{LINK}/reference#secret",
        },
        ("link",),
    ),
    "reference_thanks": Letter(
        "Thanks for a reference", RATER, "the form has come in",
        {"applicant": "Ana Ruiz", "received_on": "November 20, 2026", "waived": True},
    ),
    "reference_replaced": Letter("Reference replaced", RATER, "somebody else is asked", {"applicant": "Ana Ruiz"}),
    "reference_received": Letter(
        "Reference came in", APPLICANT, "the form has come in",
        {"rater": "Ben Ward", "received_on": "November 20, 2026", "link": f"{LINK}/my/references"},
    ),
    "reference_declined": Letter(
        "Reference declined", APPLICANT, "a rater declines",
        {"rater": "Ben Ward", "link": f"{LINK}/my/references"},
    ),
    "reference_declined_office": Letter(
        "Reference declined, to the office", OFFICE, "a rater declines",
        {"rater": "Ben Ward", "applicant": "Ana Ruiz", "link": f"{LINK}/office"},
    ),
    "submission_received": Letter(
        "Submission received", APPLICANT, "an application is submitted",
        {"category": "IMHS", "submitted_on": "November 20, 2026", "link": f"{LINK}/my"},
    ),
    "item_returned": Letter(
        "Item returned", APPLICANT, "one thing needs another look",
        {"category": "IMHS", "item": "Training “Infant observation”", "reason": _REASON, "link": f"{LINK}/my"},
    ),
    "evidence_let_in": Letter(
        "Later evidence let in", APPLICANT, "a coordinator lets it in",
        {"category": "IMHS", "on": "November 20, 2026", "link": f"{LINK}/my"},
    ),
    "decision_approved": Letter(
        "Decision: approved", APPLICANT, "it is decided",
        {
            "category": "IMHS", "decided_on": "November 20, 2026", "valid_from": "November 20, 2026",
            "valid_until": "December 31, 2029", "reason": "Everything is met.", "link": f"{LINK}/my",
        },
    ),
    "decision_deferred": Letter(
        "Decision: deferred", APPLICANT, "it is decided",
        {
            "category": "IMHS", "decided_on": "November 20, 2026", "reason": _REASON, "link": f"{LINK}/my",
            "findings": [{"requirement": "rsc", "said": "10 more clock hours are needed."}],
        },
    ),
    "decision_on_hold": Letter(
        "Decision: on hold", APPLICANT, "it is decided",
        {
            "category": "IMHS", "decided_on": "November 20, 2026", "reason": _REASON, "link": f"{LINK}/my",
            "findings": [{"requirement": "degree", "said": "Whether it is met, a reviewer has to say."}],
        },
    ),
    "reviewer_assigned": Letter(
        "Reviewer assigned", REVIEWER, "they join a panel",
        {"category": "IMHS", "assigned_on": "November 20, 2026", "link": f"{LINK}/review"},
    ),
    "reviewer_released": Letter(
        "Reviewer released", REVIEWER, "they leave a panel",
        {"category": "IMHS", "released_on": "November 20, 2026", "link": f"{LINK}/review"},
    ),
    "charged": Letter(
        "Fee due", PAYER, "something is charged",
        {
            "lines": [{"what": "Registration, IMHS", "amount": "$100.00", "due_on": "November 20, 2026"}],
            "open": "$100.00", "link": f"{LINK}/my/fees",
        },
    ),
    "invoice_issued": Letter(
        "Invoice", PAYER, "an invoice is issued",
        {
            "number": "2026-0007", "issued_on": "November 20, 2026", "due_on": "December 20, 2026", "open": "$100.00",
            "lines": [{"what": "Registration, IMHS", "about": "Ana Ruiz", "amount": "$100.00"}], "link": "",
        },
    ),
    "payment_received": Letter(
        "Receipt", PAYER, "a payment is recorded",
        {
            "amount": "$100.00", "method": "check", "received_on": "November 20, 2026", "receipt": "pay-7k3m9q2x4d",
            "lines": [{"what": "Registration, IMHS", "amount": "$100.00"}], "open": "", "credit": "",
        },
    ),
    "refund_paid": Letter(
        "Money given back", PAYER, "a refund is recorded",
        {
            "amount": "$50.00", "method": "check", "paid_on": "November 20, 2026", "what": "Registration, IMHS",
            "link": f"{LINK}/my/fees",
        },
    ),
    "membership_confirmed": Letter(
        "Membership recorded", "the member", "it is bought or confirmed",
        {"plan": "individual", "first": "January 1, 2027", "last": "December 31, 2027", "link": f"{LINK}/my/fees"},
    ),
    "membership_ending": Letter(
        "Membership ending", "the member", "it ends within 30 days",
        {"plan": "individual", "last": "December 31, 2026", "link": f"{LINK}/my/fees"},
    ),
    "scholarship_granted": Letter(
        "Scholarship granted", "whom it pays for", "it is granted",
        {"amount": "$75.00", "what": "Registration, IMHS", "open": "$25.00", "link": f"{LINK}/my/fees"},
    ),
    "vetting_decided": Letter(
        "Vetting decided", "who was vetted", "it is decided",
        {
            "vetted": True, "scope": "give RSC", "decided_on": "November 20, 2026", "until": "December 21, 2027",
            "reason": "A thorough interview.", "link": f"{LINK}/my",
        },
    ),
    "policy_waiting": Letter(
        "Rules: a second person is needed", "coordinators and board", "a change is proposed",
        {
            "by": "Dana Cole", "proposed_on": "November 20, 2026", "in_force_from": "January 1, 2027",
            "reason": "The board raised the fee.", "link": f"{LINK}/office/policy",
        },
    ),
    "coordinator_digest": Letter(
        "Daily digest", OFFICE, "something is stuck, once a day",
        {
            "on": "November 20, 2026", "link": f"{LINK}/office",
            "groups": [
                {"heading": "Raters silent for 14 days", "lines": ["Ben Ward, about Ana Ruiz: 16 days"], "more": 0},
                {"heading": "Mail that did not arrive", "lines": ["Reference asked, to Cy Dunn"], "more": 2},
            ],
        },
        copied=False,
    ),
}  # fmt: skip
"""Templates of packages may replace each of these, and ``frame``, in which they all stand."""
