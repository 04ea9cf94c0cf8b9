"""The portal on bad days, over real sockets: floods, a database that is held or gone, a crowd, an end in the middle."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from html import unescape
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from tests.web.apart import Served, family, serving

from vouchbook.cli import main
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import PersonId
from vouchbook.service import reading

TWO_GIGABYTES = 2 << 30
PATIENCE = 10.0  # seconds for which the book and the desk wait for others
pytestmark = [
    pytest.mark.timeout(180),
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc"),
]


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("bad-days") / "alliance"
    assert CliRunner().invoke(main, ["init", str(place), "--with", "nc"]).exit_code == 0
    return place


@pytest.fixture(scope="module")
def served(founded: Path) -> Iterator[Served]:
    with serving(founded) as found:
        yield found


def form_of(page: httpx.Response) -> dict[str, str]:
    """The hidden fields of a page's forms."""
    assert page.status_code == 200, page.text
    return {
        name: unescape(re.findall(rf'name="{name}" value="([^"]*)"', page.text)[-1]) for name in ("csrf", "command")
    }


def details(browser: httpx.Client, name: str) -> Callable[[], httpx.Response]:
    """Sends a form of one's own file that writes into the book."""
    hidden = form_of(browser.get("/nc/my/details"))
    typed = {**hidden, "given_name": name, "family_name": "Day", "state": "NC"}
    return lambda: browser.post("/nc/my/details", data=typed)


def name_of(served: Served, who: PersonId) -> str:
    return reading.person(served.office, Principal(Role.COORDINATOR), who).words.given_name


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Somebody else writes into a database all the while."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


# ── Too much ──────────────────────────────────────────────────────────────────────────────────


def flooded(served: Served, path: str, headers: str, frame: Callable[[bytes], bytes]) -> tuple[int, int]:
    """Send two gigabytes, as long as the other side takes them: the status of the answer, and how many were taken."""
    begin = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n\r\n".encode()
    block, taken, answer = frame(b"x" * 65_536), 0, b""
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as line:
        line.sendall(begin + frame(b'--b\r\nContent-Disposition: form-data; name="document"; filename="a.pdf"\r\n\r\n'))
        line.settimeout(0.0005)
        while taken < TWO_GIGABYTES:
            try:
                answer = line.recv(65_536)
                break
            except TimeoutError:
                pass
            except ConnectionError:
                break
            try:
                line.settimeout(20)
                line.sendall(block)
                line.settimeout(0.0005)
            except OSError:
                line.settimeout(2)
                with suppress(OSError):
                    answer = line.recv(65_536)
                break
            taken += 65_536
    status = re.match(rb"HTTP/1\.1 (\d+)", answer)
    return int(status[1]) if status else 0, taken


def _plain(part: bytes) -> bytes:
    return part


def _chunk(part: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(part), part)


MULTIPART = "Content-Type: multipart/form-data; boundary=b"
PLACES = ("/nc/my/evidence/items/x/attach", "/nc/office/bulk/import", "/nc/sign-in", "/nc/api/v1/people")


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("how", ["said before", "in chunks"])
def test_two_gigabytes_are_refused_early_and_never_held(served: Served, path: str, how: str) -> None:
    if how == "said before":
        headers, frame = f"{MULTIPART}\r\nContent-Length: {TWO_GIGABYTES}", _plain
    else:
        headers, frame = f"{MULTIPART}\r\nTransfer-Encoding: chunked", _chunk
    before = served.memory()
    status, taken = flooded(served, path, headers, frame)
    assert status == 413
    assert taken < 64 << 20
    assert served.memory() - before < 64 << 20


def test_many_large_uploads_of_nobody_do_not_fill_the_memory(served: Served) -> None:
    """As many as a crowd sends at once, by people who have not signed in."""
    body = b'--b\r\nContent-Disposition: form-data; name="document"; filename="a.pdf"\r\n\r\n' + b"x" * 10_000_000
    before = served.memory()
    most = [before]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            most.append(served.memory())

    watching = threading.Thread(target=watch)
    watching.start()

    def send(_: int) -> int:
        with suppress(OSError), socket.create_connection(("127.0.0.1", served.port), timeout=60) as line:
            length = f"Content-Length: {len(body) + 9}"
            line.sendall(f"POST {PLACES[0]} HTTP/1.1\r\nHost: a\r\n{MULTIPART}\r\n{length}\r\n\r\n".encode())
            line.sendall(body + b"\r\n--b--\r\n")
            return int(line.recv(100).split()[1])
        return 0

    with ThreadPoolExecutor(40) as crowd:
        found = [*crowd.map(send, range(40))]
    over.set()
    watching.join()
    assert set(found) <= {0, 401, 403, 413, 503}
    assert max(most) - before < 250 << 20, f"{(max(most) - before) >> 20} MB"


