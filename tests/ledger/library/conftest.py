"""Leases of a test's own book; and a stand-in for a module of the library that needs a package nothing else here needs.

The library's suites import ``eventsourcing.cipher``. The library has the same class again in
``eventsourcing.cryptography``, made with what Vouchbook is made with.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import eventsourcing.cryptography
import pytest
from tests.ledger.library.founded import environment
from tests.ledger.tampering import book_file

from vouchbook.ledger.library import Lease

sys.modules.setdefault("eventsourcing.cipher", eventsourcing.cryptography)


@pytest.fixture
def env(place: Path) -> dict[str, str]:
    return environment(book_file(place))


@pytest.fixture
def lease(place: Path) -> Iterator[Lease]:
    lease = Lease.take(book_file(place), "nc")
    yield lease
    lease.close()
