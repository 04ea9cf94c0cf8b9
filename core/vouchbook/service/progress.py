"""How far an application has come: its rules asked once for each state of the book, and kept until that moves on."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.application import EndorsementApplication
from vouchbook.domain.authorize import Action, Circumstances, Principal
from vouchbook.domain.names import ApplicationId, CategoryCode, Outcome, PersonId, RequirementKey
from vouchbook.domain.refusal import Refused
from vouchbook.domain.trace import Finding, Status, Trace
from vouchbook.letters.categories import named
from vouchbook.policy.document import NoEmerging, NoSheet, UnknownCategory
from vouchbook.policy.version import PolicyVersion
from vouchbook.projections.applications import applications_of
from vouchbook.service.access import allowed, audience_of
from vouchbook.service.case import Case, moments_of, read_case
from vouchbook.service.evaluation import evaluate_case
from vouchbook.service.office import Office

MOST = 256
"""Applications kept of each book; the ones not asked about the longest go first."""


class Progress(Struct, frozen=True):
    """Where an application stands on a day. ``state`` is one word: open, under_review, on_hold, deferred, approved,
    withdrawn.

    ``trace`` is what may be read of it by whoever asked: once it is approved the recorded one, before that what the
    rules say today. While it is under review, reviewers' answers are not among it. Of one that was deferred it is what
    a new submission would find. ``recorded`` tells which of the two it is.
    """

    application: ApplicationId
    person: PersonId
    category: CategoryCode
    called: str
    emerging: bool
    state: str
    opened_on: date
    submitted_on: date | None
    decided_on: date | None
    withdrawn_on: date | None
    on: date
    trace: Trace
    recorded: bool
    version: PolicyVersion
    case: Case
    beside: dict[str, object]
    """More that follows from the same state of the book and from nothing else, kept with it: no words of a person."""

    @property
    def met(self) -> int:
        return sum(finding.status is Status.MET for finding in self.trace.findings)

    @property
    def total(self) -> int:
        return len(self.trace.findings)

    @property
    def may_submit(self) -> bool:
        """Whether it can be submitted at all, whatever it still lacks."""
        return self.state in ("open", "deferred")

    def finding(self, key: str) -> Finding:
        """:raises Refused: ``unknown_requirement``: the sheet has no such line for this person"""
        for finding in self.trace.findings:
            if finding.requirement == key:
                return finding
        raise Refused("unknown_requirement", requirement=RequirementKey(key))


class _Kept(Struct):
    """``position``: the book had come no further when this was found; ``streams``: what it rests on."""

    position: int
    streams: tuple[object, ...]
    progress: Progress


class _Shelf:
    """What was found of one book."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.kept: OrderedDict[str, _Kept] = OrderedDict()


_shelves: weakref.WeakKeyDictionary[Office, _Shelf] = weakref.WeakKeyDictionary()
_making = threading.Lock()


def of_application(
    office: Office, principal: Principal, application: str, *, about: PersonId | None = None
) -> Progress:
    """Where an application stands today.

    :param about: whose file it is looked for in; somebody else's application is not there
    :raises Refused: no such application, or not for the asker's eyes
    :raises NoSheet: no sheet rules it
    """
    state = allowed(office, principal, Action.SEE_APPLICATION, application)
    if about is not None and state.person != about:
        raise Refused("unknown_application", application=application, association=office.code)
    found = _kept(office, ApplicationId(application)).progress
    return replace(found, trace=found.trace.for_(audience_of(principal, state.person)))


def of_person(office: Office, principal: Principal, person: PersonId) -> list[Progress]:
    """Every application of somebody, the latest first; one that no sheet rules any more is left out."""
    office.allow(principal, Action.SEE_PERSON, Circumstances(about=person))
    found = []
    for row in applications_of(office.book, person):
        try:
            found.append(of_application(office, principal, row.application))
        except (NoSheet, UnknownCategory, NoEmerging):
            continue
    return sorted(found, key=lambda each: (each.opened_on, each.application), reverse=True)


def _kept(office: Office, application: ApplicationId) -> _Kept:
    with _making:
        shelf = _shelves.setdefault(office, _Shelf())
    position, on = office.book.position, office.today
    with shelf.lock:
        kept = shelf.kept.get(application)
        if kept is not None:
            shelf.kept.move_to_end(application)
    association = office.association(on)  # another one as soon as its package is another
    if kept is not None and kept.progress.on == on and kept.streams[0] is association and kept.position == position:
        return kept
    case = read_case(office, application)
    streams = (association, office.policy_as_read, (case.application.stream, case.application.version), *case.versions)
    if kept is not None and kept.progress.on == on and kept.streams == streams:
        kept.position = position
        return kept
    found = _Kept(position, streams, _found(office, case, on))
    with shelf.lock:
        shelf.kept[application] = found
        while len(shelf.kept) > MOST:
            shelf.kept.popitem(last=False)
    return found


def _found(office: Office, case: Case, on: date) -> Progress:
    state: EndorsementApplication = case.application.state
    approved = state.decided if state.decided is not None and state.decided.outcome is Outcome.APPROVED else None
    if approved is not None:
        trace, version = approved.trace, office.version(approved.trace.policy)
    else:
        association = office.association(on)
        deferred = state.decided is not None and state.decided.outcome is Outcome.DEFERRED
        moments = moments_of(replace(state, submitted=None) if deferred else state, on)
        trace = evaluate_case(office, case, association, moments, submitting=deferred, answered=False)
        version = association.version
    category = CategoryCode(str(state.category))
    return Progress(
        application=ApplicationId(str(state.id)),
        person=PersonId(str(state.person)),
        category=category,
        called=named(category, version.document.association),
        emerging=state.emerging,
        state=state_of(state),
        opened_on=state.opened_on or on,
        submitted_on=state.submitted.on if state.submitted else None,
        decided_on=state.decided.on if state.decided else None,
        withdrawn_on=state.withdrawn_on,
        on=on,
        trace=trace,
        recorded=approved is not None,
        version=version,
        case=case,
        beside={},
    )


def state_of(application: EndorsementApplication) -> str:
    """One word for where the file is."""
    if application.withdrawn_on is not None:
        return "withdrawn"
    if application.decided is not None:
        return application.decided.outcome.value
    return "under_review" if application.submitted is not None else "open"
