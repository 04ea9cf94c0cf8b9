"""What an applicant reads of an association: each category with what it asks and costs, and what is assumed."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from tests.policy.by_hand import IMHS, MAY_RATE, TODAY, ZZ, hours, line, months

from vouchbook.domain.names import (
    CategoryCode,
    DegreeLevel,
    ExamPart,
    Occasion,
    PlanKey,
    QuestionKey,
    RequirementKey,
    SlotKey,
)
from vouchbook.letters.categories import CATEGORIES, named
from vouchbook.letters.offered import Category, Offer, offered
from vouchbook.letters.offered_page import as_json, as_text
from vouchbook.policy import rules
from vouchbook.policy.document import (
    AssociationRow,
    ExamRow,
    FeeRow,
    PolicyDocument,
    RenewalRow,
    SourceText,
    UnknownCategory,
)
from vouchbook.policy.rules import Judgement, Line, Sheet
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.evaluation import installed_policy

IFA, ERS, ECMHS = (CategoryCode(code) for code in ("IFA", "ERS", "ECMHS"))
BEGUN = date(2024, 1, 1)


def keyed(rule: rules.Rule, key: str, **head: Any) -> Line:
    return replace(line(replace(rule, key=RequirementKey(key))), **head)


SHEET = (
    keyed(rules.Membership(RequirementKey("m")), "membership"),
    keyed(rules.Ratings(RequirementKey("r"), (rules.Slot(SlotKey("one")), rules.Slot(SlotKey("two")))), "ratings"),
    keyed(months(24), "work", confirmed=False, source="page"),
    keyed(hours(30, "training", judgement=(Judgement(QuestionKey("q"), "Enough?"),)), "training"),
    keyed(rules.Degree(RequirementKey("d"), (DegreeLevel.MASTER,)), "education"),
    keyed(rules.Exam(RequirementKey("e"), (ExamPart.ESSAY,)), "exam"),
)
FEES = (
    FeeRow(occasion="registration", amount=2_000, source="sheet"),
    FeeRow(occasion="processing", amount=10_000, source="page", confirmed=False),
    FeeRow(occasion="exam", amount=20_000, source="sheet"),
    FeeRow(occasion="renewal", amount=2_500, source="sheet"),
)


def offer(*sheets: Sheet, on: date = TODAY, category: CategoryCode | None = None, **tables: Any) -> Offer:
    association: AssociationRow = tables.pop("association", replace(ZZ, categories=(IMHS, IFA, ECMHS, ERS)))
    document = PolicyDocument(
        format="vouchbook-policy/1",
        association=association,
        sources={"sheet": SourceText("A sheet"), "page": SourceText("A page", "https://example.org/page")},
        standing=(MAY_RATE,),
        sheets=sheets or (Sheet(IMHS, Occasion.APPLICATION, BEGUN, None, SHEET),),
        **{"fee": FEES, **tables},
    )
    return offered(PolicyVersion.of(document).document, on, category)


def of(found: Offer, code: CategoryCode) -> Category:
    return next(each for each in found.categories if each.code == code)


def text(found: Offer, width: int = 80) -> str:
    return as_text(found, whose="as installed", width=width)


def flat(found: Offer) -> str:
    return " ".join(text(found).split())


# ── What is said of a category ────────────────────────────────────────────────────────────────


def test_the_sheet_is_said_in_the_order_in_which_people_meet_it() -> None:
    specialist = of(offer(), IMHS)
    assert [said.key for said in specialist.asked] == ["education", "training", "work", "membership"]
    assert len(specialist.references) == len(specialist.exam) == 1
    assert specialist.short == ("a master's degree", "30 clock hours of training", "24 months of work", "2 references",
                                "the written exam")  # fmt: skip
    assert specialist.questions == 1


def test_fees_of_the_day_are_summed_and_what_is_assumed_is_marked() -> None:
    said = text(offer(category=IMHS))
    assert "  registration   $20.00 [" in said
    assert "  processing    $100.00 (?) [" in said
    assert "  together      $320.00\n" in said
    assert "Amounts marked (?) are assumed, not confirmed." in said


def test_the_exam_costs_those_who_sit_it() -> None:
    without = Sheet(IMHS, Occasion.APPLICATION, None, None, SHEET[:-1])
    found = of(offer(without), IMHS)
    assert [price.occasion for price in found.fees] == ["registration", "processing"]
    assert "Exam None." in flat(offer(without, category=IMHS))


def test_a_choice_of_plans_is_not_summed() -> None:
    plans = tuple(FeeRow(occasion="membership", plan=PlanKey(key), amount=4_500) for key in ("individual", "student"))
    found = offer(category=IMHS, fee=plans)
    assert "membership (student)" in text(found)
    assert "together" not in text(found)


def test_renewal_is_said_with_its_cycle_its_lines_and_its_fee() -> None:
    renewal = Sheet(IMHS, Occasion.RENEWAL, None, None, (keyed(hours(15, "training"), "training"),))
    found = offer(Sheet(IMHS, Occasion.APPLICATION, None, None, SHEET), renewal,
                  renewal=(RenewalRow(every_years=3, next_due=date(2027, 12, 31)),))  # fmt: skip
    said = flat(found)
    assert "To stay endorsed For IMHS, an endorsement is renewed every 3 years, next by 31 December 2027." in said
    assert "Training: 15 clock hours of training." in said
    assert "renewal $25.00" in said


def test_the_rows_on_the_exam_are_those_of_the_category() -> None:
    rows = [
        ExamRow(part=ExamPart.ESSAY, pass_at=share, for_=(code,)) for code, share in (("IMHS", 8000), ("IFA", 7000))
    ]
    said = flat(offer(exam=tuple(rows), category=IMHS))
    assert "For IMHS, the essay part of the exam is passed with 80%" in said
    assert "70%" not in said


def test_every_sentence_names_its_source_in_a_footnote() -> None:
    said = text(offer(category=IMHS))
    assert "24 months of work. Part-time work counts in full, each day once. (?) [2]" in " ".join(said.split())
    assert "[1] A sheet" in said
    assert "[2] A page: https://example.org/page" in said


# ── Categories ────────────────────────────────────────────────────────────────────────────────


def test_categories_stand_with_their_family_and_add_ons_last() -> None:
    assert [(heading.split(":")[0], [each.code for each in group]) for heading, group in offer().by_family] == [
        ("Infant mental health (IMH)", ["IMHS", "IFA"]),
        ("Early childhood mental health (ECMH)", ["ECMHS"]),
        ("On top of a category of either family", ["ERS"]),
    ]


def test_a_category_of_the_association_s_own_making_stands_by_itself() -> None:
    own = replace(ZZ, categories=(IMHS, CategoryCode("XYZ")))
    assert [heading for heading, _ in offer(association=own).by_family][-1] == "Of the association's own making"
    assert "XYZ: XYZ" in text(offer(association=own))


def test_local_names_go_before_those_of_the_field() -> None:
    local = replace(ZZ, names={"IFA": "Infant Family Practitioner"})
    assert (named("IFA", local), named("IFA", ZZ)) == ("Infant Family Practitioner", "Infant Family Associate")


@pytest.mark.parametrize(
    ("on", "said"),
    [(date(2023, 12, 31), "begins on 2024-01-01"), (date(2024, 1, 1), None)],
    ids=["before", "first day"],
)
def test_a_category_without_a_sheet_that_day_says_from_when(on: date, said: str | None) -> None:
    waits = of(offer(on=on), IMHS).waits
    assert (waits is None) if said is None else said in str(waits)
    if said:
        assert f"Nobody can apply on this day: zz has no sheet for IMHS on 2023-12-31; the first one {said}." in flat(
            offer(on=on)
        )


def test_a_category_that_never_had_a_sheet_says_so() -> None:
    assert "neither its policy nor its guidelines edition holds the sheet yet" in str(of(offer(), IFA).waits)
    assert "no sheet on this day" in text(offer())


def test_one_category_alone_needs_no_overview() -> None:
    alone = text(offer(category=IMHS))
    assert "At a glance" in text(offer())
    assert "At a glance" not in alone
    assert "IFA" not in alone
    with pytest.raises(UnknownCategory, match="zz offers IMHS, IFA, ECMHS, ERS; not 'IFRS'"):
        offer(category=CategoryCode("IFRS"))


# ── On a terminal, and for a program ──────────────────────────────────────────────────────────


@pytest.mark.parametrize("width", [40, 44, 60, 80])
@pytest.mark.parametrize("on", [date(2021, 1, 1), date(2023, 6, 1), TODAY], ids=str)
def test_north_carolina_s_page_fits_a_terminal_and_a_phone(on: date, width: int) -> None:
    found = offered(installed_policy("nc").document, on)
    wide = [each for each in text(found, width).splitlines() if len(each) > width]
    assert [each for each in wide if "://" not in each] == []  # an address stays whole, so that it can be opened
    assert len(found.categories) == 9


def test_a_program_reads_codes_cents_and_sources() -> None:
    read = json.loads(json.dumps(as_json(offer())))
    specialist = read["categories"][0]
    assert (specialist["code"], specialist["family"], specialist["no_sheet"]) == ("IMHS", "IMH", None)
    work = next(each for each in specialist["asked"] if each["key"] == "work")
    assert (work["source"], work["confirmed"]) == ("A page", False)
    assert [(each["occasion"], each["cents"]) for each in specialist["fees"]] == [
        ("registration", 2000), ("processing", 10000), ("exam", 20000)
    ]  # fmt: skip


def test_every_category_of_the_alliance_has_its_name() -> None:
    from vouchbook.policy.portfolio_people import CATEGORIES as KNOWN

    assert set(KNOWN) == set(CATEGORIES)
