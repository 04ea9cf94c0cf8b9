"""Beginning an application: the categories with what each asks and costs, and the choice of one."""

from __future__ import annotations

from msgspec import Struct

from vouchbook.domain.names import CategoryCode
from vouchbook.domain.refusal import Refused
from vouchbook.ledger.errors import Taken
from vouchbook.letters.offered import Price
from vouchbook.letters.on_pages import dated, refusal
from vouchbook.letters.phrases import listed, money
from vouchbook.service import application as applications
from vouchbook.service.categories import Choice, choices
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.pages.applicant.own import address
from vouchbook.web.routes import OWN, act, page
from vouchbook.web.visit import Visit

EMERGING = "+emerging"


class Shown(Struct, frozen=True):
    """A category as the form shows it."""

    code: str
    name: str
    scope: str
    short: tuple[str, ...]
    prices: list[tuple[str, str, str]]
    asked: list[tuple[str, str, str]]


@page("/my/applications/new", who=OWN)
def choose(visit: Visit) -> Answer:
    return _form(visit, Fields({"category": [visit.query("category")]}) if visit.query("category") else None)


@act("/my/applications/new", who=OWN)
def begin(visit: Visit) -> Answer:
    fields = visit.fields
    may = [each for each in choices(visit.office, visit.principal, visit.about) if not each.barred]
    known = {value for each in may for value in (each.offered.code, f"{each.offered.code}{EMERGING}")}
    chosen = fields.choice("category", known, "Choose a category")
    if chosen is None:
        return _form(visit, fields, 422)
    category, emerging = CategoryCode(chosen.removesuffix(EMERGING)), chosen.endswith(EMERGING)
    try:
        done = applications.open_application(visit.office, visit.request(), visit.about, category, emerging=emerging)
    except Refused as refused:
        fields.refused(refused, "category")
        return _form(visit, fields, 409)
    except Taken:
        fields.add_error("category", f"An application for {category} is open already; go on with that one")
        return _form(visit, fields, 409)
    return visit.see_other(address(done.result["application"]), said=f"Your application for {category} has begun.")


def _form(visit: Visit, fields: Fields | None, status: int = 200) -> Answer:
    found = choices(visit.office, visit.principal, visit.about)
    currency = visit.office.version_on(visit.today).document.association.currency
    return visit.show(
        "applicant/opening.html",
        title="Begin an application",
        status=status,
        fields=fields,
        options=[option for each in found for option in _options(each)],
        already=[(each.offered, visit.url(address(each.open_))) for each in found if each.open_],
        barred=[(each.offered, refusal(each.barred, currency)) for each in found if each.barred],
        shown=[_shown(each) for each in found if not each.barred],
    )


def _options(choice: Choice) -> list[tuple[str, str, str]]:
    if choice.barred or choice.open_:
        return []
    of = choice.offered
    hint = f"For {of.scope}. " if of.scope else ""
    asks = f"Asks for {listed(of.short, 'and')}" if of.short else ""
    found = [(str(of.code), f"{of.name} ({of.code})", f"{hint}{asks}")]
    if choice.emerging:
        less = "Begin with less and complete the rest within the time that policy gives"
        found.append((f"{of.code}{EMERGING}", f"{of.name} ({of.code}), as emerging", less))
    return found


def _shown(choice: Choice) -> Shown:
    of = choice.offered
    return Shown(
        code=of.code,
        name=of.name,
        scope=of.scope or "",
        short=of.short,
        prices=[price_said(each) for each in of.fees],
        asked=[(each.key, dated(each.text), each.source) for each in (*of.asked, *of.references, *of.exam) if each.key],
    )


def price_said(price: Price) -> tuple[str, str, str]:
    """What is paid for, how much, and who says so; what nobody has confirmed says that."""
    source = price.said.source if price.said.confirmed else f"{price.said.source} (not confirmed yet)"
    return f"{price.what[:1].upper()}{price.what[1:]}", money(price.cents, price.currency), source


ROUTES = (choose, begin)
