"""Notices what a pure answer cannot need: the clock, chance, the environment, the network, files, other programs.

Watched is what a package's own code does, and what other code does on its behalf. Reading its own files while it is
imported is fine: its answer follows from them. What a question would send out of the machine, or change on it, is
stopped.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from msgspec import Struct


class Tripped(Struct, frozen=True, order=True):
    """Something that an answer cannot need: who reached for it, what for, and on which line."""

    hook: str
    reached_for: str
    where: str


class NotInAQuestion(RuntimeError):
    """Raised into what a question would send out of the machine, or change on it."""


IMPORTING = "its import"
_CLOCK = ("today", "now", "utcnow")
_PURE_OF_THE_MACHINE = ("fspath", "_path_normpath", "_path_splitroot", "_path_splitroot_ex")  # of text alone
_NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind", "socket.sendto")
_PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.startfile")
_LOOKS = ("os.listdir", "os.scandir", "sqlite3.connect")
_CHANGES = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.putenv", "os.unsetenv", "os.chmod", "os.link")
_ENVIRONMENT: frozenset[CodeType] = frozenset(
    getattr(type(os.environ), name).__code__ for name in ("__getitem__", "__iter__", "__len__")
)


class Tripwires:
    """Watches while it is asked to; ``tripped`` is everything that was noticed, each once."""

    def __init__(self, folder: Path, name: str) -> None:
        self.tripped: dict[Tripped, None] = {}
        self._folder = f"{folder}{os.sep}"
        self._name = name
        self._hook: str | None = None

    @contextmanager
    def watching(self, hook: str, *, closely: bool = True) -> Iterator[None]:
        """Notice everything from here to the end, on behalf of ``hook``; unless ``closely``, not clock and chance."""
        self._hook = hook
        _listen()
        _watching.append(self)
        if closely:
            sys.setprofile(self._profile)
        try:
            yield
        finally:
            if closely:
                sys.setprofile(None)
            _watching.remove(self)
            self._hook = None

    def _profile(self, frame: FrameType, event: str, about: Any) -> None:  # noqa: ANN401
        if event == "c_call":
            reached_for = _reached_for(about)
            if reached_for is not None:
                self._notice(frame, reached_for)
        elif event == "call" and frame.f_code in _ENVIRONMENT:
            self._notice(frame.f_back, "the environment (os.environ)")

    def heard(self, event: str, arguments: tuple[object, ...]) -> None:
        """What Python says that it is about to do."""
        if event == "open":
            self._opened(*arguments[:2])
        elif event in _LOOKS:
            self._notice(sys._getframe(1), f"files of the machine ({event})")
        elif event in _NETWORK or event in _PROGRAMS or event in _CHANGES:
            reached = {**dict.fromkeys(_NETWORK, "the network"), **dict.fromkeys(_PROGRAMS, "another program")}
            what = reached.get(event, "a change of files")
            if self._notice(sys._getframe(1), f"{what} ({event})") and self._hook != IMPORTING:
                raise NotInAQuestion(f"a question is answered without {what}")

    def _opened(self, path: object, mode: object) -> None:
        writing = isinstance(mode, str) and bool(set(mode) & set("wax+"))
        own = isinstance(path, str | os.PathLike) and os.fspath(path).startswith(self._folder)
        if own and not writing and self._hook == IMPORTING:
            return
        shown = Path(os.fsdecode(path)).name if isinstance(path, str | bytes | os.PathLike) else path
        if self._notice(sys._getframe(2), f"a file ({shown})") and writing:
            raise NotInAQuestion("a question is answered without writing files")

    def _notice(self, frame: FrameType | None, reached_for: str) -> bool:
        """Whether the package's code is behind it; an import that it causes is not its doing."""
        hook = self._hook
        while frame is not None and hook is not None:
            file = frame.f_code.co_filename
            if file.startswith("<frozen importlib"):
                return False
            if file.startswith(self._folder):
                where = f"{self._name}/{Path(file[len(self._folder) :]).as_posix()}:{frame.f_lineno}"
                self.tripped[Tripped(hook, reached_for, where)] = None
                return True
            frame = frame.f_back
        return False


_watching: list[Tripwires] = []


@cache
def _listen() -> None:
    """Hear what Python is about to do; once, for it cannot be taken back."""

    def tell(event: str, arguments: tuple[object, ...]) -> None:
        for wires in _watching:
            wires.heard(event, arguments)

    sys.addaudithook(tell)


def _reached_for(function: Any) -> str | None:  # noqa: ANN401
    """What a built-in function reaches for that is no argument of it."""
    owner, name = getattr(function, "__self__", None), getattr(function, "__name__", "")
    module = getattr(function, "__module__", None)
    if isinstance(owner, type) and issubclass(owner, date) and name in _CLOCK:
        return f"the clock ({owner.__name__}.{name})"
    if module == "time" and name != "mktime":
        return f"the clock (time.{name})"
    if owner is random._inst or isinstance(owner, random.SystemRandom):
        return f"chance (random.{name})"
    if module == os.name or module == "posix":
        if name == "urandom":
            return "chance (os.urandom)"
        return None if name in _PURE_OF_THE_MACHINE else f"the machine (os.{name})"
    return None
