"""Opening a file of one's own: a name, an address and a state, and the code that was mailed to the address."""

from __future__ import annotations

from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import StateCode
from vouchbook.domain.refusal import Refused
from vouchbook.ledger.errors import Taken
from vouchbook.policy.values import WrittenWrongly
from vouchbook.service import registering
from vouchbook.web import device, going_on
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.going_on import next_of
from vouchbook.web.pages.signing_in import let_in
from vouchbook.web.routes import ANYBODY, act, page
from vouchbook.web.states import STATES
from vouchbook.web.visit import Visit

WELCOME = "Your file is open. Everything you enter from now on is kept in it."


@page("/register", who=ANYBODY)
def register(visit: Visit) -> Answer:
    if visit.person is not None:
        return going_on.go(visit, going_on.home(visit, visit.roles))
    return _shown(visit, None)


@act("/register", who=ANYBODY)
def ask(visit: Visit) -> Answer:
    """Mail a code to the address; nothing is kept until it is typed."""
    fields = visit.fields
    words, _ = _typed(fields)
    if not fields.errors:
        try:
            asking = registering.ask_code(visit.office, words, remote=visit.remote)
        except WrittenWrongly as error:
            fields.add_error(_field(str(error)), _sentence(str(error)))
        except Refused as refused:
            fields.refused(refused)
        else:
            return _code(visit, Fields({**fields.without("code"), "asking": [asking]}))
    return _shown(visit, fields, status=422)


@act("/register/code", who=ANYBODY)
def with_code(visit: Visit) -> Answer:
    fields = visit.fields
    code = fields.line("code", "Enter the code from our letter")
    words, state = _typed(fields)
    if not fields.errors:
        try:
            entered = registering.confirm(
                visit.office,
                visit.request().id,
                fields.value("asking"),
                code,
                words,
                state,
                remote=visit.remote,
                device=device.named(visit.agent),
            )
        except Refused as refused:
            fields.refused(refused, "code")
        except (Taken, WrittenWrongly):
            fields.add_error("", "This file cannot be opened; begin again, or sign in with this address")
        else:
            return let_in(visit, entered, WELCOME)
    return _code(visit, fields, status=422)


def _typed(fields: Fields) -> tuple[PersonWords, StateCode | None]:
    given = fields.line("given_name", "Enter your first name")
    family = fields.line("family_name", "Enter your last name")
    email = fields.line("email", "Enter your e-mail address")
    state = fields.choice("state", [code for code, _ in STATES], "Choose the state you live in")
    return PersonWords(given, family, email), StateCode(state) if state else None


def _field(said: str) -> str:
    return "given_name" if "given name" in said else "family_name" if "family name" in said else "email"


def _sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}"


def _shown(visit: Visit, fields: Fields | None, *, status: int = 200) -> Answer:
    return visit.show(
        "signing_in/register.html",
        title="Open your file",
        status=status,
        fields=fields,
        states=STATES,
        next=next_of(fields.value("next") if fields else visit.query("next")),
    )


def _code(visit: Visit, fields: Fields, *, status: int = 200) -> Answer:
    return visit.show(
        "signing_in/register_code.html",
        title="Check your e-mail",
        status=status,
        fields=fields,
        next=next_of(fields.value("next")),
    )


ROUTES = (register, ask, with_code)
