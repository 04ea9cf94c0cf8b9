"""Setting up: the first Python that runs is taken, from the locks only, once, and again when something has changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BROKEN = "#!/bin/sh\necho 'python3.12: command not found' >&2\nexit 127\n"
OLD = "#!/bin/sh\nexit 1\n"
# Stands in for Python: answers questions about itself truly, and writes down everything else.
WORKING = f"""#!/bin/sh
case "$*" in
  "-m venv"*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
  -c*) exec {sys.executable} "$@" ;;
  --version) echo Python 3.99 ;;
  *) echo "python $*" >>done.txt ;;
esac
"""


class Checkout:
    """The files that setting up reads, in a folder of their own."""

    def __init__(self, place: Path) -> None:
        self.place = place
        for name in (
            "Makefile",
            "uv.lock",
            "requirements.lock",
            "core/pyproject.toml",
            "associations/nc/pyproject.toml",
        ):
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, place / name)

    def program(self, name: str, text: str) -> str:
        path = self.place / "programs" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
        return str(path)

    def make(self, *words: str) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "VENV")}
        return subprocess.run(["make", *words], cwd=self.place, env=clean, capture_output=True, text=True, check=False)

    def age(self, name: str, seconds: int) -> None:
        """Let a file have been written so long ago."""
        then = time.time() - seconds
        os.utime(self.place / name, (then, then))

    @property
    def done(self) -> list[str]:
        path = self.place / "done.txt"
        return path.read_text().splitlines() if path.exists() else []


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_the_first_python_that_runs_and_fits_is_taken(checkout: Checkout) -> None:
    candidates = [checkout.program("shim", BROKEN), checkout.program("old", OLD), checkout.program("good", WORKING)]
    made = checkout.make("setup", f"PYTHON={' '.join(['no-such-python', *candidates])}", "UV=")
    assert made.returncode == 0, made.stderr
    assert "Python 3.99" in made.stdout
    assert "not found" not in made.stdout + made.stderr
    assert len(made.stdout.splitlines()) == 1, "setting up says one line"


def test_pip_installs_from_the_lock_and_builds_with_what_is_in_it(checkout: Checkout) -> None:
    checkout.make("setup", f"PYTHON={checkout.program('good', WORKING)}", "UV=")
    locked, ours = checkout.done
    assert "--require-hashes -r requirements.lock" in locked
    assert "--no-build-isolation" in ours
    assert "--no-index" in ours
    assert ours.endswith("-e core -e associations/nc")


def test_uv_is_used_where_it_is_found_and_pip_where_it_fails(checkout: Checkout) -> None:
    python = checkout.program("good", WORKING)
    uv = checkout.program("uv", '#!/bin/sh\necho "uv $*" >>done.txt\n')
    assert checkout.make("setup", f"PYTHON={python}", f"UV={uv}").returncode == 0
    assert all(line.startswith("uv sync") and "--frozen" in line for line in checkout.done)
    assert len(checkout.done) == 2

    shutil.rmtree(checkout.place / ".venv")
    failing = checkout.program("uv-too-old", "#!/bin/sh\nexit 2\n")
    made = checkout.make("setup", f"PYTHON={python}", f"UV={failing}")
    assert made.returncode == 0
    assert "going on with pip" in made.stdout
    assert sum(line.startswith("python -m pip") for line in checkout.done) == 2


def test_a_second_time_nothing_is_done_until_a_lock_or_a_distribution_changes(checkout: Checkout) -> None:
    words = ("setup", f"PYTHON={checkout.program('good', WORKING)}", "UV=")
    checkout.make(*words)
    once = checkout.done
    checkout.make(*words)
    assert checkout.done == once

    names = ["uv.lock", "requirements.lock", "core/pyproject.toml", "associations/nc/pyproject.toml"]
    for changed in names:
        for name in names:
            checkout.age(name, 300)
        checkout.age(".venv/.set-up", 200)
        assert checkout.make("-q", *words).returncode == 0
        checkout.age(changed, 100)
        assert checkout.make("-q", *words).returncode == 1, changed


def test_a_failed_setting_up_is_not_taken_for_done(checkout: Checkout) -> None:
    failing = WORKING.replace('echo "python $*" >>done.txt', "exit 1")
    words = ("setup", f"PYTHON={checkout.program('half', failing)}", "UV=")
    assert checkout.make(*words).returncode != 0
    assert checkout.make(*words).returncode != 0


def test_without_a_fitting_python_the_way_out_is_named(checkout: Checkout) -> None:
    made = checkout.make("setup", f"PYTHON=no-such-python {checkout.program('old', OLD)}", "UV=")
    assert made.returncode != 0
    assert "Python 3.11 or newer" in made.stderr
    assert "make setup PYTHON=" in made.stderr
    assert not (checkout.place / ".venv").exists()


def test_help_names_every_target_with_what_it_does(checkout: Checkout) -> None:
    said = checkout.make().stdout
    for target in ("run", "setup", "test", "test-all", "lint", "bench", "lock", "help"):
        assert f"make {target} " in said
    assert said == checkout.make("help").stdout


def test_a_benchmark_that_is_not_there_is_named(checkout: Checkout) -> None:
    checkout.make("setup", f"PYTHON={checkout.program('good', WORKING)}", "UV=")
    made = checkout.make("bench", "ONLY=nonsense", "UV=")
    assert made.returncode != 0
    assert "There is no tests/benchmarks/bench_nonsense.py" in made.stderr
