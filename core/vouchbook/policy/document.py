"""The resolved policy document, whose stored bytes are the version: sheets, standings, and every other table.

Written by ``compose`` from an association's ``policy.toml`` and a guidelines edition; read back from a
book by ``PolicyVersion.stored``. Defaults are written out, so that a later default changes no adopted rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, TypeVar

from msgspec import Meta, Struct, field

from vouchbook.domain.names import (
    AssociationCode,
    CategoryCode,
    ExamPart,
    Moment,
    Occasion,
    PlanKey,
    Relation,
    RequirementKey,
    StandingName,
    VettingScope,
)
from vouchbook.policy.rules import BasisPoints, Cents, DayOfYear, Length, Minutes, Sheet


class Row(Struct, frozen=True, kw_only=True):
    """The head of every dated row: from and until which day it rules (both included), and who says so.

    ``origin`` is nothing that an author writes: ``own``, or ``guidelines 2024`` for a row taken from an edition.
    """

    from_: date | None = field(name="from", default=None)
    until: date | None = None
    source: str = ""
    line: str | None = None
    confirmed: bool = True
    note: str | None = None
    origin: str = "own"


class SourceText(Struct, frozen=True, forbid_unknown_fields=True):
    """A document that values come from."""

    title: str
    url: str | None = None
    read_on: date | None = None


class AssociationRow(Struct, frozen=True, forbid_unknown_fields=True):
    """Who the association is, and what it offers; ``states`` are those whose residents it is for, as two letters."""

    code: AssociationCode
    name: str
    timezone: str
    year_end: DayOfYear
    currency: str
    families: tuple[str, ...]
    categories: tuple[CategoryCode, ...]
    languages: tuple[str, ...] = ("en",)
    names: dict[str, str] = {}
    states: tuple[str, ...] = ()
    alliance_floor: Literal["reported", "enforced"] = "reported"


class GuidelinesRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which edition of the guidelines answers, from a day on, what the file does not say."""

    edition: str


class TransitionRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By the rules of which day something is judged: what was given, registered, submitted or decided then."""

    of: str
    judged_by: Moment


Ranked = Literal["cda", "associate", "bachelor", "master", "doctorate"]
"""The degrees that lie above one another, the lowest first."""


class Way(Struct, frozen=True, forbid_unknown_fields=True):
    """One way to a standing: an endorsement in one of ``holds`` (``every``: any), or a vetting of a scope.

    The applicant's degree is that of the day asked about. Where nobody knows the provider's, a reviewer has to say.
    """

    holds: tuple[str, ...] = ()
    vetted: VettingScope | None = None
    emerging: bool = False
    provider_degree_at_least: Ranked | None = None
    applicant_degree_at_least: Ranked | None = None
    applicant_degree_at_most: Ranked | None = None
    once_accepted: bool = False
    line: str | None = None

    @property
    def asks_applicant(self) -> bool:
        """Whether it takes applicants of some degrees only."""
        return self.applicant_degree_at_least is not None or self.applicant_degree_at_most is not None


class StandingRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"for_": "for", "from_": "from"}):
    """Who counts as what: who may give RSC, rate, review, supervise, for applicants of which categories."""

    may: StandingName
    for_: tuple[str, ...] = ("every",)
    any_of: tuple[Way, ...]
    association: Literal["any", "own"] = "any"


class VettingEnd(Struct, frozen=True, forbid_unknown_fields=True):
    on: date
    by: Literal["given", "registered", "submitted", "decided"] = "given"


class VettingRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the association vets people, and through which day what they do counts."""

    scope: VettingScope
    by: Literal["interview", "phone_call"] = "interview"
    ends: tuple[VettingEnd, ...] = ()


class EmergingRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"for_": "for", "from_": "from"}):
    """What is asked of somebody who begins as emerging, and how long they may take for the rest."""

    for_: tuple[str, ...]
    asks: tuple[RequirementKey, ...]
    complete_within: Length


class PlanRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A membership that one may choose on the days on which the row rules, who holds it, and what it covers.

    Only a plan that a person holds and that covers ``endorsement`` answers a requirement of membership.
    """

    key: PlanKey
    name: str
    held_by: Literal["person", "organisation"] = "person"
    covers: tuple[Literal["endorsement"], ...] = ()


class MembershipRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long a membership runs, and from which day of the year it runs to the end of the next.

    A row that names a ``plan`` goes before one for all plans.
    """

    plan: PlanKey | None = None
    year: Literal["calendar", "rolling"]
    ends_on: DayOfYear | None = None
    next_year_if_bought_from: DayOfYear | None = None


class FundRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fund that pays in place of people: for which occasions, out of which budget, how many hours of RSC."""

    key: str
    pays: tuple[str, ...]
    from_budget: str | None = None
    hours: Minutes | None = None


class IntakeRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How people come from interest to an application.

    ``residents``: applications are opened for residents of the association's states alone; of the rest, which is
    shown, nothing is asked yet.
    """

    how: Literal["cohort", "rolling", "window"]
    cohort_at_most: int | None = None
    agency_cohort_from: int | None = None
    selection: Literal["first_come", "named_person", "points"] = "first_come"
    accept_within: Length | None = None
    apply_within: Length | None = None
    advisor: bool = False
    residents: bool = False


class ReviewRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"for_": "for", "from_": "from"}):
    """How many review, who may, which relations bar them, and whether a relation may be let pass."""

    for_: tuple[str, ...] = ("every",)
    reviewers: Annotated[int, Meta(ge=1)]
    how: Literal["alone", "consensus", "two_tier"] = "consensus"
    reviewer_may: StandingName = StandingName("review")
    conflicts: tuple[Relation, ...] = ()
    override_by: Literal["coordinator", "nobody"] = "nobody"
    advisory: bool = False


class ExamRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"for_": "for", "from_": "from"}):
    """How a part of the exam is given and passed. Read and shown; results are recorded as they were found."""

    for_: tuple[str, ...] = ("every",)
    part: ExamPart
    pass_at: BasisPoints
    questions: int | None = None
    minutes: int | None = None
    scorers: int = 1
    blind: bool = True
    approval_valid_for: Length | None = None
    given_by: Literal["alliance", "association"] = "association"
    retake_after: Length | None = None


class RenewalRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"for_": "for", "from_": "from"}):
    """How long an endorsement holds, and how it is renewed. What a grant asks is the day; renewing itself follows."""

    for_: tuple[str, ...] = ("every",)
    every_years: Annotated[int, Meta(ge=1)]
    next_due: date
    window_opens: DayOfYear | None = None
    grace_until: DayOfYear | None = None
    proof: Literal["every_hour", "attested"] = "every_hour"
    audit_percent: int | None = None
    first_renewal_asks: tuple[str, ...] = ()
    pro_rated: Literal["no", "whole_years_left"] = "no"
    several: Literal["each", "most_demanding"] = "each"


class LapseRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What becomes of an endorsement that is not renewed, and which fees a reinstatement costs."""

    then: Literal["off_registry", "inactive_registry", "nothing"]
    reinstated_within: Length | None = None
    next_audit_certain: bool = False
    charges: tuple[str, ...] = ()


class RecognitionRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How endorsements from elsewhere are taken. Read and shown; nothing is asked of it yet."""

    of: tuple[str, ...]
    terms: Literal["honoured", "reviewed", "not_honoured"]


class FeeRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"for_": "for", "from_": "from"}):
    """What an occasion costs whom, when it is charged, and what waits until it is settled.

    Which row answers: one that names a plan, or members (``true``: they pay it, ``false``: all others do), goes before
    one that names neither; of those, one that names the category before one for ``every``; of these, the latest begun.
    A row for a category beside one for members leaves open what its members pay, and is a mistake until a row names
    both. Without ``due`` a fee is charged with what it is for, processing with the submission. ``added_to``: collected
    beside the fee of another occasion, when that one is due; a ``late_renewal`` without it is paid instead of the
    renewal. Of what is refunded in ``part``, ``kept`` stays. No row: nothing is charged.
    """

    occasion: str
    for_: tuple[str, ...] = ("every",)
    plan: PlanKey | None = None
    members: bool | None = None
    amount: Cents
    due: str | None = None
    refund: Literal["none", "all", "part"] = "none"
    kept: Cents | None = None
    added_to: str | None = None
    paid_before: Literal["submission", "decision", "nothing"] = "nothing"


class UpgradeRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"for_": "for", "from_": "from"}):
    """What somebody pays who holds an endorsement here and applies for another category, and how long they wait.

    ``difference``: the processing fee less that of the dearest category held, and never below nothing.
    """

    for_: tuple[str, ...] = ("every",)
    charge: Literal["full", "difference"]
    registration_again: bool = True
    wait: Length | None = None


class PolicyDocument(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole resolved policy: own rows and the guidelines' values inlined, sheets complete."""

    format: Literal["vouchbook-policy/1"]
    association: AssociationRow
    sources: dict[str, SourceText]
    guidelines: tuple[GuidelinesRow, ...] = ()
    transition: tuple[TransitionRow, ...] = ()
    standing: tuple[StandingRow, ...] = ()
    vetting: tuple[VettingRow, ...] = ()
    emerging: tuple[EmergingRow, ...] = ()
    plan: tuple[PlanRow, ...] = ()
    membership: tuple[MembershipRow, ...] = ()
    fund: tuple[FundRow, ...] = ()
    intake: tuple[IntakeRow, ...] = ()
    review: tuple[ReviewRow, ...] = ()
    exam: tuple[ExamRow, ...] = ()
    renewal: tuple[RenewalRow, ...] = ()
    lapse: tuple[LapseRow, ...] = ()
    recognition: tuple[RecognitionRow, ...] = ()
    fee: tuple[FeeRow, ...] = ()
    upgrade: tuple[UpgradeRow, ...] = ()
    sheets: tuple[Sheet, ...] = ()


R = TypeVar("R", bound=Row)


class NoSheet(LookupError):
    """The association has no sheet for this category, occasion and day; the message names the way out."""


class NoEmerging(LookupError):
    """Nobody begins in this category as emerging; the message names the way out."""


class UnknownCategory(LookupError):
    """The association does not offer this category; the message names those it does."""


def ruling_row(rows: Sequence[R], on: date) -> R | None:
    """The row in force on a day among rows of one key: the latest begun, unless its ``until`` has passed."""
    begun = [row for row in rows if row.from_ is None or row.from_ <= on]
    if not begun:
        return None
    latest = max(begun, key=lambda row: row.from_ or date.min)
    return None if latest.until is not None and latest.until < on else latest


def emerging_on(document: PolicyDocument, category: CategoryCode, on: date) -> EmergingRow:
    """What is asked of somebody who begins as emerging on a day: a row that names the category goes before one for all.

    :raises NoEmerging: nobody begins so in this category on that day
    """
    if row := _emerging(document, category, on):
        return row
    begun = [each for each in document.association.categories if _emerging(document, each, on)]
    where = f"one may in {', '.join(begun)}" if begun else "one may in no category"
    raise NoEmerging(
        f"{document.association.code} lets nobody begin in {category} as emerging on {on}; {where}. Apply for the "
        "complete endorsement"
    )


def _emerging(document: PolicyDocument, category: CategoryCode, on: date) -> EmergingRow | None:
    for wanted in (category, "every"):
        if row := ruling_row(tuple(row for row in document.emerging if wanted in row.for_), on):
            return row
    return None


def sheet_on(document: PolicyDocument, category: CategoryCode, at: Occasion, on: date) -> tuple[int, Sheet]:
    """The sheet in force on ``on`` and its index in the document.

    :raises UnknownCategory: the association does not offer the category
    :raises NoSheet: no sheet on that day
    """
    offered = document.association.categories
    code = document.association.code
    if category not in offered:
        raise UnknownCategory(f"{code} offers {', '.join(offered)}; not {category!r}")
    mine = [(i, s) for i, s in enumerate(document.sheets) if s.category == category and s.at is at]
    for index, sheet in mine:
        if (sheet.from_ is None or sheet.from_ <= on) and (sheet.until is None or on <= sheet.until):
            return index, sheet
    with_sheet = sorted({s.category for s in document.sheets if s.at is at})
    if not mine:
        raise NoSheet(
            f"{code} offers {category}, but neither its policy nor its guidelines edition holds the sheet yet; "
            f"sheets exist for {', '.join(with_sheet) or 'no category'}"
        )
    first = min((s.from_ for _, s in mine if s.from_), default=None)
    raise NoSheet(f"{code} has no sheet for {category} on {on}; the first one begins on {first}")
