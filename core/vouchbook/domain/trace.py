"""The explained evaluation of a sheet: for every requirement what it asks, what counts, what does not, and why.

A trace holds codes, ids, dates and whole numbers, never a sentence: it can stand in the clear part of an
event for ever, and the faces choose the words (``letters``).
"""

from __future__ import annotations

from datetime import date
from enum import Enum

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from vouchbook.domain.names import (
    AssociationCode,
    CategoryCode,
    ColleagueId,
    Digest,
    Due,
    ItemId,
    Kind,
    Occasion,
    QuestionKey,
    RequirementKey,
    SlotKey,
    StandingName,
)


class Status(Enum):
    """Whether a requirement is met; ``judgement``: only a reviewer can say."""

    MET = "met"
    MISSING = "missing"
    JUDGEMENT = "judgement"


class Unit(Enum):
    """What a finding's whole numbers count."""

    MINUTES = "minutes"  # shown as clock hours
    MONTHS = "months"  # in 1/377,580 of a month (``policy.months.MONTH``)
    DEGREES = "degrees"
    LICENCES = "licences"
    RATINGS = "ratings"
    DOCUMENTS = "documents"
    TERMS = "terms"
    PARTS = "parts"
    AREAS = "areas"
    ITEMS = "items"
    FAMILIES = "families"
    ENDORSEMENTS = "endorsements"
    STATEMENTS = "statements"
    WAYS = "ways"
    NONE = "none"


class Why(Enum):
    """Why an item does not count, or counts only in part; the words are in ``letters``."""

    AFTER_DAY_ASKED = "after_day_asked"
    BEFORE_DEGREE = "before_degree"
    NO_DEGREE = "no_degree"
    TOO_LONG_AGO = "too_long_ago"
    OUTSIDE_CYCLE = "outside_cycle"
    PROVIDER_WITHOUT_STANDING = "provider_without_standing"
    STANDING_NOT_YET = "standing_not_yet"
    STANDING_ENDED = "standing_ended"
    VETTING_ENDED = "vetting_ended"
    VETTED_ELSEWHERE = "vetted_elsewhere"
    STANDING_UNCONFIRMED = "standing_unconfirmed"
    STANDING_EMERGING = "standing_emerging"
    PROVIDER_DEGREE = "provider_degree"  # not high enough for this standing
    APPLICANT_DEGREE = "applicant_degree"  # the standing is for applicants of another degree
    VETTED_OTHERWISE = "vetted_otherwise"  # for another task than the one asked about
    CLAIM_UNCONFIRMED = "claim_unconfirmed"
    PEER = "peer"
    NOT_PAID = "not_paid"
    NOT_SUPERVISED = "not_supervised"
    NOT_WITH = "not_with"
    SERVICES_LACKING = "services_lacking"
    CONDITION_NOT_MET = "condition_not_met"
    NOT_INTERNSHIP = "not_internship"
    ALREADY_COUNTED = "already_counted"
    OVER_LIMIT = "over_limit"
    NOT_NEEDED = "not_needed"  # something better already answers the requirement
    TOO_MANY_PROVIDERS = "too_many_providers"
    NOT_MOST_FROM_ONE = "not_most_from_one"  # the others together must count for less than the largest provider
    AWAITS_REVIEWER = "awaits_reviewer"
    REJECTED_BY_REVIEWER = "rejected_by_reviewer"
    KNOWN_TOO_SHORTLY = "known_too_shortly"
    NOT_ENOUGH_INFORMATION = "not_enough_information"
    SAME_RATER = "same_rater"
    NO_SLOT = "no_slot"
    NOT_CURRENT_SUPERVISOR = "not_current_supervisor"
    GAVE_NO_RSC = "gave_no_rsc"
    EXAM_PART_NOT_PASSED = "exam_part_not_passed"
    TERM_NOT_COVERING = "term_not_covering"
    OTHER_ASSOCIATION = "other_association"
    HELD_BY_ORGANISATION = "held_by_organisation"
    PLAN_NOT_COVERING = "plan_not_covering"
    NOT_IN_FORCE = "not_in_force"
    LEVEL_NOT_ENOUGH = "level_not_enough"
    NO_TRANSCRIPT = "no_transcript"
    UNOFFICIAL_TRANSCRIPT = "unofficial_transcript"  # where an official one is asked for
    OUTSIDE_BEST_WINDOW = "outside_best_window"
    OTHER_FORM = "other_form"  # an exam of the other family
    HELD_TOO_SHORTLY = "held_too_shortly"
    FAMILIES_NOT_SAID = "families_not_said"  # a job that names no families served
    NOT_SUPERVISEE = "not_supervisee"  # the person gives this rater no RSC, as far as is documented
    REFERENCE_NEEDED = "reference_needed"  # all an applicant hears of a rating that does not count


class Because(Struct, frozen=True, omit_defaults=True):
    """A reason as a code and its parameters."""

    code: Why
    on: date | None = None  # the day of the thing
    until: date | None = None  # the day that rules: a degree, the last day of a standing
    who: ColleagueId | None = None
    may: StandingName | None = None
    slot: SlotKey | None = None
    amount: int | None = None  # in the finding's unit
    name: QuestionKey | None = None  # the condition of the sheet that does not hold, where the code leaves it open


