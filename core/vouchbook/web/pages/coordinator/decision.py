"""The decision: everything it rests on, on one page; then a word, with a reason, by whoever proved who they are."""

from __future__ import annotations

from vouchbook.domain.names import ApplicationId, Outcome
from vouchbook.letters.names import WORDS
from vouchbook.service import application, explanation, panels
from vouchbook.web.answers import Answer
from vouchbook.web.pages.coordinator.explained import lines
from vouchbook.web.pages.coordinator.forms import Ask, form, told, tried
from vouchbook.web.pages.coordinator.words import OUTCOMES
from vouchbook.web.routes import COORDINATING, act, page
from vouchbook.web.visit import Visit

LETTERS = {
    Outcome.APPROVED: "“Decision: approved”, with the reason and the days of the endorsement",
    Outcome.DEFERRED: "“Decision: deferred”, with the reason and what is missing",
    Outcome.ON_HOLD: "“Decision: on hold”, with the reason",
}
"""What goes to the applicant with each decision."""
DONE = {
    Outcome.APPROVED: "Approved. The endorsement is granted, and stands in the registry.",
    Outcome.DEFERRED: "Deferred. The applicant can submit again once what is missing is there.",
    Outcome.ON_HOLD: "On hold. It stays under review.",
}


@page("/office/applications/{application_id}/decide", who=COORDINATING, fresh=True)
def check(visit: Visit, application_id: str) -> Answer:
    """Everything the decision rests on, once more, and the question."""
    return _check(visit, application_id)


def _check(visit: Visit, id_: str, *, again: bool = False) -> Answer:
    application_id = ApplicationId(id_)
    panel = panels.panel(visit.office, visit.principal, application_id)
    seen = explanation.explain(visit.office, visit.principal, application_id)
    found = lines(seen.trace, seen.version, seen.names, seen.labels)
    hints = {
        Outcome.APPROVED: "Grants the endorsement from today on.",
        Outcome.ON_HOLD: "Waits for something; it stays under review.",
    }
    hints[Outcome.DEFERRED] = "Not yet: the applicant may submit again."
    return form(
        visit,
        title=f"Decide: {seen.name}, {seen.trace.category}",
        asks=[
            Ask(
                "choice", "outcome", "What is your decision?",
                options=[(each.value, OUTCOMES[each], hints[each]) for each in Outcome],
            ),
            Ask("area", "reason", "Reason", "The applicant reads it in the letter"),
        ],
        primary="Decide",
        back=("The application", f"/office/applications/{id_}"),
        again=again,
        template="coordinator/decide.html",
        seen=seen,
        id=application_id,
        panel=panel,
        lines=found,
        not_met=[each for each in found if each.status != "Met"],
        met=sum(each.status == "Met" for each in found),
        outcomes=OUTCOMES,
        relations=WORDS,
        reviewing=True,
        releasable=False,
        letters=[(OUTCOMES[each], LETTERS[each]) for each in Outcome],
    )  # fmt: skip


@act("/office/applications/{application_id}/decide", who=COORDINATING, fresh=True)
def decide(visit: Visit, application_id: str) -> Answer:
    fields = visit.fields
    chosen = fields.choice("outcome", [each.value for each in Outcome], "Say what your decision is")
    reason = fields.text("reason", "Give the reason")
    done = tried(
        visit,
        lambda: application.decide(
            visit.office, visit.request(), ApplicationId(application_id), Outcome(str(chosen)), reason
        ),
    )
    if done is None:
        return _check(visit, application_id, again=True)
    said = told(done, DONE[Outcome(str(chosen))], "Somebody has decided so already; nothing was recorded anew.")
    return visit.see_other(f"/office/applications/{application_id}", said=said)


ROUTES = (check, decide)
