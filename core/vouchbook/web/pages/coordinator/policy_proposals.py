"""A proposal as its second person must see it: what differs, what it undoes, what falls below, whom it affects."""

from __future__ import annotations

from vouchbook.domain.names import PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import PERSON
from vouchbook.letters.proposals import past_said, sentences
from vouchbook.service import policy_change, policy_history, policy_review
from vouchbook.service.opening import person_words
from vouchbook.service.policy_change import version_of
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.pages.coordinator.policy_draft import affected_page
from vouchbook.web.routes import OFFICE, act, page
from vouchbook.web.visit import Visit


@page("/office/policy/proposals/{proposal}", who=OFFICE)
def proposal(visit: Visit, proposal: str) -> Answer:
    return _shown(visit, proposal, visit.asked("reason"))


@page("/office/policy/proposals/{proposal}/affected", who=OFFICE)
def affected(visit: Visit, proposal: str) -> Answer:
    """Whom it would affect."""
    found = policy_history.proposed(visit.office, visit.principal, proposal)
    back = f"/office/policy/proposals/{found.made.proposal}"
    return affected_page(visit, version_of(found), found.made.in_force_from, back)


@page("/office/policy/proposals/{proposal}/policy.toml", who=OFFICE)
def file(visit: Visit, proposal: str) -> Answer:
    """The text that was proposed."""
    made = policy_history.proposed(visit.office, visit.principal, proposal).made
    return visit.file((made.source or made.document).encode(), f"{made.proposal}.toml", "application/toml")


@act("/office/policy/proposals/{proposal}/approve", who=OFFICE, fresh=True)
def approve(visit: Visit, proposal: str) -> Answer:
    """Agree, as another person than the one who proposed it."""
    try:
        policy_change.approve(visit.hosting.folder, visit.office, visit.request(), proposal)
    except Refused as refused:
        visit.fields.refused(refused)
        return _shown(visit, proposal, visit.fields, status=409)
    return visit.see_other(f"/office/policy/proposals/{proposal}", said="Approved and adopted.")


@act("/office/policy/proposals/{proposal}/reject", who=OFFICE, fresh=True)
def reject(visit: Visit, proposal: str) -> Answer:
    """Say no, and why."""
    reason = visit.fields.text("reason", "Say why not, for whoever proposed it", longest=2000)
    if not visit.fields.errors:
        try:
            policy_change.reject(visit.office, visit.request(), proposal, reason)
        except Refused as refused:
            visit.fields.refused(refused)
        else:
            return visit.see_other(f"/office/policy/proposals/{proposal}", said="Rejected.")
    return _shown(visit, proposal, visit.fields, status=422)


@act("/office/policy/proposals/{proposal}/withdraw", who=OFFICE)
def withdraw(visit: Visit, proposal: str) -> Answer:
    """Take back what one has proposed."""
    try:
        policy_change.withdraw(visit.office, visit.request(), proposal)
    except Refused as refused:
        visit.fields.refused(refused)
        return _shown(visit, proposal, visit.fields, status=409)
    return visit.see_other("/office/policy", said="Taken back.")


def _shown(visit: Visit, named: str, fields: Fields, status: int = 200) -> Answer:
    seen = policy_review.review(visit.hosting.folder, visit.office, visit.principal, named)
    made = seen.proposal.made
    steps = policy_history.history(visit.office, visit.principal)
    step = next((each for each in steps if each.proposal == made.proposal), None)
    settler = (step.settled_by or "").partition(":")[2] if step is not None else ""  # “coordinator:p-…”
    return visit.show(
        "policy/proposal.html",
        title=f"Proposal of {made.on:%B} {made.on.day}, {made.on.year}",
        status=status,
        fields=fields,
        seen=seen,
        made=made,
        step=step,
        own=made.by == visit.person,
        proposer=_name(visit, made.by),
        settler=_name(visit, PersonId(settler)) if settler else "",
        found=seen.page.differences,
        undone=sentences(seen.undone) if seen.undone is not None else (),
        past=past_said(seen.past),
        below=[str(each) for each in seen.below],
        enforced=any(each.enforced for each in seen.below),
        assumed=any(each.assumed for each in seen.below),
    )


def _name(visit: Visit, person: PersonId) -> str:
    return person_words(visit.office, visit.office.load(PERSON, person)).name


ROUTES = (proposal, affected, file, approve, reject, withdraw)
