"""What somebody says of others, and of what they hold elsewhere: confirmed once it was seen, with where; who is who."""

from __future__ import annotations

from vouchbook.domain.names import ColleagueId, ItemId, PersonId, Source
from vouchbook.letters.on_pages import dated
from vouchbook.service import access_log, colleagues, evidence, people, reading
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.pages.coordinator.forms import Ask, form, told, tried
from vouchbook.web.routes import COORDINATING, act, page
from vouchbook.web.visit import Visit

SOURCES = (
    (Source.CONFIRMED.value, "In our own records, or in a form that reached us"),
    (Source.REGISTRY.value, "In a public registry"),
)
KINDS = {"standing": "Endorsement elsewhere", "rating": "Reference", "membership": "Membership", "exam": "Exam"}
"""What claims speak of."""


@page("/office/people/{person_id}/claims", who=COORDINATING)
def claims(visit: Visit, person_id: str) -> Answer:
    """The claims that do not count yet, to be ticked off."""
    return _claims(visit, person_id)


def _claims(visit: Visit, id_: str, *, again: bool = False) -> Answer:
    seen = reading.person(visit.office, visit.principal, PersonId(id_))
    access_log.read(visit.office, visit.principal, PersonId(id_), f"people/{id_}/claims")
    waiting = [each for each in reading.evidence(visit.office, visit.principal, PersonId(id_)) if each.needs_confirming]
    back = (seen.words.name, f"/office/people/{id_}")
    if not waiting:
        return visit.show(
            "coordinator/nothing.html",
            title=f"Claims of {seen.words.name}",
            back=(back[0], visit.url(back[1])),
            words="Nothing waits to be confirmed.",
        )
    options = [(each.item, dated(each.said), KINDS.get(each.kind, each.kind)) for each in waiting]
    return form(
        visit,
        title=f"Confirm what {seen.words.name} claims",
        intro=["None of these counts before somebody has seen it. What you write is kept with it, under your name."],
        asks=[
            Ask("picks", "item", "What did you see?", options=options),
            Ask("choice", "source", "Where did you see it?", options=SOURCES),
            Ask("line", "where", "Where exactly", "A registry's address, the name and day of a form"),
        ],
        primary="Confirm",
        back=back,
        again=again,
    )


def seen_where(fields: Fields) -> tuple[Source, str]:
    """Where somebody looked."""
    source = fields.choice("source", [value for value, _ in SOURCES], "Say where you saw it")
    return Source(source or Source.CONFIRMED.value), fields.line("where", "Say where exactly you saw it")


@act("/office/people/{person_id}/claims", who=COORDINATING)
def confirm(visit: Visit, person_id: str) -> Answer:
    fields = visit.fields
    items = fields.values("item")
    if not items:
        fields.add_error("item", "Tick at least one")
    source, where = seen_where(fields)
    wanted = evidence.Claims(tuple(ItemId(each) for each in items))
    done = tried(
        visit,
        lambda: evidence.confirm(
            visit.office, visit.request(), PersonId(person_id), wanted, source=source, where=where
        ),
    )
    if done is None:
        return _claims(visit, person_id, again=True)
    number = len(done.result["items"])
    words = f"{number} {'claim is' if number == 1 else 'claims are'} confirmed."
    return visit.see_other(f"/office/people/{person_id}", said=told(done, words))


# ── Who is who ────────────────────────────────────────────────────────────────────────────────


@page("/office/people/{person_id}/colleagues", who=COORDINATING)
def named(visit: Visit, person_id: str) -> Answer:
    """Whom somebody names, and who of the book they are: the rules then read what the book knows of them."""
    return _named(visit, person_id)


def _named(visit: Visit, id_: str, *, again: bool = False) -> Answer:
    seen = reading.person(visit.office, visit.principal, PersonId(id_))
    rows = colleagues.named_by(visit.office, visit.principal, PersonId(id_))
    same = [row.same_address for row in rows if row.same_address]
    return visit.show(
        "coordinator/colleagues.html",
        title=f"Whom {seen.words.name} names",
        status=422 if again else 200,
        fields=visit.fields if again else None,
        rows=rows,
        names=people.names(visit.office, visit.principal, same) if same else {},
        back=(seen.words.name, visit.url(f"/office/people/{id_}")),
        action=visit.url(f"/office/people/{id_}/colleagues"),
    )


@act("/office/people/{person_id}/colleagues", who=COORDINATING)
def identify(visit: Visit, person_id: str) -> Answer:
    fields = visit.fields
    colleague = fields.line("colleague", "Choose whom you mean")
    typed = fields.line("who", required=False)
    nobody = fields.checked("nobody")
    who: PersonId | None = None
    if not nobody:
        found = people.search(visit.office, visit.principal, people.Wanted(typed), visit.today).people if typed else ()
        if len(found) != 1:
            words = "Nobody is found" if typed and not found else "Write a whole e-mail address, or an id"
            fields.add_error("who", words)
        else:
            who = found[0].person
    done = tried(
        visit,
        lambda: colleagues.identify(visit.office, visit.request(), PersonId(person_id), ColleagueId(colleague), who),
        "who",
    )
    if done is None:
        return _named(visit, person_id, again=True)
    return visit.see_other(f"/office/people/{person_id}/colleagues", said=told(done, "Saved.", "It was so already."))


ROUTES = (claims, confirm, named, identify)
