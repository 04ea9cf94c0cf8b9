"""``vouchbook hooks``: what is asked, who answers for each association, and from where a value comes."""

from __future__ import annotations

from collections.abc import Iterator

import click
import msgspec

from vouchbook.cli.said import say, say_json, wrapped
from vouchbook.letters.phrases import counted
from vouchbook.service import hooks as hooks_
from vouchbook.service.hooks import Answering, Hook, Rows


@click.command()
@click.argument("code", required=False)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def hooks(code: str | None, as_json: bool) -> None:
    """List every question that the core asks associations, and who answers it.

    Code of the association answers first, then policy data: its own rows, then those of the guidelines' edition
    that it names. With CODE, all of that for one association; without, in a line for each that is installed.

    \b
    Example:
      vouchbook hooks nc
    """
    click.get_current_context().find_root().meta["vouchbook.json"] = as_json
    found = hooks_.listing(code)
    if as_json:
        say_json(msgspec.to_builtins(found))
    else:
        say("\n".join(_page(found, code)))


def _page(found: tuple[Hook, ...], code: str | None) -> Iterator[str]:
    yield wrapped(
        "Questions are asked before something is decided; surfaces add something, or are told. In this order. Whoever "
        "answers first counts: the association's code, where it has a hook; then Vouchbook's default answer, which "
        "reads the association's policy: its own rows, then those of the guidelines that it names.",
        hanging="",
    )
    for hook in found:
        yield f"\n{hook.name}  ({hook.family})"
        yield wrapped(hook.asks, indent="  ")
        yield wrapped(f"Asked {hook.when}." if hook.family == "question" else f"Told {hook.when}.", indent="  ")
        for each in hook.answered:
            yield from _one(each, hook) if code is not None else _brief(each, hook)
        if not hook.answered:
            yield "  No association is installed."


def _brief(answering: Answering, hook: Hook) -> Iterator[str]:
    """One association in a line: its code, or the tables from which Vouchbook answers."""
    if answering.problem is not None:
        said = f"cannot be asked: {answering.problem}"
    elif answering.code:
        said = ", ".join(answering.code) + ("; else its policy" if hook.family == "question" else "")
    elif hook.family == "surface":
        said = "nobody listens"
    elif answering.rows:
        tables = " and ".join(f"[[{table}]]" for table in dict.fromkeys(rows.table for rows in answering.rows))
        said = f"Vouchbook's default answer, from {tables}"
    else:
        said = "nobody: its policy has no row that answers"
    yield _below(answering.association, said)


def _one(answering: Answering, hook: Hook) -> Iterator[str]:
    """One association from first to last: everybody who may answer, in order."""
    if answering.problem is not None or (hook.family == "surface" and not answering.code):
        yield from _brief(answering, hook)
        return
    who = [f"code of {code}" for code in answering.code]
    who += [f"Vouchbook's default answer, from {_counted(rows)}" for rows in answering.rows]
    if not answering.rows and hook.family == "question":
        who.append("nobody: its policy has no row that answers, and what asks is refused")
    for number, each in enumerate(who, 1):
        yield _below(f"{number}.", each)


def _counted(rows: Rows) -> str:
    whose = "its own" if rows.origin == "own" else f"the {rows.origin}"
    doubt = ""
    if rows.unconfirmed:
        doubt = " (not confirmed)" if rows.unconfirmed == rows.rows else f" ({rows.unconfirmed} not confirmed)"
    return f"{counted(rows.rows, f'[[{rows.table}]] row')} of {whose}{doubt}"


def _below(label: str, said: str) -> str:
    return wrapped(f"{label}  {said}", indent="    ", hanging=" " * (len(label) + 6))
