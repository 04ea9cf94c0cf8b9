"""For the bookkeeper: the trial balance, and every line of double entry with where it stands in the book."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain.authorize import Action, Principal
from vouchbook.domain.refusal import Refused
from vouchbook.projections.account_lines import LineRow, Sum, lines_between, sums
from vouchbook.service.accounts import currency
from vouchbook.service.office import Office


class TrialBalance(Struct, frozen=True):
    """What every account came to by the end of a day, in cents; ``debit`` equals ``credit``."""

    on: date
    currency: str
    accounts: tuple[Sum, ...]
    debit: int
    credit: int


def trial_balance(office: Office, principal: Principal, on: date) -> TrialBalance:
    """The sums of all lines up to a day."""
    office.allow(principal, Action.SEE_ACCOUNTS)
    found = sums(office.book, on)
    return TrialBalance(
        on=on,
        currency=currency(office, on),
        accounts=tuple(found),
        debit=sum(each.debit for each in found),
        credit=sum(each.credit for each in found),
    )


def lines(office: Office, principal: Principal, first: date, last: date) -> list[LineRow]:
    """Every line from ``first`` through ``last``, by day and then as recorded.

    :raises Refused: the days are the wrong way round
    """
    office.allow(principal, Action.SEE_ACCOUNTS)
    if last < first:
        raise Refused("days_reversed", first=first, last=last)
    return lines_between(office.book, first, last)
