"""The page about hooks is complete and true: every signature as it is, every example loaded and asked."""

from __future__ import annotations

import ast
import hmac
import inspect
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

import vouchbook
from vouchbook import (
    CategoryCode,
    Entry,
    FeeOccasion,
    Finding,
    Happened,
    Item,
    Lack,
    Lacking,
    Line,
    Look,
    Moments,
    PayerId,
    PaymentMethod,
    PaymentNotice,
    PaymentProviderName,
    PlanKey,
    Portfolio,
    RequirementKey,
    ReviewPlan,
    Standing,
    StandingName,
    Status,
    Table,
    Term,
    Unit,
    hookspecs,
)
from vouchbook.associations import Association, Package
from vouchbook.domain.evidence import Training
from vouchbook.domain.names import AssociationCode, Due, ItemId, Kind, Occasion, Relation
from vouchbook.domain.trace import Origin
from vouchbook.hookspecs import QUESTIONS, SURFACES
from vouchbook.letters.mail.writing import Head, preview
from vouchbook.policy.document import FeeRow, MembershipRow, RenewalRow, ReviewRow
from vouchbook.policy.rules import JudgementOnly
from vouchbook.testing import policy

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "hooks.md").read_text()
HOOKS = (*QUESTIONS, *SURFACES)
SECTIONS = dict(re.findall(r"^## (\w+)\(.*?\n(.*?)(?=^## |\Z)", PAGE, flags=re.MULTILINE | re.DOTALL))


def example(hook: str) -> str:
    (code,) = re.findall(r"```python\n(.*?)```", SECTIONS[hook], flags=re.DOTALL)
    return str(code)


# ── Complete ──────────────────────────────────────────────────────────────────────────────────


def test_there_is_a_heading_for_every_hook_in_the_order_in_which_they_are_asked() -> None:
    assert tuple(SECTIONS) == HOOKS


def test_every_function_that_is_specified_is_a_question_or_a_surface() -> None:
    specified = [name for name, each in vars(hookspecs).items() if hasattr(each, f"{hookspecs.PROJECT}_spec")]
    assert tuple(specified) == HOOKS
    first = [name for name in specified if getattr(hookspecs, name).vouchbook_spec["firstresult"]]
    assert tuple(first) == QUESTIONS


@pytest.mark.parametrize("hook", HOOKS)
def test_a_heading_is_the_exact_signature(hook: str) -> None:
    signature = str(inspect.signature(getattr(hookspecs, hook))).replace("'", "")
    assert f"\n## {hook}{signature}\n" in PAGE


@pytest.mark.parametrize("hook", HOOKS)
def test_a_section_says_its_family_first(hook: str) -> None:
    assert SECTIONS[hook].lstrip().startswith("A question. " if hook in QUESTIONS else "A surface. ")


def test_the_table_of_families_names_all_of_them() -> None:
    (row,) = re.findall(r"^\| hooks \| (.*) \| (.*) \|$", PAGE, flags=re.MULTILINE)
    assert tuple(re.findall(r"`(\w+)`", row[0])) == QUESTIONS
    assert tuple(re.findall(r"`(\w+)`", row[1])) == SURFACES


def test_the_diagram_shows_when_each_is_asked() -> None:
    (diagram,) = re.findall(r"```text\n(.*?)```", PAGE, flags=re.DOTALL)
    assert [hook for hook in HOOKS if hook not in diagram] == []


@pytest.mark.parametrize("hook", HOOKS)
def test_an_example_imports_what_is_promised(hook: str) -> None:
    for node in ast.walk(ast.parse(example(hook))):
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("vouchbook"):
            assert node.module == "vouchbook"
            assert {alias.name for alias in node.names} <= set(vouchbook.__all__)


# ── True ──────────────────────────────────────────────────────────────────────────────────────

