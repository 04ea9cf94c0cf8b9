"""A draft of the next policy: begun from the text adopted last, changed row by row, held against what is in force."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from msgspec import Struct

from vouchbook import associations
from vouchbook.letters.compared import Page
from vouchbook.policy.editing.change import Edit, Edited, edited
from vouchbook.policy.mistakes import Mistake, PolicyMistakes
from vouchbook.policy.parsed import read
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.comparing import Chosen, compared
from vouchbook.service.evaluation import installed_editions, installed_policy, policy_of
from vouchbook.service.office import Office
from vouchbook.service.whole_file import write_whole


class NoText(LookupError):
    """The adopted policy is there, and the text that it was made of is not; the message names the way out."""


class NotWritten(ValueError):
    """What was typed makes no policy: the draft stays as it was. Every mistake, each on a line."""


class Start(Struct, frozen=True):
    """The text that a draft begins with, and the version adopted last, which the draft is held against."""

    text: str
    whose: str
    base: PolicyVersion
    adopted: bool


class Drafted(Struct, frozen=True):
    """A draft after a change; ``page`` says how it differs from what was adopted, on the day of the change."""

    edited: Edited
    version: PolicyVersion
    in_vain: tuple[Mistake, ...]
    begun: bool
    page: Page


def start(office: Office | None, code: str) -> Start:
    """Where a draft begins: with the text adopted last; without a book, with that of the installed package.

    :raises NoText: the book holds none, and the installed package makes another policy than the one adopted
    :raises NotInstalled: there is neither book nor package
    """
    latest = office.policies.latest if office is not None else None
    if office is None or latest is None:
        package = associations.package(code)
        whose = f"the installed {package.distribution} {package.version}, adopted by no book here"
        return Start(_text(package.policy_file), whose, installed_policy(code), adopted=False)
    base = office.version(latest.version)
    if latest.source is not None:
        return Start(latest.source, "the text adopted last", base, adopted=True)
    package_at_hand = associations.installed().get(office.code)
    if package_at_hand is not None and installed_policy(code).digest == latest.version:
        whose = f"the installed {package_at_hand.distribution}, which makes the policy adopted last"
        return Start(_text(package_at_hand.policy_file), whose, base, adopted=True)
    raise NoText(
        f"the book of {code} holds the policy adopted last and not the text that it was made of, because an earlier "
        f"version of Vouchbook recorded it; begin with the policy.toml of that day, for which `vouchbook policy check` "
        f"says {latest.version[:19]}…, and name it with --draft"
    )


def draft(begin: Start, file: Path, edit: Edit) -> Drafted:
    """Change the draft in ``file``, or begin it there; nothing is written unless the whole can be used.

    :raises PolicyMistakes: the draft was wrong before
    :raises NotWritten: what was typed is wrong
    """
    begun = not file.exists()
    drafted = redrafted(begin, begin.text if begun else _text(file), str(file), edit, begun=begun)
    write_whole(file, drafted.edited.text)
    return drafted


def redrafted(begin: Start, text: str, called: str, edit: Edit, *, begun: bool = False) -> Drafted:
    """Change the text of a draft, wherever it is kept; raises as ``draft`` does.

    :param called: what the draft is called in messages
    """
    made = edited(text, called, edit, installed_editions())
    try:
        version, in_vain = policy_of(made.text, called)
    except PolicyMistakes as wrong:
        told = "\n".join(f"  {mistake.text}" for mistake in wrong.mistakes)
        raise NotWritten(f"this row of [[{edit.table}]] cannot be used; {called} stays as it was:\n{told}") from None
    return Drafted(made, version, in_vain, begun, difference(begin, called, version, edit.from_))


def difference(begin: Start, called: str, version: PolicyVersion, on: date) -> Page:
    """How a version differs from what was adopted last, as both rule on a day; and on the days after."""
    code = begin.base.document.association.code
    whose = "adopted" if begin.adopted else "as installed"
    before = Chosen(code, whose, code, on, ((None, begin.base),))
    return compared(before, Chosen(called, "not adopted", code, on, ((None, version),)))


def _text(file: Path) -> str:
    return read(file)
