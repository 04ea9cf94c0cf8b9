"""What one policy version answers about somebody on a day: the sheet, who reviews, what is to pay, who counts as what.

Asked of two versions, the answers that differ are the impact of going from one to the other. Nothing is recorded, and
what was written when something happened is not asked again: the days of an endorsement, the size of a panel, charges.
"""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from vouchbook.associations import Association
from vouchbook.defaults import PolicySilent
from vouchbook.domain.account import Account
from vouchbook.domain.application import EndorsementApplication
from vouchbook.domain.evidence import Portfolio
from vouchbook.domain.names import CategoryCode, FeeDue, FeeOccasion, Occasion, PersonId, PlanKey, StandingName
from vouchbook.domain.streams import ACCOUNT
from vouchbook.domain.terms import Term as OwnTerm
from vouchbook.domain.trace import Moments, Trace
from vouchbook.hookspecs import Fee, ReviewPlan, Term
from vouchbook.policy.cycles import judged_on, with_cycle
from vouchbook.policy.document import NoEmerging, NoSheet, UnknownCategory
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.portfolio import Desk
from vouchbook.policy.standing_rows import RulingRows, StandingRows
from vouchbook.policy.standings import Standings
from vouchbook.projections.endorsements import EndorsementRow
from vouchbook.service.case import Case, moments_of, portfolio_of
from vouchbook.service.charging import ON_THE_WAY, charge_id
from vouchbook.service.evaluation import evaluate_case
from vouchbook.service.fees import asks_exam, fees_of, is_member
from vouchbook.service.granting import term_of
from vouchbook.service.held import Holder
from vouchbook.service.office import Office

Prices = dict[tuple[FeeOccasion, PlanKey | None], Fee]
_NO_ANSWER = (NoEmerging, NoSheet, UnknownCategory)
_DAY = timedelta(days=1)


class Answer(Struct, frozen=True):
    """A sheet held against somebody's evidence, and the day whose sheet it is; or why there is none."""

    trace: Trace | None
    judged_on: date
    problem: str | None = None


class OfApplication(Struct, frozen=True):
    answer: Answer
    review: ReviewPlan | None
    holds: Term | None
    fees: Prices


class OfEndorsement(Struct, frozen=True):
    answer: Answer
    renewed: Term | None
    fees: Prices


class OfMember(Struct, frozen=True):
    covers: Term | None
    fees: Prices


class Counts(Struct, frozen=True):
    """For applicants of which categories somebody may do something: for sure, and once a reviewer accepts it."""

    sure: tuple[CategoryCode, ...] = ()
    awaited: tuple[CategoryCode, ...] = ()


# ── An open application, at the earliest day on which it may be decided ───────────────────────


def of_application(office: Office, case: Case, association: Association, on: date) -> OfApplication:
    """What is said of an application that is open on a day, as if it were decided, or else submitted, on that day."""
    state: EndorsementApplication = case.application.state
    moments = _moments(state, on)
    return OfApplication(
        answer=_sheet(office, case, association, moments),
        review=_review(association, state, on),
        holds=_holds(association, state, moments),
        fees=_to_come(office, association, state, moments),
    )


def _moments(state: EndorsementApplication, on: date) -> Moments:
    if state.under_review:
        return moments_of(state, on, decided=on)
    return Moments(asked=on, registered=state.opened_on, submitted=on)


def _sheet(office: Office, case: Case, association: Association, moments: Moments) -> Answer:
    state: EndorsementApplication = case.application.state
    category = CategoryCode(str(state.category))
    judged = judged_on(association.version.document, category, Occasion.APPLICATION, moments)
    try:
        return Answer(evaluate_case(office, case, association, moments, submitting=not state.under_review), judged)
    except _NO_ANSWER as problem:
        return Answer(None, judged, str(problem.args[0]))


def _review(association: Association, state: EndorsementApplication, on: date) -> ReviewPlan | None:
    try:
        plan = association.review_plan(CategoryCode(str(state.category)), on)
    except PolicySilent:
        return None
    if not state.under_review:
        return plan
    return ReviewPlan(state.panel, plan.reviewer_may, plan.conflicts, plan.override)


def _holds(association: Association, state: EndorsementApplication, moments: Moments) -> Term | None:
    try:
        return term_of(association, state, moments)
    except (PolicySilent, *_NO_ANSWER):
        return None


