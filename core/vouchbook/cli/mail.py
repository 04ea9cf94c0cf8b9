"""``vouchbook mail``: letters to people, sent by this machine's word, followed, sent again, previewed."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import click

from vouchbook.cli.asking import Asking, asked
from vouchbook.cli.said import say, table, wrapped
from vouchbook.domain.authorize import Action
from vouchbook.hosting.mistakes import SettingsMistakes
from vouchbook.hosting.postman import carrier as set_carrier
from vouchbook.hosting.postman import letterhead as set_letterhead
from vouchbook.hosting.reading import read_settings
from vouchbook.letters.mail.catalog import LETTERS
from vouchbook.letters.mail.states import STATES
from vouchbook.letters.mail.writing import Template, Written
from vouchbook.letters.phrases import counted
from vouchbook.service import bounces, correspondence, digests, posting
from vouchbook.service.carriers import Carrier, carrier
from vouchbook.service.correspondence import Listed
from vouchbook.service.posting import Round
from vouchbook.service.wording import Letterhead

HERE = "http://127.0.0.1:8080"
EVERY = 5.0
"""Seconds between rounds of ``--watch``."""
_SETTINGS = click.option(
    "--settings", type=click.Path(path_type=Path, dir_okay=False), default=None, envvar="VOUCHBOOK_SETTINGS",
    help="The file of settings that the portal is served with: [mail], names and addresses. [env: VOUCHBOOK_SETTINGS]",
)  # fmt: skip


@click.group()
def mail() -> None:
    """Letters to people: codes, references, decisions, receipts.

    A letter is queued with what it is about, in one step, and written when it is sent. It goes by a mail server, or
    into a folder as a file. What could not be sent is tried again, for some days.
    """


@mail.command()
@click.option(
    "--by", "by", default=None, envvar="VOUCHBOOK_MAIL",
    help="A mail server, like smtp://user:password@mail.example.org, or a folder. [env: VOUCHBOOK_MAIL]",
)  # fmt: skip
@click.option("--sender", default="no-reply@localhost", show_default=True, help="The address that letters come from.")
@click.option("--portal", default=None, help="Where the association's pages are, without a slash at the end.")
@click.option("--watch", is_flag=True, help="Go on until stopped, and send what becomes due.")
@_SETTINGS
@asked
def send(asking: Asking, by: str | None, sender: str, portal: str | None, watch: bool, settings: Path | None) -> None:
    """Send everything that is due, by a mail server or into a folder.

    While the portal is served, it does so by itself, if its settings say how.

    \b
    Example:
      vouchbook mail send --by letters --sender office@example.org
    """
    office = asking.office
    office.allow(asking.principal, Action.KEEP_OUTBOX)
    carries, letterhead = _set(asking, settings, by)
    if settings is None:
        letterhead = Letterhead(sender=sender, portal=(portal or f"{HERE}/{office.code}").rstrip("/"))
    digests.daily(office, letterhead)
    done = posting.post(office, carries, letterhead)
    _told(asking, done, carries)
    rest, stop = EVERY, threading.Event()
    while watch and not stop.wait(rest):
        digests.daily(office, letterhead)
        done = posting.post(office, carries, letterhead)
        if done.came:
            _told(asking, done, carries)
        rest = min(rest * 2, 60.0) if done.came["failed"] and not done.sent else EVERY


@mail.command("list")
@click.option("--state", type=click.Choice([*STATES]), default=None, help="Only letters of this state.")
@click.option("--most", type=click.IntRange(1, 10_000), default=100, show_default=True, help="How many at most.")
@asked
def list_(asking: Asking, state: str | None, most: int) -> None:
    """List letters with what became of them, the newest first."""
    office = asking.office
    posting.queue(office)
    found = correspondence.listing(office, asking.principal, state=state, most=most)
    asking.answer(found, _list(found))


@mail.command()
@click.argument("letter_id")
@click.option("--paper", is_flag=True, help="As it is printed, for somebody whom no e-mail reaches.")
@_SETTINGS
@asked
def show(asking: Asking, letter_id: str, paper: bool, settings: Path | None) -> None:
    """Print one letter as it went or, if it has not gone, as it would go now; codes and links are not shown."""
    office = asking.office
    found = correspondence.show(office, asking.principal, letter_id, _head(asking, settings), paper=paper)
    asking.answer(found, _shown(found))


@mail.command()
@click.argument("letter_id")
@asked
def again(asking: Asking, letter_id: str) -> None:
    """Send a letter once more, to the address that is known now."""
    correspondence.again(asking.office, asking.principal, letter_id)
    asking.answer({"letter": letter_id, "state": "waiting"}, f"{letter_id} waits to be sent again.")


@mail.command()
@click.argument("letter_id")
@asked
def cancel(asking: Asking, letter_id: str) -> None:
    """Do not send a letter that has not gone."""
    correspondence.cancel(asking.office, asking.principal, letter_id)
    asking.answer({"letter": letter_id, "state": "cancelled"}, f"{letter_id} will not be sent.")


@mail.command()
@click.argument("place", type=click.Path(path_type=Path, exists=True, allow_dash=True), default="-")
@asked
def bounced(asking: Asking, place: Path) -> None:
    """Note what mail servers report of letters that did not arrive.

    PLACE is a folder of reports (or a maildir), one file, or nothing: then one report is read from the input, as a
    mail server hands it to a program.
    """
    office = asking.office
    if place.is_dir():
        found = bounces.read_folder(office, asking.principal, place)
    else:
        raw = sys.stdin.buffer.read(bounces.MOST) if str(place) == "-" else place.read_bytes()
        letter = bounces.bounced(office, asking.principal, raw)
        found = [] if letter is None else [letter]
    said = [f"{letter} did not arrive." for letter in found] or ["No report of a letter of ours was among them."]
    asking.answer({"letters": found}, said)


@mail.command()
@click.argument("name", type=click.Choice([*LETTERS]))
@_SETTINGS
@asked
def preview(asking: Asking, name: str, settings: Path | None) -> None:
    """Print the letter NAME with made-up words, as this association's people get it."""
    try:
        found = correspondence.previewed(asking.office, asking.principal, name, _head(asking, settings))
    except Template as error:
        raise click.ClickException(f"{error}. Until it is mended, Vouchbook's own is sent.") from error
    asking.answer(found, _letter(found))


