"""Complete requirement sheets: per category, occasion and day of change every line, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.names import CategoryCode, Occasion
from vouchbook.policy.adopted import Adopted
from vouchbook.policy.dated import Span, in_turn, layered, on, span, stretches
from vouchbook.policy.rules import Line, NotRequired, Sheet
from vouchbook.policy.source import EVERY, RequirementRow, SourceDocument

_Rows = tuple[Span[RequirementRow], ...]


class _Timeline(Struct, frozen=True):
    """One key of a sheet through time: own rows, the guidelines' rows, and which of them shows when."""

    own: _Rows
    guidelines: _Rows
    shown: _Rows


def sheets(source: SourceDocument, adopted: Sequence[Span[Adopted]]) -> tuple[Sheet, ...]:
    """Every sheet of every category that the association offers, sorted by category, occasion and first day."""
    occasions = sorted(Occasion, key=lambda occasion: occasion.value)
    return tuple(
        sheet
        for category in sorted(source.association.categories)
        for at in occasions
        for sheet in _through_time(category, at, list(_timelines(source, adopted, category, at)))
    )


def _through_time(category: CategoryCode, at: Occasion, timelines: Sequence[_Timeline]) -> list[Sheet]:
    made: list[Span[tuple[tuple[Line, ...], tuple[Line, ...]]]] = []
    for begins, ends in stretches(*(rows for each in timelines for rows in (each.own, each.guidelines))):
        lines = [line for each in timelines for line in _line(each, begins)]
        kept = tuple(line for line in lines if not isinstance(line.rule, NotRequired))
        dropped = tuple(line for line in lines if isinstance(line.rule, NotRequired) and line.floor)
        if made and made[-1].ends == begins and made[-1].value == (kept, dropped):
            begins = made.pop().begins
        if kept or dropped:
            made.append(span(begins, ends, (kept, dropped)))
    return [Sheet(category, at, each.from_, each.until, *each.value) for each in made]


def _line(timeline: _Timeline, day: int) -> Iterator[Line]:
    for ruling in timeline.shown:
        if not ruling.begins <= day < ruling.ends:
            continue
        head = ruling.value.head
        floor = on(timeline.guidelines, day) if head.origin == "own" else ()
        yield Line(
            rule=ruling.value.rule,
            origin=head.origin,
            from_=ruling.from_,
            until=ruling.until,
            source=head.source,
            line=head.line,
            confirmed=head.confirmed,
            note=head.note,
            due=head.due,
            applies=head.applies,
            floor=floor[0].rule if floor else None,
        )


def _timelines(
    source: SourceDocument, adopted: Sequence[Span[Adopted]], category: CategoryCode, at: Occasion
) -> Iterator[_Timeline]:
    """The keys as the editions order them, and what only the association asks where its file puts it."""
    mine = _by_key(source.requirements, category, at)
    theirs = [Span(each.from_, each.until, _of_edition(each.value, category, at)) for each in adopted]
    for key in in_one_order([*(each.value for each in theirs), mine]):
        own = _own(mine.get(key, []))
        guidelines = tuple(Span(each.from_, each.until, each.value[key]) for each in theirs if key in each.value)
        yield _Timeline(own, guidelines, layered(own, guidelines))


def in_one_order(orders: Iterable[Iterable[str]]) -> list[str]:
    """One order of several: what an earlier one does not name stands behind its neighbour in the later one.

    >>> in_one_order([["training", "work", "ratings"], ["rsc", "work", "families", "ratings", "exam"]])
    ['training', 'rsc', 'work', 'families', 'ratings', 'exam']
    """
    found: list[str] = []
    for order in orders:
        keys = [*order]
        for place, key in enumerate(keys):
            if key in found:
                continue
            if place:
                found.insert(found.index(keys[place - 1]) + 1, key)
            else:  # the first of its file has no neighbour before it: it stands before the next one that has a place
                found.insert(next((found.index(each) for each in keys if each in found), len(found)), key)
    return found


def _own(rows: Iterable[RequirementRow]) -> _Rows:
    """One key's rows through time: on each day a row that names the category beats one for ``every``."""
    dated = [Span(row.head.from_, row.head.until, row) for row in rows]
    named = [each for each in dated if EVERY not in each.value.head.for_]
    return layered(in_turn(named), in_turn(each for each in dated if each not in named))


def _of_edition(adopted: Adopted, category: CategoryCode, at: Occasion) -> dict[str, RequirementRow]:
    """The edition's one row of each key; it has no days of its own."""
    return {
        key: replace(best, head=adopted.row(best.head))
        for key, rows in _by_key(adopted.edition.requirements, category, at).items()
        for best in [min(rows, key=lambda row: EVERY in row.head.for_)]
    }


def _by_key(rows: Iterable[RequirementRow], category: CategoryCode, at: Occasion) -> dict[str, list[RequirementRow]]:
    found: dict[str, list[RequirementRow]] = {}
    for row in rows:
        if row.head.at is at and {category, EVERY} & {*row.head.for_}:
            found.setdefault(row.rule.key, []).append(row)
    return found
