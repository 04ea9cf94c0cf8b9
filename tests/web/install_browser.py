"""Sees to it that there is a Chromium for the tests: `make browser`, which `make test` asks for first."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WAY_OUT = (
    "install Chromium (Debian: apt-get install chromium), or name yours: export VOUCHBOOK_CHROMIUM=/path/to/chrome"
)


def executable() -> str | None:
    """Where Chromium is: what VOUCHBOOK_CHROMIUM names, else the first on PATH."""
    named = os.environ.get("VOUCHBOOK_CHROMIUM")
    if named:
        return shutil.which(named)
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def installing() -> list[list[str]] | None:
    """The commands that install Debian's Chromium without a question; none where that is not ours to do."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        may: list[str] = []
    elif (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        may = ["sudo", "-n"]
    else:
        return None
    quiet = [*may, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    return [[*quiet, "update"], [*quiet, "install", "--yes", "--no-install-recommends", "chromium"]]


def main() -> None:
    """Never fails: the tests that need a browser say for themselves that none is here, and CI counts that."""
    if executable() is not None:
        return
    if os.environ.get("VOUCHBOOK_CHROMIUM"):
        print(f"VOUCHBOOK_CHROMIUM names no program: {os.environ['VOUCHBOOK_CHROMIUM']}", file=sys.stderr)
        return
    commands = installing()
    if commands is not None:
        print("Installing Chromium for the tests of the portal …", flush=True)
        for command in commands:
            done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
            if done.returncode != 0 and "install" in command:
                print(f"apt-get could not install it: {' '.join(command)}", file=sys.stderr)
    if executable() is None:
        print(f"The tests of pages in a browser are skipped: {WAY_OUT}", file=sys.stderr)


if __name__ == "__main__":
    main()
