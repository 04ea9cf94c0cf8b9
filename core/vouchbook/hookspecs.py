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

from collections.abc import Callable, Mapping
from datetime import date
from typing import Literal, Protocol, runtime_checkable

import pluggy
from msgspec import Struct

from vouchbook.domain.evidence import Portfolio, Standing
from vouchbook.domain.names import (
    AssociationCode,
    CategoryCode,
    ChargeId,
    Digest,
    FeeDue,
    FeeOccasion,
    PaidBefore,
    PayerId,
    PaymentMethod,
    PaymentProviderName,
    PersonId,
    PlanKey,
    Refundable,
    Relation,
    StandingName,
)
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


class Fee(Struct, frozen=True):
    """What an occasion costs, in whole cents, when it is charged, what comes back of it, and who says so.

    ``kept`` is what is not refunded where a part is. ``paid_before`` is the step that waits until it is settled;
    ``added_to`` the occasion with which it is collected. ``full`` is the price without the upgrade, in cents, where
    somebody endorsed here pays less for another category; ``row`` names the row of the policy.
    """

    occasion: FeeOccasion
    cents: int
    due: FeeDue
    refund: Refundable = Refundable.NONE
    kept: int = 0
    source: str = ""
    line: str | None = None
    confirmed: bool = True
    paid_before: PaidBefore = PaidBefore.NOTHING
    added_to: FeeOccasion | None = None
    full: int | None = None
    row: Digest | None = None


class PaymentNotice(Struct, frozen=True, forbid_unknown_fields=True):
    """What a payment provider tells of one payment, in whole cents of a currency.

    ``reference`` is the same whenever the provider tells of the same payment, and of no other one. ``charges`` are
    those that it is meant for; what they do not need goes to whatever the payer owes, the oldest first. ``words`` are
    sealed.
    """

    payer: PayerId
    cents: int
    currency: str
    method: PaymentMethod
    received_on: date
    reference: str
    charges: tuple[ChargeId, ...] = ()
    words: str = ""


@runtime_checkable
class PaymentProvider(Protocol):
    """Reads what somebody who takes payments for the association tells of them.

    ``name`` stands in the book with every payment: a small letter, then small letters, digits, hyphens, underscores.
    """

    @property
    def name(self) -> PaymentProviderName: ...

    def read(self, notification: bytes) -> PaymentNotice | None:
        """Return what a notification says, or ``None`` for one that is forged, garbled or of no payment.

        It may come several times, late, or in another order than it was sent: what is recorded is the same.
        """


class Table(Struct, frozen=True):
    """A table on a page: ``caption`` says what it lists, each row has a cell for each heading."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Html(Struct, frozen=True):
    """Markup of yours, put into the page as it is: escape what is not your own. Scripts and styles do not run."""

    markup: str


Shown = str | Table | Html
"""A part of a page: a text, of which empty lines divide the paragraphs; a table; markup."""


class Look(Struct, frozen=True):
    """Who looks at a page of yours: what was asked for, by whom, as what they act, on which day.

    ``values`` are the variable parts of the path, ``query`` what stands behind its question mark. ``person`` is nobody
    where no sign-in was asked for.
    """

    association: AssociationCode
    path: str
    values: Mapping[str, str]
    query: Mapping[str, str]
    person: PersonId | None
    on: date


Who = Literal["anybody", "signed in", "own", "reviewing", "office", "coordinating"]
"""For whom a page is: everybody; whoever has signed in; applicants, reviewers, the office with its board, or the
coordinators alone."""


class Page(Struct, frozen=True):
    """A page of yours. ``path`` has up to three parts; one in braces, as in ``/workshops/{key}``, may be any text.

    ``show`` answers its parts, top down, or ``None`` where there is no such page.
    """

    path: str
    title: str
    who: Who
    show: Callable[[Look], tuple[Shown, ...] | None]


class Entry(Struct, frozen=True):
    """An entry of the navigation: for whom, in what words, and to which path of the portal it leads."""

    who: Who
    title: str
    path: str


class Happened(Struct, frozen=True):
    """What was recorded: the command's name and the positions of its first and last event in the book."""

    association: AssociationCode
    command: str
    first: int
    last: int


@_question
def membership_term(proposed: Term, plan: PlanKey, bought_on: date) -> Term | None:
    """Return the days that a membership bought on ``bought_on`` covers, instead of ``proposed``.

    ``proposed`` follows ``[[membership]]``: a calendar or rolling year, with its cut-off. Where the same plan is still
    running, the term begins on the day after, with the length of what is answered otherwise here.

    Example: charter members of 2026 keep their term through 2027.
    """


@_question
def fee(
    proposed: Fee,
    occasion: FeeOccasion,
    category: CategoryCode | None,
    plan: PlanKey | None,
    member: bool | None,
    held: tuple[CategoryCode, ...],
    on: date,
) -> Fee | None:
    """Return what the association charges for ``occasion`` instead of ``proposed``.

    ``proposed`` follows ``[[fee]]`` and ``[[upgrade]]``; where the policy has no row nothing is charged, and nobody is
    asked. ``plan`` and ``member`` say what somebody buys, or as what they pay; ``held`` are the other categories in
    which they are endorsed here; ``on`` is the day whose fees apply. The amount is in whole cents and never negative,
    and ``kept`` is no more of it; the occasion stays the one asked about. What is answered is written into the charge,
    so that another answer later changes nothing that was charged.

    Example: whoever is endorsed already pays half.
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
def payment_providers() -> tuple[PaymentProvider, ...] | None:
    """Return those who take payments for the association and tell of them.

    Everybody's are taken together, under different names. The core brings ``manual``, which records what the
    coordinator types; nobody else is called so. A provider must know a forged notification by itself: the core records
    what it reads, and each reference once.

    Example: card payments on the association's own page.
    """


@_surface
def letters() -> Mapping[str, str] | None:
    """Return templates that take the place of ours, by the name of the letter; ``frame`` is around all of them.

    A template that begins with ``{% extends "core/reference_asked.txt" %}`` replaces only the blocks that it writes.
    Of several who bring the same one, the association's counts. Asked whenever a letter is written or previewed; one
    that cannot be filled in is reported, and ours is sent.

    Example: another opening for the letter that asks for a reference.
    """


@_surface
def pages() -> tuple[Page, ...] | None:
    """Return pages of your own; each stands in the portal at ``/more`` and its path, inside the portal's frame.

    The portal asks who may come in, before your function is called, and escapes what you answer. A page shows: what
    it does not offer is recording anything. A page that fails, fails alone, and is reported.

    Example: the workshops of this year, with the days on which they are held.
    """


@_surface
def navigation() -> tuple[Entry, ...] | None:
    """Return entries for the navigation of a part of the portal, after its own.

    Example: “Workshops”, for everybody, leading to a page of yours.
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
    "fee": (
        "for every fee that is charged or quoted: when an application is opened, submitted or decided, when a "
        "membership is bought (member join), and when somebody asks (fee quote, fee list, fee charge)"
    ),
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
    "payment_providers": "for every notification of a payment (account notify)",
    "letters": "whenever a letter is written, previewed or shown (mail send, mail show, mail preview)",
    "pages": "once in each process of the portal, when somebody first asks it for a page",
    "navigation": "once in each process of the portal, when somebody first asks it for a page",
    "after_commit": "after every command that recorded something",
}
"""When each hook is asked, with the commands that lead there; docs/reference/hooks.md draws the order."""

QUESTIONS = ("membership_term", "fee", "standing_counts", "requirement_finding", "review_plan", "endorsement_term")
SURFACES = ("payment_providers", "letters", "pages", "navigation", "after_commit")
