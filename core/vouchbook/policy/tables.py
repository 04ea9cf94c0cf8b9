"""Every table but the requirements, resolved: own rows over the guidelines', each with the days on which it rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from vouchbook.policy.adopted import Adopted
from vouchbook.policy.dated import Span, in_turn, layered
from vouchbook.policy.document import Row
from vouchbook.policy.source import EVERY, TABLES, Key, SourceDocument, keys_of

_Answers = dict[Key, list[Span[Row]]]


def resolved(source: SourceDocument, adopted: Sequence[Span[Adopted]]) -> dict[str, tuple[Row, ...]]:
    """The rows of each table, sorted by key and first day; on no day do two rows answer the same key."""
    categories = source.association.categories
    made = {}
    for table in TABLES:
        own = [Span(row.from_, row.until, row) for row in source.tables[table]]
        theirs = list(_theirs(table, adopted))
        layers = [_answers(table, rows, categories, every) for rows in (own, theirs) for every in (False, True)]
        made[table] = tuple(_shown(table, layers, categories))
    return made


def _theirs(table: str, adopted: Sequence[Span[Adopted]]) -> Iterator[Span[Row]]:
    """An edition's rows take the days of its adoption.

    Who counts as what is asked for days long before an association was founded, so that the first edition's
    ``standing`` has ruled since ever.
    """
    for place, each in enumerate(adopted):
        from_ = None if table == "standing" and place == 0 else each.from_
        for row in each.value.edition.tables[table]:
            yield Span(from_, each.until, each.value.row(row))


def _answers(table: str, rows: Iterable[Span[Row]], categories: Sequence[str], every: bool) -> _Answers:
    """The rows that answer each key: those that name its category or, with ``every``, those that name none."""
    place = _place(table, "for")
    found: _Answers = {}
    for each in rows:
        for key in keys_of(table, each.value):
            general = place is not None and key[place] == EVERY
            if general is not every:
                continue
            named = categories if general else [key[place]] if place is not None else [None]
            for category in named:
                if place is None:
                    found.setdefault(key, []).append(each)
                elif category in categories:  # an edition knows categories that this association does not offer
                    found.setdefault((*key[:place], category, *key[place + 1 :]), []).append(each)
    return found


def _shown(table: str, layers: Sequence[_Answers], categories: Sequence[str]) -> Iterator[Row]:
    """What shows of the layers, a row standing once for all the keys that it answers on the same days.

    In the order of the first of these keys, then of the days.
    """
    together: dict[tuple[int, int, int], tuple[Span[Row], list[Key]]] = {}
    for key in sorted({key for layer in layers for key in layer}, key=_sortable):
        for each in layered(*(in_turn(layer.get(key, ())) for layer in layers)):
            together.setdefault((id(each.value), each.begins, each.ends), (each, []))[1].append(key)
    for each, keys in together.values():
        lists: dict[str, tuple[str, ...]] = {}
        for name in ("for", "of"):
            place = _place(table, name)
            field = "for_" if name == "for" else name
            if place is not None and isinstance(getattr(each.value, field), tuple):
                values = tuple(sorted({str(key[place]) for key in keys}))
                lists[field] = (EVERY,) if name == "for" and {*values} == {*categories} else values
        yield replace(each.value, from_=each.from_, until=each.until, **lists)


def _place(table: str, name: str) -> int | None:
    key = TABLES[table].key
    return key.index(name) if name in key else None


def _sortable(key: Key) -> tuple[str, ...]:
    return tuple("" if part is None else str(part) for part in key)
