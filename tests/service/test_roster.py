"""The roster on a day: who counts, by what and until when; who loses their only provider when vetting ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from tests.service.books import changed, of_rule
from tests.service.conftest import TODAY
from tests.service.journey import Journey
from tests.service.test_policy_moves import adopt
from tests.service.test_vetting import LONG_AGO, Supervised, begin, somebody, talk, vet

from vouchbook.cli.roster_sunset import _sunset
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import CategoryCode, ItemId, Occasion, PersonId, Source, StandingName, VettingScope
from vouchbook.domain.refusal import Refused
from vouchbook.domain.vetting import EndCause
from vouchbook.policy.document import UnknownCategory, VettingRow
from vouchbook.policy.rules import Hours, Rule
from vouchbook.policy.version import PolicyVersion
from vouchbook.service import application, colleagues, provider, roster, sunset, vetting
from vouchbook.service.office import Office

COORDINATOR, PUBLIC = Principal(Role.COORDINATOR), Principal(Role.ANYONE)
DAY = timedelta(days=1)
SUNSET = date(2027, 12, 21)
REFERENCE = VettingScope.REFERENCE
IMHS = CategoryCode("IMHS")


def enter(office: Office, ask, who: PersonId, capacity: int | None = 4, outside: bool = True, on: date = TODAY) -> None:
    provider.enter(office, ask(on=on), who, capacity=capacity, takes_outside=outside)


def on(office: Office, day: date, principal: Principal = COORDINATOR, **of: object) -> list[PersonId]:
    return [each.person for each in roster.listing(office, principal, day, **of).providers]  # type: ignore[arg-type]


# ── Who is on it ──────────────────────────────────────────────────────────────────────────────


def test_who_is_vetted_is_listed_through_the_sunset_and_not_after(nc: Office, ask) -> None:
    nora = somebody(nc, ask, "Nora")
    vet(nc, ask, nora)
    assert on(nc, TODAY - DAY) == []
    assert on(nc, TODAY) == on(nc, SUNSET) == [nora]
    assert on(nc, SUNSET + DAY) == []
    (listed,) = roster.listing(nc, COORDINATOR, TODAY).providers
    assert (listed.since, listed.until, listed.standings[0].vetted) == (TODAY, SUNSET, VettingScope.RSC)
    assert (IMHS in listed.categories, CategoryCode("IMHM-C") in listed.categories) == (True, False)


def test_the_scopes_are_two_rosters(nc: Office, ask) -> None:
    nora, ida = somebody(nc, ask, "Nora"), somebody(nc, ask, "Ida")
    vet(nc, ask, nora)
    vet(nc, ask, ida, REFERENCE)
    assert (on(nc, TODAY), on(nc, TODAY, scope=REFERENCE)) == ([nora], [ida])


def test_it_can_be_asked_for_applicants_of_one_category(nc: Office, ask) -> None:
    nora = somebody(nc, ask, "Nora")
    vet(nc, ask, nora)
    assert on(nc, TODAY, category=IMHS) == [nora]
    assert on(nc, TODAY, category=CategoryCode("IMHM-C")) == []
    with pytest.raises(UnknownCategory, match="nc offers"):
        roster.listing(nc, COORDINATOR, TODAY, category=CategoryCode("XX"))


def test_who_is_endorsed_elsewhere_is_listed_once_they_enter(nc: Office, ask) -> None:
    mentor = Journey(nc, ask).reviewer("Rosa")
    assert on(nc, TODAY) == []
    enter(nc, ask, mentor)
    (listed,) = roster.listing(nc, COORDINATOR, TODAY).providers
    assert (listed.standings[0].where, listed.standings[0].category, listed.until) == ("mi", "IMHM-C", None)
    assert on(nc, SUNSET + DAY) == [mentor], "an endorsement knows no sunset"


def test_who_holds_nothing_that_counts_does_not_enter(nc: Office, ask) -> None:
    nora = somebody(nc, ask, "Nora")
    begin(nc, ask, nora)
    with pytest.raises(Refused, match="provider_without_standing"):
        enter(nc, ask, nora)


def test_what_was_said_rules_from_its_day_on(nc: Office, ask) -> None:
    nora = somebody(nc, ask, "Nora")
    vet(nc, ask, nora, on=date(2026, 10, 1))
    enter(nc, ask, nora, 4, on=date(2026, 10, 5))
    provider.change(nc, ask(on=date(2026, 11, 2)), nora, capacity=2)
    provider.leave(nc, ask(on=date(2026, 11, 9)), nora)
    said = {
        day: (each.listed, each.capacity)
        for day in (date(2026, 10, 4), date(2026, 10, 5), date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 10))
        for each in roster.listing(nc, COORDINATOR, day).providers
    }
    assert list(said.values()) == [(False, None), (True, 4), (True, 2), (True, 2), (False, None)]


def test_the_public_reads_who_takes_people_from_outside_and_no_more(nc: Office, ask) -> None:
    nora, ida, quiet = (somebody(nc, ask, name) for name in ("Nora", "Ida", "Quinn"))
    for who in (nora, ida, quiet):
        vet(nc, ask, who)
    enter(nc, ask, nora)
    enter(nc, ask, ida, outside=False)
    assert sorted(on(nc, TODAY)) == sorted([nora, ida, quiet])
    (listed,) = roster.listing(nc, PUBLIC, TODAY).providers
    assert (listed.person, listed.now) == (nora, None)


def test_how_many_they_have_is_what_the_book_knows_of_the_last_months(nc: Office, ask) -> None:
    way = Supervised(nc, ask)
    vet(nc, ask, way.is_tomas, on=LONG_AGO)
    assert [each.now for each in roster.listing(nc, COORDINATOR, TODAY).providers] == [0]
    way.identified()  # the last session was on 9 June
    known = {
        day: roster.listing(nc, COORDINATOR, day).providers[0].now for day in (date(2026, 12, 8), date(2026, 12, 9))
    }
    assert known == {date(2026, 12, 8): 1, date(2026, 12, 9): 0}


def test_one_provider_is_shown_with_what_they_held_and_where_it_was_seen(nc: Office, ask) -> None:
    mentor = Journey(nc, ask).reviewer("Rosa")
    id_ = vet(nc, ask, mentor, on=date(2026, 10, 1))
    vetting.end(nc, ask(), id_, EndCause.WITHDRAWN, "endorsed elsewhere")
    enter(nc, ask, mentor)
    shown = provider.show(nc, COORDINATOR, mentor, TODAY)
    assert [(each.held.category, each.held.vetted, each.held.last) for each in shown.held] == [
        (None, VettingScope.RSC, TODAY),
        ("IMHM-C", None, None),
    ]
    assert shown.held[1].seen is not None
    assert shown.held[1].seen.where == "registry"
    stretches = shown.counts[VettingScope.RSC]
    assert (date(2015, 1, 1), None) in {(each.first, each.last) for each in stretches if each.category == "IMHM-C"}
    assert [step.what for step in shown.history] == ["entered"]


# ── When vetting ends ─────────────────────────────────────────────────────────────────────────


@pytest.fixture
def way(nc: Office, ask) -> Supervised:
    """An applicant of whose two providers Ruth is endorsed, and Tomás vetted here."""
    found = Supervised(nc, ask)
    vet(nc, ask, found.is_tomas, on=LONG_AGO)
    found.identified()
    return found


def without_ruth(way: Supervised) -> None:
    """Ruth's endorsement ended."""
    (item,) = (i for i in way.items() if getattr(i.facts, "holder", None) == way.ruth)
    listed_no_more(way, item.item)


