"""What ``make run`` does: plays the tutorial's pages, then serves the portal of a sample alliance to look around in.

    python docs/tutorial/run.py [--port 8080]

On a terminal it serves until Ctrl-C. Where nobody could press that, it opens each link, says what it saw, and ends. The
sample and its letters lie in ``build/portal/``; what an earlier run left there is removed first.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import IO

import look_around
import play

HERE = Path(__file__).parent
PAGES = (HERE / "first-endorsement.md", HERE / "three-states.md")
PLACE = Path("build") / "portal"
PORT = 8080
READY_WITHIN = 60.0


def main(port: int) -> int:
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    try:
        with (PLACE / "sample.txt").open("w+b") as made, (PLACE / "three-states.txt").open("w+b") as told:
            sample = _vouchbook("sample", str(PLACE / "alliance"), out=made)
            others = [threading.Thread(target=_played, args=(page, told), daemon=True) for page in PAGES[1:]]
            for each in others:
                each.start()
            status = play.main(PAGES[0])
            for each in others:
                each.join()
            _print(told)
            if status or _failed:
                return status or _failed[0]
            if sample.wait():
                _print(made)
                return 1
            print("\n━━ The portal " + "━" * 76 + "\n", flush=True)
            _print(made, lines=1)
        return _serve(port)
    except KeyboardInterrupt:
        print("\nStopped.")
        return 130


_failed: list[int] = []


def _played(page: Path, into: IO[bytes]) -> None:
    """One page beside another: both processors have something to do, and each page's lines stay together."""
    status = play.main(page, into)
    if status:
        _failed.append(status)


def _serve(port: int) -> int:
    on_terminal = sys.stdin.isatty()
    port = _free(port)
    with (PLACE / "portal.txt").open("w+b") as said:
        server = _vouchbook(
            "serve", "--data", str(PLACE / "alliance"), "--settings", str(HERE / "portal.toml"),
            "--mail", str(PLACE / "mail"), "--port", str(port), out=None if on_terminal else said,
        )  # fmt: skip
        if on_terminal:
            return _until_stopped(server)
        try:
            if not _ready(server, port):
                _print(said)
                return server.returncode or 1
            _print(said)
            said.seek(0)
            return look_around.main(said.read().decode(), PLACE / "mail")
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)


def _until_stopped(server: subprocess.Popen[bytes]) -> int:
    """The server gets the same Ctrl-C as we do; we wait until it has closed."""
    while True:
        try:
            return server.wait()
        except KeyboardInterrupt:
            continue


def _ready(server: subprocess.Popen[bytes], port: int) -> bool:
    began = time.monotonic()
    while server.poll() is None and time.monotonic() - began < READY_WITHIN:
        try:
            asking = HTTPConnection("127.0.0.1", port, timeout=5)
            asking.request("GET", "/health")
            if asking.getresponse().status == 200:
                return True
        except OSError:
            pass
        time.sleep(0.1)
    return False


def _free(port: int) -> int:
    """The port that was asked for, or where another program has it, one that is free."""
    for wanted in (port, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", wanted))
            except OSError:
                continue
            if not wanted:
                print(f"Port {port} is taken by another program; the portal takes the next free one.\n")
            return int(probe.getsockname()[1])
    return port


def _vouchbook(*words: str, out: IO[bytes] | None) -> subprocess.Popen[bytes]:
    command = [str(Path(sys.executable).parent / "vouchbook"), *words]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out and subprocess.STDOUT)


def _print(file: IO[bytes], lines: int | None = None) -> None:
    file.seek(0)
    text = file.read().decode("utf-8", "replace")
    print("\n".join(text.splitlines()[:lines]), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=PORT)
    sys.exit(main(parser.parse_args().port))
