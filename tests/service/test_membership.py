"""Memberships in a book: payments in whatever order, charged once, seen on one day as known on another."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.service.conftest import TODAY, Asking, clock
from tests.service.test_policy_moves import adopt

from vouchbook.associations import package
from vouchbook.defaults import PolicySilent
from vouchbook.domain.account import Account
from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.membership import TermConfirmed
from vouchbook.domain.names import PersonId, PlanKey, Source, TermId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import ACCOUNT, MEMBERSHIP
from vouchbook.domain.terms import Run, runs
from vouchbook.letters.memberships import Status
from vouchbook.service import alliance, book, members, membership, person
from vouchbook.service.edge import Edge
from vouchbook.service.evaluation import policy_of
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office, Request

INDIVIDUAL = PlanKey("individual")
ASK = Asking()
MARCH, NOVEMBER = date(2026, 3, 5), date(2026, 11, 5)

MORE_PLANS = """
[[plan]]
key    = "student"
name   = "Student"
covers = ["endorsement"]
from   = 2026-06-01
until  = 2026-09-30
source = "assumed"
confirmed = false

[[plan]]
key     = "agency"
name    = "Agency"
held_by = "organisation"
source  = "assumed"
confirmed = false

[[membership]]
plan   = "student"
year   = "rolling"
source = "assumed"
confirmed = false
"""


def somebody(office: Office, name: str = "Ana") -> PersonId:
    words = PersonWords(name, "Ruiz", f"{name.lower()}-{office.edge.mint('x')}@example.org")
    return PersonId(person.register(office, ASK(), words).result["person"])


def join(office: Office, who: PersonId, on: date, **how) -> dict[str, Any]:
    plan = PlanKey(how.pop("plan", "individual"))
    return membership.join(office, ASK(), who, plan, bought_on=on, **how).result


def terms(office: Office, who: PersonId) -> list[tuple[str, str]]:
    state = office.load(MEMBERSHIP, who).state
    return [(str(term.first), str(term.last)) for term in state.standing_terms]


def status(office: Office, who: PersonId, on: date, **known) -> Status:
    return members.status(office, ASK().principal, who, on, **known)


@pytest.fixture
def with_plans(nc: Office, tmp_path: Path) -> Office:
    file = tmp_path / "policy.toml"
    file.write_text(package("nc").policy_file.read_text("utf-8") + MORE_PLANS, "utf-8")
    adopt(nc, policy_of(file)[0])
    return nc


# ── Bought ────────────────────────────────────────────────────────────────────────────────────


def test_a_payment_is_recorded_charged_and_answered_at_once(nc: Office) -> None:
    who = somebody(nc)
    result = join(nc, who, MARCH)
    assert (result["begins"], result["ends"], result["moved"]) == ("2026-03-05", "2026-12-31", [])
    (charge,) = result["charged"]
    account: Account = nc.load(ACCOUNT, who).state
    assert account.charges[charge["charge"]].terms.subject == result["term"]
    assert (charge["occasion"], charge["cents"]) == ("membership", 4500)


def test_the_same_payment_entered_twice_is_one_term_and_one_charge(nc: Office) -> None:
    who = somebody(nc)
    once, twice = join(nc, who, MARCH), join(nc, who, MARCH)
    assert (twice["term"], twice["charged"]) == (once["term"], once["charged"])
    assert len(nc.load(ACCOUNT, who).state.charges) == len(terms(nc, who)) == 1
    assert join(nc, who, MARCH, another=True)["begins"] == "2027-01-01"


def test_what_was_paid_elsewhere_is_not_charged(nc: Office) -> None:
    who = somebody(nc)
    assert join(nc, who, MARCH, charge=False)["charged"] == []
    assert nc.load(ACCOUNT, who).state.charges == {}


def test_a_late_payment_says_which_term_it_moves_and_voiding_it_moves_that_back(nc: Office) -> None:
    who = somebody(nc)
    november = join(nc, who, NOVEMBER)["term"]
    march = join(nc, who, MARCH)
    assert march["moved"] == [{"term": november, "begins": "2027-01-01", "ends": "2027-12-31"}]
    done = membership.void(nc, ASK(), who, TermId(march["term"])).result
    assert done["moved"] == [{"term": november, "begins": "2026-11-05", "ends": "2027-12-31"}]
    assert [each["cents"] for each in done["charged"]] == [4500]


def test_days_that_are_stated_stay(nc: Office) -> None:
    who = somebody(nc)
    result = join(nc, who, date(2026, 1, 1), last=date(2026, 6, 30))
    assert (result["begins"], result["ends"]) == ("2026-01-01", "2026-06-30")
    assert join(nc, who, date(2026, 6, 30))["begins"] == "2026-07-01"


def test_the_rules_of_the_day_of_buying_decide_whenever_it_is_recorded(with_plans: Office) -> None:
    who = somebody(with_plans)
    assert join(with_plans, who, date(2026, 9, 30), plan="student")["ends"] == "2027-09-29"


def test_a_persons_own_membership_and_their_organisations_run_side_by_side(with_plans: Office) -> None:
    who = somebody(with_plans)
    join(with_plans, who, MARCH)
    result = join(with_plans, who, date(2026, 4, 1), plan="agency", last=date(2026, 12, 31))
    assert (result["held_by"], result["begins"]) == ("organisation", "2026-04-01")
    with pytest.raises(Refused, match="term_overlaps"):
        join(with_plans, who, date(2026, 9, 1), plan="student", last=date(2026, 12, 31))


# ── No ordering of late payments changes the final state ──────────────────────────────────────

days_of_buying = st.lists(
    st.dates(date(2023, 1, 1), TODAY) | st.sampled_from([MARCH, NOVEMBER, date(2024, 2, 29)]), min_size=2, max_size=5
)


@pytest.fixture(scope="module")
def shared(founded: Path, tmp_path_factory: pytest.TempPathFactory):
    """One book for every example: each is about people of its own."""
    place = tmp_path_factory.mktemp("shared") / "alliance"
    shutil.copytree(founded / "alliance", place)
    with Folder.open(place, founded / "root-key") as folder:
        yield alliance.office(folder, "nc", Edge(clock))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=days_of_buying, data=st.data())
def test_payments_in_whatever_order_come_to_the_same_days_and_the_same_account(
    shared: Office, days: Sequence[date], data: st.DataObject
) -> None:
    orders = [days, data.draw(st.permutations(days)), sorted(days), sorted(days, reverse=True)]
    people = [somebody(shared) for _ in orders]
    for who, order in zip(people, orders, strict=True):
        for on in order:
            join(shared, who, on)
    asked = (date(2024, 2, 29), date(2025, 12, 31), TODAY, date(2028, 6, 30))

    def final(who: PersonId) -> tuple[object, ...]:
        seen = [status(shared, who, on) for on in asked]
        charges = nc_charges(shared, who)
        return terms(shared, who), [(s.member, s.since, s.through, s.lapses) for s in seen], charges

    assert [final(who) for who in people] == [final(people[0])] * len(people)


def nc_charges(office: Office, who: PersonId) -> list[tuple[date, int]]:
    return sorted((each.terms.due_on, each.terms.cents) for each in office.load(ACCOUNT, who).state.charges.values())


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=days_of_buying, on=st.dates(date(2023, 1, 1), date(2029, 1, 1)))
def test_the_list_of_members_says_what_the_fold_and_the_date_say(shared: Office, days: list[date], on: date) -> None:
    who = somebody(shared)
    for each in days:
        join(shared, who, each)
    membership.void(shared, ASK(), who, TermId(join(shared, who, days[0])["term"]))
    listed = {m.person: (m.since, m.through) for m in members.members(shared, ASK().principal, on)}
    state = shared.load(MEMBERSHIP, who).state
    around = [(first, last) for first, last in runs(state.standing_terms) if first <= on <= last]
    assert listed.get(who) == (around[0] if around else None)
    assert (who in listed) is state.covers(on, shared.code) is status(shared, who, on).member


# ── On a day, as known on another ─────────────────────────────────────────────────────────────


class Turning:
    """An office whose clock a test turns, the writer's own included."""

    def __init__(self, place: Path, key: Path) -> None:
        self.now = datetime(2026, 11, 20, 17, tzinfo=UTC)
        self.folder = Folder.open(place, key, clock=lambda: round(self.now.timestamp() * 1_000_000))
        self.office = alliance.office(self.folder, "nc", Edge(lambda: self.now))

    def at(self, day: int, hour: int = 17) -> Request:
        """A request at an hour, in UTC, of a day of November, dated as the day is in North Carolina."""
        self.now = datetime(2026, 11, day, hour, tzinfo=UTC)
        return ASK(on=self.office.today)

    def registered(self) -> PersonId:
        words = PersonWords("Ben", "Ruiz", "ben@example.org")
        return PersonId(person.register(self.office, self.at(10), words).result["person"])