def listed_no_more(way: Supervised, item: ItemId) -> None:
    day, where = date(2026, 11, 1), "not listed any more"
    colleagues.standing_ended(way.office, way.ask(), way.person, item, day, source=Source.REGISTRY, where=where)


def test_who_has_an_endorsed_provider_too_loses_nobody(way: Supervised) -> None:
    found = sunset.report(way.office, COORDINATOR, TODAY)
    assert (found.end.on, found.asked, found.losing, found.without) == (SUNSET, 1, (), ())


def test_who_has_only_a_vetted_one_is_left_alone_and_told_whom_else_there_is(way: Supervised) -> None:
    without_ruth(way)
    mentor = way.reviewer("Rosa")
    enter(way.office, way.ask, mentor)
    found = sunset.report(way.office, COORDINATOR, TODAY)
    (loser,) = found.losing
    assert (loser.person, loser.application, loser.remaining) == (way.person, way.application, ())
    assert [each.is_person for each in loser.providers] == [way.is_tomas]
    assert [each.colleague for each in loser.not_counting] == [way.ruth]
    assert [each.person for each in found.others] == [mentor]


def test_nobody_loses_whom_they_did_not_have(way: Supervised) -> None:
    without_ruth(way)
    colleagues.identify(way.office, way.ask(), way.person, way.tomas, None)
    found = sunset.report(way.office, COORDINATOR, TODAY)
    assert (found.losing, [each.person for each in found.without]) == ((), [way.person])


