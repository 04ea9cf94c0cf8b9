"""``vouchbook association license``: for which edition of the guidelines an association is licensed, and how long."""

from __future__ import annotations

from datetime import date

import click

from vouchbook.cli.asking import Asking, asked_as
from vouchbook.cli.said import table
from vouchbook.cli.typed import DAY, choice
from vouchbook.domain.alliance import Floor
from vouchbook.domain.authorize import Role
from vouchbook.domain.names import AssociationCode, EditionName
from vouchbook.service import licensing


@click.command("license")
@click.argument("code")
@click.option("--edition", "-e", required=True, help="The edition of the guidelines, such as 2024.")
@click.option("--from", "first", type=DAY, required=True, help="The first day of the licence.")
@click.option("--until", type=DAY, default=None, help="Its last day; until further notice if left out.")
@click.option(
    "--floor", type=choice(Floor), default=Floor.REPORTED.value, show_default=True,
    help="What becomes of a rule that asks less than the edition: it is reported, or a policy with it is refused.",
)  # fmt: skip
@asked_as(Role.ALLIANCE)
def license_(asking: Asking, code: str, edition: str, first: date, until: date | None, floor: str) -> None:
    """License the association CODE for an edition of the guidelines, from a day on.

    Given again for another edition, the licence before ends the day before. What was assumed when the book was
    founded gives way. Bad days and editions that are not installed are refused, and nothing is recorded.

    \b
    Example:
      vouchbook association license nc --edition 2024 --from 2024-01-01 --floor enforced
    """
    done = licensing.renew(
        asking.folder,
        asking.request(),
        AssociationCode(code),
        EditionName(edition),
        first=first,
        until=until,
        floor=Floor(floor),
        edge=asking.edge,
    )
    through = f" through {until}" if until else ""
    asking.done(done, f"{code} is licensed for the edition of {edition} from {first}{through}; {_FLOOR[floor]}.")


_FLOOR = {"reported": "what asks less is reported", "enforced": "a policy that asks less is refused"}


@click.command("end-licence")
@click.argument("code")
@click.option("--last", type=DAY, required=True, help="The last day of the licence.")
@asked_as(Role.ALLIANCE)
def end_licence(asking: Asking, code: str, last: date) -> None:
    """Let the licence of the association CODE end with a day; what would have followed is void.

    What the association has granted stays granted; its book stays open. It may be licensed again from a later day.
    """
    done = licensing.end(asking.folder, asking.request(), AssociationCode(code), last=last, edge=asking.edge)
    void = ", ".join(done.result.get("void", ()))
    after = f" What was licensed from {void} is void." if void else ""
    asking.done(done, f"The licence of {code} ends with {last}.{after}")


@click.command("licences")
@click.argument("code", required=False)
@asked_as(Role.ALLIANCE)
def licences(asking: Asking, code: str | None) -> None:
    """List the licences of the association CODE, or of all: edition, days, floor, and whether it is confirmed."""
    asking.keyless = True  # a licence is no secret
    found = licensing.licences(asking.folder, asking.principal, AssociationCode(code) if code else None)
    rows = [
        (
            each.association,
            each.edition or "none recorded",
            each.first,
            each.until or "further notice",
            each.floor.value,
            "yes" if each.confirmed else "no: assumed",
        )
        for each in found
    ]
    asking.answer(found, table(("code", "edition", "from", "until", "floor", "confirmed"), rows))
