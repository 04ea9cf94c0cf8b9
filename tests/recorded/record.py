"""Writes a golden file for every event type and schema that has none; never changes one that is there.

python -m tests.recorded.record
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from pathlib import Path

from tests.ledger.samples import examples

from vouchbook.domain.events import EventType, registered
from vouchbook.domain.sealed import Unsealed
from vouchbook.ledger.codec import container, shape_of

HERE = Path(__file__).parent


def path_of(kind: EventType, schema: int) -> Path:
    return HERE / f"{kind.name}.v{schema}.json"


def missing() -> list[str]:
    """The files that should be there: one for every schema that a type ever had."""
    return [
        path_of(kind, schema).name
        for kind in registered()
        for schema in range(1, kind.schema + 1)
        if not path_of(kind, schema).exists()
    ]


def record() -> None:
    for kind in registered():
        path = path_of(kind, kind.schema)
        if not path.exists():
            path.write_text(text_of(kind))
            print(path.name)


def text_of(kind: EventType) -> str:
    """The type's every form, as its clear JSON and its container of boxes."""
    stored = []
    for event in examples(kind):
        shape = shape_of(event)
        values: list[Unsealed] = []
        shape.unsealed(event, "nc", f"{kind.stream}:1", 1, values)
        sealed = base64.b64encode(container(values, boxes(values))).decode()
        stored.append({"data": shape.clear(event).decode(), "sealed": sealed})
    recorded = {"type": kind.name, "schema": kind.schema, "stream": kind.stream, "examples": stored}
    return json.dumps(recorded, indent=1, ensure_ascii=False) + "\n"


def boxes(values: Sequence[Unsealed]) -> list[bytes]:
    """What a box holds is the vault's affair, and has golden boxes of its own."""
    return [b"box" for _ in values]


if __name__ == "__main__":
    record()