@pytest.fixture
def turning(place: Path, founded: Path) -> Iterator[Turning]:
    turned = Turning(place, founded / "root-key")
    yield turned
    turned.folder.close()


def test_status_on_a_day_is_told_as_it_was_known_on_another(turning: Turning) -> None:
    office, who, may = turning.office, turning.registered(), date(2026, 5, 1)
    membership.join(office, turning.at(18), who, INDIVIDUAL, bought_on=MARCH)
    position = office.book.position
    turning.at(20)
    assert status(office, who, may).member
    assert not status(office, who, may, known_on=date(2026, 11, 17)).member
    assert status(office, who, may, known_on=date(2026, 11, 18)).member
    assert not status(office, who, date(2026, 3, 4)).member
    assert status(office, who, may, known_at=position).member
    assert not status(office, who, may, known_at=1).member


def test_a_day_ends_where_the_association_is(turning: Turning) -> None:
    """Eleven in the evening in North Carolina is four in the morning of the next day in UTC."""
    who = turning.registered()
    membership.join(turning.office, turning.at(18, hour=4), who, INDIVIDUAL, bought_on=MARCH)
    turning.at(20)
    assert status(turning.office, who, MARCH, known_on=date(2026, 11, 17)).member
    assert not status(turning.office, who, MARCH, known_on=date(2026, 11, 16)).member


