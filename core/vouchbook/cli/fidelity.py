"""``vouchbook fidelity``: how each association's policy stands to the edition of the guidelines that it licenses."""

from __future__ import annotations

import csv
import io

import click

from vouchbook.cli.asking import Asking, asked_as
from vouchbook.cli.said import page, say, say_json, table, wrapped
from vouchbook.domain.authorize import Role
from vouchbook.domain.names import AssociationCode
from vouchbook.letters import fidelity as letters
from vouchbook.letters.fidelity_page import COLUMNS, as_text
from vouchbook.service import fidelity as fidelities


@click.group()
def fidelity() -> None:
    """How faithful each association is to the guidelines it licenses."""


@fidelity.command()
@click.option("--csv", "as_csv", is_flag=True, help="Answer as CSV: one row for each line of each sheet.")
@asked_as(Role.ALLIANCE)
def report(asking: Asking, as_csv: bool) -> None:
    """Compare each association's policy in force with the edition it licenses, rule by rule.

    Without -a, every association of the folder with its counts, which is the Alliance's to see; with -a CODE each
    line that differs, with both sentences, their days and sources. Today, unless --on names a day.

    A line is the same as the edition's, stricter (nobody fulfils it who does not fulfil the edition's), looser (the
    opposite), other (neither can be promised), or not yet adopted: it is what an older edition asked. What nobody
    has confirmed is marked (?). Nothing is recorded, and no key is needed. Exit status 0 whatever differs.

    \b
    Examples:
      vouchbook fidelity report
      vouchbook fidelity report -a nc --on 2026-11-20
      vouchbook fidelity report -a nc --csv > nc.csv
    """
    asking.keyless = True  # rules are no secret
    if asking.code is None:
        found = fidelities.overview(asking.folder, asking.principal, asking.on())
    else:
        office = asking.office
        found = (fidelities.report(asking.folder, asking.principal, AssociationCode(office.code), asking.on(office)),)
    if as_csv:
        click.echo(_csv(found), nl=False)
    elif asking.as_json:
        say_json([letters.as_json(each) for each in found] if asking.code is None else letters.as_json(found[0]))
    elif asking.code is None:
        say(_overview(found))
    else:
        say(as_text(found[0], width=page()))


def _csv(found: tuple[letters.Report, ...]) -> str:
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(letters.HEADINGS)
    for each in found:
        rows.writerows(letters.table(each))
    return written.getvalue()


def _overview(found: tuple[letters.Report, ...]) -> str:
    rows = [(each.association, _licence(each), *_counts(each)) for each in found]
    notes = [wrapped(note) for note in _notes(found)]
    return "\n".join([table(("", "licensed", *COLUMNS), rows), "", *notes])


def _licence(each: letters.Report) -> str:
    if each.licence is None:
        return "not on this day"
    mark = "" if each.licence.confirmed else "(?) "
    return f"{mark}{each.licence.edition or 'no edition'}, {each.licence.floor.value}"


def _counts(each: letters.Report) -> tuple[str, ...]:
    if each.fidelity is None:
        return ("-",) * len(COLUMNS)
    return tuple(str(letters.counts(each)[name.replace(" ", "_")]) for name in COLUMNS)


def _notes(found: tuple[letters.Report, ...]) -> list[str]:
    """What the counts do not say, and where to read on."""
    notes = []
    if any(each.licence and not each.licence.confirmed for each in found):
        notes.append(
            "(?) assumed from the association's own policy, and confirmed by nobody. The Alliance says which edition "
            "is licensed with: vouchbook association license CODE --edition EDITION --from DAY"
        )
    notes += [f"{each.association}: a newer edition than the one licensed is out: {', '.join(each.newer)}."
              for each in found if each.newer]  # fmt: skip
    if found:
        notes.append(f"Each line of one: vouchbook fidelity report -a {found[0].association}")
    return notes
