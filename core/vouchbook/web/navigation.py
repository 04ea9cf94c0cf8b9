"""What stands at the head of each page: whose portal it is, and where one may go from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from vouchbook.domain.authorize import Role
from vouchbook.service.alliance import ALLIANCE_CODE
from vouchbook.web import extensions
from vouchbook.web.routes import Area

if TYPE_CHECKING:
    from vouchbook.web.visit import Visit


class Face(Struct, frozen=True):
    """An association as pages show it. ``styled``: it has colours of its own."""

    code: str
    name: str
    short: str
    logo: str | None
    styled: bool


class Entry(Struct, frozen=True):
    """One place to go; ``current`` where one is."""

    label: str
    url: str
    current: bool


APPLICANT = (
    ("My endorsement", "/my"),
    ("My evidence", "/my/evidence"),
    ("References", "/my/references"),
    ("Fees", "/my/fees"),
)
REVIEWER = (("To review", "/review"),)
OFFICE = (
    ("To do", "/office"),
    ("Applications", "/office/applications"),
    ("People", "/office/people"),
    ("Reviews", "/office/reviews"),
    ("References", "/office/references"),
    ("Vetting", "/office/vetting"),
    ("Money", "/office/money"),
    ("Letters", "/office/outbox"),
    ("Policy", "/office/policy"),
)
BOARD = (("Policy", "/office/policy"), ("Money", "/office/money"))
ALLIANCE = (("Associations", "/associations"), ("Figures", "/figures"))
PUBLIC = (("Who is endorsed", "/registry"), ("Is it for me?", "/eligibility"))


def face(visit: Visit) -> Face:
    """The name from the settings, else from the policy; the Alliance has none of its own."""
    brand = visit.hosting.brand(visit.association)
    policies = visit.office.policies.adopted
    named = visit.office.version_on(visit.today).document.association.name if policies else "Alliance"
    return Face(
        code=visit.association,
        name=brand.name or named,
        short=brand.short or (short(named) if policies else "Alliance"),
        logo=visit.url("/logo") if brand.logo is not None else None,
        styled=brand.colour is not None,
    )


def short(name: str) -> str:
    """What an association is called in short: the letters in parentheses after its name, or its name."""
    inside = name.rpartition("(")[2]
    return inside.rstrip(")") if inside.endswith(")") and inside.rstrip(")").isupper() else name


def places(visit: Visit) -> tuple[tuple[str, str], ...]:
    """The entries of the part of the portal in which the page stands."""
    area = visit.route.area
    if visit.association == ALLIANCE_CODE:
        return ALLIANCE if Role.ALLIANCE in visit.roles else ()
    if area is Area.OWN and not visit.behalf:
        return APPLICANT
    if area is Area.REVIEWING:
        return REVIEWER
    if area in (Area.OFFICE, Area.COORDINATING) or visit.behalf:
        return OFFICE if Role.COORDINATOR in visit.roles else BOARD
    return PUBLIC if area is not Area.RATING else ()


def desks(visit: Visit) -> list[Entry]:
    """The parts of the portal that somebody may go to: their own file, reviews, the office."""
    if visit.person is None or visit.association == ALLIANCE_CODE:
        return []
    possible = [("My file", "/my", True), ("Reviewing", "/review", Role.REVIEWER in visit.roles)]
    possible.append(("Office", "/office", bool(visit.roles & {Role.COORDINATOR, Role.BOARD})))
    open_ = [(label, path) for label, path, may in possible if may]
    if len(open_) == 1 and visit.route.area is Area.OWN:
        return []
    here = visit.hosting.prefix(visit.association)
    return [Entry(label, here + path, _within(visit.path, here + path)) for label, path in open_]


def entries(visit: Visit) -> list[Entry]:
    here = visit.hosting.prefix(visit.association)
    found = [(label, here + path) for label, path in (*places(visit), *extensions.entries(visit))]
    longest = max((url for _, url in found if _within(visit.path, url)), key=len, default=None)
    return [Entry(label, url, url == longest) for label, url in found]


def _within(path: str, url: str) -> bool:
    return path == url or path.startswith(url + "/")
