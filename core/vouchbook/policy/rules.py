"""One line of a requirement sheet: what it asks, in the closed vocabulary of kinds and conditions.

Values are already in the units of the book: minutes, whole months, days; see ``values`` for how a
coordinator writes them. A new kind or condition is a new class or field here, its measure in
``measures``, its phrase in ``letters.rules``.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from vouchbook.domain.names import (
    About,
    Acceptable,
    Area,
    CategoryCode,
    DegreeLevel,
    Document,
    Due,
    ExamPart,
    Family,
    Kind,
    Occasion,
    PlanKey,
    QuestionKey,
    RequirementKey,
    ServiceKind,
    Setting,
    SlotKey,
    StandingName,
    StatementCode,
    With,
)

Minutes = Annotated[int, Meta(ge=0, extra={"written": "hours"})]
"""Whole minutes; written ``30``, ``"1.5"`` or ``"1:30"`` clock hours."""
Cents = Annotated[int, Meta(ge=0, extra={"written": "money"})]
"""Whole cents; written ``25`` or ``"25.00"``."""
BasisPoints = Annotated[int, Meta(ge=0, le=10_000, extra={"written": "share"})]
"""A share in ten-thousandths; written ``"0.80"``."""
DayOfYear = Annotated[str, Meta(extra={"written": "day_of_year"})]
"""``"12-31"``."""

Areas = Annotated[tuple[Area, ...], Meta(extra={"written": "areas"})]
"""Areas of competency; written as a list, or ``["every"]`` for the eight that all categories share."""


class Length(Struct, frozen=True):
    """A length of time: written ``"12 months"``, ``"1 year"`` (months) or ``"90 days"`` (days)."""

    months: int = 0
    days: int = 0


class Judgement(Struct, frozen=True, forbid_unknown_fields=True):
    """A question that only a reviewer can answer; ``ask`` is in our own words."""

    key: QuestionKey
    ask: str
    line: str | None = None


class Where(Struct, frozen=True, forbid_unknown_fields=True, rename={"with_": "with"}):
    """Conditions on an item, all of which must hold; ``None`` or empty asks nothing."""

    after_degree: DegreeLevel | None = None
    within_last: Length | None = None
    given_by: StandingName | None = None
    supervised_by: StandingName | None = None
    peer: bool | None = None
    paid: bool | None = None
    supervised: bool | None = None
    internship: bool | None = None
    volunteer: bool | None = None
    specialised_training: bool | None = None
    licensed: bool | None = None
    with_: tuple[With, ...] = ()
    services: tuple[ServiceKind, ...] = ()
    services_any: tuple[ServiceKind, ...] = ()
    about: tuple[About, ...] = ()
    setting: tuple[Setting, ...] = ()
    covers_competency: bool | None = None


class Applies(Struct, frozen=True, forbid_unknown_fields=True):
    """To whom a line or part applies; others get no finding."""

    holds: tuple[CategoryCode, ...] = ()
    attests: StatementCode | None = None
    held_at_least: Length | None = None
    held_less_than: Length | None = None


class AlsoMinutes(Struct, frozen=True, forbid_unknown_fields=True):
    """Another way for hours to count; hours count in the first way that takes the item."""

    where: Where = Where()
    of: Literal["training", "rsc", "service"] | None = None
    at_most: Minutes | None = None
    once_accepted: bool = False
    line: str | None = None


class AlsoMonths(Struct, frozen=True, forbid_unknown_fields=True):
    """Another way for work to count; work counts in the first way that takes the day."""

    where: Where = Where()
    at_most: int | None = None
    once_accepted: bool = False
    line: str | None = None


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """Minutes of a kind that must lie within the total."""

    key: QuestionKey
    minimum: Minutes
    where: Where = Where()
    when: Applies | None = None


class Slot(Struct, frozen=True, forbid_unknown_fields=True, rename={"is_": "is"}):
    """A place that a reference fills. ``is``: who the rater must be; ``may``: a standing they must have.

    Of a ``current_supervisor`` and of one who ``received_rsc`` a reviewer decides where the portfolio does not tell.
    """

    key: SlotKey
    is_: Literal["current_supervisor", "gave_rsc", "received_rsc", "anyone"] = "anyone"
    may: StandingName | None = None
    line: str | None = None


class AnyOf(Struct, frozen=True, tag_field="kind", tag="any_of", forbid_unknown_fields=True):
    """One of several ways is enough; each of ``options`` is a rule of its own."""

    key: RequirementKey
    options: tuple[Rule, ...]
    judgement: tuple[Judgement, ...] = ()


class AllOf(Struct, frozen=True, tag_field="kind", tag="all_of", forbid_unknown_fields=True):
    """Several rules in one line, all of which must hold."""

    key: RequirementKey
    options: tuple[Rule, ...]
    judgement: tuple[Judgement, ...] = ()


class Degree(Struct, frozen=True, tag_field="kind", tag="degree", forbid_unknown_fields=True):
    """A degree of one of these levels; ``reviewer_may_accept``: what counts once a reviewer says so.

    ``unofficial_transcript``: where a transcript is needed, one that the school did not send itself will do.
    """

    key: RequirementKey
    levels: tuple[DegreeLevel, ...]
    reviewer_may_accept: tuple[Acceptable, ...] = ()
    transcript: Literal["always", "if_coursework", "never"] = "if_coursework"
    unofficial_transcript: bool = False
    judgement: tuple[Judgement, ...] = ()


class Licence(Struct, frozen=True, tag_field="kind", tag="licence", forbid_unknown_fields=True):
    """A licence of one of these kinds, in force on the day asked."""

    key: RequirementKey
    kinds: tuple[str, ...]
    reviewer_may_accept: tuple[str, ...] = ()
    held: Length | None = None
    judgement: tuple[Judgement, ...] = ()


class Hours(Struct, frozen=True, tag_field="kind", tag="hours", forbid_unknown_fields=True):
    key: RequirementKey
    of: Literal["training", "rsc", "service"]
    minimum: Minutes
    typical: Minutes | None = None
    where: Where = Where()
    also: tuple[AlsoMinutes, ...] = ()
    parts: tuple[Part, ...] = ()
    disjoint: bool = False
    within: Length | None = None
    spread_over: Length | None = None
    providers_at_most: int | None = None
    most_from_one: bool = False
    judgement: tuple[Judgement, ...] = ()


class Months(Struct, frozen=True, tag_field="kind", tag="months", forbid_unknown_fields=True):
    """Months of work, each day once; ``minimum`` and ``at_most`` are whole months."""

    key: RequirementKey
    minimum: int
    where: Where = Where()
    also: tuple[AlsoMonths, ...] = ()
    part_time: Literal["counts_in_full", "by_fraction"] = "counts_in_full"
    judgement: tuple[Judgement, ...] = ()


class Count(Struct, frozen=True, tag_field="kind", tag="count", forbid_unknown_fields=True):
    """So many items, or so many families served in all jobs that fit.

    Of a training, a session or service every day must fit; a job counts, with all its families, if on one day
    everything fits. A job that names no families adds none.
    """

    key: RequirementKey
    of: Literal["training", "rsc", "work", "service"]
    minimum: Annotated[int, Meta(ge=1)]
    sum: Literal["items", "families"] = "items"
    where: Where = Where()
    judgement: tuple[Judgement, ...] = ()


class Holds(Struct, frozen=True, tag_field="kind", tag="holds", forbid_unknown_fields=True):
    """An endorsement in one of these categories, in force on the day asked, of whatever association.

    ``emerging``: one that is still to be completed counts too. ``held_for``: without a day between, by one
    endorsement or by several, one upon the other.
    """

    key: RequirementKey
    any_of: tuple[CategoryCode, ...]
    emerging: bool = False
    held_for: Length | None = None
    judgement: tuple[Judgement, ...] = ()


class Attested(Struct, frozen=True, tag_field="kind", tag="attestation", forbid_unknown_fields=True):
    """Statements that the person makes themself."""

    key: RequirementKey
    statements: tuple[StatementCode, ...]
    given: Literal["once", "this_cycle"] = "once"
    judgement: tuple[Judgement, ...] = ()


class Ratings(Struct, frozen=True, tag_field="kind", tag="ratings", forbid_unknown_fields=True):
    """References from different people, one for each place."""

    key: RequirementKey
    slot: tuple[Slot, ...]
    known_for: Length | None = None
    not_enough_information_below: int | None = None
    within_last: Length | None = None
    at_least_one_may: StandingName | None = None
    judgement: tuple[Judgement, ...] = ()


class Signatures(Struct, frozen=True, tag_field="kind", tag="signatures", forbid_unknown_fields=True):
    """Documents signed, once or in this cycle."""

    key: RequirementKey
    documents: tuple[Document, ...]
    signed: Literal["once", "this_cycle"] = "once"
    judgement: tuple[Judgement, ...] = ()


class Membership(Struct, frozen=True, tag_field="kind", tag="membership", forbid_unknown_fields=True):
    """``of``: ``own``, ``any_imh`` or another body's code."""

    key: RequirementKey
    required: bool = True
    of: tuple[str, ...] = ("own",)
    plans: tuple[PlanKey, ...] = ()
    when: Literal["on_the_day_asked", "whole_cycle"] = "on_the_day_asked"
    judgement: tuple[Judgement, ...] = ()


