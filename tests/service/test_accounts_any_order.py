"""Whatever is charged, paid, given back, moved and billed, in whatever order: the trial balance is zero, all agree."""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.service.bookkeeper import Bookkeeper
from tests.service.conftest import TODAY, Asking, clock

from vouchbook.domain.account import CLEARING, RECEIVABLE, Account, ApplyScholarship, ReturnScholarship, lines
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
from vouchbook.domain.streams import ACCOUNT
from vouchbook.policy.values import WrittenWrongly
from vouchbook.projections.account_lines import READS, lines_between, owed, sums
from vouchbook.projections.invoices import invoices as all_invoices
from vouchbook.service import alliance, bookkeeping, charges, invoices, payments, statements
from vouchbook.service import book as books
from vouchbook.service.accounts import account_write, outstanding
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.office import Plan

FIRST = date(2026, 11, 1)


@pytest.fixture(scope="module")
def peopled(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[PersonId], PayerId]:
    """Two people and an agency that have an account, a root key."""
    place = tmp_path_factory.mktemp("payers") / "alliance"
    shutil.copytree(founded / "alliance", place)
    with Folder.open(place, founded / "root-key") as folder:
        keeper = Bookkeeper(alliance.office(folder, "nc", Edge(clock)), Asking())
        people, agency = [keeper.somebody(name) for name in ("Ana", "Bea")], keeper.agency()
    return place, founded / "root-key", people, agency


class Till(Bookkeeper):
    """Does at random what a bookkeeper may do; what is refused changes nothing."""

    def __init__(self, keeper: Bookkeeper, people: list[PersonId], agency: PayerId, data: st.DataObject) -> None:
        super().__init__(keeper.office, keeper.ask)
        self.people, self.data = people, data
        self.payers = [*map(PayerId, people), agency]
        self.made: list[ChargeId] = []
        self.taken: list[PaymentId] = []
        self.granted: list[tuple[PayerId, ChargeId, GrantId]] = []

    def cents(self) -> int:
        return self.data.draw(st.integers(1, 300))

    def day(self) -> date:
        return TODAY - timedelta(days=self.data.draw(st.integers(0, 19)))

    def payer(self) -> PayerId:
        return self.data.draw(st.sampled_from(self.payers))

    def charge_of(self, payer: PayerId) -> ChargeId:
        theirs = [*self.office.load(ACCOUNT, payer).state.charges]
        chosen: ChargeId = self.data.draw(st.sampled_from(theirs or [ChargeId("ch-none")]))
        return chosen

    def charge(self) -> None:
        terms = self.data.draw(st.sampled_from(Refundable))
        occasion = self.data.draw(st.sampled_from(FeeOccasion))
        cents = self.data.draw(st.integers(0, 300))
        who = self.data.draw(st.sampled_from(self.people))
        kept = min(cents, self.data.draw(st.integers(0, 300)))
        self.made.append(
            self.charged(who, cents, occasion=occasion, on=FIRST, due_on=self.day(), refund=terms, kept=kept)
        )

    def pay(self) -> None:
        payer = self.payer()
        meant = (self.charge_of(payer),) if self.data.draw(st.booleans()) else ()
        reference = self.data.draw(st.sampled_from(["", "1", "2", "3"]))
        done = self.paid(payer, self.cents(), reference=reference, received_on=self.day(), charges=meant)
        self.taken.append(PaymentId(done.result["payment"]))

    def reverse(self) -> None:
        payment = self.data.draw(st.sampled_from(self.taken or [PaymentId("pay-none")]))
        payments.reverse(self.office, self.ask(), payment, "it bounced")

    def refund(self) -> None:
        payer, exception = self.payer(), self.data.draw(st.booleans())
        charge = self.charge_of(payer) if self.data.draw(st.booleans()) else None
        cents = self.data.draw(st.none() | st.integers(1, 300))
        asker = self.ask("board" if exception else "coordinator")
        method = self.data.draw(st.sampled_from(PaymentMethod))
        charges.refund(self.office, asker, payer, charge, cents, method, reason="why", exception=exception)

    def write_off(self) -> None:
        payer = self.payer()
        owed_now = [each.charge for each in outstanding(self.office, PersonId(payer), TODAY)]
        charge = self.data.draw(st.sampled_from(owed_now or [ChargeId("ch-none")]))
        charges.write_off(self.office, self.ask(), payer, charge, "why")

    def void(self) -> None:
        payer = self.payer()
        charges.void(self.office, self.ask(), payer, self.charge_of(payer), "why")

    def take_over(self) -> None:
        to, from_ = self.payer(), self.payer()
        named = (self.charge_of(from_),) if self.data.draw(st.booleans()) else ()
        charges.take_over(self.office, self.ask(), to, from_, named)

    def bill(self) -> None:
        invoices.issue(self.office, self.ask(), self.payer())

    def unbill(self) -> None:
        there = [row.invoice for row in all_invoices(self.office.book)]
        invoice = self.data.draw(st.sampled_from(there or [InvoiceId("inv-none")]))
        invoices.void(self.office, self.ask(), invoice, "why")

    def grant(self) -> None:
        payer, id_ = self.payer(), GrantId(f"g-{len(self.granted)}")
        command = ApplyScholarship(self.charge_of(payer), FundKey("fund"), id_, self.cents(), TODAY)
        self.record(payer, command)
        self.granted.append((payer, command.charge, id_))

    def ungrant(self) -> None:
        if self.granted:
            payer, charge, id_ = self.data.draw(st.sampled_from(self.granted))
            self.record(payer, ReturnScholarship(charge, FundKey("fund"), id_, TODAY))

    def record(self, payer: PayerId, command: ApplyScholarship | ReturnScholarship) -> None:
        self.office.record(
            self.ask(), "scholarship", [command], lambda: Plan(writes=(account_write(self.office, payer, command),))
        )


