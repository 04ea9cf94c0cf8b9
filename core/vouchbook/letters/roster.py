"""The roster in words: by what somebody counts, how many they take, and what is possible when vetting ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from vouchbook.domain.names import AssociationCode, CategoryCode, Occasion, VettingScope
from vouchbook.letters.names import called, endorsed
from vouchbook.letters.phrases import counted, day, listed
from vouchbook.letters.standings import ended
from vouchbook.policy.document import VettingEnd


def by_what(where: AssociationCode, category: CategoryCode | None, vetted: VettingScope | None, emerging: bool) -> str:
    """A standing in a few words.

    >>> by_what("mi", "IMHM-C", None, False), by_what("nc", None, VettingScope.RSC, False)
    ('IMHM-C of mi', 'vetted by nc')
    """
    return f"vetted by {where}" if vetted else f"{endorsed(category or '', emerging=emerging)} of {where}"


def taking(capacity: int | None, takes_outside: bool, on_roster: bool) -> str:
    """What somebody says of how many they take.

    >>> taking(4, True, True), taking(None, False, True), taking(None, False, False)
    ('up to 4, also from outside', 'own agency only', 'not on the roster')
    >>> taking(0, False, True)
    'nobody at present'
    """
    if not on_roster:
        return "not on the roster"
    if capacity == 0:
        return "nobody at present"
    outside = "also from outside" if takes_outside else "own agency only"
    return outside if capacity is None else f"up to {capacity}, {outside}"


def last_day(end: VettingEnd, *, supposed: bool) -> str:
    """When vetting ends, as a sentence.

    >>> last_day(VettingEnd(date(2027, 12, 21)), supposed=False)
    'By the policy, what people vetted for RSC do counts through 21 December 2027.'
    """
    whose = "Supposed:" if supposed else "By the policy,"
    return f"{whose} what people vetted for {called(VettingScope.RSC)} do counts {ended(end)}."


def nobody(asked: int) -> str:
    """That no file loses its only provider.

    >>> nobody(1)
    'Nobody loses their only provider by it: of 1 file whose sheet says who has to give the RSC.'
    """
    return (
        f"Nobody loses their only provider by it: of {counted(asked, 'file')} whose sheet says who has to give the RSC."
    )


def from_anybody(sheets: Iterable[tuple[Occasion, CategoryCode, int]]) -> str:
    """Why files are not asked about: their sheets take RSC from anybody.

    >>> from_anybody([(Occasion.RENEWAL, CategoryCode("IMHS"), 2)])  # doctest: +ELLIPSIS
    'Not asked about, ...: renewal of IMHS (2 files). By the policy it counts there whoever gives it, ...'
    """
    which = listed([f"{at.value} of {category} ({counted(files, 'file')})" for at, category, files in sheets], "and")
    why = "Not asked about, because the sheet asks for RSC and does not say who has to give it"
    return f"{why}: {which}. By the policy it counts there whoever gives it, before that day and after it."


def ways_out(ends_on: date, others: Iterable[str]) -> list[str]:
    """What somebody who loses their only provider can do."""
    names = [*others]
    found = listed(names, "and") if names else "nobody who counts then is on the roster and takes people from outside"
    return [
        f"Let the provider apply for endorsement, or for the add-on ERS, to hold it before {day(ends_on)} is over",
        f"Find another provider who counts afterwards: {found}",
        "Record what a provider holds in another association: vouchbook evidence standing, then confirm --registry",
    ]
