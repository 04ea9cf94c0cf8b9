"""Which fee row answers: one rule of precedence, and the rows between which it would leave a coordinator guessing.

A row that says of whom (a plan, members or others) goes before one that does not: plan and members, plan, members,
neither. Among those one that names the category goes before one for every category, and of these the latest begun
rules. Where one row names the category and another of whom, both would apply to a member of that category: the
reader asks for a row that names both, so that nobody has to know the rule by heart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from itertools import combinations

import msgspec

from vouchbook.domain.names import CategoryCode, Digest, FeeDue, FeeOccasion, PlanKey
from vouchbook.policy.dated import Span, in_turn
from vouchbook.policy.document import FeeRow, PolicyDocument, UpgradeRow, ruling_row
from vouchbook.policy.source import EVERY, Key, keys_of

_GENERAL = (None, EVERY)


def fee_row(
    document: PolicyDocument,
    occasion: FeeOccasion,
    on: date,
    *,
    category: CategoryCode | None = None,
    plan: PlanKey | None = None,
    member: bool | None = None,
) -> FeeRow | None:
    """The row that rules on a day for somebody of a plan, member or not; ``None``: nothing is charged.

    ``member`` unknown: a row for members, or for others, does not answer.
    """
    rows = [row for row in document.fee if row.occasion == occasion.value]
    for whom in dict.fromkeys(((plan, member), (plan, None), (None, member), (None, None))):
        for wanted in (category, EVERY) if category is not None else (EVERY,):
            mine = tuple(row for row in rows if (row.plan, row.members) == whom and wanted in row.for_)
            if row := ruling_row(mine, on):
                return row
    return None


DUE: Mapping[FeeOccasion, FeeDue] = {
    FeeOccasion.REGISTRATION: FeeDue.REGISTRATION,
    FeeOccasion.PROCESSING: FeeDue.SUBMISSION,
    FeeOccasion.EXAM: FeeDue.EXAM,
    FeeOccasion.RENEWAL: FeeDue.RENEWAL,
    FeeOccasion.LATE_RENEWAL: FeeDue.RENEWAL,
    FeeOccasion.MEMBERSHIP: FeeDue.PURCHASE,
    FeeOccasion.REINSTATEMENT: FeeDue.REINSTATEMENT,
}
"""When a fee is due whose row does not say."""


def due_of(document: PolicyDocument, row: FeeRow, on: date, *, category: CategoryCode | None = None) -> FeeDue:
    """When the fee is charged: as its row says, or with the fee to which it is added."""
    if row.due is not None:
        return FeeDue(row.due)
    if row.added_to is None:
        return DUE[FeeOccasion(row.occasion)]
    beside = fee_row(document, FeeOccasion(row.added_to), on, category=category)
    return FeeDue(beside.due) if beside is not None and beside.due else DUE[FeeOccasion(row.added_to)]


def digest_of(row: FeeRow) -> Digest:
    """Names a row by what it says, so that a charge can name the row that it rests on."""
    return Digest("sha256:" + sha256(msgspec.json.encode(row, order="sorted")).hexdigest())


def collected_with(document: PolicyDocument, occasion: FeeOccasion) -> tuple[FeeOccasion, ...]:
    """The occasions of which some row is added to this one, on whatever day."""
    return tuple(dict.fromkeys(FeeOccasion(row.occasion) for row in document.fee if row.added_to == occasion.value))


def reinstatement_costs(document: PolicyDocument, on: date) -> tuple[FeeOccasion, ...]:
    """The occasions whose fees a reinstatement costs: those that ``[[lapse]]`` names, else its own."""
    lapse = ruling_row(document.lapse, on)
    return (
        tuple(FeeOccasion(each) for each in lapse.charges) if lapse and lapse.charges else (FeeOccasion.REINSTATEMENT,)
    )


def upgrade_row(document: PolicyDocument, category: CategoryCode, on: date) -> UpgradeRow | None:
    """What applies to somebody endorsed here who applies for ``category``; ``None``: they pay like everybody."""
    for wanted in (category, EVERY):
        if row := ruling_row(tuple(row for row in document.upgrade if wanted in row.for_), on):
            return row
    return None


def open_between(rows: Iterable[tuple[int, FeeRow]]) -> Iterator[tuple[int, int, Key]]:
    """Pairs of rows, by their places, that both apply on some day while neither goes before the other.

    With them comes what the row that would settle it has to name: occasion, category, plan and members.
    """
    named: dict[Key, list[Span[int]]] = {}
    for index, row in rows:
        for key in keys_of("fee", row):
            named.setdefault(key, []).append(Span(row.from_, row.until, index))
    ruling = {key: in_turn(spans) for key, spans in named.items()}
    found: dict[tuple[int, int], Key] = {}
    for one, other in combinations(ruling, 2):
        if (both := _meeting(one, other)) is None:
            continue
        for first, second in ((a, b) for a in ruling[one] for b in ruling[other]):
            begins, ends = max(first.begins, second.begins), min(first.ends, second.ends)
            if begins < ends and not _covered(ruling.get(both, ()), begins, ends):
                found.setdefault((min(first.value, second.value), max(first.value, second.value)), both)
    yield from ((first, second, both) for (first, second), both in found.items())


def _meeting(one: Key, other: Key) -> Key | None:
    """What a row names that says all that both do; ``None`` where they never meet, or one says what the other does."""
    if one[0] != other[0]:
        return None
    both = []
    for a, b in zip(one, other, strict=True):
        if a != b and a not in _GENERAL and b not in _GENERAL:
            return None
        both.append(b if a in _GENERAL else a)
    return None if tuple(both) in (one, other) else tuple(both)


def _covered(spans: Sequence[Span[int]], begins: int, ends: int) -> bool:
    """Whether days in a row are all ruled by these spans, which lie apart and in order."""
    for each in spans:
        if each.begins <= begins < each.ends:
            begins = each.ends
    return begins >= ends
