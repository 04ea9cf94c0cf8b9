"""Every stage in which somebody of the sample is, as the days on which they take their steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from msgspec import Struct

from vouchbook.sample import stages_of_review as review
from vouchbook.sample import stages_on_the_way as way
from vouchbook.sample import standing_stages as standing
from vouchbook.sample.life import Life

Days = Iterator[date]
"""A life: it goes on, each time, on the day that it names."""


class Stage(Struct, frozen=True):
    """``says`` is who is there, in a sentence; ``people`` are the categories of those who are, by association."""

    says: str
    live: Callable[[Life], Days]
    people: Mapping[str, tuple[str, ...]]


STAGES: Mapping[str, Stage] = {
    # ── Before and on the way ─────────────────────────────────────────────────────────────────
    "eligibility_only": Stage(
        "has an account, and has looked at what fits them",
        way.eligibility_only,
        {"nc": ("IFS", "IMHS"), "tn": ("IFA",), "wv": ("IMHS",)},
    ),
    "evidence_only": Stage(
        "keeps evidence and has applied for nothing yet", way.evidence_only, {"nc": ("ECFS",), "tn": ("IMHS",)}
    ),
    "opened_empty": Stage(
        "has just applied; nothing is documented", way.opened_empty, {"nc": ("IFA",), "wv": ("IFS",)}
    ),
    "opened_little": Stage(
        "is at the beginning: hours, work and RSC are short",
        way.opened_little,
        {"nc": ("IMHS", "ECFA"), "tn": ("IFS",), "wv": ("IMHS",)},
    ),
    "opened_half": Stage(
        "is half way: RSC and references are missing",
        way.opened_half,
        {"nc": ("IFS", "ECMHS", "IMHM-C"), "tn": ("IMHS",), "wv": ("IFS",)},
    ),
    "ready": Stage("has everything and has not submitted yet", way.ready, {"nc": ("IMHS",), "tn": ("IFA",)}),
    "claims_unconfirmed": Stage(
        "says what the coordinator has still to see: endorsements of colleagues, another membership",
        way.claims_unconfirmed,
        {"nc": ("IMHS", "IFS"), "tn": ("ECMHS",)},
    ),
    "withdrawn": Stage("has withdrawn the application", way.withdrawn, {"nc": ("IFA",), "tn": ("IFS",)}),
    # ── References ────────────────────────────────────────────────────────────────────────────
    "reference_requested": Stage(
        "asked for references a few days ago", way.reference_requested, {"nc": ("IMHS",), "wv": ("IFA",)}
    ),
    "reference_opened": Stage(
        "has a rater who has opened the form", way.reference_opened, {"nc": ("IFS",), "tn": ("IMHS",)}
    ),
    "reference_silent": Stage(
        "waits for a rater who has been silent for more than 14 days",
        way.reference_silent,
        {"nc": ("IMHS", "ECFS"), "tn": ("IFA",), "wv": ("IMHS",)},
    ),
    "reference_declined": Stage("has a rater who declined", way.reference_declined, {"nc": ("IFA",)}),
    "reference_replaced": Stage(
        "has asked somebody else instead of a silent rater", way.reference_replaced, {"nc": ("IFS",)}
    ),
    "reference_received": Stage("has all references", way.reference_received, {"nc": ("ECFA",), "wv": ("IFS",)}),
    # ── Membership and money ──────────────────────────────────────────────────────────────────
    "membership_due": Stage("owes the fee of a membership", standing.membership_due, {"nc": ("IFS",), "wv": ("IFA",)}),
    "membership_ending": Stage(
        "has a membership that ends within three weeks, before any decision",
        standing.membership_ending,
        {"nc": ("IMHS",), "wv": ("IFS",)},
    ),
    "membership_lapsed": Stage("has let the membership lapse", standing.membership_lapsed, {"nc": ("IFA",)}),
    "scholarship": Stage("had the membership paid by a scholarship", standing.scholarship, {"nc": ("IFS", "IFA")}),
    "invoice_unpaid": Stage(
        "has an employer whose invoice is overdue", standing.invoice_unpaid, {"nc": ("IMHS",), "tn": ("IMHM-C",)}
    ),
    # ── Review ────────────────────────────────────────────────────────────────────────────────
    "submitted": Stage(
        "has submitted; nobody is assigned yet", review.submitted, {"nc": ("IFS", "IFA"), "tn": ("IFA",)}
    ),
    "review_offered": Stage(
        "has reviewers who have not begun, and say first whether anything stands between them",
        review.review_offered,
        {"nc": ("IFA",), "wv": ("IMHM-C",)},
    ),
    "under_review": Stage(
        "is under review; the reviewers have begun",
        review.under_review,
        {"nc": ("IMHS",), "tn": ("IFS",), "wv": ("IFS",)},
    ),
    "one_review_done": Stage(
        "has one of two reviews", review.one_review_done, {"nc": ("IMHS", "IFS"), "wv": ("IMHS",)}
    ),
    "disputed": Stage("has reviewers who disagree", review.disputed, {"nc": ("ECMHS",)}),
    "conflict": Stage(
        "has a reviewer among those who gave RSC: the conflict was let pass, for a reason",
        review.conflict,
        {"nc": ("IFS",)},
    ),
    "exam_due": Stage("is reviewed, and has to sit the exam", review.exam_due, {"nc": ("IMHM-C",), "tn": ("IMHM-C",)}),
    "to_decide": Stage("is reviewed, and waits for the decision", review.to_decide, {"nc": ("IFA",), "wv": ("IFA",)}),
    "deferred": Stage("was deferred, and knows why", review.deferred, {"nc": ("IMHS",), "tn": ("IFA",)}),
    "on_hold": Stage("was put on hold", review.on_hold, {"nc": ("ECFS",)}),
    "approved": Stage(
        "was endorsed in the last weeks", review.approved, {"nc": ("IMHS", "IFA"), "tn": ("IMHS",), "wv": ("IFS",)}
    ),
    # ── Those who are somebody already ────────────────────────────────────────────────────────
    "endorsed_long": Stage(
        "has been endorsed for months, and applies for another category",
        standing.endorsed_long,
        {"nc": ("IFS",), "tn": ("IFS",)},
    ),
    "endorsement_lapsed": Stage(
        "was endorsed last year, and has let it lapse", standing.endorsement_lapsed, {"nc": ("IFA",)}
    ),
    "emerging": Stage("is endorsed as a reflective supervisor, emerging", standing.emerging, {"nc": ("IMHS",)}),
    "endorsed_elsewhere": Stage(
        "is endorsed by another association", standing.endorsed_elsewhere, {"nc": ("IMHS",), "tn": ("IMHS",)}
    ),
    "vetting_opened": Stage("is to be interviewed for vetting", standing.vetting_opened, {"nc": ("IMHS",)}),
    "vetting_interviewed": Stage(
        "was interviewed, and not decided on", standing.vetting_interviewed, {"wv": ("IMHS",)}
    ),
    "vetted": Stage(
        "is vetted for RSC and on the roster, until the sunset", standing.vetted, {"nc": ("IMHS",), "tn": ("IMHS",)}
    ),
    "vetting_refused": Stage("was not vetted", standing.vetting_refused, {"nc": ("IMHS",)}),
    "roster": Stage(
        "gives RSC, and takes people from outside", standing.roster, {"nc": ("IMHM-C",), "wv": ("IMHM-C",)}
    ),
}
"""By name; the order is the one in which a list of them is read."""

LIVES: tuple[tuple[str, str, str], ...] = tuple(
    (code, name, category) for name, stage in STAGES.items() for code, of in stage.people.items() for category in of
)
"""Everybody of the usual sample: association, stage, category."""
