"""``vouchbook policy propose``, ``approve``, ``reject`` and ``withdraw``: a policy changes by two people."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
import msgspec

from vouchbook.cli.asking import Asking, asked
from vouchbook.cli.said import page, say, wrapped
from vouchbook.cli.typed import DAY
from vouchbook.letters.compared import as_json
from vouchbook.letters.difference_page import as_text
from vouchbook.letters.phrases import day
from vouchbook.letters.proposals import ASSUMED, BELOW, UNDONE, list_page, past_page, past_said, sentences
from vouchbook.service import alliance, policy_change
from vouchbook.service.office import Office
from vouchbook.service.policy_review import Review, review


@click.command()
@click.argument("code")
@click.option("--file", "-f", type=click.Path(path_type=Path, dir_okay=False, exists=True), default=None,
              help="The policy as it should be: a draft of `policy edit`, or any policy.toml.")  # fmt: skip
@click.option("--installed", is_flag=True, help="What the installed package of CODE brings, instead of a file.")
@click.option("--from", "first", type=DAY, required=True, help="The day from which it is to be in force.")
@click.option("--reason", required=True, help="Why, for whoever approves it and for the history.")
@asked
def propose(asking: Asking, code: str, file: Path | None, installed: bool, first: date, reason: str) -> None:
    """Propose another policy for CODE, in force from a day on once another person has approved it.

    Say who you are: --as coordinator:PERSON. The file is read whole; everything wrong with it is said at once, with
    line and remedy, and nothing is recorded. What is proposed cannot be changed any more: for another text, propose
    again. Nothing reaches back into a decided case.

    \b
    Examples:
      vouchbook policy propose nc --file nc-2027.toml --from 2027-01-01 \\
        --reason "Board, 12 November" --as coordinator:p-7k3m9q2x4d
      vouchbook policy propose nc --installed --from 2027-01-01 \\
        --reason "The package of this autumn" --as coordinator:p-7k3m9q2x4d
    """
    if (file is None) is not installed:
        raise click.UsageError("Say what is proposed: --file FILE, or --installed for what the package brings.")
    office = office_of(asking, code)
    made = policy_change.draft_of(file) if file is not None else policy_change.installed_draft(code)
    done = policy_change.propose(office, asking.request(office), made, first, reason)
    id_ = str(done.result["proposal"])
    if not (asking.as_json or asking.quiet):
        say("\n".join(in_words(review(asking.folder, office, asking.principal, id_))))
        for mistake in made.in_vain:
            say(wrapped(f"Note: {mistake}"))
    asking.done(done, f"{id_} is proposed, to be in force from {day(first)}.", id_=id_)
    if not (asking.as_json or asking.quiet):
        say(f"Whom it affects:\n  vouchbook policy impact {code} --proposal {id_}")
        say(f"Another person approves it:\n  vouchbook policy approve {code} {id_} --as board:PERSON")


@click.command()
@click.argument("code")
@click.argument("proposal")
@asked
def approve(asking: Asking, code: str, proposal: str) -> None:
    """Agree with a PROPOSAL of somebody else; from its day on it is in force.

    PROPOSAL is its id, or its digest: what is approved is that text and no other. Say who you are: --as
    coordinator:PERSON or board:PERSON. Look first: vouchbook policy diff CODE PROPOSAL.
    """
    office = office_of(asking, code)
    done = policy_change.approve(asking.folder, office, asking.request(office), proposal)
    id_, first = str(done.result["proposal"]), date.fromisoformat(str(done.result["in_force_from"]))
    if not (asking.as_json or asking.quiet):
        seen = review(asking.folder, office, asking.principal, id_)
        say(list_page(f"{BELOW}: reported to the Alliance", _below(seen), page()))
    asking.done(done, f"{id_} is approved and adopted; in force from {day(first)}.", id_=id_)


@click.command()
@click.argument("code")
@click.argument("proposal")
@click.option("--reason", required=True, help="Why not, for whoever proposed it and for the history.")
@asked
def reject(asking: Asking, code: str, proposal: str, reason: str) -> None:
    """Say no to a PROPOSAL of somebody else."""
    office = office_of(asking, code)
    done = policy_change.reject(office, asking.request(office), proposal, reason)
    id_ = str(done.result["proposal"])
    asking.done(done, f"{id_} is rejected.", id_=id_)


@click.command()
@click.argument("code")
@click.argument("proposal")
@asked
def withdraw(asking: Asking, code: str, proposal: str) -> None:
    """Take back a PROPOSAL of one's own."""
    office = office_of(asking, code)
    done = policy_change.withdraw(office, asking.request(office), proposal)
    id_ = str(done.result["proposal"])
    asking.done(done, f"{id_} is withdrawn.", id_=id_)


def office_of(asking: Asking, code: str) -> Office:
    """The association named, which has a book here."""
    return alliance.office(asking.folder, code, asking.edge)


def in_words(seen: Review) -> list[str]:
    """A proposal as whoever approves it must see it."""
    undone = sentences(seen.undone) if seen.undone is not None else ()
    parts = [
        as_text(seen.page, width=page()),
        list_page(UNDONE, undone, page()),
        past_page(past_said(seen.past), page()),
        list_page(f"{BELOW}{_then(seen)}", _below(seen), page()),
    ]
    return [part for part in parts if part]


def _below(seen: Review) -> list[str]:
    assumed = [ASSUMED] if any(each.assumed for each in seen.below) else []
    return [*map(str, seen.below), *assumed]


def _then(seen: Review) -> str:
    return ": the licence lets nobody adopt it" if any(each.enforced for each in seen.below) else ""


def for_a_program(seen: Review) -> dict[str, object]:
    """The same content, with codes and days beside the sentences."""
    made = seen.proposal.made
    return {
        "proposal": made.proposal,
        "stage": seen.proposal.stage.value,
        "in_force_from": made.in_force_from,
        **as_json(seen.page),
        "undone": sentences(seen.undone) if seen.undone is not None else (),
        "past": msgspec.to_builtins(past_said(seen.past)),
        "below": [
            {
                "line": str(each),
                "edition": each.edition,
                "enforced": each.enforced,
                "on": each.on,
                "assumed": each.assumed,
            }
            for each in seen.below
        ],
    }
