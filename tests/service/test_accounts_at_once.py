"""Two offices at the same account in the same moment: what one of them decided on is held to its append."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.service.bookkeeper import Bookkeeper
from tests.service.conftest import Asking, clock

from vouchbook.domain.names import PayerId, PaymentMethod
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import ACCOUNT
from vouchbook.service import alliance, charges, invoices
from vouchbook.service.edge import Edge, random_id
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office


def meanwhile(folder: Folder, prefix: str, happens: Callable[[], object]) -> Office:
    """An office in which something else happens once, between what is decided and what is recorded."""
    waiting = [happens]

    def mint(wanted: str) -> str:
        if wanted == prefix and waiting:
            waiting.pop()()
        return random_id(wanted)

    return alliance.office(folder, "nc", Edge(clock, mint=mint))


@pytest.fixture
def keeper(nc: Office, ask: Asking) -> Bookkeeper:
    return Bookkeeper(nc, ask)


def test_of_two_who_give_back_the_same_payment_one_is_refused(keeper: Bookkeeper, folder: Folder) -> None:
    who = keeper.somebody()
    ana, charge = PayerId(who), keeper.charged(who, 1_000)
    keeper.paid(ana, 1_000)

    def give_back(office: Office) -> object:
        return charges.refund(office, keeper.ask(), ana, charge, 600, PaymentMethod.CASH)

    office = meanwhile(folder, "re", lambda: give_back(keeper.office))
    with pytest.raises(Refused, match="refund_exceeds_paid"):
        give_back(office)
    assert keeper.office.load(ACCOUNT, ana).state.paid(charge) == 400


def test_of_two_who_give_back_the_same_credit_one_is_refused(keeper: Bookkeeper, folder: Folder) -> None:
    ana = PayerId(keeper.somebody())
    keeper.paid(ana, 1_000)

    def give_back(office: Office) -> object:
        return charges.refund(office, keeper.ask(), ana, None, 600, PaymentMethod.CASH)

    office = meanwhile(folder, "re", lambda: give_back(keeper.office))
    with pytest.raises(Refused, match="refund_exceeds_credit"):
        give_back(office)
    assert keeper.office.load(ACCOUNT, ana).state.credit == 400


def test_what_is_voided_in_the_moment_of_its_invoice_is_not_billed(keeper: Bookkeeper, folder: Folder) -> None:
    who = keeper.somebody()
    ana, wrong, right = PayerId(who), keeper.charged(who, 1_000), keeper.charged(who, 2_000)
    office = meanwhile(folder, "inv", lambda: charges.void(keeper.office, keeper.ask(), ana, wrong, "an error"))
    done = invoices.issue(office, keeper.ask(), ana)
    assert done.result["cents"] == 2_000
    state = keeper.office.load(ACCOUNT, ana).state
    assert (state.billed_on(wrong), state.billed_on(right)) == (None, *state.invoices)
