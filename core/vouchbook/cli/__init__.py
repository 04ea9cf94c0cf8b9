"""The command line: parse, call a service, print. No rule lives here."""

from vouchbook.cli.main import main

__all__ = ["main"]
