"""Forms ask what the readers of a portfolio file read, and nothing is told twice: no field list beside theirs."""

from __future__ import annotations

import re

import pytest

from vouchbook.associations import installed
from vouchbook.domain.evidence import Colleague, Facts, Standing, Words
from vouchbook.letters import evidence_forms as words
from vouchbook.policy.portfolio_forms import FORMS, Shape, fields_of, form_of, read_form
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.policy.portfolio_tables import TABLES
from vouchbook.policy.portfolio_typed import kept_beside, typed_of


def read(form: str, **typed: str | list[str]) -> tuple[list[Facts], dict[str, str]]:
    mistakes: dict[str, str] = {}
    given = {name.replace("__", "."): [value] if isinstance(value, str) else value for name, value in typed.items()}
    given = {name.removesuffix("_"): value for name, value in given.items()}

    def told(field: str, advice: str) -> None:
        mistakes.setdefault(field, advice)

    reads = read_form(form, given, told)
    return [each.facts for each in reads], mistakes


def test_every_table_of_a_portfolio_has_a_form_but_for_what_is_asked_for_or_signed() -> None:
    assert set(TABLES) - set(FORMS) == {"ratings", "signatures"}
    assert set(FORMS) - set(TABLES) == {"standings"}, "which a file says within the colleague"


@pytest.mark.parametrize("form", FORMS)
def test_every_field_of_every_form_has_a_label_and_no_label_lacks_a_field(form: str) -> None:
    asked = {field.name for field in fields_of(form)}
    asked |= {f"{field.name}.{inner.name}" for field in fields_of(form) for inner in field.rows}
    assert set(words.FORMS[form].fields) == asked


@pytest.mark.parametrize("form", FORMS)
def test_every_required_field_says_what_to_do_where_it_is_empty(form: str) -> None:
    _, mistakes = read(form)
    required = {field.name for field in fields_of(form) if field.required}
    assert set(mistakes) == required
    for field in required:
        assert words.FORMS[form].fields[field].missing, field


@pytest.mark.parametrize("form", FORMS)
def test_every_choice_has_a_name_in_words(form: str) -> None:
    for field in fields_of(form):
        for code in field.options:
            assert "_" not in words.option(code)
            assert words.option(code)[:1].isupper()


SAMPLES = [
    path for package in installed().values() for path in sorted((package.folder / "samples").glob("*.toml"))
]  # fmt: skip


def test_there_are_samples() -> None:
    assert len(SAMPLES) > 3


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_what_a_file_says_is_what_a_form_says_that_shows_it(path) -> None:
    """Every item of every sample, typed into its form and read again, says the same."""
    seen = 0
    for entry in read_portfolio(path).entries:
        holder = entry.facts.holder if isinstance(entry.facts, Standing) else None
        form = form_of(str(entry.facts.__struct_config__.tag), holder)
        if form is None:
            continue
        typed = typed_of(entry.facts, entry.words)
        mistakes: dict[str, str] = {}
        (again,) = read_form(form, typed, mistakes.__setitem__)
        assert mistakes == {}
        facts = again.facts
        if isinstance(entry.facts, Colleague):
            from vouchbook.policy.portfolio_file import remapped

            own = entry.facts.colleague
            facts = remapped(facts, colleague=lambda _: own, employer=lambda each: each)  # noqa: B023
        assert facts == entry.facts
        said = {name: text for name, text in again.words.items() if text}
        assert kept_beside(entry.words, said, facts) == entry.words
        seen += 1
    assert seen


