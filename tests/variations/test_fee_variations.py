"""What associations were seen to charge: refunds, upgrades, renewals and late fees, each as rows of a policy alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from vouchbook.associations import Association
from vouchbook.domain.names import CategoryCode, FeeOccasion, PlanKey, Refundable
from vouchbook.hookspecs import Fee
from vouchbook.letters.rules import sentences
from vouchbook.service.evaluation import policy_of

PROCESSING, REGISTRATION, RENEWAL = FeeOccasion.PROCESSING, FeeOccasion.REGISTRATION, FeeOccasion.RENEWAL
DAY = date(2026, 11, 20)
HEAD = """\
format = "vouchbook-policy/1"

[association]
code       = "zz"
name       = "Association of Somewhere"
timezone   = "America/New_York"
year_end   = "12-31"
currency   = "USD"
families   = ["IMH"]
categories = ["IFA", "IFS", "IMHS", "IMHM-C"]

[sources]
page = { title = "A page about fees" }

[[plan]]
key    = "individual"
name   = "Individual"
source = "page"

[[plan]]
key    = "student"
name   = "Student"
source = "page"
"""


def fee(occasion: str, amount: int, *more: str) -> str:
    return "\n".join(["", "[[fee]]", f'occasion = "{occasion}"', f"amount = {amount}", 'source = "page"', *more, ""])


def under(folder: Path, *rows: str) -> Association:
    file = folder / "policy.toml"
    file.write_text(HEAD + "".join(rows), "utf-8")
    version, warnings = policy_of(file)
    assert warnings == ()
    return Association(version)


def asked(
    association: Association,
    occasion: FeeOccasion,
    category: str | None = "IMHS",
    *,
    held: tuple[str, ...] = (),
    member: bool | None = None,
    plan: str | None = None,
    on: date = DAY,
) -> Fee | None:
    return association.fee(
        occasion,
        category=CategoryCode(category) if category else None,
        held=tuple(CategoryCode(each) for each in held),
        member=member,
        plan=PlanKey(plan) if plan else None,
        on=on,
    )


def cents(
    association: Association, occasion: FeeOccasion, category: str | None = "IMHS", **about: object
) -> int | None:
    found = asked(association, occasion, category, **about)  # type: ignore[arg-type]
    return found.cents if found else None


def said(association: Association) -> str:
    return " ".join(each.text for each in sentences(association.version, on=DAY))


# ── 21: refund none or partial ────────────────────────────────────────────────────────────────


def test_nothing_comes_back_as_in_oklahoma_and_south_carolina(tmp_path: Path) -> None:
    found = asked(under(tmp_path, fee("processing", 100)), PROCESSING)
    assert found is not None
    assert (found.refund, found.kept) == (Refundable.NONE, 0)


def test_of_california_s_application_fee_of_375_a_hundred_are_kept(tmp_path: Path) -> None:
    made = under(tmp_path, fee("processing", 375, 'refund = "part"', "kept = 100"))
    found = asked(made, PROCESSING)
    assert found is not None
    assert (found.refund, found.cents, found.kept) == (Refundable.PART, 37_500, 10_000)
    assert "It is refunded in part. $100.00 of it is kept." in said(made)


def test_a_fee_that_comes_back_whole(tmp_path: Path) -> None:
    found = asked(under(tmp_path, fee("processing", 100, 'refund = "all"')), PROCESSING)
    assert found is not None
    assert found.refund is Refundable.ALL


# ── 22: an upgrade costs the full fee or the difference ───────────────────────────────────────

BY_CATEGORY = "".join(
    fee("processing", amount, f'for = ["{code}"]')
    for code, amount in {"IFA": 50, "IFS": 75, "IMHS": 100, "IMHM-C": 125}.items()
)
UPGRADE = '\n[[upgrade]]\nsource = "page"\n'


@pytest.mark.parametrize(
    ("rows", "expected"),
    [("", 10_000), (UPGRADE + 'charge = "full"\n', 10_000), (UPGRADE + 'charge = "difference"\n', 2_500)],
    ids=["no row", "full", "the difference, as in Virginia"],
)
def test_from_family_specialist_to_specialist(tmp_path: Path, rows: str, expected: int) -> None:
    assert cents(under(tmp_path, BY_CATEGORY, rows), PROCESSING, held=("IFS",)) == expected


def test_of_several_categories_held_the_dearest_is_taken_off(tmp_path: Path) -> None:
    made = under(tmp_path, BY_CATEGORY, UPGRADE, 'charge = "difference"\n')
    assert cents(made, PROCESSING, "IMHM-C", held=("IFA", "IMHS")) == 2_500


def test_nobody_is_paid_for_going_to_a_cheaper_category(tmp_path: Path) -> None:
    made = under(tmp_path, BY_CATEGORY, UPGRADE, 'charge = "difference"\n')
    assert cents(made, PROCESSING, "IFA", held=("IMHM-C",)) == 0


def test_virginia_asks_for_no_new_application_fee(tmp_path: Path) -> None:
    rows = (BY_CATEGORY, fee("registration", 50), UPGRADE, 'charge = "difference"\nregistration_again = false\n')
    made = under(tmp_path, *rows)
    assert cents(made, REGISTRATION) == 5_000
    assert cents(made, REGISTRATION, held=("IFS",)) == 0
    assert "Registration is not charged again." in said(made)


# ── 5: a renewal costs nothing, the same for all, or by category ──────────────────────────────


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("", {"IFA": None, "IMHM-C": None}),
        (fee("renewal", 0), {"IFA": 0, "IMHM-C": 0}),
        (fee("renewal", 40), {"IFA": 4_000, "IMHM-C": 4_000}),
        (
            fee("renewal", 35, 'for = ["IFA", "IFS"]') + fee("renewal", 50, 'for = ["IMHS", "IMHM-C"]'),
            {"IFA": 3_500, "IMHM-C": 5_000},
        ),
    ],
    ids=["no fee is named", "free, as in Pennsylvania", "flat, as in Virginia", "by category, as in New Mexico"],
)
def test_a_renewal_fee(tmp_path: Path, rows: str, expected: dict[str, int | None]) -> None:
    made = under(tmp_path, rows)
    assert {code: cents(made, RENEWAL, code) for code in expected} == expected


# ── Late fees, memberships, a fee from a day on ───────────────────────────────────────────────


def test_a_surcharge_and_a_late_fee_instead_are_told_apart_in_words(tmp_path: Path) -> None:
    surcharge = said(under(tmp_path, fee("late_renewal", 20, 'added_to = "renewal"')))
    instead = said(under(tmp_path, fee("late_renewal", 35)))
    assert "a late renewal costs $20.00. It is collected with the fee for renewal, beside it." in surcharge
    assert "a late renewal costs $35.00. It is paid instead of the fee for renewal." in instead


def test_students_and_whoever_is_a_member_already_pay_another_membership_fee(tmp_path: Path) -> None:
    made = under(
        tmp_path,
        fee("membership", 60),
        fee("membership", 25, 'plan = "student"'),
    )
    assert cents(made, FeeOccasion.MEMBERSHIP, None, plan="individual") == 6_000
    assert cents(made, FeeOccasion.MEMBERSHIP, None, plan="student") == 2_500


def test_members_pay_less_for_the_same(tmp_path: Path) -> None:
    made = under(tmp_path, fee("processing", 150), fee("processing", 100, "members = true"))
    assert [cents(made, PROCESSING, member=member) for member in (True, False)] == [10_000, 15_000]


def test_a_fee_rises_from_next_january(tmp_path: Path) -> None:
    made = under(tmp_path, fee("renewal", 25), fee("renewal", 30, "from = 2027-01-01"))
    assert [cents(made, RENEWAL, on=on) for on in (date(2026, 12, 31), date(2027, 1, 1))] == [2_500, 3_000]
