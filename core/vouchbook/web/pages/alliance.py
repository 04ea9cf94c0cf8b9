"""The Alliance's desk: its associations, their licences and fidelity to the guidelines, and figures over all."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from vouchbook.domain.alliance import Floor
from vouchbook.domain.names import AssociationCode, EditionName
from vouchbook.domain.refusal import Refused
from vouchbook.letters.fidelity import Report, told
from vouchbook.letters.fidelity_page import TITLES, licence_said
from vouchbook.letters.on_pages import without_commands
from vouchbook.service import fidelity, licensing
from vouchbook.service import figures as figures_of
from vouchbook.service.evaluation import NoEdition, installed_editions
from vouchbook.service.suppression import LEAST
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.routes import ALLIANCE, OFFICE, act, page
from vouchbook.web.visit import Visit

WHAT = {
    "endorsed": "People who hold an endorsement in force, or in its time of grace",
    "applying": "People with an application on its way",
    "approved": "Approvals in the twelve months up to this day",
}


@page("/associations", who=ALLIANCE)
def associations(visit: Visit) -> Answer:
    """Every association with its licence, and how true it is to the edition that it is licensed for."""
    fields = visit.asked("on")
    on = fields.day("on", required=False) or visit.today
    reports = fidelity.overview(visit.hosting.folder, visit.principal, on)
    return visit.show(
        "alliance/associations.html",
        title="Associations",
        fields=fields,
        on=on,
        found=[(each, _counts(each), licence_said(each.licence) if each.licence else "") for each in reports],
    )


@page("/associations/{code}", who=ALLIANCE)
def association(visit: Visit, code: str) -> Answer:
    """One association: its licences, and every line on which it differs from the edition."""
    return _association(visit, code, visit.asked("on"))


@act("/associations/{code}/licence", who=ALLIANCE, fresh=True)
def license_(visit: Visit, code: str) -> Answer:
    """License it for an edition from a day on."""
    fields = visit.fields
    edition = fields.choice("edition", tuple(installed_editions()), "Choose an edition of the guidelines")
    first = fields.day("first", "Enter the first day of the licence")
    until = fields.day("until", required=False)
    floor = fields.choice("floor", [each.value for each in Floor], "Choose what becomes of a rule that asks less")
    if edition is not None and first is not None and floor is not None and not fields.errors:
        try:
            licensing.renew(
                visit.hosting.folder,
                visit.request(),
                AssociationCode(code),
                EditionName(edition),
                first=first,
                until=until,
                floor=Floor(floor),
                edge=visit.hosting.edge,
            )
        except Refused as refused:
            fields.refused(refused)
        except NoEdition as error:
            fields.add_error("edition", without_commands(str(error)))
        else:
            return visit.see_other(f"/associations/{code}", said="The licence is recorded.")
    return _association(visit, code, fields, status=422)


@act("/associations/{code}/end", who=ALLIANCE, fresh=True)
def end(visit: Visit, code: str) -> Answer:
    """Let its licence end with a day."""
    fields = visit.fields
    last = fields.day("last", "Enter the last day of the licence")
    if last is not None:
        request = visit.request()
        try:
            done = licensing.end(
                visit.hosting.folder, request, AssociationCode(code), last=last, edge=visit.hosting.edge
            )
        except Refused as refused:
            fields.refused(refused)
        else:
            void = ", ".join(done.result.get("void", ()))
            after = f" What was licensed from {void} is void." if void else ""
            return visit.see_other(f"/associations/{code}", said=f"The licence ends.{after}")
    return _association(visit, code, fields, status=422)


@page("/figures", who=ALLIANCE)
def figures(visit: Visit) -> Answer:
    """How many people, where and in what."""
    fields = visit.asked("on")
    on = fields.day("on", required=False) or visit.today
    found = figures_of.figures(visit.hosting.folder, visit.principal, on)
    if visit.query("as") == "csv":
        rows = [
            (figure.key, code, category, "" if number is None else number)
            for figure in found
            for code, row in zip(figure.associations, figure.table.cells, strict=True)
            for category, number in zip(figure.categories, row, strict=True)
        ]
        return visit.csv(("figure", "association", "category", "people"), rows, f"figures-{on}.csv")
    return visit.show(
        "alliance/figures.html",
        title="Figures over all associations",
        fields=fields,
        on=on,
        found=[(WHAT[figure.key], figure) for figure in found],
        least=LEAST,
    )


@page("/office/fidelity", who=OFFICE)
def own(visit: Visit) -> Answer:
    """An association's own report: the same that the Alliance reads."""
    fields = visit.asked("on")
    on = fields.day("on", required=False) or visit.today
    report = fidelity.report(visit.hosting.folder, visit.principal, visit.association, on)
    return visit.show("alliance/report.html", title="Fidelity to the guidelines", fields=fields, **_told(visit, report))


def _association(visit: Visit, code: str, fields: Fields, status: int = 200) -> Answer:
    on = (fields.day("on", required=False) if fields.value("on") else None) or visit.today
    report = fidelity.report(visit.hosting.folder, visit.principal, AssociationCode(code), on)
    licences = licensing.licences(visit.hosting.folder, visit.principal, AssociationCode(code))
    return visit.show(
        "alliance/association.html",
        title=report.name,
        status=status,
        fields=fields,
        code=code,
        licences=[(each, licence_said(each).removeprefix("(?) ")) for each in licences],
        editions=[(name, f"Edition of {name}") for name in installed_editions()],
        **_told(visit, report),
    )


def _told(visit: Visit, report: Report) -> dict[str, Any]:
    """What every page says of a report: each verdict with the lines under it."""
    differing = [(TITLES[verdict], [*lines]) for verdict, lines in groupby(told(report), key=lambda each: each.verdict)]
    return {
        "report": report,
        "licence": licence_said(report.licence).removeprefix("(?) ") if report.licence else "",
        "differing": differing,
        "counts": _counts(report),
    }


def _counts(report: Report) -> dict[str, int]:
    """How many lines have which verdict."""
    found: dict[str, int] = {}
    for each in told(report):
        found[each.verdict.value] = found.get(each.verdict.value, 0) + len(each.line.categories)
    return found


ROUTES = (associations, association, license_, end, figures, own)
