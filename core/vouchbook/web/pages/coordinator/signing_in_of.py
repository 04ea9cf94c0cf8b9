"""A way back in for somebody who has lost their passkey: removed by somebody else, who is told to be sure."""

from __future__ import annotations

from vouchbook.domain.names import PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.service import passkeys, people, recovering
from vouchbook.web.answers import Answer
from vouchbook.web.pages.coordinator.forms import form
from vouchbook.web.routes import COORDINATING, act, page
from vouchbook.web.visit import Visit


@page("/office/people/{person_id}/signing-in", who=COORDINATING, fresh=True)
def show(visit: Visit, person_id: str) -> Answer:
    return _shown(visit, person_id)


def _shown(visit: Visit, person_id: str, *, again: bool = False) -> Answer:
    name = people.names(visit.office, visit.principal, (person_id,)).get(person_id)
    if name is None:
        raise Refused("unknown_person", person=person_id, association=visit.association)
    person = PersonId(person_id)
    return form(
        visit,
        title=f"{name}: lost passkey",
        intro=[
            "Speak with them first, in person or on the telephone: whoever asks by mail may be somebody else.",
            "Their passkeys are removed and they are signed out everywhere. They sign in with a code by e-mail then, "
            "and can add a new passkey. They are told by letter.",
        ],
        facts=[("Has a passkey", "Yes" if passkeys.has_any(visit.office, person) else "No")],
        asks=[],
        primary="Remove their passkeys",
        back=(name, f"/office/people/{person_id}"),
        danger=True,
        again=again,
    )


@act("/office/people/{person_id}/signing-in", who=COORDINATING, fresh=True)
def forget(visit: Visit, person_id: str) -> Answer:
    try:
        recovering.forget_passkeys(visit.office, visit.principal, PersonId(person_id))
    except Refused as refused:
        visit.fields.refused(refused)
        return _shown(visit, person_id, again=True)
    return visit.see_other(f"/office/people/{person_id}", said="Their passkeys were removed.")


ROUTES = (show, forget)
