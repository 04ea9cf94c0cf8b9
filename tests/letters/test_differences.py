"""Differences in the words of a coordinator: every change has its clause, twins are said once, nothing is left out."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.policy.by_hand import GIVE_RSC, IMHS, MAY_RATE, TODAY, ZZ, hours, line, policy
from tests.policy.two_policies import KINDS, any_rule, near

from vouchbook.domain.names import About, CategoryCode, Occasion, QuestionKey, RequirementKey, VettingScope, With
from vouchbook.letters.changes import clauses
from vouchbook.letters.compared import Asked, Page, as_json
from vouchbook.letters.difference_page import as_text
from vouchbook.letters.differences import Differences, differences
from vouchbook.letters.names import of_either_family
from vouchbook.letters.standings import Policy
from vouchbook.policy.compare import Effect, Side, compare
from vouchbook.policy.document import FeeRow, PolicyDocument, SourceText, StandingRow, VettingEnd, VettingRow, Way
from vouchbook.policy.rules import Judgement, Line, Part, Rule, Sheet, Where
from vouchbook.policy.version import PolicyVersion

ECMHS = CategoryCode("ECMHS")
DEIA = Part(QuestionKey("deia"), 60, Where(about=(About.DEIA,)))
TRAINING = replace(hours(30, "training"), key=RequirementKey("training"))


def found(old: PolicyVersion, new: PolicyVersion) -> Differences:
    return differences(compare(Side(old.document, TODAY), Side(new.document, TODAY)))


def page(of: Differences) -> Page:
    asked = [Asked(called, "as installed", f"sha256:{called * 32}", TODAY) for called in ("ab", "cd")]
    return Page(asked[0], asked[1], of)


def text(of: Differences, width: int = 80) -> str:
    return as_text(page(of), width=width)


def flat(of: Differences) -> str:
    """The page without its line breaks."""
    return " ".join(text(of).split())


def twins(*rules: Rule) -> PolicyVersion:
    """The same sheet for a specialist of either family, each with the words of its own."""
    both = replace(ZZ, categories=(IMHS, ECMHS), families=("IMH", "ECMH"))
    return PolicyVersion.of(
        PolicyDocument(
            format="vouchbook-policy/1",
            association=both,
            sources={"sheet": SourceText(title="A sheet made by hand")},
            standing=(MAY_RATE,),
            sheets=tuple(
                Sheet(category, Occasion.APPLICATION, None, None, tuple(line(_with(rule, child)) for rule in rules))
                for category, child in ((IMHS, With.INFANT), (ECMHS, With.CHILD))
            ),
        )
    )


def _with(rule: Rule, child: With) -> Rule:
    where = getattr(rule, "where", None)
    return replace(rule, where=replace(where, with_=(child,))) if where and where.with_ else rule


# ── As a coordinator reads them ───────────────────────────────────────────────────────────────


def test_a_threshold_is_said_before_and_now_with_what_it_does() -> None:
    said = flat(found(policy(TRAINING), policy(replace(TRAINING, minimum=33 * 60))))
    assert "IMHS, application" in said
    assert "training: 30 → 33 clock hours (stricter)" in said
    assert "Before: 30 clock hours of training. Now: 33 clock hours of training." in said
    assert "[always; A sheet made by hand, training]" in said
    assert said.endswith("In short, over 1 category: 1 line stricter.")


def test_several_changes_are_listed_each_with_what_it_does() -> None:
    changed = replace(TRAINING, minimum=33 * 60, parts=(DEIA,))
    said = text(found(policy(replace(TRAINING, judgement=(Judgement(QuestionKey("q"), "Enough?"),))), policy(changed)))
    assert "  training: in part stricter, in part looser\n" in said
    assert "    • 30 → 33 clock hours (stricter)\n" in said
    assert "    • reviewers are no longer asked: Enough? (looser)\n" in said
    alike = text(found(policy(TRAINING), policy(changed)))
    assert "  training: stricter\n    • 30 → 33 clock hours\n    • new: of these at least 1 clock hour about" in alike


def test_a_line_that_comes_or_goes_is_shown_with_its_sentence() -> None:
    gone = flat(found(policy(TRAINING), policy()))
    assert "training: no longer asked (looser) Before: 30 clock hours of training. [before: always;" in gone
    come = flat(found(policy(), policy(TRAINING)))
    assert "training: new line (stricter) Now: 30 clock hours of training." in come


def test_what_nobody_has_confirmed_is_marked_and_what_somebody_now_has_is_said() -> None:
    doubtful = replace(line(replace(TRAINING, minimum=60)), confirmed=False)
    assert "(?) training: 30 → 1 clock hour (looser)" in flat(found(policy(TRAINING), policy(doubtful)))
    assert "[now confirmed; always;" in flat(found(policy(doubtful), policy(TRAINING)))


def test_where_only_words_changed_that_alone_is_said() -> None:
    noted = replace(line(TRAINING), note="seen today", source="elsewhere")
    said = flat(found(policy(TRAINING), policy(noted)))
    assert "Asked as before" in said
    assert "training (IMHS, application): another source and another note" in said
    assert "1 line the same in other words or of another source" in said
    assert "Before:" not in said.split("Asked as before")[1]


def test_no_change_is_said() -> None:
    assert "Nothing differs, over 1 category." in text(found(policy(TRAINING), policy(TRAINING)))


def test_the_same_change_in_both_families_is_said_once() -> None:
    old, new = (twins(hours(least, where=Where(with_=(With.INFANT,)))) for least in (3, 4))
    (training,) = found(old, new).lines
    assert (training.categories, training.likewise) == ((IMHS, ECMHS), (ECMHS,))
    said = flat(found(old, new))
    assert "All 2 categories compared, application" in said
    assert "Said of IMHS; of ECMHS likewise, with the words of its own family." in said
    assert "with the infant or toddler" in said
    assert "three up to six" not in said


def test_another_change_in_the_twin_is_said_by_itself() -> None:
    old, new = twins(hours(3)), twins(hours(4))
    other = replace(new.document.sheets[1], lines=(line(hours(5)),))
    document = replace(new.document, sheets=(new.document.sheets[0], other))
    assert [each.categories for each in found(old, PolicyVersion.of(document)).lines] == [(IMHS,), (ECMHS,)]


def test_a_sentence_of_either_family_is_known_by_its_words() -> None:
    assert of_either_family("the form for early childhood mental health (ECMH)") == of_either_family(
        "the form for infant mental health (IMH)"
    )


def test_a_row_of_another_table_is_said_before_and_now() -> None:
    old, new = (policy(fee=[FeeRow(occasion="processing", amount=amount)]) for amount in (10_000, 15_000))
    said = flat(found(old, new))
    assert (
        "changed: the price Before: For every category, processing costs $100.00. It is not refunded. "
        "Now: For every category, processing costs $150.00." in said
    )
    assert "new: For every category, processing costs $150.00." in flat(found(policy(), new))
    assert "no longer: For every category, processing costs $100.00." in flat(found(old, policy()))


def test_who_counts_is_said_at_the_line_that_names_it() -> None:
    rule = hours(50, where=Where(given_by=GIVE_RSC))
    ways = [(Way(holds=(code,)), Way(vetted=VettingScope.RSC)) for code in ("ERS", "IFS")]
    rows = [StandingRow(may=GIVE_RSC, any_of=any_of) for any_of in ways]
    ends = [VettingRow(scope=VettingScope.RSC, ends=(VettingEnd(date(2027, 12, day)),)) for day in (21, 31)]
    old, new = (policy(rule, standing=[rows[n]], vetting=[ends[n]]) for n in (0, 1))
    said = flat(found(old, new))
    assert (
        "who may give RSC: vetted by the association itself for RSC through 21 December 2027 → vetted by the "
        "association itself for RSC through 31 December 2027; also IFS; no longer ERS (changed otherwise)" in said
    )


def test_a_sheet_on_one_side_only_is_told_in_a_line() -> None:
    old, new = policy(TRAINING).document, policy(TRAINING).document
    later = differences(compare(Side(replace(old, sheets=()), TODAY), Side(new, TODAY)))
    assert "IMHS, application: before no sheet, now a sheet of 1 line." in text(later)


def test_a_category_that_one_of_the_two_alone_offers_is_named_and_none_of_its_rows() -> None:
    one, both = policy(fee=[FeeRow(occasion="exam", amount=5)]).document, twins().document
    fee = (FeeRow(occasion="exam", amount=5),)
    said = text(differences(compare(Side(one, TODAY), Side(replace(both, fee=fee), TODAY))))
    assert "Offered now only: ECMHS." in said
    assert "exam" not in said
    assert "1 category offered on one side only" in said


# ── Every change has a clause ─────────────────────────────────────────────────────────────────


def all_clauses(old: Rule, new: Rule) -> list[str]:
    before, after = policy(old), policy(new)
    comparison = compare(Side(before.document, TODAY), Side(after.document, TODAY))
    policies = [Policy(version.document, IMHS, TODAY) for version in (before, after)]
    return [said for change in comparison.lines for said, _ in clauses(change, *policies)]


@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_every_change_of_a_rule_is_said(kind: str, data: Any) -> None:
    old, new = data.draw(near(kind) | st.tuples(KINDS[kind], any_rule))
    said = all_clauses(old, new)
    assert all(said)
    assert len(said) == len(set(said))
    assert bool(said) is bool(found(policy(old), policy(new)).lines)


@given(st.lists(any_rule, max_size=3), st.lists(any_rule, max_size=3), st.sampled_from([40, 80, 100]))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_every_page_fits_its_terminal_and_can_be_read_by_a_program(
    old: list[Rule], new: list[Rule], width: int
) -> None:
    def keyed(rules: list[Rule]) -> list[Line]:
        return [line(replace(rule, key=RequirementKey(f"r{n}"))) for n, rule in enumerate(rules)]

    of = found(policy(*keyed(old)), policy(*keyed(new)))
    assert [each for each in text(of, width).splitlines() if len(each) > width] == []
    machine = json.loads(json.dumps(as_json(page(of))))
    assert machine["differences"]["lines"] == [] or machine["summary"]
    assert sum(machine["summary"][effect.value] for effect in Effect) == len(of.lines)


def test_the_machine_form_has_codes_and_values() -> None:
    machine = as_json(page(found(policy(TRAINING), policy(replace(TRAINING, minimum=33 * 60)))))
    read: Any = json.loads(json.dumps(machine))
    (training,) = read["differences"]["lines"]
    assert (training["categories"], training["at"], training["effect"]) == (["IMHS"], "application", "stricter")
    assert training["clauses"] == [
        {"text": "30 → 33 clock hours", "effect": "stricter", "field": "minimum", "old": 1800, "new": 1980}
    ]
    assert read["summary"]["stricter"] == 1
    assert read["before"]["policy"].startswith("sha256:")


def test_real_editions_can_be_compared() -> None:
    from vouchbook.service.evaluation import edition_policy

    files = (Path(__file__).parents[2] / "plugins/guidelines/vouchbook_guidelines/editions").glob("*.toml")
    names = sorted(file.stem for file in files)
    for old, new in pairwise(names):
        said = text(found(edition_policy(old), edition_policy(new)))
        assert "In short" in said
