"""What two rules are compared with beside their own fields: who counts, which ratings are valid, cycle, plans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from vouchbook.policy.comparing.effects import Change
from vouchbook.policy.document import PlanRow
from vouchbook.policy.rules import Ratings


class Beside(Protocol):
    """Two policies as far as the lines of one sheet depend on them."""

    @property
    def ratings(self) -> tuple[Ratings | None, Ratings | None]:
        """The line on ratings of the old sheet and of the new one: it says when a rating is valid."""

    @property
    def cycle(self) -> tuple[Change, ...]:
        """How the cycle changes in which a renewal counts; nothing for other occasions."""

    @property
    def plans(self) -> tuple[Sequence[PlanRow], Sequence[PlanRow]]:
        """The plans of membership of the old policy and of the new one, as they are on the day."""

    def standing(self, name: str) -> tuple[Change, ...]:
        """How those change who have a standing."""

    def awaits(self, name: str) -> bool:
        """Whether somebody may have the standing only once a reviewer accepts it, in the old policy or the new."""


class Alone:
    """Nothing beside the rules themselves: the same people, no ratings, no cycle."""

    ratings: tuple[Ratings | None, Ratings | None] = (None, None)
    cycle: tuple[Change, ...] = ()
    plans: tuple[Sequence[PlanRow], Sequence[PlanRow]] = ((), ())

    def standing(self, name: str) -> tuple[Change, ...]:
        return ()

    def awaits(self, name: str) -> bool:
        return False


ALONE = Alone()
