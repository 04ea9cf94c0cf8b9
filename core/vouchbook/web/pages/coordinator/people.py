"""The people of the association: found by name, registered, corrected."""

from __future__ import annotations

from typing import Any

from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import PersonId, StateCode
from vouchbook.service import people, person, reading
from vouchbook.service.people import Found, Stage, Wanted
from vouchbook.web.answers import Answer
from vouchbook.web.pages.coordinator.forms import Ask, form, told, tried
from vouchbook.web.pages.coordinator.lists import Cell, Column, Listing, Pick, chosen, link, number
from vouchbook.web.pages.coordinator.words import STAGES, application_state, categories
from vouchbook.web.routes import COORDINATING, act, page
from vouchbook.web.visit import Visit

BACK = ("All people", "/office/people")
STATE_HINT = "Two letters, such as NC. It decides where somebody may apply."


@page("/office/people", who=COORDINATING, kept=True)
def everybody(visit: Visit) -> Answer:
    """Everybody by name, or those who have come so far."""
    return _list(visit, "")


@act("/office/people/search", who=COORDINATING)
def search(visit: Visit) -> Answer:
    """By name, address or id: sent as a form, so that no name stands in an address that is kept somewhere."""
    text = visit.fields.line("q", required=False)
    found = people.search(visit.office, visit.principal, Wanted(text), visit.today)
    if found.total == 1:
        return visit.see_other(f"/office/people/{found.people[0].person}")
    return _list(visit, text)


def _list(visit: Visit, text: str) -> Answer:
    stage = chosen(visit.query("stage"), (each.value for each in Stage))
    category = visit.query("category")
    wanted = Wanted(text, Stage(stage) if stage else None, category)
    whole = visit.query("as") == "csv"
    found = people.search(
        visit.office, visit.principal, wanted, visit.today, page=None if whole else number(visit.query("page"))
    )
    intro = [f"Found for “{text}”: {found.total}."] if text else []
    if text and found.pages > 1:
        intro.append("Only the first fifty are shown; write more of the name.")
    return Listing(visit, found.people, total=min(found.total, people.PAGE) if text else found.total).answer(
        title="People",
        columns=("Name", "Applies for", "Endorsed in", Column("id", only_file=True)),
        cells=lambda row: _cells(visit, row),
        name=f"people-{visit.today}",
        intro=intro,
        filters=()
        if text
        else (
            Pick("stage", "How far they have come", [("", "Everybody"), *((s.value, STAGES[s]) for s in Stage)]),
            Pick("category", "Category", [("", "Every category"), *categories(visit)]),
        ),
        sections=sections(visit, "People"),
        actions=[("Register somebody", visit.url("/office/people/register"))],
        empty="Nobody is found. Look for the beginning of a name, a whole e-mail address, or an id.",
        template="coordinator/people.html",
        text=text,
        **_saved(visit),
    )


def sections(visit: Visit, here: str) -> list[tuple[str, str]]:
    """The lists of people."""
    rows = [
        ("People", "/office/people"),
        ("Members", "/office/people/members"),
        ("Staff and roles", "/office/people/staff"),
        ("Who looked at what", "/office/access"),
    ]
    return [(words, "" if words == here else visit.url(path)) for words, path in rows]


def _saved(visit: Visit) -> dict[str, Any]:
    from vouchbook.web.pages.coordinator import saved

    return saved.shown(visit)


def _cells(visit: Visit, row: Found) -> list[Cell]:
    applying: tuple[Cell, ...] = tuple(
        link(visit, f"/office/applications/{each.application}", f"{each.category}: {application_state(each).words}")
        for each in row.applying
    )
    endorsed = ", ".join(dict.fromkeys(each.category for each in row.endorsed))
    return [link(visit, f"/office/people/{row.person}", row.name), applying, endorsed, row.person]


# ── One person, entered and corrected ─────────────────────────────────────────────────────────


@page("/office/people/register", who=COORDINATING)
def register_form(visit: Visit) -> Answer:
    return _register(visit)


def _register(visit: Visit, *, again: bool = False) -> Answer:
    return form(
        visit,
        title="Register somebody",
        intro=["They can sign in with this e-mail address afterwards, and go on in their own file."],
        asks=_asks(),
        primary="Register",
        back=BACK,
        again=again,
    )


def _asks(given: str = "", family: str = "", email: str = "", state: str = "") -> list[Ask]:
    return [
        Ask("line", "given_name", "Given name", value=given),
        Ask("line", "family_name", "Family name", value=family),
        Ask("email", "email", "E-mail address", value=email),
        Ask("line", "state", "State where they live", STATE_HINT, required=False, value=state, width="2xs"),
    ]


@act("/office/people/register", who=COORDINATING)
def register(visit: Visit) -> Answer:
    words, state = _typed(visit)
    done = tried(visit, lambda: person.register(visit.office, visit.request(), words, state))
    if done is None:
        return _register(visit, again=True)
    return visit.see_other(f"/office/people/{done.result['person']}", said=f"{words.name} is registered.")


@page("/office/people/{person_id}/correct", who=COORDINATING)
def correct_form(visit: Visit, person_id: str) -> Answer:
    return _correct(visit, person_id)


def _correct(visit: Visit, id_: str, *, again: bool = False) -> Answer:
    seen = reading.person(visit.office, visit.principal, PersonId(id_))
    return form(
        visit,
        title=f"Correct {seen.words.name}",
        intro=["What stood there before stays in the book. A new e-mail address is the one to sign in with."],
        asks=_asks(seen.words.given_name, seen.words.family_name, seen.words.email, seen.state or ""),
        primary="Save",
        back=(seen.words.name, f"/office/people/{id_}"),
        again=again,
    )


@act("/office/people/{person_id}/correct", who=COORDINATING)
def correct(visit: Visit, person_id: str) -> Answer:
    words, state = _typed(visit)
    correction = person.Correction(words.given_name, words.family_name, words.email, state)
    done = tried(visit, lambda: person.correct(visit.office, visit.request(), PersonId(person_id), correction))
    if done is None:
        return _correct(visit, person_id, again=True)
    return visit.see_other(f"/office/people/{person_id}", said=told(done, "Saved.", "Nothing was different."))


def _typed(visit: Visit) -> tuple[PersonWords, StateCode | None]:
    fields = visit.fields
    words = PersonWords(
        fields.line("given_name", "Enter the given name"),
        fields.line("family_name", "Enter the family name"),
        fields.line("email", "Enter an e-mail address"),
    )
    state = fields.line("state", required=False).upper()
    if state and not (len(state) == 2 and state.isascii() and state.isalpha()):
        fields.add_error("state", "Write the two letters of a state, such as NC")
    return words, StateCode(state) if state else None


ROUTES = (everybody, search, register_form, register, correct_form, correct)