STEPS = ("charge", "charge", "pay", "pay", "reverse", "refund", "write_off", "void", "take_over", "bill", "unbill",
         "grant", "ungrant")  # fmt: skip


def check(till: Till) -> None:
    """What must hold whatever was done."""
    principal = till.ask().principal
    found = bookkeeping.trial_balance(till.office, principal, TODAY)
    assert found.debit == found.credit
    nets = {each.account: each.debit - each.credit for each in found.accounts}
    assert nets.get(CLEARING, 0) == 0
    by_payer = {row.payer: row.cents for row in owed(till.office.book, TODAY)}
    for payer in till.payers:
        state: Account = till.office.load(ACCOUNT, payer).state
        said = statements.statement(till.office, principal, payer, TODAY)
        assert state.balance == said.balance == by_payer.get(payer, 0)
        assert all(each.open >= 0 and each.paid >= 0 for each in said.charges)
        assert said.owed - said.credit == said.balance
    written: Counter[str] = Counter()
    for entry in till.office.book.follow():
        if isinstance(entry.event, READS):
            for line in lines(entry.event):
                written[line.account] += line.cents
    assert written == Counter(nets)
    assert nets.get(RECEIVABLE, 0) == sum(by_payer.values())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_after_any_sequence_the_books_balance_and_everything_agrees(
    peopled: tuple[Path, Path, list[PersonId], PayerId], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    kept, key, people, agency = peopled
    place = tmp_path_factory.mktemp("till") / "alliance"
    shutil.copytree(kept, place)
    with Folder.open(place, key) as folder:
        till = Till(Bookkeeper(alliance.office(folder, "nc", Edge(clock)), Asking()), people, agency, data)
        for step in ("charge", "charge", "pay", *data.draw(st.lists(st.sampled_from(STEPS), min_size=10, max_size=25))):
            before = till.office.book.position
            refused = True
            with suppress(Refused, WrittenWrongly):
                getattr(till, step)()
                refused = False
            assert not refused or till.office.book.position == before
            check(till)
        numbers = [(row.year, row.number) for row in all_invoices(till.office.book)]
        assert numbers == [(2026, n) for n in range(1, len(numbers) + 1)]
        staff = till.ask().principal
        assert books.verify(till.office, staff) == []
        was = lines_between(till.office.book, FIRST, TODAY), sums(till.office.book, TODAY)
        books.rebuild_read_models(till.office, staff)
        assert (lines_between(till.office.book, FIRST, TODAY), sums(till.office.book, TODAY)) == was
    shutil.rmtree(place)
