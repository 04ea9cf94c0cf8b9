"""A reviewer and their case: taken after the question of conflicts, left with a reason, an answer undone."""

from __future__ import annotations

from vouchbook.domain import application as applications
from vouchbook.domain.authorize import Action
from vouchbook.domain.names import ApplicationId, PersonId, ReleaseCause
from vouchbook.domain.streams import APPLICATION
from vouchbook.domain.trace import Question
from vouchbook.service.access import allowed
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.written import sealed_reason


def accept(office: Office, request: Request, application: ApplicationId) -> Done:
    """Say that nothing stands between oneself and the applicant, and take the case.

    :raises Refused: not on the panel, or a conflict that the book knows of
    """
    allowed(office, request.principal, Action.ANSWER, application, request.on)
    reviewer = PersonId(str(request.principal.person))

    def plan() -> Plan:
        loaded = office.load(APPLICATION, application)
        events = applications.decide(applications.Accept(reviewer, request.on), loaded.state)
        return Plan(writes=(loaded.write(events),), result={"application": application, "reviewer": reviewer})

    return office.record(request, "accept_review", [application], plan)


def leave(office: Office, request: Request, application: ApplicationId, reason: str, *, conflict: bool) -> Done:
    """Leave a panel by oneself; answers go along, and somebody else takes the place.

    ``conflict``: one is no neutral judge, and is never asked about this application again.

    :raises Refused: not on the panel, or no reason is given
    """
    about = allowed(office, request.principal, Action.LEAVE_PANEL, application, request.on).person
    reviewer, given = PersonId(str(request.principal.person)), sealed_reason(about, reason)
    cause = ReleaseCause.CONFLICT if conflict else ReleaseCause.DECLINED

    def plan() -> Plan:
        loaded = office.load(APPLICATION, application)
        events = applications.decide(applications.Release(reviewer, request.on, given, cause), loaded.state)
        return Plan(writes=(loaded.write(events),), result={"application": application, "reviewer": reviewer})

    return office.record(request, "leave_panel", [application, reason, cause], plan)


def take_back(office: Office, request: Request, application: ApplicationId, question: Question) -> Done:
    """Undo an answer, until the review is completed; one that was never given is no news.

    :raises Refused: not on the panel, or the review is completed
    """
    allowed(office, request.principal, Action.ANSWER, application, request.on)
    reviewer = PersonId(str(request.principal.person))

    def plan() -> Plan:
        loaded = office.load(APPLICATION, application)
        events = applications.decide(applications.TakeBack(reviewer, question), loaded.state)
        return Plan(writes=(loaded.write(events),), result={"application": application})

    return office.record(request, "take_back_answer", [application, question], plan)
