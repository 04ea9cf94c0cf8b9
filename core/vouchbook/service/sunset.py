"""Who loses their only provider of RSC when vetting ends: applicants, and those endorsed who need RSC for renewal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from vouchbook.domain.authorize import Action, Principal
from vouchbook.domain.endorsement import EndorsementStatus
from vouchbook.domain.evidence import Portfolio, Rsc
from vouchbook.domain.names import (
    ApplicationId,
    CategoryCode,
    ColleagueId,
    EndorsementId,
    Occasion,
    Outcome,
    PersonId,
    VettingScope,
)
from vouchbook.domain.person import Person
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import PERSON
from vouchbook.domain.trace import Moments
from vouchbook.policy.document import PolicyDocument, VettingEnd
from vouchbook.policy.providers import rsc_given_by, rsc_given_by_anybody
from vouchbook.policy.sunset import Left, Receiving, left, next_end, with_end
from vouchbook.projections.applications import ApplicationRow, applications
from vouchbook.projections.endorsements import EndorsementRow, endorsements
from vouchbook.service.case import portfolio_of, read_case
from vouchbook.service.held import colleagues_of
from vouchbook.service.office import Office
from vouchbook.service.opening import colleague_names, person_words
from vouchbook.service.roster import Listed, Progress, listing


class Provider(Struct, frozen=True):
    """Who gives somebody RSC, by the name that they gave; ``last`` is the day of the latest session."""

    colleague: ColleagueId
    name: str
    is_person: PersonId | None
    last: date


class Loser(Struct, frozen=True):
    """Somebody who needs RSC, with the providers that count until the end of vetting.

    ``not_counting``: others whom they name, who count neither before nor after.
    """

    person: PersonId
    name: str
    category: CategoryCode
    application: ApplicationId | None
    endorsement: EndorsementId | None
    providers: tuple[Provider, ...]
    remaining: tuple[Provider, ...] = ()
    not_counting: tuple[Provider, ...] = ()


class FromAnybody(Struct, frozen=True):
    """How many files are judged by a sheet that asks for RSC and does not say who has to give it."""

    category: CategoryCode
    at: Occasion
    files: int


class SunsetReport(Struct, frozen=True):
    """What the end of vetting means for people: ``losing`` have no provider from the day after on.

    ``without`` have none on that day, either: nobody whom they name counts then, or is confirmed or identified yet.
    ``asked`` is how many need RSC from a provider who counts. ``others`` take people from outside and count afterwards.
    ``from_anybody`` need RSC by a sheet that names no provider: nobody is asked about, and nobody loses one by rule.
    """

    end: VettingEnd
    supposed: bool
    asked: int
    losing: tuple[Loser, ...]
    without: tuple[Loser, ...]
    others: tuple[Listed, ...]
    from_anybody: tuple[FromAnybody, ...] = ()


def report(
    office: Office,
    principal: Principal,
    on: date,
    *,
    ends_on: date | None = None,
    received_since: date | None = None,
    progress: Progress | None = None,
) -> SunsetReport:
    """Who loses their only provider on the next day, seen from ``on``, with which vetting for RSC ends by policy.

    :param ends_on: suppose that it ended with this day, whatever policy says
    :param received_since: leave out providers whose last session was earlier
    :param progress: told how many files are done, and of how many
    :raises Refused: ``no_sunset``: policy lets it go on for ever
    """
    office.allow(principal, Action.SEE_EVERYBODY)
    association = office.association(on)
    document = association.version.document
    end = VettingEnd(ends_on) if ends_on else next_end(document, VettingScope.RSC, on)
    if end is None:
        raise Refused("no_sunset", scope=VettingScope.RSC)
    if ends_on:
        document = with_end(document, VettingScope.RSC, end)
    losing: list[Loser] = []
    without: list[Loser] = []
    asked = 0
    for each, receiving in _everybody(office, document, on, received_since, progress):
        asked += 1
        found: Left = left(document, end, receiving, association.questions)
        if found.alone:
            losing.append(_only(each, found.before))
        elif not found.before:
            without.append(each)
    return SunsetReport(
        end=end,
        supposed=ends_on is not None,
        asked=asked,
        losing=tuple(losing),
        without=tuple(without),
        others=_others(office, principal, end.on + timedelta(days=1)) if losing else (),
        from_anybody=_from_anybody(office, document, on),
    )


def _from_anybody(office: Office, document: PolicyDocument, on: date) -> tuple[FromAnybody, ...]:
    """Of open applications, and of endorsements to renew, those whose sheet leaves open who gives the RSC."""
    files: Counter[tuple[CategoryCode, Occasion]] = Counter()
    for row in office.listed(applications):
        if _open(row, on) and rsc_given_by_anybody(
            document, CategoryCode(row.category), Occasion.APPLICATION, _moments(row, on)
        ):
            files[CategoryCode(row.category), Occasion.APPLICATION] += 1
    for entry in office.listed(endorsements):
        category = CategoryCode(entry.category)
        if _held(entry, on) and rsc_given_by_anybody(document, category, Occasion.RENEWAL, Moments(asked=on)):
            files[category, Occasion.RENEWAL] += 1
    return tuple(FromAnybody(category, at, number) for (category, at), number in files.items())


def _only(of: Loser, colleagues: tuple[ColleagueId, ...]) -> Loser:
    return Loser(
        person=of.person,
        name=of.name,
        category=of.category,
        application=of.application,
        endorsement=of.endorsement,
        providers=tuple(each for each in of.providers if each.colleague in colleagues),
        not_counting=tuple(each for each in of.providers if each.colleague not in colleagues),
    )


def _others(office: Office, principal: Principal, on: date) -> tuple[Listed, ...]:
    """Who takes people from outside, and counts after the end by more than a vetting."""
    taking = (each for each in listing(office, principal, on).providers if each.takes_outside)
    return tuple(each for each in taking if any(held.category for held in each.standings))


def _everybody(
    office: Office, document: PolicyDocument, on: date, since: date | None, progress: Progress | None
) -> Iterator[tuple[Loser, Receiving]]:
    rows, entries = office.listed(applications), office.listed(endorsements)
    for done, row in enumerate(rows, 1):
        if progress:
            progress(done, len(rows) + len(entries))
        if _open(row, on):
            yield from _applicant(office, document, row, on, since)
    for done, entry in enumerate(entries, len(rows) + 1):
        if progress:
            progress(done, len(rows) + len(entries))
        if _held(entry, on):
            yield from _endorsee(office, document, entry, on, since)


def _open(row: ApplicationRow, on: date) -> bool:
    return row.opened_on <= on and row.withdrawn_on is None and row.outcome != Outcome.APPROVED.value


def _held(row: EndorsementRow, on: date) -> bool:
    return row.interval.status(on) in (EndorsementStatus.ACTIVE, EndorsementStatus.IN_GRACE)


def _moments(row: ApplicationRow, on: date) -> Moments:
    return Moments(asked=on, registered=row.opened_on, submitted=row.submitted_on)


def _applicant(
    office: Office, document: PolicyDocument, row: ApplicationRow, on: date, since: date | None
) -> Iterator[tuple[Loser, Receiving]]:
    may = rsc_given_by(document, CategoryCode(row.category), Occasion.APPLICATION, _moments(row, on))
    if not may:
        return
    case = read_case(office, row.application)
    portfolio = portfolio_of(office, case)
    found = _loser(office, row.person, row.category, portfolio, since, application=ApplicationId(row.application))
    if found is not None:
        yield (
            found,
            Receiving(
                category=found.category,
                may=may,
                providers=tuple(each.colleague for each in found.providers),
                portfolio=portfolio,
                registered=row.opened_on,
                submitted=row.submitted_on,
            ),
        )


def _endorsee(
    office: Office, document: PolicyDocument, row: EndorsementRow, on: date, since: date | None
) -> Iterator[tuple[Loser, Receiving]]:
    may = rsc_given_by(document, CategoryCode(row.category), Occasion.RENEWAL, Moments(asked=on))
    if not may:
        return
    person: Person = office.load(PERSON, row.person).state
    known = tuple(item for each in colleagues_of(office, person) for item in each.items(office.code))
    portfolio = Portfolio((*person.evidence, *known))
    found = _loser(office, row.person, row.category, portfolio, since, endorsement=EndorsementId(row.endorsement))
    if found is not None:
        yield (
            found,
            Receiving(
                category=found.category,
                may=may,
                providers=tuple(each.colleague for each in found.providers),
                portfolio=portfolio,
            ),
        )


def _loser(
    office: Office,
    person: str,
    category: str,
    portfolio: Portfolio,
    since: date | None,
    *,
    application: ApplicationId | None = None,
    endorsement: EndorsementId | None = None,
) -> Loser | None:
    """Somebody with those who give them RSC; ``None`` where nobody does."""
    last: dict[ColleagueId, date] = {}
    for item in portfolio.items:
        facts = item.facts
        if isinstance(facts, Rsc) and not facts.peer and (since is None or facts.last >= since):
            last[facts.provider] = max(facts.last, last.get(facts.provider, facts.last))
    if not last:
        return None
    loaded = office.load(PERSON, person)
    names = colleague_names(office, loaded)
    state: Person = loaded.state
    return Loser(
        person=PersonId(person),
        name=person_words(office, loaded).name,
        category=CategoryCode(category),
        application=application,
        endorsement=endorsement,
        providers=tuple(
            Provider(who, names.get(who, who), state.identified.get(who), day) for who, day in last.items()
        ),
    )
