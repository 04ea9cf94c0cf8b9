"""A standing by degree: on which days it holds, what comparing promises of it, and who does not answer for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import product
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.policy.by_hand import GIVE_RSC, TODAY, endorsed, finding, hours, months, policy, portfolio, rsc, vetted, work
from tests.policy.two_policies import DEGREES

from vouchbook.domain.evidence import Colleague, Education, Facts
from vouchbook.domain.names import ColleagueId, DegreeLevel, Occasion, VettingScope
from vouchbook.domain.trace import Moments, Status, Why
from vouchbook.policy.columns.inquiry import Inquiry
from vouchbook.policy.compare import Comparison, Effect, Side, compare
from vouchbook.policy.document import Ranked, StandingRow, Way
from vouchbook.policy.months import MONTH
from vouchbook.policy.portfolio import Desk
from vouchbook.policy.questions import POLICY_ALONE, PolicyAlone
from vouchbook.policy.rules import Where
from vouchbook.policy.standing_rows import RulingRows, StandingRows
from vouchbook.policy.standings import Standings
from vouchbook.policy.version import PolicyVersion

DAY = timedelta(days=1)
ERS = Way(holds=("ERS",))
LEVELS = [DegreeLevel(each) for each in get_args(Ranked)]
ASKED = hours(1, where=Where(given_by=GIVE_RSC))
ORDER = [Status.MISSING, Status.JUDGEMENT, Status.MET]


def version(*ways: Way, rule: Any = ASKED) -> PolicyVersion:
    return policy(rule, standing=[StandingRow(may=GIVE_RSC, any_of=ways)])


def ruth(level: DegreeLevel | None) -> Colleague:
    return Colleague(ColleagueId("ruth"), degree_level=level)


def status(asked: PolicyVersion, applicant: DegreeLevel | None, provider: DegreeLevel | None) -> Status:
    own: Sequence[Facts] = [Education(applicant, date(2010, 5, 1))] if applicant else []
    return finding(asked, rsc(1), endorsed("ruth", "ERS"), ruth(provider), *own).status


# ── On which days ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("least", LEVELS)
def test_a_providers_degree_reaches_what_is_asked_or_does_not(least: DegreeLevel) -> None:
    asked = version(replace(ERS, provider_degree_at_least=least.value))
    enough = {each for each in LEVELS if status(asked, None, each) is Status.MET}
    assert enough == {*LEVELS[LEVELS.index(least) :]}
    assert status(asked, None, None) is Status.JUDGEMENT
    for beside in (DegreeLevel.CERTIFICATE, DegreeLevel.OTHER):
        assert status(asked, None, beside) is Status.MISSING


@pytest.mark.parametrize("most", LEVELS)
def test_an_applicants_degree_is_not_above_what_is_asked(most: DegreeLevel) -> None:
    asked = version(replace(ERS, applicant_degree_at_most=most.value))
    low = {each for each in (None, *DegreeLevel) if status(asked, each, None) is Status.MET}
    assert low == {None, DegreeLevel.CERTIFICATE, DegreeLevel.OTHER, *LEVELS[: LEVELS.index(most) + 1]}


def test_both_limits_leave_the_degrees_between_them() -> None:
    asked = version(replace(ERS, applicant_degree_at_least="associate", applicant_degree_at_most="bachelor"))
    assert {each for each in (None, *LEVELS) if status(asked, each, None) is Status.MET} == {
        DegreeLevel.ASSOCIATE,
        DegreeLevel.BACHELOR,
    }


def test_a_vetting_may_be_for_applicants_of_a_degree_too() -> None:
    asked = version(Way(vetted=VettingScope.RSC, applicant_degree_at_most="bachelor"))
    for level, expected in ((DegreeLevel.BACHELOR, Status.MET), (DegreeLevel.MASTER, Status.MISSING)):
        assert finding(asked, rsc(1), vetted("ruth"), Education(level, date(2010, 5, 1))).status is expected


def test_work_under_a_supervisor_counts_until_the_degree_that_is_too_high() -> None:
    way = replace(ERS, applicant_degree_at_most="bachelor")
    asked = version(way, rule=months(1, where=Where(supervised_by=GIVE_RSC)))
    job = work(date(2025, 1, 1), date(2025, 12, 31), supervisor=ColleagueId("ruth"))
    found = finding(asked, job, endorsed("ruth", "ERS"), Education(DegreeLevel.MASTER, date(2025, 7, 1)))
    assert found.counted == 6 * MONTH
    assert [each.because.code for each in found.excluded_items] == [Why.APPLICANT_DEGREE]


def test_what_comes_nearest_is_said_first() -> None:
    asked = version(replace(ERS, provider_degree_at_least="master"))
    low = ruth(DegreeLevel.BACHELOR)
    said = [
        finding(asked, rsc(1), low, held).excluded_items[0].because.code
        for held in (endorsed("ruth", "ERS"), endorsed("ruth", "ERS", until=date(2021, 1, 1)), endorsed("ruth", "IMHS"))
    ]
    assert said == [Why.PROVIDER_DEGREE, Why.STANDING_ENDED, Why.PROVIDER_WITHOUT_STANDING]


def test_code_is_asked_with_what_degrees_leave() -> None:
    class Asked(PolicyAlone):
        def __init__(self) -> None:
            self.proposed: list[bool] = []

        def standing_counts(self, proposed: bool, **of: Any) -> bool:  # type: ignore[override]
            self.proposed.append(proposed)
            return proposed

    asked, code = version(replace(ERS, applicant_degree_at_most="bachelor")), Asked()
    for level in (DegreeLevel.BACHELOR, DegreeLevel.MASTER):
        finding(asked, rsc(1), endorsed("ruth", "ERS"), Education(level, date(2010, 5, 1)), ask=code)
    assert [code.proposed[0], code.proposed[-1]] == [True, False]


def test_for_oneself_ones_own_degree_counts_and_one_is_nobodys_applicant() -> None:
    """Who reviews, say: whoever holds the standing is the person whose evidence is read."""

    def held(way: Way, *found: Facts) -> bool:
        document = version(way).document
        rows = RulingRows(StandingRows(document, document.association.categories[0]), Moments(TODAY))
        own = Standings(rows, Desk(portfolio(endorsed(None, "ERS"), *found)), POLICY_ALONE)
        today = TODAY.toordinal()
        return any(low <= today < high for low, high in own.held(None, GIVE_RSC, today, today + 1).sure)

    assert held(ERS)
    wanted = replace(ERS, provider_degree_at_least="master")
    assert held(wanted, Education(DegreeLevel.MASTER, TODAY))
    assert not held(wanted, Education(DegreeLevel.MASTER, TODAY + DAY))
    assert not held(replace(ERS, applicant_degree_at_most="doctorate"))


# ── Compared ──────────────────────────────────────────────────────────────────────────────────


def between(old: PolicyVersion, new: PolicyVersion) -> Comparison:
    return compare(Side(old.document, TODAY), Side(new.document, TODAY))


def effect(old: PolicyVersion, new: PolicyVersion) -> Effect:
    return next((each.effect for each in between(old, new).lines), Effect.SAME)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({}, {"provider_degree_at_least": "master"}, Effect.STRICTER),
        ({"provider_degree_at_least": "bachelor"}, {"provider_degree_at_least": "master"}, Effect.STRICTER),
        ({}, {"applicant_degree_at_most": "bachelor"}, Effect.STRICTER),
        ({"applicant_degree_at_most": "bachelor"}, {"applicant_degree_at_most": "master"}, Effect.LOOSER),
        ({"applicant_degree_at_least": "bachelor"}, {"applicant_degree_at_least": "cda"}, Effect.LOOSER),
        ({"applicant_degree_at_least": "master"}, {"applicant_degree_at_most": "bachelor"}, Effect.OTHER),
        ({"applicant_degree_at_most": "doctorate"}, {}, Effect.SAME),
    ],
)
def test_a_limit_more_is_stricter_and_a_wider_one_looser(old: Any, new: Any, expected: Effect) -> None:
    before, after = (version(replace(ERS, **limits)) for limits in (old, new))
    assert effect(before, after) is expected
    back = {Effect.STRICTER: Effect.LOOSER, Effect.LOOSER: Effect.STRICTER}
    assert effect(after, before) is back.get(expected, expected)


ways = st.builds(
    Way, holds=st.just(("ERS",)), once_accepted=st.sampled_from([False, False, True]),
    **{name: st.sampled_from([None, None, *get_args(Ranked)]) for name in DEGREES},
)  # fmt: skip
several = st.lists(ways, min_size=1, max_size=2)


@given(several, several)
@settings(max_examples=25, deadline=None)
def test_what_is_promised_holds_for_everybodys_degrees(old: list[Way], new: list[Way]) -> None:
    before, after = version(*old), version(*new)
    promised = effect(before, after)
    if promised is Effect.OTHER:
        return
    for applicant, provider in product((None, *LEVELS), (None, DegreeLevel.OTHER, *LEVELS)):
        was, now = (ORDER.index(status(each, applicant, provider)) for each in (before, after))
        assert now == was or promised is (Effect.STRICTER if now < was else Effect.LOOSER)


# ── By columns ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", DEGREES)
def test_columns_leave_a_line_by_degree_to_rows_and_say_so(name: str) -> None:
    asked = version(replace(ERS, **{name: "master"}))
    (line,) = Inquiry(asked, finding_category(asked), Occasion.APPLICATION, Moments(TODAY)).lines
    assert line.not_covered == name


def finding_category(asked: PolicyVersion):
    return asked.document.association.categories[0]


def test_columns_answer_the_lines_that_name_no_such_standing() -> None:
    asked = policy(
        hours(1), standing=[StandingRow(may=GIVE_RSC, any_of=(replace(ERS, applicant_degree_at_most="cda"),))]
    )
    (line,) = Inquiry(asked, finding_category(asked), Occasion.APPLICATION, Moments(TODAY)).lines
    assert line.not_covered is None
