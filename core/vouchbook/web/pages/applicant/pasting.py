"""Many items at once: a table pasted or sent, shown as it is understood, entered once somebody says so."""

from __future__ import annotations

from vouchbook.domain.refusal import Refused
from vouchbook.letters.evidence_forms import FORMS, cell_advice, in_us_days
from vouchbook.letters.on_pages import without_commands
from vouchbook.policy.portfolio_forms import fields_of
from vouchbook.service.importing import own
from vouchbook.service.importing.files import Unreadable
from vouchbook.service.importing.own import Understood, Unfit
from vouchbook.service.importing.problems import Problem
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields, Upload
from vouchbook.web.routes import OWN, act, page
from vouchbook.web.visit import Visit

_SHOWN = 200  # rows of a preview


@page("/my/evidence/table", who=OWN)
def bring(visit: Visit) -> Answer:
    kind = visit.query("kind")
    return _asked(visit, None, kind if kind in own.OFFERED else "training")


def _asked(visit: Visit, fields: Fields | None, kind: str, *, status: int = 200) -> Answer:
    return visit.show(
        "evidence/table.html",
        title="Add many at once",
        status=status,
        fields=fields,
        kind=kind,
        kinds=[(form, FORMS[form].called) for form in FORMS if form in own.OFFERED],
        columns=[(form, FORMS[form].called, *_columns(form)) for form in FORMS if form in own.OFFERED],
    )


def _columns(form: str) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    """The columns that are needed, those that are not, and the values of those that take only some."""
    found = own.own_columns(form)
    needed = [each.name for each in found if each.remedy and "." not in each.name]
    values = [(field.name, "; ".join(field.options)) for field in fields_of(form) if field.options]
    values += [
        (f"{field.name}.{row.name}", "; ".join(row.options))
        for field in fields_of(form)
        for row in field.rows
        if row.options
    ]
    return needed, [each.name for each in found if each.name not in needed], values


@page("/my/evidence/table/{kind}/columns.csv", who=OWN)
def empty(visit: Visit, kind: str) -> Answer:
    """A table with nothing but its header, to be filled in."""
    return visit.csv([column.name for column in own.own_columns(kind)], [], f"{kind}.csv")


@act("/my/evidence/table", who=OWN, uploads=own.MOST_BYTES + 500_000)
def look(visit: Visit) -> Answer:
    fields = visit.fields
    kind = fields.choice("kind", own.OFFERED, "Choose what is in the table") or "training"
    upload = fields.file("file", required=False)
    pasted = fields.value("table")
    if upload is None and not pasted.strip():
        fields.add_error("table", "Paste a table, or choose a file")
    if fields.errors:
        return _asked(visit, fields, kind, status=422)
    try:
        text = _text(visit, kind, upload) if upload is not None else pasted
        understood = own.look(visit.office, visit.request(), visit.about, kind, text, visit.hosting.settings.data)
    except Unreadable as error:
        fields.add_error("file" if upload is not None else "table", f"This file {error}")
    except Refused as refused:
        fields.refused(refused)
    else:
        return _shown(visit, understood, text)
    return _asked(visit, fields, kind, status=422)


def _text(visit: Visit, kind: str, upload: Upload) -> str:
    """What is in a file that was sent, as text.

    :raises Unreadable: it is no table
    """
    ending = upload.name.rpartition(".")[2].lower()
    if not upload.body:
        raise Unreadable("is empty; the first row names the columns")
    if ending == "xlsx":
        return own.rows_of_workbook(upload.body, kind, visit.hosting.settings.data)
    if ending not in ("csv", "tsv", "txt"):
        raise Unreadable("is no table; save it as .xlsx or .csv")
    if upload.body.startswith(b"PK\x03\x04"):
        raise Unreadable("is a workbook, whatever its name says; name it .xlsx, or save the table as CSV")
    try:
        return upload.body.decode("utf-16" if upload.body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("is no text in UTF-8; save it as “CSV UTF-8”, or as .xlsx") from None


def _shown(visit: Visit, understood: Understood, text: str, *, status: int = 200) -> Answer:
    return visit.show(
        "evidence/preview.html",
        title="Check what will be added" if understood.enters else "Check your table",
        status=status,
        fields=None,
        understood=understood,
        called=FORMS[understood.table].called,
        items=[in_us_days(each) for each in understood.items[:_SHOWN]],
        more=max(len(understood.items) - _SHOWN, 0),
        problems=[_said(each) for each in understood.problems],
        text=text,
    )


def _said(problem: Problem) -> tuple[str, str, str, str]:
    """Row, column, what stands there, what to do."""
    text = cell_advice(without_commands(problem.text))
    return (f"Row {problem.row}" if problem.row else "The table", problem.column or "", problem.value or "", text)


@act("/my/evidence/table/enter", who=OWN, uploads=2 * own.MOST_BYTES + 500_000)
def enter(visit: Visit) -> Answer:
    fields = visit.fields
    kind = fields.choice("kind", own.OFFERED, "Choose what is in the table")
    if kind is None:
        return _asked(visit, fields, "training", status=422)
    text, data = fields.value("table"), visit.hosting.settings.data
    try:
        done = own.enter(visit.office, visit.request(), visit.about, kind, text, data)
    except Unfit:
        understood = own.look(visit.office, visit.request(), visit.about, kind, text, data)
        return _shown(visit, understood, text, status=409)
    number = len(done.result["items"])
    said = f"{number} added." if number else "Everything in the table stood in your evidence already."
    return visit.see_other("/my/evidence", said=said)


ROUTES = (bring, empty, look, enter)
