"""The root key: one small file outside the data folder, without which nothing sealed can be read."""

from __future__ import annotations

import hmac
import os
import secrets
import stat
from pathlib import Path

LENGTH = 32  # bytes; the file holds them as 64 hexadecimal digits, so that it can be printed and typed in again


class RootKeyRefused(Exception):
    """The root key file is missing, exposed, broken or another one; the message names the way out."""


class RootKey:
    """The key that wraps every association's keys; it never leaves this object."""

    __slots__ = ("_secret", "path")

    def __init__(self, secret: bytes, path: Path) -> None:
        self._secret = secret
        self.path = path

    def __repr__(self) -> str:
        return f"RootKey({str(self.path)!r})"

    @property
    def mark(self) -> str:
        """Tells this key from another, and nothing else about it."""
        return hmac.digest(self._secret, b"vouchbook root key 1: mark", "sha256").hex()[:32]

    def derive(self, use: bytes) -> bytes:
        """A key for one use."""
        return hmac.digest(self._secret, b"vouchbook root key 1: " + use, "sha256")

    @classmethod
    def create(cls, path: Path) -> RootKey:
        """Make a new key at ``path``, readable by its owner only; never replaces a file."""
        secret = secrets.token_bytes(LENGTH)
        try:
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        except FileExistsError:
            raise RootKeyRefused(f"{path} exists already; a root key is never replaced: name another file") from None
        except OSError as error:
            raise RootKeyRefused(
                f"the root key file {path} cannot be made ({error.strerror}); make its folder, or name another"
            ) from None
        with os.fdopen(opened, "w") as file:
            file.write(secret.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        return cls(secret, path)

    @classmethod
    def load(cls, path: Path, *, outside: Path) -> RootKey:
        """Read the key, unless it lies in the data folder ``outside`` or others could read it.

        :raises RootKeyRefused: with what to do about it
        """
        refuse_inside(path, outside)
        try:
            opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe must not keep us waiting
        except FileNotFoundError:
            raise RootKeyRefused(
                f"the root key file {path} is missing; bring it back from your safe copy, or name its place with "
                f"--key-file or VOUCHBOOK_KEY_FILE. Without it nothing sealed can be read"
            ) from None
        except OSError as error:
            raise RootKeyRefused(
                f"the root key file {path} cannot be read ({error.strerror}); it must belong to the user that runs this"
            ) from None
        try:
            found = os.fstat(opened)
            if not stat.S_ISREG(found.st_mode):
                raise RootKeyRefused(f"{path} is no file; name the root key file itself")
            if found.st_mode & 0o077:
                raise RootKeyRefused(
                    f"the root key file {path} has mode {stat.S_IMODE(found.st_mode):04o}: others could read it. "
                    f"Run: chmod 400 {path}"
                )
            text = os.read(opened, 4 * LENGTH)
        finally:
            os.close(opened)
        try:
            secret = bytes.fromhex(text.decode("ascii").strip())
        except ValueError:
            raise RootKeyRefused(f"{path} is no root key: it should hold 64 hexadecimal digits. {_RESTORE}") from None
        if len(secret) != LENGTH:
            raise RootKeyRefused(
                f"the key in {path} is {len(secret)} bytes long, not {LENGTH}: cut off or another file. {_RESTORE}"
            )
        return cls(secret, path)


_RESTORE = "Bring back your safe copy"


def refuse_inside(path: Path, folder: Path) -> None:
    """:raises RootKeyRefused: the key would lie beside what it locks, and travel in every backup of it"""
    if path.resolve().is_relative_to(folder.resolve()):
        raise RootKeyRefused(
            f"the root key file {path} lies inside the data folder {folder}, and so in every backup of it: move it out"
        )
