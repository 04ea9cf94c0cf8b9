"""What the person themself holds: their own endorsements, as a line of a sheet may ask about them."""

from __future__ import annotations

from collections.abc import Iterator

from vouchbook.domain.evidence import Item, Standing
from vouchbook.domain.trace import Because, Why
from vouchbook.policy.asked import Asked


def own_endorsements(asked: Asked) -> Iterator[tuple[Item, Standing]]:
    """The person's own endorsements, of whatever category, emerging or not, in force or not."""
    for item, standing in asked.desk.standings.get(None, ()):
        if standing.category is not None:
            yield item, standing


def not_in_force(item: Item, standing: Standing, asked: Asked) -> Because | None:
    """Why an endorsement does not hold on the day asked; ``None``: it does."""
    if standing.first > asked.day:
        return Because(Why.AFTER_DAY_ASKED, on=standing.first, until=asked.day)
    if standing.last is not None and standing.last < asked.day:
        return Because(Why.NOT_IN_FORCE, on=asked.day, until=standing.last)
    return None if asked.desk.believed(item) else Because(Why.CLAIM_UNCONFIRMED)
