"""An answer follows from its question: whatever else decides it is named, with its hook, its line and the way out."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.kit.conftest import Author

from vouchbook.associations import Association
from vouchbook.service.conformance import purity
from vouchbook.service.conformance.asked import MOST
from vouchbook.service.conformance.purity import PLAIN, SETTINGS, Setting
from vouchbook.service.conformance.report import Checked, Problem
from vouchbook.service.evaluation import installed_policy

pytestmark = pytest.mark.timeout(240)  # a check asks in six processes, on a machine that may be busy

WAY_OUT = "answer from what the hook is given alone; what varies belongs into a dated row of the policy"


def checked(author: Author, settings: Sequence[Setting] = (PLAIN,)) -> Checked:
    package = author.install()
    return purity.checked(package, Association(installed_policy(package.code), package), settings=settings)


def line_of(author: Author, code: str, file: str = "__init__.py") -> str:
    (number,) = (
        n for n, line in enumerate((author.package / file).read_text().splitlines(), 1) if line.strip() == code
    )
    return f"vouchbook_xq/{file}:{number}"


# ── What is reached for ───────────────────────────────────────────────────────────────────────

REACHES = {
    "the clock (date.today)": "date.today()",
    "the clock (datetime.now)": "datetime.now()",
    "the clock (time.time)": "time.time()",
    "chance (random.random)": "random.random()",
    "chance (random.getrandbits)": "random.choice('ab')",
    "chance (os.urandom)": "uuid.uuid4()",
    "the environment (os.environ)": "os.environ.get('YEAR')",
    "the machine (os.getcwd)": "os.getcwd()",
    "a file (policy.toml)": "Path(__file__).with_name('policy.toml').read_text()",
    "files of the machine (os.listdir)": "os.listdir('.')",
}
IMPORTS = "import os, random, time, uuid\nfrom datetime import date, datetime\nfrom pathlib import Path\n"


def test_what_an_answer_cannot_need_is_named_with_its_line_whatever_is_answered(author: Author) -> None:
    author.hook(
        f"{IMPORTS}\n@hookimpl\ndef review_plan():\n    " + "\n    ".join(REACHES.values()) + "\n    return None\n"
    )
    found = {problem.what: problem for problem in checked(author).problems}
    for what, code in REACHES.items():
        problem = found[f"review_plan reaches for {what}"]
        assert problem == Problem("reached_for", problem.what, WAY_OUT, line_of(author, code))


LEAVES = """
import socket
import subprocess
from contextlib import suppress


@hookimpl
def review_plan():
    for reach in (connect, run, write):
        with suppress(Exception):
            reach()


def connect():
    socket.create_connection(("192.0.2.1", 80), timeout=1)


def run():
    subprocess.run(["touch", {run!r}])


def write():
    open({written!r}, "w").close()
"""


def test_what_would_leave_the_machine_or_change_it_is_named_and_does_not_happen(author: Author) -> None:
    run, written = author.folder / "run", author.folder / "written"
    author.hook(LEAVES.format(run=str(run), written=str(written)))
    problems = {problem.what.removeprefix("review_plan reaches for ") for problem in checked(author).problems}
    assert "the network (socket.getaddrinfo)" in problems
    assert "another program (subprocess.Popen)" in problems
    assert "a file (written)" in problems
    assert not any("connect" in what for what in problems), "nothing was looked up, so nothing was connected to"
    assert not run.exists()
    assert not written.exists()


ON_ITS_BEHALF = """
from datetime import date

from vouchbook_xq.days import today

OPENED = date.today()


@hookimpl
def review_plan():
    today()
"""


def test_the_clock_is_noticed_at_import_and_where_another_module_of_the_package_asks_it(author: Author) -> None:
    days = '"""Knows which day it is."""\n\nfrom datetime import date\n\n\ndef today():\n    return date.today()\n'
    (author.package / "days.py").write_text(days)
    author.hook(ON_ITS_BEHALF)
    clock = "reaches for the clock (date.today)"
    assert [(problem.what, problem.where) for problem in checked(author).problems] == [
        (f"its import {clock}", line_of(author, "OPENED = date.today()")),
        (f"review_plan {clock}", line_of(author, "return date.today()", "days.py")),
    ]


# ── What differs ──────────────────────────────────────────────────────────────────────────────

ELSEWHERE = """
import locale
import time
from datetime import date

from vouchbook import ReviewPlan, Term


@hookimpl
def membership_term(proposed):
    return Term(proposed.first, date(2040, len(next(iter({"a", "ab", "abc", "abcd"}))), 1))


@hookimpl
def standing_counts(proposed):
    return locale.setlocale(locale.LC_CTYPE) == "C"


