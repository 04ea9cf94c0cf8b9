"""Adding and changing one item of evidence by form; what is typed is kept as a draft until it is sent."""

from __future__ import annotations

from vouchbook.domain.names import ItemId, PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.letters import evidence_forms as words
from vouchbook.policy.portfolio_forms import FORMS, form_of
from vouchbook.service import documenting, drafts, reading
from vouchbook.service.documenting import Mistaken, Written
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.pages.applicant.evidence_fields import in_words, named_form, shown, tell, typed_into
from vouchbook.web.routes import OWN, act, page
from vouchbook.web.visit import Visit

_MOST_OF_DRAFT = 200_000


@page("/my/evidence/add", who=OWN)
def choose(visit: Visit) -> Answer:
    return visit.show(
        "evidence/choose.html",
        title="What do you want to add?",
        rows=[
            (each.called, visit.url(f"/my/evidence/add/{form}"), "", "", each.says)
            for form, each in words.FORMS.items()
        ],
    )


@page("/my/evidence/add/{kind}", who=OWN)
def new(visit: Visit, kind: str) -> Answer:
    form = _form(kind)
    kept = drafts.kept(visit.office, _writer(visit), _draft(visit, form))
    fields = Fields(kept.fields) if kept is not None and any(any(each) for each in kept.fields.values()) else None
    return _adding(visit, form, fields, restored=fields is not None)


@act("/my/evidence/add/{kind}", who=OWN)
def add(visit: Visit, kind: str) -> Answer:
    form, fields = _form(kind), visit.fields
    typed = typed_into(form, fields)
    if not fields.errors:
        try:
            done = documenting.add(visit.office, visit.request(), visit.about, form, typed)
        except Mistaken as mistaken:
            tell(form, fields, mistaken)
        except Refused as refused:
            _refused(form, fields, refused)
        else:
            drafts.drop(visit.office, _writer(visit), _draft(visit, form))
            return _after(visit, form, done.result["items"])
    return _adding(visit, form, fields, status=422)


def _after(visit: Visit, form: str, items: list[str]) -> Answer:
    said = "Saved."
    if visit.fields.value("then") == "another":
        return visit.see_other(f"/my/evidence/add/{form}", said=f"{said} You can add another one.")
    if form == "memberships" or not items:
        return visit.see_other("/my/evidence", said=said)
    return visit.see_other(f"/my/evidence/items/{items[-1]}", said=f"{said} You can attach a scan of a paper below.")


def _adding(visit: Visit, form: str, fields: Fields | None, *, status: int = 200, restored: bool = False) -> Answer:
    return visit.show(
        "evidence/form.html",
        title=f"Add {words.FORMS[form].one}",
        status=status,
        fields=fields,
        form_=words.FORMS[form],
        asked=shown(visit.office, visit.principal, visit.about, form, fields),
        action=visit.url(f"/my/evidence/add/{form}"),
        draft=visit.url(f"/my/evidence/drafts/{form}"),
        restored=restored,
        drop=visit.url(f"/my/evidence/drafts/{form}/drop"),
        back=visit.url("/my/evidence"),
        kind=form,
        changing=None,
    )


# ── Changing ──────────────────────────────────────────────────────────────────────────────────


@page("/my/evidence/items/{item}/change", who=OWN)
def change(visit: Visit, item: str) -> Answer:
    written = documenting.written(visit.office, visit.principal, visit.about, ItemId(item))
    kept = drafts.kept(visit.office, _writer(visit), _draft(visit, item))
    fields = Fields(kept.fields if kept is not None else {**written.typed, "seen": [str(written.revision)]})
    return _changing(visit, written, fields, restored=kept is not None)


