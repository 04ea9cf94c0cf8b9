"""Three associations side by side: whatever happens in one, in whatever order, the others and all that is decided stay.

The promises of the whole: money adds up to nothing, a status follows from the fold and the date, and a policy that is
adopted changes what its impact said, nothing of another association and no decided case.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from msgspec.structs import replace
from tests.service.book_answers import answers, told
from tests.service.conftest import TODAY, Asking
from tests.service.test_any_order import ANSWERS
from tests.service.three_states import FUND, STATES, Clock, Peopled, copied, office_of

from vouchbook.domain.account.lines import CLEARING, RECEIVABLE
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.membership import Membership
from vouchbook.domain.names import (
    CategoryCode,
    ChargeId,
    FeeOccasion,
    PaymentMethod,
    PersonId,
    PlanKey,
    VettingId,
    VettingScope,
)
from vouchbook.domain.streams import ACCOUNT, MEMBERSHIP, VETTING
from vouchbook.domain.vetting import VettedBy
from vouchbook.hookspecs import PaymentNotice
from vouchbook.policy.editing.change import Edit, edited
from vouchbook.projections.applications import applications_of
from vouchbook.projections.vettings import vettings
from vouchbook.service import (
    application,
    book,
    bookkeeping,
    charges,
    explanation,
    fee_charging,
    funds,
    members,
    membership,
    payments,
    policy_change,
    vetting,
)
from vouchbook.service.evaluation import installed_editions, policy_of
from vouchbook.service.impact import impact
from vouchbook.service.office import Office, Request

STAFF = Principal(Role.COORDINATOR)

EDITS: tuple[Callable[[date], Edit], ...] = (
    lambda on: Edit(table="fee", key={"occasion": "registration"}, set=(("amount", "30.00"),), from_=on),
    lambda on: Edit(table="fee", key={"occasion": "registration"}, set=(("amount", "0.00"),), from_=on),
    lambda on: Edit(
        table="requirement", key={"for": ["IMHS"], "key": "rsc"}, set=(("minimum", "52"),), from_=on, unconfirmed=True
    ),
    lambda on: Edit(
        table="requirement", key={"for": ["IMHS"], "key": "membership"}, set=(("required", "false"),), from_=on
    ),
    lambda on: Edit(table="review", key={}, set=(("reviewers", "3"),), from_=on),
)
"""What an association may decide to change from a day on."""

BY_HAND = [each for each in FeeOccasion if each not in (FeeOccasion.PROCESSING, FeeOccasion.EXAM)]
"""What a coordinator charges; what an application is charged on its way is asked of its impact as still to come."""

codes = st.sampled_from(STATES)
with_funds = st.sampled_from(["nc", "nc", "nc", "tn"])
whos = st.integers(0, 1)
cents = st.sampled_from([1, 2000, 2500, 4500, 9999])
ago = st.integers(0, 60)


class ThreeStates(RuleBasedStateMachine):
    """Every rule is somebody's request to one association, which may refuse it."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(prefix="three-states-"))
        self.folder, self.people = copied(self.place)
        self.clock = Clock()
        self.offices: dict[str, Office] = {code: office_of(self.folder, code, self.clock) for code in STATES}
        self.ask = Asking()
        self.decided = self._decided()
        self.payments = 0

    def teardown(self) -> None:
        try:
            for office in self.offices.values():
                assert book.verify(office, STAFF) == []
        finally:
            self.folder.close()
            shutil.rmtree(self.place)

    # ── Asking ────────────────────────────────────────────────────────────────────────────────

    def _asks(self, code: str, does: Callable[[Office, Peopled], object]) -> bool:
        """One association is asked: what it refuses records nothing, and no other book moves."""
        before = {each: office.book.position for each, office in self.offices.items()}
        try:
            does(self.offices[code], self.people[code])
            answered = True
        except ANSWERS:
            assert self.offices[code].book.position == before[code], "a refusal records nothing"
            answered = False
        others = [each for each in STATES if each != code]
        assert [self.offices[each].book.position for each in others] == [before[each] for each in others]
        return answered

    def _as(self, role: str = "coordinator", person: PersonId | None = None) -> Request:
        return self.ask(role, person, on=self.clock.today)

    def _decided(self) -> dict[str, Any]:
        return {
            code: explanation.explain(self.offices[code], STAFF, each.decided).trace
            for code, each in self.people.items()
            if each.decided is not None
        }

    def _office_on(self, code: str, day: date) -> Office:
        """The same book on another day."""
        clock = Clock()
        clock.today = day
        return office_of(self.folder, code, clock)

    # ── What may happen ───────────────────────────────────────────────────────────────────────

    @rule(days=st.integers(1, 45))
    def a_while_passes(self, days: int) -> None:
        self.clock.on(days)

    @rule(code=codes, who=whos, ago=ago)
    def joins(self, code: str, who: int, ago: int) -> None:
        bought = self.clock.today - timedelta(days=ago)
        self._asks(
            code,
            lambda o, p: membership.join(o, self._as(), p.applicants[who], PlanKey("individual"), bought_on=bought),
        )

    @rule(code=codes, who=whos, category=st.sampled_from(["IMHS", "ECMHS", "IFS"]))
    def applies(self, code: str, who: int, category: str) -> None:
        self._asks(
            code, lambda o, p: application.open_application(o, self._as(), p.applicants[who], CategoryCode(category))
        )

    @rule(code=codes, who=whos)
    def submits(self, code: str, who: int) -> None:
        def submit(office: Office, people: Peopled) -> None:
            me = people.applicants[who]
            for row in applications_of(office.book, me):
                application.submit(office, self._as("applicant", me), row.application)  # type: ignore[arg-type]

        self._asks_each(code, submit)

    @rule(code=codes, who=whos)
    def withdraws(self, code: str, who: int) -> None:
        def withdraw(office: Office, people: Peopled) -> None:
            for row in applications_of(office.book, people.applicants[who])[:1]:
                application.withdraw(office, self._as(), row.application)  # type: ignore[arg-type]

        self._asks(code, withdraw)

    def _asks_each(self, code: str, does: Callable[[Office, Peopled], object]) -> None:
        """Several requests, of which some may be recorded before one is refused."""
        others = {each: self.offices[each].book.position for each in STATES if each != code}
        with suppress(*ANSWERS):
            does(self.offices[code], self.people[code])
        assert {each: self.offices[each].book.position for each in others} == others

    @rule(code=codes, who=whos, occasion=st.sampled_from(BY_HAND))
    def is_charged(self, code: str, who: int, occasion: FeeOccasion) -> None:
        self._asks(code, lambda o, p: fee_charging.charge(o, self._as(), p.applicants[who], occasion))

    @rule(code=codes, who=whos, cents=cents, ago=ago, again=st.booleans())
    def pays(self, code: str, who: int, cents: int, ago: int, again: bool) -> None:
        self.payments += 1

        def pay(office: Office, people: Peopled) -> None:
            notice = PaymentNotice(
                payer=people.applicants[who],  # type: ignore[arg-type]
                cents=cents,
                currency="USD",
                method=PaymentMethod.CHEQUE,
                received_on=self.clock.today - timedelta(days=ago),
                reference=f"cheque {self.payments}",
            )
            payments.pay(office, self._as(), notice)
            if again:
                position = office.book.position
                payments.pay(office, self._as(), notice)
                moved = [entry.type for entry in office.book.follow(position)]
                assert moved == [], "the same payment is recorded once"

        self._asks(code, pay)

    def _some_charge(self, office: Office, payer: str, which: int) -> ChargeId:
        known = [*office.load(ACCOUNT, payer).state.charges]
        return known[which % len(known)] if known else ChargeId("c-0000000000")

    @rule(code=codes, who=whos, which=st.integers(0, 2), cents=cents, beyond=st.booleans())
    def is_given_back(self, code: str, who: int, which: int, cents: int, beyond: bool) -> None:
        def refund(office: Office, people: Peopled) -> None:
            payer = people.applicants[who]
            request = self._as("board", people.board) if beyond else self._as()
            charge = self._some_charge(office, payer, which)
            charges.refund(
                office, request, payer, charge, cents, PaymentMethod.TRANSFER, reason="asked", exception=beyond  # type: ignore[arg-type]
            )  # fmt: skip

        self._asks(code, refund)

    @rule(code=codes, who=whos, which=st.integers(0, 2), voided=st.booleans())
    def owes_no_more(self, code: str, who: int, which: int, voided: bool) -> None:
        def let_go(office: Office, people: Peopled) -> None:
            payer = people.applicants[who]
            does = charges.void if voided else charges.write_off
            does(office, self._as("board", people.board), payer, self._some_charge(office, payer, which), "as agreed")  # type: ignore[arg-type]

        self._asks(code, let_go)

    @rule(code=codes, who=whos)
    def an_employer_pays(self, code: str, who: int) -> None:
        self._asks(code, lambda o, p: charges.take_over(o, self._as(), p.employer, p.applicants[who]))  # type: ignore[arg-type]

    @rule(code=with_funds, cents=cents)
    def a_fund_is_filled(self, code: str, cents: int) -> None:
        self._asks(code, lambda o, p: funds.add_budget(o, self._as(), FUND, cents))

    @rule(code=with_funds, who=whos, which=st.integers(0, 2), cents=cents)
    def a_fund_pays(self, code: str, who: int, which: int, cents: int) -> None:
        def grant(office: Office, people: Peopled) -> None:
            payer = people.applicants[who]
            funds.grant(office, self._as(), FUND, payer, self._some_charge(office, payer, which), cents)  # type: ignore[arg-type]

        self._asks(code, grant)

    @rule(code=codes, who=whos, scope=st.sampled_from(VettingScope), vetted=st.booleans())
    def is_vetted(self, code: str, who: int, scope: VettingScope, vetted: bool) -> None:
        def vet(office: Office, people: Peopled) -> None:
            def by() -> Request:
                return self._as("coordinator", people.coordinator)

            on = self.clock.today
            id_ = VettingId(vetting.open_vetting(office, by(), people.applicants[who], scope).result["vetting"])
            vetting.interview(office, by(), id_, by=None, how=VettedBy.INTERVIEW, held_on=on, words="knows them well")
            vetting.decide(office, by(), id_, vetted=vetted, reason="as seen")

        self._asks_each(code, vet)

    @rule(code=codes, edit=st.sampled_from(EDITS), days=st.integers(0, 60))
    def decides_to_change_its_policy(self, code: str, edit: Callable[[date], Edit], days: int) -> None:
        """Proposed, approved by the board: what is answered otherwise from its day on is what impact said."""
        office = self.offices[code]
        first = self.clock.today + timedelta(days=days)
        if first < office.policies.adopted[-1].in_force_from:
            return  # refused anyhow: nothing begins before what was adopted last
        text = office.policies.adopted[-1].source
        assert text is not None
        made = edited(text, "draft", _by_the_board(edit(first)), installed_editions()).text
        version, _ = policy_of(made, "draft")
        if version.digest == office.policies.adopted[-1].version:
            return

        told_before = impact(office, version, first)
        before = {day.on: answers(self._office_on(code, day.on), day.on) for day in told_before.days}

        def change(office: Office, people: Peopled) -> None:
            draft = policy_change.Draft(made, version)  # type: ignore[arg-type]
            done = policy_change.propose(
                office, self._as("coordinator", people.coordinator), draft, first, "the board wants it"
            )
            policy_change.approve(self.folder, office, self._as("board", people.board), done.result["proposal"])

        self._asks_each(code, change)
        if office.policies.adopted[-1].version == version.digest:
            for day in told_before.days:
                after, was = answers(self._office_on(code, day.on), day.on), before[day.on]
                assert told(day) == {key for key in {*was, *after} if was.get(key) != after.get(key)}
            assert all(day.nothing for day in impact(office, version, first).days)

    # ── What holds all the while ──────────────────────────────────────────────────────────────

    @invariant()
    def money_adds_up_to_nothing(self) -> None:
        for code, office in self.offices.items():
            balance = bookkeeping.trial_balance(office, STAFF, self.clock.today)
            assert balance.debit == balance.credit
            assert all(each.debit == each.credit for each in balance.accounts if each.account == CLEARING)
            lines = bookkeeping.lines(office, STAFF, date(2000, 1, 1), self.clock.today)
            for payer in (*self.people[code].applicants, self.people[code].employer):
                owed = sum(line.cents for line in lines if (line.account, line.payer) == (RECEIVABLE, payer))
                assert owed == office.load(ACCOUNT, payer).state.balance

    @invariant()
    def what_was_decided_stays_as_it_was_decided(self) -> None:
        assert self._decided() == self.decided

    @invariant()
    def a_status_follows_from_the_fold_and_the_day(self) -> None:
        today = self.clock.today
        for code, office in self.offices.items():
            for on in (TODAY, today, date(today.year, 12, 31), date(today.year + 1, 1, 1)):
                listed = {member.person for member in members.members(office, STAFF, on)}
                folded = set()
                for who in self.people[code].applicants:
                    state: Membership = office.load(MEMBERSHIP, who).state
                    if state.covers(on, office.code):
                        folded.add(who)
                    assert members.status(office, STAFF, who, on).member == state.covers(on, office.code)
                assert listed & {*self.people[code].applicants} == folded
            for row in vettings(office.book):
                state_ = VETTING.fold(entry.event for entry in office.book.read(VETTING.stream(row.vetting)))
                assert (state_.decided is not None) == (row.decided_on is not None)


def _by_the_board(edit: Edit) -> Edit:
    return replace(edit, source="board", title="Minutes of the board")


ThreeStates.TestCase.settings = settings(max_examples=10, stateful_step_count=20, deadline=None)
TestThreeStates = pytest.mark.timeout(600)(ThreeStates.TestCase)
