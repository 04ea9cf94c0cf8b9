"""The decision with its reasons, questions about items, and withdrawing."""

from __future__ import annotations

from vouchbook.domain.names import ReturnId
from vouchbook.domain.refusal import Refused
from vouchbook.letters.explanation import asks
from vouchbook.letters.on_pages import dated
from vouchbook.letters.progress import line_shown
from vouchbook.service import application as applications
from vouchbook.service import explanation, returns
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.pages.applicant.own import address, progress_of
from vouchbook.web.routes import OWN, act, page
from vouchbook.web.visit import Visit

OUTCOMES = {"approved": "Approved", "deferred": "Deferred", "on_hold": "On hold"}


@page("/my/applications/{application}/decision", who=OWN)
def decision(visit: Visit, application: str) -> Answer:
    progress = progress_of(visit, application)
    found = explanation.explain(visit.office, visit.principal, progress.application)
    if found.decision is None:
        return visit.see_other(address(application))
    ended = found.decision.outcome.value != "on_hold"
    return visit.show(
        "applicant/decision.html",
        title=f"Decision: {OUTCOMES[found.decision.outcome.value].lower()}",
        progress=progress,
        decision=found.decision,
        lines=[
            line_shown(each, found.trace.moments.asked, found.version, found.labels, found.names, submitted=True)
            for each in found.trace.findings
        ]
        if ended
        else [],
        answers=_answers(found),
        base=visit.url(address(application)),
    )


def _answers(found: explanation.Explanation) -> list[tuple[str, str, list[str]]]:
    """Each question once, with what the panel answered and every reason given."""
    together: dict[str, tuple[set[bool], list[str]]] = {}
    for each in found.answers:
        words = dated(asks(each.question, found.trace, found.version, found.labels))
        said, reasons = together.setdefault(words, (set(), []))
        said.add(each.accepted)
        if each.reason and each.reason not in reasons:
            reasons.append(each.reason)
    return [(words, _said(said), reasons) for words, (said, reasons) in together.items()]


def _said(answers: set[bool]) -> str:
    return "Yes" if answers == {True} else "No" if answers == {False} else "Yes and no"


@page("/my/applications/{application}/questions/{returned}", who=OWN)
def asked(visit: Visit, application: str, returned: str) -> Answer:
    return _question(visit, application, returned, None)


@act("/my/applications/{application}/questions/{returned}", who=OWN)
def answer(visit: Visit, application: str, returned: str) -> Answer:
    progress = progress_of(visit, application)
    fields = visit.fields
    words = fields.text("answer", "Write what there is to say about it", longest=5_000)
    if not fields.errors:
        try:
            returns.answer(visit.office, visit.request(), progress.application, ReturnId(returned), words)
            return visit.see_other(address(application), said="Your answer was sent to the reviewer.")
        except Refused as refused:
            fields.refused(refused, "answer")
    return _question(visit, application, returned, fields, 422)


def _question(visit: Visit, application: str, returned: str, fields: Fields | None, status: int = 200) -> Answer:
    progress = progress_of(visit, application)
    found = returns.of_application(visit.office, visit.principal, progress.application)
    one = next((each for each in found if each.returned == returned), None)
    if one is None:
        raise Refused("unknown_return", returned=returned)
    return visit.show(
        "applicant/question.html",
        title="A question about your evidence",
        status=status,
        fields=fields,
        progress=progress,
        asked=one,
        base=visit.url(address(application)),
    )


@page("/my/applications/{application}/withdraw", who=OWN)
def ask_to_withdraw(visit: Visit, application: str) -> Answer:
    progress = progress_of(visit, application)
    return visit.show(
        "applicant/withdraw.html",
        title="Withdraw this application",
        progress=progress,
        base=visit.url(address(application)),
    )


@act("/my/applications/{application}/withdraw", who=OWN)
def withdraw(visit: Visit, application: str) -> Answer:
    progress = progress_of(visit, application)
    try:
        applications.withdraw(visit.office, visit.request(), progress.application)
    except Refused as refused:
        visit.fields.refused(refused)
        return visit.show(
            "applicant/withdraw.html",
            title="Withdraw this application",
            status=409,
            fields=visit.fields,
            progress=progress,
            base=visit.url(address(application)),
        )
    return visit.see_other("/my", said=f"The application for {progress.category} was withdrawn.")


ROUTES = (decision, asked, answer, ask_to_withdraw, withdraw)
