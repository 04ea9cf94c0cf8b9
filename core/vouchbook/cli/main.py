"""The root of the command line: its nouns, loaded only when they are asked for."""

from __future__ import annotations

import importlib
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

NOUNS = {
    "init": ("vouchbook.cli.init:init", "Found an alliance in a new data folder."),
    "sample": ("vouchbook.cli.sample:sample", "An alliance of made-up people, to try the product with."),
    "serve": ("vouchbook.cli.serve:serve", "Serve the portal of a data folder on the web."),
    "evaluate": ("vouchbook.cli.evaluate:evaluate", "Ask what a sheet says of a portfolio file; records nothing."),
    "compare": ("vouchbook.cli.compare:compare", "Ask all associations about one portfolio; records nothing."),
    "association": ("vouchbook.cli.association:association", "Associations: installed, founded, what they ask."),
    "policy": ("vouchbook.cli.policy:policy", "An association's rules as sentences, with their sources."),
    "fidelity": (
        "vouchbook.cli.fidelity:fidelity",
        "How faithful each association is to the guidelines it licenses.",
    ),
    "hooks": ("vouchbook.cli.hooks:hooks", "What the core asks associations, who answers, and from where."),
    "new-association": (
        "vouchbook.cli.new_association:new_association",
        "Write the package of a new association.",
    ),
    "import": ("vouchbook.cli.importing:import_", "Many people and items at once, from tables or portfolios."),
    "person": ("vouchbook.cli.person:person", "People: registered, or imported with a portfolio."),
    "role": ("vouchbook.cli.role:role", "Who acts for the association, and in which role."),
    "member": ("vouchbook.cli.member:member", "Membership of the association, term by term."),
    "evidence": ("vouchbook.cli.evidence:evidence", "Evidence: added, signed, confirmed, withdrawn."),
    "reference": ("vouchbook.cli.reference:reference", "References: asked for, followed, received, replaced."),
    "vetting": ("vouchbook.cli.vetting:vetting", "Vetting: people interviewed by the association itself."),
    "roster": ("vouchbook.cli.roster:roster", "Who gives RSC or references that count, and who takes people."),
    "application": ("vouchbook.cli.application:application", "Applications: from opening to decision, explained."),
    "fee": ("vouchbook.cli.fee:fee", "Fees: the schedule, a price for somebody, a charge."),
    "fund": ("vouchbook.cli.fund:fund", "Funds and scholarships, never beyond their budget."),
    "account": ("vouchbook.cli.account:account", "What people and organisations owe and pay."),
    "registry": ("vouchbook.cli.registry:registry", "The public registry of endorsements."),
    "mail": ("vouchbook.cli.mail:mail", "Letters to people: sent, followed, sent again, previewed."),
    "ledger": ("vouchbook.cli.ledger:ledger", "The book itself: shown, verified, exported."),
    "projections": ("vouchbook.cli.projections:projections", "Read models, rebuilt from the book."),
}
"""Each command with where it lives and its one line of help, so that ``--help`` imports none of them."""

STOPPED = "Stopped. What was acknowledged is recorded; nothing is half recorded."


@contextmanager
def _interrupts_wait() -> Iterator[None]:
    """Let a Ctrl-C come after an import: in the middle of one, the interpreter may drop it with a traceback."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    usual = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)
    if came:
        raise KeyboardInterrupt


class Nouns(click.Group):
    """Loads a command's module when the command is used, and turns every known error into an answer."""

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        try:
            from vouchbook.cli.said import be_plain_where_needed

            be_plain_where_needed()
            return super().main(*args, **kwargs)
        except KeyboardInterrupt:  # before a command began, or after it ended: click answers for the time between
            click.echo(STOPPED, err=True)
            sys.exit(1)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        for arg in args:
            if any("\ud800" <= character <= "\udfff" for character in arg):
                shown = arg[:40].encode("utf-8", "backslashreplace").decode()
                ctx.fail(f"{shown!r} is no UTF-8; set the terminal to UTF-8 and type it again.")
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(NOUNS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in NOUNS:
            return None
        module, attribute = NOUNS[name][0].split(":")
        with _interrupts_wait():
            command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in NOUNS:
            import difflib

            near = difflib.get_close_matches(name, NOUNS, n=1)
            hint = f" Did you mean {near[0]}?" if near else f" Commands are: {', '.join(NOUNS)}."
            ctx.fail(f"There is no command {name!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, short) for name, (_, short) in NOUNS.items()])

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401
        try:
            return super().invoke(ctx)
        except click.exceptions.Exit:
            raise
        except click.ClickException as error:
            from vouchbook.cli.said import printable

            error.message = printable(error.message)  # type: ignore[misc]  # it may quote what was typed
            raise
        except KeyboardInterrupt:
            raise click.ClickException(STOPPED) from None
        except Exception as error:
            from vouchbook.cli.errors import understood

            answer = understood(error)
            if answer is None:
                raise
            raise answer from error


@click.group(cls=Nouns, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vouchbook")
def main() -> None:
    """Vouchbook keeps, for every licensed association, the book of who vouched for whom, on what evidence and
    under which rules, and explains every decision line by line.

    \b
    Begin with:
      vouchbook policy show nc              North Carolina's rules, as sentences
      vouchbook evaluate -a nc -c IMHS -p portfolio.toml
      vouchbook init my-alliance --with nc  a folder with North Carolina's book

    Every command takes --help; those that answer take --json. Exit status: 0 done, 1 refused or not met,
    2 the question itself was wrong.
    """


if __name__ == "__main__":
    main()