@hookimpl
def review_plan(proposed, category):
    return ReviewPlan(1 + hash(str(category)) % 7, proposed.reviewer_may, proposed.conflicts, proposed.override)


@hookimpl
def endorsement_term(granted_on):
    return Term(granted_on, date(2040, 1 + time.timezone % 5, 1 + abs(time.timezone) // 3600))
"""


def test_answers_that_are_others_elsewhere_are_shown_beside_the_usual_ones_with_what_decides(author: Author) -> None:
    author.hook(ELSEWHERE)
    found = {problem.what.split()[0]: problem for problem in checked(author, SETTINGS).problems}
    assert {problem.code for problem in found.values()} == {"elsewhere"}
    assert {hook: problem.way_out.split(":")[0] for hook, problem in found.items()} == {
        "membership_term": "the order of a set, or hash(), decides it",
        "standing_counts": "the machine's language decides it",
        "review_plan": "the order of a set, or hash(), decides it",
        "endorsement_term": "the clock or the time zone decides it",
    }
    term = found["membership_term"].what
    assert term.startswith("membership_term (plan individual, bought on 2023-01-01): {")
    assert term.count('"last":"2040-') == 2
    assert "with TZ=UTC, PYTHONHASHSEED=" in term
    assert "true usually, false with TZ=UTC, PYTHONHASHSEED=0, LC_ALL=C.UTF-8" in found["standing_counts"].what
    assert "with TZ=LINT-14, PYTHONHASHSEED=0, LC_ALL=C" in found["endorsement_term"].what


UNSTEADY = """
from datetime import date

from vouchbook import Term

ASKED = []


@hookimpl
def membership_term(proposed):
    ASKED.append(proposed)
    return Term(proposed.first, date(2040, 1 + len(ASKED) % 2, 1))


@hookimpl
def review_plan(category):
    return {}[category]


@hookimpl
def endorsement_term(granted_on):
    return granted_on
"""


def test_answers_that_follow_from_earlier_questions_or_are_none_are_quoted(author: Author) -> None:
    author.hook(UNSTEADY)
    unsteady, *wrong = checked(author).problems
    assert unsteady.code == "unsteady"
    assert unsteady.what.startswith("membership_term (plan individual, bought on 2023-01-01), asked 100 times: {")
    assert unsteady.way_out.endswith("keep nothing between two questions")
    assert [problem.code for problem in wrong] == ["wrong_answer"] * 2
    assert "review_plan failed (KeyError: " in wrong[0].what
    assert "endorsement_term answered datetime.date(" in wrong[1].what
    assert wrong[1].way_out == "it must answer a Term, or None for no opinion"


def test_a_hook_that_never_answers_is_given_up(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purity, "TIMEOUT", 3)
    author.hook("@hookimpl\ndef review_plan():\n    while True:\n        pass\n")
    (problem,) = checked(author, SETTINGS).problems
    assert problem.code == "not_answered"
    assert problem.what.endswith("it did not come to an answer: no answer within 3 seconds")


# ── What holds ────────────────────────────────────────────────────────────────────────────────

PURE = """
import functools
import random
from datetime import date, timedelta
from pathlib import Path

from vouchbook import Finding, Portfolio, ReviewPlan, Term, Training

OWN = Path(__file__).with_name("policy.toml").read_text()


@functools.cache
def _year(day):
    return day.year


@hookimpl
def membership_term(proposed, bought_on):
    from vouchbook import PlanKey

    drawn = random.Random(str(bought_on)).randrange(3)
    return Term(proposed.first, date(_year(bought_on) + 1, 1, 1 + drawn)) if PlanKey and OWN else None


@hookimpl
def standing_counts(proposed, standing, may, on):
    return proposed and on - standing.first > timedelta(days=1)


@hookimpl
def requirement_finding(proposed: Finding, portfolio: Portfolio):
    trained = {item.id for item in portfolio.items if isinstance(item.facts, Training)}
    return proposed if sorted(trained) else None


@hookimpl
def review_plan(proposed):
    return ReviewPlan(3, proposed.reviewer_may, proposed.conflicts, proposed.override)


@hookimpl
def endorsement_term(granted_on):
    return Term(granted_on, date(granted_on.year + 1, 12, 31))
"""


def test_pure_hooks_hold_whatever_they_use_to_come_to_their_answer(author: Author) -> None:
    author.hook(PURE)
    found = checked(author, SETTINGS)
    assert found.problems == ()
    assert found.said.endswith("100 times each in 6 processes")
    assert 5 * 10 <= int(found.said.split()[0]) <= 5 * MOST
    for hook in ("membership_term", "standing_counts", "requirement_finding", "review_plan", "endorsement_term"):
        assert hook in found.said


def test_without_hooks_nobody_is_asked(author: Author) -> None:
    assert checked(author, SETTINGS).said == "no question is answered by code"
