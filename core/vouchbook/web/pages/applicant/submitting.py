"""Check answers, sign, submit, and what follows: a last look with Change links, and the confirmation."""

from __future__ import annotations

from collections.abc import Mapping

from vouchbook.domain.authorize import Action, Circumstances, authorize
from vouchbook.domain.names import Document, Due, ItemId, Kind
from vouchbook.domain.refusal import Refused
from vouchbook.domain.trace import Finding, Status
from vouchbook.letters.names import called
from vouchbook.letters.progress import titled
from vouchbook.letters.states import state_named
from vouchbook.service import application as applications
from vouchbook.service import evidence, reading
from vouchbook.service.case_words import words_of
from vouchbook.service.progress import Progress
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.pages.applicant.own import address, progress_of, short
from vouchbook.web.routes import OWN, act, page
from vouchbook.web.visit import Visit

Row = tuple[str, str, str, str]


@page("/my/applications/{application}/check", who=OWN)
def check(visit: Visit, application: str) -> Answer:
    return _shown(visit, progress_of(visit, application))


@act("/my/applications/{application}/sign/{document}", who=OWN)
def sign(visit: Visit, application: str, document: str) -> Answer:
    progress = progress_of(visit, application)
    fields = visit.fields
    known = {each.value: each for each in Document}
    if document not in known:
        raise Refused("unknown_requirement", requirement="signatures")
    if not fields.checked(f"agreed-{document}"):
        fields.add_error(f"agreed-{document}", f"Tick the box to sign {called(known[document])}")
        return _shown(visit, progress, fields, 422)
    evidence.sign(visit.office, visit.request(), visit.about, known[document])
    return visit.see_other(address(application, "check"), said=f"You have signed {called(known[document])}.")


@act("/my/applications/{application}/submit", who=OWN)
def submit(visit: Visit, application: str) -> Answer:
    progress = progress_of(visit, application)
    fields = visit.fields
    try:
        applications.submit(visit.office, visit.request(), progress.application)
    except Refused as refused:
        if refused.code == "requirements_missing":
            missing = refused.parameters["requirements"]
            for key in missing if isinstance(missing, tuple) else ():
                fields.add_error(f"r-{key}", f"{titled(str(key))} is not met yet")
        else:
            currency = visit.office.version_on(visit.today).document.association.currency
            fields.refused(refused, "submit", currency)
        return _shown(visit, progress, fields, 409)
    return visit.see_other(address(application, "submitted"))


@page("/my/applications/{application}/submitted", who=OWN)
def submitted(visit: Visit, application: str) -> Answer:
    progress = progress_of(visit, application)
    if progress.submitted_on is None:
        return visit.see_other(address(application))
    return visit.show(
        "applicant/submitted.html",
        title="Application submitted",
        progress=progress,
        base=visit.url(address(application)),
        unpaid=visit.url("/my/fees"),
    )


def _shown(visit: Visit, progress: Progress, fields: Fields | None = None, status: int = 200) -> Answer:
    words = words_of(visit.office, progress.case)
    seen = reading.person(visit.office, visit.principal, visit.about)
    findings = progress.trace.findings
    missing = [each for each in findings if each.status is Status.MISSING and each.due is Due.SUBMISSION]
    return visit.show(
        "applicant/check.html",
        title="Check your answers",
        status=status,
        fields=fields,
        progress=progress,
        who=seen.words,
        state=state_named(seen.state) if seen.state else "",
        rows=[_row(visit, progress, each, words.labels) for each in findings],
        missing=[(each.requirement, titled(each.requirement)) for each in missing],
        unsigned=_unsigned(progress),
        may_sign=_may(visit, Action.SIGN),
        may_submit=_may(visit, Action.SUBMIT),
        base=visit.url(address(progress.application)),
    )


def _may(visit: Visit, action: Action) -> bool:
    """Whether whoever has opened the page may do it here: a coordinator signs and submits for nobody."""
    try:
        authorize(visit.principal, action, Circumstances(about=visit.about))
    except Refused:
        return False
    return True


def _row(visit: Visit, progress: Progress, finding: Finding, labels: Mapping[ItemId, str]) -> Row:
    line = short(visit, progress, finding)
    names = [labels.get(item, item) for item in (*finding.counted_items, *finding.pending_items)]
    shown = names[:4] + ([f"and {len(names) - 4} more"] if len(names) > 4 else [])
    numbers = ", ".join(filter(None, (line.numbers, line.waiting)))
    said = ": ".join(filter(None, (line.tag, numbers)))
    evidence_said = "" if line.special == "references" else "; ".join(shown)
    return (
        line.title,
        f"{said}. {evidence_said}".strip(),
        visit.url(address(progress.application, "requirements", line.key)),
        line.key,
    )


def _unsigned(progress: Progress) -> list[tuple[str, str]]:
    """The documents that still have to be signed, by what the sheet asks."""
    return [
        (str(lack.name), called(Document(str(lack.name))))
        for finding in progress.trace.findings
        if finding.kind is Kind.SIGNATURES
        for lack in finding.lacking
        if lack.name in {each.value for each in Document}
    ]


ROUTES = (check, sign, submit, submitted)
