"""Every event shape ever recorded still decodes. Add files with ``record.py``; never edit one."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from tests.recorded.record import HERE, missing

from vouchbook.domain.events import type_named
from vouchbook.ledger.codec import decode, shape_of

FILES = sorted(HERE.glob("*.json"))


def read(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def test_every_type_and_schema_ever_registered_has_a_file() -> None:
    assert missing() == [], "run python -m tests.recorded.record, look at what it wrote, and commit it"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_was_recorded_still_decodes(file: Path) -> None:
    recorded = read(file)
    assert file.name == f"{recorded['type']}.v{recorded['schema']}.json"
    kind = type_named(recorded["type"])
    for example in recorded["examples"]:
        data, sealed = example["data"].encode(), base64.b64decode(example["sealed"])
        event = decode(kind.name, recorded["schema"], data, sealed, at=("nc", f"{recorded['stream']}:1", 1))
        assert isinstance(event, kind.cls)
        assert {getattr(event, field).box for field in kind.sealed if getattr(event, field)} <= {b"box"}
        if recorded["schema"] == kind.schema:  # today's shape, to the byte: a changed one needs a new schema number
            assert shape_of(event).clear(event).decode() == example["data"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_file_holds_a_python_path(file: Path) -> None:
    text = file.read_text()
    assert "vouchbook" not in text
    assert type_named(read(file)["type"]).cls.__name__ not in text