def test_what_was_entered_for_an_earlier_day_was_not_known_then(turning: Turning) -> None:
    """The clock says when it was written, whatever day the request was dated."""
    who = turning.registered()
    turning.at(20)
    membership.join(turning.office, ASK(on=date(2026, 11, 11)), who, INDIVIDUAL, bought_on=MARCH)
    assert not status(turning.office, who, MARCH, known_on=date(2026, 11, 19)).member
    assert status(turning.office, who, MARCH, known_on=date(2026, 11, 20)).member


def test_what_will_be_known_tomorrow_nobody_knows(nc: Office) -> None:
    with pytest.raises(Refused, match="known_after_today"):
        status(nc, somebody(nc), TODAY, known_on=TODAY + timedelta(days=1))


def test_a_lapse_is_seen_long_after_it_is_over(nc: Office) -> None:
    who = somebody(nc)
    join(nc, who, date(2024, 5, 1))
    join(nc, who, date(2026, 2, 1))
    assert status(nc, who, TODAY).lapses == (Run(date(2025, 1, 1), date(2026, 1, 31)),)
    assert status(nc, who, date(2025, 6, 1)).lapses == (Run(date(2025, 1, 1), None),)
    assert status(nc, who, date(2027, 1, 1)).lapses[1:] == (Run(date(2027, 1, 1), None),)


# ── Everybody ─────────────────────────────────────────────────────────────────────────────────


def test_the_list_of_members_begins_with_those_whose_membership_ends_first(with_plans: Office) -> None:
    office = with_plans
    long, soon, student, agency = (somebody(office, name) for name in ("Long", "Soon", "Student", "Agency"))
    join(office, long, NOVEMBER)
    join(office, soon, MARCH)
    join(office, student, date(2026, 7, 1), plan="student")
    join(office, agency, MARCH, plan="agency")
    principal = ASK().principal
    assert [m.person for m in members.members(office, principal, TODAY)] == [soon, student, long]
    ending = members.members(office, principal, TODAY, ending_before=date(2027, 1, 1))
    assert [(m.name, m.through) for m in ending] == [("Soon Ruiz", date(2026, 12, 31))]
    ending = members.members(office, principal, TODAY, ending_before=date(2026, 12, 31))
    assert ending == []
    assert [m.person for m in members.members(office, principal, TODAY, organisations=True)] == [agency]
    assert not status(office, agency, TODAY).member


def test_a_rebuilt_list_of_members_is_the_same(with_plans: Office) -> None:
    who = somebody(with_plans)
    for on in (NOVEMBER, MARCH):
        join(with_plans, who, on)
    join(with_plans, who, date(2026, 7, 1), plan="student")
    claim = membership.claim(with_plans, ASK(), who, "WAIMH", first=MARCH, last=TODAY).result["term"]
    membership.void(with_plans, ASK(), who, TermId(claim))
    before = members.members(with_plans, ASK().principal, TODAY)
    book.rebuild_read_models(with_plans, ASK().principal)
    assert members.members(with_plans, ASK().principal, TODAY) == before


# ── Other bodies ──────────────────────────────────────────────────────────────────────────────


