"""What a book answers on a day of everybody in it, asked as others ask: evaluations, fees, terms, standings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from vouchbook.defaults import PolicySilent
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.evidence import Portfolio
from vouchbook.domain.names import CategoryCode, FeeOccasion, Occasion, PlanKey, StandingName
from vouchbook.domain.trace import Moments
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.portfolio import Desk
from vouchbook.policy.standing_rows import RulingRows, StandingRows
from vouchbook.policy.standings import Standings
from vouchbook.projections.applications import applications
from vouchbook.projections.endorsements import endorsements
from vouchbook.projections.people import everybody
from vouchbook.service import fees
from vouchbook.service.case import moments_of, person_case, portfolio_of, read_case
from vouchbook.service.evaluation import evaluate_case
from vouchbook.service.held import holder
from vouchbook.service.office import Office

COORDINATOR = Principal(Role.COORDINATOR)
INDIVIDUAL = PlanKey("individual")


def answers(office: Office, day: date) -> dict[tuple[str, ...], Any]:
    """Whatever evaluations, fees, terms, reviews and standings say of everybody; each under what it is about."""
    association = office.association(day)
    found: dict[tuple[str, ...], Any] = {}
    for row in applications(office.book):
        state = read_case(office, row.application).application.state
        if not state.closed:
            found |= {("application", row.application, *key): answer
                      for key, answer in of_application(office, association, row.application, day)}  # fmt: skip
    for each in endorsements(office.book):
        if each.interval.status(day).value in ("active", "in_grace"):
            found |= {("endorsement", each.endorsement, *key): answer
                      for key, answer in of_endorsement(office, association, each, day)}  # fmt: skip
    for person in everybody(office.book):
        for may in ("give_rsc", "rate", "review", "supervise_internship"):
            found["standing", person.person, may] = standing(office, association, person.person, may, day)
        if fees.is_member(office, person.person, day):
            found["member", person.person] = price(office, association, person.person, day)
    return found


def of_application(office: Office, association: Any, id_: str, day: date) -> Iterator[tuple[tuple[str, ...], Any]]:
    case = read_case(office, id_)
    state = case.application.state
    resubmitting = not state.under_review
    moments = (
        Moments(asked=day, registered=state.opened_on, submitted=day) if resubmitting
        else moments_of(state, day, decided=day)
    )  # fmt: skip
    exam = False
    try:
        for finding in evaluate_case(office, case, association, moments, submitting=resubmitting).findings:
            yield ("line", finding.requirement), said(finding)
            exam = exam or finding.requirement == "exam"
    except LookupError as problem:
        yield ("no sheet",), str(problem)
    plan = association.review_plan(state.category, day)
    yield ("review",), plan if resubmitting else (plan.reviewer_may, plan.conflicts, plan.override)
    yield ("holds",), silent(lambda: association.endorsement_term(state.category, day))
    if resubmitting and state.submitted is None:
        quoted = fees.quote(office, COORDINATOR, state.person, FeeOccasion.PROCESSING, on=day, category=state.category)
        yield ("processing",), costs(quoted)
    if exam:  # nobody in these books has been charged for one
        quoted = fees.quote(office, COORDINATOR, state.person, FeeOccasion.EXAM, on=day, category=state.category)
        yield ("exam",), costs(quoted)
    if not fees.is_member(office, state.person, day):
        quoted = fees.quote(office, COORDINATOR, state.person, FeeOccasion.MEMBERSHIP, on=day, plan=INDIVIDUAL)
        yield ("membership",), costs(quoted)


def of_endorsement(office: Office, association: Any, row: Any, day: date) -> Iterator[tuple[tuple[str, ...], Any]]:
    category = CategoryCode(row.category)
    portfolio = portfolio_of(office, person_case(office, row.person), submitting=True)
    moments = Moments(asked=day)
    for finding in evaluate(association.version, category, Occasion.RENEWAL, portfolio, (), moments).findings:
        yield ("line", finding.requirement), said(finding)
    quoted = fees.quote(office, COORDINATOR, row.person, FeeOccasion.RENEWAL, on=day, category=category)
    yield ("renewal",), costs(quoted)
    due = max(day, date.fromordinal(row.valid_until.toordinal() + 1))
    yield ("renewed",), silent(lambda: association.endorsement_term(category, due))


def standing(office: Office, association: Any, person: str, may: str, day: date) -> tuple[str, ...]:
    desk = Desk(Portfolio(holder(office, person).items(office.code)))
    document, today = association.version.document, day.toordinal()
    counting = []
    for category in document.association.categories:
        rows = RulingRows(StandingRows(document, category), Moments(asked=day))
        held = Standings(rows, desk, association.questions).held(None, StandingName(may), today, today + 1)
        counting.append((category, any(a <= today < b for a, b in held.sure),
                         any(a <= today < b for a, b in held.possible)))  # fmt: skip
    return tuple(map(str, counting))


def price(office: Office, association: Any, person: str, day: date) -> tuple[object, ...]:
    quoted = fees.quote(office, COORDINATOR, person, FeeOccasion.MEMBERSHIP, on=day, plan=INDIVIDUAL)  # type: ignore[arg-type]
    terms = person_case(office, person).membership.state.standing_terms
    (term,) = [t for t in terms if t.first <= day <= t.last and t.counts and t.association == office.code]
    begins = max(day, date.fromordinal(term.last.toordinal() + 1))
    return costs(quoted), silent(lambda: association.membership_term(INDIVIDUAL, begins))


def said(finding: Any) -> Any:
    """A finding but for its place in the document."""
    options = tuple(said(each) for each in finding.options)
    return [getattr(finding, name) for name in finding.__struct_fields__ if name not in ("origin", "options")], options


def costs(quoted: fees.Quote) -> tuple[object, ...]:
    return tuple((fee.occasion, fee.cents, fee.due, fee.refund, fee.kept) for fee in quoted.fees)


def silent(asked: Any) -> Any:
    try:
        return asked()
    except PolicySilent:
        return None


# ── What impact says, by the same keys ────────────────────────────────────────────────────────


def told(of: Any) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for each in of.applications:
        about = ("application", each.application)
        found |= sheet(about, each.sheet)
        found |= {(*about, "review")} if each.review else set()
        found |= {(*about, "holds")} if each.holds else set()
        found |= {(*about, fee.occasion.value) for fee in each.fees}
    for each in of.endorsements:
        about = ("endorsement", each.endorsement)
        found |= sheet(about, each.sheet)
        found |= {(*about, "renewed")} if each.renewed else set()
        found |= {(*about, "renewal") for fee in each.fees}
    found |= {("standing", each.person, each.may) for each in of.standings}
    found |= {("member", each.person) for each in of.members}
    return found


def sheet(about: tuple[str, str], of: Any) -> set[tuple[str, ...]]:
    if of is None:
        return set()
    lines = {(*about, "line", line.key) for line in of.lines}
    return lines | ({(*about, "no sheet")} if of.problem_before or of.problem_after else set())
