"""What several pages of somebody's own file read in the same way."""

from __future__ import annotations

from vouchbook.domain.names import ApplicationId
from vouchbook.domain.trace import Finding
from vouchbook.letters.progress import STATES, LineShort, line_short
from vouchbook.service import progress as standing
from vouchbook.service.progress import Progress
from vouchbook.service.what_if import what_if
from vouchbook.web.visit import Visit


def progress_of(visit: Visit, application: str) -> Progress:
    """An application of the file that is open, and of no other."""
    return standing.of_application(visit.office, visit.principal, application, about=visit.about)


def shorts(visit: Visit, progress: Progress) -> list[LineShort]:
    """Every requirement in short."""
    return [short(visit, progress, finding) for finding in progress.trace.findings]


def short(visit: Visit, progress: Progress, finding: Finding) -> LineShort:
    """A requirement in short: it names nobody, so that it is kept with what it follows from."""
    asked = f"short {finding.requirement}"
    known = progress.beside.get(asked)
    if not isinstance(known, LineShort):
        soon = what_if(visit.office, progress, finding).ends_soon(progress.on)
        known = line_short(finding, progress.version, {}, soon=soon, submitted=progress.submitted_on is not None)
        progress.beside[asked] = known
    return known


def address(application: ApplicationId | str, *parts: str) -> str:
    """Where a page about an application stands."""
    return "/".join(("/my/applications", str(application), *parts))


def state_said(progress: Progress) -> str:
    return STATES[progress.state]