IMHS, MENTOR, INDIVIDUAL = CategoryCode("IMHS"), CategoryCode("IMHM-C"), PlanKey("individual")
TRAINING = RequirementKey("training")
ROWS = policy(
    membership=(MembershipRow(year="calendar"),),
    review=(ReviewRow(reviewers=2, conflicts=(Relation.RATER,)),),
    renewal=(RenewalRow(every_years=1, next_due=date(2026, 12, 31)),),
    fee=(FeeRow(occasion="processing", amount=10_000),),
)
Asking = Callable[[str], Association]


@pytest.fixture
def asking(install: Callable[..., Package]) -> Asking:
    """The association whose package is the example of a hook, as it stands on the page."""

    def load(hook: str) -> Association:
        return Association(ROWS, install("xq", f"acme_{hook}", example(hook)))

    return load


def test_charter_members_keep_their_term(asking: Asking) -> None:
    association = asking("membership_term")
    joined = date(2026, 3, 2)
    assert association.membership_term(INDIVIDUAL, joined) == Term(joined, date(2027, 12, 31))
    assert association.membership_term(INDIVIDUAL, date(2028, 3, 2)).last == date(2028, 12, 31)


@pytest.mark.parametrize(
    ("held", "on", "cents"),
    [((MENTOR,), date(2027, 1, 1), 5_000), ((), date(2027, 1, 1), 10_000), ((MENTOR,), date(2028, 1, 1), 10_000)],
)
def test_in_a_jubilee_year_who_is_endorsed_pays_half(
    asking: Asking, held: tuple[CategoryCode, ...], on: date, cents: int
) -> None:
    found = asking("fee").fee(FeeOccasion.PROCESSING, category=IMHS, held=held, on=on)
    assert found is not None
    assert found.cents == cents


@pytest.mark.parametrize(
    ("body", "may", "on", "proposed", "counts"),
    [
        ("tn", "give_rsc", date(2027, 6, 30), True, True),
        ("tn", "give_rsc", date(2027, 7, 1), True, False),
        ("tn", "give_rsc", date(2027, 6, 30), False, False),
        ("tn", "rate", date(2027, 7, 1), True, True),
        ("wv", "give_rsc", date(2027, 7, 1), True, True),
    ],
)
def test_a_cooperation_ends(asking: Asking, body: str, may: str, on: date, proposed: bool, counts: bool) -> None:
    standing = Standing(None, AssociationCode(body), first=date(2020, 1, 1), category=IMHS)
    assert asking("standing_counts").standing_counts(proposed, standing, StandingName(may), IMHS, on) is counts


@pytest.mark.parametrize(
    ("minutes", "short"),
    [((60, 60), 0), ((61, 60), 1), ((90, 30, 30), 30), ((90, 30, 60), 0), ((120,), 120)],
)
def test_no_single_training_makes_up_more_than_half(asking: Asking, minutes: tuple[int, ...], short: int) -> None:
    day = date(2025, 5, 1)
    items = tuple(Item(ItemId(f"tr-{n}"), Training(day, day, each)) for n, each in enumerate(minutes))
    counted = tuple(item.id for item in items)
    met = finding(Status.MET, counted)
    uncounted = Item(ItemId("tr-other"), Training(day, day, 9000))
    answer = asking("requirement_finding").finding(met, LINE, Portfolio((*items, uncounted)), Moments(day))
    missing = replace(met, status=Status.MISSING, lacking=(Lacking(Lack.AMOUNT, amount=short),))
    assert answer == (missing if short else met)


def test_what_is_missing_anyway_and_other_requirements_are_left_alone(asking: Asking) -> None:
    association = asking("requirement_finding")
    missing = finding(Status.MISSING, ())
    other = replace(finding(Status.MET, ()), requirement=RequirementKey("rsc"))
    for proposed in (missing, other):
        assert association.finding(proposed, LINE, Portfolio(()), Moments(date(2026, 1, 1))) is proposed


LINE = Line(JudgementOnly(TRAINING, ()), "own", None, None, "sheet", None, True)


def finding(status: Status, counted: tuple[ItemId, ...]) -> Finding:
    origin = Origin(IMHS, Occasion.APPLICATION, TRAINING, row=0, sheet=0)
    return Finding(TRAINING, Kind.HOURS, status, Due.SUBMISSION, Unit.MINUTES, 60, 60, 0, origin, counted_items=counted)


