"""By which column a mistake is named that only shows beside the book: a colleague nobody knows, a day to come."""

from __future__ import annotations

from vouchbook.domain import evidence as kinds
from vouchbook.domain.evidence import Facts, Membership, Rating


def column_of_colleague(facts: Facts) -> str:
    """The column in which facts of this kind name a colleague."""
    match facts:
        case Rating():
            return "rater"
        case kinds.Work():
            return "supervisor"
        case _:
            return "provider"


def colleague_named(facts: Facts) -> str | None:
    """The colleague whom facts name, as the row wrote it."""
    match facts:
        case Rating(rater=who) | kinds.Rsc(provider=who):
            return who
        case kinds.Work(supervisor=supervisor):
            return supervisor
        case _:
            return None


def column_of_day(facts: Facts) -> str | None:
    """The column that holds the latest day of which facts say that something has happened."""
    match facts:
        case kinds.Training(first=first, last=last) | kinds.Rsc(first=first, last=last):
            return "on" if first == last else "until"
        case kinds.ServiceHours(first=first, last=last):
            return "on" if first == last else "until"
        case kinds.Work(last=last):
            return "from" if last is None else "until"
        case kinds.Standing(holder=holder):
            return "from" if holder is None else "standing.from"
        case kinds.Licence() | Membership():
            return "from"
        case kinds.Education():
            return "awarded_on"
        case Rating():
            return "rated_on"
        case kinds.Signature():
            return "signed_on"
        case kinds.Attestation():
            return "given_on"
        case kinds.Exam():
            return "sat_on"
        case _:
            return None
