"""Showing once more who one is, before something weighty: with a passkey, or with a code where there is none yet."""

from __future__ import annotations

from vouchbook.domain.refusal import Refused
from vouchbook.service import passkeys, signing_in
from vouchbook.service.sessions import Session
from vouchbook.web import cookies, going_on
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.going_on import HELD, ROOM, next_of
from vouchbook.web.pages.signing_in import once_again, person_of, site_of
from vouchbook.web.routes import SIGNED_IN, act, page
from vouchbook.web.visit import Visit

TITLE = "Confirm that it is you"


def before(visit: Visit) -> Answer:
    """In place of a page that asks for a recent proof; a form that was sent is kept until there is one."""
    if visit.route.method == "GET":
        return visit.see_other("/confirm", next=going_on.here(visit))
    return _shown(visit, Fields({HELD: [going_on.hold(visit, person_of(visit))]}), status=403)


@page("/confirm", who=SIGNED_IN)
def confirm(visit: Visit) -> Answer:
    if visit.fresh:
        return _on(visit, next_of(visit.query("next")), "")
    return _shown(visit, None)


@act("/confirm", who=SIGNED_IN, uploads=ROOM)
def ask(visit: Visit) -> Answer:
    """Mail a code."""
    fields = visit.fields
    try:
        asking = signing_in.ask_proof(visit.office, _session(visit))
    except Refused as refused:
        fields.refused(refused)
        return _shown(visit, fields, status=422)
    return _shown(visit, Fields({**fields.without("code"), "asking": [asking]}))


@act("/confirm/code", who=SIGNED_IN, uploads=ROOM)
def with_code(visit: Visit) -> Answer:
    fields = visit.fields
    code = fields.line("code", "Enter the code from our letter")
    if not fields.errors:
        try:
            token = signing_in.prove_by_code(visit.office, _session(visit), fields.value("asking"), code)
        except Refused as refused:
            fields.refused(refused, "code")
        else:
            visit.cookies.append(cookies.set_(visit, cookies.SESSION, token))
            return _on(visit, next_of(fields.value("next")), fields.value(HELD))
    return _shown(visit, fields, status=422)


@act("/confirm/passkey", who=SIGNED_IN, uploads=ROOM)
def with_passkey(visit: Visit) -> Answer:
    fields, site = visit.fields, site_of(visit)
    try:
        if site is None:
            raise Refused("passkey_refused")
        token = signing_in.prove_by_passkey(visit.office, _session(visit), fields.value("credential"), site)
    except Refused as refused:
        fields.refused(refused)
        return _shown(visit, fields, status=422)
    visit.cookies.append(cookies.set_(visit, cookies.SESSION, token))
    return _on(visit, next_of(fields.value("next")), fields.value(HELD))


def _shown(visit: Visit, fields: Fields | None, *, status: int = 200) -> Answer:
    person, site = person_of(visit), site_of(visit)
    has = passkeys.has_any(visit.office, person)
    options = None
    if has and site is not None:
        options = passkeys.asking(visit.office, site, passkeys.STEP_UP, _session(visit).id, person)
    return visit.show(
        "signing_in/confirm.html",
        title=TITLE,
        status=status,
        fields=fields,
        asking=fields.value("asking") if fields else "",
        next=next_of(fields.value("next") if fields else visit.query("next")),
        held=fields.value(HELD) if fields else "",
        has_passkey=has,
        options=options,
    )


def _on(visit: Visit, path: str, sealed: str) -> Answer:
    form = going_on.held(visit, person_of(visit), sealed) if sealed else None
    if form is not None:
        return once_again(visit, form)
    return going_on.go(visit, path or going_on.home(visit, visit.roles))


def _session(visit: Visit) -> Session:
    if visit.session is None:
        raise Refused("proof_needed")
    return visit.session


ROUTES = (confirm, ask, with_code, with_passkey)
