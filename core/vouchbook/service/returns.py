"""Items sent back: a reviewer asks the applicant about one item, and reads the answer; everything else goes on."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain import application as applications
from vouchbook.domain.application import ClaimedItem, EndorsementApplication, Returned
from vouchbook.domain.authorize import Action, Principal, Role
from vouchbook.domain.names import ApplicationId, ItemId, PersonId, RequirementKey, ReturnId
from vouchbook.domain.streams import APPLICATION
from vouchbook.domain.trace import Audience, Finding
from vouchbook.service.access import allowed, audience_of
from vouchbook.service.case import Case, as_known_to, case_labels, read_case
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.opening import ERASED, opened
from vouchbook.service.outbox import Recipient, letters
from vouchbook.service.review import trace_of
from vouchbook.service.written import sealed_reason


class SeenReturn(Struct, frozen=True):
    """A question about one item with its answer. An applicant does not read who asks."""

    returned: ReturnId
    requirement: RequirementKey
    item: ItemId
    called: str
    reviewer: PersonId | None
    asked_on: date
    ask: str
    answered_on: date | None
    answer: str | None


def send_back(
    office: Office, request: Request, application: ApplicationId, requirement: RequirementKey, item: ItemId, ask: str
) -> Done:
    """Ask the applicant about one item of their evidence; the new question is in the result as ``returned``.

    :raises Refused: not on the panel, the review is completed, another question about it waits, or it is no item of
        the applicant's own that the requirement looks at: what a reference says is nothing that they are asked about
    """
    about = allowed(office, request.principal, Action.RETURN_ITEM, application, request.on).person
    reviewer, words = PersonId(str(request.principal.person)), sealed_reason(about, ask)

    def plan() -> Plan:
        case = read_case(office, application)
        finding = _finding(office, request.on, as_known_to(case, reviewer), requirement)
        possible = returnable(case, finding) if finding is not None else ()
        revision = next((claim.revision for claim in possible if claim.item == item), 0)
        returned = ReturnId(office.edge.mint("ret"))
        command = applications.ReturnItem(
            returned, reviewer, requirement, item, revision, request.on, words, returnable=possible
        )
        events = applications.decide(command, case.application.state)
        letter = "item_returned", Recipient(person=about), {"application": application, "returned": returned}
        return Plan(
            writes=(case.application.write(events),),
            unchanged=case.versions,
            jobs=letters(office, request, events, letter),
            result={"application": application, "returned": returned},
        )

    return office.record(request, "send_item_back", [application, requirement, item, ask], plan)


def answer(office: Office, request: Request, application: ApplicationId, returned: ReturnId, words: str) -> Done:
    """Say what there is to say about an item that was sent back; the applicant, or the coordinator for them.

    :raises Refused: somebody else's, no such question, answered already, or nothing is said
    """
    about = allowed(office, request.principal, Action.ANSWER_RETURN, application, request.on).person
    given = sealed_reason(about, words)

    def plan() -> Plan:
        loaded = office.load(APPLICATION, application)
        events = applications.decide(applications.AnswerReturn(returned, request.on, given), loaded.state)
        return Plan(writes=(loaded.write(events),), result={"application": application, "returned": returned})

    return office.record(request, "answer_return", [application, returned, words], plan)


def of_application(office: Office, principal: Principal, application: ApplicationId) -> tuple[SeenReturn, ...]:
    """What was asked about items of an application, in the order of asking; of the current submission.

    A reviewer who has not completed reads their own questions only.

    :raises Refused: not for the asker's eyes
    """
    about = allowed(office, principal, Action.SEE_APPLICATION, application).person
    case = read_case(office, application)
    if principal.role is Role.REVIEWER:
        case = as_known_to(case, PersonId(str(principal.person)))
    return seen(office, case, own=audience_of(principal, about) is Audience.APPLICANT)


def seen(office: Office, case: Case, *, own: bool) -> tuple[SeenReturn, ...]:
    """The questions of a case in words; ``own``: for the applicant, who does not read who asks."""
    state: EndorsementApplication = case.application.state
    if not state.returns:
        return ()
    labels = case_labels(office, case)
    return tuple(_seen(office, id_, each, labels, own=own) for id_, each in state.returns.items())


def returnable(case: Case, finding: Finding) -> tuple[ClaimedItem, ...]:
    """The items of the applicant's own pool that a requirement looks at, in the revision that was submitted."""
    state: EndorsementApplication = case.application.state
    own = case.person.state.items
    looked_at = {*items_of(finding)}
    return tuple(claim for claim in state.claims if claim.item in looked_at and claim.item in own)


def items_of(finding: Finding) -> tuple[ItemId, ...]:
    """Every item that a finding names, those of its ways too, each once."""
    named = (*finding.counted_items, *finding.pending_items, *(each.item for each in finding.excluded_items))
    return tuple(dict.fromkeys((*named, *(item for option in finding.options for item in items_of(option)))))


def _finding(office: Office, on: date, case: Case, requirement: RequirementKey) -> Finding | None:
    return next((each for each in trace_of(office, on, case).findings if each.requirement == requirement), None)


def _seen(office: Office, id_: ReturnId, each: Returned, labels: dict[ItemId, str], *, own: bool) -> SeenReturn:
    asked = each.asked
    return SeenReturn(
        returned=id_,
        requirement=asked.requirement,
        item=asked.item,
        called=labels.get(asked.item, asked.item),
        reviewer=None if own else asked.reviewer,
        asked_on=asked.on,
        ask=opened(office, asked.ask) or ERASED,
        answered_on=each.answered_on,
        answer=(opened(office, each.answer) or ERASED) if each.answer is not None else None,
    )
