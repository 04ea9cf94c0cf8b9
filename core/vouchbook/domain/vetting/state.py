"""A vetting as it stands, and where it stands on a day by what was recorded of it."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.evidence import Item, Standing
from vouchbook.domain.names import AssociationCode, ColleagueId, ItemId, Source
from vouchbook.domain.vetting.facts import (
    EndCause,
    Event,
    VettingDecided,
    VettingEnded,
    VettingInterviewed,
    VettingOpened,
)


class VettingStatus(Enum):
    """Where a vetting stands on a day; only ``vetted`` counts."""

    NOT_OPENED = "not_opened"
    OPEN = "open"  # to be interviewed
    INTERVIEWED = "interviewed"  # to be decided
    NOT_VETTED = "not_vetted"
    VETTED = "vetted"
    RUN_OUT = "run_out"  # the days that the decision gave are over
    SUNSET = "sunset"  # the association's policy lets no vetting of the scope count any more
    ENDORSED = "endorsed"
    WITHDRAWN = "withdrawn"


class Vetting(Struct, frozen=True):
    opened: VettingOpened | None = None
    interviews: tuple[VettingInterviewed, ...] = ()
    decided: VettingDecided | None = None
    ended: VettingEnded | None = None

    @property
    def first(self) -> date | None:
        """The first day on which it counts; ``None`` for one that was not, or not yet, decided so."""
        return self.decided.on if self.decided is not None and self.decided.vetted else None

    @property
    def last(self) -> date | None:
        """The last day on which it counts by what was recorded; policy may end it earlier."""
        ends = (self.decided and self.decided.valid_until, self.ended and self.ended.on)
        return min((on for on in ends if on), default=None)

    @property
    def interviewed_on(self) -> date | None:
        return max((each.on for each in self.interviews), default=None)

    @property
    def over(self) -> bool:
        """Ended early, or decided against: nothing more will happen to it."""
        return self.ended is not None or (self.decided is not None and not self.decided.vetted)

    def status(self, on: date) -> VettingStatus:
        """Where it stands on a day by what was recorded of this person, whatever policy says of all."""
        if self.opened is None or on < self.opened.on:
            return VettingStatus.NOT_OPENED
        if self.ended is not None and on > self.ended.on:
            return _ENDED[self.ended.cause]
        if self.decided is not None and self.decided.on <= on:
            if not self.decided.vetted:
                return VettingStatus.NOT_VETTED
            return VettingStatus.VETTED if self.last is None or on <= self.last else VettingStatus.RUN_OUT
        spoken = any(each.on <= on for each in self.interviews)
        return VettingStatus.INTERVIEWED if spoken else VettingStatus.OPEN

    def held(self, association: AssociationCode, holder: ColleagueId | None = None) -> Item | None:
        """What rules read of it: no claim, because the association itself vetted them."""
        if self.opened is None or self.first is None:
            return None
        standing = Standing(
            holder=holder, association=association, first=self.first, last=self.last, vetted=self.opened.scope
        )
        return Item(ItemId(self.opened.vetting), standing, source=Source.REGISTRY)


_ENDED = {EndCause.ENDORSED: VettingStatus.ENDORSED, EndCause.WITHDRAWN: VettingStatus.WITHDRAWN}
NOT_OPENED = Vetting()


def evolve(vetting: Vetting, event: Event) -> Vetting:
    match event:
        case VettingOpened():
            return replace(vetting, opened=event)
        case VettingInterviewed():
            return replace(vetting, interviews=(*vetting.interviews, event))
        case VettingDecided():
            return replace(vetting, decided=event)
        case VettingEnded():
            return replace(vetting, ended=event)
        case _:
            assert_never(event)