def test_an_outside_membership_is_claimed_by_the_person_and_counts_once_it_was_seen(nc: Office) -> None:
    who = somebody(nc)
    asked = ASK("applicant", who)
    term = TermId(membership.claim(nc, asked, who, "WAIMH", first=MARCH, last=date(2026, 12, 31)).result["term"])
    assert not nc.load(MEMBERSHIP, who).state.covers(TODAY, "WAIMH")
    membership.confirm(nc, ASK(), who, (term,), source=Source.CONFIRMED, where="WAIMH's list of members")
    assert nc.load(MEMBERSHIP, who).state.covers(TODAY, "WAIMH")
    entry = nc.load(MEMBERSHIP, who).entries[-1]
    assert isinstance(entry.event, TermConfirmed)
    assert entry.event.where is not None
    assert (nc.vault.open(entry.event.where), entry.event.seen_on) == ("WAIMH's list of members", TODAY)
    assert "list of members" not in entry.data.decode()


def test_a_claim_made_twice_is_one_claim(nc: Office) -> None:
    who = somebody(nc)
    claims = [membership.claim(nc, ASK(), who, "mi", first=MARCH, last=TODAY).result["term"] for _ in range(2)]
    assert claims[0] == claims[1]


# ── Bad input: refused with what is possible, and nothing recorded ────────────────────────────


def refused(office: Office, code: str, call, **parameters: object) -> None:
    before = office.book.position
    with pytest.raises(Refused) as said:
        call()
    assert said.value.code == code
    assert {name: said.value.parameters[name] for name in parameters} == parameters
    assert office.book.position == before, "a refusal records nothing"


def test_a_term_that_ends_before_it_begins(nc: Office) -> None:
    who = somebody(nc)
    first, last = date(2026, 6, 1), date(2026, 5, 31)
    wrong = {"first": first, "last": last}
    refused(nc, "term_ends_before_it_begins", lambda: join(nc, who, first, last=last), **wrong)
    refused(
        nc,
        "term_ends_before_it_begins",
        lambda: membership.claim(nc, ASK(), who, "mi", first=first, last=last),
        **wrong,
    )


def test_stated_days_upon_another_term(nc: Office) -> None:
    who = somebody(nc)
    term = join(nc, who, MARCH)["term"]
    join(nc, who, NOVEMBER)
    refused(
        nc,
        "term_overlaps",
        lambda: join(nc, who, date(2026, 11, 1), last=date(2027, 6, 30)),
        term=term,
        free=date(2028, 1, 1),
    )


def test_a_plan_on_a_day_on_which_it_is_not_sold(with_plans: Office) -> None:
    who = somebody(with_plans)
    before = with_plans.book.position
    for on in (date(2026, 5, 31), date(2026, 10, 1)):
        with pytest.raises(
            PolicySilent, match=f"does not sell 'student' on {on}, only from 2026-06-01 until 2026-09-30"
        ):
            join(with_plans, who, on, plan="student")
    with pytest.raises(PolicySilent, match="nc sells agency, individual, student; not 'gold'"):
        join(with_plans, who, MARCH, plan="gold")
    assert with_plans.book.position == before
    assert join(with_plans, who, date(2026, 6, 1), plan="student")["ends"] == "2027-05-31"


def test_what_is_bought_tomorrow(nc: Office) -> None:
    who, tomorrow = somebody(nc), TODAY + timedelta(days=1)
    refused(nc, "bought_after_today", lambda: join(nc, who, tomorrow), on=tomorrow, today=TODAY)


def test_nobody_knows_the_person(nc: Office) -> None:
    nobody = PersonId("p-0000000000")
    refused(nc, "unknown_person", lambda: join(nc, nobody, MARCH), person=nobody)
    refused(nc, "unknown_person", lambda: status(nc, nobody, MARCH), person=nobody)


@pytest.mark.parametrize("body", ["Zero to Three", "", "other", "waimh"])
def test_another_body_that_has_no_code(nc: Office, body: str) -> None:
    who = somebody(nc)
    refused(nc, "unknown_body", lambda: membership.claim(nc, ASK(), who, body, first=MARCH, last=TODAY), body=body)


def test_a_person_who_records_their_own_membership(nc: Office) -> None:
    who = somebody(nc)
    for role, code in (("applicant", "not_allowed"), ("coordinator", "own_application")):
        asked = ASK(role, who)
        refused(nc, code, lambda asked=asked: membership.join(nc, asked, who, INDIVIDUAL, bought_on=MARCH))


def test_a_term_that_nobody_claimed(nc: Office) -> None:
    who = somebody(nc)
    wrong = (TermId("m-9"),)
    refused(
        nc,
        "unknown_term",
        lambda: membership.confirm(nc, ASK(), who, wrong, source=Source.CONFIRMED, where="seen"),
        term="m-9",
    )