def test_mentors_are_read_by_three(asking: Asking) -> None:
    association = asking("review_plan")
    day = date(2026, 3, 2)
    assert association.review_plan(MENTOR, day) == ReviewPlan(3, StandingName("review"), (Relation.RATER,), False)
    assert association.review_plan(IMHS, day).reviewers == 2


def test_the_last_quarter_counts_for_the_following_year(asking: Asking) -> None:
    association = asking("endorsement_term")
    late, early = date(2026, 10, 1), date(2026, 9, 30)
    assert association.endorsement_term(IMHS, late) == Term(late, date(2027, 12, 31))
    assert association.endorsement_term(IMHS, early) == Term(early, date(2026, 12, 31))


def test_a_card_page_knows_its_own_signature(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARD_PAGE_SECRET", "between us")
    association = asking("payment_providers")
    cards = association.payment_providers()[PaymentProviderName("card_page")]
    body = b'{"account": "p-1", "cents": 2500, "currency": "USD", "day": "2026-11-20", "id": "pi_1"}'
    signed = hmac.digest(b"between us", body, "sha256").hex().encode() + b"\n" + body
    read = association.payment_notice(cards, signed)
    assert read == PaymentNotice(PayerId("p-1"), 2_500, "USD", PaymentMethod.CARD, date(2026, 11, 20), "pi_1")
    for forged in (signed.replace(b"2500", b"9500"), body, b""):
        assert association.payment_notice(cards, forged) is None


def test_a_letter_keeps_all_that_the_example_does_not_write(asking: Asking) -> None:
    templates, problems = asking("letters").letters()
    written = preview("reference_asked", Head("An association", "AA"), templates)
    assert problems == ()
    assert "We know how busy you are: thank you." in " ".join(written.text.split())
    assert "You need no account" not in written.text
    assert "has named you as a reference" in " ".join(written.text.split())


def test_a_list_of_workshops_has_a_page_and_each_workshop_one(asking: Asking) -> None:
    (listed, one), problems = asking("pages").pages()
    assert problems == ()
    assert [page.path for _, page in (listed, one)] == ["/workshops", "/workshops/{key}"]
    look = Look(AssociationCode("xq"), "/workshops/holding", {"key": "holding"}, {}, None, date(2026, 11, 20))
    assert one[1].show(look) == ("Holding in mind, on February 12, 2027.",)
    assert one[1].show(replace(look, values={"key": "x"})) is None
    shown = listed[1].show(look)
    assert shown is not None
    assert isinstance(shown[1], Table)
    assert len(shown[1].rows) == 2


def test_an_entry_leads_to_the_workshops(asking: Asking) -> None:
    assert asking("navigation").navigation() == ((Entry("anybody", "Workshops", "/more/workshops"),), ())


def test_a_decision_is_said_aloud(asking: Asking, capsys: pytest.CaptureFixture[str]) -> None:
    association = asking("after_commit")
    assert association.after_commit(Happened(AssociationCode("xq"), "submit", 7, 7)) == ()
    assert association.after_commit(Happened(AssociationCode("xq"), "decide", 8, 9)) == ()
    assert capsys.readouterr().out == "xq: a decision stands at 9\n"


def test_every_example_is_asked_above() -> None:
    asked = re.findall(r'asking\("(\w+)"\)', Path(__file__).read_text())
    assert set(asked) == set(HOOKS)


def test_the_examples_are_typed_as_their_specification(asking: Asking) -> None:
    for hook in HOOKS:
        asking(hook)
        defined = (node for node in ast.parse(example(hook)).body if isinstance(node, ast.FunctionDef))
        (function,) = (node for node in defined if node.name == hook)
        specified = inspect.signature(getattr(hookspecs, hook))
        assert function.name == hook
        assert ast.unparse(function.returns or ast.Constant(None)) == specified.return_annotation
        for argument in function.args.args:
            assert argument.annotation is not None
            assert ast.unparse(argument.annotation) == specified.parameters[argument.arg].annotation
