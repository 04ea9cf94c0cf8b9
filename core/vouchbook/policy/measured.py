"""What measuring a requirement brings to light, before it is judged; and how judgements join."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from vouchbook.domain.evidence import Item
from vouchbook.domain.names import ItemId, QuestionKey
from vouchbook.domain.trace import Because, Excluded, Finding, Lacking, Question, Status, Unit, Why
from vouchbook.policy.asked import Asked

_ORDER = (Status.MISSING, Status.JUDGEMENT, Status.MET)

REJECTED = Because(Why.REJECTED_BY_REVIEWER)


def judge(sure: int, possible: int, required: int) -> Status:
    """Met when what is sure suffices, missing when even what is possible does not, else a reviewer's to say."""
    if sure >= required:
        return Status.MET
    return Status.MISSING if possible < required else Status.JUDGEMENT


def worst(statuses: Iterable[Status]) -> Status:
    """Kleene's *and*: one missing thing is enough, one open thing leaves it open."""
    return min(statuses, key=_ORDER.index, default=Status.MET)


def best(statuses: Iterable[Status]) -> Status:
    """Kleene's *or*."""
    return max(statuses, key=_ORDER.index, default=Status.MISSING)


class Measured:
    """Whole numbers of ``unit``, with every item that was looked at in one of three lists.

    ``further`` is what other conditions of the requirement say beside the amount; ``open`` are questions of
    the requirement that the sheet does not spell out; ``options`` and what is ``…_ways`` belong to groups.
    """

    __slots__ = (
        "asked_by_ways", "counted", "excluded", "further", "lacking", "open", "options", "pending", "pending_in_ways",
        "possible", "required", "sure", "unit",
    )  # fmt: skip

    def __init__(self, unit: Unit, required: int) -> None:
        self.unit = unit
        self.required = required
        self.sure = 0
        self.possible = 0
        self.counted: list[ItemId] = []
        self.pending: list[Item] = []
        self.excluded: list[Excluded] = []
        self.lacking: list[Lacking] = []
        self.further: list[Status] = []
        self.open: list[QuestionKey] = []
        self.options: tuple[Finding, ...] = ()
        self.asked_by_ways: list[Question] = []
        self.pending_in_ways: list[ItemId] = []

    @property
    def status(self) -> Status:
        judged = judge(self.sure, self.possible, self.required)
        return worst((judged, *self.further)) if self.further else judged

    def exclude(self, item: Item, amount: int, because: Because) -> None:
        self.excluded.append(Excluded(item.id, amount, because))


Measure = Callable[[Asked], Measured]
