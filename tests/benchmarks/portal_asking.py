"""Asks a server over connections that stay open, as fast as it answers: bytes out, bytes in, nothing parsed twice."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Sequence
from typing import NamedTuple


class Asked(NamedTuple):
    """Durations in seconds, and how many answers there were of each status."""

    seconds: float
    durations: list[float]
    statuses: dict[int, int]

    @property
    def per_second(self) -> float:
        return len(self.durations) / self.seconds

    def at(self, share: float) -> float:
        """The duration that ``share`` of the answers did not exceed, in milliseconds."""
        ordered = sorted(self.durations)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000


class Line:
    """One connection."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Status, head and body of the answer."""
        self._socket.sendall(request)
        data = self._rest
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        head, body = data[:end], data[end + 4 :]
        length = _length(head)
        while len(body) < length:
            body += self._more()
        self._rest = body[length:]
        return int(head[9:12]), head, body[:length]

    def close(self) -> None:
        self._socket.close()

    def _more(self) -> bytes:
        part = self._socket.recv(1 << 18)
        if not part:
            raise ConnectionError("the server has hung up")
        return part


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0


def get(path: str, cookies: str = "", *, packed: bool = True) -> bytes:
    accepts = "Accept-Encoding: gzip\r\n" if packed else ""
    kept = f"Cookie: {cookies}\r\n" if cookies else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{accepts}{kept}\r\n".encode()


def asked(port: int, requests: Sequence[bytes], *, seconds: float, lines: int = 4) -> Asked:
    """Every line asks one of the requests after another, each as soon as it has its answer."""
    durations: list[float] = []
    statuses: dict[int, int] = {}
    until = time.perf_counter() + seconds
    lock = threading.Lock()

    def one(first: int) -> None:
        line, took, seen, turn = Line(port), list[float](), dict[int, int](), first
        while (began := time.perf_counter()) < until:
            status, _, _ = line.ask(requests[turn % len(requests)])
            took.append(time.perf_counter() - began)
            seen[status] = seen.get(status, 0) + 1
            turn += lines  # no two lines ask for the same one
        line.close()
        with lock:
            durations.extend(took)
            for status, number in seen.items():
                statuses[status] = statuses.get(status, 0) + number

    began = time.perf_counter()
    threads = [threading.Thread(target=one, args=(number * 7,)) for number in range(lines)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return Asked(time.perf_counter() - began, durations, statuses)
