"""What an occasion would cost somebody on a day, by the association's policy and what its book knows of them."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.associations import Association
from vouchbook.domain.authorize import Action, Circumstances, Principal
from vouchbook.domain.endorsement import EndorsementStatus
from vouchbook.domain.membership import Membership
from vouchbook.domain.names import CategoryCode, FeeOccasion, Occasion, PersonId, PlanKey
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import MEMBERSHIP
from vouchbook.domain.trace import Moments
from vouchbook.hookspecs import Fee
from vouchbook.policy.calendar import later
from vouchbook.policy.cycles import fees_judged_on
from vouchbook.policy.document import PolicyDocument, sheet_on
from vouchbook.policy.fees import collected_with, reinstatement_costs, upgrade_row
from vouchbook.policy.rules import AllOf, AnyOf, Exam, Rule
from vouchbook.projections.endorsements import EndorsementRow, endorsements_of
from vouchbook.service.members import own_terms_on
from vouchbook.service.office import Office
from vouchbook.service.person import known_person

LATE = FeeOccasion.LATE_RENEWAL
HELD = (EndorsementStatus.ACTIVE, EndorsementStatus.IN_GRACE)


class Quote(Struct, frozen=True):
    """What an occasion costs somebody on a day; no ``fees``: the policy charges nothing for it.

    ``late_since`` is the last day on which the renewal was not late yet, ``lapsed_since`` the last one on which it
    could be renewed at all; ``unless`` names the fees of policy that do not concern this occasion on this day.
    """

    person: PersonId
    occasion: FeeOccasion
    category: CategoryCode | None
    on: date
    fees: tuple[Fee, ...]
    member: bool
    held: tuple[CategoryCode, ...]
    late_since: date | None = None
    lapsed_since: date | None = None

    @property
    def cents(self) -> int:
        return sum(fee.cents for fee in self.fees)


def quote(
    office: Office,
    principal: Principal,
    person: PersonId,
    occasion: FeeOccasion,
    *,
    on: date,
    category: CategoryCode | None = None,
    plan: PlanKey | None = None,
) -> Quote:
    """Say what an occasion would cost somebody on a day; nothing is recorded.

    :raises Refused: no such person; a category, plan or endorsement is needed to tell
    :raises UnknownCategory: the association does not offer the category
    """
    office.allow(principal, Action.QUOTE_FEE, Circumstances(about=person))
    known_person(office, person)
    association = office.association(on)
    asked, endorsement = about(office, association, person, occasion, category, plan, on)
    moments = Moments(asked=on)
    fees = fees_of(office, association, person, occasion, category=asked, plan=plan, moments=moments)
    return Quote(
        person=person,
        occasion=occasion,
        category=asked,
        on=on,
        fees=fees,
        member=is_member(office, person, on),
        held=held_by(office, person, on, asked),
        late_since=endorsement.valid_until if endorsement and endorsement.valid_until < on else None,
        lapsed_since=endorsement.grace_until or endorsement.valid_until
        if endorsement and endorsement.interval.status(on) is EndorsementStatus.LAPSED
        else None,
    )


def about(
    office: Office,
    association: Association,
    person: PersonId,
    occasion: FeeOccasion,
    category: CategoryCode | None,
    plan: PlanKey | None,
    on: date,
) -> tuple[CategoryCode | None, EndorsementRow | None]:
    """The category that an occasion is about, and the endorsement where it is about one.

    :raises Refused: what was asked does not say which, or there is none
    """
    document = association.version.document
    if occasion is FeeOccasion.MEMBERSHIP:
        plans = tuple(dict.fromkeys(row.key for row in document.plan))
        if plan not in plans:
            raise Refused("no_such_plan", association=office.code, plans=plans)
        return None, None
    if category is not None:
        sheet_on(document, category, Occasion.APPLICATION, on)
    if occasion in (FeeOccasion.REGISTRATION, FeeOccasion.PROCESSING, FeeOccasion.EXAM):
        if category is None:
            raise Refused("fee_of_which_category", occasion=occasion, categories=document.association.categories)
        return category, None
    endorsement = endorsement_of(office, person, category)
    return CategoryCode(endorsement.category), endorsement


def endorsement_of(office: Office, person: PersonId, category: CategoryCode | None) -> EndorsementRow:
    """The endorsement that would be renewed or reinstated: the latest in the category.

    :raises Refused: they have none here, or several and nobody said which
    """
    rows = [row for row in office.listed(endorsements_of, person) if category in (None, row.category)]
    categories = tuple(sorted({row.category for row in rows}))
    if not rows:
        raise Refused("never_endorsed", association=office.code, person=person, category=category)
    if len(categories) > 1:
        raise Refused("endorsed_in_several", person=person, categories=categories)
    return max(rows, key=lambda row: (row.valid_until, row.endorsement))


def fees_of(
    office: Office,
    association: Association,
    person: PersonId,
    occasion: FeeOccasion,
    *,
    moments: Moments,
    category: CategoryCode | None = None,
    plan: PlanKey | None = None,
    late: bool | None = None,
) -> tuple[Fee, ...]:
    """Every fee that is charged with an occasion: its own, and those that are added to it; none is a value.

    :param late: whether a renewal is late; without an answer, as the person's endorsement and the day say
    """
    document = association.version.document
    on = fees_judged_on(document, moments)
    member, held = is_member(office, person, moments.asked), held_by(office, person, moments.asked, category)
    if late is None and occasion is FeeOccasion.RENEWAL:
        late = endorsement_of(office, person, category).valid_until < moments.asked

    def fee(of: FeeOccasion) -> Fee | None:
        return association.fee(of, category=category, plan=plan, member=member, held=held, on=on)

    if occasion is FeeOccasion.REINSTATEMENT:
        found = [fee(each) for each in reinstatement_costs(document, on)]
    else:
        own = fee(occasion)
        if late and (instead := fee(LATE)) and instead.added_to is None:
            own = instead
        beside = [fee(each) for each in collected_with(document, occasion) if late or each is not LATE]
        found = [own, *(each for each in beside if each and each.added_to is occasion)]
    return tuple(each for each in found if each is not None)


def is_member(office: Office, person: str, on: date) -> bool:
    """Whether somebody is a member of this association on a day: who they pay as. Their organisation's does not do."""
    state: Membership = office.load(MEMBERSHIP, person).state
    return bool(own_terms_on(office, state.standing_terms, on))


