"""Runs the command line in this process, as somebody types it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from vouchbook.cli import main


class Shell:
    """``shell("person", "list")``; every answer is kept to the exit status it should have."""

    def __init__(self, place: Path) -> None:
        self.data = place / "alliance"
        self.key = place / "alliance.root-key"
        self._env = {"VOUCHBOOK_DATA": str(self.data), "VOUCHBOOK_ON": "2026-11-20", "VOUCHBOOK_AS": None,
                     "VOUCHBOOK_ASSOCIATION": None, "VOUCHBOOK_KEY_FILE": None}  # fmt: skip

    def __call__(self, *words: object, exit_code: int = 0) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words], env=self._env)
        assert result.exit_code == exit_code, f"{words}: {result.exit_code}\n{result.output}\n{result.exception!r}"
        return result

    def id(self, *words: object) -> str:
        return self(*words, "--quiet").stdout.strip()

    def json(self, *words: object, exit_code: int = 0) -> Any:
        return json.loads(self(*words, "--json", exit_code=exit_code).stdout)

    def refused(self, *words: object) -> str:
        """What is said to a request that is turned down: exit status 1, and nothing on standard output."""
        result = self(*words, exit_code=1)
        assert result.stdout == ""
        return result.stderr

    def wrong(self, *words: object) -> str:
        """What is said to a question that is itself wrong: exit status 2, and nothing on standard output."""
        result = self(*words, exit_code=2)
        assert result.stdout == ""
        return result.stderr


@pytest.fixture
def bare(tmp_path: Path) -> Shell:
    """A shell before anything was founded."""
    return Shell(tmp_path)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = Shell(tmp_path)
    made("init", made.data, "--with", "nc")
    return made


@pytest.fixture
def samples() -> Callable[[str], Path]:
    from tests.service.journey import sample

    return sample
