"""Runs a page of the documentation: each command of its ``console`` blocks, and holds what it prints to the page.

A page is written as its reader sees it::

    ```console
    $ vouchbook policy diff nc tn
    Policy of nc …
    ```

- ``$`` begins a command; lines after one that ends in a backslash, and lines after ``> ``, belong to it. Commands run
  in one bash, so that a variable set by one is there for the next; the working folder is the test's own.
- Every other line is output, found in that order in what the command says (on either stream), whole lines, blank ones
  passed over; ``…`` stands for anything within a line, and a line of it alone for any number of lines. A command
  without output shown may say what it likes.
- A command ends with exit status 0. In a block marked ``console refused``, or after a line ``# refused``, it must not.
- A block whose mark is a file name (``toml policy.toml``, ``csv people.csv``) is that file, written before the commands
  after it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^\s*```(\w*)(?: +(\S+))?\s*$")
_MARK = "\x02page\x03"


class Shown(NamedTuple):
    """A command as the page has it, with the output it promises; or a file, which is ``written`` and not run."""

    command: str
    refused: bool
    output: tuple[str, ...]


class Played(NamedTuple):
    command: str
    status: int
    output: str


def run_page(
    page: Path, place: Path, *, bring: Sequence[str] = (), columns: int = 80, seconds: int = 240
) -> list[Played]:
    """Run every command of ``page`` in the folder ``place``, and answer what each said.

    ``bring``: files or folders of the checkout, by their path in it, that the page reads; they are copied there.

    :raises AssertionError: a command ended otherwise than the page says, or did not print what the page shows
    """
    for each in bring:
        target = place / each
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / each).is_dir() else shutil.copy
        copy(ROOT / each, target)
    shown = list(read_page(page))
    done = subprocess.run(
        ["bash", "-c", "\n".join(_script(shown))],
        cwd=place, env=_environment(columns), capture_output=True, check=False, timeout=seconds,
    )  # fmt: skip
    said = done.stdout.decode("utf-8")
    played = [
        Played(each.command, int(status), output.rstrip("\n"))
        for each, (output, status) in zip(
            shown, re.findall(f"{_MARK}\n(.*?)\n?{_MARK} (\\d+)\n", said, re.DOTALL), strict=False
        )
    ]
    assert len(played) == len(shown), f"{page.name} stopped early:\n{said[-3000:]}\n{done.stderr.decode()[-2000:]}"
    for promised, was in zip(shown, played, strict=True):
        _hold(promised, was, page.name)
    return played


def read_page(page: Path) -> Iterator[Shown]:
    """The commands of a page in order; a block that is a file becomes the command that writes it."""
    language, mark, block, inside = "", "", list[str](), False
    for line in page.read_text("utf-8").splitlines():
        fence = FENCE.match(line)
        if fence and not inside:
            inside, language, mark, block = True, fence[1], fence[2] or "", []
        elif fence:
            inside = False
            if language == "console":
                yield from _commands(block, refused=mark == "refused")
            elif "." in mark:
                yield Shown(_written(mark, block), False, ())
        elif inside:
            block.append(line)


def _written(name: str, block: Sequence[str]) -> str:
    return "\n".join([f"mkdir -p \"$(dirname '{name}')\" && cat > '{name}' <<'END_OF_FILE'", *block, "END_OF_FILE"])


def _commands(block: Sequence[str], *, refused: bool) -> Iterator[Shown]:
    command: list[str] = []
    output: list[str] = []
    expected, following = refused, refused
    for line in block:
        if line.startswith("$ "):
            if command:
                yield Shown("\n".join(command), expected, tuple(output))
            command, output, expected, following = [line[2:]], [], following, refused
        elif line.strip() == "# refused":
            following = True
        elif command and not output and (line.startswith("> ") or command[-1].endswith("\\")):
            command.append(line.removeprefix("> "))
        else:
            output.append(line.rstrip())
    if command:
        yield Shown("\n".join(command), expected, tuple(output))


def _script(shown: Sequence[Shown]) -> Iterator[str]:
    yield "exec 2>&1 </dev/null"
    for each in shown:
        yield f"printf '%s\\n' '{_MARK}'"
        yield each.command
        yield f"printf '\\n%s %s\\n' '{_MARK}' $?"


def _environment(columns: int) -> dict[str, str]:
    """That of this process, without settings of the product, and with the command of the environment under test."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VOUCHBOOK_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}"
    return {**kept, "PATH": path, "COLUMNS": str(columns), "PYTHONIOENCODING": "utf-8"}


def _hold(promised: Shown, was: Played, page: str) -> None:
    told = f"{page}: $ {was.command}\n{was.output}"
    if promised.refused:
        assert was.status != 0, f"should have been refused\n{told}"
    else:
        assert was.status == 0, f"exit status {was.status}\n{told}"
    lines = iter([line.rstrip() for line in was.output.splitlines()])
    for line in promised.output:
        if not line.strip() or line.strip() == "…":
            continue
        pattern = re.compile(".*".join(map(re.escape, line.split("…"))))
        assert any(pattern.fullmatch(each) for each in lines), f"the page shows, here or in this order:\n{line}\n{told}"
