"""The vault of somebody without the root key: the book can be proven, shown and rebuilt, and nothing opened."""

from __future__ import annotations

from typing import NoReturn

from vouchbook.vault.root import RootKeyRefused
from vouchbook.vault.sealing import Vault


class Keyless(Vault):
    """Refuses whatever would need a key, and says so."""

    def __init__(self, association: str) -> None:  # no key file is opened
        self.association = association

    def seal(self, *_: object) -> NoReturn:
        self._refuse()

    def open(self, *_: object) -> NoReturn:
        self._refuse()

    def open_kept(self, *_: object) -> NoReturn:
        self._refuse()

    def open_box(self, *_: object) -> NoReturn:
        self._refuse()

    def keyed_digest(self, *_: object) -> NoReturn:
        self._refuse()

    def fingerprint(self, *_: object) -> NoReturn:
        self._refuse()

    def close(self) -> None:
        """Nothing was opened."""

    def _refuse(self) -> NoReturn:
        raise RootKeyRefused(
            f"the folder was opened without its root key, so the book of {self.association} can be shown, proven and "
            "rebuilt only; open it with the key to read names or to record"
        )
