"""A spreadsheet of many people: uploaded, looked at before anything is recorded, then recorded all together."""

from __future__ import annotations

from vouchbook.letters.phrases import counted
from vouchbook.policy.spreadsheet.columns import NAMES, columns
from vouchbook.service import import_upload
from vouchbook.service.import_upload import KINDS, MOST, Uploaded
from vouchbook.service.importing import ImportProblems, Report
from vouchbook.web.answers import Answer
from vouchbook.web.pages.coordinator.forms import Ask, form, tried
from vouchbook.web.routes import COORDINATING, act, page
from vouchbook.web.visit import Visit

BACK = ("To do", "/office")
TABLES = [(name, name.replace("_", " ").capitalize()) for name in NAMES]


@page("/office/bulk/import", who=COORDINATING)
def upload_form(visit: Visit) -> Answer:
    return _upload(visit)


def _upload(visit: Visit, *, again: bool = False, problems: tuple[str, ...] = (), total: int = 0) -> Answer:
    return form(
        visit,
        title="Import a spreadsheet",
        intro=[
            "Everything is read and checked first; you see what it comes to before anything is recorded. What stands "
            "in the book already is not entered again, and what the file says of others counts once it is confirmed."
        ],
        asks=[
            Ask("upload", "file", "File", "CSV or TSV, an Excel workbook (.xlsx), or a portfolio; up to 4 MB",
                accept=",".join(KINDS)),
            Ask("select", "table", "Which table is it?", "Only where the file's name does not say so", options=TABLES,
                required=False),
        ],
        primary="Check the file",
        back=BACK,
        upload=True,
        again=again,
        template="coordinator/import.html",
        problems=problems,
        total=total,
        tables=[(name, visit.url("/office/bulk/import/template", table=name)) for name, _ in TABLES],
    )  # fmt: skip


@page("/office/bulk/import/template", who=COORDINATING)
def template(visit: Visit) -> Answer:
    """An empty table with its columns."""
    name = visit.query("table") if visit.query("table") in NAMES else NAMES[0]
    return visit.csv([*columns(name)], (), f"{name}.csv")


@act("/office/bulk/import", who=COORDINATING, uploads=MOST)
def check(visit: Visit) -> Answer:
    fields = visit.fields
    file = fields.file("file", "Choose a file")
    table = fields.choice("table", NAMES, required=False)
    try:
        report = tried(
            visit,
            lambda: import_upload.check(
                visit.office, visit.request(), visit.hosting.folder.path,
                Uploaded(file.name if file else "", table, file.body if file else b""),
            ),
            "file",
        )  # fmt: skip
    except ImportProblems as found:
        fields.add_error("file", f"{counted(found.total, 'problem')} in this file; nothing was recorded")
        return _upload(visit, again=True, problems=tuple(map(str, found.problems)), total=found.total)
    if report is None:
        return _upload(visit, again=True)
    return _report(visit, report)


def _report(visit: Visit, report: Report) -> Answer:
    kinds = dict.fromkeys((*report.entered, *report.there))
    rows = [["People", report.people_new, report.people_known]]
    rows += [[kind.capitalize(), report.entered.get(kind, 0), report.there.get(kind, 0)] for kind in kinds]
    return visit.show(
        "coordinator/import_report.html",
        title="Imported" if report.recorded else "What this file would enter",
        report=report,
        rows=rows,
        back=(BACK[0], visit.url(BACK[1])),
        nothing_new=report.nothing_new,
    )


@act("/office/bulk/import/record", who=COORDINATING)
def record(visit: Visit) -> Answer:
    """After the same check once more: all of it or nothing."""
    try:
        report = tried(visit, lambda: import_upload.record(visit.office, visit.request(), visit.hosting.folder.path))
    except ImportProblems as found:
        visit.fields.add_error("file", f"{counted(found.total, 'problem')} by now; nothing was recorded")
        return _upload(visit, again=True, problems=tuple(map(str, found.problems)), total=found.total)
    if report is None:
        return _upload(visit, again=True)
    return _report(visit, report)


@act("/office/bulk/import/drop", who=COORDINATING)
def drop(visit: Visit) -> Answer:
    import_upload.forget(visit.office, visit.request())
    return visit.see_other("/office/bulk/import", said="Nothing was recorded, and the file is gone.")


ROUTES = (upload_form, template, check, record, drop)
