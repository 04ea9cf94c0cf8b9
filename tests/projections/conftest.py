"""The same founded folder as the ledger's tests have."""

from tests.ledger.conftest import book, folder, founded_folder, place, vault

__all__ = ["book", "folder", "founded_folder", "place", "vault"]
