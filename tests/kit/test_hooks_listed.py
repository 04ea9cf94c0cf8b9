"""`vouchbook hooks`: what is asked, when, who answers for whom, and from which rows a value comes."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from tests.kit.conftest import Author

from vouchbook.cli import main
from vouchbook.hookspecs import QUESTIONS, SURFACES, WHEN
from vouchbook.service import hooks

PLAN = "@hookimpl\ndef review_plan(proposed):\n    return None\n"


def said(*arguments: str) -> str:
    done = CliRunner(env={"COLUMNS": "80"}).invoke(main, ["hooks", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


def section(page: str, hook: str) -> str:
    (found,) = (part for part in page.split("\n\n") if part.startswith(f"{hook}  ("))
    return found


def test_every_hook_is_listed_in_the_order_in_which_it_is_asked() -> None:
    listed = hooks.listing()
    assert tuple(hook.name for hook in listed) == (*QUESTIONS, *SURFACES)
    assert {hook.name: hook.family for hook in listed} == {
        **dict.fromkeys(QUESTIONS, "question"), **dict.fromkeys(SURFACES, "surface"),
    }  # fmt: skip
    assert all(hook.asks.endswith(".") and hook.when for hook in listed)
    assert set(WHEN) == {*QUESTIONS, *SURFACES}


def test_where_code_is_silent_vouchbook_answers_from_rows(author: Author) -> None:
    author.install()
    page = said()
    assert "    xq  Vouchbook's default answer, from [[membership]]" in section(page, "membership_term")
    assert "    xq  nobody listens" in section(page, "after_commit")
    assert "    nc  Vouchbook's default answer, from [[membership]]" in section(page, "membership_term")


def test_code_is_named_with_its_version_and_its_line(author: Author) -> None:
    author.hook(PLAN)
    author.install()
    assert "    xq  vouchbook-xq 0.1.0, vouchbook_xq/__init__.py:6; else its policy" in section(said(), "review_plan")


def test_for_one_association_everybody_who_may_answer_is_listed_in_order(author: Author) -> None:
    author.hook(PLAN)
    author.install()
    page = said("xq")
    plan = section(page, "review_plan").splitlines()[-3:]
    assert plan == [
        "    1.  code of vouchbook-xq 0.1.0, vouchbook_xq/__init__.py:6",
        "    2.  Vouchbook's default answer, from 1 [[review]] row of its own (not",
        "        confirmed)",
    ]
    standing = section(page, "standing_counts")
    assert "1.  Vouchbook's default answer, from 1 [[standing]] row of its own" in standing
    assert "2.  Vouchbook's default answer, from" in standing
    assert "of the guidelines" in standing


def test_a_question_that_no_row_answers_is_said_to_be_refused(author: Author) -> None:
    text = (author.package / "policy.toml").read_text()
    start, end = text.index("[[review]]"), text.index("# ── Renewal")
    (author.package / "policy.toml").write_text(text[:start] + text[end:])
    author.install()
    assert "xq  nobody: its policy has no row that answers" in section(said(), "review_plan")
    assert "1.  nobody: its policy has no row that answers" in section(said("xq"), "review_plan")


def test_a_package_that_cannot_be_used_is_named_and_the_others_are_listed(author: Author) -> None:
    author.hook("def review_plan():\n    return None\n")
    author.install()
    page = said()
    assert "xq  cannot be asked: vouchbook-xq: review_plan looks like a hook" in page
    assert "vouchbook association check xq" in " ".join(page.split())
    assert "nc  Vouchbook's default answer" in page


@pytest.mark.parametrize("code", [None, "nc"])
def test_it_reads_well_on_eighty_columns(code: str | None) -> None:
    assert [line for line in said(*filter(None, [code])).splitlines() if len(line) > 80] == []


def test_machines_are_told_the_same(author: Author) -> None:
    author.hook(PLAN)
    author.install()
    listed = json.loads(said("xq", "--json"))
    (plan,) = (hook for hook in listed if hook["name"] == "review_plan")
    assert plan["signature"] == "(proposed: ReviewPlan, category: CategoryCode, on: date) -> ReviewPlan | None"
    assert plan["answered"] == [
        {
            "association": "xq",
            "code": ["vouchbook-xq 0.1.0, vouchbook_xq/__init__.py:6"],
            "rows": [{"table": "review", "origin": "own", "rows": 1, "unconfirmed": 1}],
            "problem": None,
        }
    ]


def test_what_is_not_installed_is_told() -> None:
    done = CliRunner().invoke(main, ["hooks", "zz"])
    assert done.exit_code == 2
    assert "'zz' is not installed" in done.output