def test_a_training_of_one_day_needs_no_last_day() -> None:
    (facts,), mistakes = read("training", title="Circle", from_="2026-03-01", hours="1:30")
    assert not mistakes
    assert (facts.first, facts.last, facts.minutes) == (facts.first, facts.first, 90)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"from_": "2026-03-02", "until": "2026-03-01", "hours": "1"}, "until", "The last day is before the first one"),
        ({"from_": "2026-03-01", "hours": "25"}, "hours", "There are not that many hours in these days"),
        ({"from_": "2026-03-01", "hours": "a lot"}, "hours", "Enter hours such as 1.5 or 1:30"),
        ({"from_": "2026-03-01", "hours": "0"}, "hours", "Enter hours such as 1.5 or 1:30"),
        ({"from_": "2026-03-01", "hours": "-1"}, "hours", "Enter hours such as 1.5 or 1:30"),
        ({"from_": "2026-03-01", "hours": "1.001"}, "hours", "Enter hours to the whole minute"),
        ({"from_": "2026-02-30", "hours": "1"}, "from", "Enter a real date"),
        ({"from_": "1850-01-01", "hours": "1"}, "from", "Enter a day between 1900 and 2199"),
        ({"from_": "2026-03-01", "hours": "1", "about": ["rsc", "nothing"]}, "about", ""),
        ({"from_": "2026-03-01", "hours": "1", "title": "x" * 301}, "title", "301 characters; at most 300 are kept"),
        ({"from_": "2026-03-01", "hours": "1", "title": "a\x00b"}, "title", "Holds the invisible character"),
        ({"from_": "2026-03-01", "hours": "1", "title": "a\u202eb"}, "title", "Holds the invisible character"),
    ],
)
def test_a_mistake_says_what_to_do_without_the_words_of_files(typed: dict, field: str, said: str) -> None:
    _, mistakes = read("training", **{"title": "Circle", **typed})
    assert set(mistakes) == {field}
    words_ = words.mistake("training", field, mistakes[field])
    assert words_.startswith(said)
    assert not re.search(r"quotation|from =|\d{4}-\d\d-\d\d|csv|xlsx", words_)


def test_text_that_looks_like_a_formula_is_text_in_a_form() -> None:
    _, mistakes = read("work", employer="=Sum Agency", role="+1", from_="2020-01-01", description="- one\n- two")
    assert not mistakes


def test_courses_are_read_row_by_row_and_empty_rows_are_none() -> None:
    (facts,), mistakes = read(
        "education", level="master", awarded_on="2018-05-15", degree="M.S.W.", field="Social work", institution="UNC",
        coursework__0__title="Infancy", coursework__0__competencies=["reflection"], coursework__3__title=" ",
        coursework__7__title="Law",
    )  # fmt: skip
    assert not mistakes
    assert [len(course.areas) for course in facts.coursework] == [1, 0]  # type: ignore[union-attr]


def test_a_course_without_a_title_is_named_by_its_row() -> None:
    _, mistakes = read(
        "education", level="master", awarded_on="2018-05-15", degree="M.S.W.", field="Social work", institution="UNC",
        coursework__2__competencies=["reflection"],
    )  # fmt: skip
    assert set(mistakes) == {"coursework.2.title"}
    assert words.mistake("education", "coursework.2.title", "") == "Enter the title of the course"


def test_a_flag_that_is_not_sent_is_false_and_any_other_word_is_a_mistake() -> None:
    flag = next(field for field in fields_of("work") if field.name == "paid")
    assert flag.shape is Shape.FLAG
    _, mistakes = read("work", employer="A", role="B", from_="2020-01-01", paid="perhaps")
    assert set(mistakes) == {"paid"}


def test_what_is_no_field_is_not_read() -> None:
    _, mistakes = read("licences", kind="LCSW", issued_by="B", from_="2020-01-01", source="confirmed", id="x")
    assert not mistakes


def test_a_finer_area_goes_with_the_area_that_is_taken_out(tmp_path) -> None:
    (facts,), _ = read("training", title="A", from_="2026-03-01", hours="1", competencies=["reflection"])
    before: Words = {"ref": "t-1", "competencies": ["reflection/own practice", "thinking/planning"]}
    assert kept_beside(before, {"title": "A"}, facts) == {
        "ref": "t-1",
        "title": "A",
        "competencies": ["reflection/own practice"],
    }
