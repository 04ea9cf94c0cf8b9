"""``vouchbook roster``: who may give RSC or write references that count, who takes people, and who is left alone."""

from __future__ import annotations

import csv
import io
from datetime import date

import click

from vouchbook.cli.asking import Asking, asked
from vouchbook.cli.roster_sunset import steps, sunset
from vouchbook.cli.said import say, table, wrapped
from vouchbook.cli.typed import CATEGORY, choice
from vouchbook.domain.names import CategoryCode, PersonId, VettingScope
from vouchbook.letters.names import called
from vouchbook.letters.phrases import listed
from vouchbook.letters.roster import by_what, taking
from vouchbook.letters.vettings import STATUS
from vouchbook.policy.providers import Stretch
from vouchbook.service import provider as providers
from vouchbook.service import roster as rosters

_OUTSIDE = click.option(
    "--outside/--no-outside", "outside", default=None, help="Whether they take people from outside their own agency."
)
_CAPACITY = click.option("--capacity", type=click.IntRange(max=10_000), default=None, help="How many people they take.")


@click.group(invoke_without_command=True)
@click.option("--scope", type=choice(VettingScope), default=VettingScope.RSC.value, show_default=True,
              help="Who may give RSC, or who may write references.")  # fmt: skip
@click.option("--category", "-c", type=CATEGORY, default=None, help="Only who counts for applicants of this category.")
@click.option("--csv", "as_csv", is_flag=True, help="Answer as a table for a spreadsheet.")
@asked
def roster(asking: Asking, scope: str, category: str | None, as_csv: bool) -> None:
    """Who may give RSC or write references that count on a day, by what, until when, and how many they take.

    A coordinator sees everybody endorsed or vetted here, identified as somebody's colleague, or on the roster; who is
    endorsed elsewhere and neither of these is seen once entered (roster enter). Others see who is on the roster and
    takes people from outside.
    """
    context = click.get_current_context()
    if context.invoked_subcommand is not None:
        _must_stand_alone(context)
        return
    office = asking.office
    code = CategoryCode(category) if category else None
    with steps("Asking about providers") as told:
        found = rosters.listing(
            office,
            asking.principal,
            asking.on(office),
            scope=VettingScope(scope),
            category=code,
            progress=told,
        )
    if as_csv:
        say(_csv(found).rstrip("\n"))
        return
    if asking.quiet:
        say("\n".join(each.person for each in found.providers))
        return
    asking.answer(found, _page(found))


roster.add_command(sunset)


def _must_stand_alone(context: click.Context) -> None:
    """Options before a command of this group would be lost without a word."""
    given = [
        name for name in context.params if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
    ]
    if given:
        raise click.UsageError(f"Write the options after {context.invoked_subcommand}, which they are for.")


def _page(found: rosters.Roster) -> list[str]:
    for_whom = f" for {found.category}" if found.category else ""
    doing = "give RSC" if found.scope is VettingScope.RSC else "write references"
    rows = [
        (each.name, _held(each), each.since, each.until or "no end", listed(each.categories, "and"),
         taking(each.capacity, each.takes_outside, each.listed), each.now, each.person)
        for each in found.providers
    ]  # fmt: skip
    text = [f"Who may {doing}{for_whom} on {found.on}: {len(rows)}", ""]
    text.append(table(("name", "by", "since", "until", "counts for", "takes", "has now", "person"), rows))
    if any(each.now is not None for each in found.providers):
        told = (
            f"has now: people with RSC from them since {found.lately} in this book, where the provider is identified "
            "(vouchbook evidence identify). They may have more."
        )
        text += ["", wrapped(told, hanging="")]
    return text


def _held(each: rosters.Listed) -> str:
    return listed([by_what(one.where, one.category, one.vetted, one.emerging) for one in each.standings], "and")


