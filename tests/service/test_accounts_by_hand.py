"""The accounts against a naive ledger that is kept beside them by hand: same balances, on every day of the past.

The ledger of this test shares no code with the accounts: a list of what was told, read anew for each question, and
payments handed out cent by cent.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from tests.service.bookkeeper import Bookkeeper
from tests.service.conftest import TODAY, Asking, clock

from vouchbook.domain.names import (
    ChargeId,
    FeeOccasion,
    FundKey,
    GrantId,
    InvoiceId,
    PayerId,
    PaymentId,
    PaymentMethod,
    PersonId,
    Refundable,
)
from vouchbook.domain.refusal import Refused
from vouchbook.letters.bookkeeping import csv_lines
from vouchbook.policy.values import WrittenWrongly
from vouchbook.service import alliance, bookkeeping, charges, funds, invoices, payments, statements
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder

FIRST = TODAY - timedelta(days=9)
DAYS = st.integers(0, 9).map(lambda n: FIRST + timedelta(days=n))
FUND, BUDGET = FundKey("membership_scholarship"), 40


class Told(Struct, frozen=True):
    """One line of the ledger; ``due`` of a charge, ``meant`` of a payment, ``grant`` of a scholarship."""

    day: date
    kind: str
    payer: str
    key: str
    cents: int
    due: date = FIRST
    meant: tuple[str, ...] = ()
    grant: str = ""


SIGNS = {"refund": 0, **dict.fromkeys(("charge", "reverse", "refund_credit", "ungrant", "unwrite", "taken"), 1)}
"""What each kind adds to what the payer owes; a refund of a charge takes as much from the fee as from the till."""


class Ledger:
    """What was told, in the order in which it was told, and all questions answered by reading it anew."""

    def __init__(self) -> None:
        self.told: list[Told] = []

    def by(self, on: date, payer: str) -> list[Told]:
        return [each for each in self.told if each.day <= on and each.payer == payer]

    def granted(self) -> int:
        signs = {"grant": 1, "ungrant": -1}
        return sum(signs.get(each.kind, 0) * each.cents for each in self.told)

    def balance(self, payer: str, on: date) -> int:
        return sum(SIGNS.get(each.kind, -1) * each.cents for each in self.by(on, payer))

    def bare(self, payer: str, on: date) -> tuple[dict[str, int], dict[str, int], int]:
        """Per charge what is open, per charge what was paid and not given back, and what is in credit."""
        due: dict[str, date] = {}
        wanted: Counter[str] = Counter()
        back: Counter[str] = Counter()
        told = self.by(on, payer)
        gone = {each.key for each in told if each.kind == "reverse"}
        for each in told:
            if each.kind in ("charge", "taken"):
                due[each.key] = each.due
            if each.kind in ("charge", "taken", "ungrant", "unwrite"):
                wanted[each.key] += each.cents
            elif each.kind in ("void", "write_off", "grant", "moved"):
                wanted[each.key] -= each.cents
            elif each.kind == "refund":
                back[each.key] += each.cents
        came = sorted((e.day, e.key, e.cents, e.meant) for e in told if e.kind == "pay" and e.key not in gone)
        coins = [meant for _, _, cents, meant in came for _ in range(cents)]
        returned = sum(each.cents for each in told if each.kind == "refund_credit")
        rest, short = coins[: max(len(coins) - returned, 0)], max(returned - len(coins), 0)
        got: Counter[str] = Counter()
        order = tuple(sorted(due, key=lambda each: (due[each], each)))
        once = {charge: min(back[charge], wanted[charge]) for charge in due}
        for limit, named in ((wanted, True), (once, False), (wanted, False)):
            left = []
            for meant in rest:
                asked = [c for c in (meant if named else order) if c in due and got[c] < limit[c]]
                got.update(asked[:1])
                left += [] if asked else [meant]
            rest = left
        paid = {charge: max(got[charge] - back[charge], 0) for charge in due}
        return {charge: wanted[charge] - got[charge] for charge in due}, paid, len(rest) - short


@pytest.fixture(scope="module")
def peopled(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[PersonId], PayerId]:
    place = tmp_path_factory.mktemp("by-hand") / "alliance"
    shutil.copytree(founded / "alliance", place)
    with Folder.open(place, founded / "root-key") as folder:
        keeper = Bookkeeper(alliance.office(folder, "nc", Edge(clock)), Asking())
        people, agency = [keeper.somebody(name) for name in ("Ana", "Bea")], keeper.agency()
        funds.open_fund(keeper.office, keeper.ask(on=FIRST), FUND)
        funds.add_budget(keeper.office, keeper.ask(on=FIRST), FUND, BUDGET)
    return place, founded / "root-key", people, agency


class Hand(Bookkeeper):
    """Does at random, on days of the past too, what a bookkeeper may do; and writes it down beside."""

    def __init__(self, keeper: Bookkeeper, people: list[PersonId], agency: PayerId, data: st.DataObject) -> None:
        super().__init__(keeper.office, keeper.ask)
        self.people, self.employer, self.data = people, agency, data
        self.payers = [*map(PayerId, people), agency]
        self.ledger = Ledger()
        self.about: dict[str, PersonId] = {}
        self.due: dict[str, date] = {}

    def told(self, day: date, kind: str, payer: str, key: str, cents: int, **more: Any) -> None:
        self.ledger.told.append(Told(day, kind, payer, key, cents, **more))

    def some(self, *kinds: str) -> tuple[PayerId, str]:
        there = [(each.payer, each.key) for each in self.ledger.told if each.kind in kinds]
        payer, key = self.data.draw(st.sampled_from(there or [(self.payers[0], "nothing")]))
        return PayerId(payer), key

    def day(self) -> date:
        return self.data.draw(DAYS)

    def some_charge(self) -> tuple[PayerId, ChargeId]:
        payer, key = self.some("charge", "taken")
        return payer, ChargeId(key)

    def charge(self) -> None:
        who, day, due = self.data.draw(st.sampled_from(self.people)), self.day(), self.day()
        cents = self.data.draw(st.sampled_from([0, 7, 10, 20, 35]))
        terms, kept = self.data.draw(st.sampled_from([*Refundable])), self.data.draw(st.sampled_from([0, 4]))
        id_ = self.charged(
            who, cents, occasion=FeeOccasion.MEMBERSHIP, on=day, due_on=due, refund=terms, kept=min(kept, cents)
        )
        self.about[id_], self.due[id_] = who, due
        self.told(day, "charge", who, id_, cents, due=due)

    def pay(self) -> None:
        payer, meant = self.some_charge()
        cents, day = self.data.draw(st.sampled_from([3, 10, 20, 30])), self.day()
        named = (meant,) if self.data.draw(st.booleans()) else ()
        done = self.paid(payer, cents, received_on=day, charges=named)
        self.told(day, "pay", payer, done.result["payment"], cents, meant=named)

    def reverse(self) -> None:
        payer, payment = self.some("pay")
        if any((each.kind, each.key) == ("reverse", payment) for each in self.ledger.told):
            return
        day = self.day()
        done = payments.reverse(self.office, self.ask(on=day), PaymentId(payment), "it bounced")
        self.told(day, "reverse", payer, payment, done.result["cents"])

    def refund(self) -> None:
        payer, charge = self.some_charge()
        of = charge if self.data.draw(st.booleans()) else None
        _, paid, credit = self.ledger.bare(payer, TODAY)
        exception, day = self.data.draw(st.booleans()), self.day()
        cents = self.data.draw(st.none() | st.integers(1, 20))
        asker = self.ask("board" if exception else "coordinator", on=day)
        done = charges.refund(
            self.office, asker, payer, of, cents, PaymentMethod.CASH, reason="why", exception=exception
        )
        gone = done.result["cents"]
        assert 0 < gone <= (paid[of] if of else credit)
        self.told(day, "refund" if of else "refund_credit", payer, of or "", gone)

    def write_off(self) -> None:
        payer, charge = self.some_charge()
        open_, _, _ = self.ledger.bare(payer, TODAY)
        day = self.day()
        before = self.office.book.position
        charges.write_off(self.office, self.ask(on=day), payer, charge, "why")
        if self.office.book.position > before:
            self.told(day, "write_off", payer, charge, open_[charge])

    def take_back(self) -> None:
        payer, charge = self.some("write_off")
        day = self.day()
        done = charges.take_back_write_off(self.office, self.ask(on=day), PayerId(payer), ChargeId(charge), "paid")
        if done.result["cents"]:
            self.told(day, "unwrite", payer, charge, done.result["cents"])

    def void(self) -> None:
        payer, charge = self.some_charge()
        open_, paid, _ = self.ledger.bare(payer, TODAY)
        day = self.day()
        before = self.office.book.position
        charges.void(self.office, self.ask(on=day), payer, charge, "why")
        if self.office.book.position > before:
            assert not paid[charge]
            self.told(day, "void", payer, charge, open_[charge])

    def take_over(self) -> None:
        payer, charge = self.some_charge()
        to = PayerId(self.about.get(charge, self.people[0])) if payer == self.employer else self.employer
        open_, _, _ = self.ledger.bare(payer, TODAY)
        day = self.day()
        before = self.office.book.position
        charges.take_over(self.office, self.ask(on=day), to, payer, (charge,))
        if self.office.book.position > before:
            self.told(day, "moved", payer, charge, open_[charge])
            self.told(day, "taken", to, charge, open_[charge], due=self.due[charge])

    def bill(self) -> None:
        invoices.issue(self.office, self.ask(on=self.day()), self.data.draw(st.sampled_from(self.payers)), due_on=TODAY)

    def unbill(self) -> None:
        there = invoices.listing(self.office, self.ask().principal, TODAY)
        invoice = self.data.draw(st.sampled_from([each.invoice for each in there] or [InvoiceId("inv-none")]))
        invoices.void(self.office, self.ask(on=self.day()), invoice, "why")

    def grant(self) -> None:
        payer, charge = self.some_charge()
        day = self.day()
        cents = self.data.draw(st.none() | st.integers(1, 20))
        done = funds.grant(self.office, self.ask(on=day), FUND, payer, charge, cents)
        self.told(day, "grant", payer, charge, done.result["cents"], grant=done.result["grant"])

    def ungrant(self) -> None:
        back = {each.grant for each in self.ledger.told if each.kind == "ungrant"}
        there = [each for each in self.ledger.told if each.kind == "grant" and each.grant not in back]
        if there:
            made, day = self.data.draw(st.sampled_from(there)), self.day()
            funds.return_grant(self.office, self.ask(on=day), FUND, GrantId(made.grant))
            self.told(day, "ungrant", made.payer, made.key, made.cents, grant=made.grant)


STEPS = ("charge", "pay", "pay", "reverse", "refund", "write_off", "take_back", "void", "take_over", "take_over",
         "bill", "unbill", "grant", "grant", "ungrant")  # fmt: skip


def check(hand: Hand, on: date) -> None:
    staff = hand.ask().principal
    found = bookkeeping.trial_balance(hand.office, staff, on)
    assert found.debit == found.credit
    listed = {each.payer: each for each in statements.debtors(hand.office, staff, on)}
    for payer in hand.payers:
        said = statements.statement(hand.office, staff, payer, on)
        open_, paid, credit = hand.ledger.bare(payer, on)
        assert said.balance == hand.ledger.balance(payer, on)
        assert {each.charge: each.open for each in said.charges} == open_
        assert {each.charge: each.paid for each in said.charges} == paid
        assert said.credit == credit
        assert all(each.open >= 0 for each in said.charges)
        assert (listed[payer].balance if payer in listed else 0) == said.balance
        assert sum(listed[payer].ages) == said.owed if payer in listed else not said.owed
        for receipt in said.payments:
            assert receipt.reversed_on or receipt.cents == receipt.rest + receipt.paid_back + sum(
                part.cents for part in receipt.parts
            )
    granted = hand.ledger.granted()
    (fund,) = funds.listing(hand.office, staff)
    assert (fund.granted, fund.left) == (granted, BUDGET - granted)
    assert 0 <= granted <= BUDGET
    for shown in invoices.listing(hand.office, staff, on):
        assert 0 <= shown.open <= shown.cents
        assert invoices.show(hand.office, staff, shown.invoice, on) == shown
    written = "".join(csv_lines(bookkeeping.lines(hand.office, staff, FIRST, on)))
    nets: Counter[str] = Counter()
    for row in csv.DictReader(io.StringIO(written, newline="")):
        nets[row["account"]] += round(float(row["debit"] or 0) * 100) - round(float(row["credit"] or 0) * 100)
    assert nets == Counter({each.account: each.debit - each.credit for each in found.accounts})


@settings(
    max_examples=15,
    phases=(Phase.generate, Phase.shrink),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_on_every_day_the_accounts_say_what_a_naive_ledger_says(
    peopled: tuple[Path, Path, list[PersonId], PayerId], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    kept, key, people, agency = peopled
    place = tmp_path_factory.mktemp("hand") / "alliance"
    shutil.copytree(kept, place)
    with Folder.open(place, key) as folder:
        hand = Hand(Bookkeeper(alliance.office(folder, "nc", Edge(clock)), Asking()), people, agency, data)
        for step in ("charge", "charge", "pay", *data.draw(st.lists(st.sampled_from(STEPS), min_size=4, max_size=16))):
            with suppress(Refused, WrittenWrongly):
                getattr(hand, step)()
        for on in (FIRST + timedelta(days=n) for n in range(10)):
            check(hand, on)
    shutil.rmtree(place)
