"""Errors as answers: what went wrong in plain words, with the exit status that tells machines the same."""

from __future__ import annotations

import errno
from typing import IO, Any

import click
import msgspec

from vouchbook.associations import BadPackage, NotInstalled, WrongAnswer
from vouchbook.authoring import Unusable
from vouchbook.cli.said import say, say_json
from vouchbook.defaults import PolicySilent
from vouchbook.domain.events import UnknownEventType
from vouchbook.domain.refusal import Refused
from vouchbook.hosting.mistakes import SettingsMistakes
from vouchbook.ledger.errors import Busy, CommandReused, Conflict, Damaged, NewerFormat, NoSpace, Taken, Unwritable
from vouchbook.letters.phrases import counted
from vouchbook.letters.refusals import in_words
from vouchbook.policy.document import NoEmerging, NoSheet, UnknownCategory
from vouchbook.policy.editing.rows import UnknownRow
from vouchbook.policy.editing.text import OnlyByHand
from vouchbook.policy.evaluable import NotEvaluated
from vouchbook.policy.mistakes import PolicyMistakes
from vouchbook.policy.portfolio_text import PortfolioMistakes
from vouchbook.policy.values import WrittenWrongly
from vouchbook.policy.version import UnreadablePolicy
from vouchbook.service.comparing import UnknownPolicy
from vouchbook.service.evaluation import NoEdition
from vouchbook.service.folder import NotAFolder
from vouchbook.service.importing.problems import ImportProblems
from vouchbook.service.policy_editing import NoText, NotWritten
from vouchbook.vault import Erased, RootKeyRefused

REFUSED = 1
WRONG_QUESTION = 2

_WRONG_QUESTIONS = (
    NotInstalled,
    Unusable,
    NoEdition,
    UnknownPolicy,
    UnknownCategory,
    NoSheet,
    NoEmerging,
    PolicyMistakes,
    NotEvaluated,
    PortfolioMistakes,
    NotAFolder,
    RootKeyRefused,
    BadPackage,
    NewerFormat,
    PolicySilent,
    CommandReused,
    WrittenWrongly,
    UnknownRow,
    OnlyByHand,
    NotWritten,
    NoText,
    SettingsMistakes,
)
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)
_TURNED_DOWN = (Conflict, Busy, Damaged, NoSpace, Unwritable, UnknownEventType, UnreadablePolicy, WrongAnswer)


class Answer(click.ClickException):
    """An error as people and machines read it; nothing goes to standard output."""

    def __init__(self, message: str, status: int, code: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.exit_code = status  # type: ignore[misc]  # click declares it for the class and reads it from the instance
        self.code = code
        self.parameters = parameters or {}
        context = click.get_current_context(silent=True)  # gone by the time the answer is shown
        self.as_json = bool(context and context.find_root().meta.get("vouchbook.json"))

    def show(self, file: IO[Any] | None = None) -> None:
        if self.as_json:
            parameters = msgspec.to_builtins(self.parameters)
            say_json({"error": {"code": self.code, "message": self.message, "parameters": parameters}}, err=True)
        else:
            say(f"Error: {self.message}", err=True)


def understood(error: Exception) -> Answer | None:
    """The answer to an error that we know; ``None`` for one that is ours to mend."""
    if isinstance(error, ImportProblems):
        found = {"total": error.total, "problems": [problem.plain() for problem in error.problems]}
        return Answer(problems_in_words(error), WRONG_QUESTION, "import_problems", found)
    if isinstance(error, Refused):
        return turned_down(error)
    if isinstance(error, Taken):
        return Answer(_TAKEN.get(error.kind, str(error)), REFUSED, "taken", {"kind": error.kind})
    if isinstance(error, _WRONG_QUESTIONS):
        return Answer(_text(error), WRONG_QUESTION, _snake(type(error).__name__))
    if isinstance(error, Erased):
        return Answer(f"{error}, and no more words are kept under it; nothing was recorded", REFUSED, "erased")
    if isinstance(error, _TURNED_DOWN):
        return Answer(_text(error), REFUSED, _snake(type(error).__name__))
    if isinstance(error, OSError) and error.errno not in (None, errno.EPIPE):  # who reads no further is told nothing
        where = f"{error.filename}: " if error.filename else ""
        status = REFUSED if error.errno in _FULL else WRONG_QUESTION
        return Answer(f"{where}{error.strerror}; check the path, its owner and the room left", status, "file")
    return None


def turned_down(refused: Refused, currency: str | None = None) -> Answer:
    """The answer to a refusal, its amounts in the currency of the accounts."""
    status = WRONG_QUESTION if refused.code.startswith("unknown_") or refused.code == "no_book" else REFUSED
    return Answer(in_words(refused, currency), status, refused.code, dict(refused.parameters))


_TAKEN = {
    "organisation": "an organisation of this name has an account already; see: vouchbook account organisations",
    "email": "somebody with this e-mail address is registered already; see: vouchbook person list",
    "open_application": (
        "an application for this category is open already; go on with it, or withdraw it first: "
        "vouchbook application list"
    ),
}


def problems_in_words(found: ImportProblems) -> str:
    """Every problem that is shown, and how many more there are."""
    shown, more = found.problems, found.total - len(found.problems)
    lines = [f"{counted(found.total, 'problem')}; nothing was recorded.", *(f"  {problem}" for problem in shown)]
    if more:
        lines.append(f"  … and {more:,} more; see them with --show-problems {found.total}")
    return "\n".join(lines)


def _text(error: Exception) -> str:
    return str(error.args[0]) if isinstance(error, KeyError | LookupError) and error.args else str(error)


def _snake(name: str) -> str:
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("_")
