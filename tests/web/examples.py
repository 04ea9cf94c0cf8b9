"""For every page of the portal an address at which somebody sees it: what tests look at.

A page that has no row here is looked at in the sample, as the person of its area (``USUALLY``) finds it by links from
that area's first pages. A row says otherwise: who of the small alliance sees it where, and with which status. What
stands in braces in its path is an id of `tests.web.small`, by what it is:

    "/office/people/{person}": (Example("coordinator", "/office/people/{applicant}"),),
    "/my/evidence/{item}/edit": (Example("applicant", lambda live: f"/my/evidence/{first_item(live)}/edit"),),
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace
from tests.web.finding import WITHIN, Walk, linked
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
    sample: bool = False
    """The path is one of the sample, and what stands in braces a stage of it."""
    route: Route | None = None
    """The page to look for in the sample, where no row says its address."""


EXAMPLES: dict[str, tuple[Example, ...]] = {
    "/colours.css": (Example(None, "/colours.css", status=404, file=True),),
    "/logo": (Example(None, "/logo", status=404, file=True),),
    "/more/{first}": (Example(None, "/more/nothing", status=404),),
    "/more/{first}/{second}": (Example(None, "/more/no/thing", status=404),),
    "/more/{first}/{second}/{third}": (Example(None, "/more/no/thing/here", status=404),),
    "/office/bulk/import/template": (Example("coordinator", "/office/bulk/import/template?table=people", file=True),),
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
    "/office/people/{person_id}/membership/{term}/confirm": (
        Example(
            "coordinator",
            lambda live: linked(
                live, "nc", "coordinator", "/office/people/{claims_unconfirmed}/membership", "/confirm$"
            ),
            sample=True,
        ),
    ),
    "/office/vetting/{vetting_id}/decide": (
        Example(
            "coordinator",
            lambda live: linked(live, "wv", "coordinator", "/office/vetting", "/office/vetting/v[^/]*$") + "/decide",
            association="wv",
            sample=True,
        ),
    ),
    "/my/references/{reference}/waive": (Example("applicant", "/my/references/none/waive", status=403),),
    "/my/fees/invoices/{invoice}": (Example("applicant", "/my/fees/invoices/none", status=403),),
    "/office/policy/draft/affected": (Example("coordinator", "/office/policy/draft/affected", status=422),),
    "/office/money/requests/{wish}": (Example("coordinator", "/office/money/requests/none", status=404),),
    "/office/money/accounts/{payer}/charges/{charge}/owe-again": (
        Example("coordinator", "/office/money/accounts/none/charges/none/owe-again", status=404),
    ),
    "/my/evidence/attachments/{attachment}": (
        Example("applicant", "/my/evidence/attachments/none", status=404, file=True),
    ),
    "/my/evidence/attachments/{attachment}/remove": (
        Example("applicant", "/my/evidence/attachments/none/remove", status=404),
    ),
    "/calendar/{token}": (Example(None, "/calendar/none.ics", status=409, file=True),),
}

USUALLY: dict[Area, tuple[tuple[str | None, str], ...]] = {
    Area.ANYBODY: ((None, "nc"),),
    Area.SIGNED_IN: (("opened_half", "nc"),),
    Area.OWN: tuple(
        (who, "nc")
        for who in (
            "opened_half",
            "approved",
            "scholarship",
            "invoice_unpaid",
            "reference_silent",
            "reference_requested",
        )
    ),
    Area.REVIEWING: (("one_review_done_reviewer_1", "nc"), ("to_decide_reviewer_1", "nc")),
    Area.OFFICE: (("coordinator", "nc"),),
    Area.COORDINATING: (("coordinator", "nc"),),
    Area.ALLIANCE: (("alliance", ALLIANCE_CODE),),
}
"""Who of the sample looks for a page that has no row, one after the other until somebody finds it."""


class NotFound(AssertionError):
    """Nobody finds the page by links; it needs a row."""


def pages() -> list[Route]:
    return [route for route in ROUTES if route.method == "GET"]


def examples_of(route: Route) -> tuple[Example, ...]:
    """Where to see a page; of one that has no row, the address is found when it is looked at."""
    if route.path in EXAMPLES:
        return EXAMPLES[route.path]
    who, association = USUALLY.get(route.area, ((None, "nc"),))[0]
    file = "." in route.path.rpartition("/")[2]
    return (Example(who, "", association, file=file, route=route),)


def seen_at(live: Live, example: Example, walks: dict[tuple[str, str | None], Walk]) -> tuple[str, Example]:
    """The address at which it is looked at, and who looks.

    :raises NotFound: nobody finds a link to it
    """
    if example.route is None:
        return f"/{example.association}{_path(live, example)}", example
    area = example.route.area
    for who, association in USUALLY.get(area, ()):
        if (association, who) not in walks:
            walks[association, who] = Walk(live, association, who, WITHIN.get(area, (area, Area.SIGNED_IN)))
        found = walks[association, who].first(example.route)
        if found is not None:
            return found, replace(example, who=who, association=association)
    raise NotFound(f"no link leads to {example.route.path}: give it a row in tests/web/examples.py")


def behalf_address(live: Live, address: str, example: Example) -> str:
    """The same page of somebody's file, for the coordinator who acts for them."""
    prefix = f"/{example.association}"
    about = live.people[example.association][example.behalf or example.who or ""]
    return f"{prefix}{on_behalf(address.removeprefix(prefix)).format(about=about)}"


def _path(live: Live, example: Example) -> str:
    if callable(example.path):
        return example.path(live)
    return example.path.format_map(live.people[example.association])
