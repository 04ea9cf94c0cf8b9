"""Who counts as what: which row rules which day, when vettings end, what code may add, what nobody has confirmed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from tests.policy.by_hand import (
    GIVE_RSC,
    IMHS,
    TODAY,
    degree,
    endorsed,
    finding,
    hours,
    months,
    policy,
    portfolio,
    question,
    rsc,
    vetted,
    work,
)

from vouchbook.domain.evidence import Facts, Portfolio, Standing
from vouchbook.domain.names import AssociationCode, CategoryCode, ColleagueId, Moment, Occasion, StandingName
from vouchbook.domain.names import VettingScope as Scope
from vouchbook.domain.trace import Finding, Moments, Status, Why
from vouchbook.policy.document import StandingRow, TransitionRow, VettingEnd, VettingRow, Way
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.months import MONTH
from vouchbook.policy.questions import POLICY_ALONE, PolicyAlone
from vouchbook.policy.rules import AlsoMonths, Line, Where

DAY = timedelta(days=1)
CUT = date(2025, 1, 1)
ASKED = hours(1, where=Where(given_by=GIVE_RSC))


def standing(*ways: Way, **head: object) -> StandingRow:
    return replace(StandingRow(may=GIVE_RSC, any_of=ways), **head)


def counted(found: Finding) -> bool:
    return bool(found.counted)


def test_a_later_row_rules_from_its_first_day() -> None:
    rows = [standing(Way(holds=("IMHS",))), standing(Way(holds=("ERS",)), from_=CUT)]
    asked = policy(ASKED, standing=rows)
    held = endorsed("ruth", "IMHS")
    assert counted(finding(asked, rsc(1, CUT - DAY), held))
    found = finding(asked, rsc(1, CUT), held)
    assert (found.excluded_items[0].because.code, found.excluded_items[0].because.until) == (
        Why.STANDING_ENDED,
        CUT - DAY,
    )


def test_a_series_across_two_rows_needs_both() -> None:
    rows = [standing(Way(holds=("IMHS",))), standing(Way(holds=("ERS",)), from_=CUT)]
    asked = policy(ASKED, standing=rows)
    series = rsc(1, CUT - DAY, CUT)
    assert not counted(finding(asked, series, endorsed("ruth", "IMHS")))
    assert counted(finding(asked, series, endorsed("ruth", "IMHS"), endorsed("ruth", "ERS")))


def test_a_row_for_the_category_goes_before_one_for_every_category() -> None:
    rows = [standing(Way(holds=("ERS",)), for_=("IMHS",)), standing(Way(holds=("IFS",)), from_=CUT)]
    asked = policy(ASKED, standing=rows)
    assert counted(finding(asked, rsc(1, CUT), endorsed("ruth", "ERS")))
    assert not counted(finding(asked, rsc(1, CUT), endorsed("ruth", "IFS")))


def test_all_days_may_ask_the_row_of_one_moment() -> None:
    rows = [standing(Way(holds=("IMHS",))), standing(Way(holds=("ERS",)), from_=CUT)]
    judged = [TransitionRow(of="standing", judged_by=Moment.REGISTERED)]
    asked = policy(ASKED, standing=rows, transition=judged)
    old, new = Moments(TODAY, registered=CUT - DAY), Moments(TODAY, registered=CUT)
    assert counted(finding(asked, rsc(1, CUT), endorsed("ruth", "IMHS"), moments=old))
    assert not counted(finding(asked, rsc(1, CUT - DAY), endorsed("ruth", "IMHS"), moments=new))


def test_endorsements_of_other_associations_count_unless_only_ones_own_do() -> None:
    elsewhere = endorsed("ruth", "ERS", of="mi")
    assert counted(finding(policy(ASKED, standing=[standing(Way(holds=("ERS",)))]), rsc(1), elsewhere))
    own = policy(ASKED, standing=[standing(Way(holds=("ERS",)), association="own")])
    assert not counted(finding(own, rsc(1), elsewhere))
    assert counted(finding(own, rsc(1), endorsed("ruth", "ERS", of="zz")))


def test_an_add_on_in_the_making_counts_where_the_row_says_so() -> None:
    emerging = replace(endorsed("ruth", "ERS"), emerging=True)
    assert counted(finding(policy(ASKED, standing=[standing(Way(holds=("ERS",), emerging=True))]), rsc(1), emerging))
    assert not counted(finding(policy(ASKED, standing=[standing(Way(holds=("ERS",)))]), rsc(1), emerging))


@pytest.mark.parametrize("by", ["registered", "submitted", "decided"])
def test_vettings_may_end_by_the_day_of_the_application(by: str) -> None:
    ends = VettingRow(scope=Scope.RSC, ends=(VettingEnd(CUT, by),))  # type: ignore[arg-type]
    asked = policy(ASKED, vetting=[ends])
    session = rsc(1, CUT - 30 * DAY)
    on_time, late = Moments(TODAY, **{by: CUT}), Moments(TODAY, **{by: CUT + DAY})
    assert counted(finding(asked, session, vetted("ruth"), moments=on_time))
    found = finding(asked, session, vetted("ruth"), moments=late)
    assert (found.excluded_items[0].because.code, found.excluded_items[0].because.until) == (Why.VETTING_ENDED, CUT)


def test_of_two_ends_the_one_that_has_come_rules() -> None:
    ends = (VettingEnd(date(2026, 6, 30), "given"), VettingEnd(CUT, "registered"))
    asked = policy(ASKED, vetting=[VettingRow(scope=Scope.RSC, ends=ends)])
    assert counted(finding(asked, rsc(1, date(2026, 6, 30)), vetted("ruth"), moments=Moments(TODAY, registered=CUT)))
    assert not counted(finding(asked, rsc(1, date(2026, 7, 1)), vetted("ruth"), moments=Moments(TODAY, registered=CUT)))


def test_a_way_on_unknown_facts_is_for_reviewers_to_accept() -> None:
    asked = policy(ASKED, standing=[standing(Way(holds=("IFS",), once_accepted=True))])
    found = finding(asked, rsc(1), endorsed("ruth", "IFS"))
    assert (found.status, found.pending_items) == (Status.JUDGEMENT, ("1",))
    accepted = finding(asked, rsc(1), endorsed("ruth", "IFS"), settled=[question("1", answer=True)])
    assert accepted.status is Status.MET


def test_work_counts_on_the_days_on_which_its_supervisor_does() -> None:
    asked = policy(months(1, where=Where(supervised_by=GIVE_RSC)))
    job = work(date(2025, 1, 1), date(2025, 12, 31), supervisor=ColleagueId("sue"))
    months_held = [
        endorsed("sue", "ERS", date(2025, 2, 1), date(2025, 3, 31)),
        endorsed("sue", "ERS", date(2025, 11, 1)),
    ]
    found = finding(asked, job, *months_held)
    assert found.counted == 4 * MONTH
    lost = [(each.amount, each.because.code) for each in found.excluded_items]
    assert lost == [(MONTH, Why.STANDING_NOT_YET), (7 * MONTH, Why.STANDING_ENDED)]


def test_work_that_names_no_supervisor_has_none_of_standing() -> None:
    found = finding(policy(months(1, where=Where(supervised_by=GIVE_RSC))), work(date(2025, 1, 1)))
    assert found.excluded_items[0].because.who is None


def test_work_in_a_further_way_under_an_uncertain_supervisor_is_pending() -> None:
    uncertain = [standing(Way(holds=("IFS",), once_accepted=True))]
    also = (AlsoMonths(where=Where(supervised_by=GIVE_RSC), at_most=3),)
    asked = policy(months(3, where=Where(paid=True), also=also), standing=uncertain)
    job = work(date(2025, 1, 1), date(2025, 6, 30), supervisor=ColleagueId("sue"))
    found = finding(asked, job, endorsed("sue", "IFS"))
    assert (found.status, found.pending) == (Status.JUDGEMENT, 3 * MONTH)


# ── What an association's code may answer ─────────────────────────────────────────────────────


class University(PolicyAlone):
    """Counts whom the association of ``mi`` vetted through a cut-over day, and nobody of ``tn``."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bool, date]] = []

    def standing_counts(
        self, proposed: bool, standing: Standing, may: StandingName, category: CategoryCode, on: date
    ) -> bool:
        self.asked.append((standing.association, proposed, on))
        assert (may, category) == (GIVE_RSC, IMHS)
        if standing.association == "mi":
            return on <= CUT
        return proposed and standing.association != "tn"


