"""``vouchbook association``: which are installed, which have a book, and what each asks."""

from __future__ import annotations

import click

from vouchbook import associations
from vouchbook.cli.asking import Asking, asked, asked_as
from vouchbook.cli.said import table
from vouchbook.domain.authorize import Role
from vouchbook.domain.names import AssociationCode
from vouchbook.service import alliance, evaluation


@click.group()
def association() -> None:
    """Associations: installed, founded, what they ask."""


@association.command("list")
@asked
def list_(asking: Asking) -> None:
    """List installed associations, and those that have a book in the data folder."""
    asking.keyless = True
    founded: tuple[str, ...] = asking.folder.codes() if (asking.data / "vouchbook.toml").exists() else ()
    installed = {str(code): package for code, package in associations.installed().items()}
    rows = [
        {
            "code": code,
            "package": f"{installed[code].distribution} {installed[code].version}" if code in installed else None,
            "book": code in founded,
        }
        for code in sorted({*installed, *founded} - {alliance.ALLIANCE_CODE})
    ]
    shown = [(r["code"], r["package"] or "not installed", "yes" if r["book"] else "no") for r in rows]
    asking.answer(rows, table(("code", "package", "book here"), shown))


@association.command()
@click.argument("code")
@asked_as(Role.ALLIANCE)
def found(asking: Asking, code: str) -> None:
    """Open a book for the installed association CODE, and adopt the policy its package brings.

    Interrupted, it is completed by asking again.
    """
    request = asking.request()
    done = alliance.license_association(asking.folder, request, AssociationCode(code), asking.edge)
    name = alliance.office(asking.folder, code, asking.edge).version(done.result["policy"]).document.association.name
    asking.done(done, f"{name} ({code}) has a book here, and adopted policy {done.result['policy'][:19]}….")


@association.command()
@click.argument("code")
@asked
def show(asking: Asking, code: str) -> None:
    """Show who an association is and what it offers, from its installed policy."""
    version = evaluation.installed_policy(code)
    row = version.document.association
    with_sheet = {sheet.category for sheet in version.document.sheets}
    lines = [
        f"{row.name} ({row.code})",
        f"Time zone {row.timezone}; year ends {row.year_end}; {row.currency}; families {', '.join(row.families)}",
        "Categories offered: "
        + ", ".join(row.names.get(c, c) + ("" if c in with_sheet else " (no sheet yet)") for c in row.categories),
        f"Policy {version.digest}",
        f"Every rule as a sentence: vouchbook policy show {row.code}",
    ]
    asking.answer({"association": row, "policy": version.digest, "sheets": sorted(with_sheet)}, lines)
