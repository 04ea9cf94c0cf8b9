"""``vouchbook vetting``: people interviewed by the association itself, and what came of it."""

from __future__ import annotations

from datetime import date

import click

from vouchbook.cli.asking import Asking, asked
from vouchbook.cli.said import table, wrapped
from vouchbook.cli.typed import DAY, choice
from vouchbook.domain.names import PersonId, VettingId, VettingScope
from vouchbook.domain.vetting import EndCause, VettedBy, VettingStatus
from vouchbook.letters.names import called
from vouchbook.letters.vettings import HOW, STATUS, days
from vouchbook.service import vetted as seen
from vouchbook.service import vetting as vettings

_SCOPE = choice(VettingScope)
_VETTED, _NOT = "vetted", "not-vetted"


@click.group()
def vetting() -> None:
    """Vetting: people interviewed by the association itself, for one scope each.

    Somebody vetted for rsc gives RSC that counts, somebody vetted for reference writes references that count, until
    they are endorsed, it is withdrawn, or the day in the policy on which all of them end.
    """


@vetting.command("open")
@click.argument("person_id")
@click.option(
    "--scope", type=_SCOPE, required=True, help="To give RSC, or to write references: one says nothing of the other."
)
@asked
def open_(asking: Asking, person_id: str, scope: str) -> None:
    """Begin to vet PERSON_ID; prints the vetting's id."""
    office = asking.office
    done = vettings.open_vetting(office, asking.request(office), PersonId(person_id), VettingScope(scope))
    id_ = done.result["vetting"]
    asking.done(
        done,
        f"Vetting {id_} of {person_id} for {called(VettingScope(scope))} is open; the interview comes next.",
        id_=id_,
    )


@vetting.command()
@click.argument("vetting_id")
@click.option("--notes", required=True, help="What was said, in words; sealed under the key of whoever is vetted.")
@click.option("--by", default=None, help="The id of who held it, if that is not who asks.")
@click.option("--how", type=choice(VettedBy), default=VettedBy.INTERVIEW.value, show_default=True)
@click.option("--held-on", type=DAY, default=None, help="The day on which it was held; the day of asking if left out.")
@asked
def interview(asking: Asking, vetting_id: str, notes: str, by: str | None, how: str, held_on: date | None) -> None:
    """Record an interview or phone call: nobody interviews themself, or somebody close to them."""
    if not notes.strip():
        raise click.BadParameter("write down what was said", param_hint="--notes")
    office = asking.office
    request = asking.request(office)
    done = vettings.interview(
        office,
        request,
        VettingId(vetting_id),
        by=PersonId(by) if by else None,
        how=VettedBy(how),
        held_on=held_on or request.on,
        words=notes,
    )
    asking.done(done, f"The {HOW[VettedBy(how)]} is recorded in {vetting_id}; the decision comes next.")


@vetting.command()
@click.argument("vetting_id")
@click.argument("outcome", type=click.Choice([_VETTED, _NOT]))
@click.option("--reason", required=True, help="Why, in words that the person may read.")
@click.option(
    "--until", "last", type=DAY, default=None, help="The last day, where it is to end earlier than the policy says."
)
@asked
def decide(asking: Asking, vetting_id: str, outcome: str, reason: str, last: date | None) -> None:
    """Say whether they are vetted; they count from this day on."""
    office = asking.office
    id_ = VettingId(vetting_id)
    done = vettings.decide(
        office, asking.request(office), id_, vetted=outcome == _VETTED, reason=reason, valid_until=last
    )
    if outcome != _VETTED:
        asking.done(done, f"{vetting_id}: not vetted.")
        return
    found = seen.show(office, asking.principal, id_, asking.on(office))
    asking.done(
        done, f"{vetting_id}: vetted for {called(found.scope)} {days(found.decided_on, found.last, found.sunset)}."
    )


@vetting.command()
@click.argument("vetting_id")
@click.option(
    "--because",
    "cause",
    type=choice(EndCause),
    required=True,
    help="Withdrawn, or endorsed elsewhere: an endorsement granted here ends it by itself.",
)
@click.option("--reason", required=True, help="Why, in words that the person may read.")
@asked
def end(asking: Asking, vetting_id: str, cause: str, reason: str) -> None:
    """End a vetting with this day, which is the last on which it counts."""
    office = asking.office
    request = asking.request(office)
    done = vettings.end(office, request, VettingId(vetting_id), EndCause(cause), reason)
    asking.done(done, f"{vetting_id} ends with {request.on}: {cause}.")


@vetting.command()
@click.argument("vetting_id")
@asked
def show(asking: Asking, vetting_id: str) -> None:
    """Show a vetting as it stands on a day, with what was said and why."""
    office = asking.office
    on = asking.on(office)
    found = seen.show(office, asking.principal, VettingId(vetting_id), on)
    text = [
        f"{found.name} ({found.person}), vetting for {called(found.scope)}",
        f"On {on}: {STATUS[found.status]}",
        f"Opened {found.opened_on}",
        *(line for talk in found.interviews for line in _talk(talk)),
        *_decided(found),
        *_ended(found),
    ]
    asking.answer(found, text)


def _talk(talk: seen.Talk) -> list[str]:
    held = f"{HOW[talk.how].capitalize()} on {talk.on}" + (f", held by {talk.by}" if talk.by else "")
    return [held, wrapped(talk.words, indent="  ")] if talk.words else [held]


def _decided(found: seen.SeenVetting) -> list[str]:
    if found.decided_on is None or found.reason is None:
        return []
    counts = f"Counts {days(found.decided_on, found.last, found.sunset)}"
    vetted = "vetted" if found.vetted else "not vetted"
    said = [f"Decided on {found.decided_on}: {vetted}", wrapped(found.reason, indent="  ")]
    return [*said, counts] if found.vetted else said


def _ended(found: seen.SeenVetting) -> list[str]:
    if found.ended_on is None or found.cause is None:
        return []
    by = f" by {found.endorsement}" if found.endorsement else ""
    said = [f"Ended with {found.ended_on}: {found.cause.value}{by}"]
    return [*said, wrapped(found.ended_because, indent="  ")] if found.ended_because else said


@vetting.command("list")
@click.option("--scope", type=_SCOPE, default=None, help="Only those for this.")
@click.option("--all", "all_", is_flag=True, help="Also those that are over, or were decided against.")
@asked
def list_(asking: Asking, scope: str | None, all_: bool) -> None:
    """List the vettings that are open or count on a day."""
    office = asking.office
    rows = seen.listing(
        office, asking.principal, asking.on(office), scope=VettingScope(scope) if scope else None, all_=all_
    )
    if asking.quiet:
        click.echo("\n".join(row.vetting for row in rows))
        return
    shown = [
        (r.vetting, r.name, called(r.scope), STATUS[r.status], r.vetted_from or r.opened_on, _last(r)) for r in rows
    ]
    none = "No vetting to list; begin one with: vouchbook vetting open PERSON_ID --scope rsc (or reference)"
    asking.answer(rows, table(("vetting", "name", "for", "status", "since", "until"), shown, empty=none))


def _last(row: seen.ListedVetting) -> date | None:
    """The earlier of their own last day and the policy's, of what was decided so."""
    if row.vetted_from is None or row.status is VettingStatus.NOT_VETTED:
        return None
    return min((on for on in (row.last, row.sunset) if on), default=None)