def _csv(found: rosters.Roster) -> str:
    """What begins like a formula is written so that a spreadsheet takes it as text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ("person", "name", "by", "since", "until", "counts for", "on roster", "from outside", "capacity", "has now")
    )
    for each in found.providers:
        writer.writerow(
            [
                _plain(cell)
                for cell in (each.person, each.name, _held(each), each.since, each.until, " ".join(each.categories),
                             _yes(each.listed), _yes(each.takes_outside), each.capacity, each.now)
            ]
        )  # fmt: skip
    return out.getvalue()


def _plain(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _yes(given: bool) -> str:
    return "yes" if given else "no"


@roster.command()
@click.argument("person_id")
@_CAPACITY
@_OUTSIDE
@asked
def enter(asking: Asking, person_id: str, capacity: int | None, outside: bool | None) -> None:
    """Put PERSON_ID on the roster: with their consent, because others will read their name there."""
    office = asking.office
    person = PersonId(person_id)
    done = providers.enter(office, asking.request(office), person, capacity=capacity, takes_outside=bool(outside))
    asking.done(done, f"{person_id} is on the roster; takes {taking(capacity, bool(outside), True)}.")


@roster.command()
@click.argument("person_id")
@_CAPACITY
@_OUTSIDE
@asked
def change(asking: Asking, person_id: str, capacity: int | None, outside: bool | None) -> None:
    """Change how many people PERSON_ID takes, or whether from outside; what is not given stays as it is."""
    if capacity is None and outside is None:
        raise click.UsageError("Say what changes: --capacity NUMBER, --outside or --no-outside.")
    office = asking.office
    request = asking.request(office)
    done = providers.change(office, request, PersonId(person_id), capacity=capacity, takes_outside=outside)
    said = [] if capacity is None else [f"up to {capacity}" if capacity else "nobody at present"]
    said += [] if outside is None else ["also from outside" if outside else "own agency only"]
    asking.done(done, f"From {request.on} on, the roster says: {person_id} takes {', '.join(said)}.")


@roster.command()
@click.argument("person_id")
@asked
def leave(asking: Asking, person_id: str) -> None:
    """Take PERSON_ID off the roster; what they hold stays as it is."""
    office = asking.office
    request = asking.request(office)
    done = providers.leave(office, request, PersonId(person_id))
    asking.done(done, f"{person_id} leaves the roster; {request.on} is their last day on it.")


@roster.command()
@click.argument("person_id")
@asked
def show(asking: Asking, person_id: str) -> None:
    """Show one provider: what they held and hold, on which days it counts, and what the roster said."""
    office = asking.office
    found = providers.show(office, asking.principal, PersonId(person_id), asking.on(office))
    held = [
        (by_what(each.held.where, each.held.category, each.held.vetted, each.held.emerging)
         + (f" for {called(each.held.vetted)}" if each.held.vetted else ""),
         each.held.first, each.held.last or ("by policy" if each.held.vetted else "no end"),
         STATUS[each.status] if each.status else None,
         f"{each.seen.where} ({each.seen.on})" if each.seen else None)
        for each in found.held
    ]  # fmt: skip
    text = [
        f"{found.name} ({found.person})",
        f"On {found.on}: {taking(found.capacity, found.takes_outside, found.listed)}",
        *([f"Has now: {listed(found.now, 'and')} (RSC since {found.lately} in this book)"] if found.now else []),
        "",
        table(("holds", "from", "until", "status", "seen"), held),
        *(line for scope, stretches in found.counts.items() for line in _stretches(scope, stretches)),
    ]
    if found.history:
        said = [(step.on, step.what, step.capacity, _outside(step.takes_outside)) for step in found.history]
        text += ["", table(("on", "roster", "capacity", "from outside"), said)]
    asking.answer(found, text)


def _outside(given: bool | None) -> str | None:
    return None if given is None else _yes(given)


def _stretches(scope: VettingScope, stretches: tuple[Stretch, ...]) -> list[str]:
    """On which days somebody counts, categories of the same days together."""
    doing = "Gives RSC that counts" if scope is VettingScope.RSC else "Writes references that count"
    if not stretches:
        return ["", f"{doing}: on no day"]
    together: dict[tuple[date | None, date | None], list[str]] = {}
    for each in stretches:
        together.setdefault((each.first, each.last), []).append(each.category)
    rows = [(first or "ever", last or "no end", listed(codes, "and")) for (first, last), codes in together.items()]
    return ["", f"{doing}:", table(("from", "until", "for applicants of"), rows)]
