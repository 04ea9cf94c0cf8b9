"""``vouchbook reference``: asked of a rater, followed until the form came in, or asked of somebody else instead."""

from __future__ import annotations

from datetime import date

import click

from vouchbook.cli.asking import Asking, asked
from vouchbook.cli.said import say, table
from vouchbook.cli.typed import DAY
from vouchbook.domain.names import ColleagueId, ItemId, PersonId, SlotKey
from vouchbook.letters.names import spaced
from vouchbook.letters.phrases import counted
from vouchbook.service import rating as ratings
from vouchbook.service import references
from vouchbook.service.references import Reference


@click.group()
def reference() -> None:
    """References: asked for, followed, received, replaced."""


@reference.command()
@click.argument("person_id")
@click.option("--rater", required=True, help="The id of the colleague, from: vouchbook evidence list PERSON_ID")
@click.option("--slot", required=True, help="The place it fills, as the sheet names it, such as supervisor.")
@click.option("--waive-access/--keep-access", default=False, help="Give up, or keep, the right to read it.")
@asked
def request(asking: Asking, person_id: str, rater: str, slot: str, waive_access: bool) -> None:
    """Ask a colleague for a reference; prints the reference's id."""
    office = asking.office
    done = ratings.request_rating(
        office,
        asking.request(office),
        PersonId(person_id),
        ColleagueId(rater),
        SlotKey(slot),
        waived=waive_access,
    )
    asking.done(done, f"{rater} is asked for a reference ({slot}): {done.result['rating']}.", id_=done.result["rating"])


@reference.command("open")
@click.argument("rating")
@asked
def open_(asking: Asking, rating: str) -> None:
    """Record that the rater has opened the form."""
    office = asking.office
    done = ratings.rating_opened(office, asking.request(office), ItemId(rating))
    asking.done(done, f"The rater has opened the form of {rating}.")


@reference.command()
@click.argument("rating")
@asked
def remind(asking: Asking, rating: str) -> None:
    """Record that the rater was asked once more; once on a day."""
    office = asking.office
    done = ratings.remind(office, asking.request(office), ItemId(rating))
    asking.done(done, f"The rater is reminded of {rating}.")


@reference.command()
@click.argument("rating")
@asked
def waive(asking: Asking, rating: str) -> None:
    """Give up the right to read a reference that has not come in yet; it is never taken back."""
    office = asking.office
    done = ratings.waive_access(office, asking.request(office), ItemId(rating))
    asking.done(done, f"The right to read {rating} is given up.")


@reference.command()
@click.argument("rating")
@asked
def decline(asking: Asking, rating: str) -> None:
    """Record that the rater will not answer."""
    office = asking.office
    done = ratings.decline_rating(office, asking.request(office), ItemId(rating))
    asking.done(done, f"{rating} is declined; ask somebody else: vouchbook reference replace {rating} --rater ID.")


@reference.command()
@click.argument("rating")
@click.option("--rater", required=True, help="The id of the colleague who is asked instead.")
@click.option("--waive-access/--keep-access", default=False, help="Give up, or keep, the right to read the new one.")
@asked
def replace(asking: Asking, rating: str, rater: str, waive_access: bool) -> None:
    """Ask somebody else for the same place; prints the new reference's id. What came in and counts stays."""
    office = asking.office
    done = ratings.replace_rating(
        office, asking.request(office), ItemId(rating), ColleagueId(rater), waived=waive_access
    )
    by = done.result["rating"]
    asking.done(done, f"{rater} is asked instead of {rating}: {by}.", id_=by)


@reference.command()
@click.argument("rating")
@click.option("--rated-on", type=DAY, required=True, help="The day on which the form was filled in.")
@click.option("--known-since", type=DAY, required=True, help="Since when the rater has known the applicant.")
@click.option("--not-enough-information", type=click.IntRange(min=0), default=0, show_default=True,
              help="How many questions were answered so.")  # fmt: skip
