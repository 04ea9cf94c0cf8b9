"""How two policies differ, in words: what was asked, what is asked now, and what that does to people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.names import CategoryCode, Occasion
from vouchbook.letters.changes import clauses, is_wording
from vouchbook.letters.names import of_either_family, spaced
from vouchbook.letters.phrases import day_of_year, listed
from vouchbook.letters.rules import Said, line_said, row_said
from vouchbook.letters.standings import Policy
from vouchbook.policy.compare import Change, Comparison, Effect, LineChange, RowChange, Side
from vouchbook.policy.document import Row
from vouchbook.policy.source import EVERY, TABLES


class Clause(Struct, frozen=True):
    """One thing that changed, and what it does; ``changes`` are the fields behind it, for a program."""

    text: str
    effect: Effect
    field: str
    old: Any
    new: Any


class LineDiffers(Struct, frozen=True):
    """A line that differs in the same way in all these categories; the words are those of the first one.

    ``likewise`` are those of them that say the same of the other family: of its children, of its form of the exam.
    ``words`` is what of the wording changed: its source, its note, whether somebody has confirmed it.
    """

    categories: tuple[CategoryCode, ...]
    likewise: tuple[CategoryCode, ...]
    at: Occasion
    key: str
    effect: Effect
    clauses: tuple[Clause, ...]
    words: tuple[str, ...]
    before: Said | None
    now: Said | None


class RowDiffers(Struct, frozen=True):
    """A row of another table that differs; ``fields`` are those that are more than wording."""

    table: str
    effect: Effect
    fields: tuple[str, ...]
    words: tuple[str, ...]
    before: Said | None
    now: Said | None


class SheetDiffers(Struct, frozen=True):
    """A sheet that rules on one of the two days only, with so many lines."""

    categories: tuple[CategoryCode, ...]
    at: Occasion
    before: int | None
    now: int | None


class Differences(Struct, frozen=True):
    """Everything that differs, each thing once for all categories that it concerns alike.

    ``compared`` are the categories of which both have a sheet; ``only_before`` and ``only_now`` those that one of
    the two alone offers.
    """

    compared: tuple[CategoryCode, ...]
    lines: tuple[LineDiffers, ...]
    sheets: tuple[SheetDiffers, ...]
    rows: tuple[RowDiffers, ...]
    association: tuple[str, ...]
    only_before: tuple[CategoryCode, ...]
    only_now: tuple[CategoryCode, ...]

    @property
    def nothing(self) -> bool:
        return not (self.lines or self.sheets or self.rows or self.association or self.only_before or self.only_now)

    def lines_that_are(self, effect: Effect) -> int:
        """How many lines got stricter, looser, …; those whose wording alone changed are the same."""
        return sum(line.effect is effect and bool(line.clauses) for line in self.lines)

    @property
    def worded_anew(self) -> int:
        return sum(not line.clauses for line in self.lines)


def differences(found: Comparison) -> Differences:
    """A comparison in words, with what is alike in several categories said once."""
    return Differences(
        compared=found.compared,
        lines=tuple(_lines(found)),
        sheets=tuple(_sheets(found)),
        rows=tuple(_row(each, found) for each in found.rows),
        association=tuple(_called(each) for each in found.association),
        only_before=found.only_old,
        only_now=found.only_new,
    )


def _lines(found: Comparison) -> list[LineDiffers]:
    """In the order of the sheets, the lines of the same categories together."""
    alike: dict[tuple[object, ...], list[LineDiffers]] = {}
    for change in found.lines:
        line = _line(change, found)
        alike.setdefault(_alike(line), []).append(line)
    together = [_joined(lines) for lines in alike.values()]
    order = {of: place for place, of in enumerate(dict.fromkeys((line.categories, line.at) for line in together))}
    return sorted(together, key=lambda line: order[line.categories, line.at])


def _line(change: LineChange, found: Comparison) -> LineDiffers:
    was, now = (Policy(side.document, change.category, side.on) for side in (found.old, found.new))
    return LineDiffers(
        categories=(change.category,),
        likewise=(),
        at=change.at,
        key=spaced(change.key),
        effect=change.effect,
        clauses=tuple(
            Clause(text, each.effect, each.field, each.old, each.new) for text, each in clauses(change, was, now)
        ),
        words=_words(change.changes),
        before=line_said(change.old, was) if change.old else None,
        now=line_said(change.new, now) if change.new else None,
    )


def _alike(line: LineDiffers) -> tuple[object, ...]:
    """What two categories must have in common for their lines to be said as one."""
    said = line.now or line.before
    by = (said.source, said.from_, said.until, said.confirmed, said.origin) if said else ()
    texts = tuple(of_either_family(each.text) if each else "" for each in (line.before, line.now))
    changes = tuple((of_either_family(each.text), each.effect) for each in line.clauses)
    return (line.at, line.key, line.effect, changes, texts, by, () if line.clauses else line.words)


def _joined(lines: Sequence[LineDiffers]) -> LineDiffers:
    first = lines[0]
    return replace(
        first,
        categories=tuple(line.categories[0] for line in lines),
        likewise=tuple(line.categories[0] for line in lines if _texts(line) != _texts(first)),
        words=tuple(each for each in first.words if all(each in line.words for line in lines)),
    )


def _texts(line: LineDiffers) -> tuple[object, ...]:
    return (*(each.text for each in line.clauses), *(each and each.text for each in (line.before, line.now)))


def _words(changes: Iterable[Change]) -> tuple[str, ...]:
    """What of the wording changed, each thing once."""
    found = dict.fromkeys(_word(each) for each in changes if is_wording(each))
    return tuple(word for word in WORDS if word in found)


WORDS = ("now confirmed", "no longer confirmed", "another source", "another place in the source", "another note")


def _word(change: Change) -> str:
    match change.field:
        case "confirmed":
            return "now confirmed" if change.new else "no longer confirmed"
        case "source":
            return "another source"
        case "note":
            return "another note"
        case _:
            return "another place in the source"


def _row(change: RowChange, found: Comparison) -> RowDiffers:
    return RowDiffers(
        table=change.table,
        effect=change.effect,
        fields=tuple(spaced(each.field) for each in change.changes if not is_wording(each)),
        words=_words(change.changes),
        before=_row_said(change, change.old, found.old, found),
        now=_row_said(change, change.new, found.new, found),
    )


def _row_said(change: RowChange, row: Row | None, side: Side, found: Comparison) -> Said | None:
    """A row as it concerns the categories for which it differs; all that both offer are every one."""
    if row is None:
        return None
    key = TABLES[change.table].key
    if "for" in key:
        categories = tuple(dict.fromkeys(str(each[key.index("for")]) for each in change.keys))
        offered = [{*each.document.association.categories} for each in (found.old, found.new)]
        every = {*categories} >= offered[0] & offered[1]
        row = replace(row, for_=(EVERY,) if every else categories)
    return row_said(change.table, row, Policy(side.document, None, side.on))


def _sheets(found: Comparison) -> Iterator[SheetDiffers]:
    alike: dict[tuple[Occasion, int | None, int | None], list[CategoryCode]] = {}
    for each in found.sheets:
        before, now = (len(sheet.lines) if sheet else None for sheet in (each.old, each.new))
        alike.setdefault((each.at, before, now), []).append(each.category)
    for (at, before, now), categories in alike.items():
        yield SheetDiffers(tuple(categories), at, before, now)


# ── What an association says of itself ────────────────────────────────────────────────────────

_OF_ITSELF: Mapping[str, str] = {
    "name": "its name",
    "timezone": "its time zone",
    "year_end": "its year ends on",
    "currency": "its amounts are in",
    "families": "its families",
    "languages": "its letters are in",
    "names": "what it calls its categories",
    "states": "its states",
    "alliance_floor": "what falls below the guidelines is",
}


def _called(change: Change) -> str:
    return f"{_OF_ITSELF[change.field]}: {_shown(change.field, change.old)} → {_shown(change.field, change.new)}"


def _shown(field: str, value: Any) -> str:  # noqa: ANN401  # whatever the field holds
    if field == "year_end":
        return day_of_year(value)
    if isinstance(value, dict):
        return listed([f"{code} “{name}”" for code, name in sorted(value.items())], "and") if value else "no names"
    if isinstance(value, tuple):
        return listed(value, "and") if value else "none"
    return "refused" if value == "enforced" else str(value)
