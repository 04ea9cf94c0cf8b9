"""Holds an association's policy against the licensed edition of the guidelines, line by line of every sheet.

By the rules of ``compare``: what is ``stricter`` than the edition raises nobody's status, and what is ``looser`` is a
deviation. A line that an older edition asked in the same way is not adopted yet, whatever it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import zip_longest

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.names import CategoryCode, EditionName, Occasion, RequirementKey
from vouchbook.policy.compare import Change, Comparison, Effect, LineChange, SheetChange, Side, compare
from vouchbook.policy.comparing.hours import another_way
from vouchbook.policy.document import NoSheet, UnknownCategory, sheet_on
from vouchbook.policy.rules import Line, Sheet


class Verdict(Enum):
    """How a line stands to that of the licensed edition."""

    SAME = "same"
    STRICTER = "stricter"
    LOOSER = "looser"
    OTHER = "other"  # neither can be promised
    NOT_YET_ADOPTED = "not_yet_adopted"  # it is what an older edition asks


class Held(Struct, frozen=True):
    """A line held against the edition's line of the same key; ``None`` where one of the two has no such line.

    ``effect`` is what the difference does, whatever the verdict says of where it comes from; ``like`` is the older
    edition that asks the same. ``change`` says what differs.
    """

    category: CategoryCode
    at: Occasion
    key: RequirementKey
    verdict: Verdict
    effect: Effect
    own: Line | None
    licensed: Line | None
    change: LineChange | None
    like: EditionName | None = None

    @property
    def asks_less(self) -> bool:
        """Whether something is asked less: a deviation, also where something else is asked more."""
        parts = self.change.changes if self.change and self.effect is Effect.OTHER else ()
        return self.effect is Effect.LOOSER or any(_asks_less(each) for each in parts)


def _asks_less(change: Change) -> bool:
    if change.field.split(".")[-1] != "also" or change.effect is not Effect.OTHER:
        return change.effect is Effect.LOOSER
    pairs = zip_longest(change.old, change.new)  # several other ways: none may ask less, whatever they do together
    return any(
        old is None or (new is not None and any(_asks_less(each) for each in another_way(old, new, "way")))
        for old, new in pairs
    )


class Fidelity(Struct, frozen=True):
    """Every line of the categories that both hold, and the sheets that only one of the two has.

    ``comparison`` is what they were found by. ``beyond``: categories that the edition does not know.
    """

    comparison: Comparison
    lines: tuple[Held, ...]
    sheets: tuple[SheetChange, ...]
    beyond: tuple[CategoryCode, ...]

    def counted(self, verdict: Verdict) -> int:
        return sum(each.verdict is verdict for each in self.lines)

    @property
    def deviations(self) -> tuple[Held, ...]:
        return tuple(each for each in self.lines if each.asks_less)


def held_against(edition: Side, own: Side, older: Mapping[EditionName, Side]) -> Fidelity:
    """How faithful ``own`` is to ``edition`` on its day; ``older`` are the editions before it, the latest first."""
    found = _compared(edition, own)
    changes = {(each.category, each.at, each.key): each for each in found.lines}
    before = _Older(own, older)
    return Fidelity(
        comparison=found,
        lines=tuple(_held(pair, changes.get(pair.key), before) for pair in _pairs(edition, own, found.compared)),
        sheets=found.sheets,
        beyond=found.only_new,
    )


def _compared(edition: Side, own: Side) -> Comparison:
    return compare(edition, own, sheets_alone=True)


Key = tuple[CategoryCode, Occasion, RequirementKey]


class _Pair(Struct, frozen=True):
    """The lines of one key; ``dropped``: the association's own rows say that it is not asked."""

    key: Key
    licensed: Line | None
    own: Line | None
    dropped: bool


def _pairs(edition: Side, own: Side, categories: Sequence[CategoryCode]) -> Iterator[_Pair]:
    """Every line that one of the two asks, in the order of the association's sheet."""
    for category in categories:
        for at in Occasion:
            was, now = (sheet(side, category, at) for side in (edition, own))
            if was is None or now is None:
                continue
            before, after = ({line.rule.key: line for line in each.lines} for each in (was, now))
            dropped = {line.rule.key for line in now.dropped}
            for key in dict.fromkeys([*after, *before]):
                yield _Pair((category, at, key), before.get(key), after.get(key), key in dropped)


def _held(pair: _Pair, change: LineChange | None, older: _Older) -> Held:
    effect = change.effect if change else Effect.SAME
    held = Held(*pair.key, Verdict(effect.value), effect, pair.own, pair.licensed, change)
    if effect is Effect.SAME or pair.dropped:
        return held
    like = older.asking_alike(pair)
    return replace(held, verdict=Verdict.NOT_YET_ADOPTED, like=like) if like else held


class _Older:
    """What the editions before the licensed one asked; each is compared once, when first looked at."""

    def __init__(self, own: Side, editions: Mapping[EditionName, Side]) -> None:
        self._own = own
        self._editions = editions
        self._differing: dict[EditionName, frozenset[Key]] = {}

    def asking_alike(self, pair: _Pair) -> EditionName | None:
        """The latest of them whose line asks what the association's line asks, or that has none as it has none."""
        return next((name for name in self._editions if self._alike(name, pair)), None)

    def _alike(self, name: EditionName, pair: _Pair) -> bool:
        line, there = pair.own, sheet(self._editions[name], pair.key[0], pair.key[1])
        if line is not None and line.origin == f"guidelines {name}":
            return pair.licensed is None or pair.licensed.rule != line.rule
        if there is None:
            return False
        asked = any(each.rule.key == pair.key[2] for each in there.lines)
        return asked is (line is not None) and pair.key not in self._keys(name)

    def _keys(self, name: EditionName) -> frozenset[Key]:
        """The lines of which this edition asks something else than the association."""
        if name not in self._differing:
            found = _compared(self._editions[name], self._own).lines
            self._differing[name] = frozenset(
                (each.category, each.at, each.key) for each in found if each.effect is not Effect.SAME
            )
        return self._differing[name]


def sheet(side: Side, category: CategoryCode, at: Occasion) -> Sheet | None:
    """The sheet that rules on the side's day, if there is one."""
    try:
        return sheet_on(side.document, category, at, side.on)[1]
    except (NoSheet, UnknownCategory):
        return None


def named(lines: Iterable[Held]) -> tuple[str, ...]:
    """Lines by category, occasion and key: ``IMHS application training``."""
    return tuple(f"{each.category} {each.at.value} {each.key}" for each in lines)