def test_requests_that_never_end_hold_nobody_else_up(served: Served) -> None:
    until, quiet = time.monotonic() + 20, 0
    while quiet < 100:  # whoever was here before has gone
        assert time.monotonic() < until
        quiet = quiet + 1 if httpx.get(f"{served.url}/nc/registry", timeout=20).status_code == 200 else 0
    halves = (
        b"GET /nc/ HTTP/1.1\r\nHost: a\r\nX-Slow:",
        b"POST /nc/sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\na=",
    )
    lines = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(200)]
    try:
        for number, line in enumerate(lines):
            line.sendall(halves[number % 2])
        begun = time.monotonic()
        assert httpx.get(f"{served.url}/nc/registry", timeout=20).status_code == 200
        assert time.monotonic() - begun < 5
    finally:
        for line in lines:
            line.close()


# ── The database ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("file", ["books/nc.sqlite", "desk/nc.sqlite", "keys/nc.sqlite"])
def test_a_database_that_is_held_gives_the_form_back_and_then_takes_it(served: Served, file: str) -> None:
    browser, who = served.somebody()
    send = details(browser, "Marisol")
    draft = {"csrf": form_of(browser.get("/nc/my/evidence/add/training"))["csrf"], "title": "Marisol's training"}
    with held(served.place / file):
        assert httpx.get(f"{served.url}/nc/registry", timeout=5).status_code == 200, "reading goes on"
        assert browser.get("/nc/my").status_code == 200
        if file.startswith("desk"):
            answer = browser.post("/nc/my/evidence/drafts/training", data=draft)
        else:
            answer = send()
        if answer.status_code != 303:
            assert answer.status_code == 503
            assert int(answer.headers["retry-after"]) > 0
            assert "Marisol" in unescape(answer.text), "what was typed is handed back"
            assert "Send it again" in answer.text or "send it again" in answer.text
        else:
            assert file.startswith("keys"), "only what is not needed may be held"
    assert send().status_code == 303
    assert name_of(served, who) == "Marisol"


def test_a_database_that_is_gone_for_a_while_loses_nothing_and_comes_back_by_itself(served: Served) -> None:
    browser, who = served.somebody()
    others = [served.somebody()[0] for _ in range(12)]
    send = details(browser, "Before")
    assert send().status_code == 303
    send = details(browser, "Meanwhile")
    away = served.place.with_name("away")
    served.place.rename(away)
    try:
        statuses = []
        with ThreadPoolExecutor(12) as crowd:  # more than connections are kept: new ones have to be opened
            statuses += [answer.status_code for answer in crowd.map(lambda each: each.get("/nc/my/evidence"), others)]
        answer = send()
        statuses.append(answer.status_code)
        assert set(statuses) <= {200, 303, 503}, statuses
        if answer.status_code == 503:
            assert "Meanwhile" in answer.text
        acknowledged = answer.status_code == 303
    finally:
        away.rename(served.place)
    assert browser.get("/nc/my").status_code == 200
    if acknowledged:
        assert name_of(served, who) == "Meanwhile"
    else:
        assert send().status_code == 303
    assert details(browser, "After")().status_code == 303
    assert name_of(served, who) == "After"


def test_a_file_that_the_portal_may_not_open_any_more_is_a_pause_and_no_breakdown(founded: Path) -> None:
    """The desk's file moved away alone: whoever needs a new connection hears that it is not possible now."""
    with serving(founded) as served:
        browser, _ = served.somebody()
        assert browser.get("/nc/my").status_code == 200
        desk = served.place / "desk" / "nc.sqlite"
        desk.rename(desk.with_name("elsewhere"))
        try:
            with ThreadPoolExecutor(30) as crowd:
                found = {each.status_code for each in crowd.map(lambda _: browser.get("/nc/my/evidence"), range(60))}
            assert found <= {200, 503}
            assert httpx.get(f"{served.url}/nc/registry", timeout=20).status_code in (200, 503)
        finally:
            desk.with_name("elsewhere").rename(desk)
        assert browser.get("/nc/my").status_code == 200


# ── A full disk ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes, where this machine lets one be made."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


def test_a_full_disk_hands_the_form_back_reads_go_on_and_room_is_enough(founded: Path, small_disk: Path) -> None:
    import shutil

    shutil.copytree(founded, small_disk / "alliance")
    with serving(small_disk / "alliance") as served:
        browser, who = served.somebody()
        send = details(browser, "Fuller")
        with (small_disk / "filler").open("wb", buffering=0) as filler, suppress(OSError):
            while True:
                filler.write(b"x" * 4096)
        answers = [send() for _ in range(2)]
        typed = 0
        while answers[-1].status_code == 303 and typed < 40:  # what was free within the files
            typed += 1
            answers.append(details(browser, f"Fuller {'x' * 90}{typed}")())
        assert answers[-1].status_code == 503
        assert "Fuller" in answers[-1].text
        assert answers[-1].headers["retry-after"]
        for path in ("/nc/my", "/nc/registry"):
            assert browser.get(path).status_code == 200, "reading goes on"
        asked = browser.post(
            "/nc/sign-in", data={"csrf": form_of(browser.get("/nc/my/details"))["csrf"], "email": "a@example.org"}
        )
        assert asked.status_code in (200, 503)
        (small_disk / "filler").unlink()
        assert details(browser, "Room")().status_code == 303
        assert name_of(served, who) == "Room"


