"""One sentence for every row of a policy's other tables: what a coordinator approves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from vouchbook.letters.names import all_called, called, may, spaced
from vouchbook.letters.phrases import counted, day, day_of_year, hours, length, listed, money, share
from vouchbook.letters.standings import Policy, ended
from vouchbook.policy import document as doc
from vouchbook.policy.source import EVERY

_JUDGED = {
    "requirements": "Requirements are judged by the rules",
    "standing": "Who counts as what is judged by the rules",
    "renewal": "Renewals are judged by the rules",
    "fees": "Fees are those",
}
_SELECTED = {
    "first_come": "first come, first served",
    "named_person": "a named person chooses",
    "points": "by points",
}
_HOW = {
    "cohort": "People come in by cohorts",
    "rolling": "People may come in at any time",
    "window": "People come in while a window is open",
}
_DECIDE = {
    "alone": "each decides alone",
    "consensus": "they decide by consensus",
    "two_tier": "a second tier confirms what the first decides",
}
_AFTER = {
    "off_registry": "leaves the registry",
    "inactive_registry": "moves to the inactive registry",
    "nothing": "stays as it is",
}
_LANGUAGES = {"en": "English", "es": "Spanish"}
_COSTS = {"exam": "the exam", "late_renewal": "a late renewal"}
_TERMS = {"honoured": "is honoured", "reviewed": "is reviewed", "not_honoured": "is not recognised"}
_WAITS = {"submission": "Submission waits", "decision": "The decision waits"}
_REFUND = {"none": "It is not refunded", "all": "It is refunded in full", "part": "It is refunded in part"}


def association(row: doc.AssociationRow) -> str:
    names = [f"{code} is called “{name}”" for code, name in sorted(row.names.items())]
    return _sentences(
        f"{row.name} ({row.code}) endorses {listed(row.categories, 'and')}, "
        f"of the {'family' if len(row.families) == 1 else 'families'} {listed(row.families, 'and')}",
        f"It is the association of {listed(row.states, 'and')}" if row.states else "",
        f"Here {listed(names, 'and')}" if names else "",
        f"Its days are those of {row.timezone}, its year ends on {day_of_year(row.year_end)}, its amounts are in "
        f"{row.currency}, its letters in {listed([_LANGUAGES.get(each, each) for each in row.languages], 'and')}",
        f"Unless the Alliance's licence says otherwise, what falls below the guidelines is "
        f"{'refused' if row.alliance_floor == 'enforced' else 'reported'}",
    )


def edition_alone(document: doc.PolicyDocument) -> str | None:
    """The edition of the guidelines that a document is, where no association's rule lies over it."""
    rows = [row for table in ROWS if table != "guidelines" for row in getattr(document, table)]
    lines = [line for sheet in document.sheets for line in sheet.lines]
    if document.association.code != "alliance" or any(each.origin == "own" for each in (*rows, *lines)):
        return None
    return document.guidelines[0].edition if len(document.guidelines) == 1 else None


def edition(name: str, row: doc.AssociationRow) -> str:
    """What an edition holds: it endorses nobody, and names no days, amounts or letters."""
    return _sentences(
        f"The guidelines of {name}: the sheets of {listed(row.categories, 'and')}",
        "Wherever they speak of the association, it is the one that adopts them; asked about by themselves, the "
        "Alliance stands in for it",
    )


def _guidelines(row: doc.GuidelinesRow, policy: Policy) -> str:
    return f"What this policy does not say is answered by the guidelines of {row.edition}."


def _transition(row: doc.TransitionRow, policy: Policy) -> str:
    sheet = f"The sheet of {row.of.removeprefix('sheet:')} is judged by the rules"
    return f"{_JUDGED.get(row.of, sheet)} in force on {called(row.judged_by)}."


def _standing(row: doc.StandingRow, policy: Policy) -> str:
    return f"{_for(row.for_, policy)}, these may {may(row.may)}: {policy.ways(row)}."


def _vetting(row: doc.VettingRow, policy: Policy) -> str:
    how = {"interview": "an interview", "phone_call": "a phone call"}[row.by]
    ends = listed(map(ended, row.ends), "and") if row.ends else "without an end"
    return f"The association vets people for {called(row.scope)} by {how}; what a vetted person does counts {ends}."


