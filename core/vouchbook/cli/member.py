"""``vouchbook member``: who is a member, of what, since when and until when."""

from __future__ import annotations

from datetime import date

import click

from vouchbook.cli.asking import Asking, asked
from vouchbook.cli.said import say_csv, table
from vouchbook.cli.typed import DAY
from vouchbook.domain.names import PersonId, PlanKey, Source, TermId
from vouchbook.letters import memberships as letters
from vouchbook.letters.phrases import money
from vouchbook.policy.portfolio_tables import OTHER
from vouchbook.service import members, membership
from vouchbook.service.accounts import currency

known_on = click.option("--known-on", type=DAY, default=None, help="As far as was recorded by the end of this day.")
known_at = click.option(
    "--known-at", type=click.IntRange(min=1), default=None, help="As the book stood at this position."
)


@click.group()
def member() -> None:
    """Membership of the association, term by term."""


@member.command()
@click.argument("person_id")
@click.option("--plan", default="individual", show_default=True, help="The plan's key in the policy.")
@click.option("--from", "--bought-on", "first", type=DAY, default=None,
              help="The day it was bought, which may be past; the day of asking if left out.")  # fmt: skip
@click.option("--until", "last", type=DAY, default=None, help="Its last day, where it is not what the policy says.")
@click.option("--again", is_flag=True, help="Bought once more on the same day; else that is the same purchase.")
@click.option("--no-charge", is_flag=True, help="Charge nothing: it was paid for elsewhere.")
@asked
def join(
    asking: Asking, person_id: str, plan: str, first: date | None, last: date | None, again: bool, no_charge: bool
) -> None:
    """Record a membership that was bought; how long it runs follows from the policy.

    Bought while the same plan is still running, it begins on the day after. In which order payments are recorded
    makes no difference: one that is entered late finds its place, and later ones move.
    """
    office = asking.office
    request = asking.request(office)
    if again and last is not None:
        raise click.UsageError(
            "--again is for what was bought; days that are stated are given once: leave out --again."
        )
    done = membership.join(
        office,
        request,
        PersonId(person_id),
        PlanKey(plan),
        bought_on=first or request.on,
        last=last,
        another=again,
        charge=not no_charge,
    )
    kept = currency(office, request.on)
    charged = [f"Charged: {money(each['cents'], kept)} ({each['charge']})." for each in done.result["charged"]]
    asking.done(
        done, " ".join((letters.joined(done.result), *letters.moved(done.result), *charged)), id_=done.result["term"]
    )


@member.command()
@click.argument("person_id")
@click.option("--of", "body", required=True, help="Whose membership: mi for a state's association, or WAIMH.")
@click.option("--from", "first", type=DAY, required=True, help="Its first day.")
@click.option("--until", "last", type=DAY, required=True, help="Its last day.")
@click.option("--plan", default=OTHER, help="The plan's key, where it is this association's own membership.")
@asked
def claim(asking: Asking, person_id: str, body: str, first: date, last: date, plan: str) -> None:
    """Record a membership that somebody says they have, of this association or another body.

    It counts once the coordinator has seen it; whose membership is accepted, the policy says.
    """
    office = asking.office
    done = membership.claim(
        office, asking.request(office), PersonId(person_id), body, first=first, last=last, plan=plan
    )
    term = done.result["term"]
    way = f"Once you have seen it: vouchbook member confirm {person_id} {term} --where …"
    asking.done(
        done, f"{person_id} says to be a member of {done.result['of']}, {first} to {last} ({term}). {way}", id_=term
    )


@member.command()
@click.argument("person_id")
@click.argument("terms", nargs=-1, required=True)
@click.option("--where", required=True, help="Where it was seen: a list of members, a letter, a page.")
@click.option("--registry", is_flag=True, help="Seen in a public registry.")
@asked
def confirm(asking: Asking, person_id: str, terms: tuple[str, ...], where: str, registry: bool) -> None:
    """Say that claimed TERMS were seen, and where; from then on they count."""
    office = asking.office
    source, named = Source.REGISTRY if registry else Source.CONFIRMED, tuple(map(TermId, terms))
    done = membership.confirm(office, asking.request(office), PersonId(person_id), named, source=source, where=where)
    asking.done(done, f"{', '.join(terms)} confirmed.")


@member.command()
@click.argument("person_id")
@click.argument("term")
@asked
def void(asking: Asking, person_id: str, term: str) -> None:
    """Say that TERM was recorded in error; it stays readable and covers no day.

    A payment that had been moved behind it moves back. What was charged stays: void that too where it is due.
    """
    office = asking.office
    request = asking.request(office)
    done = membership.void(office, request, PersonId(person_id), TermId(term))
    charged = letters.still_charged(done.result, currency(office, request.on))
    said = (f"{term} is void.", *letters.moved(done.result), *charged)
    asking.done(done, " ".join(said))


@member.command("list")
@click.argument("person_id")
@known_on
@known_at
@asked
def list_(asking: Asking, person_id: str, known_on: date | None, known_at: int | None) -> None:
    """List every term ever recorded for somebody, with the days that it covers."""
    office = asking.office
    seen = members.status(
        office, asking.principal, PersonId(person_id), asking.on(office), known_on=known_on, known_at=known_at
    )
    rows = [
        {
            "term": t.term,
            "association": t.of,
            "plan": t.plan,
            "first": t.first,
            "last": t.last,
            "bought_on": t.bought_on,
            "source": t.source.value,
            "moved": t.moved,
            "void": t.void,
        }
        for t in seen.terms
    ]
    shown = [(t.term, t.of, t.plan, t.first, t.last, t.bought_on, letters.source(t)) for t in seen.terms]
    headers = ("term", "association", "plan", "from", "until", "bought", "source")
    asking.answer(rows, table(headers, shown, empty=f"{person_id} never had a membership that this book knows of."))


@member.command()
@click.argument("person_id")
@known_on
@known_at
@asked
def status(asking: Asking, person_id: str, known_on: date | None, known_at: int | None) -> None:
    """Say whether somebody is a member on a day (--on), since when, and when they were not.

    With --known-on, as far as had been recorded by then: what somebody was told at the time.
    """
    office = asking.office
    seen = members.status(
        office, asking.principal, PersonId(person_id), asking.on(office), known_on=known_on, known_at=known_at
    )
    asking.answer(seen, letters.status(seen))


@member.command("members")
@click.option("--ending-before", type=DAY, default=None, help="Only those who have nothing from this day on.")
@click.option("--organisations", is_flag=True, help="Those who are members through their organisation alone.")
@click.option("--csv", "as_csv", is_flag=True, help="Answer as comma-separated values.")
@asked
def members_(asking: Asking, ending_before: date | None, organisations: bool, as_csv: bool) -> None:
    """List everybody who is a member on a day (--on), those whose membership ends first at the top."""
    office = asking.office
    on = asking.on(office)
    found = members.members(office, asking.principal, on, ending_before=ending_before, organisations=organisations)
    rows = [{name: getattr(m, name) for name in members.Member.__struct_fields__} for m in found]
    if as_csv:
        say_csv(members.Member.__struct_fields__, rows)
        return
    shown = [(m.name, m.person, m.plan, m.since, m.through) for m in found]
    listed = table(("name", "id", "plan", "since", "through"), shown, empty="Nobody who was asked for is a member.")
    asking.answer(found, [listed, "", f"{len(found)} on {on}."])
