"""Who may open a page: asked before anything of it is read, for every route in the same way."""

from __future__ import annotations

from vouchbook.domain.authorize import Role
from vouchbook.service.alliance import ALLIANCE_CODE
from vouchbook.web import noting
from vouchbook.web.answers import Answer
from vouchbook.web.routes import Area
from vouchbook.web.troubles import FORGED, NOT_FOUND, Trouble, shown
from vouchbook.web.visit import Visit

NEEDS: dict[Area, frozenset[Role]] = {
    Area.REVIEWING: frozenset({Role.REVIEWER}),
    Area.OFFICE: frozenset({Role.COORDINATOR, Role.BOARD}),
    Area.COORDINATING: frozenset({Role.COORDINATOR}),
    Area.ALLIANCE: frozenset({Role.ALLIANCE}),
}
"""The roles of which one must be held; what may be done there is then asked of ``authorize``."""
ELSEWHERE = Trouble(
    403,
    "This form came from another site",
    "Nothing was recorded. Open the page here, and send it from here.",
)
CLOSED = Trouble(
    403,
    "This part is not open to you",
    "You have signed in, but this part asks for another role. If that is wrong, ask your association's coordinator.",
)


def stopped(visit: Visit) -> Answer | None:
    """What somebody gets who may not come in; nothing where they may."""
    area = visit.route.area
    if (
        (area is Area.ALLIANCE) != (visit.association == ALLIANCE_CODE)
        and area is not Area.ANYBODY
        and area is not Area.SIGNED_IN
    ):
        return shown(visit, NOT_FOUND)
    if visit.route.method == "POST" and visit.foreign:
        return shown(visit, ELSEWHERE)
    if area is Area.RATING and getattr(visit.session, "rating", None) is None:
        return rater_first(visit)
    if visit.route.method == "POST" and not visit.from_our_form(visit.fields.value("csrf")):
        # A form of somebody whose session has ended meanwhile is kept for them; any other is offered once more.
        if area in (Area.ANYBODY, Area.RATING) or visit.session is not None:
            return shown(visit, FORGED)
        return sign_in_first(visit)
    if area is Area.ANYBODY:
        return None
    if area is Area.RATING:
        return None
    if visit.person is None:
        return sign_in_first(visit)
    needed = {Role.COORDINATOR} if visit.behalf else NEEDS.get(area, frozenset())
    if needed and not visit.roles & needed:
        noting.denied(visit)
        return shown(visit, CLOSED)
    if visit.route.fresh and not visit.fresh:
        return prove_first(visit)
    return None


def sign_in_first(visit: Visit) -> Answer:
    """The sign-in page, which goes on to where they wanted; what a form had in it waits there too."""
    from vouchbook.web.pages import signing_in

    return signing_in.before(visit)


def rater_first(visit: Visit) -> Answer:
    """The page for the link of a rater; what a form had in it is kept for them."""
    from vouchbook.web.pages.rating import entering

    return entering.before(visit)


def prove_first(visit: Visit) -> Answer:
    """The page that asks who it is once more, before something weighty."""
    from vouchbook.web.pages import signing_in

    return signing_in.once_more(visit)
