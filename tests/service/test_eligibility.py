"""Which category fits: what is asked follows from the policy, and what is answered is held against its sheets."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.service.books import adopt, changed, of_rows, of_rule
from tests.service.conftest import TODAY

from vouchbook.domain.names import CategoryCode, DegreeLevel, ServiceKind, With
from vouchbook.letters.eligibility import Compared, Fit
from vouchbook.policy.document import IntakeRow
from vouchbook.policy.rules import Rule
from vouchbook.service import eligibility
from vouchbook.service.eligibility import Answers
from vouchbook.service.office import Office

HOUR = 60
CLINICAL = (ServiceKind.EARLY_RELATIONSHIP_ASSESSMENT, ServiceKind.PARENT_INFANT_THERAPY)
CLINICIAN = Answers(
    lives_here=True, with_=(With.INFANT, With.PARENT), services=CLINICAL, degree=DegreeLevel.MASTER, months=24,
    training=30 * HOUR, rsc=50 * HOUR,
)  # fmt: skip
HOME_VISITOR = Answers(
    lives_here=True, with_=(With.INFANT,), services=(ServiceKind.PREVENTION,), months=24, training=30 * HOUR,
    rsc=24 * HOUR,
)  # fmt: skip


def of(nc: Office, answers: Answers, code: str) -> Compared:
    found = eligibility.compared(nc, answers, TODAY)
    return next(each for each in found.compared if each.offered.code == code)


def found(compared: Compared, line: str) -> str:
    return next(each.found for each in compared.reasons if each.line == line)


def test_a_clinician_with_everything_fits_the_specialist(nc: Office) -> None:
    assert of(nc, CLINICIAN, "IMHS").fit is Fit.FITS


@pytest.mark.parametrize(
    ("less", "line"),
    [({"months": 23}, "work"), ({"training": 30 * HOUR - 1}, "training"), ({"rsc": 50 * HOUR - 1}, "RSC")],
)
def test_who_lacks_only_time_or_hours_fits_nearly(nc: Office, less: dict[str, int], line: str) -> None:
    compared = of(nc, replace(CLINICIAN, **less), "IMHS")
    assert compared.fit is Fit.NEARLY
    assert found(compared, line) == "more"


@pytest.mark.parametrize(
    ("other", "line"),
    [
        ({"services": (ServiceKind.PREVENTION,)}, "work"),
        ({"with_": (With.INFANT,)}, "work"),
        ({"with_": (With.CHILD, With.PARENT)}, "children"),
        ({"degree": None}, "education"),
    ],
)
def test_who_does_other_work_or_has_no_degree_does_not_fit_now(nc: Office, other: dict[str, object], line: str) -> None:
    compared = of(nc, replace(CLINICIAN, **other), "IMHS")
    assert compared.fit is Fit.NOT_NOW
    assert found(compared, line) == "other"


def test_what_reviewers_may_accept_is_said_to_be_theirs_to_say(nc: Office) -> None:
    bachelor = replace(CLINICIAN, degree=DegreeLevel.BACHELOR)
    assert found(of(nc, bachelor, "IMHS"), "education") == "reviewer"


def test_a_home_visitor_without_a_degree_fits_the_family_specialist(nc: Office) -> None:
    assert of(nc, HOME_VISITOR, "IFS").fit is Fit.FITS
    assert of(nc, HOME_VISITOR, "ECFS").fit is Fit.NOT_NOW


def test_an_add_on_fits_who_holds_an_endorsement_and_gives_rsc(nc: Office) -> None:
    giving = Answers(services=(ServiceKind.GIVING_RSC,), months=12, training=15 * HOUR, rsc=12 * HOUR)
    assert of(nc, giving, "ERS").fit is Fit.NOT_NOW
    assert of(nc, replace(giving, endorsed=(CategoryCode("IMHS"),)), "ERS").fit is Fit.FITS


def test_nothing_answered_fits_nothing(nc: Office) -> None:
    assert not eligibility.compared(nc, Answers(), TODAY).that(Fit.FITS)


def test_every_category_with_a_sheet_is_there_once_those_that_fit_first(nc: Office) -> None:
    all_ = eligibility.compared(nc, CLINICIAN, TODAY).compared
    codes = [each.offered.code for each in all_]
    assert len(codes) == len(set(codes)) == 9
    assert [each.fit for each in all_] == sorted((each.fit for each in all_), key=[*Fit].index)


def test_a_changed_policy_changes_the_answer_and_no_page_has_to_change(nc: Office) -> None:
    def more(rule: Rule) -> Rule:
        return replace(rule, minimum=48)

    adopt(nc, changed(nc.version_on(TODAY).document, of_rule("IMHS", "work", more)), TODAY, TODAY)
    assert of(nc, CLINICIAN, "IMHS").fit is Fit.NEARLY


def test_residents_alone_may_apply_where_the_policy_says_so(nc: Office) -> None:
    elsewhere = replace(CLINICIAN, lives_here=False)
    assert eligibility.compared(nc, elsewhere, TODAY).may_apply

    def strict(row: object) -> object:
        assert isinstance(row, IntakeRow)
        return replace(row, residents=True)

    adopt(nc, changed(nc.version_on(TODAY).document, of_rows("intake", strict)), TODAY, TODAY)
    assert not eligibility.compared(nc, elsewhere, TODAY).may_apply
    assert eligibility.compared(nc, CLINICIAN, TODAY).may_apply


def test_no_question_is_asked_on_which_no_sheet_turns(nc: Office) -> None:
    asked = {each.name: each for each in eligibility.questions(nc, TODAY)}
    assert "licence" not in asked  # North Carolina's sheets ask for none
    services = {value for value, _, _ in asked["services"].options}
    assert "prevention" in services
    assert "research" not in services


def test_fees_come_with_their_source_and_say_what_nobody_has_confirmed(nc: Office) -> None:
    fees = of(nc, CLINICIAN, "IMHS").offered.fees
    assert {each.occasion for each in fees} == {"registration", "processing", "exam", "membership"}
    assert all(each.said.source for each in fees)
    assert not all(each.said.confirmed for each in fees)


def test_asking_records_nothing(nc: Office) -> None:
    before = nc.book.position
    eligibility.questions(nc, TODAY)
    eligibility.compared(nc, CLINICIAN, TODAY)
    assert nc.book.position == before
