"""North Carolina's policy, line by line of its sheet, and the bytes that it makes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from vouchbook.domain.names import (
    About,
    Area,
    CategoryCode,
    DegreeLevel,
    Document,
    Due,
    ExamPart,
    Occasion,
    QuestionKey,
    ServiceKind,
    StatementCode,
    With,
)
from vouchbook.policy import rules
from vouchbook.policy.compose import compose
from vouchbook.policy.document import sheet_on
from vouchbook.policy.reader import read_guidelines, read_policy
from vouchbook.policy.rules import AlsoMonths, Applies, Length, Line, Part, Where
from vouchbook.policy.version import PolicyVersion

ROOT = Path(__file__).parents[2]
FILE = ROOT / "associations/nc/vouchbook_nc/policy.toml"
EDITIONS = ROOT / "plugins/guidelines/vouchbook_guidelines/editions"
IMHS = CategoryCode("IMHS")

GOLDEN = "sha256:e5aef5f935900294816b01c231c2f5d69e0bf70e0f8651c784cda137ce9cb435"
"""What NC's files make today. It changes with NC's ``policy.toml``, with the editions of the guidelines and with the
shape of the document; each of these is a new version that NC would have to adopt. Renew it deliberately: read the
difference of ``vouchbook policy show nc`` before and after, then put the digest that the failing test names here."""


def resolved() -> PolicyVersion:
    editions = {file.stem: read_guidelines(file) for file in EDITIONS.glob("*.toml")}
    return compose(read_policy(FILE, editions), editions)


NC = resolved()


def sheet(at: Occasion = Occasion.APPLICATION, on: date = date(2026, 11, 20)) -> dict[str, Line]:
    return {line.rule.key: line for line in sheet_on(NC.document, IMHS, at, on)[1].lines}


SHEET = sheet()


def test_the_files_make_the_version_that_was_last_looked_at() -> None:
    assert NC.digest == GOLDEN


def test_the_version_reads_back_equal_and_holds_no_float() -> None:
    assert PolicyVersion.read(NC.stored) == NC
    assert json.loads(NC.stored, parse_float=lambda text: f"float {text}") == json.loads(NC.stored)


def test_a_bare_reading_of_the_file_has_nothing_to_warn_of() -> None:
    assert read_policy(FILE).warnings == ()


# ── The sheet, first page ─────────────────────────────────────────────────────────────────────


def test_every_line_of_the_sheet_is_north_carolinas_own_since_october_2021() -> None:
    keys = ["education", "training", "work", "rsc", "ratings", "competencies", "exam", "signatures", "membership"]
    assert list(SHEET) == keys
    assert {line.origin for line in SHEET.values()} == {"own"}
    assert {line.from_ for line in SHEET.values()} == {date(2021, 10, 1)}
    assert {NC.document.sources[line.source].title[:24] for line in SHEET.values()} == {"NCIMHA requirement sheet"}
    assert all(line.confirmed for line in SHEET.values())
    assert all(line.floor for line in SHEET.values())


def test_education_is_a_masters_degree_or_more_and_a_reviewer_may_accept_another_a_certificate_or_coursework() -> None:
    rule = SHEET["education"].rule
    assert isinstance(rule, rules.Degree)
    assert {*rule.levels} == {DegreeLevel.MASTER, DegreeLevel.DOCTORATE}
    assert {"certificate", "coursework", "other"} <= {each.value for each in rule.reviewer_may_accept}
    assert rule.transcript == "if_coursework"


def test_training_is_30_hours_and_75_are_advice() -> None:
    rule = SHEET["training"].rule
    assert isinstance(rule, rules.Hours)
    assert (rule.of, rule.minimum, rule.typical, rule.where, rule.parts) == ("training", 1800, 4500, Where(), ())
    assert [each.key for each in rule.judgement] == ["promotion", "principles", "other_field"]


def test_work_is_two_paid_supervised_years_after_the_degree_with_infant_and_parent_in_both_services() -> None:
    rule = SHEET["work"].rule
    assert isinstance(rule, rules.Months)
    assert (rule.minimum, rule.part_time) == (24, "counts_in_full")
    assert rule.where == Where(
        after_degree=DegreeLevel.MASTER,
        paid=True,
        supervised=True,
        with_=(With.INFANT, With.PARENT),
        services=(ServiceKind.EARLY_RELATIONSHIP_ASSESSMENT, ServiceKind.PARENT_INFANT_THERAPY),
    )
    assert [each.key for each in rule.judgement] == ["behalf", "trained", "intervention"]


def test_one_year_of_a_supervised_internship_may_count_once_a_reviewer_accepts_it() -> None:
    rule = SHEET["work"].rule
    assert isinstance(rule, rules.Months)
    (internship,) = rule.also
    assert isinstance(internship, AlsoMonths)
    assert (internship.at_most, internship.once_accepted) == (12, True)
    assert (internship.where.internship, internship.where.supervised, internship.where.paid) == (True, True, None)
    assert internship.where.supervised_by == "supervise_internship"
    assert internship.where.after_degree is None


def test_rsc_is_50_hours_after_the_degree_from_those_who_may_give_it_in_any_setting() -> None:
    rule = SHEET["rsc"].rule
    assert isinstance(rule, rules.Hours)
    assert (rule.of, rule.minimum, rule.where.after_degree) == ("rsc", 3000, DegreeLevel.MASTER)
    assert (rule.where.given_by, rule.where.peer, rule.where.setting) == ("give_rsc", False, ())
    assert [each.key for each in rule.judgement] == ["while_providing"]


def test_three_ratings_fill_three_places_and_one_rater_is_endorsed_or_vetted() -> None:
    rule = SHEET["ratings"].rule
    assert isinstance(rule, rules.Ratings)
    assert [(slot.key, slot.is_) for slot in rule.slot] == [
        ("supervisor", "current_supervisor"),
        ("rsc_provider", "gave_rsc"),
        ("other", "anyone"),
    ]
    assert (rule.known_for, rule.not_enough_information_below, rule.at_least_one_may) == (Length(months=12), 6, "rate")


def test_the_second_page_asks_for_competencies_both_parts_of_the_exam_two_signatures_and_membership() -> None:
    competencies, exam = SHEET["competencies"].rule, SHEET["exam"].rule
    signatures, membership = SHEET["signatures"].rule, SHEET["membership"].rule
    assert isinstance(competencies, rules.Competencies)
    assert isinstance(exam, rules.Exam)
    assert isinstance(signatures, rules.Signatures)
    assert isinstance(membership, rules.Membership)
    assert len(competencies.areas) == 8
    assert Area.LEADERSHIP not in competencies.areas
    assert {*competencies.by} == {"training", "coursework", "rsc"}
    assert {*exam.parts} == {ExamPart.MULTIPLE_CHOICE, ExamPart.ESSAY}
    assert {*signatures.documents} == {Document.CODE_OF_ETHICS, Document.ENDORSEMENT_AGREEMENT}
    assert (membership.of, membership.required) == (("own",), True)


def test_one_may_submit_before_the_exam_and_before_nothing_else() -> None:
    assert [key for key, line in SHEET.items() if line.due is Due.DECISION] == ["exam"]


# ── The sheet, continuing requirements ────────────────────────────────────────────────────────

GIVES_RSC = Applies(attests=StatementCode("gives_rsc"))
ABOUT_RSC = Part(QuestionKey("about_rsc"), 180, Where(about=(About.RSC,)), GIVES_RSC)
DEIA = Part(QuestionKey("deia"), 60, Where(about=(About.DEIA,)))


@pytest.mark.parametrize(
    ("day", "parts"), [(date(2023, 12, 31), (ABOUT_RSC,)), (date(2024, 1, 1), (ABOUT_RSC, DEIA))], ids=["2023", "2024"]
)
def test_a_renewal_asks_for_15_hours_and_from_2024_one_of_them_about_deia(day: date, parts: tuple[Part, ...]) -> None:
    rule = sheet(Occasion.RENEWAL, day)["training"].rule
    assert isinstance(rule, rules.Hours)
    assert (rule.minimum, rule.parts) == (900, parts)


def test_a_renewal_asks_for_12_hours_of_rsc_and_for_membership() -> None:
    lines = sheet(Occasion.RENEWAL)
    rule = lines["rsc"].rule
    assert isinstance(rule, rules.Hours)
    assert (rule.of, rule.minimum) == ("rsc", 720)
    assert list(lines) == ["training", "rsc", "membership"]


# ── Who counts as what ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("may", "holds", "vetted"),
    [
        ("give_rsc", {"IMHM-C", "ERS", "ECMHM-C"}, {"rsc"}),
        ("rate", {"every"}, {"reference"}),
        ("supervise_internship", {"IMHS", "IMHM-C", "ECMHS", "ECMHM-C"}, set()),
    ],
)
def test_who_counts_as_what_has_stood_since_before_the_association(may: str, holds: set[str], vetted: set[str]) -> None:
    (row,) = [row for row in NC.document.standing if row.may == may and row.origin == "own"]
    assert (row.for_, row.from_, row.until) == (("IMHS",), None, None)
    assert {code for way in row.any_of for code in way.holds} == holds
    assert {way.vetted.value for way in row.any_of if way.vetted} == vetted


def test_vetting_ends_with_the_stricter_of_the_two_days_published_and_nobody_has_confirmed_it() -> None:
    for row in NC.document.vetting:
        assert [(end.on, end.by) for end in row.ends] == [(date(2027, 12, 21), "given")]
        assert row.confirmed is False


def test_what_north_carolina_has_not_published_is_not_confirmed() -> None:
    assert {row.confirmed for row in NC.document.fee} == {False}
    assert {row.confirmed for row in NC.document.guidelines} == {False}


# ── The guidelines beneath ────────────────────────────────────────────────────────────────────


def test_the_editions_follow_each_other_and_that_of_2025_is_not_among_them() -> None:
    assert [(row.edition, row.from_) for row in NC.document.guidelines] == [
        ("2021", date(2021, 10, 1)),
        ("2023", date(2023, 1, 1)),
        ("2024", date(2024, 1, 1)),
    ]


@pytest.mark.parametrize("category", NC.document.association.categories)
@pytest.mark.parametrize("at", [Occasion.APPLICATION, Occasion.RENEWAL])
def test_every_category_that_is_offered_has_both_sheets_today(category: CategoryCode, at: Occasion) -> None:
    _, found = sheet_on(NC.document, category, at, date(2026, 11, 20))
    keys = [line.rule.key for line in found.lines]
    assert "membership" in keys
    assert len(keys) >= 2
    if at is Occasion.APPLICATION:
        assert {"ratings", "signatures"} <= {*keys}


def test_of_other_sheets_the_references_and_the_membership_are_north_carolinas_and_the_rest_the_guidelines() -> None:
    for category in (*NC.document.association.categories,):
        _, found = sheet_on(NC.document, category, Occasion.APPLICATION, date(2026, 11, 20))
        own = {line.rule.key for line in found.lines if line.origin == "own"}
        others = {line.origin for line in found.lines if line.origin != "own"}
        assert category == IMHS or (own, others) == ({"ratings", "membership"}, {"guidelines 2024"})
        for line in found.lines:
            if isinstance(line.rule, rules.Ratings):
                assert (line.rule.known_for, line.rule.not_enough_information_below) == (Length(months=12), 6)
                assert isinstance(line.floor, rules.Ratings)
                assert line.rule.slot if category == IMHS else line.rule.slot == without_lines(line.floor.slot)
            if isinstance(line.rule, rules.Membership):
                assert line.rule.of == ("own",)


def without_lines(slots: tuple[rules.Slot, ...]) -> tuple[rules.Slot, ...]:
    return tuple(rules.Slot(slot.key, slot.is_, slot.may) for slot in slots)


def test_whatever_the_guidelines_say_is_as_unconfirmed_as_that_they_were_adopted() -> None:
    assert not any(line.confirmed for sheet in NC.document.sheets for line in sheet.lines if line.origin != "own")
