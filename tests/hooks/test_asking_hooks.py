"""Who answers: the association before shared plugins, the policy data last; and every answer must be one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import ModuleType
from typing import Any

import pytest
from msgspec.structs import replace

from vouchbook import (
    CategoryCode,
    Fee,
    FeeDue,
    FeeOccasion,
    Finding,
    Happened,
    Line,
    Moments,
    PlanKey,
    Portfolio,
    RequirementKey,
    ReviewPlan,
    Standing,
    StandingName,
    Status,
    Term,
    Unit,
    hookimpl,
)
from vouchbook.associations import Association, Package, WrongAnswer
from vouchbook.domain.names import AssociationCode, Due, Kind, Occasion, Relation
from vouchbook.domain.trace import Origin
from vouchbook.hookspecs import QUESTIONS
from vouchbook.policy.document import FeeRow, MembershipRow, RenewalRow, ReviewRow
from vouchbook.policy.fees import digest_of
from vouchbook.policy.questions import POLICY_ALONE
from vouchbook.policy.rules import JudgementOnly
from vouchbook.policy.version import PolicyVersion
from vouchbook.testing import policy

Make = Callable[..., Package]
Shared = Callable[..., ModuleType]

DAY = date(2026, 3, 2)
IMHS, INDIVIDUAL, RSC = CategoryCode("IMHS"), PlanKey("individual"), RequirementKey("rsc")
ROWS: PolicyVersion = policy(
    membership=(MembershipRow(year="calendar"),),
    review=(ReviewRow(reviewers=2),),
    renewal=(RenewalRow(every_years=1, next_due=date(2026, 12, 31)),),
    fee=(FeeRow(occasion="renewal", amount=2500),),
)
STANDING = Standing(None, AssociationCode("tn"), first=DAY, category=IMHS)
LINE = Line(JudgementOnly(RSC, ()), "own", None, None, "sheet", None, True)
FINDING = Finding(
    RSC, Kind.HOURS, Status.MET, Due.SUBMISSION, Unit.MINUTES, 60, 60, 0, Origin(IMHS, Occasion.APPLICATION, RSC, 0, 0)
)

PRICE = Fee(FeeOccasion.RENEWAL, 2500, FeeDue.RENEWAL)

ASK: dict[str, Callable[[Association], object]] = {
    "fee": lambda association: association.fee(FeeOccasion.RENEWAL, category=IMHS, on=DAY),
    "membership_term": lambda association: association.membership_term(INDIVIDUAL, DAY),
    "standing_counts": lambda association: association.standing_counts(True, STANDING, StandingName("rate"), IMHS, DAY),
    "requirement_finding": lambda association: association.finding(FINDING, LINE, Portfolio(()), Moments(DAY)),
    "review_plan": lambda association: association.review_plan(IMHS, DAY),
    "endorsement_term": lambda association: association.endorsement_term(IMHS, DAY),
}
"""How the core asks each question."""

PROPOSED: dict[str, object] = {
    "fee": replace(PRICE, row=digest_of(ROWS.document.fee[0])),
    "membership_term": Term(DAY, date(2026, 12, 31)),
    "standing_counts": True,
    "requirement_finding": FINDING,
    "review_plan": ReviewPlan(2, StandingName("review"), (), False),
    "endorsement_term": Term(DAY, date(2026, 12, 31)),
}
"""What policy data answers here."""

OTHER: dict[str, object] = {
    "fee": replace(PRICE, cents=1250),
    "membership_term": Term(DAY, date(2027, 6, 30)),
    "standing_counts": False,
    "requirement_finding": replace(FINDING, status=Status.MISSING),
    "review_plan": ReviewPlan(3, StandingName("review"), (Relation.RATER,), True),
    "endorsement_term": Term(DAY, date(2027, 6, 30), grace_until=date(2027, 9, 30)),
}
"""Another answer of the right type; for a standing it is no."""

every_question = pytest.mark.parametrize("question", QUESTIONS)


def answering(answer: object) -> Callable[..., object]:
    """A hook that always answers the same, whatever it is asked."""

    @hookimpl
    def hook() -> object:
        return answer

    return hook


def failing(error: Exception) -> Callable[..., object]:
    @hookimpl
    def hook() -> object:
        raise error

    return hook


def association(package: Package | None = None, *plugins: ModuleType) -> Association:
    return Association(ROWS, package, plugins)


def test_every_question_is_tried_here() -> None:
    assert set(ASK) == set(PROPOSED) == set(OTHER) == set(QUESTIONS)


# ── Who answers ───────────────────────────────────────────────────────────────────────────────


@every_question
def test_without_a_package_policy_data_answers_alone(question: str) -> None:
    assert ASK[question](association()) == PROPOSED[question]


@every_question
def test_a_package_that_says_nothing_leaves_the_answer_to_policy_data(package: Make, question: str) -> None:
    assert ASK[question](association(package("nc"))) == PROPOSED[question]


@every_question
def test_none_is_no_opinion(package: Make, question: str) -> None:
    assert ASK[question](association(package("nc", **{question: answering(None)}))) == PROPOSED[question]


@every_question
def test_an_association_replaces_the_answer(package: Make, question: str) -> None:
    made = package("nc", **{question: answering(OTHER[question])})
    assert ASK[question](association(made)) == OTHER[question]


@every_question
def test_a_shared_plugin_replaces_the_answer_where_the_association_is_silent(
    package: Make, module: Shared, question: str
) -> None:
    shared = module("acme_shared", **{question: answering(OTHER[question])})
    assert ASK[question](association(None, shared)) == OTHER[question]
    assert ASK[question](association(package("nc"), shared)) == OTHER[question]
    assert ASK[question](association(package("nc", **{question: answering(None)}), shared)) == OTHER[question]


@every_question
def test_the_association_answers_before_shared_plugins(package: Make, module: Shared, question: str) -> None:
    shared = module("acme_shared", **{question: answering(OTHER[question])})
    made = package("nc", **{question: answering(PROPOSED[question])})
    assert ASK[question](association(made, shared)) == PROPOSED[question]


def test_shared_plugins_are_asked_in_their_order(module: Shared) -> None:
    first = module("acme_first", membership_term=answering(Term(DAY, date(2027, 1, 1))))
    second = module("acme_second", membership_term=answering(Term(DAY, date(2027, 2, 2))))
    assert association(None, first, second).membership_term(INDIVIDUAL, DAY).last == date(2027, 1, 1)
    assert association(None, second, first).membership_term(INDIVIDUAL, DAY).last == date(2027, 2, 2)


def test_who_has_answered_is_not_asked_further(package: Make, module: Shared) -> None:
    shared = module("acme_shared", review_plan=failing(RuntimeError("not asked")))
    made = package("nc", review_plan=answering(OTHER["review_plan"]))
    assert association(made, shared).review_plan(IMHS, DAY) == OTHER["review_plan"]


# ── What is brought ───────────────────────────────────────────────────────────────────────────


@every_question
def test_a_hook_sees_what_policy_data_proposes_and_what_is_asked(package: Make, question: str) -> None:
    seen: dict[str, Any] = {}

    @hookimpl
    def membership_term(proposed: Term, plan: PlanKey, bought_on: date) -> None:
        seen.update(proposed=proposed, plan=plan, bought_on=bought_on)

    @hookimpl
    def fee(
        proposed: Fee,
        occasion: FeeOccasion,
        category: CategoryCode | None,
        plan: PlanKey | None,
        member: bool | None,
        held: tuple[CategoryCode, ...],
        on: date,
    ) -> None:
        seen.update(proposed=proposed, occasion=occasion, category=category, plan=plan, member=member, held=held, on=on)

    @hookimpl
    def standing_counts(
        proposed: bool, standing: Standing, may: StandingName, category: CategoryCode, on: date
    ) -> None:
        seen.update(proposed=proposed, standing=standing, may=may, category=category, on=on)

    @hookimpl
    def requirement_finding(proposed: Finding, line: Line, portfolio: Portfolio, moments: Moments) -> None:
        seen.update(proposed=proposed, line=line, portfolio=portfolio, moments=moments)

    @hookimpl
    def review_plan(proposed: ReviewPlan, category: CategoryCode, on: date) -> None:
        seen.update(proposed=proposed, category=category, on=on)

    @hookimpl
    def endorsement_term(proposed: Term, category: CategoryCode, granted_on: date) -> None:
        seen.update(proposed=proposed, category=category, granted_on=granted_on)

    ASK[question](association(package("nc", **{question: locals()[question]})))
    brought: dict[str, dict[str, object]] = {
        "membership_term": {"plan": INDIVIDUAL, "bought_on": DAY},
        "fee": {
            "occasion": FeeOccasion.RENEWAL,
            "category": IMHS,
            "plan": None,
            "member": None,
            "held": (),
            "on": DAY,
        },
        "standing_counts": {"standing": STANDING, "may": "rate", "category": IMHS, "on": DAY},
        "requirement_finding": {"line": LINE, "portfolio": Portfolio(()), "moments": Moments(DAY)},
        "review_plan": {"category": IMHS, "on": DAY},
        "endorsement_term": {"category": IMHS, "granted_on": DAY},
    }
    assert seen == {"proposed": PROPOSED[question], **brought[question]}


def test_what_policy_data_proposes_may_be_built_upon(package: Make) -> None:
    @hookimpl
    def membership_term(proposed: Term) -> Term:
        return replace(proposed, last=date(2027, 12, 31))

    made = package("nc", membership_term=membership_term)
    assert association(made).membership_term(INDIVIDUAL, DAY) == Term(DAY, date(2027, 12, 31))


def test_where_policy_has_no_fee_nobody_is_asked(package: Make) -> None:
    made = association(package("nc", fee=failing(AssertionError("asked"))))
    assert made.fee(FeeOccasion.EXAM, category=IMHS, on=DAY) is None


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (replace(PRICE, cents=-1), "a fee is 0 or more"),
        (replace(PRICE, kept=2501), "what is kept is no more than it"),
        (replace(PRICE, kept=-1), "what is kept is no more than it"),
        (replace(PRICE, occasion=FeeOccasion.EXAM), "was asked about 'renewal' and answered about 'exam'"),
    ],
)
def test_a_fee_below_nothing_or_of_another_occasion_is_no_answer(package: Make, answer: Fee, words: str) -> None:
    made = association(package("nc", fee=answering(answer)))
    with pytest.raises(WrongAnswer, match=words):
        made.fee(FeeOccasion.RENEWAL, category=IMHS, on=DAY)


def test_nothing_to_pay_is_an_answer(package: Make) -> None:
    made = association(package("nc", fee=answering(replace(PRICE, cents=0))))
    found = made.fee(FeeOccasion.RENEWAL, category=IMHS, on=DAY)
    assert found is not None
    assert found.cents == 0


# ── What is no answer ─────────────────────────────────────────────────────────────────────────


def wrong(asked: Association, question: str) -> str:
    with pytest.raises(WrongAnswer) as problem:
        ASK[question](asked)
    return str(problem.value)


@every_question
def test_an_answer_of_another_type_is_refused_with_the_packages_name(package: Make, question: str) -> None:
    said = wrong(association(package("nc", **{question: answering("yes")})), question)
    expected = type(PROPOSED[question]).__name__
    assert said == f"acme-nc: {question} answered 'yes'; it must answer a {expected}, or None for no opinion"


@pytest.mark.parametrize("almost", [0, 1, "", ()])
def test_what_is_only_like_yes_or_no_is_refused(package: Make, almost: object) -> None:
    said = wrong(association(package("nc", standing_counts=answering(almost))), "standing_counts")
    assert "it must answer a bool" in said


@pytest.mark.parametrize(
    ("question", "answer", "said"),
    [
        ("membership_term", Term(DAY, "2026-12-31"), "which is no Term: Expected `date`, got `str` - at `$.last`"),  # type: ignore[arg-type]
        ("review_plan", ReviewPlan("2", StandingName("review"), (), True), "Expected `int`, got `str`"),  # type: ignore[arg-type]
        ("review_plan", ReviewPlan(2, StandingName("review"), [Relation.SELF], True), "give its fields the types of:"),  # type: ignore[arg-type]
        ("review_plan", ReviewPlan(2, StandingName("review"), ("self",), True), "give its fields the types of:"),  # type: ignore[arg-type]
        ("review_plan", ReviewPlan(2, object(), (), True), "Encoding objects of type object is unsupported"),  # type: ignore[arg-type]
    ],
    ids=["text for a day", "text for a number", "a list", "text for a code", "what no book can hold"],
)  # fmt: skip
def test_an_answer_with_a_field_of_another_type_is_refused(
    package: Make, question: str, answer: object, said: str
) -> None:
    told = wrong(association(package("nc", **{question: answering(answer)})), question)
    assert told.startswith(f"acme-nc: {question} answered {type(answer).__name__}(")
    assert said in told


@every_question
def test_an_error_in_a_hook_is_told_with_the_packages_name_and_the_way_out(package: Make, question: str) -> None:
    said = wrong(association(package("nc", **{question: failing(ValueError("no such county"))})), question)
    assert said == (
        f"acme-nc: {question} failed (ValueError: no such county); nothing was recorded. "
        f"Mend the hook, or return None to leave the answer to the policy"
    )


def test_what_went_wrong_in_a_shared_plugin_is_not_said_of_the_association(package: Make, module: Shared) -> None:
    silent = package("nc", review_plan=answering(None))
    assert wrong(association(silent, module("acme_shared", review_plan=answering(3))), "review_plan").startswith(
        "acme_shared: review_plan answered 3;"
    )
    failed = module("acme_shared", review_plan=failing(KeyError("row")))
    assert wrong(association(silent, failed), "review_plan").startswith("acme_shared: review_plan failed")


def test_a_finding_speaks_of_the_requirement_that_was_asked_about(package: Make) -> None:
    astray = replace(FINDING, requirement=RequirementKey("work"))
    assert wrong(association(package("nc", requirement_finding=answering(astray))), "requirement_finding") == (
        "acme-nc: requirement_finding was asked about 'rsc' and answered about 'work'; "
        "return a finding of the requirement asked about, or None"
    )


# ── Each for itself ───────────────────────────────────────────────────────────────────────────


def test_two_associations_do_not_hear_each_other(package: Make) -> None:
    told: list[str] = []

    @hookimpl
    def after_commit(happened: Happened) -> None:
        told.append(happened.command)

    nc = association(package("nc", membership_term=answering(OTHER["membership_term"]), after_commit=after_commit))
    tn = Association(policy("tn", membership=(MembershipRow(year="calendar"),)), package("tn"))
    assert nc.membership_term(INDIVIDUAL, DAY) == OTHER["membership_term"]
    assert tn.membership_term(INDIVIDUAL, DAY) == PROPOSED["membership_term"]
    tn.after_commit(Happened(AssociationCode("tn"), "join", 1, 1))
    assert told == []


def test_one_association_under_two_policy_versions_answers_by_each(package: Make) -> None:
    made = package("nc")
    later = Association(policy(membership=(MembershipRow(year="rolling"),)), made)
    assert association(made).membership_term(INDIVIDUAL, DAY).last == date(2026, 12, 31)
    assert later.membership_term(INDIVIDUAL, DAY).last == date(2027, 3, 1)


@pytest.mark.parametrize("question", ["standing_counts", "requirement_finding"])
def test_an_evaluation_asks_a_package_that_has_something_to_say(package: Make, question: str) -> None:
    asked = association(package("nc", **{question: answering(None)}))
    assert asked.questions is asked


def test_an_evaluation_asks_policy_alone_where_no_package_has(package: Make) -> None:
    assert association().questions is POLICY_ALONE
    assert association(package("nc", review_plan=answering(None))).questions is POLICY_ALONE


# ── Told afterwards ───────────────────────────────────────────────────────────────────────────

HAPPENED = Happened(AssociationCode("nc"), "decide", 7, 8)


def test_all_who_listen_are_told_the_association_first(package: Make, module: Shared) -> None:
    told: list[tuple[str, Happened]] = []

    def listening(who: str) -> Callable[[Happened], None]:
        @hookimpl
        def after_commit(happened: Happened) -> None:
            told.append((who, happened))

        return after_commit

    shared = [module(f"acme_{who}", after_commit=listening(who)) for who in ("bell", "lamp")]
    assert association(package("nc", after_commit=listening("nc")), *shared).after_commit(HAPPENED) == ()
    assert told == [("nc", HAPPENED), ("bell", HAPPENED), ("lamp", HAPPENED)]


def test_what_goes_wrong_afterwards_is_collected_and_keeps_nobody_from_being_told(
    package: Make, module: Shared
) -> None:
    told: list[Happened] = []

    @hookimpl
    def after_commit(happened: Happened) -> None:
        told.append(happened)

    failed = module("acme_failed", after_commit=failing(OSError("no chat")))
    listening = module("acme_listening", after_commit=after_commit)
    made = package("nc", after_commit=failing(ValueError("no bell")))
    assert association(made, failed, listening).after_commit(HAPPENED) == (
        "acme-nc: after_commit failed (ValueError: no bell)",
        "acme_failed: after_commit failed (OSError: no chat)",
    )
    assert told == [HAPPENED]


def test_where_nobody_listens_nothing_goes_wrong() -> None:
    assert association().after_commit(HAPPENED) == ()
