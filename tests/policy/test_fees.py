"""Which fee row answers, and which files leave it open: one rule of precedence, held against every row there is."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from vouchbook import defaults
from vouchbook.domain.names import CategoryCode, FeeDue, FeeOccasion, Moment, PaidBefore, PlanKey, Refundable
from vouchbook.domain.trace import Moments
from vouchbook.policy.compose import compose
from vouchbook.policy.cycles import fees_judged_on
from vouchbook.policy.document import FeeRow, PolicyDocument, TransitionRow, UpgradeRow
from vouchbook.policy.fees import fee_row, open_between
from vouchbook.policy.mistakes import PolicyMistakes
from vouchbook.policy.reader import read_policy
from vouchbook.policy.source import EVERY
from vouchbook.testing.policies import policy

IMHS, IFS = CategoryCode("IMHS"), CategoryCode("IFS")
INDIVIDUAL, STUDENT = PlanKey("individual"), PlanKey("student")
JAN = [date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1)]
ONE = timedelta(days=1)


def row(amount: int, occasion: str = "processing", **said: object) -> FeeRow:
    return FeeRow(occasion=occasion, amount=amount, **said)  # type: ignore[arg-type]


def document(*rows: FeeRow, upgrade: tuple[UpgradeRow, ...] = (), **tables: tuple[object, ...]) -> PolicyDocument:
    return policy(fee=rows, upgrade=upgrade, **tables).document  # type: ignore[arg-type]


def cents(of: PolicyDocument, on: date = JAN[2], occasion: str = "processing", **asked: object) -> int | None:
    found = defaults.fee(of, FeeOccasion(occasion), on=on, **asked)  # type: ignore[arg-type]
    return found.cents if found else None


# ── One rule of precedence ────────────────────────────────────────────────────────────────────


def test_without_a_row_nothing_is_charged_and_free_of_charge_is_a_value() -> None:
    assert cents(document(), category=IMHS) is None
    assert cents(document(row(0)), category=IMHS) == 0


def test_a_row_that_names_the_category_goes_before_one_for_every_whatever_their_days() -> None:
    of = document(row(100), row(80, for_=(IMHS,)), row(120, from_=JAN[1]))
    assert (cents(of, category=IMHS), cents(of, category=IFS)) == (80, 120)


def test_a_row_for_members_goes_before_one_for_both_and_says_nothing_of_others() -> None:
    of = document(row(100), row(70, members=True))
    assert [cents(of, category=IMHS, member=member) for member in (True, False, None)] == [70, 100, 100]


def test_a_row_for_others_than_members_says_nothing_of_members() -> None:
    of = document(row(100), row(150, members=False))
    assert [cents(of, category=IMHS, member=member) for member in (True, False, None)] == [100, 150, 100]


def test_a_row_that_names_plan_and_members_goes_before_one_that_names_the_plan() -> None:
    of = document(
        row(50, "membership"),
        row(20, "membership", plan=STUDENT),
        row(15, "membership", plan=STUDENT, members=True),
    )
    assert cents(of, occasion="membership", plan=INDIVIDUAL) == 50
    assert cents(of, occasion="membership", plan=STUDENT, member=False) == 20
    assert cents(of, occasion="membership", plan=STUDENT, member=True) == 15


def test_a_fee_rules_from_its_first_day_and_through_its_last() -> None:
    of = document(row(100), row(150, from_=JAN[1], until=JAN[2]))
    days = (JAN[1] - ONE, JAN[1], JAN[2], JAN[2] + ONE)
    assert [cents(of, on, category=IMHS) for on in days] == [100, 150, 150, None]


def test_where_a_row_that_names_the_category_has_ended_the_one_for_every_rules_again() -> None:
    of = document(row(100), row(80, for_=(IMHS,), until=JAN[1]))
    assert [cents(of, on, category=IMHS) for on in (JAN[1], JAN[1] + ONE)] == [80, 100]


CATEGORIES = (IMHS, IFS)
KEYS = list(product(((EVERY,), (IMHS,), (IFS,), (IMHS, IFS)), (None, INDIVIDUAL, STUDENT), (None, True, False)))
SPANS = [(None, None), (JAN[0], None), (JAN[1], None), (None, JAN[0]), (JAN[0], JAN[1]), (JAN[1], JAN[2])]


@st.composite
def fee_rows(draw: st.DrawFn) -> list[FeeRow]:
    chosen = draw(st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(SPANS)), max_size=6, unique=True))
    begun = [(key, code, first) for (key, (first, _)) in chosen for code in key[0]]
    of = [(code, key[1], key[2], first) for key, code, first in begun]
    assume(len({*of}) == len(of))  # two rows of one key and day are a mistake of their own
    return [
        row(n + 1, for_=key[0], plan=key[1], members=key[2], from_=first, until=last)
        for n, (key, (first, last)) in enumerate(chosen)
    ]


def in_force(rows: list[FeeRow], each: FeeRow, category: CategoryCode, on: date) -> bool:
    """Whether a row rules on a day among those that speak of the same category, plan and members."""
    alike = [
        other for other in rows
        if (other.plan, other.members) == (each.plan, each.members)
        and (EVERY in other.for_) == (EVERY in each.for_)
        and (EVERY in other.for_ or category in other.for_)
        and (other.from_ or date.min) <= on
    ]  # fmt: skip
    latest = max(alike, key=lambda other: other.from_ or date.min, default=None)
    return latest is each and (each.until is None or on <= each.until)


def applies(each: FeeRow, category: CategoryCode, plan: PlanKey | None, member: bool | None) -> bool:
    named = EVERY in each.for_ or category in each.for_
    return named and each.plan in (None, plan) and each.members in (None, member)


@settings(max_examples=400, deadline=None)
@given(
    rows=fee_rows(),
    category=st.sampled_from(CATEGORIES),
    plan=st.sampled_from([None, INDIVIDUAL, STUDENT]),
    member=st.sampled_from([None, True, False]),
    on=st.sampled_from([JAN[0] - ONE, *JAN, JAN[1] + ONE, JAN[2] + ONE]),
)
def test_the_row_that_answers_is_the_first_by_what_it_names_of_all_that_apply(
    rows: list[FeeRow], category: CategoryCode, plan: PlanKey | None, member: bool | None, on: date
) -> None:
    fitting = [each for each in rows if applies(each, category, plan, member) and in_force(rows, each, category, on)]
    order = sorted(fitting, key=lambda each: (each.plan is None, each.members is None, EVERY in each.for_))
    found = fee_row(document(*rows), FeeOccasion.PROCESSING, on, category=category, plan=plan, member=member)
    assert found == (order[0] if order else None)


@settings(max_examples=300, deadline=None)
@given(
    rows=fee_rows(),
    category=st.sampled_from(CATEGORIES),
    plan=st.sampled_from([None, INDIVIDUAL, STUDENT]),
    member=st.sampled_from([None, True, False]),
    on=st.sampled_from([JAN[0] - ONE, *JAN, JAN[1] + ONE, JAN[2] + ONE]),
)
@example(rows=[row(1, for_=(IMHS,)), row(2, members=True)], category=IMHS, plan=None, member=True, on=JAN[1])
def test_where_the_reader_finds_nothing_open_the_row_that_names_most_answers(
    rows: list[FeeRow], category: CategoryCode, plan: PlanKey | None, member: bool | None, on: date
) -> None:
    assume(not list(open_between(enumerate(rows))))
    fitting = [each for each in rows if applies(each, category, plan, member) and in_force(rows, each, category, on)]
    names = {
        each.amount: {name for name, named in (("plan", each.plan), ("members", each.members)) if named is not None}
        | ({"for"} if EVERY not in each.for_ else set())
        for each in fitting
    }
    found = fee_row(document(*rows), FeeOccasion.PROCESSING, on, category=category, plan=plan, member=member)
    if found is not None:  # it says all that any other says that applies
        assert all(other <= names[found.amount] for other in names.values())
    else:
        assert not fitting


# ── What a file may not leave open ────────────────────────────────────────────────────────────

POLICY = """\
format = "vouchbook-policy/1"
[association]
code       = "zz"
name       = "Association of Somewhere"
timezone   = "America/New_York"
year_end   = "12-31"
currency   = "USD"
families   = ["IMH"]
categories = ["IFS", "IMHS"]
[sources]
page = { title = "A page" }
[[plan]]
key    = "individual"
name   = "Individual"
source = "page"
"""


def fee(amount: str, occasion: str = "processing", *more: str) -> str:
    return "".join(
        f"{line}\n" for line in ("[[fee]]", f'occasion = "{occasion}"', f"amount = {amount}", 'source = "page"', *more)
    )


def read(*tables: str) -> PolicyDocument:
    return compose(read_policy(POLICY + "".join(tables), {}), {}).document


def said(*tables: str) -> list[str]:
    with pytest.raises(PolicyMistakes) as wrong:
        read(*tables)
    return [str(each) for each in wrong.value.mistakes]


def line_of(tables: str, nth: int) -> int:
    text = (POLICY + tables).splitlines()
    return [number for number, line in enumerate(text, 1) if line == "[[fee]]"][nth]


def written(each: FeeRow) -> str:
    more = [f"for = [{', '.join(f'{code!r}' for code in each.for_)}]".replace("'", '"')]
    more += [f"members = {str(each.members).lower()}"] if each.members is not None else []
    more += [f"{name} = {day}" for name, day in (("from", each.from_), ("until", each.until)) if day]
    return fee(str(each.amount), "processing", *more)


@settings(max_examples=150, deadline=None)
@given(
    rows=fee_rows(),
    category=st.sampled_from(CATEGORIES),
    member=st.sampled_from([None, True, False]),
    on=st.sampled_from([JAN[0] - ONE, *JAN, JAN[1] + ONE, JAN[2] + ONE]),
)
def test_the_policy_that_a_file_makes_answers_as_its_rows_do(
    rows: list[FeeRow], category: CategoryCode, member: bool | None, on: date
) -> None:
    rows = [each for each in rows if each.plan is None]
    assume(not list(open_between(enumerate(rows))))
    asked: dict[str, Any] = {"category": category, "member": member}
    of_rows, of_file = (cents(of, on, **asked) for of in (document(*rows), read(*map(written, rows))))
    assert (of_file or 0) == 100 * (of_rows or 0)


@pytest.mark.parametrize(
    ("amount", "remedy"),
    [
        ('"25.005"', "money has no smaller part than a cent"),
        ("25.005", "put decimals in quotation marks"),
        ("-5", 'money is written 25 or "25.00"'),
        ('"-5.00"', 'money is written 25 or "25.00"'),
        ('"twenty"', 'money is written 25 or "25.00"'),
        ('"EUR 25.00"', 'money is written 25 or "25.00"'),
        ('"$25.00"', 'money is written 25 or "25.00"'),
        ('"1,200"', 'money is written 25 or "25.00"'),
    ],
)
def test_an_amount_that_is_none_is_named_with_its_line_and_the_remedy(amount: str, remedy: str) -> None:
    (mistake,) = said(fee(amount))
    assert remedy in mistake
    assert f"policy.toml:{line_of(fee(amount), 0) + 2}: amount = " in mistake


def test_an_amount_of_whole_dollars_and_one_with_cents_are_read() -> None:
    assert [each.amount for each in read(fee('"25.50"'), fee("30", "exam")).fee] == [3_000, 2_550]


def test_one_row_for_a_category_and_one_for_members_leave_open_what_its_members_pay() -> None:
    tables = fee("100", "processing", 'for = ["IMHS"]') + fee("70", "processing", "members = true")
    (mistake,) = said(tables)
    first, second = line_of(tables, 0), line_of(tables, 1)
    assert mistake == (
        f"policy.toml:{second}: fee processing – the rows on line {first} and on line {second} both answer for "
        'for = ["IMHS"] and members = true, and neither goes before the other; add a row that names both: '
        'for = ["IMHS"], members = true'
    )


def test_the_row_that_names_both_settles_it() -> None:
    found = read(
        fee("100", "processing", 'for = ["IMHS"]'),
        fee("70", "processing", "members = true"),
        fee("60", "processing", 'for = ["IMHS"]', "members = true"),
    )
    assert [cents(found, category=code, member=member) for code in (IMHS, IFS) for member in (True, False)] == [
        6_000, 10_000, 7_000, None,
    ]  # fmt: skip


def test_it_settles_it_only_on_the_days_on_which_it_rules() -> None:
    rows = [
        fee("100", "processing", 'for = ["IMHS"]'),
        fee("70", "processing", "members = true"),
        fee("60", "processing", 'for = ["IMHS"]', "members = true", "from = 2025-01-01"),
    ]
    assert len(said(*rows)) == 1


def test_rows_that_never_rule_on_the_same_day_leave_nothing_open() -> None:
    read(
        fee("100", "processing", 'for = ["IMHS"]', "until = 2024-12-31"),
        fee("70", "processing", "members = true", "from = 2025-01-01"),
    )


def test_a_price_for_members_and_one_for_all_others_leave_nothing_open() -> None:
    read(fee("100", "processing", "members = false"), fee("70", "processing", "members = true"))


def test_two_rows_of_the_same_answer_and_day_are_named_with_both_lines() -> None:
    (mistake,) = said(fee("100"), fee("90"))
    assert "begins twice without a from: on line 16 and on line 20" in mistake


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (fee("25", "renewal", 'refund = "part"'), 'say how much is not given back: kept = "100.00"'),
        (fee("25", "renewal", "kept = 5"), 'write refund = "part", or leave kept out'),
        (fee("25", "renewal", 'refund = "part"', "kept = 30"), "more than the amount"),
        (fee("25", "membership", 'for = ["IMHS"]'), "a membership is not bought for a category"),
        (fee("25", "renewal", 'plan = "individual"'), "only a membership is bought by plan"),
        (fee("25", "renewal", 'added_to = "renewal"'), "a fee is added to another one"),
        (fee("25", "exam", 'added_to = "processing"', 'due = "exam"'), "leave due out"),
        (fee("25", "renewal", 'due = "submission"'), "the fee for renewal can be due at: renewal"),
        (fee("25", "exam", 'due = "purchase"'), "registration, submission, exam, decision"),
        (fee("25", "processing", 'paid_before = "submission"'), 'write due = "registration"'),
        (fee("25", "processing", 'due = "decision"', 'paid_before = "decision"'), 'write due = "submission"'),
        (fee("25", "registration", 'paid_before = "approval"'), "known here: decision, nothing, submission"),
        (fee("25", "late_renewal", 'added_to = "renewl"'), 'did you mean "renewal"?'),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_meant_is_refused_with_what_can(row: str, words: str) -> None:
    (mistake,) = said(row)
    assert words in mistake


def test_a_fee_that_is_added_to_another_one_cannot_have_others_added_to_it() -> None:
    (mistake,) = said(
        fee("25", "late_renewal", 'added_to = "renewal"'), fee("5", "reinstatement", 'added_to = "late_renewal"')
    )
    assert "that fee is itself added to another one on line 16" in mistake


def test_the_processing_fee_may_be_asked_with_registration_and_paid_before_submission() -> None:
    (only,) = read(fee("25", "processing", 'due = "registration"', 'paid_before = "submission"')).fee
    assert (only.due, only.paid_before) == ("registration", "submission")


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('charge = "half"', "known here: difference, full"),
        ('registration_again = "no"', "write true or false"),
        ('charge = "full"\nwait = "a while"', "a length of time is written"),
    ],
)
def test_a_row_of_upgrades_that_makes_no_sense_is_refused(table: str, words: str) -> None:
    full = table if "charge" in table else f'charge = "full"\n{table}'
    (mistake,) = said(f'[[upgrade]]\nsource = "page"\n{full}\n')
    assert words in mistake


def test_fees_are_those_of_a_day_of_the_application() -> None:
    (mistake,) = said('[[transition]]\nof = "fees"\njudged_by = "cycle_end"\nsource = "page"\n')
    assert "known here: given, registered, submitted, decided" in mistake


def test_what_a_fund_pays_is_an_occasion_or_hours_of_rsc() -> None:
    (mistake,) = said('[[fund]]\nkey = "help"\npays = ["membrship"]\nsource = "page"\n')
    assert 'did you mean "membership"?' in mistake
    read('[[fund]]\nkey = "help"\npays = ["rsc", "membership"]\nsource = "page"\n')


# ── When it is due, what comes back, which day's fees ─────────────────────────────────────────


def test_a_fee_without_a_due_moment_is_due_where_its_occasion_is() -> None:
    of = document(*(row(1, occasion.value) for occasion in FeeOccasion))
    found = {occasion: defaults.fee(of, occasion, category=IMHS, on=JAN[2]) for occasion in FeeOccasion}
    assert {occasion.value: each.due.value for occasion, each in found.items() if each} == {
        "registration": "registration", "processing": "submission", "exam": "exam", "renewal": "renewal",
        "late_renewal": "renewal", "membership": "purchase", "reinstatement": "reinstatement",
    }  # fmt: skip


def test_a_fee_added_to_another_one_is_due_with_it() -> None:
    of = document(row(1, due="decision"), row(2, "exam", added_to="processing"))
    found = defaults.fee(of, FeeOccasion.EXAM, category=IMHS, on=JAN[2])
    assert found is not None
    assert (found.due, found.added_to) == (FeeDue.DECISION, FeeOccasion.PROCESSING)


def test_a_fee_carries_its_terms_and_where_it_comes_from() -> None:
    terms = row(37_500, refund="part", kept=10_000, paid_before="decision", source="page", line="p. 3", confirmed=False)
    found = defaults.fee(document(terms), FeeOccasion.PROCESSING, category=IMHS, on=JAN[2])
    assert found is not None
    assert (found.refund, found.kept, found.paid_before) == (Refundable.PART, 10_000, PaidBefore.DECISION)
    assert (found.source, found.line, found.confirmed) == ("page", "p. 3", False)


@pytest.mark.parametrize(
    ("judged_by", "expected"), [(None, JAN[2]), (Moment.GIVEN, JAN[2]), (Moment.REGISTERED, JAN[0])]
)
def test_which_days_fees_apply_is_the_day_due_unless_policy_names_another(
    judged_by: Moment | None, expected: date
) -> None:
    rows = (TransitionRow(of="fees", judged_by=judged_by),) if judged_by else ()
    moments = Moments(asked=JAN[2], registered=JAN[0], submitted=JAN[1])
    assert fees_judged_on(document(transition=rows), moments) == expected


# ── Applying for another category ─────────────────────────────────────────────────────────────

BOTH = (row(10_000, for_=(IMHS,)), row(7_500, for_=(IFS,)), row(2_000, "registration"))


def upgrade(charge: str, **said: object) -> tuple[UpgradeRow, ...]:
    return (UpgradeRow(charge=charge, **said),)  # type: ignore[arg-type]


def test_without_a_row_an_upgrade_costs_what_it_costs_everybody() -> None:
    assert cents(document(*BOTH), category=IMHS, held=(IFS,)) == 10_000


def test_the_full_price_and_the_difference_of_the_two_processing_fees() -> None:
    for charge, expected in (("full", 10_000), ("difference", 2_500)):
        assert cents(document(*BOTH, upgrade=upgrade(charge)), category=IMHS, held=(IFS,)) == expected


def test_a_difference_is_never_below_nothing() -> None:
    assert cents(document(*BOTH, upgrade=upgrade("difference")), category=IFS, held=(IMHS,)) == 0


def test_the_category_applied_for_itself_is_no_other_one() -> None:
    assert cents(document(*BOTH, upgrade=upgrade("difference")), category=IMHS, held=(IMHS,)) == 10_000


def test_registration_is_charged_again_unless_policy_says_otherwise() -> None:
    again, not_again = (document(*BOTH, upgrade=upgrade("full", registration_again=said)) for said in (True, False))
    asked = {"occasion": "registration", "category": IMHS, "held": (IFS,)}
    assert (cents(again, **asked), cents(not_again, **asked)) == (2_000, 0)  # type: ignore[arg-type]


def test_a_row_of_upgrades_may_name_the_categories_that_it_is_for() -> None:
    of = document(*BOTH, upgrade=upgrade("difference", for_=(IMHS,)))
    assert cents(of, category=IMHS, held=(IFS,)) == 2_500
    assert cents(of, category=IFS, held=(IMHS,)) == 7_500
