"""``vouchbook member``: terms of membership."""

from __future__ import annotations

from datetime import date

import click

from vouchbook.cli.asking import Asking, asked
from vouchbook.cli.said import table
from vouchbook.cli.typed import DAY
from vouchbook.domain.names import PersonId, PlanKey, TermId
from vouchbook.service import membership


@click.group()
def member() -> None:
    """Membership of the association, term by term."""


@member.command()
@click.argument("person_id")
@click.option("--plan", default="individual", show_default=True, help="The plan's key in the policy.")
@click.option("--from", "first", type=DAY, default=None, help="The day it was bought; the day of asking if left out.")
@click.option("--until", "last", type=DAY, default=None, help="Its last day, where it is not what the policy says.")
@asked
def join(asking: Asking, person_id: str, plan: str, first: date | None, last: date | None) -> None:
    """Record a membership that was bought; how long it runs follows from the policy."""
    office = asking.office
    request = asking.request(office)
    done = membership.join(
        office, request, PersonId(person_id), PlanKey(plan), bought_on=first or request.on, last=last
    )
    until = done.result.get("last")
    asking.done(done, f"{person_id} is a member" + (f" through {until} ({done.result['term']})." if until else "."))


@member.command()
@click.argument("person_id")
@click.argument("term")
@asked
def void(asking: Asking, person_id: str, term: str) -> None:
    """Say that TERM was recorded in error; it stays readable and covers no day."""
    office = asking.office
    done = membership.void(office, asking.request(office), PersonId(person_id), TermId(term))
    asking.done(done, f"{term} is void.")


@member.command("list")
@click.argument("person_id")
@asked
def list_(asking: Asking, person_id: str) -> None:
    """List every term ever recorded for somebody."""
    terms = membership.terms(asking.office, asking.principal, PersonId(person_id))
    rows = [
        {
            "term": t.term,
            "association": t.association,
            "plan": t.plan,
            "first": t.first,
            "last": t.last,
            "source": t.source.value,
            "void": t.term in terms.voided,
        }
        for t in terms.terms.values()
    ]
    shown = [
        (r["term"], r["association"], r["plan"], r["first"], r["last"], "void" if r["void"] else r["source"])
        for r in rows
    ]
    asking.answer(rows, table(("term", "association", "plan", "from", "until", "source"), shown))
