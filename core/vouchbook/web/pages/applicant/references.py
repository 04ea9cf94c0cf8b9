"""References of one's own: asked for, followed, reminded, replaced; what one says is never shown here."""

from __future__ import annotations

from msgspec import Struct

from vouchbook.domain.names import ColleagueId, ItemId, SlotKey
from vouchbook.domain.refusal import Refused
from vouchbook.letters import reference_page as said
from vouchbook.letters.on_pages import day
from vouchbook.service import access_log, documenting, rating, references
from vouchbook.service.documenting import NEW, Mistaken
from vouchbook.service.references import Place, Reference
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.pages.applicant.evidence_fields import tell
from vouchbook.web.routes import OWN, act, page
from vouchbook.web.visit import Visit


class Row(Struct, frozen=True):
    """A reference as the list shows it; addresses are empty where nothing is to be done."""

    rater: str
    place: str
    tag: tuple[str, str]
    way: str
    waived: bool
    remind: str
    remind_from: str
    replace: str
    waive: str


@page("/my/references", who=OWN)
def followed(visit: Visit) -> Answer:
    found = references.of_person(visit.office, visit.principal, visit.about, visit.today)
    access_log.read(visit.office, visit.principal, visit.about, "references")
    places = _places(visit)
    return visit.show(
        "references/list.html",
        title="References",
        rows=[_row(visit, each) for each in found if each.state != "replaced"],
        replaced=[_row(visit, each) for each in found if each.state == "replaced"],
        open_places=[_place(visit, each) for each in places if not each.by and each.categories],
        begun=any(each.categories for each in places),
    )


def _row(visit: Visit, each: Reference) -> Row:
    at = f"/my/references/{each.rating}"
    awaited = each.state in ("requested", "opened")
    may_replace = awaited or each.state == "declined" or each.another_needed
    remind_from = rating.may_be_reminded_from(each, visit.principal.role)
    name = each.slot.replace("_", " ").replace("rsc", "RSC")
    return Row(
        rater=each.rater_name,
        place=f"{name[:1].upper()}{name[1:]}",
        tag=said.tag(each.state, another_needed=each.another_needed),
        way=said.way(each.state, each.requested_on, each.opened_on, each.reminded_on, each.waiting, not_me=each.not_me),
        waived=each.waived_access,
        remind=visit.url(f"{at}/remind") if awaited and remind_from <= visit.today else "",
        remind_from=day(remind_from) if awaited and remind_from > visit.today else "",
        replace=visit.url(f"{at}/replace") if may_replace else "",
        waive=visit.url(f"{at}/waive") if awaited and not each.waived_access else "",
    )


# ── Asking ────────────────────────────────────────────────────────────────────────────────────


@page("/my/references/ask", who=OWN)
def new(visit: Visit) -> Answer:
    return _asking(visit, None)


@act("/my/references/ask", who=OWN)
def ask(visit: Visit) -> Answer:
    fields = visit.fields
    slot = fields.choice("place", [each.slot.key for each in _places(visit)], "Choose what the reference is for")
    waived = fields.choice("waived", ("yes", "no"), "Choose whether you keep the right to read it")
    rater = _rater(visit, fields) if slot and waived else _looked_at(fields)
    if rater is not None and slot is not None and not fields.errors:
        try:
            rating.request_rating(
                visit.office, visit.request(), visit.about, rater, SlotKey(slot), waived=waived == "yes"
            )
        except Refused as refused:
            _refused(fields, refused)
        else:
            return visit.see_other("/my/references", said="Asked. We write to them now.")
    return _asking(visit, fields, status=422)


def _asking(visit: Visit, fields: Fields | None, *, status: int = 200) -> Answer:
    places = _places(visit)
    options = [(each.slot.key, *_place(visit, each)) for each in places]
    free = [each.slot.key for each in places if not each.by]
    return visit.show(
        "references/ask.html",
        title="Ask for a reference",
        status=status,
        fields=fields,
        places=options,
        chosen=visit.query("place") or (free[0] if len(free) == 1 else ""),
        people=_people(visit),
        waiver=said.WAIVER,
        replacing=None,
        action=visit.url("/my/references/ask"),
    )


@page("/my/references/{reference}/replace", who=OWN)
def another(visit: Visit, reference: str) -> Answer:
    return _replacing(visit, reference, None)


@act("/my/references/{reference}/replace", who=OWN)
def replace(visit: Visit, reference: str) -> Answer:
    fields = visit.fields
    _of_file(visit, reference)
    waived = fields.choice("waived", ("yes", "no"), "Choose whether you keep the right to read it")
    rater = _rater(visit, fields) if waived else _looked_at(fields)
    if rater is not None and not fields.errors:
        try:
            rating.replace_rating(visit.office, visit.request(), ItemId(reference), rater, waived=waived == "yes")
        except Refused as refused:
            _refused(fields, refused)
        else:
            return visit.see_other("/my/references", said="Replaced. We write to the new rater now.")
    return _replacing(visit, reference, fields, status=422)


