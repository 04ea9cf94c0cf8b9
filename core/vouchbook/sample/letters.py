"""Takes the letters of a sample's past to nobody, so that its outbox has a history; now and then one bounces."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from vouchbook.ledger import work
from vouchbook.sample.world import World
from vouchbook.service import posting
from vouchbook.service.carriers import Hand, TurnedAway

KEPT = 45
"""Days that letters stay in an outbox."""
_BOUNCES = 29
"""Of so many letters one comes back: somebody moved, or mistyped."""


class Nowhere:
    """Made-up people have no letter boxes."""

    called = "nowhere"

    def __init__(self) -> None:
        self._taken = 0

    @contextmanager
    def round(self) -> Iterator[Hand]:
        yield self

    def send(self, message: EmailMessage) -> None:
        self._taken += 1
        if self._taken % _BOUNCES == 0:
            raise TurnedAway("smtp_550")


def posted(world: World, by: Nowhere) -> None:
    """Everything that is due by the end of the day; what was long ago has been cleared away."""
    if world.clock.today < world.ago(KEPT):
        for job in work.due(world.office.book, world.office.edge.microseconds, limit=1000):
            work.done(world.office.book, job.id)
    else:
        posting.post(world.office, by)
