"""One look of money: ``$45.00`` where dollars are kept, ``AUD 45.00`` where another currency is, wherever it stands."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace
from tests.policy.by_hand import IMHS, ZZ

from vouchbook.domain.names import FeeOccasion
from vouchbook.domain.refusal import Refused
from vouchbook.letters.fee_schedule import row_of, schedule
from vouchbook.letters.offered import offered
from vouchbook.letters.offered_page import as_text
from vouchbook.letters.refusals import in_words, of_money
from vouchbook.letters.rules import sentences
from vouchbook.policy.document import FeeRow, PolicyDocument, SourceText
from vouchbook.policy.version import PolicyVersion

ON = date(2026, 11, 20)


def policy(currency: str) -> PolicyVersion:
    fee = FeeRow(occasion="processing", for_=(IMHS,), amount=123_450, refund="part", kept=10_000, source="page")
    document = PolicyDocument(
        format="vouchbook-policy/1",
        association=replace(ZZ, currency=currency),
        sources={"page": SourceText("A page")},
        standing=(),
        sheets=(),
        fee=(fee,),
    )
    return PolicyVersion.of(document)


@pytest.mark.parametrize(
    ("currency", "price", "kept"), [("USD", "$1234.50", "$100.00"), ("AUD", "AUD 1234.50", "AUD 100.00")]
)
def test_a_price_looks_the_same_wherever_it_is_said(currency: str, price: str, kept: str) -> None:
    version = policy(currency)
    (told,) = [each.text for each in sentences(version, on=ON) if "processing" in each.text]
    assert f"costs {price}" in told
    assert f"{kept} of it is kept" in told
    (row,) = schedule(version.document, ON)
    assert row_of(row, currency)[2:4] == (price, f"at submission, refunded but for {kept}")
    page = as_text(offered(version.document, ON))
    assert "$" not in page or currency == "USD"


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        (
            Refused("refund_exceeds_credit", cents=2_100, possible=2_000),
            "{21} is more than this account has in credit, {20};",
        ),
        (Refused("grant_over_owed", amount_owed=2_000, charge="ch-1"), "only {20} is owed of ch-1;"),
        (
            Refused("fees_unpaid", step="submission", person="p-1", fees_owed=((FeeOccasion.EXAM, 2_000),)),
            "submission waits until these fees are settled: exam {20}.",
        ),
    ],
    ids=lambda value: value.code if isinstance(value, Refused) else "",
)
def test_a_refusal_says_amounts_in_the_currency_of_the_accounts(refused: Refused, said: str) -> None:
    assert of_money(refused)
    assert in_words(refused, "USD").startswith(said.replace("{21}", "$21.00").replace("{20}", "$20.00"))
    assert in_words(refused, "AUD").startswith(said.replace("{21}", "AUD 21.00").replace("{20}", "AUD 20.00"))
    assert not of_money(Refused("unknown_person"))