def _emerging(row: doc.EmergingRow, policy: Policy) -> str:
    return _sentences(
        f"{_for(row.for_, policy)}, one may begin as emerging, asked only for {listed(map(spaced, row.asks), 'and')}",
        f"The rest is to be completed within {length(row.complete_within)} of being endorsed so",
    )


def _plan(row: doc.PlanRow, policy: Policy) -> str:
    who = {"person": "Members", "organisation": "Organisations"}[row.held_by]
    covers = f"It covers {listed(map(spaced, row.covers), 'and')}" if row.covers else "It covers nothing further"
    return _sentences(
        f"{who} may choose the plan “{row.name}” ({row.key})",
        "It is nobody's own membership, and answers no requirement" if row.held_by == "organisation" else covers,
    )


def _membership(row: doc.MembershipRow, policy: Policy) -> str:
    ends = f", to {day_of_year(row.ends_on)}" if row.ends_on else ""
    year = {"calendar": "by the calendar year", "rolling": "for a year from the day it is bought"}[row.year]
    late = row.next_year_if_bought_from
    what = f"Membership with the plan {spaced(row.plan)}" if row.plan else "Membership"
    return _sentences(
        f"{what} runs {year}{ends}",
        f"Bought from {day_of_year(late)}, it runs to the end of the next year" if late else "",
    )


def _fund(row: doc.FundRow, policy: Policy) -> str:
    budget = f" out of the budget “{spaced(row.from_budget)}”" if row.from_budget else ""
    limit = f", up to {hours(row.hours)}" if row.hours is not None else ""
    return f"The fund “{spaced(row.key)}” pays {listed(map(spaced, row.pays), 'and')}{budget}{limit}."


def _intake(row: doc.IntakeRow, policy: Policy) -> str:
    size = f" of at most {row.cohort_at_most}" if row.cohort_at_most is not None else ""
    agency = row.agency_cohort_from
    return _sentences(
        f"{_HOW[row.how]}{size}; among those interested, {_SELECTED[row.selection]}",
        f"An agency may bring a cohort of its own from {agency} people" if agency is not None else "",
        f"An offer is to be accepted within {length(row.accept_within)}" if row.accept_within else "",
        f"The application is to be made within {length(row.apply_within)}" if row.apply_within else "",
        "Each gets an advisor" if row.advisor else "",
        f"Only residents of {listed(policy.document.association.states, 'and')} may apply" if row.residents else "",
    )


def _review(row: doc.ReviewRow, policy: Policy) -> str:
    barred = all_called(row.conflicts, "or") if row.conflicts else ""
    standing = row.reviewer_may
    over = {"coordinator": "The coordinator may set a conflict aside, with a reason", "nobody": ""}[row.override_by]
    alone = row.reviewers == 1 and row.how == "alone"
    together = f"{counted(row.reviewers, 'reviewer')} {'decides' if row.reviewers == 1 else 'decide'}"
    return _sentences(
        f"{_for(row.for_, policy)}, {together}{'' if alone else f'; {_DECIDE[row.how]}'}",
        f"Reviewers are those who may {may(standing)}: {policy.who(standing)}",
        f"None of them is {barred}" if barred else "",
        over,
        "An advisory review before submission may be asked for" if row.advisory else "",
    )


def _exam(row: doc.ExamRow, policy: Policy) -> str:
    valid, again = row.approval_valid_for, row.retake_after
    size = [
        f"has {counted(row.questions, 'question')}" if row.questions is not None else "",
        f"takes {counted(row.minutes, 'minute')}" if row.minutes is not None else "",
    ]
    by = {"alliance": "the Alliance", "association": "the association"}[row.given_by]
    scorers = "one person" if row.scorers == 1 else f"{row.scorers} people"
    blind = "must not know" if row.blind else "may know"
    return _sentences(
        f"{_for(row.for_, policy)}, the {called(row.part)} part of the exam is passed with {share(row.pass_at)}",
        f"It {listed(filter(None, size), 'and')}" if any(size) else "",
        f"It is given by {by} and scored by {scorers} who {blind} whose it is",
        f"Approval to sit is valid for {length(valid)}" if valid else "",
        f"It may be taken again after {length(again)}" if again else "",
    )