# ── A crowd ───────────────────────────────────────────────────────────────────────────────────


def test_who_comes_when_all_places_are_taken_gets_their_form_back(founded: Path) -> None:
    with serving(founded, "--threads", "1") as served:
        browsers = [served.somebody()[0] for _ in range(24)]
        sends = [details(browser, f"Crowd{number}") for number, browser in enumerate(browsers)]
        with ThreadPoolExecutor(len(sends) + 8) as crowd:
            with held(served.place / "books" / "nc.sqlite"):
                waiting = [crowd.submit(send) for send in sends]
                time.sleep(1.0)  # the places are taken by those who wait for the book
                looking = crowd.submit(lambda: httpx.get(f"{served.url}/nc/registry", timeout=60))
                shed = [number for number, each in enumerate(waiting) if each.done()]
                looked = looking.result()
            answers = [each.result() for each in waiting]
        assert len(shed) >= 15, "most are told at once"
        for number in shed:
            answer = answers[number]
            assert answer.status_code == 503
            assert int(answer.headers["retry-after"]) > 0
            assert f'value="Crowd{number}"' in answer.text
        assert looked.status_code == 503
        assert looked.headers["retry-after"]
        assert {answer.status_code for answer in answers} <= {303, 503}
        assert sends[shed[0]]().status_code == 303, "the same form, sent once more"


# ── The end ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("workers", ["1", "2"])
def test_it_ends_cleanly_while_somebody_is_being_answered(founded: Path, workers: str) -> None:
    with serving(founded, "--workers", workers) as served:
        browsers = [served.somebody() for _ in range(4)]
        sends = [details(browser, "Ending") for browser, _ in browsers]

        def sent(send: Callable[[], httpx.Response]) -> int:
            try:
                return send().status_code
            except httpx.TransportError:
                return 0

        with ThreadPoolExecutor(4) as crowd:
            with held(served.place / "books" / "nc.sqlite"):
                waiting = [crowd.submit(sent, send) for send in sends]
                time.sleep(0.5)
                os.killpg(served.server.pid, signal.SIGINT)
                time.sleep(1.0)
            found = [each.result(timeout=60) for each in waiting]
        served.server.wait(timeout=60)
        said = served.log.read_text()
        assert served.server.returncode == 0, said
        assert "Traceback" not in said
        assert said.rstrip().endswith("The portal is closed.")
        for (_, who), status in zip(browsers, found, strict=True):
            if status == 303:
                assert name_of(served, who) == "Ending", "what was answered stands"


# ── Two processes ─────────────────────────────────────────────────────────────────────────────


def test_two_processes_serve_one_folder_as_one(founded: Path) -> None:
    with serving(founded, "--workers", "2") as served:
        assert len(family(served.server.pid)) >= 3
        browser, _ = served.somebody()
        cookies = dict(browser.cookies)

        def fresh() -> httpx.Client:  # a connection of its own each time: to one process or the other
            return served.browser(**cookies)

        assert [fresh().get("/nc/my").status_code for _ in range(40)] == [200] * 40, "sessions"
        page = fresh().get("/nc/my/evidence/add/training")
        cookies["vouchbook-nc-browser"] = page.cookies["vouchbook-nc-browser"]
        csrf = form_of(page)["csrf"]
        draft = {"csrf": csrf, "title": "Drafted here"}
        assert fresh().post("/nc/my/evidence/drafts/training", data=draft).status_code == 204
        seen = [fresh().get("/nc/my/evidence/add/training").text for _ in range(20)]
        assert all("Drafted here" in each for each in seen), "drafts"
        asked = [fresh().post("/nc/my/details", data={"csrf": csrf}).status_code for _ in range(10)]
        assert set(asked) == {422}, "forms of one process are known to the other"
        nobody = served.browser()
        token = form_of_sign_in(nobody)
        limited = [
            served.browser(**dict(nobody.cookies))
            .post("/nc/sign-in", data={"csrf": token, "email": "limits@example.org"})
            .status_code
            for _ in range(12)
        ]
        assert limited == [200] * 5 + [422] * 7, "limits"


def form_of_sign_in(browser: httpx.Client) -> str:
    return re.findall(r'name="csrf" value="([^"]*)"', browser.get("/nc/sign-in").text)[0]