class Excluded(Struct, frozen=True):
    """An item, or the part of it, that does not count; ``amount`` in the finding's unit."""

    item: ItemId
    amount: int
    because: Because


class Question(Struct, frozen=True):
    """Something only a reviewer can answer.

    A judgement of the sheet has a ``key``; an item awaiting acceptance has ``item`` and ``revision``.
    ``answer``: ``None`` while open, then what the reviewers settled on.
    """

    requirement: RequirementKey
    key: QuestionKey | None = None
    item: ItemId | None = None
    revision: int | None = None
    answer: bool | None = None


class Lacking(Struct, frozen=True, omit_defaults=True):
    """One thing that is missing, so that its words can name the way out."""

    code: Lack
    amount: int | None = None
    slot: SlotKey | None = None
    name: QuestionKey | None = None  # a part, a document, a level: a code of the sheet
    may: StandingName | None = None
    on: date | None = None


class Lack(Enum):
    """What a line lacks, as a code; ``letters`` finds the words."""

    AMOUNT = "amount"  # so much more of the unit
    PART = "part"  # so much more of a named part
    PARTS_TOGETHER = "parts_together"  # no minute serves two parts, and together they ask for so much more
    SPREAD = "spread"  # the items must reach to ``on``
    SLOT = "slot"  # a reference for this place
    ENDORSED_RATER = "endorsed_rater"  # one rater must be endorsed or vetted
    DOCUMENT = "document"
    EXAM_PART = "exam_part"
    MEMBERSHIP = "membership"
    DEGREE = "degree"
    LICENCE = "licence"
    AREA = "area"
    ENDORSEMENT = "endorsement"
    STATEMENT = "statement"
    JUDGED_NOT_MET = "judged_not_met"  # reviewers answered a judgement with no
    ANSWER = "answer"  # only a reviewer can say
    WAY = "way"  # none of the ways is met


class Origin(Struct, frozen=True):
    """Which row of the policy version asked: words, document and line are looked up there."""

    category: CategoryCode
    at: Occasion
    key: RequirementKey
    row: int  # index of the line in the version's sheet
    sheet: int  # index of the sheet in the version


class Finding(Struct, frozen=True):
    """One requirement's part of a trace.

    ``required``, ``counted``, ``pending`` are whole numbers of ``unit``; ``pending`` counts only once a
    reviewer has accepted the ``pending_items``. ``options`` are the findings of an ``any_of``'s ways.
    """

    requirement: RequirementKey
    kind: Kind
    status: Status
    due: Due
    unit: Unit
    required: int
    counted: int
    pending: int
    origin: Origin
    lacking: tuple[Lacking, ...] = ()
    counted_items: tuple[ItemId, ...] = ()
    pending_items: tuple[ItemId, ...] = ()
    excluded_items: tuple[Excluded, ...] = ()
    questions: tuple[Question, ...] = ()
    options: tuple[Finding, ...] = ()


class Moments(Struct, frozen=True, omit_defaults=True):
    """The days that an evaluation speaks of; never mixed with the day a thing happened.

    ``cycle_start`` and ``cycle_end`` are the first and last day of the cycle that a renewal is about.
    """

    asked: date
    registered: date | None = None
    submitted: date | None = None
    decided: date | None = None
    cycle_start: date | None = None
    cycle_end: date | None = None


class Audience(Enum):
    APPLICANT = "applicant"
    REVIEWER = "reviewer"
    COORDINATOR = "coordinator"


class Trace(Struct, frozen=True):
    """What a sheet says of a portfolio on a day, line by line.

    ``emerging`` is true, or not there at all: then every line was asked.
    """

    association: AssociationCode
    category: CategoryCode
    at: Occasion
    policy: Digest
    moments: Moments
    findings: tuple[Finding, ...]
    claims_taken: bool = False
    emerging: bool | UnsetType = UNSET

    @property
    def missing(self) -> tuple[RequirementKey, ...]:
        return tuple(f.requirement for f in self.findings if f.status is Status.MISSING)

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """What reviewers have still to answer before an approval."""
        return tuple(q for f in self.findings for q in f.questions if q.answer is None)

    def missing_by(self, due: Due) -> tuple[RequirementKey, ...]:
        """The requirements missing at this moment: what is due at the decision does not hinder a submission."""
        return tuple(
            f.requirement
            for f in self.findings
            if f.status is Status.MISSING and (due is Due.DECISION or f.due is Due.SUBMISSION)
        )

    def for_(self, audience: Audience) -> Trace:
        """The trace as ``audience`` may see it: an applicant never learns what a rating says."""
        if audience is not Audience.APPLICANT:
            return self
        return replace(self, findings=tuple(_without_ratings(f) for f in self.findings))


def _without_ratings(finding: Finding) -> Finding:
    if finding.options:
        return replace(finding, options=tuple(_without_ratings(option) for option in finding.options))
    if finding.unit is not Unit.RATINGS:
        return finding
    hidden = Because(Why.REFERENCE_NEEDED)
    return replace(finding, excluded_items=tuple(replace(e, because=hidden) for e in finding.excluded_items))
