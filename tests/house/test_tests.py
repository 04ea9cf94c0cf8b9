"""The rules for tests hold themselves: no network, no skip that nobody sees, no benchmark taken for a test."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MISSING = 'import pytest\n\ndef test_something():\n    pytest.importorskip("no_such_library")\n'
ABSENT = 'import pytest\n\npytest.importorskip("no_such_library")\n'
CHOSEN = 'import pytest\n\ndef test_something():\n    pytest.skip("only where files have owners")\n'


def run(place: Path, text: str, *, ci: bool) -> subprocess.CompletedProcess[str]:
    """Pytest in a project of its own that has our conftest.py and one test file."""
    shutil.copy(ROOT / "conftest.py", place)
    (place / "test_one.py").write_text(text)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", place, place],
        cwd=place,
        env={**os.environ, "CI": "true" if ci else ""},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("text", [MISSING, ABSENT], ids=["in a test", "in a module"])
def test_in_ci_a_skip_because_something_is_not_installed_is_a_failure(tmp_path: Path, text: str) -> None:
    done = run(tmp_path, text, ci=True)
    assert done.returncode == 1
    assert "CI has to install what this needs" in done.stdout


def test_elsewhere_it_is_only_said_loudly(tmp_path: Path) -> None:
    done = run(tmp_path, MISSING, ci=False)
    assert done.returncode == 0
    assert "1 test SKIPPED" in done.stdout


def test_a_skip_for_another_reason_is_counted_and_passes_in_ci(tmp_path: Path) -> None:
    done = run(tmp_path, CHOSEN, ci=True)
    assert done.returncode == 0
    assert "1 test SKIPPED" in done.stdout


def test_without_a_skip_nothing_is_said(tmp_path: Path) -> None:
    assert "SKIPPED" not in run(tmp_path, "def test_something():\n    pass\n", ci=True).stdout


def test_a_test_cannot_reach_the_network() -> None:
    with pytest.raises(AssertionError, match="this machine only"):
        socket.create_connection(("example.org", 80), timeout=1)
    with socket.socket() as stream, pytest.raises(AssertionError, match="connect to"):
        stream.connect(("192.0.2.1", 80))
    with socket.socket(type=socket.SOCK_DGRAM) as datagram, pytest.raises(AssertionError, match="sendto to"):
        datagram.sendto(b"hello", ("192.0.2.1", 53))


def test_a_test_can_reach_this_machine(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "door"))
        server.listen()
        client.connect(str(tmp_path / "door"))
