"""Name and state, which somebody corrects themself; the address they sign in with, which the office changes."""

from __future__ import annotations

from vouchbook.domain.names import StateCode
from vouchbook.ledger.errors import Taken
from vouchbook.letters.states import STATES
from vouchbook.policy.values import WrittenWrongly
from vouchbook.service import person, reading
from vouchbook.service.person import Correction
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.going_on import next_of
from vouchbook.web.routes import OWN, act, page
from vouchbook.web.visit import Visit


@page("/my/details", who=OWN)
def details(visit: Visit) -> Answer:
    return _shown(visit, None)


@act("/my/details", who=OWN)
def correct(visit: Visit) -> Answer:
    fields = visit.fields
    given = fields.line("given_name", "Enter the given name", longest=100)
    family = fields.line("family_name", "Enter the family name", longest=100)
    state = fields.choice("state", STATES, "Choose a state", required=False)
    email = fields.line("email", "Enter the e-mail address", longest=254) if visit.behalf else None
    if fields.errors:
        return _shown(visit, fields, 422)
    correction = Correction(given, family, email, StateCode(state) if state else None)
    try:
        person.correct(visit.office, visit.request(), visit.about, correction)
    except WrittenWrongly as error:
        fields.add_error("", str(error))
    except Taken:
        fields.add_error("email", "This address is already somebody's; check it, or use another one")
    if fields.errors:
        return _shown(visit, fields, 422)
    return visit.see_other(next_of(fields.value("next")) or "/my/details", said="Saved.")


def _shown(visit: Visit, fields: Fields | None, status: int = 200) -> Answer:
    seen = reading.person(visit.office, visit.principal, visit.about)
    return visit.show(
        "applicant/details.html",
        title="Name and state",
        status=status,
        fields=fields,
        words=seen.words,
        state=seen.state or "",
        states=list(STATES.items()),
        next=next_of(fields.value("next") if fields else visit.query("next")),
    )


ROUTES = (details, correct)
