"""One person's evidence as a file said it: the facts that rules read, and the words beside them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.evidence import Colleague, Facts, PersonWords, Portfolio, Rating, Rsc, Standing, Words, Work
from vouchbook.domain.names import ColleagueId, EmployerKey, ItemId


class FileEntry(Struct, frozen=True):
    """One item of a file: the table it stood in, its id there (made up where the format asks for none), its content."""

    table: str
    ref: ItemId
    facts: Facts
    words: Words


class PortfolioFile(Struct, frozen=True):
    """Everything a portfolio file says. ``portfolio`` takes its claims at their word; ``names`` are its colleagues'."""

    person: PersonWords
    state: str | None
    entries: tuple[FileEntry, ...]
    portfolio: Portfolio
    names: dict[ColleagueId, str]


def remapped(
    facts: Facts,
    *,
    colleague: Callable[[ColleagueId], ColleagueId],
    employer: Callable[[EmployerKey], EmployerKey],
) -> Facts:
    """The same facts with the ids of colleagues and the keys of employers that a book knows them by."""
    match facts:
        case Work(employer=place, supervisor=who):
            return replace(facts, employer=employer(place), supervisor=None if who is None else colleague(who))
        case Colleague(colleague=who, employer=where):
            return replace(facts, colleague=colleague(who), employer=None if where is None else employer(where))
        case Standing(holder=holder):
            return replace(facts, holder=None if holder is None else colleague(holder))
        case Rsc(provider=who):
            return replace(facts, provider=colleague(who))
        case Rating(rater=who):
            return replace(facts, rater=colleague(who))
        case _:
            return facts


def folded(text: str) -> str:
    r"""A text as it is compared: width, case and surrounding or doubled blanks make no difference.

    >>> folded("  Blue   Ridge Family\u00a0Center ")
    'blue ridge family center'
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
