"""A new book for each case of the library's suites, the environment that points to it, and its proof afterwards."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import TestCase

from eventsourcing.utils import Environment

from vouchbook.ledger import Book
from vouchbook.ledger.library import Lease
from vouchbook.ledger.verify import verify


class InABook(TestCase):
    """``path`` is a new book and ``said`` points there; after the case the book must prove itself."""

    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "nc.sqlite"
        Book.found(self.path, "nc")
        self.addCleanup(self.prove)
        self.said = Environment("Suite", environment(self.path))
        vars(self)["env"] = self.said  # what the cases call it, and declare in two ways
        super().setUp()

    def lease(self) -> Lease:
        lease = Lease.take(self.path, "nc")
        self.addCleanup(lease.close)
        return lease

    def prove(self) -> None:
        with Book.open(self.path, "nc") as book:
            assert verify(book) == []


def environment(path: Path) -> dict[str, str]:
    return {
        "PERSISTENCE_MODULE": "vouchbook.ledger.library",
        "VOUCHBOOK_BOOK": str(path),
        "VOUCHBOOK_ASSOCIATION": "nc",
    }
