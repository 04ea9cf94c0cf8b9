"""What a page is to the portal: an address below the association's, for whom it is, and the function that answers."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from vouchbook.web.answers import Answer

FORM = 256 * 1024
"""Bytes that a form without a file may have."""


class Area(Enum):
    """For whom a page is; ``visit.entered`` says what somebody acts as there."""

    ANYBODY = "anybody"  # no sign-in; who has signed in stays who they are
    SIGNED_IN = "signed in"  # whoever they are
    OWN = "own"  # a person's own file, and the coordinator's on their behalf
    REVIEWING = "reviewing"
    OFFICE = "office"  # the coordinator, or a board officer where the action is theirs too
    COORDINATING = "coordinating"
    ALLIANCE = "alliance"
    RATING = "rating"  # a rater who came by their link


ANYBODY, SIGNED_IN, OWN, REVIEWING = Area.ANYBODY, Area.SIGNED_IN, Area.OWN, Area.REVIEWING
OFFICE, COORDINATING, ALLIANCE, RATING = Area.OFFICE, Area.COORDINATING, Area.ALLIANCE, Area.RATING


class Route(Struct, frozen=True):
    """One address and method. ``fresh``: asks who it is once more, unless they proved it a short while ago.

    ``uploads`` are the bytes that may come in with files, on top of the form's own. ``entered`` is the area's function
    name for tests and logs: the pages module and the function. ``kept``: see ``vouchbook.web.kept``.
    """

    method: str
    path: str
    area: Area
    answer: Callable[..., Answer]
    fresh: bool = False
    uploads: int = 0
    kept: bool = False

    @property
    def name(self) -> str:
        return f"{self.answer.__module__.rpartition('.')[2]}.{self.answer.__name__}"

    @property
    def limit(self) -> int:
        return FORM + self.uploads


def page(path: str, *, who: Area, fresh: bool = False, kept: bool = False) -> Callable[[Callable[..., Answer]], Route]:
    """A page to look at: whatever asks for it changes nothing.

    :param kept: it follows from what ``vouchbook.web.kept`` names and from nothing else, least of all from the hour
    """

    def made(answer: Callable[..., Any]) -> Route:
        return Route("GET", path, who, answer, fresh, kept=kept)

    return made


def act(path: str, *, who: Area, fresh: bool = False, uploads: int = 0) -> Callable[[Callable[..., Answer]], Route]:
    """What a form sends: checked against forgery, and answered with a redirect once something was recorded."""

    def made(answer: Callable[..., Any]) -> Route:
        return Route("POST", path, who, answer, fresh, uploads)

    return made


def on_behalf(path: str) -> str:
    """Where a page of one's own file stands for the coordinator who acts for somebody."""
    return "/office/people/{about}/file" + path.removeprefix("/my")