def _to_come(office: Office, association: Association, state: EndorsementApplication, moments: Moments) -> Prices:
    """Every fee on the rest of its way that is not charged yet; and a membership, for whoever has none."""
    person, category = PersonId(str(state.person)), CategoryCode(str(state.category))
    account: Account = office.load(ACCOUNT, person).state
    passed = {FeeDue.REGISTRATION, *({FeeDue.SUBMISSION} if state.under_review else ())}
    try:
        exam = not state.emerging and asks_exam(
            association.version.document, category, moments.registered or moments.asked
        )
    except _NO_ANSWER:
        exam = False
    found: Prices = {}
    for occasion in ON_THE_WAY if exam else ON_THE_WAY[:-1]:
        for fee in fees_of(office, association, person, occasion, category=category, moments=moments):
            charged = charge_id(state.id, fee.occasion) in account.charges if state.id else False
            if fee.due not in passed and not charged and (exam or fee.occasion is not FeeOccasion.EXAM):
                found.setdefault((fee.occasion, None), fee)
    if not is_member(office, person, moments.asked):
        for plan in dict.fromkeys(row.key for row in association.version.document.plan):
            found |= _of_plan(office, association, person, plan, moments.asked)
    return found


# ── An endorsement in force, at its next renewal ──────────────────────────────────────────────


def of_endorsement(
    office: Office, case: Case, row: EndorsementRow, association: Association, on: date
) -> OfEndorsement:
    """What would be asked if it were renewed on a day with the evidence there is, and what follows from its due day."""
    category, person = CategoryCode(row.category), PersonId(row.person)
    document = association.version.document
    moments = with_cycle(document, category, Occasion.RENEWAL, Moments(asked=on))
    judged = judged_on(document, category, Occasion.RENEWAL, moments)
    portfolio = portfolio_of(office, case, submitting=True)
    try:
        trace = evaluate(
            association.version, category, Occasion.RENEWAL, portfolio, (), moments, ask=association.questions
        )
        answer = Answer(trace, judged)
    except _NO_ANSWER as problem:
        answer = Answer(None, judged, str(problem.args[0]))
    fees = fees_of(office, association, person, FeeOccasion.RENEWAL, category=category, moments=Moments(asked=on))
    return OfEndorsement(answer, _renewed(association, row, on), {(fee.occasion, None): fee for fee in fees})


def _renewed(association: Association, row: EndorsementRow, on: date) -> Term | None:
    try:
        return association.endorsement_term(CategoryCode(row.category), max(on, row.valid_until + _DAY))
    except PolicySilent:
        return None


# ── Who counts as what, and who is a member ───────────────────────────────────────────────────


def counting(
    office: Office, holder: Holder, association: Association, on: date, names: tuple[StandingName, ...]
) -> dict[StandingName, Counts]:
    """For whom somebody may do what on a day, by what the book itself knows that they hold."""
    desk, today = Desk(Portfolio(holder.items(office.code))), on.toordinal()
    found = {}
    document = association.version.document
    for name in names:
        sure, awaited = list[CategoryCode](), list[CategoryCode]()
        for category in document.association.categories:
            rows = RulingRows(StandingRows(document, category), Moments(asked=on))
            held = Standings(rows, desk, association.questions).held(None, name, today, today + 1)
            if any(first <= today < end for first, end in held.sure):
                sure.append(category)
            elif any(first <= today < end for first, end in held.possible):
                awaited.append(category)
        found[name] = Counts(tuple(sorted(sure)), tuple(sorted(awaited)))
    return found


def of_member(office: Office, person: PersonId, term: OwnTerm, association: Association, on: date) -> OfMember:
    """What the next membership of the same plan would cost on a day, and which days it would cover."""
    try:
        covers = association.membership_term(term.plan, max(on, term.last + _DAY))
    except PolicySilent:
        covers = None
    return OfMember(covers, _of_plan(office, association, person, term.plan, on))


def _of_plan(office: Office, association: Association, person: PersonId, plan: PlanKey, on: date) -> Prices:
    moments = Moments(asked=on)
    fees = fees_of(office, association, person, FeeOccasion.MEMBERSHIP, plan=plan, moments=moments)
    return {(fee.occasion, plan): fee for fee in fees}
