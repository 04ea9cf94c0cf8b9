"""What is found of one line for many people: statuses as numbers, and whole numbers of the line's unit."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec
import numpy as np
from msgspec import Struct

from vouchbook.domain.trace import Status
from vouchbook.policy.columns.arrays import Codes, Flags, Ints
from vouchbook.policy.columns.asked import Asked

MISSING, JUDGEMENT, MET, NOT_ASKED = range(4)
"""In Kleene's order, so that the worst is the least; a line that does not apply to somebody takes no part."""
STATUSES: tuple[Status | None, ...] = (Status.MISSING, Status.JUDGEMENT, Status.MET, None)


class Found(NamedTuple):
    """For each person the status, what counts, and what would count besides if reviewers accept it."""

    status: Codes
    counted: Ints
    pending: Ints

    def where(self, applies: Flags) -> Found:
        """The same for those to whom the line applies."""
        return Found(
            np.where(applies, self.status, NOT_ASKED).astype(np.uint8),
            np.where(applies, self.counted, 0),
            np.where(applies, self.pending, 0),
        )


Measure = Callable[[Asked], Found]


class NotCovered(Exception):
    """A line that columns do not answer; the message names what of it they do not know, and nothing is guessed."""


def judge(sure: Ints, possible: Ints, required: int) -> Codes:
    """Met when what is sure suffices, missing when even what is possible does not, else a reviewer's to say."""
    return np.where(sure >= required, MET, np.where(possible < required, MISSING, JUDGEMENT)).astype(np.uint8)


def measured(sure: Ints, possible: Ints, required: int, *further: Codes) -> Found:
    status = judge(sure, possible, required)
    for each in further:
        status = np.minimum(status, each)
    return Found(status, sure, np.maximum(possible - sure, 0))


def settled(amount: Ints, required: int) -> Found:
    """Where nothing awaits a reviewer."""
    return measured(amount, amount, required)


def only(asks: Struct, *known: str) -> None:
    """Refuse what asks for more than these fields: one that a later version adds is not passed over.

    :raises NotCovered: another field says something
    """
    for field in msgspec.structs.fields(asks):
        if field.name not in known and getattr(asks, field.name) != field.default:
            raise NotCovered(field.encode_name)
