"""The reference pages follow from the code, and stand in the repository as it writes them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
GENERATE = ROOT / "docs" / "reference" / "generate.py"


def test_reference_pages_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, str(GENERATE), "--check"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr


def test_every_event_and_every_table_has_its_heading() -> None:
    from vouchbook.domain import streams
    from vouchbook.domain.events import registered
    from vouchbook.policy.document import PolicyDocument

    assert streams.LIFE_CYCLES
    events = (GENERATE.parent / "events.md").read_text("utf-8")
    policy = (GENERATE.parent / "policy-file.md").read_text("utf-8")
    assert [kind.name for kind in registered() if f"### `{kind.name}`" not in events] == []
    own = set(PolicyDocument.__struct_fields__) - {"format", "association", "sources", "sheets"}
    assert [name for name in own if f"### `[[{name}]]`" not in policy] == []
