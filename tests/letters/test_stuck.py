"""Whatever waits for somebody has words: a heading, a name of its own, and why it is on the list."""

from __future__ import annotations

from datetime import date

import pytest

from vouchbook.letters.stuck import HEADINGS, ONE, Kind, why


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_thing_that_waits_is_named_and_explained(kind: Kind) -> None:
    assert HEADINGS[kind], kind
    assert ONE[kind], kind
    assert why(kind, number=3, until=date(2026, 12, 1), on=date(2026, 11, 20)).endswith("."), kind
