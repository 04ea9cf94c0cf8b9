"""``vouchbook association``: which are installed, which have a book, and what each asks."""

from __future__ import annotations

import click

from vouchbook import associations
from vouchbook.cli.asking import Asking, asked, asked_as, progress
from vouchbook.cli.conformance import as_json, as_text
from vouchbook.cli.licensing import end_licence, licences, license_
from vouchbook.cli.said import page, say, table
from vouchbook.cli.typed import CATEGORY
from vouchbook.cli.upgrade import say_upgrade
from vouchbook.domain.authorize import Role
from vouchbook.domain.names import AssociationCode, CategoryCode
from vouchbook.letters import offered_page
from vouchbook.letters.offered import offered
from vouchbook.service import alliance, policy_history
from vouchbook.service.comparing import choose
from vouchbook.service.conformance import checking, replay


@click.group()
def association() -> None:
    """Associations: installed, founded, licensed, what they ask."""


for _command in (license_, end_licence, licences):
    association.add_command(_command)


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
            "upgrade": _upgrade(asking, code) if code in founded else None,
        }
        for code in sorted({*installed, *founded} - {alliance.ALLIANCE_CODE})
    ]
    shown = [(r["code"], r["package"] or "not installed", "yes" if r["book"] else "no") for r in rows]
    asking.answer(rows, table(("code", "package", "book here"), shown))
    for code in (str(row["code"]) for row in rows if row["upgrade"]):
        say_upgrade(asking, asking.office_of(code))


def _upgrade(asking: Asking, code: str) -> str | None:
    """The policy that the installed package would bring, where it is another one than it brought before."""
    office = asking.office_of(code)
    found = policy_history.upgrade(office) if office is not None else None
    return found.version.digest if found is not None else None


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
@click.option("--category", "-c", type=CATEGORY, default=None, help="Only this category.")
@asked
def show(asking: Asking, code: str, category: str | None) -> None:
    """Show what the association CODE offers and asks on a day, for somebody who wonders which category is theirs.

    Each category with its requirements in plain sentences, references, exam, fees of the day and what renewal
    asks; today, unless --on names a day. What nobody has confirmed is marked. For a coordinator, every rule row
    by row: vouchbook policy show CODE. An edition of the guidelines is shown as it stands: edition:2024 for CODE.
    """
    asking.keyless = True  # rules are no secret
    chosen = choose(code, asking.given_day, asking.office_of, asking.edge)
    document = chosen.at(chosen.on).document
    offer = offered(document, chosen.on, CategoryCode(category) if category else None)
    if asking.as_json:
        asked_at_all = sorted({sheet.category for sheet in document.sheets})
        head = {"association": document.association, "policy": chosen.asked.policy, "sheets": asked_at_all}
        asking.answer({**head, **offered_page.as_json(offer)}, "")
    else:
        edition = "" if chosen.association else code.removeprefix("edition:")  # which is nobody's
        say(offered_page.as_text(offer, whose="" if edition else chosen.whose, edition=edition, width=page()))
        say_upgrade(asking, asking.office_of(chosen.association) if chosen.association else None)


@association.command()
@click.argument("code")
@asked
def check(asking: Asking, code: str) -> None:
    """Say everything that is wrong with the installed package of the association CODE, at once.

    Its shape; its hooks; its policy; its samples, lived through a book of their own, and every decision of its book
    in the data folder, where there is one, asked again; and whether its answers follow from what it is asked, a
    hundred times over, in another time zone, locale and order of hashes. Exit status: 0 it holds, 1 it does not.
    """
    office, recorded = None, None
    asking.keyless = True  # a decision is asked again without opening anything
    if (asking.data / "vouchbook.toml").exists() and code in asking.folder.codes():
        office = alliance.office(asking.folder, code, asking.edge)
    with progress(f"Checking {code}", checking.steps(office)) as bar:
        if office is not None:
            recorded = replay.recompute(office, asking.principal, lambda: bar.update(1))
        found = checking.check(code, recorded, on=asking.on(), step=lambda: bar.update(1))
    asking.answer(as_json(found), as_text(found))
    click.get_current_context().exit(0 if found.holds else 1)
