"""Every question the core asks an association, in the order in which it asks them.

**Questions** are pure: the same arguments give the same answer, whatever the clock, the machine or the day.
Each receives ``proposed``, what the association's policy data answers, and returns a replacement, or
``None`` for no opinion. "Nothing" is a value, never ``None``. The association answers before shared
plugins; the policy data answers last. Questions are asked when something is decided, never during
replay: the event records what was applied, so changing an answer cannot rewrite history.

**Surfaces** are told or add something; they run in the core's process and may touch the world.

A plain function is enough; it is marked with ``@hookimpl`` and may leave out arguments it does not need.
Wrappers are refused when a package is loaded.
"""

from __future__ import annotations

from datetime import date

import pluggy
from msgspec import Struct

from vouchbook.domain.evidence import Portfolio, Standing
from vouchbook.domain.names import AssociationCode, CategoryCode, PlanKey, Relation, StandingName
from vouchbook.domain.trace import Finding, Moments
from vouchbook.policy.rules import Line

PROJECT = "vouchbook"
hookimpl = pluggy.HookimplMarker(PROJECT)
_question = pluggy.HookspecMarker(PROJECT)(firstresult=True)
_surface = pluggy.HookspecMarker(PROJECT)


class Term(Struct, frozen=True):
    """Days from ``first`` through ``last``; ``grace_until`` is the last day of grace, where there is one."""

    first: date
    last: date
    grace_until: date | None = None


class ReviewPlan(Struct, frozen=True):
    """Who reviews: how many must agree, what they must be, which relations bar them.

    ``override`` says whether the coordinator may let a relation pass, with a reason.
    """

    reviewers: int
    reviewer_may: StandingName
    conflicts: tuple[Relation, ...]
    override: bool


class Happened(Struct, frozen=True):
    """What was recorded: the command's name and the positions of its first and last event in the book."""

    association: AssociationCode
    command: str
    first: int
    last: int


@_question
def membership_term(proposed: Term, plan: PlanKey, bought_on: date) -> Term | None:
    """Return the days that a membership bought on ``bought_on`` covers, instead of ``proposed``.

    ``proposed`` follows ``[[membership]]``: a calendar or rolling year, with its cut-off.

    Example: charter members of 2026 keep their term through 2027.
    """


@_question
def standing_counts(
    proposed: bool, standing: Standing, may: StandingName, category: CategoryCode, on: date
) -> bool | None:
    """Return whether a provider's or rater's ``standing`` counts on day ``on`` for what ``[[standing]]`` calls ``may``.

    ``proposed`` follows ``[[standing]]`` and ``[[vetting]]``. Asked for each standing of a provider on the
    days that matter: ``on`` is the day of the session, the rating or the work, never today.

    Example: hours with providers of one university count through its cut-over date.
    """


@_question
def requirement_finding(proposed: Finding, line: Line, portfolio: Portfolio, moments: Moments) -> Finding | None:
    """Return what an evaluation finds for one line of a sheet, instead of ``proposed``.

    For rules that the vocabulary of kinds and conditions cannot say. A finding holds codes, ids and whole
    numbers; its words come from the core. It must speak of the same requirement as ``proposed``.

    Example: a requirement that looks at the balance between two kinds of training.
    """


@_question
def review_plan(proposed: ReviewPlan, category: CategoryCode, on: date) -> ReviewPlan | None:
    """Return how an application submitted on ``on`` is reviewed, instead of ``proposed``.

    ``proposed`` follows ``[[review]]``. ``conflicts`` is replaced whole, not added to.

    Example: mentors' applications are read by three.
    """


@_question
def endorsement_term(proposed: Term, category: CategoryCode, granted_on: date) -> Term | None:
    """Return the days for which an endorsement granted on ``granted_on`` holds, instead of ``proposed``.

    ``proposed`` follows ``[[renewal]]``: through the next day on which renewals are due. What is answered
    is written into the event and stays that person's deadline; one begun as emerging ends earlier where the
    ``complete_within`` of ``[[emerging]]`` is over before.

    Example: endorsed in the last quarter: valid through the end of the following year.
    """


@_surface
def after_commit(happened: Happened) -> None:
    """Be told that something was recorded and is safe on disk.

    All who listen are told, the association first. An error here is reported and changes nothing: what was
    recorded stays. May be told twice or, after a crash, not at all; follow the book where that matters.

    Example: ring a bell in the coordinator's chat.
    """


WHEN = {
    "membership_term": "when a membership is recorded (member join), unless its last day is given",
    "standing_counts": (
        "for every standing that a line of a sheet looks at, on the days that matter; and for a reviewer who is "
        "assigned (application assign)"
    ),
    "requirement_finding": (
        "for every line of a sheet, whenever a portfolio is evaluated (evaluate; application explain, submit, answer, "
        "complete, decide)"
    ),
    "review_plan": (
        "on submission, for every reviewer who is assigned, and whenever one reads, answers or completes (application "
        "submit, assign, questions, answer, complete)"
    ),
    "endorsement_term": "once, when an application is approved (application decide)",
    "after_commit": "after every command that recorded something",
}
"""When each hook is asked, with the commands that lead there; docs/reference/hooks.md draws the order."""

QUESTIONS = ("membership_term", "standing_counts", "requirement_finding", "review_plan", "endorsement_term")
SURFACES = ("after_commit",)
