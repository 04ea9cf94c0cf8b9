"""What holds for every test of the house: no network, no skip that nobody sees, the same examples in CI."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

collect_ignore = ["tests/benchmarks/openfisca", "tests/benchmarks/plots.py"]
"""No tests, and they need what only `make bench-openfisca` and `make plots` install."""

IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")

settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if IN_CI else "dev")

NOT_INSTALLED = re.compile(r"could not import|no module named|not installed|not found|not on path", re.IGNORECASE)
"""How a skip says that something is missing from the machine: in CI that is a failure, for nothing was proven."""

_skips: list[tuple[str, str]] = []


class NoNetwork(AssertionError):
    """A test reached for the network; it may talk to this machine only."""


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Let sockets of this process reach loopback and Unix sockets, and nothing else."""

    def guarded(name: str) -> Any:
        real = getattr(socket.socket, name)

        def call(self: socket.socket, *args: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(args[-1][0]):
                self.close()
                raise NoNetwork(f"{name} to {args[-1]!r}: tests reach 127.0.0.1, ::1 and Unix sockets only")
            return real(self, *args)

        return call

    look_up = socket.getaddrinfo

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host is not None and not _is_loopback(host):
            raise NoNetwork(f"looking up {host!r}: tests know this machine only")
        return look_up(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, guarded(name))
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_terminal() -> Iterator[None]:
    """Print pages as wide as where nobody says how wide; a test that means a width sets it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("COLUMNS", "LINES"):
            patch.delenv(name, raising=False)
        yield


def _is_loopback(host: Any) -> bool:
    name = host.decode() if isinstance(host, bytes) else str(host)
    return name in ("localhost", "::1", "") or name.startswith("127.")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        _skips.append((report.nodeid, _reason(report.longrepr)))


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.skipped:
        _skips.append((report.nodeid, _reason(report.longrepr)))


def _reason(longrepr: Any) -> str:
    return str(longrepr[2] if isinstance(longrepr, tuple) else longrepr)


def _unproven() -> list[tuple[str, str]]:
    return [(node, reason) for node, reason in _skips if IN_CI and NOT_INSTALLED.search(reason)]


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _unproven() and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not _skips:
        return
    tests = "test" if len(_skips) == 1 else "tests"
    terminalreporter.section(f"{len(_skips)} {tests} SKIPPED: what they say is not proven here", yellow=True, bold=True)
    for node, reason in _unproven():
        terminalreporter.line(f"CI has to install what this needs: {node}: {reason}", red=True)
