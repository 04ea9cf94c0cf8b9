"""Whom a policy would affect, and in what, before anybody adopts it: every open application, endorsement and fee.

Both versions are asked the same of everybody on the same days, and the book stays as it is. What is listed is what
differs; a test adopts policies for good and finds the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from msgspec.structs import replace

from vouchbook.associations import Association
from vouchbook.domain.application import EndorsementApplication
from vouchbook.domain.authorize import MAY, Action, Principal
from vouchbook.domain.endorsement import EndorsementStatus
from vouchbook.domain.names import (
    ApplicationId,
    CategoryCode,
    EndorsementId,
    PersonId,
    StandingName,
)
from vouchbook.domain.refusal import Refused
from vouchbook.domain.terms import Term as OwnTerm
from vouchbook.letters.impact import (
    ApplicationImpact,
    DayImpact,
    EndorsementImpact,
    Impact,
    Looked,
    MemberImpact,
    ReviewImpact,
    StandingImpact,
    TermImpact,
)
from vouchbook.policy.compare import days_of_change
from vouchbook.policy.document import PolicyDocument
from vouchbook.policy.portfolio_values import LAST
from vouchbook.policy.source import TABLES
from vouchbook.policy.version import PolicyVersion
from vouchbook.projections.applications import applications
from vouchbook.projections.endorsements import EndorsementRow, endorsements
from vouchbook.projections.people import everybody
from vouchbook.service.case import Case, person_case, read_case
from vouchbook.service.held import holder
from vouchbook.service.impact_answers import counting, of_application, of_endorsement, of_member
from vouchbook.service.impact_differences import Sheets, fees, prices
from vouchbook.service.office import Office
from vouchbook.service.opening import person_words
from vouchbook.service.person import known_person

_DAY = timedelta(days=1)
_IN_FORCE = (EndorsementStatus.ACTIVE, EndorsementStatus.IN_GRACE)
Step = Callable[[int], object]


def seen(
    office: Office, principal: Principal, proposed: PolicyVersion, in_force_from: date, *, step: Step = lambda n: None
) -> Impact:
    """What ``impact`` finds, for those who may see whom it concerns.

    :raises Refused: not for the asker's eyes, or the policy is another association's, or begins too early
    """
    office.allow(principal, Action.SEE_IMPACT)
    return impact(office, proposed, in_force_from, step=step)


def people(office: Office, principal: Principal) -> int:
    """How many people ``impact`` looks at: what a progress bar counts."""
    office.allow(principal, Action.SEE_IMPACT)
    return len(everybody(office.book))


def impact(office: Office, proposed: PolicyVersion, in_force_from: date, *, step: Step = lambda people: None) -> Impact:
    """Everything that ``proposed`` would change if it ruled from a day on; nothing is recorded.

    :param step: told of each person who has been looked at
    :raises Refused: the policy is another association's, or would begin before the one adopted last
    """
    document = proposed.document
    if document.association.code != office.code:
        raise Refused("policy_of_another", association=office.code, written=document.association.code)
    latest = office.policies.adopted[-1] if office.policies.adopted else None
    if latest is not None and in_force_from < latest.in_force_from:
        raise Refused("policy_begins_too_early", on=in_force_from, until=latest.in_force_from)
    before, after = office.association(in_force_from), office.association_of(proposed)
    own, common = _later(before.version.document, document, in_force_from)
    asked = [_Day(office, before, after, day) for day in sorted({in_force_from, *own, *common})]
    looking = _Looking(office)
    for person in looking.people:
        for day in asked:
            looking.at(person, day)
        step(1)
    return Impact(
        association=office.code,
        name=document.association.name,
        before=before.version.digest,
        after=proposed.digest,
        in_force_from=in_force_from,
        currency=document.association.currency,
        looked=looking.looked(in_force_from),
        days=tuple(_told([day.found() for day in asked], {in_force_from, *own})),
    )


def _later(before: PolicyDocument, after: PolicyDocument, first: date) -> tuple[set[date], set[date]]:
    """The later days on which rows that only one of the two has begin or end; and those of rows that both have.

    On the latter, too, something may come to differ: another transition picks another of two sheets that both have.
    """
    own, common = set[date](), set[date]()
    for one, other in ((before, after), (after, before)):
        rows = {
            table: tuple(row for row in getattr(one, table) if row not in getattr(other, table)) for table in TABLES
        }
        sheets = tuple(sheet for sheet in one.sheets if sheet not in other.sheets)
        alone = PolicyDocument(format=one.format, association=one.association, sources={}, sheets=sheets, **rows)
        own |= _days(alone, first)
        common |= _days(one, first)
    return own, common if before != after else set()


def _days(document: PolicyDocument, first: date) -> set[date]:
    """The days after ``first`` on which a row or a sheet begins or ends, and those on which vettings have run out."""
    ends = {end.on + _DAY for row in document.vetting for end in row.ends if first <= end.on < LAST}
    return {*days_of_change(document, first, LAST), *ends}


def _told(found: list[DayImpact], always: set[date]) -> Iterator[DayImpact]:
    """The days to be told of: of those on which only rows begin that both have, the ones that bring something new."""
    last: list[object] = []
    for each in found:
        entries = [*_timeless(each)]
        if each.on in always or any(entry not in last for entry in entries):
            yield each
            last = entries


def _timeless(of: DayImpact) -> Iterator[object]:
    """What is told of a day, but for the terms that would begin on it: by the next day, time has moved them."""
    yield from ((replace(each, holds=None), each.holds is None) for each in of.applications)
    yield from ((replace(each, renewed=None), each.renewed is None) for each in of.endorsements)
    yield from ((replace(each, covers=None), each.covers is None) for each in of.members)
    yield from (*of.standings, *of.prices)


class _Looking:
    """Everybody of a book, each with what is read of them once for all days."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.people = [PersonId(row.person) for row in everybody(office.book)]
        self._applications: dict[str, list[ApplicationId]] = {}
        for row in applications(office.book):
            closed = row.withdrawn_on is not None or row.outcome == "approved"
            if not closed:
                self._applications.setdefault(row.person, []).append(ApplicationId(row.application))
        self._endorsements: dict[str, list[EndorsementRow]] = {}
        for each in endorsements(office.book):
            self._endorsements.setdefault(each.person, []).append(each)
        self._members = 0

    def at(self, person: PersonId, day: _Day) -> None:
        """Ask both versions everything about somebody on a day."""
        case = person_case(self._office, person)
        for application in self._applications.get(person, ()):
            day.application(read_case(self._office, application))
        for row in self._endorsements.get(person, ()):
            if row.interval.status(day.on) in _IN_FORCE:
                day.endorsement(case, row)
        own = [term for term in case.membership.state.standing_terms if self._is_own(term, day.on)]
        for term in own:
            day.member(person, term)
        day.standing(person)

    def _is_own(self, term: OwnTerm, on: date) -> bool:
        return term.counts and term.association == self._office.code and term.first <= on <= term.last

    def looked(self, on: date) -> Looked:
        """At how much was looked for the first day."""
        in_force = [row for rows in self._endorsements.values() for row in rows if row.interval.status(on) in _IN_FORCE]
        members = sum(
            any(self._is_own(term, on) for term in person_case(self._office, person).membership.state.standing_terms)
            for person in self.people
        )
        return Looked(len(self.people), sum(map(len, self._applications.values())), len(in_force), members)


