"""Scholarships: the fund and the account say the same, in one append, and no fund grants what it does not have."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.service.conftest import Asking, clock
from tests.service.journey import IMHS, Journey
from tests.service.prices import account_of, adopt, charged, fee, priced

from vouchbook.domain.account import OrganisationWords, ScholarshipApplied, ScholarshipReturned
from vouchbook.domain.fund import GrantMade, GrantReturned
from vouchbook.domain.names import ChargeId, FundKey, GrantId, PayerId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import ACCOUNT, FUND
from vouchbook.letters.refusals import in_words
from vouchbook.policy.values import WrittenWrongly
from vouchbook.projections.funds import funds as listed
from vouchbook.service import alliance, application, book, charges, funds, payers
from vouchbook.service.edge import Edge, random_id
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office

HELP, OTHER = FundKey("membership_scholarship"), FundKey("hardship")
FUNDS = (
    f'[[fund]]\nkey = "{HELP}"\npays = ["registration", "rsc"]\nsource = "assumed"\n'
    f'[[fund]]\nkey = "{OTHER}"\npays = ["processing", "exam"]\nfrom_budget = "gifts"\nsource = "assumed"\n'
)


@pytest.fixture
def way(nc: Office, ask: Asking, tmp_path: Path) -> Journey:
    """Somebody who owes 20.00 for registration, in a book with a fund that pays it and has 50.00."""
    adopt(nc, priced(tmp_path, FUNDS + fee("registration", "20.00") + fee("processing", "100.00")))
    way = Journey(nc, ask).imported().opened()
    funds.open_fund(nc, ask(), HELP)
    funds.add_budget(nc, ask(), HELP, 5_000, "the Smith family")
    return way


def owed(way: Journey, occasion: str = "registration") -> ChargeId:
    found = [id_ for id_, each in account_of(way.office, way.person).charges.items()
             if each.terms.occasion.value == occasion]  # fmt: skip
    return found[0]


def grant(way: Journey, cents: int | None = None, fund: FundKey = HELP, occasion: str = "registration"):
    return funds.grant(way.office, way.ask(), fund, PayerId(way.person), owed(way, occasion), cents)


def refused(way: Journey, code: str, *, because: str = "", **about: object) -> None:
    """Refused with this code, and nothing is recorded."""
    before = way.office.book.position
    with pytest.raises(Refused) as answer:
        grant(way, **about)  # type: ignore[arg-type]
    assert answer.value.code == code
    assert because in in_words(answer.value)
    assert way.office.book.position == before


# ── Both or neither ───────────────────────────────────────────────────────────────────────────


def test_a_scholarship_stands_in_the_fund_and_in_the_account(way: Journey) -> None:
    done = grant(way)
    entries = [*way.office.book.follow(done.first - 1)]
    assert [type(entry.event) for entry in entries] == [GrantMade, ScholarshipApplied]
    assert {entry.event.grant for entry in entries} == {done.result["grant"]}  # type: ignore[attr-defined]
    assert account_of(way.office, way.person).owed == 0
    assert (done.result["cents"], done.result["owed"], done.result["left"]) == (2_000, 0, 3_000)


def test_a_part_of_what_is_owed_may_be_granted_and_the_rest_by_others(way: Journey) -> None:
    assert grant(way, 500).result["owed"] == 1_500
    assert grant(way, 1_500).result["owed"] == 0
    assert len(account_of(way.office, way.person).charges[owed(way)].grants) == 2


def test_what_an_employer_has_taken_over_may_be_granted_too(way: Journey) -> None:
    words = OrganisationWords("Blue Ridge Family Center", "12 Main Street")
    agency = PayerId(payers.register(way.office, way.ask(), words).result["payer"])
    charges.take_over(way.office, way.ask(), agency, PayerId(way.person), (owed(way),))
    funds.grant(way.office, way.ask(), HELP, agency, owed(way), 500)
    assert account_of(way.office, agency).owed == 1_500


def test_asked_again_with_the_same_id_it_grants_nothing_twice(way: Journey) -> None:
    request = way.ask()
    first = funds.grant(way.office, request, HELP, PayerId(way.person), owed(way), 500)
    again = funds.grant(way.office, request, HELP, PayerId(way.person), owed(way), 500)
    assert again.repeated
    assert again.result == first.result
    assert way.office.load(FUND, HELP).state.granted == 500


# ── Never beyond the budget ───────────────────────────────────────────────────────────────────


def test_a_scholarship_over_the_budget_is_refused_with_what_is_left(way: Journey) -> None:
    funds.open_fund(way.office, way.ask(), OTHER)
    funds.add_budget(way.office, way.ask(), OTHER, 9_999)
    way.confirmed().member().submitted()
    refused(way, "fund_over_budget", because="has left, 99.99", fund=OTHER, occasion="processing")
    funds.add_budget(way.office, way.ask(), OTHER, 1)
    grant(way, fund=OTHER, occasion="processing")


def test_of_two_who_grant_the_last_cents_at_once_one_is_refused(
    way: Journey, nc: Office, ask: Asking, folder: Folder
) -> None:
    grant(way, 500)
    application.withdraw(nc, ask(), way.application)
    way.opened()  # another registration of 20.00 is owed
    first, second = [id_ for id_, each in account_of(nc, way.person).charges.items()]
    funds.grant(nc, ask(), HELP, PayerId(way.person), first, 1_500)
    funds.grant(nc, ask(), HELP, PayerId(way.person), second, 1_500)  # 15.00 of 50.00 are left, 5.00 is owed
    application.withdraw(nc, ask(), way.application)
    way.opened()
    third = [*account_of(nc, way.person).charges][-1]
    other = alliance.office(folder, "nc", Edge(clock))

    def mint(prefix: str) -> str:
        if prefix == "g" and other.load(FUND, HELP).state.left == 1_500:  # decided, and nothing is recorded yet
            funds.grant(other, ask(), HELP, PayerId(way.person), third, 1_000)
        return random_id(prefix)

    office = alliance.office(folder, "nc", Edge(clock, mint=mint))
    with pytest.raises(Refused, match="fund_over_budget"):
        funds.grant(office, ask(), HELP, PayerId(way.person), third, 1_000)
    state = nc.load(FUND, HELP).state
    assert (state.granted, state.left) == (4_500, 500)
    assert account_of(nc, way.person).open(third) == 1_000


# ── Only what it pays, and no more than is owed ───────────────────────────────────────────────


def test_a_fund_pays_only_what_policy_lets_it_pay(way: Journey) -> None:
    funds.open_fund(way.office, way.ask(), OTHER)
    funds.add_budget(way.office, way.ask(), OTHER, 50_000)
    refused(way, "fund_does_not_pay", because="pays exam, processing, not registration", fund=OTHER)


def test_no_more_than_is_owed(way: Journey) -> None:
    refused(way, "grant_over_owed", because="only 20.00 is owed", cents=2_001)


def test_nothing_for_a_charge_that_is_settled(way: Journey) -> None:
    grant(way)
    refused(way, "charge_settled")


def test_nothing_for_a_charge_of_somebody_elses_account(way: Journey) -> None:
    stranger = PayerId(way.reviewer("Sasha"))
    with pytest.raises(Refused, match="charge_of_nobody"):
        funds.grant(way.office, way.ask(), HELP, stranger, owed(way))


def test_nobody_grants_a_scholarship_to_themself(way: Journey) -> None:
    with pytest.raises(Refused, match="own_application"):
        funds.grant(way.office, way.ask(person=way.person), HELP, PayerId(way.person), owed(way))


def test_a_fund_that_policy_does_not_name_is_neither_opened_nor_granted_from(way: Journey, tmp_path: Path) -> None:
    with pytest.raises(Refused) as answer:
        funds.open_fund(way.office, way.ask(), FundKey("helping"))
    assert "membership_scholarship, hardship" in in_words(answer.value) or "hardship" in in_words(answer.value)
    with pytest.raises(Refused, match="fund_not_open"):
        funds.add_budget(way.office, way.ask(), OTHER, 100)
    adopt(way.office, priced(tmp_path, fee("registration", "20.00")))  # and no fund any more
    refused(way, "no_such_fund")


def test_a_gift_of_nothing_is_none_and_from_whom_is_a_few_words(way: Journey) -> None:
    with pytest.raises(Refused, match="budget_of_nothing"):
        funds.add_budget(way.office, way.ask(), HELP, 0)
    with pytest.raises(WrittenWrongly):
        funds.add_budget(way.office, way.ask(), HELP, 1, "x" * 100_000)


# ── What comes back ───────────────────────────────────────────────────────────────────────────


def test_a_grant_that_comes_back_is_owed_again_and_may_be_granted_again(way: Journey) -> None:
    id_ = GrantId(grant(way).result["grant"])
    done = funds.return_grant(way.office, way.ask(), HELP, id_)
    entries = [*way.office.book.follow(done.first - 1)]
    assert [type(entry.event) for entry in entries] == [GrantReturned, ScholarshipReturned]
    assert account_of(way.office, way.person).owed == 2_000
    assert way.office.load(FUND, HELP).state.left == 5_000
    assert not funds.return_grant(way.office, way.ask(), HELP, id_).last
    grant(way)


def test_a_charge_that_a_fund_pays_is_voided_once_the_grant_came_back(way: Journey) -> None:
    id_ = GrantId(grant(way).result["grant"])
    with pytest.raises(Refused) as answer:
        charges.void(way.office, way.ask(), PayerId(way.person), owed(way), "in error")
    assert "vouchbook fund return" in in_words(answer.value)
    funds.return_grant(way.office, way.ask(), HELP, id_)
    charges.void(way.office, way.ask(), PayerId(way.person), owed(way), "in error")
    assert account_of(way.office, way.person).owed == 0


def test_a_grant_that_was_never_made_does_not_come_back(way: Journey) -> None:
    with pytest.raises(Refused, match="grant_not_of_fund"):
        funds.return_grant(way.office, way.ask(), HELP, GrantId("g-9"))


# ── What is seen ──────────────────────────────────────────────────────────────────────────────


def test_a_fund_is_shown_with_its_budget_who_filled_it_and_its_grants_by_id(way: Journey) -> None:
    done = grant(way, 500)
    found = funds.show(way.office, way.ask().principal, HELP)
    assert (found.budget, found.granted, found.left) == (5_000, 500, 4_500)
    assert [(each.cents, each.who) for each in found.filled] == [(5_000, "the Smith family")]
    assert [(each.grant, each.person, each.cents) for each in found.grants] == [(done.result["grant"], way.person, 500)]


def test_the_list_of_funds_says_what_the_funds_themselves_say(way: Journey) -> None:
    funds.open_fund(way.office, way.ask(), OTHER)
    id_ = GrantId(grant(way, 500).result["grant"])
    grant(way, 700)
    funds.return_grant(way.office, way.ask(), HELP, id_)
    rows = {row.fund: row for row in funds.listing(way.office, way.ask().principal)}
    for key in (HELP, OTHER):
        state = way.office.load(FUND, key).state
        assert (rows[key].budget, rows[key].granted, rows[key].left) == (state.budget, state.granted, state.left)
    assert rows[HELP].grants == 1


def test_from_whom_a_gift_is_stands_nowhere_in_the_clear(way: Journey, place: Path) -> None:
    held = b"".join(path.read_bytes() for path in place.rglob("*") if path.is_file())
    assert b"Smith" not in held


def test_the_lists_are_the_same_after_a_rebuild(way: Journey) -> None:
    grant(way, 500)
    before = listed(way.office.book)
    book.rebuild_read_models(way.office, way.ask().principal)
    assert listed(way.office.book) == before


def test_membership_scholarships_and_the_accounts_agree_over_everybody(way: Journey) -> None:
    grant(way, 700)
    paid = sum(each.granted for each in account_of(way.office, way.person).charges.values())
    assert paid == way.office.load(FUND, HELP).state.granted == 700
    assert charged(way.office, way.person) == [("registration", 2_000)]
    assert way.office.load(ACCOUNT, way.person).state.charges[owed(way)].terms.category == IMHS
