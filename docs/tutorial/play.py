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
from pathlib import Path

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


def main(page: Path) -> int:
    playground = PLAYGROUNDS / page.stem
    shutil.rmtree(playground, ignore_errors=True)
    (PLAYGROUNDS / f"{page.stem}.root-key").unlink(missing_ok=True)
    PLAYGROUNDS.mkdir(exist_ok=True)
    here = Path(sys.executable).parent
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VOUCHBOOK_")}
    environment["PATH"] = f"{here}{os.pathsep}{environment.get('PATH', '')}"
    with tempfile.NamedTemporaryFile("w", suffix=".sh", encoding="utf-8") as written:
        written.write(script(page.read_text("utf-8")))
        written.flush()
        return subprocess.run(
            ["bash", written.name], env=environment, check=False
        ).returncode  # the page's own commands


if __name__ == "__main__":
    sys.exit(next((status for page in sys.argv[1:] if (status := main(Path(page)))), 0))
