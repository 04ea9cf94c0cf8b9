"""Answers ``vouchbook`` commands from a process that has imported everything: a page of ninety plays in seconds.

    python docs/tutorial/warm.py serve SOCKET        imports once, then forks for each command
    python -IS docs/tutorial/warm.py ask SOCKET …    a command: hands over its words, folder, environment and streams

Each command runs in a process of its own, with the streams, the folder and the environment of whoever typed it.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys

LENGTH = 8


def serve(path: str) -> None:
    import importlib

    from vouchbook.cli.main import NOUNS, main

    for where, _ in NOUNS.values():
        importlib.import_module(where.partition(":")[0])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # meant for the command in front; whoever started us ends us
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who have answered
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen(16)
        while True:
            asking, _ = listening.accept()
            if not os.fork():
                listening.close()
                _answer(asking, main)
            asking.close()


def _answer(asking: socket.socket, main: object) -> None:
    """Run one command with the streams that came along, and say how it ended."""
    status = 1
    try:
        first, streams, _, _ = socket.recv_fds(asking, LENGTH, 3)
        wanted = json.loads(_exactly(asking, int(first)))
        for at, stream in enumerate(streams):
            os.dup2(stream, at)
            os.close(stream)
        sys.stdin = open(0, closefd=False)  # noqa: SIM115  # made anew: they know what they were opened on
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.chdir(wanted["folder"])
        os.environ.clear()
        os.environ.update(wanted["environment"])
        sys.argv = ["vouchbook", *wanted["words"]]
        main()  # type: ignore[operator]  # click's, which ends with SystemExit
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else bool(ended.code)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        for said in (sys.stdout, sys.stderr):
            try:
                said.flush()
            except OSError:
                status = status or 1
        asking.sendall(bytes([status & 255]))
        os._exit(0)


def ask(path: str, words: list[str]) -> int:
    wanted = json.dumps({"words": words, "folder": os.getcwd(), "environment": dict(os.environ)}).encode()  # noqa: PTH109
    with socket.socket(socket.AF_UNIX) as asking:
        asking.connect(path)
        socket.send_fds(asking, [f"{len(wanted):0{LENGTH}}".encode()], [0, 1, 2])
        asking.sendall(wanted)
        try:
            answer = asking.recv(1)
        except KeyboardInterrupt:
            return 130
    return answer[0] if answer else 1


def _exactly(asking: socket.socket, length: int) -> bytes:
    parts = b""
    while len(parts) < length:
        part = asking.recv(length - len(parts))
        if not part:
            raise EOFError
        parts += part
    return parts


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
    else:
        sys.exit(ask(sys.argv[2], sys.argv[3:]))
