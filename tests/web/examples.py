"""For every page of the portal an address at which somebody of the small alliance sees it: what tests look at.

A page whose address has nothing to fill in and that answers 200 to whoever its area is for needs no row here. Any other
is named by its route's path; what stands in braces in an example's path is an id of `tests.web.small`, by what it is:

    "/office/people/{person}": (Example("coordinator", "/office/people/{applicant}"),),
    "/my/evidence/{item}/edit": (Example("applicant", lambda live: f"/my/evidence/{first_item(live)}/edit"),),
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from tests.web.letters import some_letter
from tests.web.live import Live

from vouchbook.service.alliance import ALLIANCE_CODE
from vouchbook.web.pages import ROUTES
from vouchbook.web.routes import Area, Route, on_behalf


class Example(Struct, frozen=True):
    """``who``: one of the small alliance's people, or nobody. ``file``: it is downloaded, there is no page to see."""

    who: str | None
    path: str | Callable[[Live], str]
    association: str = "nc"
    status: int = 200
    file: bool = False
    behalf: str | None = None
    """Of a page of somebody's own file: as whom the coordinator opens it; ``who``, where nothing else is said."""


EXAMPLES: dict[str, tuple[Example, ...]] = {
    "/colours.css": (Example(None, "/colours.css", status=404, file=True),),
    "/logo": (Example(None, "/logo", status=404, file=True),),
    "/more/{first}": (Example(None, "/more/nothing", status=404),),
    "/more/{first}/{second}": (Example(None, "/more/no/thing", status=404),),
    "/more/{first}/{second}/{third}": (Example(None, "/more/no/thing/here", status=404),),
    "/office/outbox/words/{name}": (Example("coordinator", "/office/outbox/words/reference_asked"),),
    "/office/outbox/{letter}": (
        Example("coordinator", lambda live: f"/office/outbox/{some_letter(live)}"),
        Example("coordinator", lambda live: f"/office/outbox/{some_letter(live, 'no_address')}"),
    ),
    "/office/outbox/{letter}/print": (
        Example("coordinator", lambda live: f"/office/outbox/{some_letter(live)}/print"),
    ),
    "/eligibility/result": (
        Example(None, "/eligibility/result?lives=here&with=infant&with=parent&services=prevention&years=1.5&rsc=24"),
        Example(None, "/eligibility/result?years=many", status=422),
        Example(None, "/eligibility/result?lives=elsewhere&degree=master", association="tn"),
    ),
    "/my/applications/{application}": (
        Example("applicant", "/my/applications/{applicant_application}"),
        Example("reviewed", "/my/applications/{reviewed_application}"),
        Example("endorsed", "/my/applications/{endorsed_application}"),
    ),
    "/my/applications/{application}/print": (Example("applicant", "/my/applications/{applicant_application}/print"),),
    "/my/applications/{application}/requirements/{key}": (
        Example("applicant", "/my/applications/{applicant_application}/requirements/rsc"),
        Example("applicant", "/my/applications/{applicant_application}/requirements/ratings"),
        Example("submitted", "/my/applications/{submitted_application}/requirements/education"),
    ),
    "/my/applications/{application}/check": (
        Example("applicant", "/my/applications/{applicant_application}/check"),
        Example("submitted", "/my/applications/{submitted_application}/check"),
    ),
    "/my/applications/{application}/submitted": (
        Example("submitted", "/my/applications/{submitted_application}/submitted"),
    ),
    "/my/applications/{application}/decision": (
        Example("endorsed", "/my/applications/{endorsed_application}/decision"),
    ),
    "/my/applications/{application}/questions/{returned}": (
        Example("applicant", "/my/applications/{applicant_application}/questions/none", status=404),
    ),
    "/my/applications/{application}/withdraw": (
        Example("applicant", "/my/applications/{applicant_application}/withdraw"),
    ),
    "/my/applications/{application}/history": (Example("endorsed", "/my/applications/{endorsed_application}/history"),),
    "/my/applications/{application}/elsewhere": (
        Example("applicant", "/my/applications/{applicant_application}/elsewhere"),
    ),
    "/review": (Example("reviewed_reviewer_2", "/review"), Example("endorsed_reviewer_1", "/review")),
    "/review/{application}": (
        Example("reviewed_reviewer_1", "/review/{reviewed_application}"),
        Example("reviewed_reviewer_2", "/review/{reviewed_application}"),
        Example("endorsed_reviewer_1", "/review/{endorsed_application}"),
    ),
    "/review/{application}/leave": (Example("reviewed_reviewer_2", "/review/{reviewed_application}/leave"),),
    "/review/{application}/competencies": (
        Example("reviewed_reviewer_2", "/review/{reviewed_application}/competencies"),
    ),
    "/review/{application}/timeline": (Example("examined_reviewer_1", "/review/{examined_application}/timeline"),),
    "/review/{application}/requirements/{key}": (
        Example("reviewed_reviewer_2", "/review/{reviewed_application}/requirements/training"),
        Example("reviewed_reviewer_2", "/review/{reviewed_application}/requirements/ratings"),
        Example("examined_reviewer_1", "/review/{examined_application}/requirements/education"),
    ),
    "/review/{application}/recommendation": (
        Example("reviewed_reviewer_2", "/review/{reviewed_application}/recommendation"),
    ),
    "/review/{application}/panel": (
        Example("reviewed_reviewer_2", "/review/{reviewed_application}/panel"),
        Example("examined_reviewer_1", "/review/{examined_application}/panel"),
    ),
    "/reference/form": (Example("rating", "/reference/form"),),
    "/reference/form/{step}": (
        Example("rating", "/reference/form/about"),
        Example("rating", "/reference/form/reflection"),
        Example("rating", "/reference/form/comments"),
    ),
    "/reference/check": (Example("rating", "/reference/check"),),
    "/reference/decline": (Example("rating", "/reference/decline"),),
    "/calendar/{token}": (Example(None, "/calendar/none.ics", status=404, file=True),),
}

USUALLY: dict[Area, tuple[str | None, str]] = {
    Area.ANYBODY: (None, "nc"),
    Area.SIGNED_IN: ("applicant", "nc"),
    Area.OWN: ("applicant", "nc"),
    Area.REVIEWING: ("reviewer", "nc"),
    Area.OFFICE: ("coordinator", "nc"),
    Area.COORDINATING: ("coordinator", "nc"),
    Area.ALLIANCE: ("alliance", ALLIANCE_CODE),
}
"""Who sees a page that has no row: somebody for whom its area is."""


def pages() -> list[Route]:
    return [route for route in ROUTES if route.method == "GET"]


def examples_of(route: Route) -> tuple[Example, ...]:
    """Where to see a page; none where nobody has said so."""
    if route.path in EXAMPLES:
        return EXAMPLES[route.path]
    if "{" in route.path or route.area not in USUALLY:
        return ()
    who, association = USUALLY[route.area]
    return (Example(who, route.path, association, file="." in route.path.rpartition("/")[2]),)


def address(live: Live, example: Example) -> str:
    return f"/{example.association}{_path(live, example)}"


def behalf_address(live: Live, example: Example) -> str:
    """The same page of somebody's file, for the coordinator who acts for them."""
    known = live.people[example.association]
    about = known[example.behalf or example.who or ""]
    return f"/{example.association}{on_behalf(_path(live, example)).format(about=about)}"


def _path(live: Live, example: Example) -> str:
    if callable(example.path):
        return example.path(live)
    return example.path.format_map(live.people[example.association])
