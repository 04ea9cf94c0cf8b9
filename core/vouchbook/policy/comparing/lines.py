"""Two sheets of one category and occasion, line by line."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from vouchbook.domain.names import CategoryCode, Due, Occasion, RequirementKey
from vouchbook.policy.comparing.conditions import whom
from vouchbook.policy.comparing.effects import LOOSER, OTHER, SAME, STRICTER, Change, Changes, Effect, joined
from vouchbook.policy.comparing.kinds import Compared, asks_nothing, compared
from vouchbook.policy.comparing.standings import Side, Standings
from vouchbook.policy.comparing.tables import cycle, words
from vouchbook.policy.document import PlanRow
from vouchbook.policy.rules import (
    Attested,
    Degree,
    Exam,
    Hours,
    Line,
    Membership,
    NotRequired,
    Ratings,
    Rule,
    Sheet,
    Signatures,
)


class LineChange(Struct, frozen=True):
    """A line that differs; ``None`` where a sheet has no line of this key."""

    category: CategoryCode
    at: Occasion
    key: RequirementKey
    effect: Effect
    changes: tuple[Change, ...]
    old: Line | None
    new: Line | None


class Sheets:
    """What the lines of two sheets are compared with beside their own fields."""

    def __init__(self, old: Side, new: Side, was: Sheet, now: Sheet, *, every_day: bool) -> None:
        self.sides = (old, new)
        self.ratings = _ratings(was), _ratings(now)
        self.plans = _plans(old), _plans(new)
        self.cycle = cycle(old, new, now.category) if now.at is Occasion.RENEWAL else ()
        self._standings = Standings(old, new, now.category, every_day=every_day)

    def standing(self, name: str) -> tuple[Change, ...]:
        return self._standings.changes(name)

    def awaits(self, name: str) -> bool:
        return self._standings.awaits(name)


def lines(old: Side, new: Side, was: Sheet, now: Sheet, *, every_day: bool = True) -> Iterator[LineChange]:
    """The lines that differ, in the order of the new sheet, then those that it dropped."""
    beside = Sheets(old, new, was, now, every_day=every_day)
    before, after = ({line.rule.key: line for line in sheet.lines if _stands(line)} for sheet in (was, now))
    for key in dict.fromkeys([*after, *before]):
        one, other = before.get(key), after.get(key)
        found = _both(one, other, beside) if one and other else _one(one, other)
        if found.changes:
            yield LineChange(now.category, now.at, key, found.effect, found.changes, one, other)


def _stands(line: Line) -> bool:
    return not isinstance(line.rule, NotRequired)


def _one(old: Line | None, new: Line | None) -> Compared:
    """A line added is stricter, one dropped looser, unless everybody fulfils it."""
    line = old or new
    nothing = line is None or asks_nothing(line.rule)
    effect = SAME if nothing else LOOSER if new is None else STRICTER
    return Compared(effect, (Change("rule", old and old.rule, new and new.rule, effect),))


def _both(old: Line, new: Line, beside: Sheets) -> Compared:
    rule = compared(old.rule, new.rule, beside)
    head = (*whom(old.applies, new.applies), *_due(old, new))
    nothing = asks_nothing(old.rule) and asks_nothing(new.rule)
    effect = SAME if nothing else joined([rule.effect, *(each.effect for each in head)])
    said = words(old, new, *(side.document for side in beside.sides))
    return Compared(effect, (*rule.changes, *head, *said))


def _due(old: Line, new: Line) -> Changes:
    """What is due by the decision may come later; for what time takes away again, nothing can be promised."""
    if old.due is not new.due:
        lasting = _lasts(old.rule) and _lasts(new.rule)
        yield Change("due", old.due, new.due, OTHER if not lasting else LOOSER if new.due is Due.DECISION else STRICTER)


def _lasts(rule: Rule) -> bool:
    """Whether who fulfils it on a day fulfils it on every later day, with what they had and what has come since."""
    match rule:
        case Degree() | Membership():  # a membership is asked on the day of the decision in any case
            return True
        case Signatures(signed="once") | Attested(given="once") | Exam(valid_for=None) | Ratings(within_last=None):
            return True
        case Hours(also=(), parts=(), where=where):
            return where.within_last is None
        case _:
            return False


def _plans(side: Side) -> tuple[PlanRow, ...]:
    """The plans as they are by the day: no term that begins later has an answer to give on it."""
    return tuple(row for row in side.document.plan if row.from_ is None or row.from_ <= side.on)


def _ratings(sheet: Sheet) -> Ratings | None:
    return next((line.rule for line in sheet.lines if isinstance(line.rule, Ratings)), None)
