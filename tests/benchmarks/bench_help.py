"""Starts ``vouchbook --help`` as a whole process, beside an interpreter that only imports click.

python tests/benchmarks/bench_help.py [rounds]
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from paired import Contender, keep, race, show


def starting(*command: str) -> Contender:
    def run(times: Sequence[int]) -> None:
        for _ in times:
            subprocess.run(command, check=True, capture_output=True)

    return Contender(" ".join([Path(command[0]).name, *command[1:]]), range, run)


def main(rounds: int = 10) -> None:
    vouchbook = str(Path(sys.executable).with_name("vouchbook"))
    figures = race(
        [starting(sys.executable, "-c", "import click"), starting(vouchbook, "--help")], rounds=rounds, commands=3
    )
    show(figures, "starts/s")
    keep("help", figures, unit="starts/s")
    print(f"vouchbook --help: {1000 / figures[1].per_second:.0f} ms (to reach: under 200)")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
