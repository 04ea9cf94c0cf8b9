"""Texts written as portfolio files, to be read or refused."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest

from vouchbook.policy.portfolio_file import PortfolioFile
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.policy.portfolio_text import PortfolioMistakes

F = TypeVar("F")
SAMPLES = Path(__file__).parents[2] / "associations/nc/vouchbook_nc/samples"
HEAD = """format = "vouchbook-portfolio/1"
[person]
given_name = "Ada"
family_name = "Lowrie"
email = "ada@example.org"
"""
RUTH = """[[colleagues]]
id = "ruth"
name = "Ruth Oxendine"
"""


def read(text: str | bytes, *, name: str = "portfolio.toml", head: str = HEAD) -> PortfolioFile:
    """A text below the head of a file, or bytes that are a whole one."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(text if isinstance(text, bytes) else (head + text).encode())
        return read_portfolio(path)


def every(kind: type[F], text: str) -> list[F]:
    """The facts of one kind that a text says."""
    return [entry.facts for entry in read(text).entries if isinstance(entry.facts, kind)]


def wrong(text: str | bytes, *, name: str = "portfolio.toml", head: str = HEAD) -> list[str]:
    """The mistakes of a text that is refused, one per line."""
    with pytest.raises(PortfolioMistakes) as refused:
        read(text, name=name, head=head)
    return str(refused.value).splitlines()


def training(**fields: str) -> str:
    """A table of training with some fields replaced; ``None`` leaves one out."""
    written = {"id": '"t1"', "title": '"T"', "on": "2026-03-01", "hours": '"1.5"', **fields}
    return "[[training]]\n" + "\n".join(f"{name} = {value}" for name, value in written.items() if value) + "\n"
