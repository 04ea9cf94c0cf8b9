"""How somebody signs in: passkeys, where they are signed in, and programs that speak for them."""

from __future__ import annotations

from vouchbook.domain.authorize import Role
from vouchbook.domain.refusal import Refused
from vouchbook.policy.values import WrittenWrongly
from vouchbook.service import api_tokens, passkeys, sessions
from vouchbook.web import device
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.pages.signing_in import person_of, site_of
from vouchbook.web.routes import SIGNED_IN, act, page
from vouchbook.web.visit import Visit

DAYS = (("30", "30 days"), ("90", "90 days"), ("365", "One year"))
BY = {"code": "a code by e-mail", "passkey": "a passkey", "sample": "a link to try the product"}
ROLES = {
    Role.APPLICANT: "you, for your own file",
    Role.REVIEWER: "you as a reviewer",
    Role.COORDINATOR: "you as a coordinator",
    Role.BOARD: "you as a board officer",
    Role.ALLIANCE: "you as Alliance staff",
}


@page("/account", who=SIGNED_IN)
def account(visit: Visit) -> Answer:
    return _shown(visit, None)


def _shown(visit: Visit, fields: Fields | None, *, status: int = 200, token: str = "") -> Answer:
    person = person_of(visit)
    return visit.show(
        "signing_in/account.html",
        title="How you sign in",
        status=status,
        fields=fields,
        passkeys=passkeys.of_person(visit.office, person),
        sessions=sessions.of_person(visit.office, person),
        here=visit.session.id if visit.session is not None else "",
        by=BY,
        tokens=api_tokens.of_person(visit.office, person),
        roles=[(role.value, ROLES[role]) for role in api_tokens.may_speak_as(visit.office, person)],
        role_names={role.value: words for role, words in ROLES.items()},
        days=DAYS,
        token=token,
        now=visit.office.edge.clock(),
        staff=bool(visit.roles),
        possible=site_of(visit) is not None,
    )


# ── Sessions ──────────────────────────────────────────────────────────────────────────────────


@act("/account/sessions/end", who=SIGNED_IN)
def end_session(visit: Visit) -> Answer:
    try:
        sessions.end_one(visit.office, person_of(visit), visit.fields.value("session"))
    except Refused as refused:
        visit.fields.refused(refused)
        return _shown(visit, visit.fields, status=409)
    return visit.see_other("/account", said="That session has ended.")


@act("/account/sessions/end-others", who=SIGNED_IN)
def end_others(visit: Visit) -> Answer:
    number = sessions.end_everywhere(visit.office, person_of(visit), but=visit.session)
    said = "You are signed in nowhere else." if not number else "You are signed out everywhere else."
    return visit.see_other("/account", said=said)


# ── Passkeys ──────────────────────────────────────────────────────────────────────────────────


@page("/account/passkeys/new", who=SIGNED_IN, fresh=True)
def new_passkey(visit: Visit) -> Answer:
    return _new_passkey(visit, None)


def _new_passkey(visit: Visit, fields: Fields | None, *, status: int = 200) -> Answer:
    site = site_of(visit)
    options = None
    if site is not None and visit.session is not None:
        options = passkeys.registration(visit.office, visit.session, site)
    return visit.show(
        "signing_in/new_passkey.html",
        title="Add a passkey",
        status=status,
        fields=fields,
        options=options,
        suggested=device.named(visit.agent),
    )


@act("/account/passkeys", who=SIGNED_IN, fresh=True)
def add_passkey(visit: Visit) -> Answer:
    fields, site = visit.fields, site_of(visit)
    name = fields.line("name", "Give this passkey a name", longest=60)
    if not fields.errors and visit.session is not None:
        try:
            if site is None:
                raise Refused("passkey_refused")
            passkeys.register(visit.office, visit.session, fields.value("credential"), site, name)
        except Refused as refused:
            fields.refused(refused)
        except WrittenWrongly:
            fields.add_error("name", "Give this passkey a name in plain letters")
        else:
            return visit.see_other("/account", said="Your passkey was added. Use it the next time you sign in.")
    return _new_passkey(visit, fields, status=422)


@act("/account/passkeys/remove", who=SIGNED_IN, fresh=True)
def remove_passkey(visit: Visit) -> Answer:
    try:
        if visit.session is not None:
            passkeys.remove(visit.office, visit.session, visit.fields.value("passkey"))
    except Refused as refused:
        visit.fields.refused(refused)
        return _shown(visit, visit.fields, status=409)
    return visit.see_other("/account", said="That passkey was removed. It opens nothing any more.")


# ── Programs ──────────────────────────────────────────────────────────────────────────────────


@act("/account/tokens", who=SIGNED_IN, fresh=True)
def make_token(visit: Visit) -> Answer:
    """A token's text is shown once, in this answer, and kept nowhere."""
    fields = visit.fields
    name = fields.line("token_name", "Name the program that will use it", longest=60)
    role = fields.choice("role", [each.value for each in Role], "Choose for whom it speaks")
    days = fields.choice("days", [value for value, _ in DAYS], "Choose how long it works")
    if role and days and not fields.errors and visit.session is not None:
        try:
            token = api_tokens.make(visit.office, visit.session, name, Role(role), int(days))
        except Refused as refused:
            fields.refused(refused, "role")
        except WrittenWrongly:
            fields.add_error("token_name", "Name the program in plain letters")
        else:
            return _shown(visit, None, token=token)
    return _shown(visit, fields, status=422)


@act("/account/tokens/revoke", who=SIGNED_IN)
def revoke_token(visit: Visit) -> Answer:
    try:
        api_tokens.revoke(visit.office, person_of(visit), visit.fields.value("token"))
    except Refused as refused:
        visit.fields.refused(refused)
        return _shown(visit, visit.fields, status=409)
    return visit.see_other("/account", said="That token was revoked. It opens nothing any more.")


ROUTES = (account, end_session, end_others, new_passkey, add_passkey, remove_passkey, make_token, revoke_token)