def held_by(office: Office, person: str, on: date, category: CategoryCode | None) -> tuple[CategoryCode, ...]:
    """The other categories in which somebody is endorsed here on a day."""
    rows = office.listed(endorsements_of, person)
    held = {row.category for row in rows if row.interval.status(on) in HELD and row.category != category}
    return tuple(CategoryCode(each) for each in sorted(held))


def may_upgrade(office: Office, document: PolicyDocument, person: str, category: CategoryCode, on: date) -> None:
    """:raises Refused: ``upgrade_too_early``: policy lets whoever is endorsed here wait before another category"""
    row = upgrade_row(document, category, on)
    if row is None or row.wait is None or not (held := held_by(office, person, on, category)):
        return
    since = max(each.valid_from for each in office.listed(endorsements_of, person) if each.category in held)
    if on < (first := later(since, row.wait)):
        raise Refused("upgrade_too_early", association=office.code, held=held, endorsed_on=since, until=first)


def asks_exam(document: PolicyDocument, category: CategoryCode, on: date) -> bool:
    """Whether the category's sheet of a day asks for an exam, be it as one way of several."""
    _, sheet = sheet_on(document, category, Occasion.APPLICATION, on)
    return any(_is_exam(line.rule) for line in sheet.lines)


def _is_exam(rule: Rule) -> bool:
    if isinstance(rule, AnyOf | AllOf):
        return any(_is_exam(option) for option in rule.options)
    return isinstance(rule, Exam)
