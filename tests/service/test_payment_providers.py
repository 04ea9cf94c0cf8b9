"""A payment provider of a package: told of twice, recorded once; forged, garbled or altered, refused."""

from __future__ import annotations

import hmac
import json
import sys
import threading
from collections.abc import Callable
from datetime import date
from itertools import permutations
from types import ModuleType

import pytest
from tests.service.bookkeeper import Bookkeeper
from tests.service.conftest import TODAY, Asking

from vouchbook import PaymentMethod, PaymentNotice, PaymentProvider, associations, hookimpl
from vouchbook.associations import Package, WrongAnswer
from vouchbook.domain.account import PaymentReceived
from vouchbook.domain.names import AssociationCode, ChargeId, PayerId, PaymentId, PaymentProviderName
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import ACCOUNT
from vouchbook.letters.refusals import in_words
from vouchbook.service import payments
from vouchbook.service.office import Done, Office

SECRET = b"only the provider and the association know this"
CARDS = PaymentProviderName("card_page")


class CardPage:
    """Signs what it tells, and knows its own signature again."""

    name = CARDS

    def read(self, notification: bytes) -> PaymentNotice | None:
        signature, _, body = notification.partition(b".")
        if not hmac.compare_digest(signature, sign(body)):
            return None
        told = json.loads(body)
        if told["type"] != "paid":
            return None
        return PaymentNotice(
            payer=PayerId(told["account"]),
            cents=told["amount"],
            currency=told["currency"],
            method=PaymentMethod.CARD,
            received_on=date.fromisoformat(told["day"]),
            reference=told["id"],
            charges=tuple(ChargeId(charge) for charge in told.get("charges", ())),
        )


def sign(body: bytes) -> bytes:
    return hmac.digest(SECRET, body, "sha256").hex().encode()


def told(account: str, cents: object = 2_500, id_: str = "pi_1", **more: object) -> bytes:
    said = {"type": "paid", "account": account, "amount": cents, "currency": "USD", "day": "2026-11-20", "id": id_}
    body = json.dumps({**said, **more}).encode()
    return sign(body) + b"." + body


Offer = Callable[..., None]


@pytest.fixture
def offer(monkeypatch: pytest.MonkeyPatch) -> Offer:
    """The installed package of North Carolina has these payment providers."""

    def install(*providers: object, answer: object = ()) -> None:
        made = ModuleType("acme_nc")
        made.payment_providers = hookimpl(lambda: providers or answer)  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "acme_nc", made)
        package = Package(AssociationCode("nc"), "acme_nc", "acme-nc", "1.0")
        monkeypatch.setattr(associations, "installed", lambda: {"nc": package})

    return install


@pytest.fixture
def keeper(nc: Office, ask: Asking, offer: Offer) -> Bookkeeper:
    offer(CardPage())
    return Bookkeeper(nc, ask)


def notify(keeper: Bookkeeper, notification: bytes, provider: PaymentProviderName = CARDS) -> Done:
    return payments.notify(keeper.office, keeper.ask(), provider, notification)


def received(keeper: Bookkeeper) -> list[PaymentReceived]:
    return [entry.event for entry in keeper.office.book.follow() if isinstance(entry.event, PaymentReceived)]


def refused(keeper: Bookkeeper, code: str, what: Callable[[], object]) -> str:
    before = keeper.office.book.position
    with pytest.raises(Refused) as answer:
        what()
    assert (answer.value.code, keeper.office.book.position) == (code, before)
    return in_words(answer.value)


def test_a_payment_that_is_told_of_twice_is_recorded_once(keeper: Bookkeeper) -> None:
    ana = keeper.somebody()
    charge = keeper.charged(ana, 2_500)
    first, again = notify(keeper, told(ana)), notify(keeper, told(ana))
    assert first.result["parts"] == [{"charge": charge, "cents": 2_500}]
    assert (first.result["known"], again.result["known"]) == (False, True)
    assert again.result["payment"] == first.result["payment"]
    (payment,) = received(keeper)
    assert (payment.provider, payment.method, payment.cents) == (CARDS, PaymentMethod.CARD, 2_500)