def test_only_open_applications_are_asked(way: Supervised) -> None:
    without_ruth(way)
    application.withdraw(way.office, way.ask(), way.application)
    assert sunset.report(way.office, COORDINATOR, TODAY).asked == 0


def test_old_sessions_can_be_left_out(way: Supervised) -> None:
    found = sunset.report(way.office, COORDINATOR, TODAY, received_since=date(2026, 6, 9))
    assert found.losing == ()
    without_ruth(way)
    late = sunset.report(way.office, COORDINATOR, TODAY, received_since=date(2026, 6, 10))
    assert (late.losing, [len(each.providers) for each in late.without]) == ((), [1])


def test_another_day_can_be_supposed(way: Supervised) -> None:
    without_ruth(way)
    found = sunset.report(way.office, COORDINATOR, TODAY, ends_on=date(2026, 12, 31))
    assert (found.end.on, found.supposed, len(found.losing)) == (date(2026, 12, 31), True, 1)


def test_where_policy_lets_vetting_go_on_there_is_nothing_to_report(nc: Office, ask) -> None:
    document = nc.version_on(TODAY).document
    adopt(nc, PolicyVersion.of(replace(document, vetting=(VettingRow(scope=VettingScope.RSC),))))
    with pytest.raises(Refused, match="no_sunset"):
        sunset.report(nc, COORDINATOR, TODAY)


def endorsed(way: Supervised) -> None:
    way.confirmed().member().submitted().panel().reviewed().examined().decided()


def test_who_renews_by_a_sheet_that_names_no_provider_is_said_to_be_asked_nothing(way: Supervised) -> None:
    before = sunset.report(way.office, COORDINATOR, TODAY)
    assert before.from_anybody == (), "nobody is endorsed yet, and the application's sheet names who gives RSC"
    endorsed(way)
    found = sunset.report(way.office, COORDINATOR, TODAY)
    assert (found.asked, found.losing, found.without) == (0, (), ())
    assert found.from_anybody == (sunset.FromAnybody(IMHS, Occasion.RENEWAL, 1),)
    assert "renewal of IMHS (1 file)" in " ".join(_sunset(found)[-1].split())


def test_who_renews_by_a_sheet_that_names_the_provider_can_lose_the_only_one(way: Supervised) -> None:
    def named(rule: Rule) -> Rule:
        assert isinstance(rule, Hours)
        return replace(rule, where=replace(rule.where, given_by=StandingName("give_rsc")))

    endorsed(way)
    without_ruth(way)
    (add_on,) = (i for i in way.items() if getattr(i.facts, "category", None) == "ERS")
    listed_no_more(way, add_on.item)  # as the file claims of Tomás: vetted he is by this book
    document = way.office.version_on(TODAY).document
    adopt(way.office, changed(document, of_rule("IMHS", "rsc", named, at="renewal")))
    found = sunset.report(way.office, COORDINATOR, TODAY)
    (loser,) = found.losing
    assert (loser.person, loser.application, loser.endorsement is not None) == (way.person, None, True)
    assert [each.is_person for each in loser.providers] == [way.is_tomas]
    assert (found.asked, found.from_anybody) == (1, ())


def test_whose_only_provider_ends_before_the_sunset_is_without_one_on_that_day(nc: Office, ask) -> None:
    way = Supervised(nc, ask)
    id_ = begin(nc, ask, way.is_tomas, on=LONG_AGO)
    talk(nc, ask, id_, on=LONG_AGO)
    vetting.decide(nc, ask(on=LONG_AGO), id_, vetted=True, reason="for a while", valid_until=date(2026, 12, 31))
    way.identified()
    without_ruth(way)
    found = sunset.report(nc, COORDINATOR, TODAY)
    assert (found.losing, [each.person for each in found.without]) == ((), [way.person])
    assert "ended before" in " ".join(" ".join(_sunset(found)).split())


def test_it_is_a_coordinators_report(nc: Office) -> None:
    with pytest.raises(Refused, match="not_allowed"):
        sunset.report(nc, PUBLIC, TODAY)
