"""The words of what is refused about fees and funds; merged into those of every refusal."""

from __future__ import annotations

from vouchbook.letters.phrases import listed, money

WORDS: dict[str, str] = {
    # fees
    "fee_of_which_category": ("what {occasion} costs depends on the category; say which with -c, one of {categories}"),
    "no_such_plan": "{association} sells its membership by plan; say which with --plan, one of {plans}",
    "no_fee": (
        "the policy of {association} has no fee for {occasion} in {category} on {on}, so that nothing is charged; add "
        "a row [[fee]] to the policy if something should be"
    ),
    "no_exam_asked": "the sheet of {category} asks for no exam, so that none is charged; check the category",
    "never_endorsed": (
        "{association} has endorsed {person} in nothing that could be renewed or reinstated; see: vouchbook registry "
        "list"
    ),
    "endorsed_in_several": "{person} is endorsed in {categories}; say which is meant with -c",
    "nothing_to_charge_for": (
        "{person} has no open application to charge this for; open one first with: vouchbook application open"
    ),
    "applied_in_several": "{person} has open applications in {categories}; say which is meant with -c",
    "lapsed_already": (
        "the endorsement in {category} lapsed after {until}, and is renewed no more; charge the reinstatement with: "
        "vouchbook fee charge PERSON reinstatement. What was handed in before is charged with --on DAY"
    ),
    "not_lapsed_yet": (
        "the endorsement in {category} has not lapsed, it is valid until {until}; charge the renewal with: vouchbook "
        "fee charge PERSON renewal"
    ),
    "renewal_not_late": (
        "the renewal in {category} is in time until {until}; charge it with: vouchbook fee charge PERSON renewal"
    ),
    "renewal_charged_already": (
        "the fee for {occasion} of this cycle is charged as {charge}, and one of the two is paid, never both; void "
        "that one first with: vouchbook account void PERSON {charge}"
    ),
    "membership_charged_when_bought": (
        "a membership is charged when it is bought; record it with: vouchbook member join {person}"
    ),
    "fees_unpaid": (
        "{step} waits until these fees are settled: {fees_owed}. Ask the coordinator to record what was paid "
        "(vouchbook account pay {person} AMOUNT), or to grant a scholarship (vouchbook fund grant)"
    ),
    "upgrade_too_early": (
        "{association} endorsed this person in {held} on {endorsed_on}, and by its policy one waits before applying "
        "for another category; open the application on {until} or later"
    ),
    # funds
    "no_such_fund": (
        "the policy of {association} names no fund {fund} (funds: {funds}); add a row [[fund]] to it, or name another"
    ),
    "fund_not_open": "the fund {fund} is not kept yet; open it first with: vouchbook fund open {fund}",
    "budget_of_nothing": "a budget grows by one cent or more; give the amount that was added",
    "charge_of_nobody": ("the account of {payer} has no charge {charge}; see: vouchbook account statement {payer}"),
    "fund_does_not_pay": (
        "the fund {fund} pays {pays}, not {occasion}; name another fund, or correct pays in its row [[fund]] of the "
        "policy"
    ),
    "charge_settled": (
        "nothing is owed of {charge} any more, so that no scholarship is needed; see: vouchbook account statement"
    ),
    "grant_of_nothing": "a scholarship is one cent or more; give an amount up to {amount_owed}",
    "grant_over_owed": "only {amount_owed} is owed of {charge}; give that amount or less",
    "fund_over_budget": (
        "{amount_asked} is more than the fund {fund} has left, {amount_left}; give that or less with --amount, or add "
        "to its budget first with: vouchbook fund add {fund}"
    ),
    "grant_made_already": "another scholarship has the id {grant}; ask again, and a new id is made",
    "grant_not_of_fund": "the fund {fund} made no grant {grant}; see: vouchbook fund show {fund}",
}


AMOUNTS = frozenset(("amount_owed", "amount_left", "amount_asked"))
"""The parameters that are whole cents."""


def fees_owed(value: object, currency: str | None) -> str:
    """``registration $20.00 and exam $200.00``: occasions with the cents that stand open."""
    pairs = value if isinstance(value, tuple) else ()
    return listed([f"{occasion.value.replace('_', ' ')} {money(cents, currency)}" for occasion, cents in pairs], "and")


def funds(value: object) -> str:
    return ", ".join(map(str, value)) or "none" if isinstance(value, tuple) else str(value)


SHOWN = {"funds": funds}
"""How parameters are shown that are neither ids, days nor amounts."""
