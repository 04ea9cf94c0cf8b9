"""The roster: who gives RSC or writes references that count, how many they take, and who is left alone one day."""

from __future__ import annotations

from vouchbook.domain.names import CategoryCode, PersonId, VettingScope
from vouchbook.letters.names import called
from vouchbook.letters.on_pages import day
from vouchbook.letters.roster import by_what, taking
from vouchbook.service import provider, roster, sunset
from vouchbook.service.roster import Listed
from vouchbook.service.sunset import Loser
from vouchbook.web.answers import Answer
from vouchbook.web.pages.coordinator.forms import Ask, form, told, tried
from vouchbook.web.pages.coordinator.lists import Cell, Column, Listing, Pick, chosen, link
from vouchbook.web.pages.coordinator.vetting import sections
from vouchbook.web.pages.coordinator.words import categories
from vouchbook.web.routes import COORDINATING, act, page
from vouchbook.web.visit import Visit


@page("/office/vetting/roster", who=COORDINATING)
def providers(visit: Visit) -> Answer:
    """Everybody who counts today, on the roster or not."""
    scope = chosen(visit.query("scope"), (each.value for each in VettingScope)) or VettingScope.RSC.value
    category = chosen(visit.query("category"), (code for code, _ in categories(visit)))
    found = roster.listing(
        visit.office, visit.principal, visit.today, scope=VettingScope(scope),
        category=CategoryCode(category) if category else None,
    )  # fmt: skip
    return Listing(visit, found.providers).answer(
        title="Roster of providers",
        columns=(
            "Name", "Counts by", "From", "Through", "Takes", Column("People now", numeric=True),
            Column("id", only_file=True),
        ),
        cells=lambda row: _cells(visit, row),
        name=f"roster-{scope}-{visit.today}",
        intro=["Who counts by an endorsement or a vetting today. “People now” are those known here."],
        filters=(
            Pick("scope", "For", [(each.value, called(each)) for each in VettingScope]),
            Pick("category", "For applicants of", [("", "Every category"), *categories(visit)]),
        ),
        sections=sections(visit, "Roster of providers"),
        empty="Nobody counts for this today.",
    )  # fmt: skip


def _cells(visit: Visit, row: Listed) -> list[Cell]:
    held = tuple(by_what(each.where, each.category, each.vetted, each.emerging) for each in row.standings)
    return [
        link(visit, f"/office/people/{row.person}/roster", row.name), held, row.since, row.until,
        taking(row.capacity, row.takes_outside, row.listed), row.now, row.person,
    ]  # fmt: skip


@page("/office/people/{person_id}/roster", who=COORDINATING)
def place_form(visit: Visit, person_id: str) -> Answer:
    return _place(visit, person_id)


def _place(visit: Visit, id_: str, *, again: bool = False) -> Answer:
    seen = provider.show(visit.office, visit.principal, PersonId(id_), visit.today)
    held = [
        (by_what(each.held.where, each.held.category, each.held.vetted, each.held.emerging),
         f"from {day(each.held.first)}" + (f" through {day(each.held.last)}" if each.held.last else ""))
        for each in seen.held
    ]  # fmt: skip
    return form(
        visit,
        title=f"{seen.name} on the roster",
        intro=[] if held else ["They hold no endorsement and no vetting by which they would count."],
        facts=held,
        asks=[
            Ask("whole", "capacity", "How many people they take", "Empty: as many as come; 0: nobody at present",
                required=False, value="" if seen.capacity is None else str(seen.capacity)),
            Ask("check", "outside", "They also take people from outside their own agency",
                value="yes" if seen.takes_outside else "", required=False),
        ],
        primary="Save" if seen.listed else "Put on the roster",
        back=("Roster", "/office/vetting/roster"),
        again=again,
        template="coordinator/place.html",
        listed=seen.listed,
        leave=visit.url(f"/office/people/{id_}/roster/leave"),
        counted=len(seen.now),
    )  # fmt: skip


@act("/office/people/{person_id}/roster", who=COORDINATING)
def place(visit: Visit, person_id: str) -> Answer:
    fields, id_ = visit.fields, PersonId(person_id)
    capacity = fields.whole("capacity", required=False, most=1000)
    outside = fields.checked("outside")
    listed = provider.show(visit.office, visit.principal, id_, visit.today).listed
    request = visit.request()

    def work() -> object:
        if listed and capacity is not None:
            return provider.change(visit.office, request, id_, capacity=capacity, takes_outside=outside)
        if listed:
            return provider.change(visit.office, request, id_, takes_outside=outside)
        return provider.enter(visit.office, request, id_, capacity=capacity, takes_outside=outside)

    if tried(visit, work) is None:
        return _place(visit, person_id, again=True)
    return visit.see_other("/office/vetting/roster", said="Saved.")


@act("/office/people/{person_id}/roster/leave", who=COORDINATING)
def leave(visit: Visit, person_id: str) -> Answer:
    done = provider.leave(visit.office, visit.request(), PersonId(person_id))
    return visit.see_other("/office/vetting/roster", said=told(done, "Taken off the roster.", "They were not on it."))


@page("/office/vetting/roster/sunset", who=COORDINATING)
def ends(visit: Visit) -> Answer:
    """Who loses their only provider when vetting ends; supposed to end another day, where one is asked about."""
    fields = visit.asked("on")
    on = fields.day("on", required=False)
    found = tried(visit, lambda: sunset.report(visit.office, visit.principal, visit.today, ends_on=on))
    if found is None:
        return visit.show(
            "coordinator/sunset.html", title="When vetting ends", found=None, fields=visit.fields,
            sections=sections(visit, "When vetting ends"), rows=[], without=[], others=[],
        )  # fmt: skip
    if visit.query("as") == "csv":
        head = ("person", "name", "category", "what", "providers")
        rows = [
            (each.person, each.name, each.category, "application" if each.application else "endorsement",
             "; ".join(p.name for p in each.providers))
            for each in found.losing
        ]  # fmt: skip
        return visit.csv(head, rows, f"sunset-{found.end.on}.csv")
    return visit.show(
        "coordinator/sunset.html",
        title="When vetting ends",
        found=found,
        fields=fields,
        rows=[_loses(visit, each) for each in found.losing],
        without=[_loses(visit, each) for each in found.without],
        others=[(each.name, visit.url(f"/office/people/{each.person}/roster")) for each in found.others],
        sections=sections(visit, "When vetting ends"),
    )


def _loses(visit: Visit, each: Loser) -> tuple[str, str, str, str]:
    what = "applying" if each.application else "to renew"
    providers_ = ", ".join(p.name for p in (each.providers or each.not_counting)) or "nobody"
    return each.name, visit.url(f"/office/people/{each.person}"), f"{each.category}, {what}", providers_


ROUTES = (providers, place_form, place, leave, ends)
