"""What an association's packages add to its portal: pages, and entries of the navigation; a bad one harms nobody else.

Asked once for each package that is installed, and kept; whatever goes wrong is told to the operators, with the name of
the package and never with what somebody typed, and not more often than every few minutes.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from msgspec import Struct

from vouchbook.associations import Association, BadPackage
from vouchbook.domain.authorize import Role
from vouchbook.domain.refusal import Refused
from vouchbook.hookspecs import Entry, Html, Look, Page, Shown, Table, Who
from vouchbook.service.office import Office
from vouchbook.web.routes import Area

if TYPE_CHECKING:
    from vouchbook.web.visit import Visit

LOG = logging.getLogger("vouchbook.extensions")
MORE = "/more"
"""Below this, and nowhere else, packages have pages."""
AREAS: dict[Who, Area] = {
    "anybody": Area.ANYBODY,
    "signed in": Area.SIGNED_IN,
    "own": Area.OWN,
    "reviewing": Area.REVIEWING,
    "office": Area.OFFICE,
    "coordinating": Area.COORDINATING,
}
_QUIET = 300.0  # seconds in which the same is not told again
_told: dict[str, float] = {}


class Failed(Exception):
    """A page of a package failed, or answered what is no page; ``package`` is whose it is."""

    def __init__(self, package: str) -> None:
        super().__init__(package)
        self.package = package


class Brought(Struct, frozen=True):
    """What the packages of one association bring."""

    pages: tuple[tuple[str, Page], ...] = ()
    entries: tuple[Entry, ...] = ()


_kept: WeakKeyDictionary[Association, Brought] = WeakKeyDictionary()
_asking = threading.Lock()


def brought(office: Office) -> Brought:
    """What an association's packages bring; nothing where they cannot be asked."""
    try:
        association = office.association(office.today)
    except (BadPackage, Refused):
        return Brought()
    known = _kept.get(association)
    if known is None:
        with _asking:
            known = _kept.get(association)
            if known is None:
                pages, wrong = association.pages()
                entries, also_wrong = association.navigation()
                known = _kept[association] = Brought(pages, entries)
                for each in (*wrong, *also_wrong):
                    report(office.code, each)
    return known


def found(office: Office, path: str) -> tuple[str, Page, dict[str, str]] | None:
    """The page at a path, with whose it is and the variable parts of its path; fixed words go before variable ones."""
    parts = path.strip("/").split("/")
    fitting = []
    for who, page in brought(office).pages:
        wanted = page.path.strip("/").split("/")
        variable = [each.startswith("{") for each in wanted]
        if len(wanted) == len(parts) and all(v or w == p for w, p, v in zip(wanted, parts, variable, strict=True)):
            values = {w.strip("{}"): p for w, p, v in zip(wanted, parts, variable, strict=True) if v}
            fitting.append((variable, who, page, values))
    if not fitting:
        return None
    _, who, page, values = min(fitting, key=lambda each: each[0])
    return who, page, values


def shown(who: str, page: Page, look: Look) -> tuple[Shown, ...] | None:
    """What a page of a package answers, made sure of; ``None``: there is no such page.

    :raises Failed: it failed; that has been reported
    """
    try:
        answer = page.show(look)
        if answer is None or _is_a_page(answer):
            return answer
        wrong = f"answered {type(answer).__name__}; it must answer a tuple of texts, tables and markup"
    except (Exception, SystemExit) as error:  # whatever a package does, the portal goes on
        wrong = f"failed ({type(error).__name__})"
    report(look.association, f"{who}: the page {page.path} {wrong}")
    raise Failed(who) from None


def entries(visit: Visit) -> list[tuple[str, str]]:
    """What packages add to the navigation of the part in which a page stands: words and paths."""
    try:
        ours = brought(visit.office).entries
    except Exception as error:  # a page of the portal is never lost over this
        report(visit.association, f"the navigation could not be asked for ({type(error).__name__})")
        return []
    here = _part(visit)
    return [(each.title, each.path) for each in ours if each.who in here]


def report(code: str, wrong: str) -> None:
    """Tell the operators what is wrong with a package; the same only every few minutes."""
    said = f"{code}: {wrong}"
    now = time.monotonic()
    if now - _told.get(said, -_QUIET) >= _QUIET:
        _told[said] = now
        LOG.error("%s", said)


def _part(visit: Visit) -> frozenset[Who]:
    area = visit.route.area
    if area in (Area.RATING, Area.ALLIANCE):
        return frozenset()
    if area is Area.OWN and not visit.behalf:
        return frozenset({"own", "signed in"})
    if area is Area.REVIEWING:
        return frozenset({"reviewing", "signed in"})
    if area in (Area.OFFICE, Area.COORDINATING) or visit.behalf:
        office: set[Who] = {"office", "signed in"}
        return frozenset(office | {"coordinating"} if Role.COORDINATOR in visit.roles else office)
    return frozenset({"anybody"})


def _is_a_page(answer: object) -> bool:
    return isinstance(answer, tuple) and all(map(_is_shown, answer))


def _is_shown(part: object) -> bool:
    if isinstance(part, Table):
        cells = [part.caption, *part.head, *(cell for row in part.rows for cell in row)]
        return all(isinstance(cell, str) for cell in cells) and all(len(row) == len(part.head) for row in part.rows)
    return isinstance(part, str) or (isinstance(part, Html) and isinstance(part.markup, str))
