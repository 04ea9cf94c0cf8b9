"""How a rater comes in: their link, then the code that is mailed to them; the link alone does nothing."""

from __future__ import annotations

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.refusal import Refused
from vouchbook.service import rater_entering, rating, sessions, signing_in
from vouchbook.service.office import Request
from vouchbook.web import cookies
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.routes import ANYBODY, act, page
from vouchbook.web.visit import Visit

TITLE = "A reference for an endorsement"
OVER = frozenset({"form_received", "form_replaced", "form_declined"})
"""Nothing more is asked of this rater: said on a page of its own, for it is no mistake of theirs."""


def before(visit: Visit) -> Answer:
    """In place of a page for a rater who has not come in, or not lately; what they had typed is kept."""
    if visit.route.method == "GET":
        return visit.see_other("/reference")
    return _link(visit, None, status=401, ended=True, kept=_kept(visit))


def _kept(visit: Visit) -> bool:
    """Whether what was sent with an ended session could be kept for the same rater."""
    from vouchbook.web.pages.rating import filling

    session = signing_in.former(visit.office, visit.ended) if visit.ended else None
    if session is None or session.rating is None:
        return False
    if not visit.from_our_form(visit.fields.value("csrf"), of=session):
        return False
    try:
        return filling.keep_late(visit, Principal(Role.RATER, rating=session.rating), session.rating)
    except Refused:
        return False


@page("/reference", who=ANYBODY)
def reference(visit: Visit) -> Answer:
    """The link leads here: its secret comes behind the “#”, which no server sees, or is pasted."""
    return _link(visit, None)


def _link(visit: Visit, fields: Fields | None, *, status: int = 200, ended: bool = False, kept: bool = False) -> Answer:
    return visit.show("rating/link.html", title=TITLE, status=status, fields=fields, ended=ended, kept=kept)


@act("/reference", who=ANYBODY)
def ask(visit: Visit) -> Answer:
    """Mail the code to the rater whose link it is."""
    fields = visit.fields
    token = fields.line("link", "Paste the link from our letter").rpartition("#")[2]
    if not fields.errors:
        try:
            asking = rater_entering.ask_code(visit.office, token, remote=visit.remote)
        except Refused as refused:
            if refused.code in OVER:
                return _over(visit, refused)
            fields.refused(refused, "link")
        else:
            return _code(visit, Fields({"asking": [asking], "link": [token]}))
    return _link(visit, fields, status=422)


def _over(visit: Visit, refused: Refused) -> Answer:
    return visit.show("rating/over.html", title="Nothing more is needed", status=410, refused=refused.code)


def _code(visit: Visit, fields: Fields, *, status: int = 200) -> Answer:
    return visit.show("rating/code.html", title="Check your e-mail", status=status, fields=fields)


@act("/reference/code", who=ANYBODY)
def enter(visit: Visit) -> Answer:
    fields = visit.fields
    code = fields.line("code", "Enter the code from our letter")
    if not fields.errors:
        try:
            entered = rater_entering.by_code(visit.office, fields.value("asking"), code, remote=visit.remote)
        except Refused as refused:
            if refused.code in OVER:
                return _over(visit, refused)
            fields.refused(refused, "code")
        else:
            request = visit.request("opened")
            by = Principal(Role.RATER, rating=entered.rating)
            rating.rating_opened(visit.office, Request(request.id, by, request.on), entered.rating)
            visit.cookies.append(cookies.set_(visit, cookies.RATER, entered.token))
            return visit.see_other("/reference/form")
    return _code(visit, fields, status=422)


@page("/reference/done", who=ANYBODY)
def done(visit: Visit) -> Answer:
    sent = visit.query("what") != "declined"
    title = "Your reference is sent" if sent else "You have declined"
    return visit.show("rating/done.html", title=title, sent=sent)


def leave(visit: Visit, what: str) -> Answer:
    """Done: nothing of this reference can be opened from here any more."""
    if visit.session is not None:
        sessions.end(visit.office, visit.session)
    visit.cookies.append(cookies.gone(visit, cookies.RATER))
    return visit.see_other("/reference/done", what=what)


ROUTES = (reference, ask, enter, done)