def test_code_may_let_a_standing_count_day_by_day_or_not() -> None:
    asked, code = policy(ASKED), University()
    assert counted(finding(asked, rsc(1, CUT), vetted("ruth", of="mi"), ask=code))
    assert code.asked == [("mi", False, CUT)]
    assert not counted(finding(asked, rsc(1, CUT, CUT + DAY), vetted("ruth", of="mi"), ask=University()))
    assert not counted(finding(asked, rsc(1, CUT), endorsed("ruth", "ERS", of="tn"), ask=University()))
    assert counted(finding(asked, rsc(1, CUT), endorsed("ruth", "ERS", of="wv"), ask=University()))


def test_code_that_only_repeats_what_policy_says_changes_nothing() -> None:
    asked = policy(ASKED, vetting=[VettingRow(scope=Scope.RSC, ends=(VettingEnd(CUT),))])
    found: list[Facts] = [
        rsc(1, CUT),
        rsc(1, CUT, CUT + DAY),
        rsc(1, CUT + DAY, by="ann"),
        vetted("ruth"),
        endorsed("ann", "ERS"),
    ]
    assert finding(asked, *found, ask=PolicyAlone()) == finding(asked, *found, ask=POLICY_ALONE)


def test_code_is_not_asked_about_standings_that_nobody_confirmed() -> None:
    code = University()
    book = replace(portfolio(rsc(1), endorsed("ruth", "ERS")), claims_taken=False)
    trace = evaluate(policy(ASKED), IMHS, Occasion.APPLICATION, book, (), Moments(TODAY), ask=code)
    assert code.asked == []
    assert trace.findings[0].excluded_items[0].because.code is Why.STANDING_UNCONFIRMED


class Extended(PolicyAlone):
    """Finds everything missing."""

    def finding(self, proposed: Finding, line: Line, portfolio: Portfolio, moments: Moments) -> Finding:
        return replace(proposed, status=Status.MISSING)


def test_code_may_replace_what_is_found_of_a_line() -> None:
    asked = policy(hours(1))
    assert finding(asked, rsc(2)).status is Status.MET
    assert finding(asked, rsc(2), degree(), ask=Extended()).status is Status.MISSING


def test_an_association_knows_itself_by_its_code() -> None:
    assert policy(ASKED).document.association.code == AssociationCode("zz")
