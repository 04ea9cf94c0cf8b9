"""``vouchbook evidence``: the person's pool, and its claims."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from vouchbook.cli import reference
from vouchbook.cli.asking import Asking, asked
from vouchbook.cli.said import say, table
from vouchbook.cli.typed import CATEGORY, DAY, choice
from vouchbook.domain.evidence import CLAIMS, Standing
from vouchbook.domain.names import (
    AssociationCode,
    CategoryCode,
    ColleagueId,
    Document,
    ItemId,
    PersonId,
    Source,
)
from vouchbook.letters.names import endorsed
from vouchbook.letters.phrases import counted
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.service import colleagues as known
from vouchbook.service import evidence as pool
from vouchbook.service import portfolio, reading

_KINDS = tuple(str(kind.__struct_config__.tag) for kind in CLAIMS)


@click.group()
def evidence() -> None:
    """Evidence: added, signed, confirmed, withdrawn."""


evidence.add_command(reference.request, "ask")  # as they were called before they had a noun of their own
evidence.add_command(reference.receive, "receive")


@evidence.command("list")
@click.argument("person_id")
@click.option("--ref", default=None, help="Only the item that the person's file called so.")
@asked
def list_(asking: Asking, person_id: str, ref: str | None) -> None:
    """List everything somebody has documented, and which claims still need confirming."""
    items = reading.evidence(asking.office, asking.principal, PersonId(person_id))
    if ref is not None:
        items = [item for item in items if item.words.get("ref") == ref]
        if not items:
            raise click.UsageError(f"No file of {person_id} called an item {ref!r}; leave --ref out to see them all.")
    if asking.quiet:
        say("\n".join(item.item for item in items))
        return
    shown = [(i.item, i.kind, i.said, "withdrawn" if i.withdrawn else _standing(i)) for i in items]
    asking.answer(items, table(("item", "kind", "what", "source"), shown))


def _standing(item: reading.SeenItem) -> str:
    return "claim, not confirmed" if item.needs_confirming else item.source.value


@evidence.command()
@click.argument("person_id")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@asked
def add(asking: Asking, person_id: str, file: Path) -> None:
    """Add the items of the portfolio FILE to somebody who is in the book; all or none."""
    office = asking.office
    read = read_portfolio(file)
    done = portfolio.add_evidence(office, asking.request(office), PersonId(person_id), read, file.read_bytes())
    added, there = len(done.result["items"]), len(read.entries)
    known = f"; {there - added} stood there already" if added < there else ""
    asking.done(done, f"{counted(added, 'item')} added for {person_id}{known}.")


@evidence.command()
@click.argument("person_id")
@click.argument("document", type=choice(Document))
@asked
def sign(asking: Asking, person_id: str, document: str) -> None:
    """Sign DOCUMENT as the person themself (--as applicant:PERSON_ID)."""
    office = asking.office
    done = pool.sign(office, asking.request(office), PersonId(person_id), Document(document))
    asking.done(done, f"{person_id} has signed the {document.replace('_', ' ')}.")


@evidence.command()
@click.argument("person_id")
@click.argument("items", nargs=-1)
@click.option("--all", "all_", is_flag=True, help="Every claim that is not confirmed yet.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(_KINDS),
              help="Every claim of this kind that is not confirmed yet; may be given more than once.")  # fmt: skip
@click.option("--registry", is_flag=True, help="Seen in an association's public registry.")
@click.option("--reason", "where", required=True, help="Where it was seen, such as a form, a registry page, a roster.")
@asked
def confirm(
    asking: Asking,
    person_id: str,
    items: tuple[str, ...],
    all_: bool,
    kinds: tuple[str, ...],
    registry: bool,
    where: str,
) -> None:
    """Say that claims were seen: standings of colleagues, references, exam results."""
    office = asking.office
    claims = pool.Claims(tuple(ItemId(item) for item in items), _KINDS if all_ else kinds)
    if claims == pool.Claims():
        raise click.UsageError(
            "Name the items to confirm, or use --all or --kind; see: vouchbook evidence list PERSON_ID"
        )
    source = Source.REGISTRY if registry else Source.CONFIRMED
    done = pool.confirm(office, asking.request(office), PersonId(person_id), claims, source=source, where=where)
    asking.done(done, f"{counted(len(done.result['items']), 'claim')} of {person_id} confirmed.")


@evidence.command()
@click.argument("person_id")
@click.argument("item")
@asked
def withdraw(asking: Asking, person_id: str, item: str) -> None:
    """Take ITEM back; what was submitted with it stays submitted."""
    office = asking.office
    done = pool.withdraw(office, asking.request(office), PersonId(person_id), ItemId(item))
    asking.done(done, f"{item} is withdrawn.")


@evidence.command()
@click.argument("person_id")
@click.option(
    "--category", "-c", type=CATEGORY, required=True, help="The category in which they are endorsed, such as IMHM-C."
)
@click.option("--by", required=True, help="Code of the association that endorsed them.")
@click.option("--from", "first", type=DAY, required=True, help="The first day.")
@click.option("--until", "last", type=DAY, default=None, help="The last day, where there is one.")
@click.option("--emerging", is_flag=True, help="It is still emerging there.")
@asked
def standing(
    asking: Asking, person_id: str, category: str, by: str, first: date, last: date | None, emerging: bool
) -> None:
    """Record that somebody is endorsed elsewhere; it counts once it is confirmed from a registry."""
    office = asking.office
    held = Standing(None, AssociationCode(by), first, last, category=CategoryCode(category), emerging=emerging)
    done = pool.claim_standing(office, asking.request(office), PersonId(person_id), held)
    (item,) = done.result["items"]
    asking.done(
        done, f"{person_id} says to be endorsed {endorsed(category, emerging=emerging)} by {by}: {item}.", id_=item
    )


@evidence.command()
@click.argument("person_id")
@asked
def colleagues(asking: Asking, person_id: str) -> None:
    """List whom somebody names as a colleague, who of the book they are, and who has the same e-mail address."""
    office = asking.office
    rows = known.named_by(office, asking.principal, PersonId(person_id))
    if asking.quiet:
        say("\n".join(row.colleague for row in rows))
        return
    shown = [
        (r.colleague, r.name, f"{r.is_name} ({r.is_person})" if r.is_person else None, r.same_address) for r in rows
    ]
    asking.answer(rows, table(("colleague", "name", "is", "same address as"), shown))


@evidence.command()
@click.argument("person_id")
@click.argument("colleague")
@click.option("--is", "who", default=None, help="The id of the person of the book who they are.")
@click.option("--nobody", is_flag=True, help="Take it back: they are nobody of the book, as far as is known.")
@asked
def identify(asking: Asking, person_id: str, colleague: str, who: str | None, nobody: bool) -> None:
    """Say who of the book a COLLEAGUE of PERSON_ID is; what the book knows of them then counts."""
    if nobody == (who is not None):
        raise click.UsageError("Say who they are with --is PERSON_ID, or take it back with --nobody.")
    office = asking.office
    found = PersonId(who) if who else None
    done = known.identify(office, asking.request(office), PersonId(person_id), ColleagueId(colleague), found)
    asking.done(done, f"{colleague} is {who}." if who else f"{colleague} is nobody of the book.")


@evidence.command()
@click.argument("person_id")
@click.argument("item")
@click.option("--last", type=DAY, required=True, help="The last day on which they held it.")
@click.option("--registry", is_flag=True, help="Seen in an association's public registry.")
@click.option(
    "--reason", "where", required=True, help="Where it was seen, such as a registry page that lists them no more."
)
@asked
def ended(asking: Asking, person_id: str, item: str, last: date, registry: bool, where: str) -> None:
    """Say that an endorsement held elsewhere ends with a day; what was given until then goes on counting."""
    office = asking.office
    source = Source.REGISTRY if registry else Source.CONFIRMED
    done = known.standing_ended(
        office, asking.request(office), PersonId(person_id), ItemId(item), last, source=source, where=where
    )
    asking.done(done, f"{item} ends with {last}.")
