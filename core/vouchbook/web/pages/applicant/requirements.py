"""All requirements of an application: how far each has come, what is missing, what counts and how it is decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vouchbook.domain.names import Due
from vouchbook.domain.trace import Finding, Status
from vouchbook.letters import what_if as said
from vouchbook.letters.deadlines import deadline_said
from vouchbook.letters.on_pages import day
from vouchbook.letters.progress import LineShown, line_shown, reference_said, titled
from vouchbook.service import deadlines, references
from vouchbook.service.case_words import Words, words_of
from vouchbook.service.progress import Progress
from vouchbook.service.what_if import WhatIf, what_if
from vouchbook.web.answers import Answer
from vouchbook.web.pages.applicant.own import address, progress_of, short, state_said
from vouchbook.web.routes import OWN, page
from vouchbook.web.visit import Visit


@page("/my/applications/{application}", who=OWN)
def requirements(visit: Visit, application: str) -> Answer:
    progress = progress_of(visit, application)
    return visit.show("applicant/requirements.html", title="Your requirements", **everything(visit, progress))


@page("/my/applications/{application}/print", who=OWN)
def printed(visit: Visit, application: str) -> Answer:
    progress = progress_of(visit, application)
    title = f"Application for {progress.category}"
    return visit.show("applicant/printed.html", title=title, **everything(visit, progress))


@page("/my/applications/{application}/requirements/{key}", who=OWN, kept=True)
def requirement(visit: Visit, application: str, key: str) -> Answer:
    progress = progress_of(visit, application)
    finding = progress.finding(key)
    words = words_of(visit.office, progress.case)
    if_ = what_if(visit.office, progress, finding)
    line = _line(visit, progress, finding, words)
    keys = [each.requirement for each in progress.trace.findings]
    place = keys.index(finding.requirement)
    return visit.show(
        "applicant/requirement.html",
        title=line.short.title,
        progress=progress,
        state=state_said(progress),
        line=line,
        coming=[
            *said.coming(finding, if_.met_on, if_.ends_on),
            *said.if_confirmed(if_.confirmed, progress.version),
            *said.if_accepted(if_.accepted, if_.accepted_on, progress.version),
        ],
        references=_references(visit, line),
        digest=progress.version.digest,
        in_force=_in_force(visit, progress),
        before=_neighbour(visit, progress, keys, place - 1),
        after=_neighbour(visit, progress, keys, place + 1),
        add=_add(visit, progress, line),
    )


def everything(visit: Visit, progress: Progress) -> dict[str, Any]:
    """What the overview and the printed page show."""
    words = words_of(visit.office, progress.case)
    looked = [(each, what_if(visit.office, progress, each)) for each in progress.trace.findings]
    lines = [_line(visit, progress, finding, words) for finding, _ in looked]
    days = deadlines.upcoming(visit.office, visit.principal, visit.about, [progress])
    return {
        "progress": progress,
        "state": state_said(progress),
        "lines": lines,
        "adds": {line.short.key: _add(visit, progress, line) for line in lines},
        "coming": {each.requirement: [*said.coming(each, if_.met_on, if_.ends_on)] for each, if_ in looked},
        "next": [_next(visit, progress, each, if_) for each, if_ in looked if _needs_something(progress, each, if_)],
        "base": visit.url(address(progress.application)),
        "days": [(day(each.on), deadline_said(each)) for each in days[:6]],
        "in_force": _in_force(visit, progress),
    }


def _line(visit: Visit, progress: Progress, finding: Finding, words: Words) -> LineShown:
    return line_shown(
        finding,
        progress.trace.moments.asked,
        progress.version,
        words.labels,
        words.names,
        short=short(visit, progress, finding),
        submitted=progress.submitted_on is not None,
    )


def _needs_something(progress: Progress, finding: Finding, if_: WhatIf) -> bool:
    due = finding.status is Status.MISSING and finding.due is Due.SUBMISSION
    return progress.may_submit and (due or if_.ends_soon(progress.on))


def _next(visit: Visit, progress: Progress, finding: Finding, if_: WhatIf) -> tuple[str, str, str]:
    line = short(visit, progress, finding)
    words = [] if line.met else [line.because]
    words += said.coming(finding, if_.met_on, if_.ends_on if if_.ends_soon(progress.on) else None)
    return line.title, visit.url(address(progress.application, "requirements", line.key)), " ".join(words)


def _add(visit: Visit, progress: Progress, line: LineShown) -> tuple[str, str] | None:
    """Where something can be done about a requirement, and what it is called."""
    if not progress.may_submit:
        return None
    match line.short.special:
        case "references":
            return visit.url("/my/references"), "Ask for references"
        case "signatures":
            return visit.url(address(progress.application, "check")), "Read and sign"
        case "membership":
            return visit.url("/my/fees"), "See membership and fees"
        case "exam":
            return None
        case _ if line.add:
            return visit.url(
                f"/my/evidence/add/{line.add}", **{"for": line.short.key}
            ), f"Add evidence for {line.short.within}"
        case _:
            return visit.url("/my/evidence"), "See your evidence"


def _references(visit: Visit, line: LineShown) -> list[str]:
    """How far each reference has come; whether one counts is said of it where it is followed, and never why."""
    if line.short.special != "references":
        return []
    found = references.of_person(visit.office, visit.principal, visit.about, visit.today)
    return [reference_said(each.rater_name, each.state, each.requested_on, each.needs_confirming) for each in found]


def _neighbour(visit: Visit, progress: Progress, keys: Sequence[str], place: int) -> tuple[str, str] | None:
    if not 0 <= place < len(keys):
        return None
    return titled(keys[place]), visit.url(address(progress.application, "requirements", keys[place]))


def _in_force(visit: Visit, progress: Progress) -> str:
    adopted = visit.office.policies.version(progress.version.digest)
    return day(adopted.in_force_from) if adopted else ""


ROUTES = (requirements, printed, requirement)
