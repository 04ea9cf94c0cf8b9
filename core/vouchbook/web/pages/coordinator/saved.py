"""Lists that a coordinator comes back to: a name for a choice of filters, kept for them alone."""

from __future__ import annotations

from typing import Any

from vouchbook.domain.names import PersonId
from vouchbook.service import drafts
from vouchbook.web.answers import Answer
from vouchbook.web.pages.coordinator.forms import tried
from vouchbook.web.routes import COORDINATING, act
from vouchbook.web.visit import Visit

FORM = "office-lists"
MOST = 30
PLACES = ("/office/people", "/office/applications")
_FILTERS = frozenset({"stage", "category", "state", "sort"})


def shown(visit: Visit) -> dict[str, Any]:
    """What the template of a list with filters needs of them."""
    here = visit.path.removeprefix(visit.hosting.prefix(visit.association))
    asked = {name: visit.query(name) for name in sorted(_FILTERS) if visit.query(name)}
    rows = [
        (name, visit.url(path, **dict(filters)), name) for name, (path, filters) in kept(visit).items() if path == here
    ]
    return {"saved": rows, "asked": asked if here in PLACES else {}, "place": here}


def kept(visit: Visit) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """By name: the list, and its filters."""
    draft = drafts.kept(visit.office, PersonId(str(visit.person)), FORM)
    found = {}
    for name, values in (draft.fields if draft is not None else {}).items():
        path, *pairs = values
        found[name] = (path, [(each.partition("=")[0], each.partition("=")[2]) for each in pairs])
    return found


@act("/office/lists/save", who=COORDINATING)
def save(visit: Visit) -> Answer:
    fields = visit.fields
    path = fields.choice("place", PLACES) or PLACES[0]
    name = fields.line("name", "Name this list", longest=60)
    pairs = [f"{each}={fields.line(each, required=False)}" for each in sorted(_FILTERS) if fields.value(each)]
    asked = {each.partition("=")[0]: each.partition("=")[2] for each in pairs}

    def work() -> bool:
        draft = drafts.kept(visit.office, PersonId(str(visit.person)), FORM)
        before = draft.fields if draft is not None else {}
        lists = {**before, name: [path, *pairs]}
        if len(lists) > MOST:
            lists.pop(next(iter(lists)))
        drafts.keep(visit.office, PersonId(str(visit.person)), FORM, lists)
        return True

    if tried(visit, work) is None:
        return visit.see_other(path, said="Not saved: " + "; ".join(words for _, words in fields.errors), **asked)
    return visit.see_other(path, said=f"Saved as “{name}”.", **asked)


@act("/office/lists/drop", who=COORDINATING)
def drop(visit: Visit) -> Answer:
    path = visit.fields.choice("place", PLACES) or PLACES[0]
    draft = drafts.kept(visit.office, PersonId(str(visit.person)), FORM)
    name = visit.fields.value("name")
    lists = {key: value for key, value in (draft.fields if draft is not None else {}).items() if key != name}
    drafts.keep(visit.office, PersonId(str(visit.person)), FORM, lists)
    return visit.see_other(path, said="The list is not saved any more.")


ROUTES = (save, drop)
