"""What every command is asked with: a data folder, an association, who asks, on which day, how to answer."""

from __future__ import annotations

import functools
import sys
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec
from click.termui import progressbar

from vouchbook.cli.said import say, say_json
from vouchbook.cli.typed import DAY, As
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import CommandId
from vouchbook.domain.refusal import Refused
from vouchbook.service import alliance
from vouchbook.service.accounts import currency
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.office import Done, Office, Request

F = TypeVar("F", bound=Callable[..., Any])


_COMMANDS = uuid.UUID("2f0c5a52-6f3e-4b6c-9d0a-0d6f2f6a4b11")
"""An id of one's own becomes a UUID of this family, so that no words can reach the clear part of the book."""


class Asking:
    """One invocation: opens what it needs when it needs it, and answers in words or as JSON."""

    edge = Edge()

    def __init__(
        self,
        data: Path,
        key_file: Path | None,
        association: str | None,
        principal: Principal,
        on: date | None,
        command_id: str | None,
        as_json: bool,
        quiet: bool,
    ) -> None:
        self.data = data
        self.key_file = key_file
        self.code = association
        self.principal = principal
        self.as_json = as_json
        self.quiet = quiet
        self.given_day = on
        self._id = command_id
        self.keyless = False
        self._folder: Folder | None = None

    @property
    def folder(self) -> Folder:
        if self._folder is None:
            self._folder = Folder.open(self.data, self.key_file, keyless=self.keyless)
        return self._folder

    @property
    def office(self) -> Office:
        """The association asked for; without one, the folder's only association."""
        code = self.code
        if code is None:
            codes = [each for each in self.folder.codes() if each != alliance.ALLIANCE_CODE]
            if len(codes) != 1:
                known = ", ".join(codes) or "none yet; found one with: vouchbook association found nc"
                raise click.UsageError(f"Say which association with -a CODE; there is {known}.")
            (code,) = codes
        return alliance.office(self.folder, code, self.edge)

    @property
    def office_without_key(self) -> Office:
        """The same for those who keep the book and not the keys: nothing sealed opens."""
        self.keyless = True
        return self.office

    def office_of(self, code: str) -> Office | None:
        """The association of this code, if it has a book in the data folder."""
        if (self.data / "vouchbook.toml").exists() and code in self.folder.codes():
            return alliance.office(self.folder, code, self.edge)
        return None

    def on(self, office: Office | None = None) -> date:
        """The day asked for; without one, today where the association is."""
        if self.given_day is not None:
            return self.given_day
        return office.today if office is not None else self.edge.today("UTC")

    def request(self, office: Office | None = None) -> Request:
        id_ = uuid.uuid5(_COMMANDS, self._id) if self._id else uuid.uuid4()
        return Request(CommandId(str(id_)), self.principal, self.on(office))

    def answer(self, content: object, text: str | Iterable[str]) -> None:
        """Print JSON for machines, or words for people."""
        if self.as_json:
            say_json(msgspec.to_builtins(content))
        else:
            say(text if isinstance(text, str) else "\n".join(text))

    def done(self, done: Done, text: str, *, id_: str | None = None) -> None:
        """Say what was recorded, and where; ``id_`` is all that a script wants to know (``--quiet``)."""
        for problem in done.problems:
            say(f"Warning: {problem}; what was recorded stays recorded.", err=True)
        if self.quiet:
            say(id_ or done.command)
            return
        content = {
            "command": done.command,
            "first": done.first,
            "last": done.last,
            "repeated": done.repeated,
            **done.result,
        }
        self.answer(content, f"{text}  {_where(done)}")

    def turned_down(self, refused: Refused) -> click.ClickException:
        """A refusal as an answer; the amounts that it names are in the currency of the accounts."""
        from vouchbook.cli.errors import turned_down
        from vouchbook.letters.refusals import of_money

        return turned_down(refused, currency(self.office, self.on(self.office)) if of_money(refused) else None)

    def close(self) -> None:
        if self._folder is not None:
            self._folder.close()


def _where(done: Done) -> str:
    if done.repeated:
        return "[recorded before, nothing new]"
    if not done.last:
        return "[already so, nothing new]"
    return f"[event {done.first}]" if done.first == done.last else f"[events {done.first}-{done.last}]"


def asked_as(role: Role) -> Callable[[F], F]:
    """Give a command the common options, and hand it an ``Asking`` first; ``role`` asks unless another one is named."""

    def decorated(command: F) -> F:
        return _asked(command, role)

    return decorated


def asked(command: F) -> F:
    """The same for what coordinators mostly do."""
    return _asked(command, Role.COORDINATOR)


def _asked(command: F, role: Role) -> F:
    @click.option(
        "--data", "-d", type=click.Path(path_type=Path, file_okay=False), envvar="VOUCHBOOK_DATA",
        default=Path("vouchbook-data"), show_default=True, help="The data folder. [env: VOUCHBOOK_DATA]",
    )  # fmt: skip
    @click.option(
        "--key-file", type=click.Path(path_type=Path, dir_okay=False), default=None,
        help="The root key file, where it is not at its usual place. [env: VOUCHBOOK_KEY_FILE]",
    )  # fmt: skip
    @click.option(
        "--association", "-a", default=None, envvar="VOUCHBOOK_ASSOCIATION",
        help="Code of the association; not needed while the folder holds one. [env: VOUCHBOOK_ASSOCIATION]",
    )  # fmt: skip
    @click.option(
        "--as", "principal", type=As(), default=role.value, envvar="VOUCHBOOK_AS", show_default=True,
        help="Who asks: a role, with the id of a person of the book. [env: VOUCHBOOK_AS]",
    )  # fmt: skip
    @click.option(
        "--on", type=DAY, default=None, envvar="VOUCHBOOK_ON",
        help="The day on which it happens; today if left out. [env: VOUCHBOOK_ON]",
    )  # fmt: skip
    @click.option("--command-id", default=None, help="An id of your own: asking again with it records nothing twice.")
    @click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
    @click.option("--quiet", "-q", is_flag=True, help="Print only the id of what was recorded, for scripts.")
    @functools.wraps(command)
    def wrapped(
        data: Path,
        key_file: Path | None,
        association: str | None,
        principal: Principal,
        on: date | None,
        command_id: str | None,
        as_json: bool,
        quiet: bool,
        **others: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        context = click.get_current_context()
        context.find_root().meta["vouchbook.json"] = as_json
        asking = Asking(data, key_file, association, principal, on, command_id, as_json, quiet)
        context.call_on_close(asking.close)
        try:
            return command(asking, **others)
        except Refused as refused:
            raise asking.turned_down(refused) from refused

    return wrapped  # type: ignore[return-value]


def progress(label: str, length: int) -> Any:  # noqa: ANN401
    """A progress bar on a terminal; silent when piped."""
    return progressbar(length=length, label=label, file=sys.stderr, show_pos=True, hidden=not sys.stderr.isatty())


def moment(microseconds: int) -> str:
    """A clock's reading in a zone that every reader knows."""
    return datetime.fromtimestamp(microseconds / 1e6, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