@click.option("--relationship", default="", help="How the rater knows the applicant; sealed.")
@asked
def receive(
    asking: Asking,
    rating: str,
    rated_on: date,
    known_since: date,
    not_enough_information: int,
    relationship: str,
) -> None:
    """Record the form of a reference that was asked for, as it reached the coordinator."""
    office = asking.office
    done = ratings.receive_rating(
        office,
        asking.request(office),
        ItemId(rating),
        rated_on=rated_on,
        known_since=known_since,
        not_enough_information=not_enough_information,
        words={"relationship": relationship},
    )
    asking.done(done, f"{rating} is received.")


@reference.command("list")
@click.argument("person_id", required=False)
@asked
def list_(asking: Asking, person_id: str | None) -> None:
    """List the references of PERSON_ID; without, every one that is still awaited, the longest first."""
    office, on = asking.office, asking.on(asking.office)
    if person_id is None:
        found = references.all_awaited(office, asking.principal, on)
    else:
        found = references.of_person(office, asking.principal, PersonId(person_id), on)
    if asking.quiet:
        say("\n".join(each.rating for each in found))
        return
    if person_id is None:
        rows: list[tuple[str, ...]] = [
            (each.rating, each.name, each.rater_name, spaced(each.slot), *_awaited(each)) for each in found
        ]
        head: tuple[str, ...] = ("reference", "applicant", "rater", "place", "asked", "waiting", "so far")
    else:
        rows = [(each.rating, each.rater_name, spaced(each.slot), str(each.requested_on), _so_far(each))
                for each in found]  # fmt: skip
        head = ("reference", "rater", "place", "asked", "so far")
    nothing = "No reference is awaited." if person_id is None else f"{person_id} has asked for no reference yet."
    asking.answer(found, table(head, rows) if found else nothing)


@reference.command()
@click.argument("rating")
@asked
def show(asking: Asking, rating: str) -> None:
    """Show how far a reference has come; what it says stays between the rater and those who review."""
    office = asking.office
    seen = references.one(office, asking.principal, ItemId(rating), asking.on(office))
    lines = [
        f"{seen.rating}: a reference of {seen.rater_name} for {seen.name} ({spaced(seen.slot)})",
        f"Asked for on {seen.requested_on}; {_so_far(seen)}.",
        f"The right to read it is {'given up' if seen.waived_access else 'kept'}.",
    ]
    if seen.form is not None:
        said = counted(seen.form.not_enough_information, "answer")
        lines.append(
            f"Written on {seen.form.rated_on}, known since {seen.form.known_since}; {said} “not enough information”."
        )
    if seen.another_needed:
        lines.append(f"It does not count; ask somebody else: vouchbook reference replace {seen.rating} --rater ID")
    asking.answer(seen, lines)


def _awaited(each: Reference) -> tuple[str, str, str]:
    return str(each.requested_on), counted(each.waiting or 0, "day"), _reminded(each) or "not opened"


def _reminded(each: Reference) -> str:
    said = [f"opened on {each.opened_on}"] if each.opened_on else []
    if each.reminded_on:
        said.append(f"reminded {counted(len(each.reminded_on), 'time')}, last on {each.reminded_on[-1]}")
    return "; ".join(said)


def _so_far(each: Reference) -> str:
    """How far it has come, in a few words."""
    if each.replaced_by is not None:
        return f"replaced on {each.replaced_on} by {each.replaced_by}"
    if each.declined_on is not None:
        return f"declined on {each.declined_on}"
    if each.received_on is not None:
        claim = ", to be confirmed" if each.needs_confirming else ""
        return f"received on {each.received_on}{claim}{', does not count' if each.another_needed else ''}"
    awaited = f"awaited for {counted(each.waiting, 'day')}" if each.waiting else "awaited since today"
    return "; ".join(filter(None, (awaited, _reminded(each))))