class _Day:
    """The two versions on one day, and what was found to differ between them."""

    def __init__(self, office: Office, before: Association, after: Association, on: date) -> None:
        self.on = on
        self._office = office
        self._sides = (before, after)
        self._sheets = Sheets(before.version.document, after.version.document)
        names = [row.may for side in self._sides for row in side.version.document.standing]
        self._names: tuple[StandingName, ...] = tuple(dict.fromkeys(names))
        self._applications: list[ApplicationImpact] = []
        self._endorsements: list[EndorsementImpact] = []
        self._standings: list[StandingImpact] = []
        self._members: list[MemberImpact] = []

    def application(self, case: Case) -> None:
        state: EndorsementApplication = case.application.state
        before, after = (of_application(self._office, case, side, self.on) for side in self._sides)
        found = ApplicationImpact(
            application=ApplicationId(str(state.id)),
            person=PersonId(str(state.person)),
            category=CategoryCode(str(state.category)),
            sheet=self._sheets.impact(before.answer, after.answer),
            review=ReviewImpact(before.review, after.review) if before.review != after.review else None,
            holds=TermImpact(before.holds, after.holds) if before.holds != after.holds else None,
            fees=fees(before.fees, after.fees),
        )
        if not found.nothing:
            self._applications.append(found)

    def endorsement(self, case: Case, row: EndorsementRow) -> None:
        before, after = (of_endorsement(self._office, case, row, side, self.on) for side in self._sides)
        found = EndorsementImpact(
            endorsement=EndorsementId(row.endorsement),
            person=PersonId(row.person),
            category=CategoryCode(row.category),
            valid_until=row.valid_until,
            sheet=self._sheets.impact(before.answer, after.answer),
            renewed=TermImpact(before.renewed, after.renewed) if before.renewed != after.renewed else None,
            fees=fees(before.fees, after.fees),
        )
        if not found.nothing:
            self._endorsements.append(found)

    def standing(self, person: PersonId) -> None:
        held = holder(self._office, person)
        if not held.items(self._office.code):
            return
        before, after = (counting(self._office, held, side, self.on, self._names) for side in self._sides)
        for name in self._names:
            was, now = before[name], after[name]
            if was != now:
                self._standings.append(StandingImpact(person, name, was.sure, now.sure, was.awaited, now.awaited))

    def member(self, person: PersonId, term: OwnTerm) -> None:
        before, after = (of_member(self._office, person, term, side, self.on) for side in self._sides)
        found = MemberImpact(
            term=term.term,
            person=person,
            plan=term.plan,
            fees=fees(before.fees, after.fees),
            covers=TermImpact(before.covers, after.covers) if before.covers != after.covers else None,
        )
        if not found.nothing:
            self._members.append(found)

    def found(self) -> DayImpact:
        return DayImpact(
            on=self.on,
            applications=tuple(self._applications),
            endorsements=tuple(self._endorsements),
            standings=tuple(self._standings),
            members=tuple(self._members),
            prices=tuple(prices(*self._sides, self.on)),
        )


def names_of(office: Office, principal: Principal, found: Impact) -> dict[PersonId, str]:
    """The names of everybody concerned, for a coordinator; the board, which reads no applications, gets none.

    :raises Refused: not for the asker's eyes
    """
    office.allow(principal, Action.SEE_IMPACT)
    if principal.role not in MAY[Action.SEE_EVERYBODY]:
        return {}
    concerned = sorted({person for day in found.days for person in day.people})
    return {person: person_words(office, known_person(office, person)).name for person in concerned}