def test_told_of_by_many_at_once_it_is_recorded_once(keeper: Bookkeeper) -> None:
    ana = keeper.somebody()
    notification, done = told(ana), []
    requests = [keeper.ask() for _ in range(8)]

    def tell(request) -> None:
        done.append(payments.notify(keeper.office, request, CARDS, notification).result)

    threads = [threading.Thread(target=tell, args=(request,)) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({result["payment"] for result in done}) == 1
    assert (len(done), len(received(keeper))) == (8, 1)
    assert sum(not result["known"] for result in done) == 1


def test_every_order_of_five_notifications_comes_to_the_same(keeper: Bookkeeper) -> None:
    """Three payments, two of them told of twice."""
    outcomes = set()
    for number, order in enumerate(sorted(set(permutations((0, 1, 2, 1, 0))))):
        who = keeper.somebody(f"Ana{number}")
        due_first, later = keeper.charged(who, 3_000), keeper.charged(who, 9_000, due_on=date(2026, 12, 1))
        for each in order:
            day = date(2026, 11, 20 - each).isoformat()
            notify(keeper, told(who, 1_000 * (each + 1), f"pi_{number}_{each}", day=day))
        state = keeper.office.load(ACCOUNT, who).state
        outcomes.add((state.open(due_first), state.open(later), state.credit, len(state.payments)))
    assert outcomes == {(0, 6_000, 0, 3)}


def test_another_amount_or_payer_under_the_same_reference_is_refused(keeper: Bookkeeper) -> None:
    ana, bea = keeper.somebody(), keeper.somebody("Bea")
    notify(keeper, told(ana))
    assert "came with other particulars" in refused(keeper, "payment_differs", lambda: notify(keeper, told(ana, 2_501)))
    refused(keeper, "payment_differs", lambda: notify(keeper, told(bea)))


def test_references_of_a_provider_are_told_apart_to_the_letter(keeper: Bookkeeper) -> None:
    ana = keeper.somebody()
    assert not notify(keeper, told(ana, id_="pi_a")).result["known"]
    assert not notify(keeper, told(ana, id_="pi_A")).result["known"]


def test_a_payment_that_was_reversed_stays_known_to_its_provider(keeper: Bookkeeper) -> None:
    ana = keeper.somebody()
    payment = PaymentId(notify(keeper, told(ana)).result["payment"])
    payments.reverse(keeper.office, keeper.ask(), payment, "charged back")
    assert notify(keeper, told(ana)).result["known"], "a late notification does not bring the money back"


@pytest.mark.parametrize("altered", ["forged", "garbage", "empty", "other"])
def test_what_is_forged_or_garbled_or_of_no_payment_is_refused(keeper: Bookkeeper, altered: str) -> None:
    ana = keeper.somebody()
    notification = {
        "forged": told(ana).replace(b"2500", b"9500"),
        "garbage": b"\xff\x00\xfe",
        "empty": b"",
        "other": told(ana, type="page_opened"),
    }[altered]
    said = refused(keeper, "notification_unreadable", lambda: notify(keeper, notification))
    assert "vouchbook account pay" in said


def test_who_is_unknown_here_is_told_of_in_vain(keeper: Bookkeeper) -> None:
    refused(keeper, "unknown_person", lambda: notify(keeper, told("p-nobody")))
    refused(keeper, "unknown_payer", lambda: notify(keeper, told("org-nobody")))


def test_what_no_payment_can_be_is_refused(keeper: Bookkeeper) -> None:
    ana = keeper.somebody()
    refused(keeper, "other_currency", lambda: notify(keeper, told(ana, currency="EUR")))
    refused(keeper, "amount_missing", lambda: notify(keeper, told(ana, 0)))
    refused(keeper, "amount_missing", lambda: notify(keeper, told(ana, -100)))
    refused(keeper, "received_after_today", lambda: notify(keeper, told(ana, day="2026-11-21")))
    refused(keeper, "reference_missing", lambda: notify(keeper, told(ana, id_="")))
    refused(keeper, "unknown_charge", lambda: notify(keeper, told(ana, charges=["ch-none"])))
    with pytest.raises(WrongAnswer, match=r"card_page: read answered .* which is no PaymentNotice"):
        notify(keeper, told(ana, 25.5))


def test_a_provider_that_fails_is_named_and_records_nothing(keeper: Bookkeeper) -> None:
    ana = keeper.somebody()
    body = b'{"type": "paid"}'
    before = keeper.office.book.position
    with pytest.raises(WrongAnswer, match=r"card_page: reading a notification failed \(KeyError: 'account'\)"):
        notify(keeper, sign(body) + b"." + body)
    assert keeper.office.book.position == before
    assert ana


def test_an_unknown_provider_is_named_with_those_that_tell(keeper: Bookkeeper) -> None:
    said = refused(keeper, "unknown_payment_provider", lambda: notify(keeper, b"", PaymentProviderName("cards")))
    assert "manual, card_page" in said


def test_the_manual_recorder_reads_what_account_pay_records(keeper: Bookkeeper) -> None:
    ana = keeper.somebody()
    said = {"payer": ana, "cents": 500, "currency": "USD", "method": "cheque", "received_on": "2026-11-20"}
    manual = PaymentProviderName("manual")
    first = notify(keeper, json.dumps({**said, "reference": "1042"}).encode(), manual)
    assert keeper.paid(ana, 500, reference="1042").result == {**first.result, "known": True}
    refused(keeper, "notification_unreadable", lambda: notify(keeper, json.dumps(said).encode(), manual))
    refused(keeper, "notification_unreadable", lambda: notify(keeper, b'{"payer": "p-1", "more": 1}', manual))


class Named:
    def __init__(self, name: object) -> None:
        self.name = name

    def read(self, notification: bytes) -> PaymentNotice | None:
        return None


@pytest.mark.parametrize(
    ("providers", "why"),
    [
        ((Named("manual"),), "there is a provider 'manual' already"),
        ((CardPage(), CardPage()), "there is a provider 'card_page' already"),
        ((Named("Card Page"),), "'Card Page' is no name"),
        ((Named(7),), "7 is no name"),
        (("cards",), "must answer a tuple of payment providers"),
    ],
)
def test_a_provider_that_cannot_be_one_is_named(keeper: Bookkeeper, offer: Offer, providers, why: str) -> None:
    offer(*providers)
    with pytest.raises(WrongAnswer, match=why):
        notify(keeper, b"")


def test_no_provider_at_all_is_an_answer(keeper: Bookkeeper, offer: Offer) -> None:
    offer(answer=None)
    assert list(keeper.office.association(TODAY).payment_providers()) == ["manual"]


def test_a_provider_is_what_the_published_protocol_says() -> None:
    assert isinstance(CardPage(), PaymentProvider)