def _replacing(visit: Visit, reference: str, fields: Fields | None, *, status: int = 200) -> Answer:
    return visit.show(
        "references/ask.html",
        title="Ask somebody else",
        status=status,
        fields=fields,
        places=[],
        chosen="",
        people=_people(visit),
        waiver=said.WAIVER,
        replacing=_row(visit, _of_file(visit, reference)),
        action=visit.url(f"/my/references/{reference}/replace"),
    )


# ── Following ─────────────────────────────────────────────────────────────────────────────────


@act("/my/references/{reference}/remind", who=OWN)
def remind(visit: Visit, reference: str) -> Answer:
    _of_file(visit, reference)
    done = rating.remind(visit.office, visit.request(), ItemId(reference))
    words = "We write to them once more." if done.last else "They were reminded today already."
    return visit.see_other("/my/references", said=words)


@page("/my/references/{reference}/waive", who=OWN)
def check_waiver(visit: Visit, reference: str) -> Answer:
    seen = _of_file(visit, reference)
    return visit.show(
        "references/waive.html", title="Give up the right to read it?", rater=seen.rater_name, reference=reference
    )


@act("/my/references/{reference}/waive", who=OWN)
def waive(visit: Visit, reference: str) -> Answer:
    _of_file(visit, reference)
    rating.waive_access(visit.office, visit.request(), ItemId(reference))
    return visit.see_other("/my/references", said="You have given up the right to read this reference.")


# ── What is chosen among ──────────────────────────────────────────────────────────────────────


def _of_file(visit: Visit, reference: str) -> Reference:
    """The reference, if it is one of the file that is open."""
    found = references.one(visit.office, visit.principal, ItemId(reference), visit.today)
    if found.person != visit.about:
        raise Refused("unknown_rating", rating=reference, association=visit.association)
    return found


def _places(visit: Visit) -> list[Place]:
    return references.places(visit.office, visit.principal, visit.about, visit.today)


def _place(visit: Visit, each: Place) -> tuple[str, str]:
    document = visit.office.version_on(visit.today).document
    name, who = said.place(each.slot, document, each.categories[0] if each.categories else None, visit.today)
    more = f" For {', '.join(each.categories)}." if each.categories else ""
    return name, f"By {who}.{more}{' Somebody is asked already.' if each.by else ''}"


def _people(visit: Visit) -> list[tuple[str, str]]:
    named = documenting.named_by(visit.office, visit.principal, visit.about)
    found = [(str(each.colleague), each.name + ("" if each.email else " (no e-mail address)")) for each in named]
    return [*found, (NEW, "Somebody who is not listed")]


def _looked_at(fields: Fields) -> ColleagueId | None:
    fields.text("rater", "Choose whom you ask")
    return None


def _rater(visit: Visit, fields: Fields) -> ColleagueId | None:
    """Whom they ask; somebody who is new enters their evidence first, and stays there."""
    rater = fields.choice("rater", [value for value, _ in _people(visit)], "Choose whom you ask")
    if rater != NEW:
        return ColleagueId(rater) if rater else None
    fields.line("new.email", "Enter their e-mail address: we write to them")
    if fields.errors:
        return None
    typed = {name: fields.values(f"new.{name}") for name in ("name", "email", "employer")}
    try:
        done = documenting.add(visit.office, visit.request("colleague"), visit.about, "colleagues", typed)
    except Mistaken as mistaken:
        tell("colleagues", fields, Mistaken([(f"{NEW}.{name}", advice) for name, advice in mistaken.mistakes]))
        return None
    return ColleagueId(done.result["items"][0])


_WORDS = {
    "rater_is_applicant": "This has your own name or e-mail address, and nobody writes their own reference. "
    "Ask somebody else, or ask the coordinator to record who that is",
    "rater_asked_already": "They are asked already, and one person fills one place. Ask somebody else",
    "rater_named_twice": "They are asked already under another entry of your people. Ask somebody else",
    "raters_alike": "They have the e-mail address of another rater. Ask somebody else, or correct the address",
    "rater_without_address": "No e-mail address of theirs is recorded. Add it to this person in your evidence first",
}


def _refused(fields: Fields, refused: Refused) -> None:
    if refused.code in _WORDS:
        fields.add_error("rater", _WORDS[refused.code])
    elif refused.code in ("slot_not_asked", "unknown_slot", "references_not_asked"):
        fields.refused(refused, "place")
    else:
        fields.refused(refused)


ROUTES = (followed, new, ask, another, replace, remind, check_waiver, waive)
