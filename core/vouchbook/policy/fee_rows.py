"""What a file's fee rows cannot mean: said with the line of the row, and of the other where two are at odds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from vouchbook.domain.names import FeeDue, FeeOccasion, PaidBefore
from vouchbook.policy.document import FeeRow, Row, TransitionRow
from vouchbook.policy.fees import DUE, open_between
from vouchbook.policy.positions import Path
from vouchbook.policy.source import EVERY, Key

_ON_THE_WAY = (FeeDue.REGISTRATION, FeeDue.SUBMISSION, FeeDue.DECISION)
_DUE: Mapping[FeeOccasion, tuple[FeeDue, ...]] = {
    FeeOccasion.REGISTRATION: _ON_THE_WAY,
    FeeOccasion.PROCESSING: _ON_THE_WAY,
    FeeOccasion.EXAM: (FeeDue.REGISTRATION, FeeDue.SUBMISSION, FeeDue.EXAM, FeeDue.DECISION),
    **{occasion: (due,) for occasion, due in DUE.items() if due not in (*_ON_THE_WAY, FeeDue.EXAM)},
}
"""The moments at which a fee of each occasion can be due."""

_CHARGED_BEFORE: Mapping[PaidBefore, tuple[FeeDue, ...]] = {
    PaidBefore.SUBMISSION: (FeeDue.REGISTRATION, FeeDue.PURCHASE),
    PaidBefore.DECISION: (FeeDue.REGISTRATION, FeeDue.PURCHASE, FeeDue.SUBMISSION, FeeDue.EXAM),
}
"""What is charged before a step, so that the step can wait for it."""

_JUDGED = ("given", "registered", "submitted", "decided")


def fee_mistakes(
    tables: Mapping[str, Sequence[tuple[int, Row]]], lines: Mapping[Path, int]
) -> Iterator[tuple[Path, str]]:
    """Every mistake of the fee rows, with the place in the file that it is about."""
    rows = [(index, row) for index, row in tables["fee"] if isinstance(row, FeeRow)]
    named = {occasion.value for occasion in FeeOccasion}
    for index, row in rows:
        if row.occasion in named and (row.added_to is None or row.added_to in named):
            yield from ((("fee", index, *at), text) for at, text in _of_itself(row))
    added = {row.occasion: index for index, row in rows if row.added_to is not None}
    for index, row in rows:
        if row.added_to in added and row.added_to != row.occasion:
            line = lines["fee", added[row.added_to]]
            yield (
                ("fee", index, "added_to"),
                f'added_to = "{row.added_to}" – that fee is itself added to another one on line {line}; '
                f"name the one with which both are collected",
            )
    for first, second, both in open_between(rows):
        yield ("fee", second), _undecided(lines["fee", first], lines["fee", second], both)
    for index, judged in tables["transition"]:
        if isinstance(judged, TransitionRow) and judged.of == "fees" and judged.judged_by.value not in _JUDGED:
            yield (
                ("transition", index, "judged_by"),
                f'judged_by = "{judged.judged_by.value}" – fees are those of a day of the application; '
                f"known here: {', '.join(_JUDGED)}",
            )


def _of_itself(row: FeeRow) -> Iterator[tuple[Path, str]]:
    occasion = FeeOccasion(row.occasion)
    if row.refund == "part" and row.kept is None:
        yield ("refund",), 'refund = "part" – say how much is not given back: kept = "100.00"'
    if row.refund != "part" and row.kept is not None:
        yield (
            ("kept",),
            f'kept – with refund = "{row.refund}" it says nothing; write refund = "part", or leave kept out',
        )
    if row.refund == "part" and row.kept is not None and row.kept > row.amount:
        yield ("kept",), "kept – more than the amount; keep at most what was paid"
    if occasion is FeeOccasion.MEMBERSHIP and row.for_ != (EVERY,):
        yield ("for",), "for – a membership is not bought for a category; leave it out"
    if occasion is not FeeOccasion.MEMBERSHIP and row.plan is not None:
        yield ("plan",), "plan – only a membership is bought by plan; leave it out, or write members = true"
    if row.added_to == row.occasion:
        yield ("added_to",), f'added_to = "{row.added_to}" – a fee is added to another one; leave it out'
    if row.due is not None and row.added_to is not None:
        yield ("due",), f"due – it is collected with the fee for {row.added_to}, when that one is due; leave due out"
    known = {each.value for each in FeeDue}
    if row.due in known and FeeDue(row.due) not in _DUE[occasion]:
        can = ", ".join(each.value for each in _DUE[occasion])
        yield ("due",), f'due = "{row.due}" – the fee for {occasion.value} can be due at: {can}'
    elif row.added_to is None and (row.due is None or row.due in known):
        yield from _waits(row, FeeDue(row.due) if row.due else DUE[occasion])


def _waits(row: FeeRow, due: FeeDue) -> Iterator[tuple[Path, str]]:
    """Nothing can wait for a fee that is only charged with it, or after."""
    step = PaidBefore(row.paid_before)
    if step is not PaidBefore.NOTHING and due not in _CHARGED_BEFORE[step]:
        other = 'due = "registration"' if step is PaidBefore.SUBMISSION else 'due = "submission"'
        yield (
            ("paid_before",),
            f'paid_before = "{step.value}" – the fee is charged at the {due.value} and cannot be paid before the '
            f'{step.value}; write {other}, or paid_before = "nothing"',
        )


def _undecided(first: int, second: int, both: Key) -> str:
    occasion, category, plan, members = both
    names = [
        *([f'for = ["{category}"]'] if category != EVERY else []),
        *([f'plan = "{plan}"'] if plan is not None else []),
        *([f"members = {str(members).lower()}"] if members is not None else []),
    ]
    return (
        f"fee {occasion} – the rows on line {first} and on line {second} both answer for {' and '.join(names)}, and "
        f"neither goes before the other; add a row that names both: {', '.join(names)}"
    )
