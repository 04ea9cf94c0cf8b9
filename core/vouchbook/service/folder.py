"""The data folder: one book, one key file and one desk per association, and a manifest; the root key lies elsewhere."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import threading
import tomllib
from collections.abc import Callable
from pathlib import Path

from vouchbook.desk import Desk
from vouchbook.ledger.blobs import Blobs
from vouchbook.ledger.book import Book, now
from vouchbook.ledger.errors import Damaged, NewerFormat
from vouchbook.projections import READ_MODELS
from vouchbook.projections.rebuild import prepare
from vouchbook.vault import Keyless, RootKey, RootKeyRefused, Vault
from vouchbook.vault.root import refuse_inside

FORMAT = 1
MANIFEST = "vouchbook.toml"
KEY_FILE = "VOUCHBOOK_KEY_FILE"
_CODE = re.compile(r"[a-z][a-z0-9-]{0,31}")


class NotAFolder(Exception):
    """There is no data folder here, or what is here is something else; the message names the way out."""


class Folder:
    """An opened data folder; hands out each association's book and vault, one of each per process."""

    def __init__(self, path: Path, root: RootKey | None, alliance: str, *, clock: Callable[[], int] = now) -> None:
        self.path = path
        self.alliance = alliance
        self._root = root
        self._clock = clock
        self._opened: dict[str, tuple[Book, Vault]] = {}
        self._desks: dict[str, Desk] = {}
        self._opening = threading.Lock()

    @classmethod
    def found(cls, path: Path, key_file: Path, *, clock: Callable[[], int] = now) -> Folder:
        """Make a new data folder, all or nothing; the root key is made at ``key_file`` unless it is there.

        :raises NotAFolder: something is there already
        :raises RootKeyRefused: the key file lies inside, or cannot be made or used
        """
        path, key_file = path.absolute(), key_file.absolute()
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise NotAFolder(f"{path} is not empty; name a new or an empty folder, or open this one")
        if not path.parent.is_dir():
            raise NotAFolder(f"{path.parent} does not exist; make it first, or name another place")
        refuse_inside(key_file, path)
        made = not key_file.exists()
        root = RootKey.create(key_file) if made else RootKey.load(key_file, outside=path)
        building = path.with_name(f".{path.name}.founding-{secrets.token_hex(4)}")
        alliance = secrets.token_hex(8)
        try:
            building.mkdir(mode=0o700)
            for room in ("books", "keys"):
                (building / room).mkdir(mode=0o700)
            _write(building / MANIFEST, _manifest(alliance, root))
            _sync(building)
            building.rename(path)  # replaces an empty folder, never a full one
            _sync(path.parent)
        except BaseException as error:
            shutil.rmtree(building, ignore_errors=True)
            if made:
                key_file.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise NotAFolder(f"{path} cannot be made ({error.strerror}); nothing was left behind") from error
            raise
        return cls(path, root, alliance, clock=clock)

    @classmethod
    def open(
        cls, path: Path, key_file: Path | None = None, *, keyless: bool = False, clock: Callable[[], int] = now
    ) -> Folder:
        """The key file is ``key_file``, else what VOUCHBOOK_KEY_FILE says, else where the manifest says it lay.

        ``keyless``: for proving, showing and rebuilding; no key file is needed, and nothing sealed opens.

        :raises NotAFolder: no data folder here
        :raises NewerFormat: a newer version made it
        :raises RootKeyRefused: no key file there, or exposed, or not this folder's
        """
        path = path.absolute()
        try:
            manifest = tomllib.loads((path / MANIFEST).read_text("utf-8"))
            format_, alliance = int(manifest["format"]), str(manifest["alliance"])
            mark, usual = str(manifest["root_key"]["mark"]), str(manifest["root_key"]["path"])
        except (FileNotFoundError, NotADirectoryError):
            raise NotAFolder(
                f"{path} is no data folder: {MANIFEST} is missing. Name another with --data, "
                "or found one with: vouchbook init FOLDER --with CODE"
            ) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
            raise Damaged(f"{path / MANIFEST} cannot be read ({error}); restore it from a backup") from None
        if format_ > FORMAT:
            raise NewerFormat(f"{path} has format {format_}, this version knows {FORMAT}: upgrade Vouchbook to open it")
        if keyless:
            return cls(path, None, alliance, clock=clock)
        place = key_file or Path(os.environ.get(KEY_FILE) or usual)
        root = RootKey.load(place.absolute(), outside=path)
        if root.mark != mark:
            raise RootKeyRefused(
                f"{place} is not the root key of {path}; name the right one with --key-file or {KEY_FILE}"
            )
        return cls(path, root, alliance, clock=clock)

    def codes(self) -> tuple[str, ...]:
        """The associations that have a book here."""
        return tuple(sorted(file.stem for file in (self.path / "books").glob("*.sqlite")))

    def add(self, code: str) -> None:
        """Make an association's key file, then its book; one that was interrupted is taken up again.

        :raises ValueError: no code, or a book of that code is there
        """
        if not _CODE.fullmatch(code):
            raise ValueError(f"{code!r} is no code of an association: small letters, digits and hyphens, such as nc")
        if code in self.codes():
            raise ValueError(f"{code} has a book here already; open it")
        root = self._root
        if root is None:
            raise RootKeyRefused("a book is founded with the root key; open the folder with it")
        keys, book = self._keys(code), self._book(code)
        if not keys.exists():
            _made(keys, lambda at: Vault.found(at, code, root))
        _made(book, lambda at: Book.found(at, code))

    def book(self, code: str) -> tuple[Book, Vault]:
        """The association's book and the vault that seals for it; they stay open until the folder is closed.

        :raises LookupError: no such association here
        """
        if code not in self._opened:
            if code not in self.codes():
                there = ", ".join(self.codes()) or "none yet"
                raise LookupError(f"{code!r} has no book in {self.path}; there is {there}")
            vault = self._vault(code)
            try:
                book = Book.open(self._book(code), code, vault, clock=self._clock)
            except BaseException:
                vault.close()
                raise
            try:
                if self._root is not None:  # an auditor's look mends nothing
                    prepare(book, READ_MODELS)
            except BaseException:
                book.close()
                vault.close()
                raise
            self._opened[code] = (book, vault)
        return self._opened[code]

    def desk(self, code: str) -> Desk:
        """What lies beside the association's book, made empty where there is none.

        :raises LookupError: no such association here
        """
        with self._opening:
            if code not in self._desks:
                if code not in self.codes():
                    raise LookupError(f"{code!r} has no book in {self.path}")
                path = self.path / "desk" / f"{code}.sqlite"
                if not path.exists():
                    path.parent.mkdir(mode=0o700, exist_ok=True)
                    _made(path, Desk.found)
                self._desks[code] = Desk(path)
            return self._desks[code]

    def blobs(self, code: str) -> Blobs:
        """The sealed documents of an association, beside its book."""
        return Blobs(self.path / "attachments" / code)

    @staticmethod
    def book_without_keys(path: Path, code: str) -> Book:
        """A book as it lies there, to be verified, exported or witnessed: no key is needed, nothing is prepared.

        :raises LookupError: no such association here
        """
        file = path / "books" / f"{code}.sqlite"
        if not _CODE.fullmatch(code) or not file.exists():
            raise LookupError(f"{code!r} has no book in {path}")
        return Book.open(file, code)

    def close(self) -> None:
        for book, vault in self._opened.values():
            book.close()
            vault.close()
        for desk in self._desks.values():
            desk.close()
        self._opened.clear()
        self._desks.clear()

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _vault(self, code: str) -> Vault:
        if self._root is None:
            return Keyless(code)
        if not self._keys(code).exists():
            raise Damaged(f"the keys of {code} are missing; restore {self._keys(code)} from a backup of the keys")
        return Vault(self._keys(code), code, self._root)

    def _book(self, code: str) -> Path:
        return self.path / "books" / f"{code}.sqlite"

    def _keys(self, code: str) -> Path:
        return self.path / "keys" / f"{code}.sqlite"


def _manifest(alliance: str, root: RootKey) -> str:
    return (
        "# A data folder of Vouchbook. Do not edit; back it up whole, and the root key apart from it.\n"
        f"format = {FORMAT}\nalliance = {json.dumps(alliance)}\n\n"
        f"[root_key]\npath = {json.dumps(str(root.path), ensure_ascii=False)}\nmark = {json.dumps(root.mark)}\n"
    )


def _made(path: Path, make: Callable[[Path], None]) -> None:
    """Make a database beside its place and move it there whole, unless somebody else was faster: theirs stays."""
    building = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        make(building)
        with contextlib.suppress(FileExistsError):
            os.link(building, path)  # unlike a rename, never over what is there
        building.unlink()
        _sync(path.parent)
    except BaseException:
        for part in path.parent.glob(f"{building.name}*"):
            part.unlink()
        raise


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Make a new name in ``folder`` durable."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
