"""What the fields of a policy's rows are called in a form, with a hint where the words leave a question."""

from __future__ import annotations

from collections.abc import Mapping

from vouchbook.letters.names import spaced
from vouchbook.policy.editing.forms import Asked, Kind

_LENGTH = "Such as 12 months, 1 year or 90 days"
_DAY_OF_YEAR = "Month and day, such as 12-31"
HINTS: Mapping[Kind, str] = {
    Kind.HOURS: "Clock hours, such as 50, 1.5 or 1:30",
    Kind.MONEY: "Such as 25.00",
    Kind.SHARE: "A share of one, such as 0.80 for 80%",
    Kind.DAY_OF_YEAR: _DAY_OF_YEAR,
    Kind.LENGTH: _LENGTH,
    Kind.LIST: "Several with commas between them",
    Kind.AS_WRITTEN: "Rules within a rule, as the policy file holds them",
}

CALLED: Mapping[str, str] = {
    "accept_within": "Accept a place within",
    "added_to": "Collected together with the fee for",
    "advisor": "Applicants get an advisor",
    "advisory": "Reviews are advice to the coordinator",
    "agency_cohort_from": "Agencies may form a cohort from (people)",
    "also": "Other ways to count",
    "amount": "Amount in dollars",
    "any_of": "Ways, of which one is enough",
    "applicant_degree_at_least": "The applicant’s degree is at least",
    "applicant_degree_at_most": "The applicant’s degree is at most",
    "applies": "Only for",
    "apply_within": "Apply within",
    "approval_valid_for": "An approval to sit the exam holds for",
    "areas": "Areas of competency",
    "asks": "What is asked of those who begin as emerging",
    "association": "Whose standing counts",
    "at": "When it is asked",
    "at_least_one_may": "At least one rater must be one who may",
    "at_most": "Counts at most up to",
    "attests": "Who attests",
    "audit_percent": "Audited, in percent",
    "blind": "Scorers do not know whose exam it is",
    "by": "How",
    "charge": "What another category costs",
    "charges": "Fees of a reinstatement",
    "cohort_at_most": "People in a cohort, at most",
    "complete_within": "The rest is completed within",
    "conflicts": "Who may not review: relations that bar",
    "coursework_needs_transcript": "Coursework needs a transcript",
    "covers": "What it covers",
    "covers_competency": "It names an area of competency",
    "disjoint": "No hour serves two of the parts",
    "documents": "What is signed",
    "due": "When it is due",
    "edition": "Edition of the guidelines",
    "emerging": "Emerging endorsements count too",
    "ends": "Vetted people count through",
    "ends_on": "It ends on",
    "every_years": "Renewed every (years)",
    "first_renewal_asks": "What the first renewal asks",
    "for": "For which categories",
    "form": "Form of the exam",
    "from_budget": "Out of which budget",
    "given": "How it is given",
    "given_by": "Given by",
    "grace_until": "Time of grace through",
    "held": "Held for",
    "held_at_least": "Held for at least",
    "held_by": "Who holds it",
    "held_for": "Held for",
    "held_less_than": "Held for less than",
    "holds": "Holds an endorsement in",
    "hours": "Hours of RSC it pays",
    "how": "How",
    "internship": "An internship",
    "is": "Who the rater is",
    "judged_by": "Judged by the rules of the day of",
    "judgement": "What only a reviewer can say",
    "ask": "Question",
    "kept": "What is kept of a refund",
    "key": "Key",
    "kinds": "Kinds of licence",
    "known_for": "The rater has known them for",
    "levels": "Degrees that meet it",
    "licensed": "Licensed",
    "line": "Where it stands in the source",
    "may": "What they may do",
    "members": "For members",
    "minimum": "How much is asked",
    "minutes": "Minutes it takes",
    "most_from_one": "Most of it comes from one provider",
    "name": "Name",
    "next_audit_certain": "The next renewal is audited for certain",
    "next_due": "Next renewals are due on",
    "next_year_if_bought_from": "Bought from this day, it runs to the end of the next year",
    "not_enough_information_below": "Answers “not enough information”: fewer than",
    "occasion": "Occasion",
    "of": "Of what",
    "on": "Day",
    "once_accepted": "Counts once a reviewer has accepted it",
    "options": "Ways",
    "override_by": "Who may let a conflict pass",
    "paid": "Paid",
    "paid_before": "What waits until it is paid",
    "part": "Part",
    "part_time": "Part-time work",
    "parts": "Parts that must lie within it",
    "pass_at": "Passed with",
    "pays": "What it pays",
    "peer": "A session among peers",
    "plan": "Membership plan",
    "plans": "Plans that count",
    "pro_rated": "Pro-rated",
    "proof": "What is proven at a renewal",
    "provider_degree_at_least": "The provider’s degree is at least",
    "providers_at_most": "From how many providers, at most",
    "questions": "Questions it asks",
    "ratings_show": "Ratings show them",
    "refund": "What is refunded",
    "registration_again": "Registration is paid again",
    "reinstated_within": "May be reinstated within",
    "required": "How many are asked",
    "residents": "Residents of the association’s states alone",
    "retake_after": "May be taken again after",
    "reviewer_may": "Reviewers are those who may",
    "reviewer_may_accept": "What a reviewer may accept instead",
    "reviewers": "How many review",
    "scope": "Vetted for",
    "scorers": "How many score it",
    "selection": "Who is chosen",
    "services": "All of these services",
    "services_any": "One of these services",
    "setting": "Setting",
    "several": "Somebody with several endorsements renews",
    "signed": "Signed by",
    "slot": "Places that references fill",
    "specialised_training": "With specialised training",
    "spread_over": "First and last lie apart by",
    "statements": "What is attested",
    "sum": "Counted together",
    "supervised": "Supervised",
    "supervised_by": "Supervised by one who may",
    "terms": "What becomes of them",
    "then": "What becomes of it",
    "transcript": "Transcript",
    "typical": "What is typical",
    "unofficial_transcript": "An unofficial transcript will do",
    "valid_for": "Valid for",
    "vetted": "Vetted for",
    "volunteer": "As a volunteer",
    "wait": "Waiting time",
    "when": "Only for",
    "where": "Conditions",
    "window_opens": "Renewals open on",
    "with": "With whom",
    "within": "Within",
    "within_last": "Within the last",
    "about": "About",
    "after_degree": "After a degree",
    "year": "The year",
}
"""By the last part of the field's name."""


def label(field: Asked) -> str:
    """What a field is called."""
    return CALLED[field.name.rpartition(".")[2]]


def hint(field: Asked) -> str:
    return HINTS.get(field.kind, "")


def option(code: str) -> str:
    """A code of the vocabulary as a choice is read; category codes stay as they are written.

    >>> option("calendar"), option("IMHM-C"), option("whole_years_left")
    ('Calendar', 'IMHM-C', 'Whole years left')
    """
    if code != code.lower():
        return code
    words = spaced(code)
    return f"{words[:1].upper()}{words[1:]}"
