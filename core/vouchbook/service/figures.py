"""Figures over all associations, for the Alliance: how many people, where and in what; never who."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain.authorize import Action, Principal, authorize
from vouchbook.domain.names import AssociationCode, CategoryCode
from vouchbook.policy.calendar import earlier
from vouchbook.policy.rules import Length
from vouchbook.projections.applications import approved_between, people_applying
from vouchbook.projections.endorsements import people_in_force
from vouchbook.service.alliance import ALLIANCE_CODE, office
from vouchbook.service.folder import Folder
from vouchbook.service.suppression import Table, published


class Figure(Struct, frozen=True):
    """One table: what it counts, its associations down and its categories across."""

    key: str
    associations: tuple[AssociationCode, ...]
    categories: tuple[CategoryCode, ...]
    table: Table


def figures(folder: Folder, principal: Principal, on: date) -> tuple[Figure, ...]:
    """How many hold an endorsement on a day, are applying now, and were approved in the year up to that day."""
    authorize(principal, Action.SEE_EVERY_ASSOCIATION)
    codes = [AssociationCode(code) for code in folder.codes() if code != ALLIANCE_CODE]
    books = {code: office(folder, code).book for code in codes}
    counted = {
        "endorsed": {code: people_in_force(book, on) for code, book in books.items()},
        "applying": {code: people_applying(book) for code, book in books.items()},
        "approved": {code: approved_between(book, earlier(on, Length(months=12)), on) for code, book in books.items()},
    }
    return tuple(_figure(key, found) for key, found in counted.items())


def _figure(key: str, found: dict[AssociationCode, dict[str, int]]) -> Figure:
    categories = sorted({category for each in found.values() for category in each})
    counts = [[each.get(category, 0) for category in categories] for each in found.values()]
    return Figure(key, tuple(found), tuple(map(CategoryCode, categories)), published(counts))