@act("/my/evidence/items/{item}/change", who=OWN)
def revise(visit: Visit, item: str) -> Answer:
    written = documenting.written(visit.office, visit.principal, visit.about, ItemId(item))
    fields = visit.fields
    seen = fields.whole("seen", "Open this form anew", least=1) or written.revision
    typed = typed_into(written.form, fields)
    if not fields.errors:
        try:
            documenting.revise(visit.office, visit.request(), visit.about, ItemId(item), typed, seen=seen)
        except Mistaken as mistaken:
            tell(written.form, fields, mistaken)
        except Refused as refused:
            if refused.code == "item_moved_on":
                return _both(visit, written, typed)
            _refused(written.form, fields, refused)
        else:
            drafts.drop(visit.office, _writer(visit), _draft(visit, item))
            return visit.see_other(f"/my/evidence/items/{item}", said="Saved.")
    return _changing(visit, written, fields, status=422)


def _changing(visit: Visit, written: Written, fields: Fields, *, status: int = 200, restored: bool = False) -> Answer:
    back = visit.url(f"/my/evidence/items/{written.item}")
    return visit.show(
        "evidence/form.html",
        title=f"Change {words.FORMS[written.form].one}",
        status=status,
        fields=fields,
        form_=words.FORMS[written.form],
        asked=shown(visit.office, visit.principal, visit.about, written.form, fields),
        action=visit.url(f"/my/evidence/items/{written.item}/change"),
        draft=visit.url(f"/my/evidence/drafts/{written.item}"),
        restored=restored,
        drop=visit.url(f"/my/evidence/drafts/{written.item}/drop"),
        back=back,
        kind=written.form,
        changing=written,
    )


def _both(visit: Visit, now: Written, typed: dict[str, list[str]]) -> Answer:
    """What somebody typed beside what was recorded meanwhile: nothing is written over before one is chosen."""
    mine, theirs = dict(in_words(now.form, typed, visit)), dict(in_words(now.form, now.typed, visit))
    labels = dict(in_words(now.form, {**now.typed, **typed}, visit))
    rows = [(label, mine.get(label, ""), theirs.get(label, "")) for label in labels]
    return visit.show(
        "evidence/both.html",
        title="This was changed meanwhile",
        status=409,
        now=now,
        rows=rows,
        typed=[(name, value) for name, given in typed.items() for value in given],
    )


# ── Drafts ────────────────────────────────────────────────────────────────────────────────────


@act("/my/evidence/drafts/{form}", who=OWN)
def keep(visit: Visit, form: str) -> Answer:
    """What a script sends while somebody types."""
    typed = visit.fields.without("csrf", "command", "then")
    if _is_form(visit, form) and sum(len(value) for given in typed.values() for value in given) <= _MOST_OF_DRAFT:
        drafts.keep(visit.office, _writer(visit), _draft(visit, form), typed)
    return visit.answered(Answer(b"", 204))


@act("/my/evidence/drafts/{form}/drop", who=OWN)
def drop(visit: Visit, form: str) -> Answer:
    drafts.drop(visit.office, _writer(visit), _draft(visit, form))
    path = f"/my/evidence/add/{form}" if form in FORMS else f"/my/evidence/items/{form}/change"
    return visit.see_other(path if _is_form(visit, form) else "/my/evidence", said="What you had begun is gone.")


def _is_form(visit: Visit, name: str) -> bool:
    if name in FORMS:
        return True
    items = reading.evidence(visit.office, visit.principal, visit.about)
    return any(each.item == name and each.facts is not None and form_of(each.kind, None) for each in items)


def _writer(visit: Visit) -> PersonId:
    return PersonId(str(visit.person))


def _draft(visit: Visit, form: str) -> str:
    """A coordinator's draft in somebody's file is the coordinator's own."""
    return f"evidence-{visit.about}-{form}"


def _form(kind: str) -> str:
    form = named_form(kind)
    if form is None:
        raise Refused("unknown_form")
    return form


def _refused(form: str, fields: Fields, refused: Refused) -> None:
    """Where a service turned it down because of one field, its words stand there."""
    if refused.code == "after_today":
        days = [
            name for name in words.FORMS[form].fields if name in ("until", "awarded_on", "given_on", "sat_on", "from")
        ]
        field = next((name for name in days if fields.value(name)), "")
        fields.add_error(field, "This lies in the future; enter a day that has come")
    else:
        fields.refused(refused)


ROUTES = (choose, new, add, change, revise, keep, drop)