def _set(asking: Asking, settings: Path | None, by: str | None) -> tuple[Carrier, Letterhead]:
    """Who carries letters away, by the settings or as it was typed."""
    try:
        if settings is None:
            if by is None:
                raise click.UsageError("Say who carries letters away: --by FOLDER, --by smtp://…, or --settings FILE.")
            return carrier(by), Letterhead()
        read = read_settings(settings, data=asking.data, key_file=asking.key_file)
        found = carrier(by) if by is not None else set_carrier(read.mail)
        if found is None:
            raise click.UsageError(f"{settings} does not say who carries letters away; add [mail], or say --by.")
        return found, set_letterhead(read, asking.office.code, HERE)
    except SettingsMistakes as error:
        raise click.ClickException(str(error)) from error
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--by") from error


def _head(asking: Asking, settings: Path | None) -> Letterhead:
    if settings is None:
        return Letterhead(portal=f"{HERE}/{asking.office.code}")
    try:
        return set_letterhead(
            read_settings(settings, data=asking.data, key_file=asking.key_file), asking.office.code, HERE
        )
    except SettingsMistakes as error:
        raise click.ClickException(str(error)) from error


def _told(asking: Asking, done: Round, by: Carrier) -> None:
    for problem in done.problems:
        say(f"Warning: {problem}.", err=True)
    came = {state: done.came[state] for state in STATES if done.came[state]}
    parts = [f"{number} {STATES[state]}" for state, number in came.items() if state != "sent"]
    said = (
        f"{counted(done.sent, 'letter')} sent, by way of {by.called}" + (f"; {', '.join(parts)}" if parts else "") + "."
    )
    asking.answer({"queued": done.queued, "came": came, "problems": done.problems}, wrapped(said))


def _list(found: list[Listed]) -> str:
    rows = [
        (
            each.letter,
            each.queued_at.strftime("%Y-%m-%d %H:%M"),
            each.title,
            each.to,
            STATES[each.state] + (f": {each.trouble}" if each.trouble else ""),
        )
        for each in found
    ]
    return table(("letter", "queued (UTC)", "what", "to", "state"), rows, empty="No letter is in the outbox.")


def _shown(found: correspondence.Shown) -> Iterator[str]:
    listed = found.listed
    trouble = f": {listed.trouble}" if listed.trouble else ""
    yield wrapped(f"{listed.title}, to {listed.to or 'nobody known'}: {STATES[listed.state]}{trouble}.")
    yield "As it went:" if found.as_it_went else "As it would go now:"
    if found.written is None:
        yield wrapped(found.why, indent="  ")
        return
    if found.address:
        yield from ("", *found.address.splitlines())
    yield from ("", *_letter(found.written))


def _letter(written: Written) -> Iterator[str]:
    yield f"Subject: {written.subject}"
    yield ""
    yield written.text.rstrip("\n")
