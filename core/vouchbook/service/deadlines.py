"""The days that somebody has to keep in mind: membership, endorsements and their renewal, fees, what will run out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from vouchbook.domain.account import Account
from vouchbook.domain.authorize import Action, Circumstances, Principal
from vouchbook.domain.endorsement import EndorsementStatus
from vouchbook.domain.membership import Membership
from vouchbook.domain.names import CategoryCode, PersonId
from vouchbook.domain.streams import ACCOUNT, MEMBERSHIP
from vouchbook.domain.terms import runs
from vouchbook.domain.trace import Status
from vouchbook.letters.deadlines import Deadline, Kind
from vouchbook.policy.cycles import renewal_row
from vouchbook.projections.endorsements import EndorsementRow, endorsements_of
from vouchbook.service.members import own_terms
from vouchbook.service.office import Office
from vouchbook.service.progress import Progress, of_person
from vouchbook.service.what_if import what_if

_YEAR = timedelta(days=366)


def of_somebody(office: Office, principal: Principal, person: PersonId) -> list[Deadline]:
    """Every day to come that is fixed already, the next one first.

    :raises Refused: not for the asker's eyes
    """
    return upcoming(office, principal, person, of_person(office, principal, person))


def upcoming(office: Office, principal: Principal, person: PersonId, applications: list[Progress]) -> list[Deadline]:
    """The same for whoever has read the applications already."""
    office.allow(principal, Action.SEE_PERSON, Circumstances(about=person))
    on = office.today
    found = [
        *_membership(office, person, on),
        *(each for row in endorsements_of(office.book, person) for each in _endorsement(office, row, on)),
        *_fees(office, person, on),
        *(each for progress in applications for each in _running_out(office, progress)),
    ]
    return sorted(found, key=lambda each: (each.on, each.kind.value, each.about))


def _membership(office: Office, person: PersonId, on: date) -> Iterator[Deadline]:
    state: Membership = office.load(MEMBERSHIP, person).state
    terms = [term for term in own_terms(office, state.standing_terms) if term.counts]
    for first, last in runs(terms):
        if first <= on + _YEAR and last >= on:
            yield Deadline(last, Kind.MEMBERSHIP_ENDS, f"membership-{last}")


def _endorsement(office: Office, row: EndorsementRow, on: date) -> Iterator[Deadline]:
    if row.interval.status(on) is EndorsementStatus.LAPSED:
        return
    what = row.category
    if row.valid_until >= on:
        kind = Kind.TO_COMPLETE if row.emerging else Kind.ENDORSED_UNTIL
        yield Deadline(row.valid_until, kind, row.endorsement, what)
    if row.grace_until is not None and row.grace_until >= on:
        yield Deadline(row.grace_until, Kind.RENEW_AT_THE_LATEST, row.endorsement, what)
    opens = _renewal_opens(office, row, on)
    if opens is not None and opens >= on:
        yield Deadline(opens, Kind.RENEWAL_OPENS, row.endorsement, what)


def _renewal_opens(office: Office, row: EndorsementRow, on: date) -> date | None:
    rule = renewal_row(office.version_on(on).document, CategoryCode(row.category), on)
    if row.emerging or rule is None or rule.window_opens is None:
        return None
    month, day = (int(part) for part in rule.window_opens.split("-"))
    opens = date(row.valid_until.year, month, min(day, 28) if month == 2 else day)
    return opens if opens <= row.valid_until else opens.replace(year=opens.year - 1)


def _fees(office: Office, person: PersonId, on: date) -> Iterator[Deadline]:
    state: Account = office.load(ACCOUNT, person).state
    for id_, charge in state.charges.items():
        if state.open(id_) > 0 and charge.terms.due_on >= on:
            yield Deadline(charge.terms.due_on, Kind.FEE_DUE, id_)


def _running_out(office: Office, progress: Progress) -> Iterator[Deadline]:
    """What is met now and will not be any more, if nothing is done: a licence, an exam passed long ago."""
    if not progress.may_submit:
        return
    for finding in progress.trace.findings:
        if finding.status is not Status.MET or finding.kind.value == "membership":
            continue
        ends = what_if(office, progress, finding).ends_on
        if ends is not None:
            about = f"{progress.application}-{finding.requirement}"
            yield Deadline(ends, Kind.MET_UNTIL, about, progress.category, finding.requirement)