def _renewal(row: doc.RenewalRow, policy: Policy) -> str:
    every = "every year" if row.every_years == 1 else f"every {row.every_years} years"
    asks = row.first_renewal_asks
    return _sentences(
        f"{_for(row.for_, policy)}, an endorsement is renewed {every}, next by {day(row.next_due)}",
        f"One may renew from {day_of_year(row.window_opens)}" if row.window_opens else "",
        f"There is grace until {day_of_year(row.grace_until)}" if row.grace_until else "",
        "Every hour is documented" if row.proof == "every_hour" else "Hours are attested, not documented",
        f"{row.audit_percent}% of renewals are audited at random" if row.audit_percent is not None else "",
        f"The first renewal asks only for {listed(map(spaced, asks), 'and')}" if asks else "",
        "Somebody endorsed during a cycle owes the share of its whole years left" if row.pro_rated != "no" else "",
        "Of several endorsements, one renewal under the most demanding serves all"
        if row.several == "most_demanding"
        else "Each endorsement is renewed by itself",
    )


def _lapse(row: doc.LapseRow, policy: Policy) -> str:
    return _sentences(
        f"An endorsement that is not renewed {_AFTER[row.then]}",
        f"It may be reinstated within {length(row.reinstated_within)}" if row.reinstated_within else "",
        f"This costs the fee for {listed(map(spaced, row.charges), 'and')}" if row.charges else "",
        "The next renewal is audited for certain" if row.next_audit_certain else "",
    )


def _recognition(row: doc.RecognitionRow, policy: Policy) -> str:
    of = "any association" if row.of == ("any",) else listed(row.of, "or")
    return f"An endorsement by {of} {_TERMS[row.terms]} here."


def _fee(row: doc.FeeRow, policy: Policy) -> str:
    whom = {None: "", True: " for members", False: " for others than members"}[row.members]
    plan = f" (plan {spaced(row.plan)})" if row.plan else ""
    due = f", due at the {spaced(row.due)}" if row.due else ""
    what = f"{_for(row.for_, policy)}, {_COSTS.get(row.occasion, spaced(row.occasion))}{plan}{whom}"
    price = f"costs {money(row.amount, policy.document.association.currency)}" if row.amount else "is free of charge"
    late = row.occasion == "late_renewal"
    return _sentences(
        f"{what} {price}{due}",
        _added(row),
        "It is paid instead of the fee for renewal" if late and not row.added_to else "",
        f"{_WAITS[row.paid_before]} until it is settled" if row.paid_before != "nothing" else "",
        _REFUND[row.refund] if row.amount else "",
        f"{money(row.kept, policy.document.association.currency)} of it is kept" if row.kept is not None else "",
    )


def _added(row: doc.FeeRow) -> str:
    return f"It is collected with the fee for {spaced(row.added_to)}, beside it" if row.added_to else ""


def _upgrade(row: doc.UpgradeRow, policy: Policy) -> str:
    pays = {
        "full": "pays the whole fee for processing",
        "difference": "pays the difference between the fees for processing of the two categories, and never less than "
        "nothing",
    }[row.charge]
    who = "Who holds an endorsement here and applies for another category"
    named = "" if row.for_ == (EVERY,) else f", {listed(policy.codes(row.for_), 'or')},"
    return _sentences(
        f"{who}{named} {pays}",
        "Registration is charged again" if row.registration_again else "Registration is not charged again",
        f"They may apply {length(row.wait)} after they were endorsed" if row.wait else "",
    )


ROWS: Mapping[str, Callable[[Any, Policy], str]] = {
    "guidelines": _guidelines,
    "transition": _transition,
    "standing": _standing,
    "vetting": _vetting,
    "emerging": _emerging,
    "plan": _plan,
    "membership": _membership,
    "fund": _fund,
    "intake": _intake,
    "review": _review,
    "exam": _exam,
    "renewal": _renewal,
    "lapse": _lapse,
    "recognition": _recognition,
    "fee": _fee,
    "upgrade": _upgrade,
}
"""The sentence of a row of each table."""


def _for(categories: tuple[str, ...], policy: Policy) -> str:
    return "For every category" if categories == (EVERY,) else f"For {listed(policy.codes(categories), 'and')}"


def _sentences(*said: str) -> str:
    return " ".join(f"{each}." for each in said if each)
