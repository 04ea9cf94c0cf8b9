"""Who acts for the association: roles given to people of the book and ended, each by somebody else."""

from __future__ import annotations

from vouchbook.domain.authorize import Role
from vouchbook.domain.names import PersonId
from vouchbook.service import people, roles
from vouchbook.service.roles import Holder
from vouchbook.web.answers import Answer
from vouchbook.web.pages.coordinator.forms import Ask, form, told, tried
from vouchbook.web.pages.coordinator.lists import Cell, Column, Listing, Pick, Tag, link
from vouchbook.web.pages.coordinator.people import sections
from vouchbook.web.pages.coordinator.words import ROLES
from vouchbook.web.routes import COORDINATING, act, page
from vouchbook.web.visit import Visit

BACK = ("Staff and roles", "/office/people/staff")


@page("/office/people/staff", who=COORDINATING)
def staff(visit: Visit) -> Answer:
    rows = [
        row
        for row in roles.listing(visit.office, visit.principal)
        if visit.query("all") or row.until is None or row.until > visit.today
    ]
    return Listing(visit, rows).answer(
        title="Staff and roles",
        columns=("Name", "Role", "Since", "Until", "", Column("id", only_file=True)),
        cells=lambda row: _cells(visit, row),
        name=f"staff-{visit.today}",
        filters=(Pick("all", "Show", [("", "Who acts now"), ("yes", "Also who did before")]),),
        sections=sections(visit, "Staff and roles"),
        actions=[("Give somebody a role", visit.url("/office/people/staff/give"))],
        empty="Nobody holds a role.",
    )


def _cells(visit: Visit, row: Holder) -> list[Cell]:
    ended = row.until is not None and row.until <= visit.today
    end: Cell = None
    if not ended and row.person != visit.person and row.until is None:
        end = link(visit, f"/office/people/staff/{row.person}/{row.role.value}/end", "End", f"the role of {row.name}")
    return [
        link(visit, f"/office/people/{row.person}", row.name), Tag(ROLES[row.role], "" if ended else "good"),
        row.first, row.until, end, row.person,
    ]  # fmt: skip


@page("/office/people/staff/give", who=COORDINATING, fresh=True)
def give_form(visit: Visit) -> Answer:
    return _give(visit)


def _give(visit: Visit, *, again: bool = False) -> Answer:
    hints = {
        Role.COORDINATOR: "Sees and does everything in the office, but for their own file.",
        Role.BOARD: "Approves policy and exceptions, sees the money.",
        Role.REVIEWER: "Reviews applications that they are named for.",
    }
    return form(
        visit,
        title="Give somebody a role",
        intro=["Nobody gives one to themself. What they do afterwards is recorded under their name."],
        asks=[
            Ask("line", "who", "E-mail address or id", "They have to be registered here"),
            Ask("choice", "role", "Role", options=[(r.value, ROLES[r], hints.get(r, "")) for r in
                                                   roles.offered(visit.association)]),
        ],
        primary="Give the role",
        back=BACK,
        again=again,
    )  # fmt: skip


@act("/office/people/staff/give", who=COORDINATING, fresh=True)
def give(visit: Visit) -> Answer:
    fields = visit.fields
    typed = fields.line("who", "Write an e-mail address or an id")
    role = fields.choice("role", [each.value for each in roles.offered(visit.association)], "Choose a role")
    found = people.search(visit.office, visit.principal, people.Wanted(typed), visit.today).people if typed else ()
    if typed and len(found) != 1:
        words = (
            "Nobody is registered here with this address or id" if not found else "Write the whole address, or the id"
        )
        fields.add_error("who", words)
    done = tried(
        visit,
        lambda: roles.give(visit.office, visit.request(), found[0].person, Role(str(role))),
        "who",
    )
    if done is None:
        return _give(visit, again=True)
    said = told(
        done, f"{found[0].name} acts as {ROLES[Role(str(role))].lower()} from today on.", "They had it already."
    )
    return visit.see_other("/office/people/staff", said=said)


@page("/office/people/staff/{person_id}/{role}/end", who=COORDINATING, fresh=True)
def end_form(visit: Visit, person_id: str, role: str) -> Answer:
    return _end(visit, person_id, role)


def _end(visit: Visit, person_id: str, role: str, *, again: bool = False) -> Answer:
    name = people.names(visit.office, visit.principal, (person_id,))[person_id]
    words = ROLES[Role(role)] if role in {each.value for each in ROLES} else role
    return form(
        visit,
        title=f"{name}: end the role of {words.lower()}",
        intro=["From today on they do not act so any more, wherever they are signed in. Their own file stays theirs."],
        asks=[],
        primary="End the role",
        back=BACK,
        danger=True,
        again=again,
    )


@act("/office/people/staff/{person_id}/{role}/end", who=COORDINATING, fresh=True)
def end(visit: Visit, person_id: str, role: str) -> Answer:
    known = role if role in {each.value for each in ROLES} else Role.ANYONE.value
    done = tried(visit, lambda: roles.end(visit.office, visit.request(), PersonId(person_id), Role(known)))
    if done is None:
        return _end(visit, person_id, role, again=True)
    return visit.see_other("/office/people/staff", said=told(done, "The role has ended.", "It had ended already."))


ROUTES = (staff, give_form, give, end_form, end)
