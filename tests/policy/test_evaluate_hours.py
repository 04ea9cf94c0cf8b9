"""Rules about clock hours beyond a sum: ways, limits, parts, stretches of time and providers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.policy.by_hand import (
    GIVE_RSC,
    R,
    endorsed,
    finding,
    hours,
    policy,
    question,
    rsc,
    training,
    vetted,
)

from vouchbook.domain.evidence import Attestation, ServiceGiven, ServiceHours
from vouchbook.domain.names import About, Area, AssociationCode, QuestionKey, Setting, StatementCode
from vouchbook.domain.trace import Finding, Lack, Status, Why
from vouchbook.policy.document import StandingRow, Way
from vouchbook.policy.rules import AlsoMinutes, Applies, Length, Part, Where

YEAR = Length(months=12)


def reviewing(number: float) -> ServiceHours:
    on = date(2026, 2, 2)
    return ServiceHours(ServiceGiven.REVIEWING, on, on, round(number * 60), AssociationCode("zz"))


def why(found: Finding) -> dict[str, Why]:
    return {each.item: each.because.code for each in found.excluded_items}


# ── Other ways ────────────────────────────────────────────────────────────────────────────────


def test_another_way_takes_what_the_main_one_does_not_up_to_its_limit() -> None:
    asked = policy(hours(15, "training", also=(AlsoMinutes(of="service", at_most=7 * 60),)))
    found = finding(asked, training(8), reviewing(6), reviewing(3))
    assert (found.status, found.counted) == (Status.MET, 15 * 60)
    assert why(found) == {"3": Why.OVER_LIMIT}
    assert found.excluded_items[0].amount == 2 * 60


def test_what_counts_only_once_accepted_is_possible_until_a_reviewer_says_so() -> None:
    asked = policy(hours(10, also=(AlsoMinutes(where=Where(peer=True), once_accepted=True),), where=Where(peer=False)))
    mine = (rsc(6), rsc(4, peer=True))
    found = finding(asked, *mine)
    assert (found.status, found.counted, found.pending) == (Status.JUDGEMENT, 360, 240)
    assert finding(asked, *mine, settled=[question("2", answer=True)]).status is Status.MET
    refused = finding(asked, *mine, settled=[question("2", answer=False)])
    assert (refused.status, why(refused)) == (Status.MISSING, {"2": Why.REJECTED_BY_REVIEWER})


def test_hours_count_in_the_first_way_that_takes_them() -> None:
    asked = policy(hours(10, also=(AlsoMinutes(at_most=60),)))
    assert finding(asked, rsc(10)).status is Status.MET


def test_the_reason_given_is_that_of_the_way_an_item_was_meant_for() -> None:
    group = AlsoMinutes(where=Where(peer=True, setting=(Setting.INDIVIDUAL,)))
    asked = policy(hours(10, where=Where(peer=False, given_by=GIVE_RSC, about=(About.RSC_GIVEN,)), also=(group,)))
    assert finding(asked, rsc(2, peer=True)).excluded_items[0].because.name == "setting"


# ── Parts ─────────────────────────────────────────────────────────────────────────────────────


def part(key: str, minimum: float, about: About, **more: object) -> Part:
    return Part(QuestionKey(key), round(minimum * 60), Where(about=(about,)), **more)  # type: ignore[arg-type]


PARTS = (part("about_rsc", 15, About.RSC), part("deia", 3, About.DEIA))


def test_parts_lie_within_the_total() -> None:
    asked = policy(hours(48, "training", parts=PARTS))
    enough = (training(15, until=date(2026, 3, 4), about=(About.RSC,)), training(3, about=(About.DEIA,)))
    assert finding(asked, *enough, training(24), training(6)).status is Status.MET
    found = finding(asked, *enough, training(24), training(5.75))
    assert [(lack.code, lack.amount) for lack in found.lacking] == [(Lack.AMOUNT, 15)]


def test_a_part_that_is_short_is_named() -> None:
    asked = policy(hours(10, "training", parts=PARTS))
    found = finding(asked, training(20, about=(About.DEIA,)))
    assert [(lack.code, lack.name, lack.amount) for lack in found.lacking] == [(Lack.PART, "about_rsc", 900)]


def test_one_hour_may_serve_two_parts_unless_they_are_disjoint() -> None:
    both = training(15, about=(About.RSC, About.DEIA))
    assert finding(policy(hours(10, "training", parts=PARTS)), both).status is Status.MET
    found = finding(policy(hours(10, "training", parts=PARTS, disjoint=True)), both)
    assert found.status is Status.MISSING
    assert [(lack.code, lack.amount, lack.name) for lack in found.lacking] == [
        (Lack.PARTS_TOGETHER, 3 * 60, "about_rsc deia")
    ]
    more = training(3, about=(About.RSC,))
    assert finding(policy(hours(10, "training", parts=PARTS, disjoint=True)), both, more).status is Status.MET


def test_a_part_asks_only_those_whom_it_concerns() -> None:
    asked = policy(hours(1, "training", parts=(part("about_rsc", 3, About.RSC, when=Applies(attests="gives_rsc")),)))  # type: ignore[arg-type]
    assert finding(asked, training(1)).status is Status.MET
    gives = Attestation(StatementCode("gives_rsc"), date(2026, 1, 1))
    assert finding(asked, training(1), gives).status is Status.MISSING


def test_pending_hours_leave_a_part_to_the_reviewer() -> None:
    accepted = AlsoMinutes(where=Where(about=(About.RSC,)), once_accepted=True)
    asked = policy(hours(1, "training", where=Where(about=(About.DEIA,)), also=(accepted,), parts=PARTS[:1]))
    found = finding(asked, training(2, about=(About.DEIA,)), training(15, about=(About.RSC,)))
    assert found.status is Status.JUDGEMENT
    assert found.pending_items == ("2",)


def test_who_gives_a_part_may_be_for_the_reviewer_to_accept() -> None:
    """Half of a mentor's hours from a clinical mentor, say, where the provider's degree decides and nobody knows it."""
    uncertain = [StandingRow(may=GIVE_RSC, any_of=(Way(holds=("IFS",), once_accepted=True),))]
    rule = hours(4, parts=(Part(QuestionKey("by_mentor"), 120, Where(given_by=GIVE_RSC)),))
    asked = policy(rule, standing=uncertain)
    mine = (rsc(2, by="ann"), rsc(2, by="ben"), endorsed("ann", "IFS"))
    found = finding(asked, *mine)
    assert (found.status, found.counted, found.pending_items) == (Status.JUDGEMENT, 240, ("1",))
    assert finding(asked, *mine, settled=[question("1", answer=True)]).status is Status.MET
    assert finding(asked, *mine, settled=[question("1", answer=False)]).status is Status.MISSING


# ── Stretches of time ─────────────────────────────────────────────────────────────────────────


def test_only_the_best_stretch_of_a_length_counts() -> None:
    asked = policy(hours(24, within=YEAR))
    spread = [rsc(8, date(2024, 1, 10)), rsc(10, date(2025, 1, 9)), rsc(14, date(2025, 12, 31))]
    found = finding(asked, *spread)
    assert (found.status, found.counted, found.counted_items) == (Status.MET, 24 * 60, ("2", "3"))
    assert why(found) == {"1": Why.OUTSIDE_BEST_WINDOW}


def test_a_stretch_of_twelve_months_ends_the_day_before_the_same_day() -> None:
    asked = policy(hours(2, within=YEAR))
    first = rsc(1, date(2025, 1, 10))
    assert finding(asked, first, rsc(1, date(2026, 1, 9))).status is Status.MET
    assert finding(asked, first, rsc(1, date(2026, 1, 10))).status is Status.MISSING


def test_a_series_counts_in_a_stretch_only_as_a_whole() -> None:
    asked = policy(hours(2, within=YEAR))
    assert finding(asked, rsc(2, date(2024, 1, 1), date(2024, 12, 31))).status is Status.MET
    assert finding(asked, rsc(2, date(2024, 1, 1), date(2025, 1, 1))).status is Status.MISSING


def test_hours_may_have_to_be_spread_over_some_time() -> None:
    asked = policy(hours(2, spread_over=YEAR))
    first = rsc(1, date(2025, 1, 10))
    assert finding(asked, first, rsc(1, date(2026, 1, 10))).status is Status.MET
    found = finding(asked, first, rsc(1, date(2026, 1, 9)))
    assert [(lack.code, lack.on) for lack in found.lacking] == [(Lack.SPREAD, date(2026, 1, 10))]
    assert finding(asked).lacking[-1].on is None


def test_the_stretch_that_also_meets_the_spread_is_chosen() -> None:
    asked = policy(hours(3, within=Length(months=24), spread_over=YEAR))
    close = [rsc(2, date(2021, 1, 1)), rsc(2, date(2021, 2, 1))]
    apart = [rsc(1.5, date(2024, 1, 1)), rsc(1.5, date(2025, 6, 1))]
    assert finding(asked, *close, *apart).counted_items == ("3", "4")


# ── Providers ─────────────────────────────────────────────────────────────────────────────────


def test_hours_from_no_more_providers_than_allowed_count() -> None:
    asked = policy(hours(10, providers_at_most=2))
    found = finding(asked, rsc(6, by="a"), rsc(3, by="b"), rsc(4, by="c"), rsc(1, by="a"))
    assert (found.status, found.counted) == (Status.MET, 11 * 60)
    assert why(found) == {"2": Why.TOO_MANY_PROVIDERS}


def test_the_providers_are_chosen_so_that_parts_are_met_too() -> None:
    asked = policy(hours(4, providers_at_most=1, parts=(part("given", 2, About.RSC_GIVEN),)))
    found = finding(asked, rsc(9, by="a"), rsc(4, by="b", about=(About.RSC_GIVEN,)))
    assert (found.status, found.counted_items) == (Status.MET, ("2",))


def test_most_hours_have_to_come_from_one_provider() -> None:
    asked = policy(hours(10, most_from_one=True))
    assert finding(asked, rsc(6, by="a"), rsc(4, by="b")).status is Status.MET
    found = finding(asked, rsc(5, by="a"), rsc(5, by="b"))
    assert (found.status, found.counted) == (Status.MISSING, 10 * 60 - 1)
    assert list(why(found).values()) == [Why.NOT_MOST_FROM_ONE]
    assert finding(asked, rsc(4, by="a"), rsc(3, by="b"), rsc(3, by="c")).counted == 8 * 60 - 1


def test_hours_of_the_last_twelve_months_only() -> None:
    asked = policy(hours(1, where=Where(within_last=YEAR)))
    assert finding(asked, rsc(1, date(2025, 11, 21))).status is Status.MET
    found = finding(asked, rsc(1, date(2025, 11, 20)))
    assert why(found) == {"1": Why.TOO_LONG_AGO}


def test_a_training_may_have_to_name_an_area_of_competency() -> None:
    asked = policy(hours(1, "training", where=Where(covers_competency=True)))
    assert finding(asked, training(1, areas=(Area.REFLECTION,))).status is Status.MET
    assert finding(asked, training(1)).status is Status.MISSING


@pytest.mark.parametrize("days", [0, 1, 400])
def test_what_counts_and_what_does_not_add_up_to_all_there_is(days: int) -> None:
    asked = policy(hours(20, within=YEAR, providers_at_most=2, most_from_one=True, where=Where(given_by=GIVE_RSC)))
    on = date(2025, 1, 1)
    sessions = [rsc(n + 1, on + timedelta(days=days * n), by="abc"[n % 3]) for n in range(6)]
    standing = [endorsed("a", "ERS"), vetted("b"), endorsed("c", "ERS", date(2026, 1, 1))]
    found = finding(asked, *sessions, *standing)
    excluded = sum(each.amount for each in found.excluded_items)
    assert found.counted + found.pending + excluded == sum(each.minutes for each in sessions)
    assert found.requirement == R
