"""The fixtures that come with an installation, in a test run of an author's own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.kit.conftest import Author

from vouchbook.testing.under_test import NotUnderTest, code_of

pytestmark = pytest.mark.timeout(240)  # each is a run of pytest beside this one


def run(author: Author, *tests: str, settings: str = "") -> tuple[int, str]:
    """Pytest in the author's folder, with the plugin as its entry point would load it."""
    if settings:
        (author.folder / "pytest.ini").write_text(f"[pytest]\n{settings}\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *_plugin(), "-W", "error", *tests],
        cwd=author.folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(author.folder)},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def _plugin() -> list[str]:
    """Nothing where the entry point is installed: the same plugin is not loaded twice."""
    from importlib.metadata import entry_points

    found = [each for each in entry_points(group="pytest11") if each.value == "vouchbook.testing.plugin"]
    return [] if found else ["-p", "vouchbook.testing.plugin"]


EVERY = """
from datetime import date

from vouchbook import CategoryCode, Moments, Occasion, Outcome, PlanKey, Question, Status


def test_the_association_is_asked_as_the_core_asks(association):
    assert association.code == "xq"
    assert association.membership_term(PlanKey("individual"), date(2026, 3, 2)).last == date(2026, 12, 31)


def test_samples_have_a_category_and_a_day(sample_portfolios):
    sample = sample_portfolios["imhs-complete"]
    assert (sample.category, sample.day, sample.complete) == ("IMHS", date(2026, 10, 25), True)


def test_a_sample_may_be_asked_about_on_another_day_and_for_renewal(evaluated):
    assert evaluated("imhs-complete").moments.asked == date(2026, 10, 25)
    assert "ratings" in evaluated("imhs-complete", on=date(2026, 10, 1)).missing
    assert evaluated("imhs-complete", category="IMHS", at=Occasion.RENEWAL).at is Occasion.RENEWAL


def test_what_reviewers_answered_settles_what_was_asked(evaluated):
    asked = evaluated("imhs-complete").open_questions
    no = [Question(q.requirement, q.key, q.item, q.revision, answer=False) for q in asked]
    assert evaluated("imhs-complete", settled=no).missing


def test_an_office_has_an_empty_book_and_a_day(office):
    assert (office.code, office.today) == ("xq", date(2026, 10, 25))
    assert office.book.position == 1  # the policy that was adopted


def test_journeys_go_as_far_as_rules_let_them_in_the_book_of_the_office(office, journey):
    done = journey("imhs-complete")
    assert (done.outcome, done.stopped_at) == (Outcome.APPROVED, None)
    stopped = journey("imhs-begun")
    assert (stopped.stopped_at, stopped.refused.code) == ("submission", "requirements_missing")
    assert office.book.position > 20
"""


def test_every_fixture_does_what_its_page_says(author: Author) -> None:
    author.install()
    (author.folder / "tests/test_xq_every.py").write_text(EVERY)
    status, said = run(author, "tests")
    assert status == 0, said
    assert "17 passed" in said


def test_what_a_test_asks_for_and_is_not_there_is_named_with_what_is(author: Author) -> None:
    author.install()
    asked = "def test_it(evaluated):\n    evaluated('imhs-complet')\n"
    (author.folder / "tests/test_xq_one.py").write_text(asked)
    status, said = run(author, "tests/test_xq_one.py")
    assert status == 1
    assert "the package brings no sample 'imhs-complet'; did you mean" in said


def test_an_association_that_is_not_installed_is_told_how_to_be(author: Author) -> None:
    status, said = run(author, "tests/test_xq_policy.py")  # nothing was installed
    assert status == 1
    assert "'xq' is not installed" in said
    assert "Install it as it stands, from its folder: pip install -e ." in said
    assert "Traceback" not in said


def test_a_policy_that_cannot_be_read_fails_its_tests_with_its_mistakes(author: Author) -> None:
    author.install()
    author.edit("policy.toml", "every_years = 1", "every_years = 1.5")
    status, said = run(
        author, "tests/test_xq_policy.py::test_two_reviewers_read_an_application_and_none_of_them_is_a_rater_of_it"
    )
    assert status == 1
    assert "xq cannot be tested yet:" in said
    assert "every_years = 1.5" in said


def test_the_association_can_be_named_where_no_project_file_does(author: Author) -> None:
    author.install()
    (author.folder / "pyproject.toml").unlink()
    status, said = run(author, "tests/test_xq_policy.py")
    assert (status, "vouchbook_association = va" in said) == (1, True)
    status, said = run(author, "tests/test_xq_policy.py", settings="vouchbook_association = xq")
    assert status == 0, said


def test_the_nearest_project_file_that_names_an_association_is_taken(author: Author, tmp_path: Path) -> None:
    inner = author.folder / "tests" / "deep" / "test_it.py"
    inner.parent.mkdir()
    (inner.parent / "pyproject.toml").write_text("[tool.something]\n")
    assert code_of(inner) == "xq"
    assert code_of(inner, "va") == "va"
    with pytest.raises(NotUnderTest, match=r"no pyproject\.toml above test_it\.py has"):
        code_of(tmp_path / "test_it.py")
