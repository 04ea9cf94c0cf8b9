"""The public registry: who is endorsed on a day, and whether what somebody shows is true."""

from __future__ import annotations

import io
from datetime import date

import segno

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import EndorsementId
from vouchbook.domain.refusal import Refused
from vouchbook.letters.categories import named
from vouchbook.letters.registered import CALLED, sentence
from vouchbook.service import registry as entries
from vouchbook.service import registry_search
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.routes import ANYBODY, page
from vouchbook.web.visit import Visit

PUBLIC = Principal(Role.ANYONE)
"""Who looks does not matter: everybody sees the same."""


@page("/registry", who=ANYBODY)
def registry(visit: Visit) -> Answer:
    """Search by name and category, as of any day."""
    fields, on = _asked(visit)
    category = visit.query("category")
    association = visit.office.version_on(visit.today).document.association
    there = registry_search.categories(visit.office, PUBLIC, on)
    found = registry_search.search(
        visit.office, PUBLIC, on, words=visit.query("q")[:200], category=category, page=_number(visit.query("page"))
    )
    return visit.show(
        "public/registry.html",
        title="Who is endorsed",
        fields=fields,
        found=found,
        on=on,
        called=CALLED,
        asked={"q": visit.query("q")[:200], "category": category, "on": on.isoformat() if on != visit.today else ""},
        categories=[(code, named(code, association)) for code in there],
    )


@page("/registry.csv", who=ANYBODY)
def registry_csv(visit: Visit) -> Answer:
    """The same list for a spreadsheet."""
    _, on = _asked(visit)
    rows = []
    number = 1
    while True:
        found = registry_search.search(
            visit.office, PUBLIC, on, words=visit.query("q")[:200], category=visit.query("category"), page=number
        )
        rows += [
            (each.endorsement, each.name, each.category, each.valid_from, each.valid_until, each.status.value)
            for each in found.entries
        ]
        if number >= found.pages:
            break
        number += 1
    head = ("endorsement", "name", "category", "valid_from", "valid_until", f"status_on_{on}")
    return visit.csv(head, rows, f"registry-{visit.association}-{on}.csv")


@page("/verify", who=ANYBODY)
def verify(visit: Visit) -> Answer:
    """Where somebody types the number of an endorsement."""
    number = visit.query("number").strip()[:80]
    if not number:
        return visit.show("public/verify.html", title="Verify an endorsement")
    try:
        entries.show(visit.office, PUBLIC, EndorsementId(number), visit.today)
    except Refused:
        fields = Fields({"number": [number]})
        fields.add_error("number", "No endorsement of this association has this number. Check it, letter by letter")
        return visit.show("public/verify.html", title="Verify an endorsement", status=404, fields=fields)
    return visit.see_other(f"/verify/{number}")


@page("/verify/{endorsement}", who=ANYBODY, kept=True)
def verified(visit: Visit, endorsement: str) -> Answer:
    """One entry, its status on the day asked, and whether it speaks of a name."""
    fields, on = _asked(visit)
    name = visit.query("name").strip()[:200]
    try:
        entry = entries.show(visit.office, PUBLIC, EndorsementId(endorsement), on)
        speaks = entries.speaks_of(visit.office, PUBLIC, EndorsementId(endorsement), name) if name else None
    except Refused:
        fields = Fields({"number": [endorsement]})
        fields.add_error("number", "No endorsement of this association has this number. Check it, letter by letter")
        return visit.show("public/verify.html", title="Verify an endorsement", status=404, fields=fields)
    return visit.show(
        "public/entry.html",
        title=f"{entry.name}, {entry.category_name}",
        fields=fields,
        entry=entry,
        on=on,
        name=name,
        speaks=speaks,
        address=visit.origin + visit.url(f"/verify/{endorsement}"),
        called=CALLED[entry.status],
        sentence=sentence(entry.status, on, entry.valid_from, entry.valid_until),
    )


@page("/verify/{endorsement}/code.svg", who=ANYBODY)
def code(visit: Visit, endorsement: str) -> Answer:
    """The address of the entry as a picture that a phone reads."""
    entries.show(visit.office, PUBLIC, EndorsementId(endorsement), visit.today)
    drawn = io.BytesIO()
    address = visit.origin + visit.url(f"/verify/{endorsement}")
    segno.make(address, error="m").save(drawn, kind="svg", scale=4, border=4, title="Verify this endorsement")
    return visit.answered(Answer(drawn.getvalue(), kind="image/svg+xml"))


def _asked(visit: Visit) -> tuple[Fields, date]:
    """The day asked about: today unless another is named; what is no day is said, and today is shown."""
    fields = Fields({name: [visit.query(name)] for name in ("q", "category", "on", "name")})
    on = fields.day("on", required=False)
    if on is not None and on > visit.today:
        fields.add_error("on", "Choose today or an earlier day: nobody knows yet what will be in force later")
        on = None
    return fields, on or visit.today


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else 1


ROUTES = (registry, registry_csv, verify, verified, code)
