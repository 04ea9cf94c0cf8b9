"""Signing in and out: an address, the code that was mailed there, a passkey; a form that was sent too late is kept."""

from __future__ import annotations

from vouchbook.domain.names import PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.policy.values import WrittenWrongly
from vouchbook.service import passkeys, sessions, signing_in
from vouchbook.service.signing_in import Entered
from vouchbook.web import cookies, device, going_on, navigation
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.going_on import HELD, ROOM, next_of
from vouchbook.web.routes import ANYBODY, act, page
from vouchbook.web.visit import Visit

OTHERS = "You have signed in. What somebody else had typed here before was not sent."


# ── On the way to somewhere ───────────────────────────────────────────────────────────────────


def before(visit: Visit) -> Answer:
    """The sign-in page in place of one that asks who it is; a form that was sent is kept in it."""
    if visit.route.method == "GET":
        return visit.see_other("/sign-in", next=going_on.here(visit))
    whose = going_on.former(visit)
    held = going_on.hold(visit, whose) if whose is not None else ""
    return _email(visit, Fields({HELD: [held]}), status=401, ended=True, kept=bool(held))


def _email(
    visit: Visit, fields: Fields | None, *, status: int = 200, ended: bool = False, kept: bool = False
) -> Answer:
    site = site_of(visit)
    return visit.show(
        "signing_in/email.html",
        title="Sign in",
        status=status,
        fields=fields,
        next=next_of(fields.value("next") if fields else visit.query("next")),
        held=fields.value(HELD) if fields else "",
        ended=ended,
        kept=kept,
        options=passkeys.asking(visit.office, site, passkeys.SIGN_IN, site.browser) if site else None,
    )


def site_of(visit: Visit) -> passkeys.Site | None:
    """What the browser knows the portal as; passkeys need a name, and do not work at a bare number."""
    host = visit.origin.partition("://")[2].rpartition("@")[2]
    host = host if host.startswith("[") else host.partition(":")[0]
    if not host or host.startswith("[") or host.replace(".", "").isdigit():
        return None
    return passkeys.Site(host, visit.origin, navigation.face(visit).short, visit.browser)


# ── With a mailed code ────────────────────────────────────────────────────────────────────────


@page("/sign-in", who=ANYBODY)
def sign_in(visit: Visit) -> Answer:
    if visit.person is not None:
        return going_on.go(visit, next_of(visit.query("next")) or going_on.home(visit, visit.roles))
    return _email(visit, None)


@act("/sign-in", who=ANYBODY, uploads=ROOM)
def ask(visit: Visit) -> Answer:
    """Mail a code, and ask for it: the same page whoever has typed whatever address."""
    fields = visit.fields
    email = fields.line("email", "Enter your e-mail address")
    if not fields.errors:
        try:
            asking = signing_in.ask_code(visit.office, email, remote=visit.remote)
        except WrittenWrongly:
            fields.add_error("email", "Enter an e-mail address in the form name@example.org")
        except Refused as refused:
            fields.refused(refused, "email")
        else:
            return _code(visit, Fields({**fields.without("code"), "asking": [asking]}), email)
    return _email(visit, fields, status=422)


def _code(visit: Visit, fields: Fields, email: str, *, status: int = 200) -> Answer:
    return visit.show(
        "signing_in/code.html",
        title="Check your e-mail",
        status=status,
        fields=fields,
        email=email,
        asking=fields.value("asking"),
        next=next_of(fields.value("next")),
        held=fields.value(HELD),
    )


@act("/sign-in/code", who=ANYBODY, uploads=ROOM)
def with_code(visit: Visit) -> Answer:
    fields = visit.fields
    code = fields.line("code", "Enter the code from our letter")
    if not fields.errors:
        try:
            entered = signing_in.by_code(
                visit.office, fields.value("asking"), code, remote=visit.remote, device=device.named(visit.agent)
            )
        except Refused as refused:
            fields.refused(refused, "code")
        else:
            return let_in(visit, entered)
    return _code(visit, fields, fields.value("email"), status=422)


# ── With a passkey, or a link to try the product ──────────────────────────────────────────────


@act("/sign-in/passkey", who=ANYBODY, uploads=ROOM)
def with_passkey(visit: Visit) -> Answer:
    fields, site = visit.fields, site_of(visit)
    try:
        if site is None:
            raise Refused("passkey_refused")
        entered = signing_in.by_passkey(
            visit.office, fields.value("credential"), site, remote=visit.remote, device=device.named(visit.agent)
        )
    except Refused as refused:
        fields.refused(refused)
        return _email(visit, fields, status=422)
    return let_in(visit, entered)


@page("/try", who=ANYBODY)
def try_(visit: Visit) -> Answer:
    """Where a link to try the product leads: its secret comes behind the “#”, or is pasted."""
    return visit.show("signing_in/try.html", title="Look around as a made-up person")


@act("/try", who=ANYBODY)
def tried(visit: Visit) -> Answer:
    fields = visit.fields
    token = (fields.value("secret") or fields.value("link")).strip().rpartition("#")[2]
    try:
        entered = signing_in.by_sample_link(visit.office, token, device=device.named(visit.agent))
    except Refused as refused:
        fields.refused(refused, "link")
        return visit.show("signing_in/try.html", title="Look around as a made-up person", status=422, fields=fields)
    return let_in(visit, entered)


# ── In, and out ───────────────────────────────────────────────────────────────────────────────


def let_in(visit: Visit, entered: Entered, said: str = "") -> Answer:
    """Signed in: on to where they wanted, or to the form that they had sent too late."""
    fields = visit.fields
    if visit.session is not None:
        sessions.end(visit.office, visit.session)
    visit.cookies.append(cookies.set_(visit, cookies.SESSION, entered.token))
    sealed = fields.value(HELD)
    form = going_on.held(visit, entered.person, sealed) if sealed else None
    if form is not None:
        return once_again(visit, form, entered)
    said = OTHERS if sealed else said
    if said:
        visit.cookies.append(cookies.to_say(visit, said))
    roles = signing_in.roles_of(visit.office, entered.person)
    return going_on.go(visit, next_of(fields.value("next")) or going_on.home(visit, roles))


def once_again(visit: Visit, form: going_on.Form, entered: Entered | None = None) -> Answer:
    """The form as it was typed, to be sent with one button; nothing is sent unasked."""
    if entered is not None:
        visit.session = signing_in.session_of(visit.office, entered.token)
        visit.roles = signing_in.roles_of(visit.office, entered.person)
    return visit.show(
        "signing_in/once_again.html",
        title="What you typed is still here",
        typed=form.fields,
        files=form.files,
        path=visit.hosting.prefix(visit.association) + form.path,
        home=visit.hosting.prefix(visit.association) + going_on.home(visit, visit.roles),
    )


@act("/sign-out", who=ANYBODY)
def sign_out(visit: Visit) -> Answer:
    if visit.session is not None:
        sessions.end(visit.office, visit.session)
    visit.cookies.append(cookies.gone(visit, cookies.SESSION))
    visit.cookies.append(cookies.gone(visit, cookies.BROWSER))
    return visit.see_other("/")


def person_of(visit: Visit) -> PersonId:
    """Who has signed in; pages for those who have are opened for nobody else."""
    if visit.person is None:
        raise Refused("proof_needed")
    return visit.person


def once_more(visit: Visit) -> Answer:
    """The page that asks who it is once more, in place of one that is weighty."""
    from vouchbook.web.pages import confirming

    return confirming.before(visit)


ROUTES = (sign_in, ask, with_code, with_passkey, try_, tried, sign_out)
