"""Plays tutorial pages: prints their text, runs their commands, and stops when one does not do what the page says.

    python docs/tutorial/play.py docs/tutorial/first-endorsement.md docs/tutorial/three-states.md

A block marked ``console`` holds commands after ``$``; one marked ``console refused`` holds commands that
must be turned down. Variables set by one command are there for the next. The folder of the page's name in ``build/``
beneath the working folder is the page's own; what an earlier run left in it is removed first.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

FENCE = re.compile(r"^```(\w*)(?: (\w+))?\s*$")
PLAYGROUNDS = Path("build")


def script(page: str) -> str:
    """The page as one bash script: text is printed, commands are shown and run."""
    lines = [
        "set -u",
        "refused() { local was=$1; if [ $was -eq 0 ]; then echo 'This should have been refused.'; exit 1; fi; }",
    ]
    language, mark, block, text = "", "", list[str](), list[str]()
    inside = False
    for line in page.splitlines():
        fence = FENCE.match(line)
        if fence and not inside:
            inside, language, mark, block = True, fence[1], fence[2] or "", []
            lines += _said(text)
            text = []
        elif fence:
            inside = False
            if language == "console":
                lines += _run(block, refused=mark == "refused")
        elif inside:
            block.append(line)
        else:
            text.append(line)
    return "\n".join([*lines, *_said(text)])


def _said(text: list[str]) -> list[str]:
    plain = "\n".join(text).strip()
    if not plain:
        return []
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", plain):
        if paragraph.startswith("#"):
            title = paragraph.lstrip("# ")
            paragraphs.append(f"\n━━ {title} " + "━" * max(4, 86 - len(title)))
        else:
            said = (
                re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", " ".join(paragraph.split())).replace("`", "").replace("**", "")
            )
            paragraphs.append(textwrap.fill(said, 90))
    return [f"printf '%s\\n' {shlex.quote(chr(10) + paragraph)}" for paragraph in paragraphs]


def _run(block: list[str], *, refused: bool) -> list[str]:
    commands: list[str] = []
    for line in block:
        if line.startswith("$ "):
            commands.append(line[2:])
        elif commands and commands[-1].endswith("\\"):
            commands[-1] += "\n" + line
    lines = []
    for command in commands:
        lines.append(f"printf '\\n%s\\n' {shlex.quote('$ ' + command)}")
        lines.append(command)
        lines.append("refused $?" if refused else "status=$?; [ $status -eq 0 ] || exit $status")
    return lines


def main(page: Path, into: IO[bytes] | None = None) -> int:
    """Play a page; what it prints goes ``into`` a file, where one is given."""
    playground = PLAYGROUNDS / page.stem
    shutil.rmtree(playground, ignore_errors=True)
    (PLAYGROUNDS / f"{page.stem}.root-key").unlink(missing_ok=True)
    PLAYGROUNDS.mkdir(exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VOUCHBOOK_")}
    with _warm() as here:
        environment["PATH"] = f"{here}{os.pathsep}{environment.get('PATH', '')}"
        return _bash(page, environment, into)


def _bash(page: Path, environment: dict[str, str], into: IO[bytes] | None) -> int:
    with tempfile.NamedTemporaryFile("w", suffix=".sh", encoding="utf-8") as written:
        written.write(script(page.read_text("utf-8")))
        written.flush()
        return subprocess.run(
            ["bash", written.name], env=environment, check=False, stdout=into, stderr=into and subprocess.STDOUT
        ).returncode  # the page's own commands


@contextmanager
def _warm() -> Iterator[Path]:
    """The folder of a ``vouchbook`` that answers at once; the installed one where that cannot be had."""
    with tempfile.TemporaryDirectory(prefix="warm-") as place:
        path, command = Path(place) / "socket", Path(place) / "vouchbook"
        warm = [sys.executable, str(Path(__file__).with_name("warm.py"))]
        server = subprocess.Popen([*warm, "serve", str(path)], stdin=subprocess.DEVNULL)
        try:
            while not path.exists() and server.poll() is None:
                time.sleep(0.02)
            ask = " ".join(map(shlex.quote, [warm[0], "-IS", warm[1], "ask", str(path)]))
            command.write_text(f'#!/bin/sh\nexec {ask} "$@"\n')
            command.chmod(0o755)
            yield Path(place) if server.poll() is None else Path(sys.executable).parent
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    sys.exit(next((status for page in sys.argv[1:] if (status := main(Path(page)))), 0))
