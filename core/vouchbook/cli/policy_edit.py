"""``vouchbook policy edit``: a draft of the next policy, made row by row by people who do not program."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
import msgspec

from vouchbook.cli.asking import Asking, asked
from vouchbook.cli.said import page, say, wrapped
from vouchbook.cli.typed import DAY
from vouchbook.cli.upgrade import say_upgrade
from vouchbook.letters.compared import as_json
from vouchbook.letters.difference_page import as_text
from vouchbook.letters.phrases import day
from vouchbook.policy.editing.change import Edit, Edited
from vouchbook.policy.editing.text import written
from vouchbook.service import policy_editing


@click.command()
@click.argument("code")
@click.argument("table")
@click.option("--occasion", default=None, help="Which row of [[fee]]: registration, processing, renewal …")
@click.option("--for", "for_", multiple=True, help="Which category; several times for several.")
@click.option("--key", default=None, help="Which row of [[requirement]], [[plan]] or [[fund]].")
@click.option("--at", default=None, help="Which sheet: application (if left out), renewal or reinstatement.")
@click.option("--plan", default=None, help="For which membership plan.")
@click.option("--members", type=click.Choice(["yes", "no"]), default=None, help="For members, or for others.")
@click.option("--may", default=None, help="Which row of [[standing]]: give_rsc, rate, review …")
@click.option("--scope", default=None, help="Which row of [[vetting]]: rsc or reference.")
@click.option("--part", default=None, help="Which row of [[exam]]: multiple_choice or essay.")
@click.option("--of", default=None, help="Which row of [[transition]] or [[recognition]].")
@click.option(
    "--set", "values", multiple=True, metavar="NAME=VALUE",
    help='What is to change: amount=30.00, name="Student member", where.paid=yes; several times.',
)  # fmt: skip
@click.option("--from", "first", type=DAY, default=None, help="The first day of the new row.")
@click.option("--until", "last", type=DAY, default=None, help="The last day of the new row, if it has one.")
@click.option("--end", type=DAY, default=None, help="Instead: the row in force then rules through this day.")
@click.option("--confirm", is_flag=True, help="Instead: the values in force are right; say who says so with --source.")
@click.option("--unconfirmed", is_flag=True, help="Nobody has confirmed the new values yet.")
@click.option("--source", default=None, help="Who says so: a key of [sources], such as board2026.")
@click.option("--source-title", default=None, help="What a source is called that the file does not know yet.")
@click.option("--source-url", default=None, help="Where such a source can be read.")
@click.option("--line", default=None, help="Where in the source it stands.")
@click.option("--note", default=None, help="A remark that is shown with the row.")
@click.option("--draft", type=click.Path(path_type=Path, dir_okay=False), required=True,
              help="The file of the draft: begun if it is not there, else changed further.")  # fmt: skip
@asked
def edit(
    asking: Asking,
    code: str,
    table: str,
    values: tuple[str, ...],
    first: date | None,
    last: date | None,
    end: date | None,
    confirm: bool,
    unconfirmed: bool,
    source: str | None,
    source_title: str | None,
    source_url: str | None,
    line: str | None,
    note: str | None,
    draft: Path,
    **key: Any,  # noqa: ANN401
) -> None:
    """Write a draft of CODE's next policy, with one row of TABLE changed; nothing is recorded.

    The draft begins with the text that was adopted last, comments and all, and may also be changed by hand. A new row
    is a whole row: it copies the one that rules on --from, with what is --set, and rules from that day on; the old
    row stays, because it ruled until then. The answer says how the draft differs from what is in force.

    \b
    Examples:
      vouchbook policy edit nc fee --occasion registration --set amount=30.00 --from 2027-01-01 \\
        --source board2026 --source-title "Board minutes of 12 November 2026" --draft nc-2027.toml
      vouchbook policy edit nc plan --key student --set name="Student member" --set covers=endorsement \\
        --from 2027-01-01 --source board2026 --draft nc-2027.toml
      vouchbook policy edit nc requirement --for IMHS --key rsc --set minimum=52 --from 2027-01-01 \\
        --source board2026 --draft nc-2027.toml
      vouchbook policy edit nc fee --occasion registration --confirm --source board2026 --draft nc-2027.toml
    """
    asking.keyless = True  # rules are no secret
    office = asking.office_of(code)
    begin = policy_editing.start(office, code)
    if end is not None and (first is not None or confirm):
        raise click.UsageError("--end ends a row, and changes nothing else; leave out --from and --confirm.")
    if first is None and end is None and not confirm:
        raise click.UsageError("Say from which day the new row rules: --from DAY.")
    wanted = Edit(
        table=table,
        key={**{name: _typed(value) for name, value in key.items() if value not in (None, ()) and name != "for_"},
             **({"for": list(key["for_"])} if key["for_"] else {})},
        set=tuple(map(_assignment, values)),
        from_=first or end or asking.on(office),
        until=last,
        end=end is not None,
        confirm=confirm,
        unconfirmed=unconfirmed,
        source=source,
        title=source_title,
        url=source_url,
        line=line,
        note=note,
    )  # fmt: skip
    drafted = policy_editing.draft(begin, draft, wanted)
    if asking.quiet:
        say(drafted.version.digest)
        return
    if asking.as_json:
        content = {
            "draft": str(draft),
            "policy": drafted.version.digest,
            "done": drafted.edited.done,
            "row": msgspec.to_builtins(dict(drafted.edited.row)),
            "warnings": [str(mistake) for mistake in drafted.in_vain],
            "differences": as_json(drafted.page),
        }
        asking.answer(content, "")
        return
    whose = f"begins with {begin.whose}" if drafted.begun else "is changed further"
    say(wrapped(f"The draft {draft} {whose}."))
    say("\n".join(_done(table, drafted.edited, wanted)))
    for mistake in drafted.in_vain:
        say(wrapped(f"Note: {mistake}"))
    say("\n" + as_text(drafted.page, width=page()))
    first_day = wanted.from_ if first else "DAY"
    say("Nothing is recorded yet. To see whom it affects:")
    say(f"  vouchbook policy impact {code} --file {draft} --from {first_day}")
    say("To propose it:")
    say(f"  vouchbook policy propose {code} --file {draft} --from {first_day} --reason TEXT --as coordinator:PERSON")
    say_upgrade(asking, office)


def _typed(value: str) -> object:
    return {"yes": True, "no": False}.get(value, value)


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise click.UsageError(f"{text!r} sets nothing; write NAME=VALUE, for instance --set amount=30.00")
    return name.strip(), value.strip()


def _done(table: str, edited: Edited, wanted: Edit) -> Iterator[str]:
    """What was done to the file, and the row as it stands there now."""
    origin = f"the guidelines of {edited.edition}" if edited.edition else "the row in force"
    match edited.done:
        case "added" if edited.before is not None:
            said = f"Added: a whole row from {day(wanted.from_)}, a copy of {origin} with what was set. That one stays."
        case "added":
            said = f"Added: a row from {day(wanted.from_)}; there was none with this key."
        case "changed":
            said = f"Changed: the row that begins on {day(wanted.from_)}."
        case "ended":
            said = f"Ended: this row rules through {day(wanted.from_)} and no longer."
        case "confirmed":
            said = "Confirmed: the values stay as they are."
    yield wrapped(said)
    yield from (f"    {each}" for each in "\n".join(written(table, edited.row)).split("\n"))