class Exam(Struct, frozen=True, tag_field="kind", tag="exam", forbid_unknown_fields=True):
    """Parts of the written exam, all passed; ``form``: of which family."""

    key: RequirementKey
    parts: tuple[ExamPart, ...]
    form: Family | None = None
    valid_for: Length | None = None
    judgement: tuple[Judgement, ...] = ()


class Competencies(Struct, frozen=True, tag_field="kind", tag="competencies", forbid_unknown_fields=True):
    """Areas of competency that evidence shows; one that it does not is a question for reviewers."""

    key: RequirementKey
    areas: Areas
    by: tuple[Literal["training", "coursework", "rsc"], ...] = ("training", "coursework", "rsc")
    ratings_show: tuple[Area, ...] = ()
    coursework_needs_transcript: bool = False
    judgement: tuple[Judgement, ...] = ()


class JudgementOnly(Struct, frozen=True, tag_field="kind", tag="judgement", forbid_unknown_fields=True):
    """Nothing to measure: a reviewer answers."""

    key: RequirementKey
    judgement: tuple[Judgement, ...]


class NotRequired(Struct, frozen=True, tag_field="kind", tag="not_required", forbid_unknown_fields=True):
    """Removes the guidelines' line of this key."""

    key: RequirementKey


Rule = (
    AnyOf
    | AllOf
    | Degree
    | Licence
    | Hours
    | Months
    | Count
    | Ratings
    | Holds
    | Attested
    | Signatures
    | Membership
    | Exam
    | Competencies
    | JudgementOnly
    | NotRequired
)


def kind_of(rule: Rule) -> Kind:
    return Kind(rule.__struct_config__.tag)


class Line(Struct, frozen=True):
    """One line of a complete sheet: the rule, when it rules, where it comes from.

    ``origin`` is ``own`` or ``guidelines 2024``; ``floor`` is the guideline's line that an own line replaced.
    """

    rule: Rule
    origin: str
    from_: date | None = field(name="from")
    until: date | None
    source: str
    line: str | None
    confirmed: bool
    note: str | None = None
    due: Due = Due.SUBMISSION
    applies: Applies | None = None
    floor: Rule | None = None


class Sheet(Struct, frozen=True):
    """The complete lines of one category and occasion between two days of change.

    ``dropped`` are the guidelines' lines that an own ``not_required`` removes: what was asked is their ``floor``.
    """

    category: CategoryCode
    at: Occasion
    from_: date | None = field(name="from")
    until: date | None
    lines: tuple[Line, ...]
    dropped: tuple[Line, ...] = ()
