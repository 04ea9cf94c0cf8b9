"""What waits for somebody, in words: a heading for each kind, and why one thing is on the list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum

from vouchbook.letters.on_pages import day
from vouchbook.letters.phrases import counted


class Kind(Enum):
    RATER_SILENT = "rater_silent"
    MEMBERSHIP_ENDING = "membership_ending"
    MAIL_STUCK = "mail_stuck"
    REVIEWERS_NEEDED = "reviewers_needed"
    REVIEWER_OVERDUE = "reviewer_overdue"
    DISPUTED = "disputed"
    CLAIMS = "claims"
    COMPLETE = "complete"
    EXAM_DUE = "exam_due"
    TO_DECIDE = "to_decide"
    WISH = "wish"
    INVOICE_OVERDUE = "invoice_overdue"
    POLICY_WAITING = "policy_waiting"
    VETTING_TO_INTERVIEW = "vetting_to_interview"
    VETTING_TO_DECIDE = "vetting_to_decide"


HEADINGS: Mapping[Kind, str] = {
    Kind.RATER_SILENT: "Raters who have not answered",
    Kind.MEMBERSHIP_ENDING: "Memberships that end before a decision",
    Kind.MAIL_STUCK: "Letters that did not arrive",
    Kind.REVIEWERS_NEEDED: "Applications without enough reviewers",
    Kind.REVIEWER_OVERDUE: "Reviews that are late",
    Kind.DISPUTED: "Reviewers who disagree",
    Kind.CLAIMS: "People with claims to confirm",
    Kind.COMPLETE: "Complete, but not submitted",
    Kind.EXAM_DUE: "Exams to be sat",
    Kind.TO_DECIDE: "Ready to decide",
    Kind.WISH: "Requests about money",
    Kind.INVOICE_OVERDUE: "Invoices past due",
    Kind.POLICY_WAITING: "Policy changes waiting for a second person",
    Kind.VETTING_TO_INTERVIEW: "Vetting: to be interviewed",
    Kind.VETTING_TO_DECIDE: "Vetting: to be decided",
}
"""What each kind is called at the head of a list, in the order in which they are shown."""

ONE: Mapping[Kind, str] = {
    Kind.RATER_SILENT: "Rater silent",
    Kind.MEMBERSHIP_ENDING: "Membership ends",
    Kind.MAIL_STUCK: "Letter not delivered",
    Kind.REVIEWERS_NEEDED: "Reviewers needed",
    Kind.REVIEWER_OVERDUE: "Review late",
    Kind.DISPUTED: "Reviewers disagree",
    Kind.CLAIMS: "Claims to confirm",
    Kind.COMPLETE: "Complete, not submitted",
    Kind.EXAM_DUE: "Exam to be sat",
    Kind.TO_DECIDE: "Ready to decide",
    Kind.WISH: "Request about money",
    Kind.INVOICE_OVERDUE: "Invoice past due",
    Kind.POLICY_WAITING: "Policy waits for approval",
    Kind.VETTING_TO_INTERVIEW: "Interview to be held",
    Kind.VETTING_TO_DECIDE: "Vetting to be decided",
}
"""What one of a kind is called."""


def why(kind: Kind, *, number: int = 0, until: date | None = None, on: date) -> str:
    """Why it waits, and for what.

    >>> why(Kind.RATER_SILENT, number=16, on=date(2026, 11, 20))
    'Nothing was heard of this reference for 16 days: remind the rater, or have somebody else named.'
    >>> why(Kind.MEMBERSHIP_ENDING, until=date(2026, 12, 31), on=date(2026, 11, 20))
    'Under review, and the membership ends on December 31, 2026.'
    """
    if kind is Kind.MEMBERSHIP_ENDING and until is not None:
        ends = "ended" if until < on else "ends"
        return f"Under review, and the membership {ends} on {day(until)}."
    if kind is Kind.REVIEWER_OVERDUE:
        late = f"This review was due {counted(number, 'day')} ago" if number else "This review is due today"
        return f"{late}: ask the reviewer, or let somebody else review."
    if kind is Kind.DISPUTED:
        what = f"{counted(number, 'question')} without one answer" if number else "Different recommendations"
        return f"{what}: ask the reviewers to agree."
    if kind is Kind.REVIEWERS_NEEDED:
        return f"Under review, and {counted(number, 'reviewer')} still to be named."
    if kind is Kind.CLAIMS:
        what = "1 claim does" if number == 1 else f"{number} claims do"
        return f"{what} not count before you have confirmed {'it' if number == 1 else 'them'}."
    if kind is Kind.POLICY_WAITING and until is not None:
        return f"It is to begin on {day(until)}, and needs the approval of a second person."
    return _WHY[kind].format(days=counted(number, "day"))


_WHY: Mapping[Kind, str] = {
    Kind.RATER_SILENT: "Nothing was heard of this reference for {days}: remind the rater, or have somebody else named.",
    Kind.MEMBERSHIP_ENDING: "Under review, and the membership ends soon.",
    Kind.MAIL_STUCK: "The letter did not reach its reader: see whether the address is right.",
    Kind.COMPLETE: "Nothing is missing, and the applicant has not submitted yet.",
    Kind.EXAM_DUE: "The reviews are done; the written exam comes next.",
    Kind.TO_DECIDE: "The reviews are done, and nothing else is awaited.",
    Kind.WISH: "Somebody asks for something about their account: do it, or say why not.",
    Kind.INVOICE_OVERDUE: "It was due {days} ago, and is not paid.",
    Kind.POLICY_WAITING: "It needs the approval of a second person.",
    Kind.VETTING_TO_INTERVIEW: "An interview is to be held.",
    Kind.VETTING_TO_DECIDE: "The interview was held; say whether they are vetted.",
}
