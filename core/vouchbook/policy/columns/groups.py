"""Ways joined by *or* and by *and*, for many people; see ``measures.groups``."""

from __future__ import annotations

from collections.abc import Sequence

from vouchbook.policy.columns.asked import Asked
from vouchbook.policy.columns.found import MET, MISSING, Found, Measure, measured


def joined(options: Sequence[Measure], required: int) -> Measure:
    """By Kleene's logic: so many ways must be met."""

    def measure(asked: Asked) -> Found:
        sure, possible = asked.nobody(), asked.nobody()
        for option in options:
            status = option(asked).status
            sure += status == MET
            possible += status != MISSING
        return measured(sure.clip(max=required), possible.clip(max=required), required)

    return measure
