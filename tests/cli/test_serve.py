"""``vouchbook serve`` says what is wrong before it serves, answers, and ends cleanly when it is told to."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from click.testing import CliRunner

from vouchbook.cli import main

VOUCHBOOK = Path(sys.executable).with_name("vouchbook")


@pytest.fixture(scope="module")
def alliance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("served") / "alliance"
    assert CliRunner().invoke(main, ["init", str(place), "--with", "nc"]).exit_code == 0
    return place


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(port: int, *words: str) -> Iterator[subprocess.Popen[str]]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VOUCHBOOK_")}
    server = subprocess.Popen(
        [VOUCHBOOK, "serve", "--port", str(port), *words],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        until = time.monotonic() + 50
        while server.poll() is None and time.monotonic() < until:
            try:
                if asked(port, "/health").status == 200:
                    break
            except OSError:
                pass
            time.sleep(0.05)
        yield server
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)  # its workers, too
        server.wait()
        if server.stdout is not None:
            server.stdout.close()


def asked(port: int, path: str, **headers: str) -> HTTPResponse:
    asking = HTTPConnection("127.0.0.1", port, timeout=20)
    asking.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = asking.getresponse()
    answer.read()
    asking.close()
    return answer


@pytest.mark.timeout(120)
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_end_and_ends_with_nothing_wrong(alliance: Path, how: signal.Signals) -> None:
    port = free_port()
    with served(port, "--data", str(alliance), "--workers", "2", "--log") as server:
        assert asked(port, "/nc/registry?q=Somebody+Secret").status == 200
        os.killpg(server.pid, how)  # as a terminal does: everybody in front hears it
        said, _ = server.communicate(timeout=40)
    assert server.returncode == 0, said
    assert "Traceback" not in said
    assert said.rstrip().endswith("The portal is closed.")
    assert '"GET /nc/registry" 200' in said
    assert "Secret" not in said, "what somebody asked for stands in no log"
    assert "127.0.0.1 " not in said.split("Ctrl-C ends it.")[1], "nor who asked"


@pytest.mark.timeout(120)
def test_settings_rule_hosts_cookies_and_looks(alliance: Path, tmp_path: Path) -> None:
    (tmp_path / "portal.toml").write_text(
        'secure = true\nhosts = ["here.example.org"]\ntrusted_proxies = ["127.0.0.1"]\n'
        '[association.nc]\nshort = "NCIMHA"\ncolour = "#1b5e4b"\n'
    )
    port = free_port()
    with served(port, "--data", str(alliance), "--settings", str(tmp_path / "portal.toml")):
        assert asked(port, "/nc/", Host="elsewhere.example.org").status == 400
        assert asked(port, "/health", Host="elsewhere.example.org").status == 200
        page = asked(port, "/nc/", X_Forwarded_Host="here.example.org", X_Forwarded_Proto="https")
        assert page.status == 200
        assert page.headers["strict-transport-security"].startswith("max-age=")
        assert all("Secure" in each and each.startswith("__Host-") for each in page.headers.get_all("set-cookie") or ())
        colours = asked(port, "/nc/colours.css", Host="here.example.org")
        assert (colours.status, colours.headers["content-type"]) == (200, "text/css; charset=utf-8")
        assert asked(port, "/nc/logo", Host="here.example.org").status == 404


def test_a_port_that_is_taken_says_so_and_the_way_out(alliance: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        told = CliRunner().invoke(main, ["serve", "--data", str(alliance), "--port", str(port)])
    assert told.exit_code == 1
    assert f"Port {port} is taken by another program; name another one with --port" in told.output


def test_a_folder_that_is_none_says_so(tmp_path: Path) -> None:
    told = CliRunner().invoke(main, ["serve", "--data", str(tmp_path / "nothing")])
    assert told.exit_code == 2
    assert "is no data folder" in told.output


def test_an_address_that_is_not_this_machine_s_says_so(alliance: Path) -> None:
    told = CliRunner().invoke(main, ["serve", "--data", str(alliance), "--host", "192.0.2.1", "--port", "8123"])
    assert told.exit_code == 1
    assert "no address of this machine" in told.output


def test_settings_can_be_checked_without_serving(alliance: Path, tmp_path: Path) -> None:
    (tmp_path / "portal.toml").write_text(f'data = "{alliance}"\n[association.tn]\nshort = "TN"\n')
    told = CliRunner().invoke(main, ["serve", "--settings", str(tmp_path / "portal.toml"), "--check"])
    assert told.exit_code == 0, told.output
    assert "can be used: nc at http://127.0.0.1:8080/nc" in told.output
    assert "speak of tn, which has no book" in told.output


def test_wrong_settings_are_a_question_asked_wrongly(tmp_path: Path) -> None:
    (tmp_path / "portal.toml").write_text("data = 1\n")
    told = CliRunner().invoke(main, ["serve", "--settings", str(tmp_path / "portal.toml")])
    assert told.exit_code == 2
    assert "portal.toml:1: data = 1" in told.output
