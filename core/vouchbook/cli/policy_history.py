"""``vouchbook policy history``: every version and proposal, who, when, why, and what was in force on a day."""

from __future__ import annotations

from collections.abc import Iterator

import click
import msgspec

from vouchbook.cli.asking import Asking, asked
from vouchbook.cli.policy_change import office_of
from vouchbook.cli.said import say, wrapped
from vouchbook.cli.upgrade import say_upgrade
from vouchbook.domain.policy import Stage
from vouchbook.letters.phrases import day
from vouchbook.service import policy_history
from vouchbook.service.policy_history import Step

_SETTLED = {Stage.ADOPTED: "approved", Stage.REJECTED: "rejected", Stage.WITHDRAWN: "withdrawn"}


@click.command()
@click.argument("code")
@asked
def history(asking: Asking, code: str) -> None:
    """List every version and proposal of CODE's policy, and say which version is in force on a day (--on, or today).

    Who proposed, approved or rejected is named by role and id, with the reason that they gave.
    """
    office = office_of(asking, code)
    steps = policy_history.history(office, asking.principal)
    on = asking.on(office)
    ruling = office.version_on(on).digest
    if asking.as_json:
        asking.answer({"on": on, "in_force": ruling, "history": msgspec.to_builtins(steps)}, "")
        return
    say("\n\n".join("\n".join(_told(step)) for step in steps))
    say(f"\nIn force on {day(on)}: {_short(ruling)}.")
    say_upgrade(asking, office)


def _told(step: Step) -> Iterator[str]:
    stage = "overtaken: another policy was adopted since" if step.overtaken else step.stage.value
    yield f"{step.proposal or 'first version'}  {_short(step.version)}  {stage}"
    if step.in_force is not None:
        first, last = step.in_force
        yield f"  in force from {day(first)}" + (f" to {day(last)}" if last else "")
    elif step.stage is Stage.ADOPTED:
        yield f"  never in force: another one begins on the same day, {day(step.in_force_from)}"
    else:
        yield f"  to be in force from {day(step.in_force_from)}"
    if step.proposed_on is not None:
        yield wrapped(f"proposed on {day(step.proposed_on)} by {step.proposed_by}: {step.reason}", indent="  ",
                      hanging="    ")  # fmt: skip
    if step.settled_on is not None:
        done = "adopted" if step.proposal is None else _SETTLED[step.stage]
        because = f": {step.settled_because}" if step.settled_because else ""
        yield wrapped(f"{done} on {day(step.settled_on)} by {step.settled_by}{because}", indent="  ", hanging="    ")
    if step.brought_by:
        yield f"  brought by {', '.join(step.brought_by)}"


def _short(digest: str) -> str:
    return f"{digest[:19]}…"
