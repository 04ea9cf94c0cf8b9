"""Reads one person's evidence from a portfolio file, JSON or TOML; all mistakes are reported at once."""

from __future__ import annotations

from pathlib import Path

from vouchbook.domain.evidence import Colleague, Item, PersonWords, Portfolio, Standing
from vouchbook.domain.names import ItemId
from vouchbook.policy.mistakes import meant
from vouchbook.policy.portfolio_fields import Fields, Reading
from vouchbook.policy.portfolio_file import FileEntry, PortfolioFile
from vouchbook.policy.portfolio_people import person
from vouchbook.policy.portfolio_tables import TABLES, Read, words
from vouchbook.policy.portfolio_text import PortfolioMistakes, plain
from vouchbook.policy.portfolio_values import text
from vouchbook.policy.values import WrittenWrongly

__all__ = ["FORMAT", "TABLES", "PortfolioMistakes", "read_portfolio"]

FORMAT = "vouchbook-portfolio/1"


def read_portfolio(path: Path | str) -> PortfolioFile:
    """Everything a portfolio file says; its claims about others are taken at their word.

    :raises PortfolioMistakes: all that is wrong with the file, each with its line and a way to mend it
    """
    reading = Reading(plain(Path(path)))
    file = Fields(reading, (), reading.file.tables)
    file.need("format", _format, "", f'write format = "{FORMAT}"')
    whose, state = _person(file)
    found = [(name, read) for name in TABLES for read in _table(name, file)]
    file.close()
    reading.check_references()
    if reading.mistakes:
        raise PortfolioMistakes(reading.mistakes)
    entries = tuple(_numbered(found, set(reading.ids)))
    return PortfolioFile(
        person=whose,
        state=state,
        entries=entries,
        portfolio=Portfolio(tuple(Item(entry.ref, entry.facts) for entry in entries), claims_taken=True),
        names={
            entry.facts.colleague: str(entry.words["name"]) for entry in entries if isinstance(entry.facts, Colleague)
        },
    )


def _format(value: object) -> str | None:
    written = text()(value)
    if written not in (None, FORMAT):
        newer = written.startswith(FORMAT.split("/")[0]) if written else False
        raise WrittenWrongly(
            "a newer Vouchbook may have written this file: upgrade first" if newer else meant(written or "", [FORMAT])
        )
    return written


def _person(file: Fields) -> tuple[PersonWords, str | None]:
    table = file.table("person")
    return person(table) if table else (PersonWords("", "", ""), None)


def _table(name: str, file: Fields) -> list[Read]:
    found = []
    for row in file.tables(name):
        found += list(TABLES[name](row))
        row.close()
    return found


def _numbered(found: list[tuple[str, Read]], taken: set[str]) -> list[FileEntry]:
    """Entries with ids that are unique in the file, also where the format asks for none."""
    entries = []
    for table, read in found:
        ref, number = read.id, 0
        while ref is None:
            number += 1
            candidate = ItemId(f"{read.like}-{number}")
            ref = None if candidate in taken else candidate
        taken.add(ref)
        kind = "standing" if isinstance(read.facts, Standing) else table
        entries.append(FileEntry(kind, ref, read.facts, words(read, ref)))
    return entries
