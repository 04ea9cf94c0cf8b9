"""What a proposed policy would say otherwise of days that have passed when it comes into force.

Everything is asked on the day itself: the sheet of the day, the rows that ruled on it. Who decided a case asked
about the days on which it rests, and must hear the same ever after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.evidence import Facts, Portfolio, Rating, Rsc, Work
from vouchbook.domain.names import CategoryCode, Occasion, RequirementKey
from vouchbook.policy.calendar import Spans, merged, span
from vouchbook.policy.compare import Comparison, Effect, Side, compare, days_of_change
from vouchbook.policy.document import PolicyDocument
from vouchbook.policy.portfolio_values import FIRST
from vouchbook.policy.source import TABLES

_DAY = timedelta(days=1)
_OF_SESSIONS = ("standing", "vetting")
"""The tables that are asked about the days of evidence; the others about the days of the application itself."""


class Past(Struct, frozen=True):
    """Days, both included, on each of which two policies differ in the same way."""

    first: date
    last: date
    found: Comparison


class CaseDays(Struct, frozen=True):
    """The days on which a decided case rests.

    ``sheet`` is the one whose sheet judged it, ``steps`` are its own days, ``evidence`` those of what it claimed.
    """

    category: CategoryCode
    sheet: date
    steps: tuple[date, ...]
    evidence: Spans = ()


def past_changes(base: PolicyDocument, proposed: PolicyDocument, before: date) -> tuple[Past, ...]:
    """In which stretches of days before ``before`` the two differ, and how; the words of a rule included."""
    was, now = (_as_far_as(document, before) for document in (base, proposed))
    last = before - _DAY
    begins = sorted({FIRST, *days_of_change(was, FIRST, last), *days_of_change(now, FIRST, last)})
    ends = [*(each - _DAY for each in begins[1:]), last]
    changed: list[Past] = []
    for first, until in zip(begins, ends, strict=True):
        found = replace(compare(Side(was, first), Side(now, first), these_days_alone=True), association=())
        if found.nothing:
            continue
        if changed and changed[-1].last + _DAY == first and _content(changed[-1].found) == _content(found):
            changed[-1] = replace(changed[-1], last=until)
        else:
            changed.append(Past(first, until, found))
    return tuple(changed)


def touched(past: Iterable[Past], case: CaseDays) -> tuple[RequirementKey, ...]:
    """What ruled otherwise on days on which a case rests, each by its name; other words for the same rule do not."""
    return tuple(dict.fromkeys(name for each in past for name in _touched(each, case)))


def asks_for_evidence(past: Iterable[Past]) -> bool:
    """Whether it matters on which days the sessions of a case were held."""
    return any(row.table in _OF_SESSIONS and row.effect is not Effect.SAME for each in past for row in each.found.rows)


def sessions(portfolio: Portfolio, decided: date | None) -> Spans:
    """The days on which somebody's standing is asked for: of sessions, of supervised work, of ratings."""
    return merged(part for item in portfolio.items for part in _asked(item.facts, decided))


def _asked(facts: Facts, decided: date | None) -> Iterator[tuple[int, int]]:
    match facts:
        case Rsc(first=first, last=last):
            yield from span(first, last)
        case Work(first=first, last=last):
            yield from span(first, last or decided)
        case Rating(rated_on=on):
            yield from span(on, on)
        case _:
            return


def _touched(past: Past, case: CaseDays) -> Iterator[RequirementKey]:
    found, category = past.found, case.category
    if past.first <= case.sheet <= past.last:
        if category in found.only_old:
            yield RequirementKey(f"{category}.sheet")
        for sheet in found.sheets:
            if sheet.category == category and sheet.at is Occasion.APPLICATION:
                yield RequirementKey(f"{category}.sheet")
        for line in found.lines:
            if line.category == category and line.at is Occasion.APPLICATION and line.effect is not Effect.SAME:
                yield RequirementKey(f"{category}.{line.key}")
    for row in found.rows:
        if row.effect is Effect.SAME:
            continue
        for key in row.keys:
            place = TABLES[row.table].key.index("for") if "for" in TABLES[row.table].key else None
            if (place is None or key[place] == category) and _rests(past, case, sessions=row.table in _OF_SESSIONS):
                yield RequirementKey(".".join([row.table, *(str(part) for part in key if part is not None)]))


def _rests(past: Past, case: CaseDays, *, sessions: bool) -> bool:
    if any(past.first <= day <= past.last for day in case.steps):
        return True
    low, high = past.first.toordinal(), past.last.toordinal() + 1
    return sessions and any(begins < high and low < ends for begins, ends in case.evidence)


def _as_far_as(document: PolicyDocument, before: date) -> PolicyDocument:
    """Without the ends of vetting that are still to come: through those days, what vetted people do counts anyway."""
    rows = tuple(
        replace(row, ends=tuple(end for end in row.ends if end.on < before - _DAY)) for row in document.vetting
    )
    return replace(document, vetting=rows)


def _content(found: Comparison) -> tuple[object, ...]:
    return (found.lines, found.sheets, found.rows, found.only_old, found.only_new)
